"""What the numbers of a signed sheet mean: those it was printed with, whoever came onto the list or left it since."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from events.enums import PaperKind, PaperState
from events.models import Event, Registration
from events.points import Point


@dataclass(frozen=True)
class Numbering:
    """The lines of a point: {registration: number} in the order of the numbers. Without a printed sheet the list as it is now."""

    numbers: dict[int, int]
    printed_at: datetime | None = None
    printed: int = 0  # so many names stood on it

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


def numbering(event: Event, point: Point, people: QuerySet[Registration]) -> Numbering:
    """Those of the sheet that was printed last for this point. Who came onto the list after it stands behind, in the order of arrival,
    as by hand on its empty lines. `people` are those expected, by name."""
    rows = list(people.values_list("pk", "code", "queue_no"))
    sheets = event.papers.filter(kind=PaperKind.SHEET, state=PaperState.MADE, numbers__has_key=point.code)
    sheet = sheets.order_by("-made_at").first()
    if sheet is None:
        return Numbering({pk: number for number, (pk, _code, _place) in enumerate(rows, 1)})
    codes = sheet.numbers[point.code]
    number_of = {code: number for number, code in enumerate(codes, 1)}
    known = sorted((number_of[code], pk) for pk, code, _place in rows if code in number_of)
    later = sorted((place, pk) for pk, code, place in rows if code not in number_of)
    numbers = {pk: number for number, pk in known}
    numbers |= {pk: number for number, (_place, pk) in enumerate(later, len(codes) + 1)}
    return Numbering(numbers, sheet.made_at, len(codes))
