// The rapporteur's editor: a notepad whose entries save themselves. Without this script every entry is a plain form.
import { Book, newKey, Shelf } from "./minutes-book.js";
import { direction, fieldsOf, fill, keyOf, listen, NAMES, settleKind, speak, text } from "./minutes-fields.js";

const root = document.getElementById("minutes");
const list = document.getElementById("entries");
const composer = document.getElementById("new");
const light = document.getElementById("light");
const shared = document.getElementById("shared");
const kinds = root.dataset.keys.trim().split(/\s+/);
const POLL = 10000;

const shelf = new Shelf(location.pathname, root.dataset.owner);
const book = new Book({
  addUrl: root.dataset.entriesUrl, client: root.dataset.client, shelf,
  token: () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? composer.elements.csrfmiddlewaretoken.value,
  tell: { saved: onSaved, conflict: onConflict, refused: onRefused, changed: showLight },
});

/* == forms and fields ===================================================================================== */

function changed(form, now = false) {
  book.edit(keyOf(form), fieldsOf(form), now);
}

/* == the composer ========================================================================================= */

function finishComposer() {
  const fields = fieldsOf(composer);
  const key = keyOf(composer);
  const line = book.byUid(book.lines.get(key)?.uid);
  if (!fields.text.trim()) {
    if (line?.uid) strike(line.uid).then(() => book.forget(key));
    return freshComposer();
  }
  place(key, fields);
  freshComposer();
  book.edit(key, fields, true);
  if (book.lines.get(key)?.state === "clean" && answers.has(key)) draw(key, answers.get(key));
}

function freshComposer() {
  composer.elements.client_key.value = newKey();
  delete composer.dataset.languageChosen;
  text(composer).value = "";
  fill(composer, { kind: "point", who: "", speaker: "", visibility: "", interpreted: "" });
  text(composer).focus();
}

/** The entry in the list before the server has answered. */
function place(key, fields) {
  if (itemOf(key)) return;
  const item = document.createElement("li");
  item.className = "entry is-waiting";
  item.dataset.key = key;
  item.innerHTML = '<span class="entry-no">…</span><div data-shown><p class="entry-text"></p></div>';
  const words = item.querySelector(".entry-text");
  words.textContent = fields.text;
  words.lang = fields.language;
  words.dir = direction(fields.language);
  list.append(item);
  document.getElementById("nothing")?.remove();
}

/* == entries in the list ================================================================================== */

const answers = new Map(); // key -> the server's last answer
const itemOf = (key) => list.querySelector(`[data-key="${key}"]`);
const itemByUid = (uid) => list.querySelector(`[data-uid="${uid}"]`);
const formIn = (item) => item?.querySelector("form[data-entry-form]");

function fresh(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.querySelector("li");
}

/** Puts the server's line in place of what stands there, or where its number belongs. */
function draw(key, answer) {
  const item = fresh(answer.html);
  const old = itemOf(key) ?? itemByUid(answer.uid);
  if (old) old.replaceWith(item);
  else {
    item.classList.add("is-new");
    const after = [...list.children].find((each) => Number(each.dataset.number) > answer.number);
    list.insertBefore(item, after ?? list.querySelector(".is-waiting"));
  }
  for (const warning of answer.warnings ?? []) note(item, warning);
  document.getElementById("nothing")?.remove();
  document.getElementById("count").textContent = list.querySelectorAll("li:not(.is-struck)").length;
}

function note(item, sentence) {
  const box = document.getElementById("entry-note").content.firstElementChild.cloneNode();
  box.textContent = sentence;
  item.lastElementChild.append(box);
}

function knownOf(item) {
  const { uid, revision } = item.dataset;
  const fields = Object.fromEntries(NAMES.map((name) => [name, item.dataset[name] ?? ""]));
  return { uid, revision: Number(revision), fields: { ...fields, text: item.querySelector(".entry-text").textContent } };
}

