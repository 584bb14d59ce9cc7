"""What the numbers of a signed sheet mean: those it was printed with, whoever came onto the list or left it since."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from events.enums import PaperKind, PaperState
from events.models import Event, Registration
from events.points import Point

MOST_SHEETS = 8  # of one point, to choose from


@dataclass(frozen=True)
class Printed:
    """A sheet to sign, as it was printed."""

    uid: str
    at: datetime
    names: int


@dataclass(frozen=True)
class Numbering:
    """The lines of a point: {registration: number} in the order of the numbers. Without a printed sheet the list as it is now."""

    numbers: dict[int, int]
    sheet: Printed | None = None
    sheets: tuple[Printed, ...] = ()  # the sheets of this point that are kept, the newest first

    @property
    def printed(self) -> int:
        return self.sheet.names if self.sheet else 0

    @property
    def last(self) -> int:
        return max([self.printed, *self.numbers.values()])

    def without(self, signed: set[int]) -> list[int]:
        """Which of these numbers belong to nobody any more: they have no place now."""
        return sorted(signed - set(self.numbers.values()))


def printed_codes(content: dict) -> dict[str, list[str]]:
    """Of a sheet to sign, {point: codes of registrations in the order of their numbers}."""
    return {
        sheet["point"]: [
            row["code"] for row in sorted(sheet["rows"], key=lambda row: row["number"])
        ]
        for sheet in content["sheets"]
    }  # fmt: skip


def numbering(event: Event, point: Point, people: QuerySet[Registration], *, sheet: str = "") -> Numbering:
    """Those of the sheet `sheet`, without it of that which was printed last for this point. Who came onto the list after it stands
    behind, in the order of arrival, as by hand on its empty lines. `people` are those expected, by name."""
    rows = list(people.values_list("pk", "code", "queue_no"))
    papers = event.papers.filter(kind=PaperKind.SHEET, state=PaperState.MADE, numbers__has_key=point.code)
    kept = {str(one.uid): one for one in papers.order_by("-made_at")[:MOST_SHEETS] if one.made_at}
    if not kept:
        return Numbering({pk: number for number, (pk, _code, _place) in enumerate(rows, 1)})
    uid = sheet if sheet in kept else next(iter(kept))
    codes = kept[uid].numbers[point.code]
    number_of = {code: number for number, code in enumerate(codes, 1)}
    known = sorted((number_of[code], pk) for pk, code, _place in rows if code in number_of)
    later = sorted((place, pk) for pk, code, place in rows if code not in number_of)
    numbers = {pk: number for number, pk in known}
    numbers |= {pk: number for number, (_place, pk) in enumerate(later, len(codes) + 1)}
    printed = {
        key: Printed(key, one.made_at, len(one.numbers[point.code]))
        for key, one in kept.items()
        if one.made_at
    }
    return Numbering(numbers, printed[uid], tuple(printed.values()))
