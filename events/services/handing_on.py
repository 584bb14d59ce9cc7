"""Handing on one's place: somebody who cannot come names another person, who says yes by the link of a mail.

Only where the event allows it (Event.substitutes). Until the other says yes the place stays where it is; who says no, or nothing in
time, leaves it there, and the person is told. The other is a registration of its own that is invited and says whose place it would
take; neither of the two sees what the other said about themselves, nor the name by which the other registers then.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens, workflow
from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import may, require
from core.schedule import every
from core.sealed import blind_index
from events.enums import EventState, RegistrationSource, RegistrationState
from events.models import Event, Registration
from events.services import messages
from events.services.decisions import end_asked, end_locked, lock_with_event, must_not_be_frozen
from events.services.details import clean_details
from events.services.registrations import is_known, link_actor, set_contact
from events.workflow import REGISTRATION

OWN = "events.change_own_registration"
MANAGE = "events.manage_registrations"
DAYS = 3  # to answer; half of the time to the event where that is shorter, so that somebody else can still be asked
MOST = 5  # people whom one can name one after the other: it must not become a way to write to strangers
# Those who were asked by the person themselves and have not answered.
ASKED = Q(state=RegistrationState.INVITED, source=RegistrationSource.INVITATION, replaces__isnull=False)
# What the other's registration becomes; somebody offered a place answers that first.
MOVES = {
    RegistrationState.CONFIRMED: "confirm",
    RegistrationState.WAITLISTED: "waitlist",
    RegistrationState.PENDING: "ask",
}


def can_hand_on(registration: Registration) -> bool:
    """Whether the event allows it, and there is something to hand on."""
    event = registration.event
    return (
        event.substitutes
        and event.state == EventState.PUBLISHED
        and event.starts_at > timezone.now()
        and registration.state in MOVES
        and registration.delegation_id is None  # there the institution says who comes
    )


def named_by(registration: Registration) -> Registration | None:
    """Whom this person asked last to come instead."""
    return registration.replaced_by.exclude(invited_at=None).order_by("-pk").first()


def taken_by(registration: Registration) -> tuple[Registration, datetime] | None:
    """Who came in this person's place, and when; None for anybody who was withdrawn otherwise, or is still there."""
    if registration.state != RegistrationState.CANCELLED:
        return None
    ended = registration.changes.filter(transition="cancel").order_by("-id").first()
    code = ended.data.get("replaced_by") if ended else None
    other = registration.replaced_by.filter(code=code).first() if code else None
    return (other, ended.at) if other and ended else None


def is_handed_on_to(other: Registration) -> bool:
    """Whether it was the person themselves who named `other`, not the team or a delegation."""
    return other.replaces_id is not None and other.source == RegistrationSource.INVITATION


def answer_of(other: Registration) -> RegistrationState:
    """What came of asking `other`, for the person who asked: invited, declined, cancelled, or the state in which they took the place.
    What becomes of it later is theirs alone."""
    ended = other.changes.filter(from_state=RegistrationState.INVITED).order_by("-id").first()
    return RegistrationState(ended.to_state) if ended else RegistrationState.INVITED


def has_lapsed(other: Registration) -> bool:
    """Whether somebody who was asked said nothing in time."""
    ended, by = other.ended_at, other.reply_by
    return bool(
        other.state == RegistrationState.CANCELLED and is_handed_on_to(other) and not other.replied_at
        and ended and by and ended >= by
    )  # fmt: skip


def hand_on(
    registration: Registration, *, actor: Actor, name: str, email: str, language: str = ""
) -> Registration:
    """Ask somebody to come in one's place. Returns their registration, invited.

    Under the event's lock: 1. checks that the event allows it, 2. ends what was asked of somebody else before, without a mail,
    3. the invitation with its link and its last moment, history of both, a mail to the other. Whether the address is known at the event is not said.
    Raises Conflict "not_allowed", "frozen", "too_often"; DomainError on a field.
    """
    require(actor, OWN, registration)
    fields = clean_details(
        registration.event, name=name, email=email, language=language or registration.language
    )
    address = fields.pop("email")
    if not address:
        raise DomainError.on(
            "email", _("Write the e-mail address of the person who comes instead."), "required"
        )
    if blind_index("email", address) == registration.email_index:
        raise DomainError.on("email", _("This is your own address. Write that of the other person."), "own")
    with transaction.atomic():
        event = lock_with_event(registration)
        must_be_allowed(registration)
        must_not_be_frozen(event, actor)
        if registration.replaced_by.exclude(invited_at=None).count() >= MOST:
            raise Conflict(
                _("You have asked %(n)d people already. Please call the organisers.") % {"n": MOST},
                "too_often",
            )
        end_asked(registration, event=event)
        other = Registration(
            event=event, state=RegistrationState.INVITED, source=RegistrationSource.INVITATION, replaces=registration,
            invited_at=timezone.now(), reply_by=_until(event), category=registration.category, area=registration.area, **fields,
        )  # fmt: skip
        token, other.token_hash = tokens.make_token()
        set_contact(other, email=address)
        other.possible_duplicate = is_known(other)
        event.queue_counter += 1
        event.save(update_fields=["queue_counter"])
        other.queue_no = event.queue_counter
        other.save(force_insert=True)
        evidence = {"replaces": registration.code}
        birth = workflow.record(REGISTRATION, other, "invite", "", actor=actor, evidence=evidence)
        evidence = {"to": other.code}
        workflow.record(
            REGISTRATION, registration, "hand_on", registration.state, actor=actor, evidence=evidence
        )
        messages.tell(other, event=event, change=birth, token=token, template="registration.handed_on")
    return other


