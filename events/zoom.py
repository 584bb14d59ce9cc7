"""Reading a Zoom report: its sections, and what each person in them did. Plain reading; nothing here knows registrations.

Three shapes are known: the attendee report of a webinar (hosts, panellists, attendees, others, each with headings of its own), the
participants of a meeting (one table), and the registration report, which says nothing of attendance and is refused with a hint.
"""

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
    "name": "user name original name|name original name|user name|name|participant",
    "first": "first name",
    "last": "last name",
    "email": "email|user email|e mail",
    "phone": "phone",
    "join": "join time",
    "leave": "leave time",
    "minutes": "time in session minutes|duration minutes|total duration minutes|time in session",
}
_MEANS = {word: meaning for meaning, words in HEADINGS.items() for word in words.split("|")}
NO = frozenset({"no", "n"})


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
            self.minutes = min(self.minutes, -(-int((self.left_at - self.joined_at).total_seconds()) // 60))


def stays(grid: Grid, *, zone: tzinfo, days: Iterable[str], order: str = "") -> list[Stay]:
    """Everybody who was there, rejoins merged by e-mail address, else by the whole name. `days` of the event settle whether 02/03 is
    February.

    Raises DomainError when the file is no report of attendance.
    """
    rows = list(_rows(grid))
    if not any("join" in row for row in rows):
        if any("approval status" in map(fold, line.cells) for line in grid.lines):
            message = _(
                "This report says who registered, not who was there. Import it as a list of registrations instead."
            )
            raise DomainError.on("file", message, "registration_report")
        raise DomainError.on(
            "file", _("This is no Zoom report of attendance: no column “Join Time” was found."), "not_zoom"
        )
    order = order or _order([row.get("join", "") for row in rows], set(days))
    found: dict[str, Stay] = {}
    for row in rows:
        if fold(row.get("attended", "")) in NO or not any(row.get(part) for part in ("join", "minutes")):
            continue
        _add(found, row, zone, order)
    return list(found.values())


def _rows(grid: Grid) -> Iterator[dict[str, str]]:
    """Each row below headings that name a person, by the meaning of its columns."""
    columns: list[str] = []
    for line in grid.lines:
        meanings = [_MEANS.get(fold(cell), "") for cell in line.cells]
        if "name" in meanings or {"first", "last"} <= set(meanings):
            columns = meanings
        elif _is_title(line) or not columns:
            columns = [] if _is_title(line) else columns
        else:
            yield {meaning: cell for meaning, cell in zip(columns, line.cells, strict=False) if meaning}


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
    stay = found.setdefault(key, Stay(email=email if "@" in email else "", shown=row.get("name", "")[:120]))
    stay.names = list(dict.fromkeys([*stay.names, *names]))
    stay.phone = stay.phone or row.get("phone", "")
    moments = [_moment(row.get(part, ""), order) for part in ("join", "leave")]
    joined, left = (at.replace(tzinfo=zone) if at else None for at in moments)
    digits = "".join(one for one in ascii_digits(row.get("minutes", "")).split(".")[0] if one.isdigit())
    stay.add(int(digits[:5] or 0), joined, left)


def _names(row: dict[str, str]) -> list[str]:
    """What somebody may be called: the whole, the original name in brackets, the rest without it, first and last name."""
    shown = row.get("name", "")
    before, _bracket, inside = shown.partition("(")
    written = [
        f"{row.get('first', '')} {row.get('last', '')}",
        inside.rpartition(")")[0] or inside,
        before,
        shown,
    ]
    return [name for name in dict.fromkeys(fold(text) for text in written) if name]
