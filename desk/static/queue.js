// The queue: j and k go through its lines, x selects, Enter opens; the number of selected ones is told.

const lines = () => [...document.querySelectorAll("[data-row]")];
const current = () => lines().findIndex((line) => line.getAttribute("aria-selected") === "true");

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
  const many = document.querySelectorAll("[data-row] input:checked").length;
  const output = document.getElementById("chosen");
  if (output) output.textContent = many ? String(many) : "none";
  for (const line of lines()) line.classList.toggle("chosen", line.querySelector("input")?.checked ?? false);
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

document.addEventListener("change", (event) => { if (event.target.matches?.("[data-row] input")) count(); });
