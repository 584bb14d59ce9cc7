"""Reading the report of an online meeting: its sections, and what each person in them did. Plain reading; registrations are not known here.

Known shapes: of Zoom the attendee report of a webinar (hosts, panellists, attendees, others, each with headings of its own) and the
participants of a meeting (each stay, or one row a person); of Teams its three generations; Webex, Google Meet and BigBlueButton have one
table. A registration report says nothing of attendance and is refused with a hint.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.import_values import date_order, read_moment
from core.imports import Grid, Line
from core.text import ascii_digits, fold

HEADINGS = {
    "attended": "attended",
    "name": "user name original name|name original name|user name|name|participant|participant name|full name|display name|attendee name|"
    "имя настоящее имя|имя пользователя настоящее имя|имя|имя участника|полное имя",
    "first": "first name",
    "last": "last name",
    "email": "email|user email|e mail|email address|attendee email|электронная почта|адрес электронной почты|адрес электронной почты пользователя",
    "phone": "phone",
    "join": "join time|first join|first join time|time joined|join|время входа|первый вход",
    "leave": "leave time|last leave|last leave time|time exited|left|время выхода|последний выход",
    "minutes": "time in session minutes|duration minutes|total duration minutes|time in session|duration|in meeting duration|"
    "attendance duration|продолжительность минуты|длительность минуты|продолжительность",
    "waiting": "in waiting room|в зале ожидания",
    "action": "user action",
    "at": "timestamp",
    "": "topic|meeting id|id|start time|end time|host name|host email|meeting name|meeting start time|participants",  # of the meeting itself
}
_MEANS = {fold(word): meaning for meaning, words in HEADINGS.items() for word in words.split("|")}
AGAIN = re.compile(
    r"3\.|.*activities", re.IGNORECASE
)  # a section of Teams that tells the same people once more
CLOCK = re.compile(r"(\d+):(\d{2}):(\d{2})")
OPEN = "…"  # the leave time of who is still there
SPANS = {"h": 3600, "m": 60, "s": 1, "ч": 3600, "м": 60, "с": 1}
MARKS = frozenset(
    ("guest", "external", "unverified", "host", "co host", "гость")
)  # in brackets where an original name may stand
NO = frozenset({"no", "n"})
YES = frozenset({"yes", "y", "да"})


@dataclass
class Stay:
    """One person in a report, all their stays together."""

    names: list[str] = field(default_factory=list)  # every name they are called by, folded
    shown: str = ""
    email: str = ""
    phone: str = ""
    minutes: int = 0
    joined_at: datetime | None = None
    left_at: datetime | None = None
    times: int = 0

    def add(self, minutes: int, joined: datetime | None, left: datetime | None) -> None:
        """Join again: minutes add up, but never to more than lies between the first arrival and the last leave (two devices)."""
        self.times += 1
        self.minutes += minutes
        self.joined_at = min((at for at in (self.joined_at, joined) if at), default=None)
        self.left_at = max((at for at in (self.left_at, left) if at), default=None)
        if self.joined_at and self.left_at and self.left_at > self.joined_at:
            self.minutes = min(self.minutes, _up((self.left_at - self.joined_at).total_seconds()))


def stays(grid: Grid, *, zone: tzinfo, days: Iterable[str], order: str = "") -> list[Stay]:
    """Everybody who was there, rejoins merged by e-mail address, else by the whole name. `days` of the event settle whether 02/03 is
    February.

    Raises DomainError when the file is no report of attendance.
    """
    rows = _stays_of_actions(list(_rows(grid)))
    if not any("join" in row or "minutes" in row for row in rows):
        if any("approval status" in map(fold, line.cells) for line in grid.lines):
            message = _(
                "This report says who registered, not who was there. Import it as a list of registrations instead."
            )
            raise DomainError.on("file", message, "registration_report")
        raise DomainError.on(
            "file",
            _(
                "This is no report of who was in an online meeting: no column like “Join Time” or “Duration” was found."
            ),
            "not_zoom",
        )
    order = order or _order([row.get("join", "") for row in rows], set(days))
    _close(rows, order)
    found: dict[str, Stay] = {}
    for row in rows:
        if fold(row.get("attended", "")) in NO or fold(row.get("waiting", "")) in YES:
            continue
        if not any(row.get(part) for part in ("join", "minutes")):
            continue
        _add(found, row, zone, order)
    return list(found.values())


def _rows(grid: Grid) -> Iterator[dict[str, str]]:
    """Each row below headings that name a person, by the meaning of its columns."""
    columns: list[str] = []
    for line in grid.lines:
        known = [_MEANS[fold(cell)] for cell in line.cells if fold(cell) in _MEANS]
        if len(known) > 1:  # headings; those of the meeting itself name nobody
            columns = [_MEANS.get(fold(cell), "") for cell in line.cells]
            columns = columns if "name" in columns or {"first", "last"} <= set(columns) else []
        elif _is_title(line):
            columns = []
            if AGAIN.match("".join(line.cells)):
                return
        elif columns:
            yield {meaning: cell for meaning, cell in zip(columns, line.cells, strict=False) if meaning}


def _stays_of_actions(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """An old report of Teams says when somebody joined and when they left: made to stays."""
    if not any(row.get("action") for row in rows):
        return rows
    found: list[dict[str, str]] = []
    there: dict[str, dict[str, str]] = {}
    for row in rows:
        name = row.get("name", "")
        if "left" in fold(row.get("action", "")):
            if name in there:
                there.pop(name)["leave"] = row.get("at", "")
        elif name not in there:
            there[name] = {"name": name, "join": row.get("at", ""), "leave": OPEN}
            found.append(there[name])
    return found


def _close(rows: list[dict[str, str]], order: str) -> None:
    """Who never left stayed to the last moment that the report names."""
    moments = {
        at: text
        for row in rows
        for text in (row.get("join", ""), row.get("leave", ""))
        if (at := _moment(text, order))
    }
    for row in rows:
        if moments and row.get("leave") == OPEN:
            row["leave"] = moments[max(moments)]


def _is_title(line: Line) -> bool:
    """The name of a section stands alone in its row."""
    return sum(1 for cell in line.cells if cell) == 1


def _order(written: Sequence[str], days: set[str]) -> str:
    seen = date_order(written)
    if seen in ("dmy", "mdy"):
        return seen
    for order in ("mdy", "dmy"):
        if any((at := _moment(text, order)) and at.date().isoformat() in days for text in written):
            return order
    return "mdy"  # what Zoom writes unless told otherwise


def _moment(text: str, order: str) -> datetime | None:
    try:
        return read_moment(text, order)
    except ValueError:
        return None


def _add(found: dict[str, Stay], row: dict[str, str], zone: tzinfo, order: str) -> None:
    names = _names(row)
    email = row.get("email", "").strip().lower()
    # Not by the original name alone: several people may join from accounts or phones of one name, as in “Ali (iPhone)”, “Tan (iPhone)”.
    key = email if "@" in email else " ".join(names[-1:])
    if not key:
        return
    shown = row.get("name") or f"{row.get('first', '')} {row.get('last', '')}".strip()
    stay = found.setdefault(key, Stay(email=email if "@" in email else "", shown=shown[:120]))
    stay.names = list(dict.fromkeys([*stay.names, *names]))
    stay.phone = stay.phone or row.get("phone", "")
    moments = [_moment(row.get(part, ""), order) for part in ("join", "leave")]
    joined, left = (at.replace(tzinfo=zone) if at else None for at in moments)
    minutes = _minutes(row.get("minutes", ""))
    if not minutes and joined and left:
        minutes = _up(max(0, int((left - joined).total_seconds())))
    stay.add(minutes, joined, left)


def _minutes(written: str) -> int:
    """141, "140.8", "20,5", "141 mins", "2h 20m 49s", "1 hr 2 min" or 02:20:20 as whole minutes; what is begun counts, as in Zoom."""
    text = ascii_digits(written).lower().strip()
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part[:4]) for part in clock.groups())
        return _up(hours * 3600 + minutes * 60 + seconds)
    parts = re.findall(r"(\d{1,6}(?:[.,]\d+)?)\s*([hmsчмс]?)", text)
    return _up(sum(float(number.replace(",", ".")) * SPANS[unit or "m"] for number, unit in parts[:3]))


def _up(seconds: float) -> int:
    return min(-(-round(seconds) // 60), 99_999)


def _names(row: dict[str, str]) -> list[str]:
    """What somebody may be called: the whole, the original name in brackets, the rest without it, first and last name."""
    shown = row.get("name", "")
    before, _bracket, inside = shown.partition("(")
    if fold(inside.rpartition(")")[0]) in MARKS:
        inside = ""
    written = [
        f"{row.get('first', '')} {row.get('last', '')}",
        inside.rpartition(")")[0] or inside,
        before,
        shown,
    ]
    return [name for name in dict.fromkeys(fold(text) for text in written) if name]
