"""Releases of the agenda. The sessions are the working copy; what everybody sees is the latest release, once there is one."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import outbox, workflow
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from events.enums import EventState
from events.models import Event, Registration, Release
from events.services.moving import marked
from events.snapshots import MOVES_PEOPLE, compare, snapshot
from events.workflow import EVENT


def release(event: Event, *, actor: Actor, name: str, note: Mapping | None = None) -> Release:
    """Let everybody see the agenda as it stands now, under a name.

    1. keeps a snapshot under the event's lock, 2. compares it with the release before, 3. writes a row of the event's history,
    4. tells by mail, once, each confirmed person for whom something moved: a session of theirs has another time or room, is cancelled
    or held after all (of sessions that people choose only those chosen; nothing on the first release, once the event is over, or of
    a move of all days, which was told when it was made).
    Clashes are shown before (events.clashes); they stop nothing.
    Raises DomainError without a name or a session; Conflict "nothing_new" when nothing is different, "cancelled".
    """
    require(actor, "events.edit_programme", event)
    if not name:
        raise DomainError.on("name", _("Give this release a name, such as “Final agenda”."), "required")
    with transaction.atomic():
        locked = lock(event)
        if locked.state == EventState.CANCELLED:
            raise Conflict(_("The event was cancelled; its agenda can no longer be changed."), "cancelled")
        now, before = snapshot(locked), locked.releases.first()
        if not now["sessions"]:
            raise DomainError(_("There is no session on the agenda yet."), "empty")
        changes = marked(locked, before, compare(before.snapshot, now)) if before else []
        if before and not changes:
            raise Conflict(_("Nothing has changed since the latest release."), "nothing_new")
        made = _keep(locked, before, now, changes, actor=actor, name=name, note=note)
        evidence = {"number": made.number, "changes": len(changes)}
        workflow.record(EVENT, locked, "release", locked.state, actor=actor, evidence=evidence)
        _tell(locked, made)
    return made


def _keep(
    event: Event, before: Release | None, now: dict, changes: list, *, actor: Actor, name: str, note: Mapping | None
) -> Release:  # fmt: skip
    at, number = timezone.now(), before.number + 1 if before else 1
    about = {"number": number, "name": name, "released_at": at.isoformat()}
    return Release.objects.create(
        event=event, number=number, name=name, note=note or {}, released_at=at, by_label=actor.label[:200],
        snapshot=about | now, changes=changes,
    )  # fmt: skip


def pending(event: Event) -> list[dict] | None:
    """What has changed since the latest release and is not released yet, `told` where people know; None before the first. Up to four
    queries."""
    latest = event.releases.first()
    return None if latest is None else marked(event, latest, compare(latest.snapshot, snapshot(event)))


def moves_people(change: dict) -> bool:
    """Whether somebody must be told of this change."""
    return change["kind"] in MOVES_PEOPLE and not change.get("told")


def affected(event: Event, changes: list[dict]) -> QuerySet[Registration]:
    """The confirmed people for whom something moves."""
    moving = [change for change in changes if moves_people(change)]
    everybody = event.registrations.confirmed()
    if any(not change["is_choice"] for change in moving):
        return everybody
    chosen = [change["uid"] for change in moving]
    return everybody.filter(choices__session__uid__in=chosen).distinct()


def changes_for(registration: Registration, changes: list[dict]) -> list[dict]:
    """Those of the changes that move this person."""
    chosen = {str(uid) for uid in registration.choices.values_list("session__uid", flat=True)}
    return [
        change
        for change in changes
        if moves_people(change) and (not change["is_choice"] or change["uid"] in chosen)
    ]


def _tell(event: Event, made: Release) -> None:
    if event.state != EventState.PUBLISHED or event.ends_at <= timezone.now():
        return
    people = affected(event, made.changes).exclude(email_index="").order_by("queue_no")
    outbox.queue_many(
        "agenda.released",
        [
            {
                "to": (registration, "email"), "to_label": registration.code, "language": registration.language,
                "key": f"agenda.released:{made.uid}:{registration.uid}", "host": event.host.code, "scope": str(event.uid),
                "context": {"release": str(made.uid), "registration": str(registration.uid)}, "expires_at": event.ends_at,
            }
            for registration in people
        ],
    )  # fmt: skip
