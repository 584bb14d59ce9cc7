// The phone at the door: camera, search, big answers. What it knows is in scan-door.js, what it keeps in scan-shelf.js.
import { Door, plainCode } from "./scan-door.js";
import { Shelf } from "./scan-shelf.js";

const LIST_EVERY = 5 * 60_000; // each look at the list is logged on the server
const SEND_EVERY = 10_000;
const LOOK_EVERY = 200;
const SAME_AGAIN = 4_000;

const at = (id) => document.getElementById(id);
const root = at("main");
const words = at("words").dataset;
const against = JSON.parse(at("against").textContent);
const SHAPES = { ok: ["yes", "✓"], duplicate: ["need", "↺"], refused: ["no", "✕"], error: ["no", "✕"] };
let door;
let last = null;

/* == answers ============================================================================================= */

function show(answer) {
  last = answer;
  const [kind, mark] = SHAPES[answer.result] ?? SHAPES.error;
  const box = at("answer");
  box.className = `scan-answer scan-answer--${kind}`;
  box.querySelector(".scan-mark").textContent = mark;
  box.querySelector(".scan-word").textContent = words[answer.result] ?? words.error;
  box.querySelector(".scan-name bdi").textContent = answer.name || answer.code || "";
  box.querySelector(".scan-why").textContent = why(answer);
  at("force").hidden = !(answer.result === "refused" && answer.name);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

function why(answer) {
  if (answer.message) return answer.message;
  if (answer.reason === "unknown" && !answer.final) return words.walk;
  if (answer.reason === "clock") return words.clock;
  return answer.result === "ok" ? "" : against[answer.reason] ?? "";
}

async function scan(code, reason = "") {
  const answer = await door.scan(code, at("point").value, reason);
  if (!answer) return;
  show(answer);
  at("term").value = "";
  at("found").replaceChildren();
  changed();
}

/** The server's word on the last scan, where it is another than this phone's, or where the phone did not know. */
function answered(result) {
  if (last?.nonce !== result.nonce) return;
  const same = last.result === result.result && last.reason === result.reason && result.reason !== "unknown";
  if (!same) show({ ...last, ...result, name: result.name || last.name, code: last.code, final: true });
}

/* == what is shown of the door =========================================================================== */

function changed() {
  if (!door?.list) return;
  const waiting = door.queue.length;
  const light = at("light");
  light.textContent = (door.online ? words.online : words.offline) + (waiting ? ` · ${words.waiting} ${waiting}` : "");
  light.dataset.state = door.online ? "on" : "off";
  at("present").textContent = door.present(at("point").value);
}

function draw() {
  const point = at("point");
  const chosen = point.value || sessionStorage.getItem("scan-point");
  at("event").textContent = door.list.event;
  point.replaceChildren(...door.list.points.map(({ code, label }) => new Option(label, code)));
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  for (const wanted of [today, chosen]) if (door.list.points.some(({ code }) => code === wanted)) point.value = wanted;
  at("door").hidden = false;
  changed();
}

function ended(queue, code) {
  stopCamera();
  const eventIsOver = code === "event_over"; // no new link would open either
  at("over-link").hidden = eventIsOver;
  at("over-event").hidden = !eventIsOver;
  at("door").hidden = true;
  at("answer").hidden = true;
  at("over").hidden = false;
  at("unsent").hidden = !queue.length;
  at("light").textContent = "";
  at("unsent-list").replaceChildren(...queue.map(({ code, point, scanned_at }) => {
    const line = document.createElement("li");
    line.textContent = `${code} · ${point} · ${new Date(scanned_at).toLocaleString()}`;
    return line;
  }));
}

function found(term) {
  const people = door.find(term);
  at("found").replaceChildren(...people.map((person) => {
    const line = document.createElement("li");
    const name = document.createElement("div");
    const bold = document.createElement("b");
    const bdi = document.createElement("bdi");
    bdi.textContent = person.name;
    bold.append(bdi);
    name.append(bold);
    if (against[person.state]) {
      const note = document.createElement("span");
      note.className = "need-line";
      note.textContent = against[person.state];
      name.append(note);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sign-in-tap";
    button.textContent = words.ok;
    button.setAttribute("aria-label", `${words.ok}: ${person.name}`);
    button.addEventListener("click", () => scan(person.code));
    line.append(name, button);
    return line;
  }));
  if (!people.length && term.trim()) {
    const none = document.createElement("li");
    none.className = "quiet";
    none.textContent = words.nobody;
    at("found").append(none);
  }
}

/* == the camera ========================================================================================== */

let stream = null;

function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  at("camera").hidden = true;
  at("start").hidden = false;
}

function without(sentence) {
  at("no-camera").textContent = sentence;
  at("no-camera").hidden = false;
  at("start").hidden = true;
}

async function startCamera() {
  if (!("BarcodeDetector" in window)) return without(words.reading);
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    return without(words.denied);
  }
  const video = at("video");
  video.srcObject = stream;
  await video.play();
  at("camera").hidden = false;
  at("start").hidden = true;
  look(reader, video, { code: "", time: 0 });
}

async function look(reader, video, before) {
  if (!stream) return;
  try {
    const [seen] = await reader.detect(video);
    const now = Date.now();
    if (seen && (seen.rawValue !== before.code || now - before.time > SAME_AGAIN)) await scan(seen.rawValue);
    if (seen) before = { code: seen.rawValue, time: now };
  } catch {
    // a frame that cannot be read: the next one
  }
  setTimeout(look, LOOK_EVERY, reader, video, before);
}

/* == begin =============================================================================================== */

async function begin() {
  const token = location.hash.slice(1);
  if (!token) {
    at("no-link").hidden = false;
    return;
  }
  navigator.serviceWorker?.register(root.dataset.worker, { scope: location.pathname }).catch(() => {});
  door = new Door({ api: root.dataset.api, token, shelf: await Shelf.open(token), tell: { changed, answered, ended } });
  const kept = await door.wake();
  if (kept) draw();
  if (await door.refresh()) draw();
  else if (!kept && at("over").hidden) {
    at("light").textContent = words.offline;
    setTimeout(begin, SEND_EVERY);
    return;
  }
  door.send();
  setInterval(() => door.list && door.refresh(), LIST_EVERY);
  setInterval(tick, SEND_EVERY);
}

function tick() {
  if (!door.list) return;
  if (Date.parse(door.list.expires_at) <= Date.now()) door.end();
  else if (door.queue.length) door.send();
}

at("start").addEventListener("click", startCamera);
at("point").addEventListener("change", () => {
  sessionStorage.setItem("scan-point", at("point").value);
  changed();
});
at("term").addEventListener("input", () => found(at("term").value));
at("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const term = at("term").value;
  const people = door.find(term);
  // Only a whole code signs in at once: part of a name may be somebody else's, and a sign-in cannot be undone.
  if (people.length === 1 && people[0].code === plainCode(term)) scan(people[0].code);
  else if (people.length || !/^(sanlap:)?[a-z0-9]{8,16}$/i.test(term.trim())) found(term);
  else scan(term);
});
at("force").addEventListener("submit", (event) => {
  event.preventDefault();
  if (last) scan(last.code, new FormData(event.target).get("reason"));
});
at("forget").addEventListener("click", async () => {
  await door.forgetQueue();
  at("unsent").hidden = true;
});
addEventListener("online", () => door?.list && door.send());
addEventListener("hashchange", () => location.reload());
if (!("BarcodeDetector" in window)) without(words.reading);
begin();
