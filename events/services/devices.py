"""Phones at the door: a token each, kept as a hash, that can sign people in at one event and nothing else."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, tokens
from core.actors import Actor
from core.errors import Conflict, DomainError, Forbidden
from core.permissions import require
from core.text import clean, fold
from events.enums import EventState
from events.models import Device, Event, Registration, Scan
from events.points import Point, points_of
from events.services import checkin

MANAGE = "events.manage_check_in"
LONGEST, AFTER = timedelta(days=60), timedelta(days=7)  # from now, or after the event: whichever is later
SEEN_EVERY = timedelta(minutes=1)
MOST_FOUND = 12
OVER = (EventState.CLOSED, EventState.CANCELLED)


class Made(NamedTuple):
    """A device and its token, which is shown now and never again."""

    device: Device
    token: str


def make_device(
    event: Event, *, actor: Actor, label: str, expires_at: datetime, points: Iterable[str] = ()
) -> Made:
    """Let a phone sign people in until `expires_at`, at all points or only at those named. Leaves an audit row.

    Raises DomainError without a label, for a time that is over or too far away, for an unknown point; Conflict "over" when
    the event is closed or cancelled.
    """
    require(actor, MANAGE, event)
    if event.state in OVER:
        raise Conflict(_("This event is over: a phone could not sign anybody in."), "over")
    label = clean(label, label=_("The name of the device"), max_length=80, required=True)
    now = timezone.now()
    if not now < expires_at <= max(now + LONGEST, event.ends_at + AFTER):
        message = _("Choose a time to come, at most a week after the event.")
        raise DomainError.on("expires_at", message, "expires")
    points = list(dict.fromkeys(points))
    if set(points) - {point.code for point in points_of(event)}:
        raise DomainError.on("points", _("The event has no such point."), "unknown_point")
    token, token_hash = tokens.make_token()
    device = Device.objects.create(
        event=event, label=label, token_hash=token_hash, points=points, expires_at=expires_at,
        made_by=actor.label[:200],
    )  # fmt: skip
    _log("device made", device, actor)
    return Made(device, token)


def revoke_device(device: Device, *, actor: Actor) -> Device:
    """Its token no longer works. What it signed in stays. Leaves an audit row."""
    require(actor, MANAGE, device.event)
    if device.revoked_at is None:
        device.revoked_at = timezone.now()
        device.save(update_fields=["revoked_at"])
        _log("device revoked", device, actor)
    return device


def by_token(token: str) -> Device | None:
    """The device of a token that still works: it ends by itself when its event is closed or cancelled."""
    if not token or len(token) > 200:
        return None
    return (
        Device.objects.select_related("event__host")
        .filter(token_hash=tokens.hash_token(token), revoked_at=None, expires_at__gt=timezone.now())
        .exclude(event__state__in=OVER)
        .first()
    )


def is_of_an_over_event(token: str) -> bool:
    """Whether this is the token of a device whose event is closed or cancelled: no other link would open there either."""
    return 0 < len(token) <= 200 and Device.objects.filter(
        token_hash=tokens.hash_token(token), event__state__in=OVER
    ).exists()  # fmt: skip


def has_ended(device: Device) -> bool:
    """Whether its link works no more: it was ended, its time is over, or its event is."""
    return device.revoked_at is not None or device.expires_at <= timezone.now() or device.event.state in OVER


def device_actor(device: Device) -> Actor:
    """Who acts with a device's token: may sign in at its event, and has no other right."""
    return Actor("device", id=str(device.uid), label=device.label, device_event=device.event_id)


def seen(device: Device) -> None:
    """Note that the device was here, once a minute."""
    now = timezone.now()
    if device.last_seen_at is None or device.last_seen_at < now - SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=now)
        device.last_seen_at = now


def points_for(device: Device) -> list[Point]:
    """The points at which the device may sign people in."""
    return [point for point in points_of(device.event) if not device.points or point.code in device.points]


def sign_in(device: Device, *, point: str, **attempt) -> Scan:
    """Sign somebody in by a device: `checkin.sign_in`, at the points that the device was given only."""
    if device.points and point not in device.points:
        raise Forbidden(_("This device was made for other points."), "other_point")
    return checkin.sign_in(device.event, actor=device_actor(device), point=point, **attempt)


def sync(device: Device, attempts: Iterable[dict]) -> list[Scan | DomainError]:
    """Scans that waited on the device, each on its own: one that is refused does not hold up the others. Idempotent by nonce."""
    answers: list[Scan | DomainError] = []
    for attempt in attempts:
        try:
            answers.append(sign_in(device, **attempt))
        except DomainError as error:
            answers.append(error)
    return answers


def people(device: Device) -> list[dict]:
    """Who is registered, for a device to keep: name to use, code, state and where signed in. No contact. Leaves a disclosure row."""
    event = device.event
    signed_in: dict[int, list[str]] = {}
    for registration, point in Scan.objects.filter(event=event, result="ok").values_list(
        "registration", "point"
    ):
        signed_in.setdefault(registration, []).append(point)
    rows = event.registrations.filter(merged_into=None).order_by("name_key", "queue_no")
    found = [
        {"code": code, "name": name, "key": key, "state": state, "at": sorted(set(signed_in.get(pk, ())))}
        for pk, code, name, key, state in rows.values_list("pk", "code", "name", "name_key", "state")
    ]
    _disclose("device list", device, len(found))
    return found


def search(device: Device, term: str) -> list[Registration]:
    """Up to twelve people whose name holds every word. Leaves a disclosure row."""
    words = fold(term[:200]).split()[:6]
    if not words:
        return []
    rows = device.event.registrations.filter(merged_into=None)
    for word in words:
        rows = rows.filter(name_key__contains=word)
    found = list(rows.order_by("name_key", "queue_no")[:MOST_FOUND])
    _disclose("search", device, len(found))
    return found


def _disclose(verb: str, device: Device, rows: int) -> None:
    if rows:
        audit.write(
            audit.Kind.DISCLOSURE, verb, actor=device_actor(device), about=device.event,
            host=device.event.host.code, data={"rows": rows},
        )  # fmt: skip


def _log(verb: str, device: Device, actor: Actor) -> None:
    audit.write(
        audit.Kind.SECURITY, verb, actor=actor, about=device, host=device.event.host.code,
        data={"event": str(device.event.uid)},
    )  # fmt: skip
