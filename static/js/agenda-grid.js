// The agenda as day columns. Without script: lists with buttons. With it, cards lie where their time is and can be moved.
const SCALE = 1.8; // pixels a minute
const STEP = 15; // minutes
htmx.config.attributesToSettle = []; // it would copy the places of the old cards as style attributes, which our CSP forbids

/** Put every card where its time is; cards at one time lie side by side. */
function lay() {
  const cards = [...document.querySelectorAll(".grid-card")];
  const first = Math.floor(Math.min(...cards.map((card) => +card.dataset.start)) / 60) * 60;
  const last = Math.max(...cards.map((card) => +card.dataset.end));
  for (const column of document.querySelectorAll(".grid-column")) {
    column.classList.add("is-laid");
    column.dataset.first = first;
    column.style.blockSize = `${(last - first + 60) * SCALE}px`;
  }
  for (const card of cards) {
    const { start, end, lane, lanes } = card.dataset;
    card.tabIndex = 0;
    card.style.insetBlockStart = `${(start - first) * SCALE}px`;
    card.style.minBlockSize = `${(end - start) * SCALE - 2}px`;
    card.style.insetInlineStart = `${(lane / lanes) * 100}%`;
    card.style.inlineSize = `${100 / lanes}%`;
  }
}

let last = ""; // the card that was moved: it keeps the focus

/** Ask for the move; the columns come back with what clashes. */
function move(card, values) {
  last = card.id;
  htmx.ajax("POST", card.dataset.move, { target: "#grid", swap: "outerHTML", values });
}

const KEYS = { ArrowUp: { minutes: -STEP }, ArrowDown: { minutes: STEP }, ArrowLeft: { days: -1 }, ArrowRight: { days: 1 } };
document.addEventListener("keydown", (event) => {
  const values = event.target.matches?.(".grid-card") && { ...KEYS[event.key] };
  if (!values || !KEYS[event.key]) return;
  event.preventDefault();
  if (values.days && document.dir === "rtl") values.days = -values.days;
  move(event.target, values);
});

let held = null; // the card under the pointer, and where the pointer took it
document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest(".grid-card");
  if (card && event.button === 0 && !event.target.closest("a, button")) held = { card, x: event.clientX, y: event.clientY };
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  held.card.classList.add("is-held");
  held.card.style.translate = `${event.clientX - held.x}px ${event.clientY - held.y}px`;
});
document.addEventListener("pointerup", (event) => {
  if (!held) return;
  const { card, y } = held;
  held = null;
  card.classList.remove("is-held");
  card.style.translate = "";
  const steps = Math.round((event.clientY - y) / SCALE / STEP) * STEP;
  const column = document.elementsFromPoint(event.clientX, event.clientY).find((node) => node.matches(".grid-column")) ?? card.parentElement;
  if (!steps && column === card.parentElement) return;
  const minutes = Math.min(Math.max(+card.dataset.start + steps, 0), 24 * 60 - STEP);
  const clock = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
  move(card, { day: column.dataset.day, start: clock });
});
document.addEventListener("pointercancel", () => {
  if (held) held.card.style.translate = "";
  held = null;
});

document.addEventListener("htmx:afterSettle", () => {
  lay();
  document.getElementById(last)?.focus();
});
lay();
