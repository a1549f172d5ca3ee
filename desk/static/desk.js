// What every page needs: dialogs, passing notes, alerts that go away, rows that lead somewhere. No inline handlers:
// elements say what they do in data-… attributes, and one listener a kind of event serves them all.

const closest = (event, selector) => event.target instanceof Element ? event.target.closest(selector) : null;

document.addEventListener("click", (event) => {
  const opener = closest(event, "[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  if (closest(event, "#alerts [data-stays] a")) closest(event, "[data-stays]").remove();
  if (closest(event, "[data-closes]")) {
    closest(event, "dialog")?.close();
    return;
  }
  if (closest(event, "[data-back]") && history.length > 1) {
    event.preventDefault();
    history.back();
    return;
  }
  const tab = closest(event, "[role=tab][aria-controls]");
  if (tab) chooseTab(tab);
  for (const menu of document.querySelectorAll("details.person[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const tab = closest(event, "[role=tab]");
  if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    const step = event.key === "ArrowRight" ? 1 : tabs.length - 1;
    const next = tabs[(tabs.indexOf(tab) + step) % tabs.length];
    chooseTab(next);
    next.focus();
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.person[open]")) menu.open = false;
  }
});

// A form that cannot be undone asks first: <form data-asks="Disable this person?">
document.addEventListener("submit", (event) => {
  const form = closest(event, "form[data-asks]");
  if (form && !window.confirm(form.dataset.asks)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

function chooseTab(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
}

// The server tells a passing note with the header HX-Trigger: {"told": {"text": "…"}}.
document.addEventListener("told", (event) => tell(event.detail?.text ?? ""));

function tell(text) {
  if (!text) return;
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = text;
  document.getElementById("toasts")?.append(note);
  window.setTimeout(() => note.remove(), 6000);
}

for (const note of document.querySelectorAll("#toasts .toast")) window.setTimeout(() => note.remove(), 6000);

// What goes well clears the alert of what did not.
// One about something else than the page, which would be nowhere to be read again, stays until it is put away.
document.addEventListener("htmx:before:request", clearAlerts);

function clearAlerts() {
  for (const note of document.querySelectorAll("#alerts > :not([data-stays])")) note.remove();
}


document.addEventListener("htmx:error", () => {
  const alerts = document.getElementById("alerts");
  if (alerts) {
    const note = document.createElement("p");
    note.className = "wrong";
    note.textContent = "The desk does not answer. Nothing was changed; try again in a moment.";
    clearAlerts();
    alerts.append(note);
  }
});
