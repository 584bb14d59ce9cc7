"""Registrations: who comes, who waits, who asked to come, and what each of them allowed.

Everything that gives or frees a seat happens under the event's lock, so that nobody is ever promised a place that is taken.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import tokens, workflow
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import may, require
from core.sealed import blind_index, seal
from core.text import fold
from directory.models import Area, Institution
from events import links
from events.enums import (
    HOLDING,
    OPEN,
    Approval,
    EventState,
    QuestionStage,
    RegistrationSource,
    RegistrationState,
)
from events.models import Event, Question, Registration
from events.services import messages, seats
from events.services.answers import Kept, asked, clean_answers, save_answers, stored
from events.services.consents import current_consents as current_consents
from events.services.consents import known_consents, save_consents
from events.services.consents import set_consents as set_consents
from events.services.decisions import approve as approve
from events.services.decisions import cancel as cancel
from events.services.decisions import decline as decline
from events.services.decisions import lock_with_event, must_not_be_frozen
from events.services.decisions import reopen as reopen
from events.services.details import clean_details
from events.workflow import REGISTRATION

MANAGE = "events.manage_registrations"
BY_THE_PERSON = (RegistrationSource.SELF, RegistrationSource.API)
HAS_QUESTIONS = Exists(Question.objects.filter(event=OuterRef("event"), retired_at=None))
FORM_TOKEN = re.compile(r"[\w-]{43}")  # what `new_form_token` makes


class Registered(NamedTuple):
    """A registration and the token of its own page ("" when it is not known any more: only its hash is kept)."""

    registration: Registration
    manage_token: str
    is_new: bool = True


def new_form_token() -> str:
    """A secret for one form: sent twice, it makes one registration."""
    return tokens.make_token()[0]


def register(
    event: Event,
    *,
    actor: Actor,
    name: str,
    email: str = "",
    phone: str = "",
    category: str = "",
    area: Area | None = None,
    institution_text: str = "",
    institution: Institution | None = None,
    honorific: str = "",
    designation: str = "",
    office: str = "",
    language: str = "en",
    needs: str = "",
    consents: Mapping[str, bool] | None = None,
    form_token: str | None = None,
    source: str = RegistrationSource.SELF,
    spoken: bool = False,
    answers: Mapping[str, object] | None = None,
) -> Registered:
    """Register somebody: a place, the waiting list, or a decision to wait for.

    Cleans and checks what was typed; then under the event's lock: 1. the same form sent twice gives the first registration again,
    2. counts the seats and takes one in every pool that fits, 3. saves with the next queue number, contact sealed, 4. history,
    5. consents (only those given; `spoken`: read aloud over the phone) and `answers`, 6. mail with the link to the person's own page.
    A contact that is known at this event is flagged for the team and answered like any other: nobody learns who is registered.
    Staff (`source` staff or nomination) need no contact, no open registration and no approval.
    Raises DomainError on a field; Conflict "closed", "full" (no waiting list); Forbidden for staff without the right.
    """
    by_staff = _may_enter(event, actor, source)
    if by_staff and not (name or "").strip():
        name = designation or office  # an office comes; its name is not known yet
    fields = clean_details(
        event,
        name=name, email=email, phone=phone, category=category, area=area, institution_text=institution_text, institution=institution,
        honorific=honorific, designation=designation, office=office, language=language, needs=needs,
    )  # fmt: skip
    given = known_consents(consents)
    address, number = fields.pop("email"), fields.pop("phone")
    _must_be_reachable(address, number, by_staff=by_staff)
    token, token_hash = manage_token(form_token)
    key = _form_key(event, form_token)
    registration = Registration(event=event, source=source, form_token=key, token_hash=token_hash, **fields)
    set_contact(registration, email=address, phone=number)
    values = _answers_to(event, answers, by_staff=by_staff)
    try:
        with stored(event, values) as kept, transaction.atomic():
            return _register(
                registration, token, actor=actor, by_staff=by_staff, consents=given, spoken=spoken, kept=kept
            )
    except IntegrityError:
        # The last guard: the constraint on form_token, should two identical forms ever get past the lock.
        if registration.form_token and (
            first := Registration.objects.filter(form_token=registration.form_token).first()
        ):
            return _again(first, token)
        raise


def _answers_to(
    event: Event, given: Mapping[str, object] | None, *, by_staff: bool
) -> dict[Question, object]:
    """What was answered to the event's own questions; staff may leave out what must be answered."""
    if by_staff and not given:
        return {}
    questions = asked(event, QuestionStage.NOW)
    return clean_answers(questions, given or {}, required=not by_staff) if questions else {}


