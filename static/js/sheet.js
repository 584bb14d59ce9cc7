// A paper sheet typed in by keyboard: P, E and A answer a line and go on to the next. Without this script the radio buttons do it.
const sheet = document.querySelector("[data-sheet]");
const KEYS = { p: "present", e: "excused", a: "absent" };

function goTo(line) {
  const field = line?.querySelector("input:checked") ?? line?.querySelector("input");
  field?.focus();
  line?.scrollIntoView({ block: "nearest" });
}

sheet?.addEventListener("keydown", (event) => {
  const line = event.target.closest("[data-line]");
  if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
  const lines = [...sheet.querySelectorAll("[data-line]")];
  const here = lines.indexOf(line);
  const status = KEYS[event.key.toLowerCase()];
  if (status) line.querySelector(`input[value="${status}"]`).checked = true;
  else if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  goTo(lines[event.key === "ArrowUp" ? here - 1 : here + 1] ?? line);
});
