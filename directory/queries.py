"""Reads shared by pages and API."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.memo import remembered
from core.text import fold
from directory.models import Area, AreaMap, Institution, Term


def areas_matching(text: str, *, country: str = "") -> QuerySet[Area]:
    """Areas whose name, local name or alias contains `text` however it is typed."""
    found = Area.objects.filter(search_key__contains=fold(text))
    return found.filter(country=country) if country else found


def districts_of(country: str) -> QuerySet[Area]:
    """The districts (level 2) of a country, or its first-level areas where no districts are loaded."""
    districts = Area.objects.filter(country=country, level=2, valid_to=None).select_related("parent")
    return (
        districts
        if districts.exists()
        else Area.objects.filter(country=country, level=1, valid_to=None).select_related("parent")
    )


def district_level(country: str) -> int:
    """The level at which `districts_of` a country stand: 2, or 1 where no districts are loaded."""
    return 2 if Area.objects.filter(country=country, level=2, valid_to=None).exists() else 1


def within(area: Area) -> Q:
    """A condition on a model with a foreign key `area`: this area or anything below it."""
    return Q(area__path__startswith=area.path)


def institutions_matching(text: str) -> QuerySet[Institution]:
    return Institution.objects.filter(search_key__contains=fold(text))


def terms(vocabulary: str) -> QuerySet[Term]:
    return Term.objects.filter(vocabulary=vocabulary)


def category_labels() -> dict[str, str]:
    """{code: label} of the kinds of participants, in order, in the reader's language."""
    return {term.code: str(term) for term in _categories()}


def category_words() -> dict[str, str]:
    """{folded word: code} of the kinds of participants: their codes, their labels in each language, their other names."""
    found: dict[str, str] = {}
    for term in _categories():
        for word in (term.code, term.label, *term.labels.values(), *term.aliases):
            found.setdefault(fold(word), term.code)
    return found


@remembered
def _categories() -> list[Term]:
    return list(terms("category"))


@remembered
def provinces(country: str) -> list[Area]:
    """The first-level areas of a country."""
    return list(Area.objects.filter(country=country, level=1, valid_to=None).order_by("name"))


@remembered
def map_of(country: str) -> AreaMap | None:
    """The map of a country's districts, where one is loaded."""
    return AreaMap.objects.filter(country=country).first()


# == What areas are called =======================================================================================
# Provinces in Pakistan and Nepal, divisions in Bangladesh, regions elsewhere: by the `kind` of the first-level areas that are loaded.
# Whole phrases, because other languages bend the word.


@dataclass(frozen=True)
class AreaWords:
    """The phrases in which the word stands."""

    one: str | Promise
    many: str | Promise
    all: str | Promise
    each: str | Promise
    by: str | Promise
    people_by: str | Promise
    districts_by: str | Promise
    only_from: str | Promise
    public_sees: str | Promise


PROVINCE = AreaWords(
    _("Province"), _("Provinces"), _("All provinces"), _("each province"), _("By province"), _("People by province"), _("Districts by province"),
    _("Only from these provinces"), _("For the team only. The public sees provinces."),
)  # fmt: skip
DIVISION = AreaWords(
    _("Division"), _("Divisions"), _("All divisions"), _("each division"), _("By division"), _("People by division"), _("Districts by division"),
    _("Only from these divisions"), _("For the team only. The public sees divisions."),
)  # fmt: skip
REGION = AreaWords(
    _("Region"), _("Regions"), _("All regions"), _("each region"), _("By region"), _("People by region"), _("Districts by region"),
    _("Only from these regions"), _("For the team only. The public sees regions."),
)  # fmt: skip
DISTRICT = AreaWords(
    _("District"), _("Districts"), _("All districts"), _("each district"), _("By district"), _("Confirmed people by district"), "",
    _("Only from these districts"), "",
)  # fmt: skip
WORDS = {"": PROVINCE, "province": PROVINCE, "division": DIVISION}


def area_words(areas: Iterable[Area]) -> AreaWords:
    """The words for these first-level areas: those of the kind that most of them are."""
    kinds = Counter(area.kind for area in areas).most_common(1)
    return WORDS.get(kinds[0][0] if kinds else "", REGION)


def words_of_the_smallest(areas: Iterable[Area]) -> AreaWords:
    """The words for the areas that are counted one by one (`districts_of`): districts, or first-level areas where these are all."""
    known = list(areas)
    return DISTRICT if any(area.level > 1 for area in known) or not known else area_words(known)


@remembered
def words_of_the_smallest_in(country: str) -> AreaWords:
    """The same, by country."""
    areas = provinces(country)
    return DISTRICT if not areas or district_level(country) > 1 else area_words(areas)


# == The day at a host ===========================================================================================


@remembered
def _zones_of_hosts() -> dict[int, str]:
    return dict(Institution.objects.filter(is_host=True).order_by("pk").values_list("pk", "timezone"))


def day_at_host(host_id: int) -> date:
    """Which day it is where a host is: by that day its deadlines pass, whoever looks and from where."""
    return today(_zones_of_hosts().get(host_id, ""))


def is_past(deadline: str) -> Q:
    """A condition: the day in the field `deadline` of something that has a `host` is over there."""
    days: dict[date, list[int]] = {}
    for host_id, zone in _zones_of_hosts().items():
        days.setdefault(today(zone), []).append(host_id)
    if len(days) < 2:  # nearly always
        return Q(**{f"{deadline}__lt": next(iter(days), today())})
    past = Q(**{f"{deadline}__lt": min(days)})
    for day, hosts in days.items():
        past |= Q(**{f"{deadline}__lt": day}, host_id__in=hosts)
    return past
