"""Coverage as a map: districts for the team, whole provinces for everybody else, and nothing that a small number gives away."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import charts
from core.small_cells import K, shown
from directory.queries import map_of
from events.coverage import Coverage, District, Province
from events.models import Event

STEPS = (1, 3, 6)  # from so many people on, a district is drawn darker


def _step(people: int) -> int:
    return sum(people >= least for least in STEPS)


def _key() -> list[tuple[int, str]]:
    words = [
        _("nobody yet"),
        f"{STEPS[0]}–{STEPS[1] - 1}",
        f"{STEPS[1]}–{STEPS[2] - 1}",
        _("%d or more") % STEPS[2],
    ]
    return list(enumerate(words))


def district_map(event: Event, found: Coverage, *, with_links: bool) -> charts.Map | None:
    """Each shape in the step of its confirmed people; None where no map of the country is loaded."""
    drawn = map_of(event.country or event.host.country)
    if drawn is None:
        return None
    districts = {district.area.code: district for district in found.districts()}
    here = reverse("events:desk-registrations", args=[event.slug])
    shapes = []
    for shape in drawn.shapes:
        inside = [districts[code] for code in shape["codes"] if code in districts]
        people = sum(district.confirmed for district in inside)
        url = f"{here}?area={inside[0].area.code}" if with_links and len(inside) == 1 and people else ""
        shapes.append(charts.Shape(shape["path"], _step(people), _label(inside, people), url))
    return charts.Map(str(found.small.people_by), drawn.view_box, tuple(shapes), tuple(_key()), drawn.credit)


def _label(inside: Iterable[District], people: int) -> str:
    names = ", ".join(str(district.area) for district in inside)
    count = ngettext("%(n)d person", "%(n)d people", people) % {"n": people} if people else _("nobody yet")
    return f"{names}: {count}"


@dataclass(frozen=True)
class PublicProvince:
    """A province as everybody may see it: its people, or None where they are too few to be told."""

    name: str
    code: str
    people: int | None
    reached: int | None  # districts
    districts: int


def public_provinces(found: Coverage) -> list[PublicProvince]:
    """The provinces with their people; where these are too few to be told (core.small_cells), without."""
    told, _rest = shown(
        {province.code: province.confirmed for province in found.for_everybody() if province.confirmed}
    )
    return [
        _public(province, province.confirmed > 0 and province.code not in told)
        for province in found.for_everybody()
    ]


def _public(province: Province, is_hidden: bool) -> PublicProvince:
    return PublicProvince(
        province.name,
        province.code,
        None if is_hidden else province.confirmed,
        None if is_hidden else province.reached,
        len(province.districts),
    )


def province_map(event: Event, found: Coverage) -> charts.Map | None:
    """Provinces in three tones: nobody, some, K or more where that may be told. No district can be told from its neighbour."""
    drawn = map_of(event.country or event.host.country)
    if drawn is None:
        return None
    of = {d.area.code: province.code for province in found.for_everybody() for d in province.districts}
    known = {province.code: province for province in public_provinces(found)}
    shapes = []
    for shape in drawn.shapes:
        province = known.get(of.get(shape["codes"][0], ""))
        step = 0 if province is None or province.people == 0 else 1 if province.people is None else 3
        shapes.append(charts.Shape(shape["path"], step, province.name if province else ""))
    key = ((0, _("nobody yet")), (1, _("some people")), (3, _("%d or more") % K))
    return charts.Map(_("Where people come from"), drawn.view_box, tuple(shapes), key, drawn.credit)
