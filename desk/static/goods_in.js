// The barcode gun: a keyboard that ends with Enter. Its field keeps the focus and is free at once; scans are sent one by
// one, each with a key of its own, and sent again where the net failed, so that each is counted, and counted once. What
// became of it is heard: one high tone for counted, two low ones for refused. The words say the same.

const gun = document.querySelector("[data-gun]");
const waiting = [];
let sending = false;
let sound = null;

function tone(hertz, begin, length) {
  const oscillator = sound.createOscillator();
  const loudness = sound.createGain();
  oscillator.frequency.value = hertz;
  oscillator.type = "square";
  loudness.gain.setValueAtTime(0.08, sound.currentTime + begin);
  loudness.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + begin + length);
  oscillator.connect(loudness).connect(sound.destination);
  oscillator.start(sound.currentTime + begin);
  oscillator.stop(sound.currentTime + begin + length);
}

function beep(heard) {
  if (!heard || !window.AudioContext) return;
  sound ??= new AudioContext();
  sound.resume();
  if (heard === "taken") tone(1760, 0, 0.12);
  if (heard === "again") { tone(1320, 0, 0.08); tone(1320, 0.14, 0.08); }
  if (heard === "refused") { tone(220, 0, 0.22); tone(180, 0.28, 0.3); }
  navigator.vibrate?.(heard === "refused" ? [120, 60, 120] : 40);
}

function tell(heard, text) {
  const told = gun.querySelector("#heard");
  told.className = `heard ${heard}`;
  told.textContent = text;
}

async function sendNext() {
  if (sending || !waiting.length) return;
  sending = true;
  const [first] = waiting;
  const fields = new FormData(gun);
  fields.set("key", first.key);
  fields.set("code", first.code);
  try {
    const answer = await fetch(gun.action, {
      method: "POST", body: new URLSearchParams(fields), headers: { "HX-Request": "true" }, redirect: "error",
    });
    const text = await answer.text();
    waiting.shift();
    if (answer.ok) show(text);
    else tell("refused", "\u2717 Not counted: the desk refused it. Load the page again.");
    if (!answer.ok) beep("refused");
  } catch {
    tell("again", `The desk does not answer: ${waiting.length} not yet sent, trying again. Keep this page open.`);
    await new Promise((resolve) => window.setTimeout(resolve, 2000));
  }
  sending = false;
  sendNext();
}

// The server's own answer, escaped there; it replaces the tally below the gun.
function show(text) {
  const tally = document.getElementById("tally");
  tally.innerHTML = text;
  window.htmx?.process(tally);
  hear();
}

// What the answer says takes the place of what was said before, be it scanned or entered by hand.
function hear() {
  const answer = document.querySelector("#tally [data-heard]");
  if (!answer?.dataset.heard) return;
  gun.elements.namedItem("pallet").value = answer.dataset.pallet;
  tell(answer.dataset.heard, answer.textContent);
  beep(answer.dataset.heard);
}

document.addEventListener("htmx:after:swap", () => { if (gun) hear(); });

gun?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = gun.querySelector("[data-code]");
  const code = field.value.trim();
  field.value = "";
  field.focus();
  if (!code) return;
  waiting.push({ code, key: randomKey() });
  sendNext();
});

function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whoever scans does not look at the screen: a key pressed outside of a field goes to the gun's field.
document.addEventListener("keydown", (event) => {
  const field = gun?.querySelector("[data-code]");
  const elsewhere = event.target instanceof Element
    && !event.target.closest("input, select, textarea, button, a, summary, dialog");
  if (field && elsewhere && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
});

// Scans that were not sent yet are not to be lost by leaving.
window.addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });

if (gun) gun.querySelector("[data-code]").focus();