def _must_be_reachable(address: str, number: str, *, by_staff: bool) -> None:
    """Who registers must leave one way to be reached; staff know how to find whom they enter."""
    if not (address or number or by_staff):
        message = _("Give an e-mail address or a phone number, so that we can reach you.")
        raise DomainError.on("email", message, "no_contact")


def _register(
    registration: Registration,
    token: str,
    *,
    actor: Actor,
    by_staff: bool,
    consents: Mapping[str, bool],
    spoken: bool,
    kept: Kept,
) -> Registered:
    """The part of `register` that runs under the event's lock."""
    event = lock(registration.event)
    if registration.form_token and (
        first := event.registrations.filter(form_token=registration.form_token).first()
    ):
        return _again(first, token)
    _must_be_open(event, by_staff=by_staff)
    registration.state = _first_state(event, registration, by_staff=by_staff)
    registration.confirmed_at = timezone.now() if registration.state == RegistrationState.CONFIRMED else None
    registration.possible_duplicate = is_known(registration)
    event.queue_counter += 1
    event.save(update_fields=["queue_counter"])
    registration.queue_no = event.queue_counter
    registration.save(force_insert=True)
    evidence = {"source": registration.source}
    birth = workflow.record(REGISTRATION, registration, "register", "", actor=actor, evidence=evidence)
    save_consents(registration, consents, spoken=spoken)
    if kept.values:
        save_answers(registration, kept)
    messages.tell(registration, event=registration.event, change=birth, token=token)
    return Registered(registration, token)


def _again(first: Registration, token: str) -> Registered:
    """The answer to a form that was sent before: the same as then."""
    known = first.token_hash == tokens.hash_token(token)
    return Registered(first, token if known else "", is_new=False)


def _may_enter(event: Event, actor: Actor, source: str) -> bool:
    """Whether staff enters somebody (who must have the right to); False when a person registers themselves."""
    if source not in RegistrationSource.values:
        raise DomainError.on("source", _("This way of registering is not known."), "source")
    if source in BY_THE_PERSON:
        return False
    require(actor, MANAGE, event)
    return True


def _must_be_open(event: Event, *, by_staff: bool) -> None:
    if event.state != EventState.PUBLISHED:
        raise Conflict(_("This event takes no registrations."), "closed")
    if not by_staff and not event.registration_is_open:
        opens = event.registration_opens_at
        if opens is not None and opens > timezone.now():
            raise Conflict(_("Registration has not opened yet. Please come back later."), "closed")
        raise Conflict(_("Registration is closed. Please write to the organisers."), "closed")


def _first_state(event: Event, registration: Registration, *, by_staff: bool) -> str:
    if event.approval == Approval.MANUAL and not by_staff:
        return RegistrationState.PENDING
    return seats.place_or_queue(event, registration)


def is_known(registration: Registration) -> bool:
    """Whether somebody with the same e-mail address or phone number is registered, or invited, at this event."""
    same = Q()
    if registration.email_index:
        same |= Q(email_index=registration.email_index)
    if registration.phone_index:
        same |= Q(phone_index=registration.phone_index)
    return bool(same) and Registration.objects.filter(same, event=registration.event, state__in=OPEN).exists()


def set_contact(registration: Registration, **contact: str) -> None:
    """Seal what was given, with the index that finds it again. Values are in their normal form."""
    for kind, value in contact.items():
        seal(registration, kind, value)
        setattr(registration, f"{kind}_index", blind_index(kind, value))


