// The page's picture: boxes over it, zoom, turn, other sheets. Boxes are in points; the SVG has the page's own frame.

const SVG = "http://www.w3.org/2000/svg";
const viewer = () => document.querySelector("[data-viewer]");
const overlay = () => viewer()?.querySelector("svg[data-page]");
let known = {};
let size = 1;
let turned = 0;

function readWords() {
  known = {};
  const island = document.getElementById("page-words");
  for (const page of island ? JSON.parse(island.textContent) : []) known[page.page] = page;
}

// Words that can be clicked, drawn once a sheet.
async function drawWords() {
  const svg = overlay();
  if (!svg) return;
  const number = Number(svg.dataset.page);
  if (!known[number]) {
    const answer = await fetch(`/documents/${viewer().dataset.documents}/words/${number}`);
    if (!answer.ok) return;
    known[number] = await answer.json();
  }
  const page = known[number];
  svg.setAttribute("viewBox", `0 0 ${page.size[0]} ${page.size[1]}`);
  const words = page.words.map((word) => {
    const [text, left, top, right, bottom] = word;
    const box = rectangle(left, top, right, bottom, "word");
    box.dataset.text = text;
    return box;
  });
  svg.replaceChildren(...words);
}

function rectangle(left, top, right, bottom, name, margin = 1) {
  const box = document.createElementNS(SVG, "rect");
  box.setAttribute("class", name);
  box.setAttribute("x", left - margin);
  box.setAttribute("y", top - margin);
  box.setAttribute("width", Math.max(1, right - left + 2 * margin));
  box.setAttribute("height", Math.max(1, bottom - top + 2 * margin));
  return box;
}

// Light boxes: [{page, box: [left, top, right, bottom]}]; another sheet is shown where the first of them stands.
function light(boxes) {
  let svg = overlay();
  for (const old of svg?.querySelectorAll(".lit") ?? []) old.remove();
  const first = boxes.find((one) => one.page);
  if (!svg || !first) return;
  if (Number(svg.dataset.page) !== first.page && !showSheet(first.page)) return;
  svg = overlay();
  for (const one of boxes.filter((other) => other.page === first.page)) svg.append(rectangle(...one.box, "lit", 3));
  const lit = svg.querySelector(".lit");
  const stage = viewer().querySelector(".stage");
  if (lit && stage) {
    const box = lit.getBoundingClientRect(), frame = stage.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) stage.scrollTop += box.top - frame.top - frame.height / 3;
    if (box.left < frame.left || box.right > frame.right) stage.scrollLeft += box.left - frame.left - 20;
  }
}

function showSheet(number) {
  const link = viewer()?.querySelector(`[data-sheet="${number}"]`);
  const image = viewer()?.querySelector("img");
  if (!link || !image) return false;
  for (const other of viewer().querySelectorAll("[data-sheet]")) {
    other.classList.toggle("primary", other === link);
    other.toggleAttribute("aria-current", other === link);
  }
  image.src = link.dataset.src;
  image.alt = image.alt.replace(/^Page \d+/, `Page ${number}`);
  overlay().dataset.page = number;
  overlay().replaceChildren();
  drawWords();
  return true;
}

function setView() {
  const sheet = viewer()?.querySelector(".sheet");
  if (!sheet) return;
  sheet.style.rotate = turned ? `${turned}deg` : "";
  sheet.style.margin = "";
  sheet.style.width = `${Math.round(size * 100)}%`;
  if (turned % 180 === 0) return;
  // A sheet on its side takes its height as its width: it is made as wide as it may be, and its room goes with it.
  sheet.style.width = `${Math.round(size * 100 * sheet.offsetWidth / sheet.offsetHeight)}%`;
  const wide = sheet.offsetWidth, tall = sheet.offsetHeight;
  sheet.style.margin = `${(wide - tall) / 2}px ${(tall - wide) / 2}px`;
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const view = target?.closest("[data-view]")?.dataset.view;
  if (view) {
    if (view === "larger") size = Math.min(size * 1.25, 4);
    if (view === "smaller") size = Math.max(size / 1.25, 0.5);
    if (view === "fit") { size = 1; turned = 0; }
    if (view === "turn") turned = (turned + 90) % 360;
    setView();
  }
  const sheet = target?.closest("[data-sheet]");
  if (sheet) {
    event.preventDefault();
    showSheet(Number(sheet.dataset.sheet));
  }
});

// A picture that comes late changes how tall its sheet is.
document.addEventListener("load", (event) => { if (event.target.matches?.(".stage img")) setView(); }, true);

function openViewer() {
  size = 1;
  turned = 0;
  readWords();
  drawWords();
}

openViewer();
