// Answers save themselves: says when they have not yet, keeps trying without a connection, and lets the grid be filled by keyboard.
// The saving itself is htmx's (hx-post on each form); without script every form has its own button.

const words = document.getElementById("words")?.dataset ?? {};
const dirty = new Set();
const saving = new Set();
const waiting = new Map(); // form -> the button that will send it

/** The line of a form that says whether it is saved. */
function line(form) {
  return document.querySelector(form.getAttribute("hx-target"));
}

function say(form, text, state) {
  const place = line(form);
  if (!place || !text) return;
  place.className = `saved is-${state}`;
  const label = place.querySelector("span");
  if (label) label.textContent = text;
  else place.textContent = text;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  dirty.add(form);
  say(form, words.waiting, "waiting");
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (!form.matches("form[data-autosave]")) return;
  if (form.dataset.sent) return event.preventDefault(); // all of it is on its way already
  dirty.delete(form);
  saving.add(form);
});

/** Sent while it is saving itself, a form would be taken for an older state of what it has just saved: it waits for the answer. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!saving.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.set(form, event.submitter);
}, true);
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  saving.delete(form);
  if (!waiting.has(form)) return;
  const button = waiting.get(form);
  waiting.delete(form);
  form.requestSubmit(button);
});

/** What could not be sent is still in the form: it is sent again as soon as it can be. */
function again(form) {
  dirty.add(form);
  say(form, words.off, "off");
  window.setTimeout(() => dirty.has(form) && retry(form), 5000);
}
function retry(form) {
  if (navigator.onLine) form.dispatchEvent(new Event("change", { bubbles: true }));
  else window.setTimeout(() => dirty.has(form) && retry(form), 5000);
}
for (const name of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(name, (event) => event.target.matches("form[data-autosave]") && again(event.target));
document.addEventListener("htmx:responseError", (event) => {
  const form = event.target;
  if (!form.matches("form[data-autosave]")) return;
  if (event.detail.xhr.status >= 500) again(form);
  else {
    dirty.add(form);
    say(form, words.out, "off");
  }
});
window.addEventListener("online", () => [...dirty].forEach(retry));
window.addEventListener("beforeunload", (event) => {
  if (dirty.size) event.preventDefault();
});
document.addEventListener("submit", (event) => dirty.delete(event.target));

// -- The grid ------------------------------------------------------------------------------------------------

const DIGITS = ["0٠۰০०", "1١۱১१", "2٢۲২२", "3٣۳৩३", "4٤۴৪४", "5٥۵৫५", "6٦۶৬६", "7٧۷৭७", "8٨۸৮८"];

/** 1 to 8 in any digits; -1 for other keys. */
function digit(key) {
  return DIGITS.findIndex((same) => key.length === 1 && same.includes(key));
}

function next(row, back) {
  const other = back ? row.previousElementSibling : row.nextElementSibling;
  const target = other?.querySelector("select") ?? row.closest("form").querySelector("button[type=submit]");
  target?.focus();
  other?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-grid] .grid-row");
  if (!row || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("select")) {
    const number = digit(event.key);
    if (number >= 0 && number < event.target.options.length) {
      event.preventDefault();
      event.target.selectedIndex = number; // 0 takes the position back
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
  }
  if (event.key === "Enter" && !event.shiftKey && event.target.matches("select, textarea")) {
    event.preventDefault();
    next(row, false);
  }
});

// The first line without a position is where the work goes on.
const empty = document.querySelector("[data-grid] select option:checked[value='']")?.closest("select");
empty?.focus({ preventScroll: true });