function openEntry(item) {
  if (!item || formIn(item) || !item.querySelector("[data-change]")) return;
  for (const other of list.querySelectorAll("form[data-entry-form]")) closeEntry(other.closest("li"));
  const known = knownOf(item);
  const line = book.line(item.dataset.key, known);
  const form = document.getElementById("entry-form").content.firstElementChild.cloneNode(true);
  form.action = `${root.dataset.entriesUrl}${known.uid}/`;
  form.elements.client_key.value = item.dataset.key;
  fill(form, { ...(line.state === "clean" ? known.fields : line.fields), whoLabel: item.querySelector(".chip")?.textContent });
  if (line.state === "clean") line.sent = JSON.stringify((line.fields = fieldsOf(form)));
  item.querySelector("[data-shown]").hidden = true;
  item.lastElementChild.parentElement.append(form);
  item.classList.add("is-open");
  text(form).focus();
  text(form).setSelectionRange(text(form).value.length, text(form).value.length);
}

function closeEntry(item, back = false) {
  const form = formIn(item);
  if (!form) return;
  const key = keyOf(form);
  if (text(form).value.trim()) changed(form, true);
  const line = book.lines.get(key);
  form.remove();
  item.classList.remove("is-open");
  item.querySelector("[data-shown]").hidden = false;
  if (line?.state === "clean") {
    if (answers.has(key)) draw(key, answers.get(key));
  } else if (line) {
    item.querySelector(".entry-text").textContent = line.fields.text;
    item.classList.add("is-waiting");
  }
  if (back) text(composer).focus();
}

async function strike(uid, restore = false) {
  const body = new URLSearchParams({ client: root.dataset.client, ...(restore ? { restore: "1" } : {}) });
  try {
    const response = await book.post(`${root.dataset.entriesUrl}${uid}/strike/`, body);
    const answer = await response.json();
    const item = itemByUid(uid);
    if (response.ok) draw(item?.dataset.key, answer);
    else if (item) note(item, answer.message);
    return response.ok;
  } catch {
    return false;
  }
}

/* == what the book tells ================================================================================== */

function onSaved(line, answer) {
  answers.set(line.key, answer);
  const item = itemOf(line.key);
  if (formIn(item)) {
    item.dataset.revision = answer.revision;
    if (line.state === "clean") formIn(item).elements.visibility.value = answer.visibility;
    for (const old of item.querySelectorAll(".entry-note")) old.remove();
    for (const warning of answer.warnings) note(item, warning);
  } else if (item && line.state === "clean") draw(line.key, answer);
}

function onConflict(line, answer) {
  if (keyOf(composer) === line.key) {
    place(line.key, line.fields);
    freshComposer();
  }
  const item = itemOf(line.key) ?? itemByUid(line.uid);
  answers.set(line.key, answer.entry);
  const box = document.getElementById("entry-conflict").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-by]").textContent = answer.by || "…";
  for (const [where, words, language] of [["mine", answer.mine, line.fields.language], ["theirs", answer.theirs, answer.language]]) {
    const shown = box.querySelector(`[data-${where}]`);
    mark(shown, words, where === "mine" ? answer.theirs : answer.mine);
    shown.lang = language;
    shown.dir = direction(language);
  }
  formIn(item)?.remove();
  item.querySelector(".conflict")?.remove();
  item.classList.remove("is-open", "is-waiting");
  item.classList.add("is-conflict");
  item.querySelector("[data-shown]").hidden = true;
  item.append(box);
  box.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]")?.dataset.keep;
    if (keep) settle(item, line, answer, keep);
  });
}

/** The text with what the other one does not have between their common beginning and end marked. */
function mark(shown, words, other) {
  const [these, those] = [words.split(/(?<=\s)/), other.split(/(?<=\s)/)];
  let [first, last] = [0, 0];
  while (first < these.length && these[first] === those[first]) first++;
  while (last < Math.min(these.length, those.length) - first && these.at(-1 - last) === those.at(-1 - last)) last++;
  const own = document.createElement("ins");
  own.textContent = these.slice(first, these.length - last).join("");
  shown.replaceChildren(these.slice(0, first).join(""), own, these.slice(these.length - last).join(""));
}

