"""The seats of an event as they are taken at a moment: counted by one query, for pages and, under the event's lock, for services."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q

from core.prepared import Given, Prepared
from events.enums import HOLDING, PoolKind
from events.models import Delegation, Event, Pool, Registration

MOST_SEATS = 100_000
Whose = tuple[str, str]  # (category, path of the area): all of the same find the same seats


_pools = Prepared(
    lambda: (
        Pool.objects.filter(event=Given("event"))
        .exclude(kind=PoolKind.SESSION)
        .select_related("area")
        .annotate(
            has_delegations=Exists(Delegation.objects.filter(event=OuterRef("event"), released_at=None))
        )
    )
)
_seats_held = Prepared(
    lambda: (
        Registration.objects.filter(event=Given("event"), state__in=HOLDING)
        .order_by()
        .values_list("category", "area__path")
        .annotate(Count("pk"))
    )
)
_delegations = Prepared(
    lambda: (
        Delegation.objects.filter(event=Given("event"), released_at=None)
        .select_related("area")
        .annotate(named=Count("registrations", filter=Q(registrations__state__in=HOLDING)))
    )
)


class Seats:
    """The seats of an event as they are taken now, counted by one query. Create it under the event's lock, then give."""

    def __init__(self, event: Event):
        self.pools = _pools(event=event.pk)
        self.whole = next((pool for pool in self.pools if pool.kind == PoolKind.EVENT), None)
        self.taken: Counter[tuple[int, str]] = Counter()
        self.people: Counter[str] = Counter()  # by the path of their area, for a balanced promotion
        if self.pools:
            for category, path, number in _seats_held(event=event.pk):
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

    def open_to_all(self) -> int | None:
        """Seats that anybody may take: neither taken, nor held for a delegation, nor kept for some. None: the event has no limit."""
        if self.whole is None:
            return None
        return max(0, self.whole.size - self.taken[self.whole.pk, ""] - self.kept())

    def kept(self) -> int:
        """Seats of the event that are kept for those of some kind or area, and not taken yet."""
        return sum(self._kept(pool) for pool in self.pools if pool.reserved)

    def left_in(self, pool: Pool) -> int | None:
        """Seats left in a pool; None for "per area", which has a number for each."""
        return None if pool.kind == PoolKind.PER_AREA else self._kept(pool)


def whose(somebody: Registration | Delegation) -> Whose:
    """What decides on the pools of a person or a delegation."""
    return somebody.category, somebody.area.path if somebody.area else ""


def unnamed_seats(event: Event) -> list[tuple[Delegation, int]]:
    """The delegations that still hold seats for which they have named nobody, with how many."""
    rows = _delegations(event=event.pk)
    return [(row, row.seats - row.named) for row in rows if row.seats > row.named]


def after_counting() -> None:
    """Nothing. The control of the race tests puts a pause here, between counting and giving, to show what the lock prevents."""


def free_seats(event: Event) -> list[tuple[Pool, int | None]]:
    """Each pool with the seats left in it, for pages. Two queries, no lock: a picture of the moment."""
    seats = Seats(event)
    return [(pool, seats.left_in(pool)) for pool in seats.pools]