def _form_key(event: Event, form_token: str | None) -> str | None:
    """What is kept of a form's token: a hash, so that the token itself stays with the person. None for a token not of ours."""
    if not form_token or not FORM_TOKEN.fullmatch(form_token):
        return None
    return tokens.hash_token(f"{event.uid}:{form_token}")


def manage_token(form_token: str | None) -> tuple[str, str]:
    """(token of the person's own page, its hash). It follows from the form's token (256 random bits that only the person's browser
    has), so that a form sent twice, or sent again after a crash, is answered with the same link."""
    if not form_token or not FORM_TOKEN.fullmatch(form_token):
        return tokens.make_token()
    token = salted_hmac("events.registration", form_token, algorithm="sha256").hexdigest()
    return token, tokens.hash_token(token)


# == Changes =====================================================================================================


def update_registration(registration: Registration, *, actor: Actor, **changes) -> Registration:
    """Change what somebody said about themselves; only the fields given. E-mail or phone "" removes it.

    1. under the event's lock: who holds a seat keeps it only if the new kind or area has room, else Conflict "full" and nothing changes,
    2. saves, 3. history names the fields, never their values, 4. seats that became free go to those who wait.
    """
    if not may(actor, "events.change_own_registration", registration):
        require(actor, MANAGE, registration)
    fields = clean_details(registration.event, **changes)
    contact = {kind: fields.pop(kind) for kind in ("email", "phone") if kind in fields}
    with transaction.atomic():
        event = lock_with_event(registration)
        before = lock(registration)
        must_not_be_frozen(event, actor)
        if registration.state not in OPEN:
            raise Conflict(
                _("This registration was withdrawn or declined; it can no longer be changed."), "ended"
            )
        for name, value in fields.items():
            setattr(registration, name, value)
        set_contact(registration, **contact)
        if not (registration.email or registration.phone) and registration.source in BY_THE_PERSON:
            raise DomainError.on(
                "email",
                _("Keep an e-mail address or a phone number, so that we can reach you."),
                "no_contact",
            )
        moved = (before.category, before.area_id) != (registration.category, registration.area_id)
        if moved and registration.state in HOLDING:
            _must_fit(event, before, registration)
        changed = sorted(
            {*(name for name in fields if getattr(registration, name) != getattr(before, name)), *contact}
        )
        if changed:
            registration.save()
            workflow.record(
                REGISTRATION,
                registration,
                "update",
                registration.state,
                actor=actor,
                evidence={"fields": changed},
            )
        if moved:
            seats.promote_locked(event)
    return registration


def _must_fit(event: Event, before: Registration, after: Registration) -> None:
    """A seat is given back and taken anew: refused when the pools of the new kind or area are full."""
    taken = seats.Seats(event)
    taken.give_back(before)
    if full := taken.full_pools(after):
        field = "category" if full[0].kind == "category" else "area"
        message = _(
            "There is no place left for this choice. Your place is kept as it was; the organisers can help."
        )
        raise Conflict(message, "full", fields={field: [message]})


def by_token(token: str) -> Registration | None:
    """The registration whose own page this link opens."""
    if not token or len(token) > 200:
        return None
    of_mail = links.OF_A_LATER_MAIL.fullmatch(token)
    wanted = {"code": of_mail[1]} if of_mail else {"token_hash": tokens.hash_token(token)}
    found = Registration.objects.filter(**wanted).select_related("event__host", "area__parent", "institution")
    registration = found.annotate(has_questions=HAS_QUESTIONS).first()
    if registration is None or not links.opens_own_page(registration, token):
        return None
    vars(registration.event)["has_questions"] = registration.has_questions
    return registration


def is_of(registration: Registration, *, name: str, email: str, phone: str) -> bool:
    """Whether a registration is of the person who types this: the same name to use, the same e-mail address and phone number."""
    return (
        registration.name_key == fold(name)[:200]
        and registration.email_index == blind_index("email", email)
        and registration.phone_index == blind_index("phone", phone)
    )


def link_actor(registration: Registration) -> Actor:
    """Who acts with the link of a registration: this registration's person and nobody else."""
    return Actor(
        "link", id=registration.code, label=str(_("The person registered")), registration=registration.pk
    )
