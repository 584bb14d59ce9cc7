// The fields of an entry's form: reading them, filling them, and the language of what is typed.

export const NAMES = ["text", "language", "kind", "theme", "who", "speaker", "visibility", "interpreted"];
const RTL = new Set(["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"]);
// Which languages are written in a script: typing in another script changes the language of the entry by itself.
const SCRIPTS = [
  [/\p{Script=Arabic}/u, ["ur", "sd", "ps", "fa", "ar", "ks"]],
  [/\p{Script=Bengali}/u, ["bn"]],
  [/\p{Script=Cyrillic}/u, ["tg", "ru"]],
  [/\p{Script=Devanagari}/u, ["ne", "hi"]],
  [/\p{Script=Latin}/u, ["en"]],
];

export const direction = (language) => (RTL.has(language) ? "rtl" : "ltr");
export const text = (form) => form.elements.text;
export const keyOf = (form) => form.elements.client_key.value;

/** What stands in the form, by name. */
export function fieldsOf(form) {
  return Object.fromEntries(NAMES.map((name) => {
    const control = form.elements[name];
    return [name, control?.type === "checkbox" ? (control.checked ? "on" : "") : (control?.value ?? "")];
  }));
}

/** Puts values into the form. A value that is not among the choices becomes one (`whoLabel` names it). */
export function fill(form, fields) {
  for (const name of NAMES) {
    const control = form.elements[name];
    if (!control || fields[name] === undefined) continue;
    if (control.type === "checkbox") control.checked = fields[name] === "on";
    else {
      if (control.tagName === "SELECT" && fields[name] && ![...control.options].some((option) => option.value === fields[name])) {
        control.add(new Option(fields.whoLabel ?? fields[name], fields[name]));
      }
      control.value = fields[name];
    }
  }
  speak(form);
}

/** The text area in the language of its entry. */
export function speak(form) {
  const language = form.elements.language.value || "en";
  text(form).lang = language;
  text(form).dir = direction(language);
}

/** Begun in another script than the language's: take the event's language of that script, unless the writer chose one. */
export function listen(form) {
  const [letter] = text(form).value.match(/\p{L}/u) ?? [];
  const language = form.elements.language;
  if (!letter || form.dataset.languageChosen) return;
  const [, spoken] = SCRIPTS.find(([script]) => script.test(letter)) ?? [];
  const wanted = spoken?.find((code) => [...language.options].some((option) => option.value === code));
  if (!wanted || spoken.includes(language.value)) return;
  language.value = wanted;
  speak(form);
}

/** Testimony is sealed at once, not only when the server says so. */
export function settleKind(form) {
  const visibility = form.elements.visibility;
  if (form.elements.kind.value === "testimony" && ["", "public"].includes(visibility.value)) visibility.value = "sealed";
}
