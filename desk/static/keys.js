// What keys do. The table comes from the server (desk/keys.py): a key names an act, an act finds its element by
// data-act: a button or link is clicked, a field is focused, a closed <details> is opened. Pages listen to "act"
// for acts that have no element of their own.

function typing(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  const table = document.getElementById("keys");
  if (!table || event.defaultPrevented || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) {
    event.target.blur();
    return;
  }
  const pressed = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;
  const act = JSON.parse(table.dataset.keys)[pressed];
  if (!act) return;
  const single = !pressed.startsWith("Ctrl+");
  if (single && (table.dataset.on !== "on" || typing(event.target) || document.querySelector("dialog[open]"))) return;
  if (single && pressed === "Enter" && event.target.closest?.("a, button, summary, [role=tab]")) return;
  if (perform(act)) event.preventDefault();
});

function perform(act) {
  const told = new CustomEvent("act", { detail: act, cancelable: true });
  if (!document.dispatchEvent(told)) return true;
  const found = [...document.querySelectorAll(`[data-act="${act}"]`)].find((one) => one.offsetParent !== null || one.id === "next");
  if (!found) return false;
  if (found.matches("details")) {
    found.open = true;
    found.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  } else if (found.matches("input, textarea, select")) {
    if (found.dataset.chooses) found.form.elements.act.value = found.dataset.chooses;
    found.focus();
    found.select?.();
  } else {
    found.click();
  }
  return true;
}
