// An exception: focus lights the field's box, a word fills the field, Enter goes to the next doubtful one; the next
// exception is fetched and kept ahead, so that it is there the moment this one is settled.

const root = () => document.getElementById("exception");
let lastField = null;
let ahead = null;
let settling = 0;

const csrf = () => root()?.querySelector("input[name=csrf]")?.value ?? "";
const fields = () => [...document.querySelectorAll("input[data-field]")];

function boxOf(field) {
  return field?.dataset.box ? { page: Number(field.dataset.page), box: field.dataset.box.split(",").map(Number) } : null;
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("input[data-field]")) {
    lastField = event.target;
    light([boxOf(event.target)].filter(Boolean));
  } else if (event.target.matches?.("[data-finding]")) {
    lightFinding(event.target);
  }
});

function lightFinding(finding) {
  const named = finding.dataset.lit.split(" ").filter(Boolean);
  const lit = named.map((name) => document.querySelector(`input[data-field="${CSS.escape(name)}"]`));
  light(lit.map(boxOf).filter(Boolean));
  for (const field of fields()) field.classList.toggle("lit", lit.includes(field));
}

document.addEventListener("pointerover", (event) => {
  const finding = event.target instanceof Element ? event.target.closest("[data-finding]") : null;
  if (finding) lightFinding(finding);
});

// A click on a word fills the field; with Shift it is put behind what is there.
document.addEventListener("click", (event) => {
  const word = event.target instanceof Element ? event.target.closest("rect.word") : null;
  if (!word || !lastField?.isConnected || lastField.readOnly) return;
  lastField.value = event.shiftKey && lastField.value ? `${lastField.value} ${word.dataset.text}` : word.dataset.text;
  lastField.focus();
});

// Enter in a field that was not changed goes on to the next doubtful one; a changed one is sent (the form does it).
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !field.matches?.("input[data-field]")) return;
  if (field.value !== field.dataset.was) {
    sessionStorage.setItem("after-field", field.dataset.field);
    return;
  }
  event.preventDefault();
  nextDoubtful(field.dataset.field);
});

function nextDoubtful(from) {
  const all = fields();
  const start = all.findIndex((field) => field.dataset.field === from) + 1;
  const doubtful = [...all.slice(start), ...all.slice(0, start)].find((field) => "doubt" in field.dataset && field.dataset.field !== from);
  const next = doubtful ?? document.getElementById("why");
  next?.focus();
  next?.select?.();
}

document.addEventListener("act", (event) => {
  const findings = [...document.querySelectorAll("[data-finding]")];
  const here = findings.indexOf(document.activeElement);
  if (event.detail === "down" || event.detail === "up") {
    const wanted = event.detail === "down" ? here + 1 : here - 1;
    findings[Math.max(0, Math.min(wanted, findings.length - 1))]?.focus();
    event.preventDefault();
  }
  if (event.detail === "settle") {
    event.preventDefault();
    settle();
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "settle") {
    event.preventDefault();
    settle();
  }
});

// Accept what is this person's: the next exception is shown at once, what became of this one is told when it is known.
async function settle() {
  const form = document.getElementById("settle");
  if (!form) {
    if (document.querySelector("[data-finding]")) say("Nothing here is yours to accept.", true);
    else onward();
    return;
  }
  if (!form.elements.reason.value.trim()) {
    form.elements.reason.focus();
    say("Say why: the auditor reads it.", true);
    return;
  }
  const left = root(), title = left.dataset.title, address = window.location.href;
  const body = JSON.stringify({ reason: form.elements.reason.value, seen: Number(left.dataset.seen) });
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf() };
  settling += 1;
  const sent = fetch(form.dataset.api, { method: "POST", headers, body });
  const next = ahead;
  if (next) show(next);
  let told = null;
  try {
    const answer = await sent;
    told = await answer.json();
    if (!answer.ok) say(`${title}: ${told.detail}`, true, address);
    else say(told.sentence);
  } catch {
    say(`${title}: the desk does not answer; it is not known to be settled.`, true, address);
  } finally {
    settling -= 1;
  }
  if (next) await refreshed();
  else if (told?.settled) await onward();
  else if (told?.sentence) await reload(address);
}

function show(next) {
  ahead = null;
  const there = document.createElement("template");
  there.innerHTML = next.html;
  const fresh = there.content.querySelector("#exception");
  root().replaceWith(fresh);
  history.pushState(null, "", next.address);
  opened();
  window.scrollTo(0, 0);
  fetch(`${fresh.dataset.here}/stay`, { method: "POST", headers: { "X-CSRF-Token": csrf() } });
}

// What was fetched ahead may be older than its document by now.
async function refreshed() {
  const here = root();
  const answer = await fetch(`${here.dataset.here}/seen`);
  if (answer.ok && (await answer.json()).seen !== Number(here.dataset.seen) && here.isConnected) {
    await reload(window.location.href, true);
  }
}

// The page anew, unless the clerk has gone on meanwhile; what was typed stays where the document is the same one.
async function reload(address, typed = false) {
  const here = root();
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  const there = document.createElement("template");
  there.innerHTML = await answer.text();
  if (root() !== here) return;
  const fresh = there.content.querySelector("#exception");
  if (!answer.ok || answer.redirected || !fresh) { window.location.assign(address); return; }
  const why = typed ? document.getElementById("why") : null, inside = why && document.activeElement === why;
  here.replaceWith(fresh);
  opened();
  const now = document.getElementById("why");
  if (now && why) now.value = why.value;
  if (inside) now?.focus();
}

async function onward() {
  if (!ahead) await lookAhead();
  if (ahead) show(ahead);
  else window.location.assign(document.querySelector("[data-act=next]").href);
}

async function lookAhead() {
  const here = root();
  if (!here || here.dataset.mine !== "yes") return;
  const answer = await fetch(`${here.dataset.here}/after${here.dataset.query}`, { headers: { "HX-Request": "true" } });
  if (answer.status !== 200 || root() !== here) return;
  ahead = { html: await answer.text(), address: answer.headers.get("x-address") };
  const there = document.createElement("template");
  there.innerHTML = ahead.html;
  const source = there.content.querySelector("[data-viewer] img")?.getAttribute("src");
  if (source) new Image().src = source;
}

function say(text, wrong = false, address = "") {
  if (!wrong) { tell(text); return; }
  const note = document.createElement("p");
  note.className = "wrong";
  note.textContent = text;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "Open it";
    note.append(" ", link);
  }
  document.getElementById("alerts").replaceChildren(note);
}

function opened() {
  if (!root()) return;
  window.htmx?.process(root());
  document.title = `${root().dataset.title} · Tallymark`;
  lastField = null;
  openViewer();
  const after = sessionStorage.getItem("after-field");
  sessionStorage.removeItem("after-field");
  const finding = document.querySelector("[data-finding]");
  if (after) nextDoubtful(after);
  else finding?.focus({ preventScroll: true });
  root().dataset.ready = "yes";
  window.setTimeout(lookAhead, 0);
}

document.addEventListener("htmx:after:swap", () => { if (root() && !root().dataset.ready) opened(); });
window.addEventListener("popstate", () => window.location.reload());
window.addEventListener("beforeunload", (event) => { if (settling) event.preventDefault(); });
window.setInterval(() => {
  const here = root();
  if (here?.dataset.mine === "yes") fetch(`${here.dataset.here}/stay`, { method: "POST", headers: { "X-CSRF-Token": csrf() } });
}, 120000);
opened();
