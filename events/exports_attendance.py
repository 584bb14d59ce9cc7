"""Attendance as CSV: who was there at one point, or at all of them. No contact data."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from events.attendance import SCAN, Mark, Marks
from events.enums import AttendanceSource, AttendanceStatus
from events.models import Event, Registration
from events.points import Point

STATUS = dict(AttendanceStatus.choices)


def how(mark: Mark | None) -> str:
    """How a mark is known, in words; "" for none."""
    if mark is None:
        return ""
    return _("Signed in") if mark.source == SCAN else str(AttendanceSource(mark.source).label)


def header() -> list[str]:
    return [
        _("Number"), _("Code"), _("Name to use"), _("Institution"), _("Attendance"), _("Known by"), _("At"), _("Minutes"), _("Note"),
    ]  # fmt: skip


def rows(event: Event, point: Point, people: Iterable[Registration], marks: Marks) -> Iterator[list]:
    """One row for each person on the sheet; nothing in the column of attendance: not noted."""
    for number, person in enumerate(people, 1):
        mark = marks.of(person.pk, point.code)
        at = mark.at.astimezone(event.zone).isoformat(" ", "minutes")[:16] if mark and mark.at else ""
        yield [
            number, person.code, person.name, person.institution_label, str(STATUS[mark.status]) if mark else "", how(mark), at,
            "" if mark is None or mark.minutes is None else mark.minutes, mark.note if mark else "",
        ]  # fmt: skip


def all_header(points: Iterable[Point]) -> list[str]:
    return [_("Code"), _("Name to use"), _("Institution"), *(point.label for point in points)]


def all_rows(points: list[Point], people: Iterable[Registration], marks: Marks) -> Iterator[list]:
    """One row for each person, one column for each point."""
    for person in people:
        found = (marks.of(person.pk, point.code) for point in points)
        yield [
            person.code, person.name, person.institution_label, *(str(STATUS[mark.status]) if mark else "" for mark in found),
        ]  # fmt: skip
