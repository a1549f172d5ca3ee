// What was typed and not sent: it outlives the page's being made anew, a reload, going away and coming back, and the
// end of a sign-in. It is kept in the tab alone, for one person and one document, and put back only where the page
// still says what it said when it was typed.

let sent = null;
let held = null;

const inputs = (exception) => [...exception.querySelectorAll("input:not([type=hidden], [type=file]), textarea, select")].filter((input) => input.form);
const pathOf = (form) => form.getAttribute("action").split("?")[0];

function nameOf(input) {
  const field = input.form.querySelector("input[type=hidden][name=field]")?.value ?? "";
  return [pathOf(input.form), field, input.name, input.type === "checkbox" ? input.value : ""].join(" ");
}

function said(input) {
  return input.type === "checkbox" ? String(input.checked) : input.value;
}

function shownFirst(input) {
  if (input.type === "checkbox") return String(input.defaultChecked);
  if (input instanceof HTMLSelectElement) return [...input.options].find((option) => option.defaultSelected)?.value ?? input.options[0]?.value ?? "";
  return input.defaultValue;
}

function remember(exception, but = sent) {
  const typed = inputs(exception).filter((input) => input.form !== but && said(input) !== shownFirst(input));
  const inside = document.activeElement;
  const open = exception.querySelector("details.act[open] form");
  return {
    document: exception.dataset.document,
    typed: typed.map((input) => [nameOf(input), shownFirst(input), said(input)]),
    open: open && open !== but ? pathOf(open) : "",
    inside: inside?.form && inside.form !== but && exception.contains(inside) && inside.name ? nameOf(inside) : "",
  };
}

// Put back what is kept; true if a field has the focus again.
function putBack(exception, kept) {
  if (kept?.document !== exception.dataset.document) return false;
  const known = new Map(inputs(exception).map((input) => [nameOf(input), input]));
  for (const [name, first, value] of kept.typed) {
    const input = known.get(name);
    if (!input || input.readOnly || shownFirst(input) !== first) continue;
    if (input.type === "checkbox") input.checked = value === "true";
    else input.value = value;
  }
  const form = kept.open && [...exception.querySelectorAll("details.act form")].find((one) => pathOf(one) === kept.open);
  if (form) form.closest("details").open = true;
  const inside = kept.inside && known.get(kept.inside);
  if (inside) inside.focus({ preventScroll: true });
  return Boolean(inside);
}

const drawer = (exception) => `typed/${exception.dataset.person}/${exception.dataset.document}`;

function lay(exception, kept) {
  if (kept.typed.length) sessionStorage.setItem(drawer(exception), JSON.stringify(kept));
  else sessionStorage.removeItem(drawer(exception));
}

function take(exception) {
  const kept = JSON.parse(sessionStorage.getItem(drawer(exception)) ?? "null");
  sessionStorage.removeItem(drawer(exception));
  return kept ? { ...kept, inside: "" } : null;
}

document.addEventListener("submit", (event) => { sent = event.target; }, true);
document.addEventListener("htmx:after:request", (event) => {
  if ((event.detail?.ctx?.response?.status ?? 200) >= 400) sent = null;
});
document.addEventListener("htmx:before:swap", () => {
  const exception = document.getElementById("exception");
  if (exception) held = remember(exception);
});
