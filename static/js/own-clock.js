// Times of an agenda on the reader's own clock too, where it shows another hour than that of the event. Without script the event's
// times stand alone. <div data-own-clock="On your clock: "> around rows that say their moments in <time datetime>.

const language = document.documentElement.lang || "en";
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" });
const withDay = new Intl.DateTimeFormat(language, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" });
const two = (number) => String(number).padStart(2, "0");

/** The moment as the event's own clock writes it, 2027-03-10T09:00, and as this device's does. */
function readings(time) {
  const at = new Date(time.dateTime);
  const here = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
  return { at, there: time.dateTime.slice(0, 16), here };
}

for (const box of document.querySelectorAll("[data-own-clock]")) {
  for (const row of box.querySelectorAll(".agenda > li")) {
    const [start, end] = [...row.querySelectorAll(".agenda-time time[datetime]")].map(readings);
    if (!start || start.here === start.there) continue;
    const first = start.here.slice(0, 10) === start.there.slice(0, 10) ? clock.format(start.at) : withDay.format(start.at);
    const line = document.createElement("p");
    const words = document.createElement("bdi");
    line.className = "agenda-who agenda-own";
    words.textContent = end ? `${first}–${clock.format(end.at)}` : first;
    line.append(box.dataset.ownClock, " ", words);
    row.lastElementChild.prepend(line);
  }
}