function settle(item, line, answer, keep) {
  item.classList.remove("is-conflict");
  item.querySelector(".conflict").remove();
  item.querySelector("[data-shown]").hidden = false;
  if (keep === "mine") {
    item.classList.add("is-waiting");
    return book.insist(line, answer.revision);
  }
  book.forget(line.key);
  draw(line.key, answer.entry);
  if (keep === "theirs") return text(composer).focus();
  const theirs = itemByUid(answer.uid);
  openEntry(theirs);
  text(formIn(theirs)).value = `${answer.mine}\n\n${answer.theirs}`;
  changed(formIn(theirs));
}

function onRefused(line) {
  let item = itemOf(line.key);
  if (!item && keyOf(composer) !== line.key) return;
  item ??= composer;
  for (const old of item.querySelectorAll(".entry-note")) old.remove();
  const box = document.getElementById("entry-note").content.firstElementChild.cloneNode();
  box.textContent = line.message;
  (item === composer ? composer.querySelector("textarea") : item.lastElementChild.lastElementChild).after(box);
}

function showLight() {
  const say = (name, values = {}) =>
    root.dataset[`say${name}`].replace(/\{(\w+)\}/g, (_, word) => values[word] ?? "");
  const waiting = book.unsaved;
  const of = (state) => waiting.some((line) => line.state === state);
  const [icon, kind, words] = book.signedOut ? ["lock", "is-off", say("SignedOut")]
    : of("conflict") ? ["alert", "is-off", say("Conflict")]
    : of("refused") ? ["alert", "is-off", say("Refused")]
    : !book.online && waiting.length ? ["off", "is-off", stuck(waiting.length, say)]
    : waiting.length ? ["clock", "is-waiting", say("Saving")]
    : book.savedAt ? ["check", "", say("Saved", { time: book.savedAt.toLocaleTimeString(document.documentElement.lang, { hour12: false, numberingSystem: "latn" }) })]
    : ["", "", ""];
  light.hidden = !words;
  if (light.dataset.words === words) return;
  light.dataset.words = words;
  light.className = `saved ${kind}`;
  light.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${root.dataset.icons}#i-${icon}"/></svg><span></span>`;
  light.lastElementChild.textContent = words;
}

function stuck(n, say) {
  if (!book.kept) return say("Shared", { n });
  return n === 1 ? say("One") : say("Many", { n });
}

/* == the keyboard ========================================================================================= */

root.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.composer, form[data-entry-form]");
  if (!form || event.isComposing || event.keyCode === 229) return; // an input method is still putting a letter together
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (event.ctrlKey && !event.altKey && digit && kinds[digit - 1]) {
    event.preventDefault();
    form.elements.kind.value = kinds[digit - 1];
    settleKind(form);
    changed(form);
  } else if (event.target !== text(form)) return;
  else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey) {
    event.preventDefault();
    if (form === composer) finishComposer();
    else closeEntry(form.closest("li"), true);
  } else if (event.key === "Escape" && form !== composer) closeEntry(form.closest("li"), true);
  else if (event.key === "ArrowUp" && form === composer && !text(composer).value) {
    const last = [...list.querySelectorAll("[data-entry]:not(.is-struck, .is-conflict)")].pop();
    if (last) event.preventDefault();
    openEntry(last);
  }
});

root.addEventListener("input", (event) => {
  const form = event.target.closest("form.composer, form[data-entry-form]");
  if (!form) return;
  if (event.target === text(form)) listen(form);
  if (event.target === form.elements.language) {
    form.dataset.languageChosen = "yes";
    speak(form);
  }
  if (event.target === form.elements.kind) settleKind(form);
  for (const old of form.querySelectorAll(".entry-note")) old.remove();
  changed(form);
});

root.addEventListener("focusout", (event) => {
  const form = event.target.closest("form.composer, form[data-entry-form]");
  if (form && !form.contains(event.relatedTarget)) book.flush();
});