def _until(event: Event) -> datetime:
    now = timezone.now()
    return now + min(timedelta(days=DAYS), (event.starts_at - now) / 2)


def must_be_allowed(registration: Registration) -> None:
    """Raises Conflict "not_allowed" where a place cannot be handed on."""
    if not can_hand_on(registration):
        message = _("This place cannot be handed on here. Please call the organisers.")
        raise Conflict(message, "not_allowed")


def take_back(registration: Registration, *, actor: Actor) -> None:
    """Come oneself after all: whoever was asked and has not answered is asked no longer. No mail."""
    require(actor, OWN, registration)
    with transaction.atomic():
        end_asked(registration, event=lock_with_event(registration))


def take_over(other: Registration, *, event: Event, actor: Actor) -> None:
    """What saying yes does to a place that was handed on: it passes to `other`, with its number in the queue, and the one who had it
    is withdrawn. For services.invitations, under the event's lock; both histories stay and name each other.

    Kind and area of the seat stay. Raises Conflict "gone" when the place is no longer there, "frozen" when the list was closed.
    """
    registration = Registration.objects.select_related("area").get(replaced_by=other)
    registration.event = event
    if event.frozen_at and not may(actor, MANAGE, event):
        raise Conflict(closed_words(registration), "frozen")
    if not can_hand_on(registration):
        message = _(
            "The place that was offered to you is no longer there. Please ask the person who offered it."
        )
        raise Conflict(message, "gone")
    move = MOVES[RegistrationState(registration.state)]
    number, confirmed = registration.queue_no, registration.confirmed_at
    event.queue_counter += 1
    event.save(update_fields=["queue_counter"])
    registration.queue_no = event.queue_counter
    # The one who leaves asked for this: it counts as their own word.
    end_locked(
        registration, "cancel", event=event, actor=link_actor(registration), evidence={"replaced_by": other.code}, fields=("queue_no",)
    )  # fmt: skip
    other.category, other.area, other.queue_no = registration.category, registration.area, number
    other.confirmed_at = timezone.now() if confirmed else None
    evidence = {"channel": other.reply_channel, "replaces": registration.code}
    change = workflow.apply(
        REGISTRATION, move, other, actor=actor, evidence=evidence, already_locked=True,
        update_fields=["category", "area", "queue_no", "confirmed_at"],
    )  # fmt: skip
    messages.tell(other, event=event, change=change)


def closed_words(registration: Registration) -> str:
    """Why nobody can take this person's place by themselves once the list is closed, and who can ask for it."""
    words = _(
        "The list is closed, so the organisers decide who comes in the place of %(name)s. %(name)s can ask them for this change on their "
        "own page."
    )
    return words % {"name": registration.name}


def lapse(event: Event, *, now: datetime | None = None) -> list[Registration]:
    """Ask no longer those who said nothing in time to a place that was handed on to them, and tell whoever named them, once each.

    Under the event's lock, for each: state, history, a mail to the one whose place it is still. Of an event that was called off or
    closed nobody is written to: all stays as it is. Returns whose time is over.
    """
    now = now or timezone.now()
    with transaction.atomic():
        event = lock(event)
        if event.state != EventState.PUBLISHED:
            return []
        rows = event.registrations.filter(ASKED, reply_by__lte=now)
        late = list(rows.select_related("replaces").order_by("queue_no"))
        for other in late:
            other.event = event
            evidence = {"replaces": other.replaces.code if other.replaces else "", "asked": "lapsed"}
            change = end_locked(other, "cancel", event=event, actor=SYSTEM, evidence=evidence)
            messages.tell_who_asked(other, event=event, change=change)
    return late


@every(seconds=60)
def lapse_due() -> None:
    """Each minute: the events where somebody was asked in vain."""
    asked = Registration.objects.filter(ASKED, reply_by__lte=timezone.now()).values("event")
    for event in Event.objects.filter(pk__in=asked, state=EventState.PUBLISHED).select_related("host"):
        lapse(event)
