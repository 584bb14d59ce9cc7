"""Sessions that participants choose: who means to come to which, within the seats of each. Always under the event's lock."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import may, require
from events.enums import HOLDING, EventState, PoolKind, RegistrationState, SessionState
from events.models import Event, Pool, Registration, Session, SessionChoice
from events.seating import MOST_SEATS, after_counting


@dataclass(frozen=True)
class Standing:
    """A session that people choose, with its seats (None: no limit), how many chose it, and whether this person did."""

    session: Session
    seats: int | None
    taken: int
    mine: bool = False

    @property
    def left(self) -> int | None:
        return None if self.seats is None else max(0, self.seats - self.taken)

    @property
    def is_full(self) -> bool:
        return self.left == 0


def standings(event: Event, registration: Registration | None = None) -> list[Standing]:
    """The sessions of an event that people choose, in order, as they stand at the moment. One query, no lock."""
    seats = Pool.objects.filter(session=OuterRef("pk")).values("size")[:1]
    mine = SessionChoice.objects.filter(session=OuterRef("pk"), registration=registration)
    rows = (
        event.sessions.filter(is_choice=True, state=SessionState.PLANNED)
        .select_related("room")
        .annotate(
            seats=Subquery(seats),
            taken=Count("choices", filter=Q(choices__registration__state__in=HOLDING)),
            mine=Exists(mine),
        )
        .order_by("starts_at", "ends_at", "id")
    )
    return [Standing(row, row.seats, row.taken, row.mine) for row in rows]


def chosen_sessions(registration: Registration) -> QuerySet[Session]:
    """The sessions that somebody chose and that are still planned, in order: for their page and their calendar."""
    return Session.objects.filter(
        choices__registration=registration, is_choice=True, state=SessionState.PLANNED
    ).order_by("starts_at", "ends_at", "id")


def not_theirs(registration: Registration) -> set[str]:
    """The uids of sessions that people choose and this person did not: they stay out of the person's calendar."""
    chosen = SessionChoice.objects.filter(registration=registration).values("session")
    others = registration.event.sessions.filter(is_choice=True).exclude(pk__in=chosen)
    return {str(uid) for uid in others.values_list("uid", flat=True)}


def set_choices(registration: Registration, sessions: Iterable[Session], *, actor: Actor) -> list[Session]:
    """Let somebody come to exactly these of the sessions that people choose; what they had beside these is given up.

    By the person, or by the registration desk for them. Under the event's lock: 1. checks that the person has a place and the event is
    on, 2. that two chosen sessions never run at one time, 3. counts the seats of each new one, 4. saves all or nothing.
    What they keep is not counted anew: nobody loses a seat because its number became smaller.
    Raises Conflict "no_place", "over", "clash", "full"; DomainError for a session that is not to be chosen.
    """
    if not may(actor, "events.change_own_registration", registration):
        require(actor, "events.manage_registrations", registration)
    wanted = {session.pk: session for session in sessions}
    with transaction.atomic():
        event = lock(registration.event)
        registration.refresh_from_db(fields=["state"])
        _may_choose(event, registration)
        known = {each.session.pk: each for each in standings(event, registration)}
        if set(wanted) - set(known):
            message = _("Choose from the sessions that are listed.")
            raise DomainError.on("sessions", message, "not_a_choice")
        chosen = [standing for pk, standing in known.items() if pk in wanted]
        _no_clash([standing.session for standing in chosen])
        after_counting()
        _room_for([standing for standing in chosen if not standing.mine])
        registration.choices.exclude(session__in=wanted).delete()
        SessionChoice.objects.bulk_create(
            SessionChoice(registration=registration, session=standing.session)
            for standing in chosen
            if not standing.mine
        )
    return [standing.session for standing in chosen]


FULL = "full_sessions"  # in history and mails: the uids of what was dropped


def drop_what_is_full(registration: Registration, *, event: Event) -> dict[str, list[str]]:
    """Give up what somebody chose while they had a place before and whose seats are taken by now. For callers that hold the event's
    lock and are about to give a seat. Returns what history and mail say of it: nothing, or the uids under FULL."""
    if registration.state in HOLDING or not registration.choices.exists():
        return {}
    full = [each.session for each in standings(event, registration) if each.mine and each.is_full]
    registration.choices.filter(session__in=full).delete()
    return {FULL: [str(session.uid) for session in full]} if full else {}


def take_over(kept: Registration, gone: Registration, *, event: Event) -> None:
    """Choices of a registration that is merged into another go to that one, where they fit: within the seats of each session, and
    beside what it chose itself. The caller holds the event's lock."""
    if kept.state in HOLDING:
        drop_what_is_full(gone, event=event)
    own = list(chosen_sessions(kept))
    for choice in gone.choices.select_related("session"):
        if not any(_run_at_one_time(choice.session, each) for each in own):
            choice.registration = kept
            choice.save(update_fields=["registration"])


def missed(registration: Registration, chosen: Iterable[Standing]) -> list[Session]:
    """Sessions that were dropped for this person because they were full, and beside which they have chosen nothing since."""
    dropped = (
        registration.changes.filter(data__has_key=FULL).order_by("-pk").values_list("data", flat=True).first()
    )
    rows = registration.event.sessions.filter(
        uid__in=(dropped or {}).get(FULL, ()), state=SessionState.PLANNED
    )
    mine = [each.session for each in chosen if each.mine]
    return [row for row in rows if not any(_run_at_one_time(row, each) for each in mine)]


def _run_at_one_time(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _may_choose(event: Event, registration: Registration) -> None:
    if registration.state != RegistrationState.CONFIRMED:
        raise Conflict(_("Sessions can be chosen once the place at the event is confirmed."), "no_place")
    if event.state != EventState.PUBLISHED or event.ends_at <= timezone.now():
        raise Conflict(_("The event is over or called off; sessions can no longer be chosen."), "over")


def _no_clash(sessions: list[Session]) -> None:
    for one, other in combinations(sessions, 2):
        if _run_at_one_time(one, other):
            message = _("“%(one)s” and “%(other)s” run at the same time. Choose one of them.") % {
                "one": one,
                "other": other,
            }
            raise Conflict(message, "clash", fields={"sessions": [message]})


def _room_for(standings: list[Standing]) -> None:
    for standing in standings:
        if standing.is_full:
            message = _("All seats of “%(title)s” are taken. Choose another session.") % {
                "title": standing.session
            }
            raise Conflict(message, "full", fields={"sessions": [message]})


def set_seats(session: Session, *, actor: Actor, size: int | None) -> None:
    """How many may choose the session; None for any number. A smaller number takes no seat away: nobody new gets one."""
    require(actor, "events.edit_programme", session)
    if size is not None and not 0 <= size <= MOST_SEATS:
        raise DomainError.on("seats", _("Write a number of seats from 0 to 100,000."), "size")
    with transaction.atomic():
        event = lock(session.event)
        if size is None:
            event.pools.filter(kind=PoolKind.SESSION, session=session).delete()
        else:
            Pool.objects.update_or_create(
                event=event, kind=PoolKind.SESSION, session=session, defaults={"size": size}
            )
