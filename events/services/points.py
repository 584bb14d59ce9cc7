"""Points to sign in at, beside the days of the event: sessions, meals, buses and whatever else needs a list of its own."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, DomainError
from core.fields import make_code
from core.locking import lock
from core.permissions import require
from events.enums import PointKind, SessionState, SessionType
from events.models import Attendance, CheckPoint, Event, HeadCount, Scan, Session
from events.points import code_of_session

MANAGE = "events.manage_check_in"
COUNTS = {PointKind.DAY, PointKind.SESSION}  # towards the certificate, unless somebody says otherwise


def add_point(
    event: Event,
    *,
    actor: Actor,
    kind: str,
    label: Mapping | None = None,
    on: date | None = None,
    session: Session | None = None,
    counts: bool | None = None,
) -> CheckPoint:
    """A new point, last in the order. A session gives its own name; a second point for the same session is the first one again.

    Raises DomainError without a name, for a session of another event, or for a day that is none of the event's.
    """
    require(actor, MANAGE, event)
    _check(event, kind, label, on, session)
    if session is not None:
        return _of_session(event, session, label, counts)
    code = on.isoformat() if kind == PointKind.DAY and on else f"p-{make_code()}"
    return _save(event, code, kind, label, counts, on=on)


def point_of_session(event: Event, session: Session, *, actor: Actor) -> CheckPoint:
    """The point of a session, made when there is none yet."""
    return add_point(event, actor=actor, kind=PointKind.SESSION, session=session)


def add_sessions(event: Event, *, actor: Actor) -> int:
    """A point for every session that is held and has none, breaks left out. Returns how many are new."""
    require(actor, MANAGE, event)
    sessions = event.sessions.filter(state=SessionState.PLANNED, check_points=None).exclude(
        type=SessionType.BREAK
    )
    with transaction.atomic():
        return len([_of_session(event, session, None, None) for session in sessions])


def set_counts(point: CheckPoint, *, actor: Actor, counts: bool) -> CheckPoint:
    """Say whether the point counts towards the certificate."""
    require(actor, MANAGE, point.event)
    point.counts = counts
    point.save(update_fields=["counts"])
    return point


def remove_point(point: CheckPoint, *, actor: Actor) -> None:
    """Take away a point at which nothing was noted yet. Raises Conflict "in_use" otherwise: what was noted stays readable."""
    require(actor, MANAGE, point.event)
    with transaction.atomic():
        event = lock(point.event)
        used = (
            Scan.objects.filter(event=event, point=point.code).exists()
            or Attendance.objects.filter(registration__event=event, point=point.code).exists()
            or HeadCount.objects.filter(event=event, point=point.code).exists()
        )
        if used:
            raise Conflict(_("People have signed in here already, so it stays."), "in_use")
        point.delete()


def _check(event: Event, kind: str, label: Mapping | None, on: date | None, session: Session | None) -> None:
    if kind not in PointKind.values:
        raise DomainError.on("kind", _("This kind of point is not known."), "kind")
    if session is not None and session.event_id != event.pk:
        raise DomainError.on("session", _("This session does not belong to the event."), "unknown")
    if kind == PointKind.SESSION and session is None:
        raise DomainError.on("session", _("Choose the session."), "required")
    if kind == PointKind.DAY and on not in event.days:
        raise DomainError.on("on", _("Choose a day of the event."), "day")
    if kind not in (PointKind.SESSION, PointKind.DAY) and not any((label or {}).values()):
        raise DomainError.on("label", _("Give it a name, such as Dinner or Bus to Lahore."), "required")


def _of_session(event: Event, session: Session, label: Mapping | None, counts: bool | None) -> CheckPoint:
    if found := event.check_points.filter(session=session).first():
        return found
    counts = session.counts if counts is None else counts
    return _save(event, code_of_session(session), PointKind.SESSION, label, counts, session=session)


def _save(
    event: Event, code: str, kind: str, label: Mapping | None, counts: bool | None, **fields
) -> CheckPoint:
    counts = kind in COUNTS if counts is None else counts
    last = event.check_points.aggregate(last=Max("position"))["last"] or 0
    point = CheckPoint(
        event=event, code=code, kind=kind, label=label or {}, counts=counts, position=last + 1, **fields
    )
    try:
        with transaction.atomic():
            point.save(force_insert=True)
    except IntegrityError:  # the constraint on the code: somebody else added the same at this moment
        return event.check_points.get(code=code)
    return point
