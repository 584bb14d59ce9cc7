"""Seats: who gets a place and who waits.

A pool is a number of seats for the whole event, a kind of participants, an area (with all below it), or each area of a level
("3 per district"). A registration takes a seat in every pool it matches; when one of them has none left, it waits.
A reserved pool limits nobody: it keeps so many seats of the event for those it matches, until they have taken them.
An institution's delegation holds the seats for which it has not named anybody yet.
Always under the event's lock: lock, then count, then give (core.locking).
"""

from collections import deque
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import workflow
from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from directory.models import Area
from events.enums import EventState, PoolKind, Promotion, RegistrationState
from events.models import Event, Pool, Registration
from events.seating import MOST_SEATS as MOST_SEATS
from events.seating import Seats as Seats
from events.seating import Whose
from events.seating import free_seats as free_seats
from events.services import messages
from events.services.choices import drop_what_is_full
from events.workflow import REGISTRATION

# The fields of a pool that say which registrations it holds, per kind.
_SAYS_WHOM = {
    PoolKind.EVENT: (),
    PoolKind.CATEGORY: ("category",),
    PoolKind.AREA: ("area",),
    PoolKind.PER_AREA: ("level",),
}
RESERVABLE = (PoolKind.CATEGORY, PoolKind.AREA)


def place_or_queue(event: Event, registration: Registration) -> str:
    """Confirmed while every pool has room, else waitlisted. Raises Conflict "full" when the event keeps no waiting list."""
    if not Seats(event).full_pools(registration):
        return RegistrationState.CONFIRMED
    if event.waiting_list:
        return RegistrationState.WAITLISTED
    raise Conflict(_("All places are taken, and this event keeps no waiting list."), "full")


# == Promotion ===================================================================================================


class WaitingList:
    """Those who wait, in one queue for each category and area: all of a queue find the same seats."""

    def __init__(self, event: Event):
        self.balanced = event.promotion == Promotion.BALANCE
        self.queues: dict[Whose, deque[tuple[int, int]]] = {}
        rows = event.registrations.filter(state=RegistrationState.WAITLISTED).order_by("queue_no")
        for category, path, number, key in rows.values_list("category", "area__path", "queue_no", "pk"):
            self.queues.setdefault((category, path or ""), deque()).append((number, key))

    def next_for(self, seats: Seats) -> int | None:
        """The id of who gets the next seat, which is taken: the first whose every pool has room, or by balance the first from
        the area with the fewest people (who gave no area comes last). None when nobody fits."""
        fitting = [whose for whose in self.queues if not seats.full_for(whose)]
        if not fitting:
            return None
        chosen = min(fitting, key=lambda whose: (*self._covered(whose[1], seats), self.queues[whose][0]))
        _number, key = self.queues[chosen].popleft()
        if not self.queues[chosen]:
            del self.queues[chosen]
        seats._add(chosen, 1)
        return key

    def _covered(self, path: str, seats: Seats) -> tuple[bool, int]:
        return (not path, seats.people[path]) if self.balanced else (False, 0)


def promote(event: Event, *, actor: Actor = SYSTEM) -> list[Registration]:
    """Give free seats to those who wait, in the order that the event has chosen: by arrival, or the least covered area first.

    Effects for each: state and history row, a mail; an event that offers seats for some hours offers it instead of giving it.
    Nothing while the event is not published, or is over. Returns who got a place or an offer.
    """
    with transaction.atomic():
        return promote_locked(lock(event), actor=actor)


def promote_locked(event: Event, *, actor: Actor = SYSTEM) -> list[Registration]:
    """`promote` for callers that hold the event's lock already."""
    if event.state != EventState.PUBLISHED or event.ends_at <= timezone.now():
        return []
    seats = Seats(event)
    if not seats.any_left():
        return []
    waiting, promoted = WaitingList(event), []
    while seats.any_left() and (key := waiting.next_for(seats)):
        registration = event.registrations.select_related("area").get(pk=key)
        registration.event = event
        if event.offer_hours and event.starts_at > timezone.now():
            offer(registration, event=event, actor=actor)
        else:
            confirm(registration, event=event, actor=actor)
        promoted.append(registration)
    return promoted


