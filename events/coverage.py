"""Which districts an event reaches: counts per district against their caps. For the team only; the public sees less (k of 5).

Four queries, however many districts or registrations there are.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count, Q

from directory.models import Area
from directory.queries import (
    DISTRICT,
    AreaWords,
    area_words,
    districts_of,
    words_of_the_smallest,
    words_of_the_smallest_in,
)
from events.attendance import was_present
from events.enums import ACTIVE, PoolKind, RegistrationState
from events.models import Event, Pool


@dataclass
class District:
    """One district: how many are confirmed, were offered a place, wait for a decision, stand in the queue.

    `cap` is None where nothing limits it; an offered place is held until it is answered.
    """

    area: Area
    cap: int | None = None
    confirmed: int = 0
    offered: int = 0
    pending: int = 0
    waitlisted: int = 0

    @property
    def undecided(self) -> int:
        """Who waits for a word: the team's, or their own on an offered place."""
        return self.pending + self.offered

    @property
    def is_full(self) -> bool:
        return self.cap is not None and self.confirmed + self.offered >= self.cap

    @property
    def is_empty(self) -> bool:
        return not (self.confirmed or self.undecided or self.waitlisted)

    @property
    def room(self) -> int | None:
        return None if self.cap is None else max(self.cap - self.confirmed - self.offered, 0)


@dataclass
class Province:
    """A first-level area with its districts; without `area` those that stand below none."""

    area: Area | None
    districts: list[District] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.area or words_of_the_smallest(district.area for district in self.districts).many)

    @property
    def code(self) -> str:
        return self.area.code if self.area else ""

    @property
    def confirmed(self) -> int:
        return sum(district.confirmed for district in self.districts)

    @property
    def reached(self) -> int:
        return sum(1 for district in self.districts if district.confirmed)

    @property
    def full(self) -> int:
        return sum(1 for district in self.districts if district.is_full)

    @property
    def partly(self) -> int:
        return sum(1 for district in self.districts if district.confirmed and not district.is_full)

    @property
    def empty(self) -> list[District]:
        return [district for district in self.districts if district.is_empty]

    @property
    def touched(self) -> list[District]:
        return [district for district in self.districts if not district.is_empty]


@dataclass
class Coverage:
    """All of it. `elsewhere`: confirmed people of a province only, or of another country; `unknown`: who named no area."""

    provinces: list[Province]
    elsewhere: int = 0
    unknown: int = 0
    target: int = 0

    @cached_property
    def words(self) -> AreaWords:
        """What its provinces are called in this country: the first-level areas."""
        above = [province.area for province in self.provinces if province.area]
        return area_words(above or [district.area for district in self.districts()])

    @cached_property
    def small(self) -> AreaWords:
        """What its districts are called: areas of the first level where no smaller ones are loaded."""
        return words_of_the_smallest(district.area for district in self.districts())

    @property
    def has_districts(self) -> bool:
        """Whether provinces are divided; otherwise its `districts` are the first-level areas themselves."""
        return self.small is DISTRICT

    def for_everybody(self) -> list[Province]:
        """The first-level areas, which the public may see."""
        if self.has_districts:
            return self.provinces
        return [Province(one.area, [one]) for one in self.districts()]

    def districts(self) -> Iterator[District]:
        for province in self.provinces:
            yield from province.districts

    @property
    def total(self) -> int:
        return sum(len(province.districts) for province in self.provinces)

    @property
    def reached(self) -> int:
        return sum(province.reached for province in self.provinces)

    @property
    def confirmed(self) -> int:
        return sum(province.confirmed for province in self.provinces) + self.elsewhere + self.unknown

    @property
    def full(self) -> int:
        return sum(province.full for province in self.provinces)


def coverage(event: Event) -> Coverage:
    """Districts of the event's country (of the host's, when the event names none), by province, with counts and caps."""
    areas = list(districts_of(event.country or event.host.country))
    per_area, own = _caps(event)
    districts = {
        area.code: District(area, cap=own.get(area.code, per_area.get(area.level))) for area in areas
    }
    found = Coverage(_by_province(list(districts.values())), target=event.coverage_target)
    rows = (
        event.registrations.filter(state__in=ACTIVE)
        .values_list("area__path", "state")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for path, state, number in rows:
        district = next((districts[code] for code in (path or "").split("/") if code in districts), None)
        if district is not None:
            setattr(district, state, getattr(district, state) + number)
        elif state == RegistrationState.CONFIRMED:
            name = "elsewhere" if path else "unknown"
            setattr(found, name, getattr(found, name) + number)
    return found


def _caps(event: Event) -> tuple[dict[int, int], dict[str, int]]:
    """(cap of each area of a level, caps of single areas by code)."""
    pools = Pool.objects.filter(event=event, kind__in=[PoolKind.PER_AREA, PoolKind.AREA]).select_related(
        "area"
    )
    per_area = {
        pool.level: pool.size for pool in pools if pool.kind == PoolKind.PER_AREA and pool.level is not None
    }
    return per_area, {pool.area.code: pool.size for pool in pools if pool.kind == PoolKind.AREA and pool.area}


def _by_province(districts: list[District]) -> list[Province]:
    provinces: dict[int | None, Province] = {}
    for district in districts:
        parent = district.area.parent if district.area.level > 1 else None
        province = provinces.setdefault(parent.pk if parent else None, Province(parent))
        province.districts.append(district)
    for province in provinces.values():
        province.districts.sort(key=lambda district: str(district.area))
    return sorted(provinces.values(), key=lambda province: province.name)


@dataclass(frozen=True)
class Numbers:
    """The figures of the event's overview."""

    confirmed: int
    pending: int
    waitlisted: int
    withdrawn: int
    seats: int | None  # of the whole event; None: no limit
    districts: int
    small: AreaWords  # what those are called
    present: int
    duplicates: int

    @property
    def has_districts(self) -> bool:
        return self.small is DISTRICT

    @property
    def free(self) -> int | None:
        return None if self.seats is None else max(self.seats - self.confirmed, 0)


def numbers(event: Event) -> Numbers:
    """Counts of one event. Four queries; what areas are called is remembered."""
    doubtful = Count("pk", filter=Q(possible_duplicate=True))
    rows = list(
        event.registrations.values_list("state").annotate(all=Count("pk"), flagged=doubtful).order_by()
    )
    states: Counter = Counter({state: number for state, number, _flagged in rows})
    confirmed = event.registrations.confirmed()
    paths = confirmed.filter(area__level__gte=1).values_list("area__path", flat=True).order_by().distinct()
    return Numbers(
        confirmed=states[RegistrationState.CONFIRMED],
        pending=states[RegistrationState.PENDING],
        waitlisted=states[RegistrationState.WAITLISTED],
        withdrawn=states[RegistrationState.CANCELLED] + states[RegistrationState.DECLINED],
        seats=event.pools.filter(kind=PoolKind.EVENT).values_list("size", flat=True).first(),
        districts=len({tuple(path.split("/")[:3]) for path in paths}),
        small=words_of_the_smallest_in(event.country or event.host.country),
        present=event.registrations.filter(was_present()).count(),
        duplicates=sum(flagged for state, _number, flagged in rows if state in ACTIVE),
    )