root.addEventListener("click", (event) => {
  const item = event.target.closest("[data-entry]");
  const change = event.target.closest("[data-change]");
  if (change) event.preventDefault();
  if (change || (event.target.closest(".entry-text") && !window.getSelection().toString())) openEntry(item);
});

root.addEventListener("submit", (event) => {
  const form = event.target;
  if (form === composer) finishComposer();
  else if (form.matches("[data-strike]")) strike(form.closest("li").dataset.uid, true);
  else if (!form.matches("[data-entry-form]")) return;
  else if (event.submitter?.matches("[data-strike-button]")) {
    const { uid, key } = form.closest("li").dataset;
    strike(uid).then((done) => done && book.forget(key));
  } else closeEntry(form.closest("li"), true);
  event.preventDefault();
});

/* == others, the network, leaving ========================================================================= */

let marker = root.dataset.marker;
async function poll() {
  if (document.hidden || book.sending) return;
  try {
    const response = await fetch(`${root.dataset.entriesUrl}?since=${encodeURIComponent(marker)}`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const answer = await response.json();
    marker = answer.marker;
    for (const each of answer.entries) hear(each);
    if (answer.writable) return;
    clearInterval(timer);
    note(list.parentElement, root.dataset.sayStopped.replace("{state}", answer.state));
  } catch {
    // the network is away: the light says so as soon as something waits
  }
}

/** Somebody else's change. What one is writing oneself is left alone: saving it finds out. */
function hear(answer) {
  const item = itemByUid(answer.uid);
  const own = answer.client_key === keyOf(composer) || book.byUid(answer.uid)?.revision >= answer.revision;
  if (own || Number(item?.dataset.revision) >= answer.revision || formIn(item) || item?.classList.contains("is-conflict")) return;
  const line = book.lines.get(answer.client_key);
  if (line && line.state !== "clean") return;
  book.lines.delete(answer.client_key);
  answers.delete(answer.client_key);
  draw(answer.client_key, answer);
}
const timer = setInterval(poll, POLL);

window.addEventListener("online", () => book.flush());
window.addEventListener("focus", () => book.flush());
document.addEventListener("visibilitychange", () => document.hidden && book.flush(true));
window.addEventListener("beforeunload", (event) => {
  if (book.unsaved.length && (!book.kept || book.unsaved.some((line) => line.state === "conflict"))) event.preventDefault();
});
shared.addEventListener("change", () => {
  shelf.shared = shared.checked;
  book.keep();
});
// A step closes the minutes for writing: first everything must be there.
for (const form of document.querySelectorAll("form[data-step]")) {
  form.addEventListener("submit", async (event) => {
    if (!book.unsaved.length && !text(composer).value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    if (text(composer).value.trim()) finishComposer();
    await book.flush();
    if (book.dirty.length) await book.flush();
    if (!book.unsaved.length) return form.requestSubmit(event.submitter);
    const stuck = itemOf(book.unsaved[0].key) ?? composer;  // what holds it up, and what it says
    (stuck.querySelector(".entry-note") ?? stuck).scrollIntoView({ block: "center" });
  });
}

/* == start ================================================================================================ */

shelf.shared = shared.checked;
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
for (const kept of shelf.read()) {
  const line = book.line(kept.key, {});
  Object.assign(line, kept, { state: "dirty" });
  const item = itemByUid(kept.uid) ?? itemOf(kept.key);
  if (!item) place(kept.key, kept.fields);
  else {
    item.classList.add("is-waiting");
    const words = item.querySelector(".entry-text");
    if (words) words.textContent = kept.fields.text;
  }
}
if (text(composer).value.trim()) { // typed while this script was still on its way, or kept by the browser over a reload
  listen(composer);
  changed(composer);
}
speak(composer);
if (!matchMedia("(hover: none)").matches) text(composer).focus({ preventScroll: true }); // no keyboard jumps up on a phone
book.flush();
