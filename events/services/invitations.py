"""Personal invitations: who is asked to come, and what they answered, by their link or to staff on the phone.

An invitation passes a closed form and the decision of the organisers, but never the limit of seats. It is bound to the contact
it was sent to: somebody else who answers with their own contact asks for a place, and the organisers decide.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens, workflow
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from events.enums import Channel, EventState, QuestionStage, RegistrationSource, RegistrationState
from events.models import Event, Registration
from events.services import messages, seats
from events.services.answer_by import check_reply_by
from events.services.answers import asked, clean_answers, save_answers, still_to_answer, stored
from events.services.consents import known_consents, save_consents
from events.services.decisions import end_locked, lock_with_event
from events.services.details import clean_details
from events.services.handing_on import take_over
from events.services.registrations import is_known, set_contact
from events.workflow import REGISTRATION

MANAGE = "events.manage_registrations"
MOST = 500  # people in one go


class Invited(NamedTuple):
    """Who was invited now, and the names of those who were left out because their contact is known at the event already."""

    invited: list[Registration]
    known: list[str]


def invite(
    event: Event, people: Sequence[Mapping], *, actor: Actor, reply_by: datetime | None = None
) -> Invited:
    """Invite people. Each is a map of what `register` takes about a person (name, email, phone, category, area, …).

    Cleans all first, then under the event's lock, for each: state, deadline, the next queue number, a link of their own, history,
    and a mail to whoever has an address. Nobody is invited when one of them has a fault: the error names each with its place in
    the list. Raises Conflict "closed" unless the event is published and still to come.
    """
    require(actor, MANAGE, event)
    rows = check_list(event, people, reply_by=reply_by)
    with transaction.atomic():
        locked = lock(event)
        _must_take_answers(locked)
        invited, known = [], []
        for fields in rows:
            registration = Registration(
                event=locked, source=RegistrationSource.INVITATION, **_without_contact(fields)
            )
            set_contact(registration, email=fields.get("email", ""), phone=fields.get("phone", ""))
            if is_known(registration):
                known.append(registration.name)
                continue
            locked.queue_counter += 1
            registration.queue_no = locked.queue_counter
            _send(registration, locked, actor=actor, reply_by=reply_by, birth=True)
            invited.append(registration)
        locked.save(update_fields=["queue_counter"])
    return Invited(invited, known)


def check_list(event: Event, people: Sequence[Mapping], *, reply_by: datetime | None = None) -> list[dict]:
    """The people as they would be invited. Writes nothing; raises DomainError with the faults of the list, or of the day to answer by."""
    if not 0 < len(people) <= MOST:
        raise DomainError.on("people", _("Name at least one person, and at most 500 in one go."), "people")
    check_reply_by(event, reply_by)
    return _cleaned(event, people)


def _cleaned(event: Event, people: Sequence[Mapping]) -> list[dict]:
    rows, wrong = [], []
    for number, person in enumerate(people, start=1):
        try:
            rows.append(clean_details(event, **{"name": "", "language": _language(event), **person}))
        except DomainError as error:
            wrong.append(_("Line %(number)d: %(fault)s") % {"number": number, "fault": error.message})
    if wrong:
        raise DomainError(" ".join(wrong[:5]), "people", fields={"people": wrong})
    return rows


def _language(event: Event) -> str:
    return event.languages[0] if event.languages else "en"


def _without_contact(fields: Mapping) -> dict:
    return {name: value for name, value in fields.items() if name not in ("email", "phone")}


def _must_take_answers(event: Event) -> None:
    if event.state != EventState.PUBLISHED or event.ends_at <= timezone.now():
        raise Conflict(_("This event takes no answers: it is not published, or it is over."), "closed")


def _send(
    registration: Registration,
    event: Event,
    *,
    actor: Actor,
    reply_by: datetime | None,
    birth: bool = False,
) -> None:
    """State, link, history and mail of one invitation. The caller holds the event's lock."""
    token, registration.token_hash = tokens.make_token()
    registration.invited_at, registration.reply_by = timezone.now(), reply_by
    registration.replied_at, registration.reply_channel, registration.ended_at = None, "", None
    if birth:
        registration.state = RegistrationState.INVITED
        registration.save(force_insert=True)
        change = workflow.record(REGISTRATION, registration, "invite", "", actor=actor)
    else:
        changed = ["token_hash", "invited_at", "reply_by", "replied_at", "reply_channel", "ended_at"]
        change = workflow.apply(
            REGISTRATION, "invite", registration, actor=actor, update_fields=changed, already_locked=True
        )
    messages.tell(registration, event=event, change=change, token=token)


