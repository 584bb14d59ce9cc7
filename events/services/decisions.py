"""Decisions about a registration: approve, decline, withdraw, take up again. Under the event's lock, like all that moves a seat."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import workflow
from core.actors import SYSTEM, Actor
from core.errors import Conflict
from core.locking import lock
from core.models import StatusChange
from core.permissions import may, require
from events.enums import HOLDING, RegistrationState
from events.models import Event, Registration
from events.services import messages, seats
from events.workflow import REGISTRATION

MANAGE = "events.manage_registrations"
LISTED = (RegistrationState.PENDING, RegistrationState.WAITLISTED, RegistrationState.CONFIRMED)
WAITING = (RegistrationState.PENDING, RegistrationState.WAITLISTED)


def lock_with_event(registration: Registration) -> Event:
    """Lock the event, under which every change of its registrations happens, and read the registration again."""
    event = lock(registration.event)
    registration.refresh_from_db()
    registration.event = event
    return event


def approve(registration: Registration, *, actor: Actor) -> Registration:
    """Say yes to somebody who asked, waits, or was offered a place: a place while there is one, else the waiting list.

    Effects: state, history, mail. Raises Conflict "full" when there is no place (for one who waits already, or without a waiting list),
    and InvalidTransition for somebody invited, whose answer is theirs (services.invitations).
    """
    require(actor, MANAGE, registration)
    with transaction.atomic():
        event = lock_with_event(registration)
        state = registration.state
        if state == RegistrationState.INVITED:
            raise Conflict(_("This person is invited. Record their answer instead."), "invited")
        # An offered seat is held already. From an ended state the table refuses the move.
        if state not in WAITING or not seats.Seats(event).full_pools(registration):
            seats.confirm(registration, event=event, actor=actor)
        elif state == RegistrationState.PENDING and event.waiting_list:
            change = workflow.apply(REGISTRATION, "waitlist", registration, actor=actor, already_locked=True)
            messages.tell(registration, event=event, change=change)
        else:
            raise Conflict(_("There is no place left. Make more places, or wait until one frees."), "full")
    return registration


def decline(registration: Registration, *, actor: Actor, note: str = "") -> Registration:
    """Say no to somebody who asked or waits. `note` stays with the team. Effects: state, history, mail; a held seat is free again."""
    return _end(registration, "decline", actor=actor, note=note)


def cancel(registration: Registration, *, actor: Actor, note: str = "") -> Registration:
    """Withdraw a registration, by the person or the team. Effects: state, history, mail; the freed seat goes to the next who waits."""
    return _end(registration, "cancel", actor=actor, note=note)


def _end(registration: Registration, transition: str, *, actor: Actor, note: str) -> Registration:
    with transaction.atomic():
        event = lock_with_event(registration)
        if transition == "cancel" and registration.state in LISTED:
            must_not_be_frozen(event, actor)
        held_a_seat = registration.state in HOLDING
        was_asked = registration.state == RegistrationState.INVITED
        end_asked(registration, event=event)
        change = end_locked(registration, transition, event=event, actor=actor, note=note)
        if was_asked:
            messages.tell_who_asked(registration, event=event, change=change)
        if held_a_seat:
            seats.promote_locked(event)
    return registration


def end_asked(registration: Registration, *, event: Event) -> None:
    """End the invitations to come in this person's place that nobody has answered (services.handing_on), without a mail. The caller
    holds the event's lock."""
    for other in registration.replaced_by.filter(state=RegistrationState.INVITED):
        other.event = event
        end_locked(
            other, "cancel", event=event, actor=SYSTEM, evidence={"replaces": registration.code}, told=False
        )


def must_not_be_frozen(event: Event, actor: Actor) -> None:
    """Once the list is closed only staff change it; others ask (services.freeze). Raises Conflict "frozen"."""
    if event.frozen_at and not may(actor, MANAGE, event):
        message = _("The list is closed. Ask for the change on your own page; the organisers decide.")
        raise Conflict(message, "frozen")


def end_locked(
    registration: Registration,
    transition: str,
    *,
    event: Event,
    actor: Actor,
    note: str = "",
    evidence: dict | None = None,
    fields: tuple[str, ...] = (),
    told: bool = True,
) -> StatusChange:
    """End a registration for callers that hold the event's lock and promote afterwards. `fields`: others to save with it.

    Returns the row of its history."""
    told = (
        told and registration.state != RegistrationState.INVITED
    )  # an invitation that is taken back goes without a word
    registration.ended_at = timezone.now()
    change = workflow.apply(
        REGISTRATION,
        transition,
        registration,
        actor=actor,
        note=note,
        evidence=evidence,
        update_fields=["ended_at", *fields],
        already_locked=True,
    )
    if told:
        messages.tell(registration, event=event, change=change)
    return change


def reopen(registration: Registration, *, actor: Actor, note: str = "") -> Registration:
    """Take up again somebody who withdrew or was declined: they ask anew, for `approve` to decide. Effects: state, history, mail."""
    with transaction.atomic():
        event = lock_with_event(registration)
        registration.ended_at = registration.confirmed_at = None
        change = workflow.apply(
            REGISTRATION,
            "reopen",
            registration,
            actor=actor,
            note=note,
            update_fields=["ended_at", "confirmed_at"],
            already_locked=True,
        )
        messages.tell(registration, event=event, change=change)
    return registration
