"""Signing in at the desk: append-only scans. Who was there is derived from those with result "ok"."""

from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import refusable
from core.permissions import require
from core.prepared import Given, Prepared
from events.codes import plain_code
from events.enums import EventState, RegistrationState, ScanResult
from events.models import Event, Registration, Scan
from events.points import is_point

OPEN_STATES = (EventState.PUBLISHED, EventState.CLOSED)
# Reason codes: these, the states of a registration, "signed_in", and why it was forced.
UNKNOWN = "unknown"
OTHER_EVENT = "other_event"
CLOCK = "clock"  # the device's clock was ahead, so the time is the server's
AHEAD = timedelta(minutes=10)


def sign_in(
    event: Event,
    *,
    actor: Actor,
    point: str,
    nonce: str,
    registration: Registration | None = None,
    code: str = "",
    scanned_at: datetime | None = None,
    forced: bool = False,
    reason: str = "",
) -> Scan:
    """Mark somebody present at one point: a day (its date, 2027-01-12), a dinner, a bus. Always answers with the scan on record.

    `nonce` names the attempt: the same one again gives the first answer and writes nothing. `code` may come as a QR code holds it.
    Results: `ok`; `duplicate` (signed in before); `refused` with the reason "unknown" (no such code), "other_event" (a code of
    another one) or the state that stands against it (not confirmed).
    `forced` lets an unconfirmed person in; `reason` is a short code that says why.
    `scanned_at` may lie in the past (a device without network); more than ten minutes ahead it becomes our time, reason "clock".
    Every attempt is kept, nothing is ever undone. Raises DomainError for a point that the event does not have.
    """
    require(actor, "events.sign_in_people", event)
    if event.state not in OPEN_STATES:
        raise Conflict(_("People can sign in once the event is published."), "not_open")
    _check(event, point, nonce, reason)
    now = timezone.now()
    if is_ahead := scanned_at is not None and scanned_at > now + AHEAD:
        reason = reason or CLOCK
    scan = Scan(
        event=event, point=point, nonce=nonce, forced=forced, scanned_at=now if is_ahead else scanned_at or now,
        actor_id=actor.id, actor_label=actor.label[:200],
    )  # fmt: skip
    code = plain_code(code) if registration is None else registration.code
    try:
        return _record(scan, code, reason)
    except IntegrityError:  # the same nonce again, or two desks at once: the constraints let one through
        return _by_nonce(event, nonce) or _record(scan, code, reason)


_comer = Prepared(
    lambda: (
        Registration.objects.filter(event=Given("event"), code=Given("code"))
        .select_related("institution", "area")
        .annotate(
            signed_in=Exists(
                Scan.objects.filter(registration=OuterRef("pk"), point=Given("point"), result=ScanResult.OK)
            )
        )
    )
)


def _record(scan: Scan, code: str, reason: str) -> Scan:
    """Save this attempt with its result. Raises IntegrityError for a nonce on record, or when another desk was quicker."""
    scan.pk = None
    comers = _comer(event=scan.event.pk, code=code, point=scan.point)
    scan.registration = comers[0] if comers else None
    if scan.registration is not None:
        scan.registration.event = scan.event
    before = getattr(scan.registration, "signed_in", False)  # annotated above
    scan.result, scan.reason = _judge(scan, reason, before)
    if scan.reason == UNKNOWN and Registration.objects.filter(code=code).exists():
        scan.reason = OTHER_EVENT
    with refusable():
        scan.save(force_insert=True)
    return scan


def _judge(scan: Scan, reason: str, before: bool) -> tuple[str, str]:
    """(result, reason code) of an attempt; `before`: whether the person has signed in there already."""
    if scan.registration is None:
        return ScanResult.REFUSED, UNKNOWN
    if before:
        return ScanResult.DUPLICATE, "signed_in"
    if scan.registration.state == RegistrationState.CONFIRMED:
        scan.forced = False  # nothing stands against it
        return ScanResult.OK, CLOCK if reason == CLOCK else ""
    if scan.forced:
        return ScanResult.OK, reason or "forced"
    return ScanResult.REFUSED, scan.registration.state


def _by_nonce(event: Event, nonce: str) -> Scan | None:
    return (
        Scan.objects.select_related("registration__institution", "registration__area")
        .filter(event=event, nonce=nonce)
        .first()
    )


def check_point(event: Event, point: str) -> None:
    """Raises DomainError unless people can sign in at this point."""
    if not 1 <= len(point) <= 40 or not is_point(event, point):
        raise DomainError.on("point", _("Say where or on which day people sign in."), "unknown_point")


def _check(event: Event, point: str, nonce: str, reason: str) -> None:
    check_point(event, point)
    if not 1 <= len(nonce) <= 64:
        raise DomainError.on("nonce", _("Give each attempt its own nonce, of 1 to 64 characters."), "nonce")
    if len(reason) > 40:
        raise DomainError.on("reason", _("The reason is a short code."), "reason")
