"""What a signed sheet, a platform's report or the desk says of somebody at a point. It goes before a scan; the scan itself stays."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.dates import today
from core.errors import DomainError
from core.permissions import require
from core.text import ascii_digits, clean
from events.attendance import marks_of
from events.attendance import present_in as present_in
from events.attendance import was_present as was_present
from events.enums import AttendanceSource, AttendanceStatus
from events.models import Attendance, Event, Registration
from events.points import Point
from events.queries import day_words
from events.services.checkin import check_point

RECORD = "events.record_attendance"


def set_attendance(
    registration: Registration,
    *,
    actor: Actor,
    point: str,
    status: str,
    source: str = AttendanceSource.DESK,
    note: str = "",
    minutes: int | None = None,
    joined_at: datetime | None = None,
    left_at: datetime | None = None,
) -> Attendance:
    """Say whether somebody was present, excused or absent at a point; said again, the last word counts. Leaves an audit row.

    This is how a wrong sign-in is answered: the scan stays, and a note says what was wrong. Raises DomainError on a field.
    """
    event = registration.event
    require(actor, RECORD, event)
    _check(event, point, status, source)
    note = clean(note, label=_("The note"), max_length=200)
    row, _created = Attendance.objects.update_or_create(
        registration=registration,
        point=point,
        defaults={
            "status": status, "source": source, "note": note, "minutes": minutes, "joined_at": joined_at, "left_at": left_at,
            "actor_label": actor.label[:200],
        },
    )  # fmt: skip
    _log(event, actor, point, 1)
    return row


def clear_attendance(registration: Registration, *, actor: Actor, point: str) -> None:
    """Take back what was said: the scan counts again, if there is one. Leaves an audit row."""
    require(actor, RECORD, registration.event)
    if Attendance.objects.filter(registration=registration, point=point).delete()[0]:
        _log(registration.event, actor, point, 1)


def record_sheet(
    event: Event,
    *,
    actor: Actor,
    point: str,
    statuses: Mapping[int, str],
    source: str = AttendanceSource.SHEET,
) -> int:
    """Type in a sheet: {id of a registration: status}. Only what differs from what is known is written; all or nothing.

    Returns how many changed. Leaves one audit row. Raises DomainError for an unknown point or status, or people of another event.
    """
    require(actor, RECORD, event)
    for status in set(statuses.values()) or {AttendanceStatus.PRESENT}:
        _check(event, point, status, source)
    known = set(event.registrations.filter(pk__in=statuses).values_list("pk", flat=True))
    if set(statuses) - known:
        raise DomainError(_("Somebody on this sheet is not registered for the event."), "unknown")
    with transaction.atomic():
        before = marks_of(event, points=[point]).at(point)
        changed = {
            pk: status for pk, status in statuses.items() if pk not in before or before[pk].status != status
        }
        _write(event, point, changed, source, actor)
    if changed:
        _log(event, actor, point, len(changed))
    return len(changed)


def _write(event: Event, point: str, changed: Mapping[int, str], source: str, actor: Actor) -> None:
    """One statement for those with a row, one for those without. A note of before is about another status, so it goes."""
    rows = {
        row.registration_id: row
        for row in Attendance.objects.filter(point=point, registration__in=changed, registration__event=event)
    }
    label = actor.label[:200]
    for pk, row in rows.items():
        row.status, row.source, row.actor_label, row.note = changed[pk], source, label, ""
    Attendance.objects.bulk_update(rows.values(), ["status", "source", "actor_label", "note"], batch_size=500)
    Attendance.objects.bulk_create(
        (
            Attendance(registration_id=pk, point=point, status=status, source=source, actor_label=label)
            for pk, status in changed.items()
            if pk not in rows
        ),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["registration", "point"],
        update_fields=["status", "source", "actor_label"],
    )


def too_early(event: Event, point: Point, statuses: Iterable[str]) -> str:
    """A sentence when somebody is said to have been there, or not, on a day that is yet to come; whoever is sure may say so. To be
    excused beforehand is usual."""
    said = {AttendanceStatus.PRESENT, AttendanceStatus.ABSENT} & set(statuses)
    if not said or point.on is None or point.on <= today(event.timezone):
        return ""
    return _("%(day)s is yet to come: nobody was there, or missing, so far.") % {
        "day": day_words(event, point.on)
    }


def _check(event: Event, point: str, status: str, source: str) -> None:
    check_point(event, point)
    if status not in AttendanceStatus.values:
        raise DomainError.on("status", _("Choose present, excused or absent."), "status")
    if source not in AttendanceSource.values:
        raise DomainError.on("source", _("Say how this is known."), "source")


def _log(event: Event, actor: Actor, point: str, rows: int) -> None:
    audit.write(
        audit.Kind.OFFICIAL, "attendance", actor=actor, about=event, host=event.host.code,
        data={"point": point, "rows": rows},
    )  # fmt: skip


def sheet_numbers(text: str, last: int) -> set[int]:
    """The numbers of a signed sheet as people write them, "1-14, 17 20": which of 1 to `last`. Raises DomainError for others."""
    found: set[int] = set()
    for part in _parts(text):
        ends = part.split("-")
        if len(ends) > 2 or not all(end.isdecimal() and len(end) < 6 for end in ends):
            raise DomainError.on("numbers", _("Write numbers such as 1-14, 17, 20."), "numbers")
        first, until = int(ends[0]), int(ends[-1])
        if not 1 <= first <= until <= last:
            message = _("The sheet has numbers from 1 to %(last)s.") % {"last": last}
            raise DomainError.on("numbers", message, "numbers")
        found.update(range(first, until + 1))
    return found


def _parts(text: str) -> Iterable[str]:
    text = ascii_digits(text).replace("–", "-").replace("،", " ").replace(",", " ").replace(";", " ")
    while " -" in text or "- " in text:
        text = text.replace(" -", "-").replace("- ", "-")
    return text.split()
