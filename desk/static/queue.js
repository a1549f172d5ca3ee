// The queue: j and k go through its lines, x selects, Enter opens; the number of selected ones is told. What was
// selected and said is there again for whoever comes back from the preview.

const lines = () => [...document.querySelectorAll("[data-row]")];
const current = () => lines().findIndex((line) => line.getAttribute("aria-selected") === "true");
const boxes = () => [...document.querySelectorAll("[data-row] input[name=item]")];
const many = () => document.getElementById("many");
const SAID = "many";
const NEEDS = { accept: ["reason"], reject: ["reason"], park: ["reason"], assign: ["to"], claim: [] };

function goTo(place) {
  const all = lines();
  if (!all.length) return;
  const wanted = Math.max(0, Math.min(place, all.length - 1));
  for (const line of all) line.removeAttribute("aria-selected");
  all[wanted].setAttribute("aria-selected", "true");
  all[wanted].scrollIntoView({ block: "nearest" });
  all[wanted].querySelector("a")?.focus({ preventScroll: true });
}

function count() {
  if (!many()) return;
  const chosen = boxes().filter((box) => box.checked).length;
  document.getElementById("chosen").textContent = chosen ? String(chosen) : "none";
  many().querySelector("button.primary").disabled = !chosen;
  for (const line of lines()) line.classList.toggle("chosen", line.querySelector("input")?.checked ?? false);
}

// What an act needs is asked for before it is sent.
function need() {
  const form = many();
  if (!form) return;
  const needs = NEEDS[form.elements.act.value] ?? [];
  for (const name of ["reason", "to"]) form.elements[name].required = needs.includes(name);
}

function keep() {
  const said = Object.fromEntries(["act", "reason", "to", "until"].map((name) => [name, many().elements[name].value]));
  sessionStorage.setItem(SAID, JSON.stringify({ ...said, items: boxes().filter((box) => box.checked).map((box) => box.value) }));
}

function comeBack() {
  if (!many()) return;
  const kept = JSON.parse(sessionStorage.getItem(SAID) ?? "null");
  sessionStorage.removeItem(SAID);
  if (!kept) return;
  for (const name of ["act", "reason", "to", "until"]) many().elements[name].value = kept[name];
  for (const box of boxes()) box.checked = kept.items.includes(box.value);
}

document.addEventListener("act", (event) => {
  const here = current();
  const acts = {
    down: () => goTo(here + 1),
    up: () => goTo(here < 0 ? 0 : here - 1),
    select: () => { const box = lines()[Math.max(here, 0)]?.querySelector("input"); if (box) { box.checked = !box.checked; count(); } },
    open: () => { const line = lines()[here]; if (line) window.location.assign(line.dataset.address); },
  };
  if (acts[event.detail]) {
    acts[event.detail]();
    event.preventDefault();
  }
});

// All lines are selected at once, those too that "Show more" would bring where the button says so; again, none is.
async function selectAll(button) {
  if (button.dataset.all === "whole") await showRest();
  const boxes = lines().map((line) => line.querySelector("input"));
  const wanted = !boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = wanted;
  count();
}

async function showRest() {
  for (let more; (more = document.querySelector("#rows .onward a"));) {
    const answer = await fetch(more.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const rows = document.createElement("template");
    rows.innerHTML = await answer.text(); // the server's own rows, escaped there
    more.closest("tr").replaceWith(rows.content);
    window.htmx?.process(document.getElementById("rows"));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-all]");
  if (button) selectAll(button);
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-row] input")) count();
  if (event.target.matches?.("#many [name=act]")) need();
});
document.addEventListener("focusin", (event) => { if (event.target.closest?.("#many .many")) need(); });
document.addEventListener("submit", (event) => { if (event.target === many()) keep(); });
document.addEventListener("htmx:before:swap", () => { if (many()) keep(); });
document.addEventListener("htmx:after:swap", () => { comeBack(); count(); need(); });

if (document.querySelector("[data-many-done]")) sessionStorage.removeItem(SAID);
else comeBack();
count();
need();
