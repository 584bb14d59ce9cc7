"""Seats: who gets a place and who waits.

A pool is a number of seats for the whole event, a kind of participants, an area (with all below it), or each area of a level
("3 per district"). A registration takes a seat in every pool it matches; when one of them has none left, it waits.
Always under the event's lock: lock, then count, then give (core.locking).
"""

from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from core import workflow
from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from directory.models import Area
from events.enums import HOLDING, EventState, PoolKind, RegistrationState
from events.models import Event, Pool, Registration
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


class Seats:
    """The seats of an event as they are taken now, counted by one query. Create it under the event's lock, then give."""

    def __init__(self, event: Event):
        self.pools = list(event.pools.select_related("area"))
        self.taken: Counter[tuple[int, str]] = Counter()
        if self.pools:
            held = event.registrations.filter(state__in=HOLDING).order_by()
            for category, path, number in held.values_list("category", "area__path").annotate(Count("pk")):
                for _pool, counter in self._matching(category, path or ""):
                    self.taken[counter] += number
        after_counting()

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

    def full_pools(self, registration: Registration) -> list[Pool]:
        """The pools that have no seat left for this person; none of them: there is a place."""
        return [pool for pool, counter in self._of(registration) if self.taken[counter] >= pool.size]

    def take(self, registration: Registration) -> None:
        """Count this person as seated."""
        self.taken.update(counter for _pool, counter in self._of(registration))

    def give_back(self, registration: Registration) -> None:
        """Count this person as gone."""
        self.taken.subtract(counter for _pool, counter in self._of(registration))

    def any_left(self) -> bool:
        """Whether anybody at all could still get a place: the event's own pool, if it has one, is not full."""
        return all(self.taken[pool.pk, ""] < pool.size for pool in self.pools if pool.kind == PoolKind.EVENT)

    def left_in(self, pool: Pool) -> int | None:
        """Seats left in a pool; None for "per area", which has a number for each."""
        return None if pool.kind == PoolKind.PER_AREA else max(0, pool.size - self.taken[pool.pk, ""])

    def _of(self, registration: Registration) -> Iterator[tuple[Pool, tuple[int, str]]]:
        return self._matching(registration.category, registration.area.path if registration.area else "")


def after_counting() -> None:
    """Nothing. The control of the race tests puts a pause here, between counting and giving, to show what the lock prevents."""


def free_seats(event: Event) -> list[tuple[Pool, int | None]]:
    """Each pool with the seats left in it, for pages. Two queries, no lock: a picture of the moment."""
    seats = Seats(event)
    return [(pool, seats.left_in(pool)) for pool in seats.pools]


def promote(event: Event, *, actor: Actor = SYSTEM) -> list[Registration]:
    """Give free seats to those who wait, in the order of arrival: each time the first whose every pool has room.

    Effects for each: state and history row, a mail. Nothing while the event is not published, or is over. Returns who got a place.
    """
    with transaction.atomic():
        return promote_locked(lock(event), actor=actor)


def promote_locked(event: Event, *, actor: Actor = SYSTEM) -> list[Registration]:
    """`promote` for callers that hold the event's lock already."""
    if event.state != EventState.PUBLISHED or event.ends_at <= timezone.now():
        return []
    seats = Seats(event)
    promoted = []
    # One pass is enough: giving a seat never makes room for somebody who was passed over.
    for registration in _waiting(event) if seats.any_left() else ():
        if seats.full_pools(registration):
            continue
        seats.take(registration)
        confirm(registration, event=event, actor=actor)
        promoted.append(registration)
        if not seats.any_left():
            break
    return promoted


def _waiting(event: Event) -> list[Registration]:
    return list(
        event.registrations.filter(state=RegistrationState.WAITLISTED)
        .select_related("area")
        .order_by("queue_no")
    )


def confirm(registration: Registration, *, event: Event, actor: Actor) -> None:
    """Give a place to somebody who was waiting or asked for: state, history, mail. The caller holds the lock and has counted."""
    registration.confirmed_at = timezone.now()
    change = workflow.apply(
        REGISTRATION,
        "confirm",
        registration,
        actor=actor,
        update_fields=["confirmed_at"],
        already_locked=True,
    )
    messages.tell(registration, event=event, change=change)


def set_pool(
    event: Event,
    *,
    actor: Actor,
    kind: str,
    size: int,
    category: str = "",
    area: Area | None = None,
    level: int | None = None,
) -> Pool:
    """Make a pool, or change the size of the one of this kind (and category, area or level).

    1. saves the pool under the event's lock, 2. promotes those who wait for the new seats. A smaller size takes no place away:
    nobody new gets one until there is room again. Raises DomainError naming the field that does not fit.
    """
    require(actor, "events.manage_event", event)
    whom = _checked(kind, size, {"category": category, "area": area, "level": level})
    with transaction.atomic():
        locked = lock(event)
        pool, _created = Pool.objects.update_or_create(
            event=locked, kind=kind, **whom, defaults={"size": size}
        )
        promote_locked(locked)
    return pool


def _checked(kind: str, size: int, whom: dict) -> dict:
    """What a pool of this kind holds, without what does not belong to the kind."""
    if kind not in PoolKind.values:
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
