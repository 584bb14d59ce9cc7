"""Offers: a freed seat that somebody from the waiting list may take until a given hour (Event.offer_hours). It is held meanwhile."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import workflow
from core.actors import SYSTEM, Actor
from core.errors import Conflict
from core.locking import lock
from core.permissions import require
from core.schedule import every
from events.enums import RegistrationState
from events.models import Event, Registration
from events.services import messages, seats
from events.services.decisions import cancel, end_locked, lock_with_event
from events.services.events import update_event
from events.workflow import REGISTRATION

OFFERED = RegistrationState.OFFERED


def accept_offer(registration: Registration, *, actor: Actor) -> Registration:
    """Take the place that was offered. Effects: state, history, mail. Raises Conflict "offer_over" when its time is over."""
    require(actor, "events.reply", registration)
    with transaction.atomic():
        event = lock_with_event(registration)
        if registration.state == RegistrationState.CONFIRMED:
            return registration  # pressed twice
        _must_be_offered(registration)
        seats.confirm(registration, event=event, actor=actor)
    return registration


def decline_offer(registration: Registration, *, actor: Actor) -> Registration:
    """Do without the place that was offered: the registration is withdrawn, and the next one gets the offer."""
    _must_be_offered(registration)
    return cancel(registration, actor=actor)


def _must_be_offered(registration: Registration) -> None:
    until = registration.offered_until
    if registration.state != OFFERED or until is None or until <= timezone.now():
        message = _("The time to take this place is over. Your own page says where your registration stands.")
        raise Conflict(message, "offer_over")


def lapse(event: Event, *, now: datetime | None = None) -> list[Registration]:
    """Take back the offers of an event that nobody answered in time, and give the seats to the next.

    For each, in the order of arrival: the first time back to the end of the waiting list, the second time withdrawn; history and
    a mail. Then the freed seats are offered on. Returns whose offer lapsed.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = lock(event)
        late = list(
            event.registrations.filter(state=OFFERED, offered_until__lte=now)
            .select_related("area")
            .order_by("queue_no")
        )
        for registration in late:
            registration.event = event
            _lapse(registration, event)
        if late:
            seats.promote_locked(event)
    return late


def _lapse(registration: Registration, event: Event) -> None:
    evidence = {"offer": "lapsed"}
    if (
        registration.changes.filter(transition="waitlist", from_state=OFFERED).exists()
        or not event.waiting_list
    ):
        end_locked(registration, "cancel", event=event, actor=SYSTEM, evidence=evidence)
        return
    event.queue_counter += 1
    event.save(update_fields=["queue_counter"])
    registration.queue_no = event.queue_counter
    change = workflow.apply(
        REGISTRATION,
        "waitlist",
        registration,
        actor=SYSTEM,
        evidence=evidence,
        update_fields=["queue_no"],
        already_locked=True,
    )
    messages.tell(registration, event=event, change=change, template="registration.offer_lapsed")


def set_waiting_rules(event: Event, *, actor: Actor, promotion: str, offer_hours: int) -> Event:
    """Decide who gets a freed seat (Promotion), and for how many hours it is offered; 0: given at once. Offers made stay as they are.

    Effects and errors as of update_event.
    """
    return update_event(event, actor=actor, promotion=promotion, offer_hours=offer_hours)


@every(seconds=60)
def lapse_due() -> None:
    """Each minute: the events that have an offer whose time is over."""
    due = Event.objects.filter(registrations__state=OFFERED, registrations__offered_until__lte=timezone.now())
    for event in due.select_related("host").distinct():
        lapse(event)
