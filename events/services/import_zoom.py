"""Attendance of an online session out of the report of Zoom or another service: its people are found among those registered, by contact
or name.

Who is not found is shown to be matched by hand or left out; names of strangers are kept nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, import_batches, imports
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.models import ImportBatch
from core.permissions import require
from core.sealed import blind_index
from core.text import normal_email, normal_phone
from events.enums import AttendanceSource, AttendanceStatus
from events.models import Attendance, Event, Registration
from events.points import points_of
from events.services.details import region_of
from events.zoom import Stay, stays

KIND = "zoom"
MANAGE = "events.manage_registrations"


@dataclass
class Report:
    """A report against the registrations. `unmatched` by their place, which the form uses."""

    matched: list[tuple[Registration, Stay]] = field(default_factory=list)
    unmatched: list[Stay] = field(default_factory=list)


def upload(event: Event, data: bytes, name: str, *, actor: Actor) -> ImportBatch:
    """Keep a report to be looked at. Raises DomainError for what is no report of attendance."""
    require(actor, MANAGE, event)
    _stays(data, event)
    return import_batches.open_batch(
        data, name, kind=KIND, scope=str(event.uid), host=event.host.code, actor=actor
    )


def _stays(data: bytes, event: Event) -> list[Stay]:
    days = [day.isoformat() for day in event.days]
    return stays(imports.read(data), zone=event.zone, days=days)


def match(batch: ImportBatch, event: Event) -> Report:
    """Everybody in the report, with the registration that is theirs where exactly one is: by e-mail, phone, then by name."""
    data = import_batches.contents(batch)
    if not data:
        raise Conflict(_("This file is gone: files are kept for a day. Please send it again."), "file_gone")
    people = list(event.registrations.filter(merged_into=None).exclude(name_key=""))
    report, found = Report(), dict[int, Stay]()
    by_pk = {person.pk: person for person in people}
    index = _index(people)
    for stay in _stays(data, event):
        person = _find(stay, index, region_of(event))
        if person is None:
            report.unmatched.append(stay)
        elif person in found:
            _merge(found[person], stay)
        else:
            found[person] = stay
    report.matched = [(by_pk[person], stay) for person, stay in found.items()]
    return report


def _index(people: list[Registration]) -> dict[str, set[int]]:
    index: dict[str, set[int]] = {}
    for person in people:
        for key in (person.email_index, person.phone_index, person.name_key):
            if key:
                index.setdefault(key, set()).add(person.pk)
    return index


def _find(stay: Stay, index: Mapping[str, set[int]], region: str) -> int | None:
    """The one registration that fits; of several with the same name none, for a person to decide."""
    for key in (_email(stay.email), _phone(stay.phone, region), *stay.names):
        fitting = index.get(key, set()) if key else set()
        if len(fitting) == 1:
            return next(iter(fitting))
    return None


def _email(value: str) -> str:
    try:
        return blind_index("email", normal_email(value)) if value else ""
    except DomainError:
        return ""


def _phone(value: str, region: str) -> str:
    try:
        return blind_index("phone", normal_phone(value, region)) if value else ""
    except DomainError:
        return ""


def _merge(first: Stay, second: Stay) -> None:
    times = first.times + second.times
    first.add(second.minutes, second.joined_at, second.left_at)
    first.times = times


def apply(
    batch: ImportBatch, event: Event, *, actor: Actor, point: str, by_hand: Mapping[int, Registration]
) -> int:
    """Write who was there at `point`. Returns how many. The same report again changes nothing.

    `by_hand`: {place among the unmatched: registration}. 1. checks right and point, 2. one row a person: present, by the platform's
    report, minutes, first arrival, last leave; what a sheet or the desk said of presence stays, 3. audit, 4. the file goes.
    """
    require(actor, MANAGE, event)
    if point not in {known.code for known in points_of(event)}:
        raise DomainError.on("point", _("Choose for which day or session this report is."), "point")
    report = match(batch, event)
    people = {person.pk: stay for person, stay in report.matched}
    for place, person in by_hand.items():
        if person.event_id != event.pk or not 0 <= place < len(report.unmatched):
            raise DomainError(_("Choose somebody who is registered for this event."), "unknown")
        if person.pk in people:
            _merge(people[person.pk], report.unmatched[place])
        else:
            people[person.pk] = report.unmatched[place]
    with transaction.atomic():
        lock(event)
        if lock(batch).state != ImportBatch.State.UPLOADED:
            raise Conflict(_("This report has been dealt with already."), "ended")
        _write(people, point, actor)
        batch.state, batch.applied_at = ImportBatch.State.APPLIED, timezone.now()
        batch.counts = {"present": len(people), "left_out": len(report.unmatched) - len(by_hand)}
        path, batch.file_path = batch.file_path, ""
        batch.save(update_fields=["state", "applied_at", "counts", "file_path"])
        data = {**batch.counts, "point": point, "batch": str(batch.uid)}
        audit.write(
            audit.Kind.OFFICIAL,
            "attendance_imported",
            actor=actor,
            about=event,
            host=event.host.code,
            data=data,
        )
    files.remove(path)
    return len(people)


def _write(people: Mapping[int, Stay], point: str, actor: Actor) -> None:
    known = {
        row.registration_id: row for row in Attendance.objects.filter(point=point, registration__in=people)
    }
    new = []
    for pk, stay in people.items():
        row = known.get(pk) or Attendance(
            registration_id=pk, point=point, status=AttendanceStatus.PRESENT, source=AttendanceSource.ONLINE
        )
        row.minutes, row.joined_at, row.left_at = stay.minutes, stay.joined_at, stay.left_at
        row.actor_label, row.changed_at = actor.label[:200], timezone.now()
        if pk not in known:
            new.append(row)
    Attendance.objects.bulk_create(new, batch_size=500)
    Attendance.objects.bulk_update(
        known.values(), ["minutes", "joined_at", "left_at", "actor_label", "changed_at"], batch_size=500
    )


def discard(batch: ImportBatch, *, actor: Actor) -> None:
    """Delete the file without taking anything from it."""
    import_batches.discard(batch)
