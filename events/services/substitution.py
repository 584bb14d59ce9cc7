"""Substitution: somebody else comes in a person's place. Both keep their history; the new registration says whom it replaces."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens, workflow
from core.actors import Actor
from core.errors import Conflict
from core.permissions import may, require
from events.enums import RegistrationSource, RegistrationState
from events.models import Event, Registration
from events.services import messages
from events.services.decisions import end_asked, end_locked, lock_with_event, must_not_be_frozen
from events.services.delegations import must_be_open_to
from events.services.details import clean_details
from events.services.registrations import is_known, set_contact
from events.workflow import REGISTRATION

MANAGE = "events.manage_registrations"
REPLACEABLE = (
    RegistrationState.PENDING,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)


def substitute(registration: Registration, *, actor: Actor, **details) -> Registration:
    """Let somebody else come instead: by staff, or by the delegation that named the person.

    The seat, or the place in the queue, is handed over under the event's lock: nobody else can get it in between. Kind, area,
    institution and delegation stay. Effects: a new registration with a link of its own, its history and mail; the old one is
    withdrawn, with its history and mail. Raises Conflict "ended" when there is nothing to hand over; DomainError on a field.
    """
    delegation = registration.delegation
    if not may(actor, MANAGE, registration):
        require(actor, "events.name_delegates", registration)
        if delegation is not None:
            must_be_open_to(actor, delegation)
    given = {"name": "", "language": registration.language, **details}
    fields = clean_details(registration.event, **given)
    contact = {kind: fields.pop(kind, "") for kind in ("email", "phone")}
    token, token_hash = tokens.make_token()
    with transaction.atomic():
        event = lock_with_event(registration)
        if registration.state not in REPLACEABLE:
            raise Conflict(_("This registration has ended; nobody can come in its place."), "ended")
        must_not_be_frozen(event, actor)
        successor = _successor(registration, event, **{"token_hash": token_hash, **fields})
        set_contact(successor, **contact)
        successor.possible_duplicate = is_known(successor)
        _hand_over(registration, successor, event)
        evidence = {"replaces": registration.code}
        birth = workflow.record(REGISTRATION, successor, "substitute", "", actor=actor, evidence=evidence)
        messages.tell(successor, event=event, change=birth, token=token)
        end_asked(registration, event=event)
        evidence = {"replaced_by": successor.code}
        end_locked(registration, "cancel", event=event, actor=actor, evidence=evidence)
    return successor


def _successor(registration: Registration, event: Event, **fields) -> Registration:
    state = registration.state
    kept = {
        name: getattr(registration, name)
        for name in ("category", "area", "institution", "institution_text", "office", "delegation")
    }
    return Registration(
        **{
            **kept,
            "event": event,
            "state": state,
            "source": RegistrationSource.DELEGATION
            if registration.delegation_id
            else RegistrationSource.STAFF,
            "replaces": registration,
            "confirmed_at": timezone.now() if state == RegistrationState.CONFIRMED else None,
            "offered_until": registration.offered_until,
            **fields,
        }
    )


def _hand_over(registration: Registration, successor: Registration, event: Event) -> None:
    """The successor takes the number in the queue, and the one who leaves gets the next number."""
    event.queue_counter += 1
    event.save(update_fields=["queue_counter"])
    successor.queue_no = registration.queue_no
    registration.queue_no = event.queue_counter
    registration.save(update_fields=["queue_no"])
    successor.save(force_insert=True)