def confirm(registration: Registration, *, event: Event, actor: Actor, evidence: dict | None = None) -> None:
    """Give a place to somebody who was waiting or asked for: state, history, mail; what they had chosen before and is full by now is
    dropped, which history and mail say. The caller holds the lock and has counted."""
    told = drop_what_is_full(registration, event=event)
    registration.confirmed_at = timezone.now()
    change = workflow.apply(
        REGISTRATION,
        "confirm",
        registration,
        actor=actor,
        evidence={**(evidence or {}), **told},
        update_fields=["confirmed_at"],
        already_locked=True,
    )
    messages.tell(registration, event=event, change=change, context=told)


def offer(registration: Registration, *, event: Event, actor: Actor) -> None:
    """Offer a seat, which is held meanwhile, for the event's hours: state, deadline, history, mail with the link to answer; choices as
    in `confirm`."""
    told = drop_what_is_full(registration, event=event)
    now = timezone.now()
    registration.offered_until = min(now + timedelta(hours=event.offer_hours), event.starts_at)
    change = workflow.apply(
        REGISTRATION,
        "offer",
        registration,
        actor=actor,
        evidence=told,
        update_fields=["offered_until"],
        already_locked=True,
    )
    messages.tell(registration, event=event, change=change, context=told)


# == Pools =======================================================================================================


def set_pool(
    event: Event,
    *,
    actor: Actor,
    kind: str,
    size: int,
    category: str = "",
    area: Area | None = None,
    level: int | None = None,
    reserved: bool = False,
) -> Pool:
    """Make a pool, or change the size of the one of this kind (and category, area or level).

    1. saves the pool under the event's lock, 2. promotes those who wait for the new seats. A smaller size takes no place away:
    nobody new gets one until there is room again. `reserved`: seats of the event that only these may take, instead of a limit.
    Raises DomainError naming the field that does not fit.
    """
    require(actor, "events.manage_event", event)
    whom = _checked(kind, size, {"category": category, "area": area, "level": level})
    if reserved and kind not in RESERVABLE:
        raise DomainError.on(
            "reserved", _("Seats can be kept for one kind of participants or one area."), "reserved"
        )
    with transaction.atomic():
        locked = lock(event)
        if reserved:
            _must_be_there(locked, kind, size, whom)
        pool, _created = Pool.objects.update_or_create(
            event=locked, kind=kind, **whom, defaults={"size": size, "reserved": reserved}
        )
        promote_locked(locked)
    return pool


def _must_be_there(event: Event, kind: str, size: int, whom: dict) -> None:
    """More seats cannot be kept than the event has."""
    pools = list(event.pools.all())
    whole = next((pool.size for pool in pools if pool.kind == PoolKind.EVENT), None)
    if whole is None:
        message = _("Say first how many seats the event has in all: kept seats are some of those.")
        raise DomainError.on("reserved", message, "reserved")
    others = sum(
        pool.size
        for pool in pools
        if pool.reserved
        and not (pool.kind == kind and all(getattr(pool, name) == value for name, value in whom.items()))
    )
    if others + size > whole:
        message = _("The event has %(all)d seats, and %(kept)d of them are kept already.")
        raise DomainError.on("size", message % {"all": whole, "kept": others}, "reserved")


def _checked(kind: str, size: int, whom: dict) -> dict:
    """What a pool of this kind holds, without what does not belong to the kind."""
    if kind not in _SAYS_WHOM:
        raise DomainError.on("kind", _("Choose what the seats are counted for."), "kind")
    if not 0 <= size <= MOST_SEATS:
        raise DomainError.on("size", _("Write a number of seats from 0 to 100,000."), "size")
    whom["category"] = clean(whom["category"], label=_("The kind of participants"), max_length=40)
    needed = _SAYS_WHOM[PoolKind(kind)]
    for name in needed:
        if whom[name] in ("", None):
            raise DomainError.on(name, _("Say for whom these seats are."), "required")
    if "level" in needed and not 1 <= whom["level"] <= 3:
        raise DomainError.on(
            "level", _("Choose the level of areas: 1 for provinces or divisions, 2 for districts."), "level"
        )
    return {name: whom[name] for name in needed}


def remove_pool(pool: Pool, *, actor: Actor) -> None:
    """Lift a limit: deletes the pool and promotes those who waited because of it."""
    require(actor, "events.manage_event", pool.event)
    with transaction.atomic():
        event = lock(pool.event)
        pool.delete()
        promote_locked(event)