def invite_again(
    registration: Registration, *, actor: Actor, reply_by: datetime | None = None
) -> Registration:
    """Invite anew somebody who said no or withdrew. Effects: state, a new link (the old one ends), history, mail."""
    require(actor, MANAGE, registration)
    check_reply_by(registration.event, reply_by)
    with transaction.atomic():
        event = lock_with_event(registration)
        _must_take_answers(event)
        _send(registration, event, actor=actor, reply_by=reply_by)
    return registration


def renew_link(registration: Registration) -> str:
    """A new link for somebody who has not answered, for a reminder: the old one ends. Call it in the transaction of the mail."""
    token, registration.token_hash = tokens.make_token()
    registration.save(update_fields=["token_hash"])
    return token


def accept(
    registration: Registration,
    *,
    actor: Actor,
    channel: str = Channel.WEB,
    consents: Mapping[str, bool] | None = None,
    answers: Mapping[str, object] | None = None,
    **details,
) -> Registration:
    """Say yes to an invitation: a place while there is one, else the waiting list; with another contact than the invited one, a
    request that the organisers decide on. Whoever was asked to come in another's place takes that over (services.handing_on).

    `details`: what changes of what is known about the person. Effects under the event's lock: details, state, when and how it was
    answered, history, consents, answers to the event's own questions (asked of the person, not over the phone), mail.
    Raises Conflict "replied", "closed", or "full" without a waiting list; DomainError on a field.
    """
    require(actor, "events.reply", registration)
    fields = clean_details(registration.event, **details)
    contact = {kind: fields.pop(kind) for kind in ("email", "phone") if fields.get(kind)}
    fields = _without_contact(fields)
    given = known_consents(consents)
    by_the_person = actor.registration == registration.pk
    questions = asked(registration.event, QuestionStage.NOW) if by_the_person else []
    values = clean_answers(still_to_answer(registration, questions, answers or {}), answers or {})
    with stored(registration.event, values) as kept, transaction.atomic():
        event = lock_with_event(registration)
        _must_be_unanswered(registration)
        _must_take_answers(event)
        before = (registration.email_index, registration.phone_index)
        for name, value in fields.items():
            setattr(registration, name, value)
        set_contact(registration, **contact)
        forwarded = by_the_person and _is_another(before, registration, contact)
        if forwarded and registration.replaces_id:
            message = _(
                "This place was offered to another address. Keep that address, or leave the field empty."
            )
            raise Conflict(message, "forwarded", fields={"email": [message]})
        _answered(registration, channel)
        registration.save()
        _give(registration, event, actor=actor, forwarded=forwarded)
        save_consents(registration, given, spoken=not by_the_person)
        save_answers(registration, kept)
    return registration


def _must_be_unanswered(registration: Registration) -> None:
    if registration.state != RegistrationState.INVITED:
        raise Conflict(_("This invitation was answered already, or taken back."), "replied")


def _is_another(before: tuple[str, str], registration: Registration, contact: Mapping[str, str]) -> bool:
    """Whether none of the contacts given is the one that was invited."""
    known = {index for index in before if index}
    given = {getattr(registration, f"{kind}_index") for kind in contact}
    return bool(known and given) and known.isdisjoint(given)


def _answered(registration: Registration, channel: str) -> None:
    if channel not in Channel.values:
        raise DomainError.on("channel", _("Choose how the answer came."), "channel")
    registration.replied_at, registration.reply_channel = timezone.now(), channel


def _give(registration: Registration, event: Event, *, actor: Actor, forwarded: bool) -> None:
    evidence = {"channel": registration.reply_channel}
    if registration.replaces_id:
        take_over(registration, event=event, actor=actor)
        return
    if forwarded:
        move = "ask"
        evidence["forwarded"] = "yes"
    elif seats.place_or_queue(event, registration) == RegistrationState.CONFIRMED:
        seats.confirm(registration, event=event, actor=actor, evidence=evidence)
        return
    else:
        move = "waitlist"
    change = workflow.apply(
        REGISTRATION, move, registration, actor=actor, evidence=evidence, already_locked=True
    )
    messages.tell(registration, event=event, change=change)


def refuse(
    registration: Registration, *, actor: Actor, channel: str = Channel.WEB, words: str = ""
) -> Registration:
    """Say no to an invitation, with words for the organisers if there are any. Effects: state, when and how, history; a mail to whoever
    would have handed their place on, to nobody else."""
    require(actor, "events.reply", registration)
    note = clean(words, label=_("What you would like to say"), max_length=500, multiline=True)
    with transaction.atomic():
        event = lock_with_event(registration)
        _must_be_unanswered(registration)
        _answered(registration, channel)
        change = end_locked(
            registration,
            "refuse",
            event=event,
            actor=actor,
            note=note,
            evidence={"channel": channel},
            fields=("replied_at", "reply_channel"),
            told=False,
        )
        messages.tell_who_asked(registration, event=event, change=change)
    return registration
