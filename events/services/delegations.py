"""Delegations: an institution gets some seats and says by one link, or by letter, who comes. Who is not named yet holds a seat too.

Names can be given, changed and taken back until registration closes; seats without a name are free again at `release_at`.
Everything happens under the event's lock: two people at the institution who use the link at once never get more seats than it has.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, outbox, tokens, workflow
from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import may, require
from core.schedule import every
from core.sealed import seal
from core.text import clean, normal_email
from directory.models import Area, Institution
from events.enums import HOLDING, EventState, RegistrationSource, RegistrationState
from events.models import Delegation, Event, Registration
from events.services import messages
from events.services.decisions import cancel
from events.services.details import clean_details
from events.services.registrations import is_known, set_contact
from events.services.seats import Seats, promote_locked
from events.workflow import REGISTRATION

MANAGE = "events.manage_registrations"
MOST_SEATS = 500


class Made(NamedTuple):
    delegation: Delegation
    token: str


def add_delegation(
    event: Event,
    institution: Institution,
    *,
    actor: Actor,
    seats: int,
    category: str = "",
    area: Area | None = None,
    office: str = "",
    email: str = "",
    language: str = "en",
    release_at: datetime | None = None,
    note: str = "",
) -> Made:
    """Give an institution seats that it fills itself. Returns the delegation and the secret of its link, which is kept as a hash.

    Under the event's lock: 1. counts whether so many seats are left for people of this kind and area, 2. saves, 3. a mail with the
    link to the office, if it has an address, 4. an audit row. Raises Conflict "full" with the number left; DomainError on a field;
    Conflict "known" when the institution has a delegation already.
    """
    require(actor, MANAGE, event)
    delegation = Delegation(event=event, institution=institution, area=area, release_at=release_at)
    details = clean_details(event, category=category, office=office, language=language)
    for name, value in details.items():
        setattr(delegation, name, value)
    delegation.note = clean(note, label=_("The note"), max_length=500, multiline=True)
    seal(delegation, "email", normal_email(email) if email.strip() else "")
    _must_be_a_number(seats)
    _must_lie_before(event, release_at)
    token, delegation.token_hash = tokens.make_token()
    delegation.seats = seats
    try:
        with transaction.atomic():
            locked = lock(event)
            _must_be_published(locked)
            _must_have_room(locked, delegation, seats)
            delegation.save(force_insert=True)
            _tell(delegation, token)
            _log("delegation_added", delegation, actor, seats=seats)
    except IntegrityError as error:
        raise Conflict(
            _("This institution has a delegation already. Change the number of its seats."), "known"
        ) from error
    return Made(delegation, token)


def _log(verb: str, delegation: Delegation, actor: Actor, **data) -> None:
    """A delegation has no history of its own: what is done with it is in the audit trail."""
    host = delegation.event.host.code
    audit.write(audit.Kind.OFFICIAL, verb, actor=actor, about=delegation, host=host, data=data)


def _must_be_a_number(number: int) -> None:
    if not 1 <= number <= MOST_SEATS:
        raise DomainError.on("seats", _("Write a number of seats from 1 to 500."), "seats")


def _must_lie_before(event: Event, release_at: datetime | None) -> None:
    if release_at is not None and release_at > event.starts_at:
        message = _("Unnamed seats must be free before the event begins.")
        raise DomainError.on("release_at", message, "release_at")


def _must_be_published(event: Event) -> None:
    if event.state != EventState.PUBLISHED or event.ends_at <= timezone.now():
        raise Conflict(_("This event takes no registrations."), "closed")


def _must_have_room(event: Event, delegation: Delegation, wanted: int) -> None:
    left = Seats(event).room_for(delegation, wanted)
    if left < wanted:
        message = _("There are only %(n)d seats left for this delegation.") % {"n": left}
        raise Conflict(message, "full", fields={"seats": [message]})


def _tell(delegation: Delegation, token: str) -> None:
    """The mail with the link, to the office."""
    if delegation.email:
        outbox.queue(
            "delegation.invited", to=(delegation, "email"), to_label=str(delegation.institution)[:120],
            key=f"delegation:{delegation.uid}:{delegation.token_hash[:12]}", context={"delegation": str(delegation.uid)},
            secrets={"token": token}, language=delegation.language, host=delegation.event.host.code,
            scope=str(delegation.event.uid), expires_at=delegation.event.ends_at,
        )  # fmt: skip


def change_delegation(
    delegation: Delegation, *, actor: Actor, seats: int, release_at: datetime | None = None
) -> Delegation:
    """Another number of seats, or another day on which unnamed ones are free. More only while there is room; never fewer than named.

    Effects: the fields, an audit row; seats given back go to those who wait.
    """
    require(actor, MANAGE, delegation)
    _must_be_a_number(seats)
    _must_lie_before(delegation.event, release_at)
    with transaction.atomic():
        event = _lock(delegation)
        named = named_in(delegation)
        if seats < named:
            message = _("%(n)d people are named already. Remove some of them first.") % {"n": named}
            raise Conflict(message, "named", fields={"seats": [message]})
        if seats > delegation.seats and delegation.released_at is None:
            _must_have_room(event, delegation, seats - delegation.seats)
        fewer = seats < delegation.seats
        delegation.seats, delegation.release_at = seats, release_at
        delegation.save(update_fields=["seats", "release_at"])
        _log("delegation_changed", delegation, actor, seats=seats)
        if fewer:
            promote_locked(event)
    return delegation


def _lock(delegation: Delegation) -> Event:
    """Lock the event and read the delegation again."""
    event = lock(delegation.event)
    delegation.refresh_from_db()
    delegation.event = event
    return event


def named_in(delegation: Delegation) -> int:
    """How many seats of it have a name."""
    return delegation.registrations.filter(state__in=HOLDING).count()


def renew_link(delegation: Delegation, *, actor: Actor) -> str:
    """A new link; the old one ends. It is sent to the office if it has an address. Returns the secret, to hand on once."""
    require(actor, MANAGE, delegation)
    with transaction.atomic():
        token, delegation.token_hash = tokens.make_token()
        delegation.save(update_fields=["token_hash"])
        _tell(delegation, token)
        _log("delegation_link", delegation, actor)
    return token


# == Names =======================================================================================================


def name_person(delegation: Delegation, *, actor: Actor, **details) -> Registration:
    """Name somebody for a seat of the delegation: confirmed at once, because the seat is held.

    `details`: name, honorific, designation, email, phone, language, needs; kind, area and institution are those of the delegation.
    Effects: the registration with a link of its own, history, a mail to whoever has an address. Raises Conflict "full" when every
    seat has a name, "released" when the unnamed ones are gone, "closed" (for the link) when registration is closed, "frozen".
    """
    require(actor, "events.name_delegates", delegation)
    fields = clean_details(delegation.event, **{"name": "", "language": delegation.language, **details})
    contact = {kind: fields.pop(kind, "") for kind in ("email", "phone")}
    token, token_hash = tokens.make_token()
    with transaction.atomic():
        event = _lock(delegation)
        must_be_open_to(actor, delegation)
        if event.frozen_at and not may(actor, MANAGE, event):
            raise Conflict(_("The list is closed. Please call the organisers."), "frozen")
        if delegation.released_at:
            raise Conflict(
                _("The seats without a name were given back. Please call the organisers."), "released"
            )
        if named_in(delegation) >= delegation.seats:
            raise Conflict(
                _("Every seat has a name. Remove somebody first, or name a substitute for them."), "full"
            )
        registration = Registration(
            event=event, state=RegistrationState.CONFIRMED, source=RegistrationSource.DELEGATION, delegation=delegation,
            institution=delegation.institution, category=delegation.category, area=delegation.area, token_hash=token_hash,
            confirmed_at=timezone.now(), **fields,
        )  # fmt: skip
        set_contact(registration, **contact)
        registration.possible_duplicate = is_known(registration)
        event.queue_counter += 1
        event.save(update_fields=["queue_counter"])
        registration.queue_no = event.queue_counter
        registration.save(force_insert=True)
        birth = workflow.record(REGISTRATION, registration, "register", "", actor=actor, evidence={"source": "delegation"})  # fmt: skip
        messages.tell(registration, event=event, change=birth, token=token)
    return registration


def must_be_open_to(actor: Actor, delegation: Delegation) -> None:
    """The link works until registration closes (or the event begins); staff may enter names from a letter later too."""
    event = delegation.event
    _must_be_published(event)
    until = event.registration_closes_at or event.starts_at
    if until <= timezone.now() and not may(actor, MANAGE, event):
        raise Conflict(_("Registration is closed. Please call the organisers."), "closed")


def remove_person(registration: Registration, *, actor: Actor) -> Registration:
    """Take back a name: the registration is withdrawn, and the delegation holds the seat again (or it is free, once released)."""
    if registration.delegation is None:
        raise DomainError(_("This person is not of a delegation."), "delegation")
    require(actor, "events.name_delegates", registration.delegation)
    must_be_open_to(actor, registration.delegation)
    return cancel(registration, actor=actor)


def by_token(token: str) -> Delegation | None:
    """The delegation whose page this link opens."""
    if not token or len(token) > 200:
        return None
    found = Delegation.objects.filter(token_hash=tokens.hash_token(token))
    return found.select_related("event__host", "institution", "area").first()


def link_actor(delegation: Delegation) -> Actor:
    """Who acts with the link of a delegation: somebody at the institution."""
    return Actor("link", id=str(delegation.uid), label=str(delegation.institution)[:200])


# == Release =====================================================================================================


def release(delegation: Delegation, *, actor: Actor) -> Delegation:
    """Free the seats without a name for those who wait. Those named stay. Effects: the moment, an audit row, promotions."""
    require(actor, MANAGE, delegation)
    with transaction.atomic():
        event = _lock(delegation)
        if delegation.released_at is None:
            delegation.released_at = timezone.now()
            delegation.save(update_fields=["released_at"])
            _log("delegation_released", delegation, actor)
            promote_locked(event)
    return delegation


def release_due(*, now: datetime | None = None) -> int:
    """Free the unnamed seats of every delegation whose day has come. Returns of how many."""
    due = Delegation.objects.filter(released_at=None, release_at__lte=now or timezone.now())
    number = 0
    for delegation in due.select_related("event__host"):
        release(delegation, actor=SYSTEM)
        number += 1
    return number


@every(seconds=300)
def release_what_is_due() -> None:
    """Every five minutes."""
    release_due()
