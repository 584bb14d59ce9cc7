"""Seats: who gets a place and who waits.

A pool is a number of seats for the whole event, a kind of participants, an area (with all below it), or each area of a level
("3 per district"). A registration takes a seat in every pool it matches; when one of them has none left, it waits.
A reserved pool limits nobody: it keeps so many seats of the event for those it matches, until they have taken them.
An institution's delegation holds the seats for which it has not named anybody yet.
Always under the event's lock: lock, then count, then give (core.locking).
"""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import workflow
from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from directory.models import Area
from events.enums import HOLDING, EventState, PoolKind, Promotion, RegistrationState
from events.models import Delegation, Event, Pool, Registration
from events.services import messages
from events.workflow import REGISTRATION

MOST_SEATS = 100_000
# The fields of a pool that say which registrations it holds, per kind.
_SAYS_WHOM = {
    PoolKind.EVENT: (),
    PoolKind.CATEGORY: ("category",),
    PoolKind.AREA: ("area",),
    PoolKind.PER_AREA: ("level",),
}
RESERVABLE = (PoolKind.CATEGORY, PoolKind.AREA)
Whose = tuple[str, str]  # (category, path of the area): all of the same find the same seats


class Seats:
    """The seats of an event as they are taken now, counted by one query. Create it under the event's lock, then give."""

    def __init__(self, event: Event):
        delegated = Exists(Delegation.objects.filter(event=OuterRef("event"), released_at=None))
        found = event.pools.exclude(kind=PoolKind.SESSION).select_related("area")
        self.pools = list(found.annotate(has_delegations=delegated))
        self.whole = next((pool for pool in self.pools if pool.kind == PoolKind.EVENT), None)
        self.taken: Counter[tuple[int, str]] = Counter()
        self.people: Counter[str] = Counter()  # by the path of their area, for a balanced promotion
        if self.pools:
            held = event.registrations.filter(state__in=HOLDING).order_by()
            for category, path, number in held.values_list("category", "area__path").annotate(Count("pk")):
                self._add((category, path or ""), number)
            if self.pools[0].has_delegations:
                for delegation, number in unnamed_seats(event):
                    self._add(whose(delegation), number)
        after_counting()

    def _add(self, whose: Whose, number: int) -> None:
        self.people[whose[1]] += number
        for _pool, counter in self._matching(*whose):
            self.taken[counter] += number

    def _matching(self, category: str, path: str) -> Iterator[tuple[Pool, tuple[int, str]]]:
        """(pool, key of its counter) for each pool that somebody of this category and area takes a seat in."""
        codes = path.rstrip("/").split("/")
        for pool in self.pools:
            if pool.kind == PoolKind.PER_AREA:
                level = pool.level or 0
                if len(codes) > level:  # the area is of that level or below it
                    yield pool, (pool.pk, codes[level])
            elif (
                pool.kind == PoolKind.EVENT
                or (pool.kind == PoolKind.CATEGORY and pool.category == category)
                or (pool.area is not None and path.startswith(pool.area.path))
            ):
                yield pool, (pool.pk, "")

    def full_for(self, whose: Whose) -> list[Pool]:
        """The pools that have no seat left for people of this category and area; none of them: there is a place."""
        matching = list(self._matching(*whose))
        full = [pool for pool, key in matching if not pool.reserved and self.taken[key] >= pool.size]
        if (
            self.whole
            and self.whole not in full
            and not self._beside_reserved([pool for pool, _key in matching])
        ):
            full.append(self.whole)
        return full

    def _beside_reserved(self, matching: list[Pool]) -> bool:
        """Whether a seat of the event is left for them beside those kept for others, or one is kept for them."""
        kept = {pool.pk: self._kept(pool) for pool in self.pools if pool.reserved}
        if not kept or self.whole is None or any(kept.get(pool.pk) for pool in matching):
            return True
        return self.taken[self.whole.pk, ""] + sum(kept.values()) < self.whole.size

    def _kept(self, pool: Pool) -> int:
        return max(0, pool.size - self.taken[pool.pk, ""])

    def full_pools(self, somebody: Registration | Delegation) -> list[Pool]:
        """The pools that have no seat left for this person."""
        return self.full_for(whose(somebody))

    def take(self, somebody: Registration | Delegation) -> None:
        """Count this person as seated."""
        self._add(whose(somebody), 1)

    def give_back(self, somebody: Registration | Delegation, number: int = 1) -> None:
        """Count this person as gone."""
        self._add(whose(somebody), -number)

    def room_for(self, delegation: Delegation, wanted: int) -> int:
        """How many seats, at most `wanted`, can be held for this delegation; they are taken."""
        for number in range(wanted):
            if self.full_pools(delegation):
                return number
            self.take(delegation)
        return wanted

    def any_left(self) -> bool:
        """Whether anybody at all could still get a place: the event's own pool, if it has one, is not full."""
        return self.whole is None or self.taken[self.whole.pk, ""] < self.whole.size

    def left_in(self, pool: Pool) -> int | None:
        """Seats left in a pool; None for "per area", which has a number for each."""
        return None if pool.kind == PoolKind.PER_AREA else self._kept(pool)


def whose(somebody: Registration | Delegation) -> Whose:
    """What decides on the pools of a person or a delegation."""
    return somebody.category, somebody.area.path if somebody.area else ""


def unnamed_seats(event: Event) -> list[tuple[Delegation, int]]:
    """The delegations that still hold seats for which they have named nobody, with how many."""
    named = Count("registrations", filter=Q(registrations__state__in=HOLDING))
    rows = event.delegations.filter(released_at=None).select_related("area").annotate(named=named)
    return [(row, row.seats - row.named) for row in rows if row.seats > row.named]


def after_counting() -> None:
    """Nothing. The control of the race tests puts a pause here, between counting and giving, to show what the lock prevents."""


def free_seats(event: Event) -> list[tuple[Pool, int | None]]:
    """Each pool with the seats left in it, for pages. Two queries, no lock: a picture of the moment."""
    seats = Seats(event)
    return [(pool, seats.left_in(pool)) for pool in seats.pools]


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
    """Give a place to somebody who was waiting or asked for: state, history, mail. The caller holds the lock and has counted."""
    registration.confirmed_at = timezone.now()
    change = workflow.apply(
        REGISTRATION,
        "confirm",
        registration,
        actor=actor,
        evidence=evidence,
        update_fields=["confirmed_at"],
        already_locked=True,
    )
    messages.tell(registration, event=event, change=change)


def offer(registration: Registration, *, event: Event, actor: Actor) -> None:
    """Offer a seat, which is held meanwhile, for the event's hours: state, deadline, history, mail with the link to answer."""
    now = timezone.now()
    registration.offered_until = min(now + timedelta(hours=event.offer_hours), event.starts_at)
    change = workflow.apply(
        REGISTRATION,
        "offer",
        registration,
        actor=actor,
        update_fields=["offered_until"],
        already_locked=True,
    )
    messages.tell(registration, event=event, change=change)


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
            "level", _("Choose the level of areas: 1 for provinces, 2 for districts."), "level"
        )
    return {name: whom[name] for name in needed}


def remove_pool(pool: Pool, *, actor: Actor) -> None:
    """Lift a limit: deletes the pool and promotes those who waited because of it."""
    require(actor, "events.manage_event", pool.event)
    with transaction.atomic():
        event = lock(pool.event)
        pool.delete()
        promote_locked(event)
