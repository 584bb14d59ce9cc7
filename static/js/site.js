// What makes pages quicker or kinder. Every page works without it.

/** An error summary takes the focus, so that it is read out; its links focus the control they name. */
function focusErrors(root) {
  const summary = root.querySelector("[data-errors]");
  if (summary) summary.focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-errors] a");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  control.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

/** An open menu closes on Escape and on a click outside. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (menu !== except) menu.open = false;
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("[data-menu][open]");
  closeMenus();
  if (open) open.querySelector("summary").focus();
});

/** A form that waited for a sign-in in another window: its token was changed by that sign-in, the cookie has the new one. */
document.addEventListener("submit", (event) => {
  const token = event.target.matches("form[data-waited]") && event.target.elements.csrfmiddlewaretoken;
  const now = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token && now) token.value = now;
});

/** Asks once more before a step that takes away, and lets a form be sent only once. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || form.dataset.again !== undefined) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
// The page comes back from the browser's memory: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

/** What was typed into a form is not left behind without a question, neither by a link nor by the button of another form. */
const typed = new Set();
const WORDS = "textarea, input:not([type=checkbox], [type=radio], [type=search], [type=password])";
document.addEventListener("input", (event) => {
  const form = event.target.form;
  const sendsItself = form?.matches("[hx-post], [data-again], [data-autosave], .entries *");
  if (form?.method === "post" && !sendsItself && event.target.matches(WORDS)) typed.add(form);
});
document.addEventListener("submit", (event) => event.defaultPrevented || typed.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if ([...typed].some((form) => form.isConnected)) event.preventDefault();
});

/** Counts the chosen rows of a table and keeps "choose all" in step. */
function countChosen(form) {
  const boxes = [...form.querySelectorAll("input[name=chosen]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const label = form.querySelector("[data-bulk-count]");
  if (label) label.textContent = chosen ? `${label.dataset.some} ${chosen}` : label.dataset.none;
  const all = form.querySelector("[data-choose-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (!form?.querySelector("[data-bulk-count]")) return;
  if (event.target.matches("[data-choose-all]"))
    for (const box of form.querySelectorAll("input[name=chosen]")) box.checked = event.target.checked;
  countChosen(form);
});

function prepare(root) {
  focusErrors(root);
  for (const label of root.querySelectorAll("[data-bulk-count]")) if (label.closest("form")) countChosen(label.closest("form"));
}

/** htmx: empty filters stay out of the address; what changed is announced. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  const parameters = event.detail.parameters;
  for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});
// A list is not exchanged under a button of it that waits for its answer: that answer would find its place no more.
document.addEventListener("htmx:beforeSwap", (event) => {
  const waiting = event.detail.target.querySelector(".htmx-request");
  if (waiting && waiting !== event.detail.requestConfig.elt) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const root = event.detail.elt;
  prepare(root);
  const spoken = root.matches?.("[data-announce]") ? root : root.querySelector?.("[data-announce]");
  if (spoken) document.getElementById("announce").textContent = spoken.textContent.trim();
});

// The rail may be longer than the screen, sideways on a phone, downwards elsewhere: show where one is.
const here = document.querySelector(".rail [aria-current]");
if (here) {
  const rail = here.closest(".rail");
  rail.scrollLeft += here.getBoundingClientRect().left - window.innerWidth / 2 + here.offsetWidth / 2;
  rail.scrollTop += Math.max(0, here.getBoundingClientRect().bottom - rail.getBoundingClientRect().bottom + 2 * here.offsetHeight);
}

prepare(document);
