"""Somebody stands at the door and is on no list: entered and signed in at once."""

from core.actors import Actor
from core.permissions import require
from events.enums import RegistrationSource
from events.models import Event, Scan
from events.services import checkin, registrations

REASON = "walk_in"


def enter(event: Event, *, actor: Actor, point: str, form_token: str, **details) -> Scan:
    """Register somebody at the door and sign them in, by whoever works at the sign-in desk.

    1. a registration as by staff: a place while there is one, else the waiting list; history names who entered it,
    2. a scan at the point, forced with the reason "walk_in" where there was no place. The form sent twice is one person and one scan.
    Raises what `registrations.register` and `checkin.sign_in` raise.
    """
    require(actor, "events.enter_walk_ins", event)
    checkin.check_point(event, point)
    # For this one entry whoever stands at the desk acts as its registration desk, under their own name and with no other right.
    entering = Actor(
        actor.kind, id=actor.id, label=actor.label, event_roles={event.pk: frozenset({"registration"})}
    )
    registered = registrations.register(
        event, actor=entering, source=RegistrationSource.STAFF, form_token=form_token, **details
    )
    return checkin.sign_in(
        event, actor=actor, registration=registered.registration, point=point, nonce=f"w-{form_token}"[:64],
        forced=True, reason=REASON,
    )  # fmt: skip
