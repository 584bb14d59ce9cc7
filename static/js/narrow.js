// A long list gets a box above it in which a few letters narrow it. Without script it stays the list it is.
// <select data-narrow="Type a few letters">; an option may name other spellings in data-find.

/** Case, accents and look-alike letters do not count. */
function folded(text) {
  return text.toLocaleLowerCase().normalize("NFKD").replace(/(?<=\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Arabic})\p{Mn}+/gu, "").normalize("NFC").replace(/ي/g, "ی").replace(/ك/g, "ک");
}

function narrow(select) {
  const groups = [...select.children].map((node) => ({ node, options: node.matches("optgroup") ? [...node.children] : [] }));
  const box = document.createElement("input");
  const found = document.createElement("p");
  box.type = "search";
  box.className = "input narrow-box";
  box.autocomplete = "off";
  box.setAttribute("aria-label", select.dataset.narrow);
  box.placeholder = select.dataset.narrow;
  found.className = "hint narrow-found";
  found.setAttribute("role", "status");
  select.before(box);
  select.after(found);

  box.addEventListener("input", () => {
    const wanted = folded(box.value.trim());
    const fits = (option) => !option.value || option.value === "-" || folded(`${option.text} ${option.dataset.find ?? ""}`).includes(wanted);
    const chosen = select.value;
    const kept = [];
    for (const { node, options } of groups) {
      if (node.matches("option")) {
        if (fits(node)) kept.push(node);
        continue;
      }
      const inside = folded(node.label).includes(wanted) ? options : options.filter(fits);
      node.replaceChildren(...inside);
      if (inside.length) kept.push(node);
    }
    select.replaceChildren(...kept);
    const matches = [...select.options].filter((option) => option.value && option.value !== "-");
    const starting = matches.filter((option) => folded(option.text).startsWith(wanted));
    if (wanted && matches.length === 1) select.value = matches[0].value;
    else if (wanted && starting.length === 1) select.value = starting[0].value;
    else select.value = [...select.options].some((option) => option.value === chosen) ? chosen : "";
    const names = matches.slice(0, 4).map((option) => option.text).join(" · ");
    found.textContent = wanted ? `${matches.length}${names && ": "}${names}${matches.length > 4 ? " …" : ""}` : "";
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // it chooses, it does not send the form
      select.focus();
    }
  });
}

for (const select of document.querySelectorAll("select[data-narrow]")) if (select.options.length > 15) narrow(select);
