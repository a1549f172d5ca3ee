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
  const all = remember(left, null);
  sent = form;
  const body = JSON.stringify({ reason: form.elements.reason.value, findings: chosen(form), seen: Number(left.dataset.seen) });
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf() };
  settling += 1;
  const sending = fetch(form.dataset.api, { method: "POST", headers, body });
  const next = ahead;
  if (next) show(next);
  let told = null;
  try {
    const answer = await sending;
    told = await answer.json();
    if (answer.ok) say(told.sentence);
    else lay(left, all);
    if (answer.status === 401) say(`${title} is not settled: your sign-in has ended. What you typed is kept.`, true, `/login?next=${encodeURIComponent(new URL(address).pathname)}`, "Sign in");
    else if (!answer.ok) say(`${title}: ${told.detail}`, true, address);
  } catch {
    lay(left, all);
    say(`${title}: the desk does not answer; it is not known to be settled.`, true, address);
  } finally {
    settling -= 1;
  }
  if (next || told?.settled) leave(left);
  if (next) await refreshed();
  else if (told?.settled) await onward();
  else if (told?.sentence) await reload(address);
}

// The findings that are ticked; all that is this person's where there is nothing to choose.
function chosen(form) {
  const ticks = [...form.elements].filter((one) => one.matches("[data-choice]"));
  if (ticks.every((one) => one.checked)) return null;
  return ticks.filter((one) => one.checked).map((one) => {
    const [code, line, expected, actual] = JSON.parse(one.value);
    return { code, line, figures: [expected, actual] };
  });
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
  stay();
}

// What was fetched ahead may be older than its document by now.
async function refreshed() {
  const here = root();
  const answer = await fetch(`${here.dataset.here}/seen`);
  if (answer.ok && (await answer.json()).seen !== Number(here.dataset.seen) && here.isConnected) {
    await reload(window.location.href);
  }
}

// The page anew, unless the clerk has gone on meanwhile; what was typed stays where the document is the same one.
async function reload(address) {
  const here = root();
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  const there = document.createElement("template");
  there.innerHTML = await answer.text();
  if (root() !== here) return;
  const fresh = there.content.querySelector("#exception");
  if (!answer.ok || answer.redirected || !fresh) { window.location.assign(address); return; }
  held = remember(here);
  here.replaceWith(fresh);
  opened();
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
  const html = await answer.text();
  const there = document.createElement("template");
  there.innerHTML = html;
  ahead = { html, address: answer.headers.get("x-address"), root: there.content.querySelector("#exception") };
  const source = there.content.querySelector("[data-viewer] img")?.getAttribute("src");
  if (source) new Image().src = source;
}

function say(text, wrong = false, address = "", words = "Open it") {
  if (!wrong) { tell(text); return; }
  const note = document.createElement("p");
  note.className = "wrong";
  note.textContent = text;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = words;
    note.append(" ", link);
    note.dataset.stays = "";
  }
  clearAlerts();
  document.getElementById("alerts").append(note);
}

function opened() {
  if (!root()) return;
  window.htmx?.process(root());
  document.title = `${root().dataset.title} · Tallymark`;
  lastField = null;
  openViewer();
  const after = sessionStorage.getItem("after-field");
  sessionStorage.removeItem("after-field");
  const inside = putBack(root(), held ?? take(root()));
  held = sent = null;
  if (after) nextDoubtful(after);
  else if (!inside) document.querySelector("[data-finding]")?.focus({ preventScroll: true });
  root().dataset.ready = "yes";
  window.setTimeout(lookAhead, 0);
}

document.addEventListener("htmx:after:swap", () => { if (root() && !root().dataset.ready) opened(); });
window.addEventListener("popstate", () => window.location.reload());
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
window.addEventListener("beforeunload", (event) => { if (settling) event.preventDefault(); });
window.addEventListener("pagehide", () => {
  if (!root()) return;
  lay(root(), remember(root()));
  for (const one of [root(), ahead?.root]) if (one) leave(one);
});

// While somebody works on it the exception stays theirs; an idle page gives no sign, so that it is free in time.
const IDLE = 10 * 60 * 1000;
let sign = Date.now();
for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  document.addEventListener(kind, () => { sign = Date.now(); }, { passive: true });
}

async function stay() {
  const here = root();
  if (here?.dataset.mine !== "yes" || Date.now() - sign > IDLE) return;
  const answer = await fetch(`${here.dataset.here}/stay`, { method: "POST", headers: { "X-CSRF-Token": csrf(), "HX-Request": "true" } });
  if (answer.ok) { here.dataset.until = (await answer.json()).until; return; }
  if (answer.status !== 409 || root() !== here) return;
  const there = document.createElement("template");
  there.innerHTML = await answer.text();
  await reload(window.location.href);
  say(there.content.textContent.trim(), true);
}

function leave(exception) {
  if (exception.dataset.mine !== "yes") return;
  const headers = { "X-CSRF-Token": exception.querySelector("input[name=csrf]")?.value ?? csrf() };
  const body = new URLSearchParams({ until: exception.dataset.until });
  fetch(`${exception.dataset.here}/leave`, { method: "POST", keepalive: true, headers, body }).catch(() => {});
}

window.setInterval(stay, 120000);
opened();
