"""The tracker with its counts.

It must stay quick with tens of thousands of rows. Its counts come from three grouped queries that read nothing but an index (the
`tracked_…` indexes of the model): *cells* of event x stage x position, from which all small filters are counted here in Python,
and one each for goals and addressees. The number of rows falls out of the cells, so the list itself needs no counting.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.tables import ListPage, list_page
from directory.models import Area, Institution, Term
from events.enums import Visibility
from events.models import Event, Theme
from recommendations.filters import Choice, TrackerFilters
from recommendations.models import Addressing, Recommendation
from recommendations.queries import is_overdue

ROWS = 25  # on a page
SORTS = {
    "answered": (_("newest answer"), F("answered_on").desc(nulls_last=True), "-adopted_on", "ref"),
    "due": (_("what is due next"), F("respond_by").asc(nulls_last=True), "ref"),
    "ref": (_("reference"), "ref"),
}
COUNTED_IN_CELLS = ("stage", "position", "overdue", "event", "country")


@dataclass(frozen=True)
class Cell:
    """How many recommendations share these values. `overdue` is "1" or ""."""

    event: str
    country: str
    stage: str
    position: str
    overdue: str
    number: int


class Tracker:
    """What the tracker shows for one address: the list, the counts beside its filters, the cells that its charts are drawn from."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.rows = self._listed()
        self.filters = TrackerFilters(request.GET, self.rows, known=self.known)

    @cached_property
    def table(self) -> ListPage:
        counts = self.counts
        self.filters.offer(counts)
        return list_page(
            self.request,
            self.rows.select_related("adopted_version", "host"),
            filters=self._bound,
            sorts=SORTS,
            default_sort="answered",
            per_page=ROWS,
            counts=counts,
            total=sum(cell.number for cell in self.cells),
            id="tracker",
        )

    @property
    def found(self) -> QuerySet[Recommendation]:
        """All rows under the filters, in the order chosen: for downloads."""
        return self.table.queryset

    def _bound(self, _data: object, queryset: QuerySet, request: object = None) -> TrackerFilters:
        """The filters at hand, so that the list does not build them again."""
        self.filters.queryset = queryset
        return self.filters

    # -- counts --------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> dict[str, Mapping[str, int]]:
        """{filter: {value: number}}, each under all other filters."""
        counts: dict[str, Mapping[str, int]] = {name: self._count_cells(name) for name in COUNTED_IN_CELLS}
        return {**counts, "sdg": self._count_goals(), "addressee": self._count_addressees()}

    @cached_property
    def cells(self) -> list[Cell]:
        """The cells under all filters."""
        return [cell for cell in self._all_cells if self._fits(cell)]

    @cached_property
    def _all_cells(self) -> list[Cell]:
        late = Count("pk", filter=is_overdue())
        rows = self.filters.narrow(self.rows, without=COUNTED_IN_CELLS).order_by()
        grouped = rows.values_list("event_id", "stage", "position").annotate(number=Count("pk"), overdue=late)
        cells = []
        for event_id, stage, position, number, overdue in grouped:
            event = self.events.get(event_id)
            place = (event.slug, event.country) if event else ("", "")
            cells += [Cell(*place, stage, position, "1", overdue)] if overdue else []
            cells += [Cell(*place, stage, position, "", number - overdue)] if number > overdue else []
        return cells

    def _fits(self, cell: Cell, without: str = "") -> bool:
        chosen = self.filters.chosen
        return all(
            getattr(cell, name) in chosen[name]
            for name in COUNTED_IN_CELLS
            if name in chosen and name != without
        )

    def _count_cells(self, name: str) -> Counter[str]:
        counted: Counter[str] = Counter()
        for cell in self._all_cells:
            if self._fits(cell, without=name):
                counted[getattr(cell, name)] += cell.number
        return counted

    def _count_goals(self) -> Counter[str]:
        """A recommendation counts once for a goal, however many of its targets it names."""
        counted: Counter[str] = Counter()
        for codes, number in self._grouped("sdgs", without="sdg"):
            counted.update(dict.fromkeys({str(code).partition(".")[0] for code in codes or ()}, number))
        return counted

    def _count_addressees(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for key, number in self._grouped("addressee_key", without="addressee"):
            counted.update(
                {
                    self.institutions[int(pk)].code: number
                    for pk in key.split()
                    if int(pk) in self.institutions
                }
            )
        return counted

    def _grouped(self, column: str, *, without: str) -> QuerySet:
        rows = self.filters.narrow(self.rows, without=(without,)).order_by()
        return rows.values_list(column).annotate(number=Count("pk"))

    # -- what there is to choose from ------------------------------------------------------------------------

    @cached_property
    def _all_events(self) -> list[Event]:
        """Events with numbered recommendations, hidden ones too."""
        held = Recommendation.objects.filter(event=OuterRef("pk"), ref__isnull=False)
        return list(
            Event.objects.filter(Exists(held)).only(
                "slug", "title", "country", "starts_at", "state", "visibility"
            )
        )

    @cached_property
    def events(self) -> dict[int, Event]:
        return {event.pk: event for event in self._all_events if _is_listed(event)}

    def _listed(self) -> QuerySet[Recommendation]:
        """The same rows as `Recommendation.objects.listed()`; named so that the database needs to look at nothing but an index."""
        hidden = [event.pk for event in self._all_events if not _is_listed(event)]
        rows = Recommendation.objects.filter(ref__isnull=False)
        return rows.exclude(event_id__in=hidden) if hidden else rows

    @cached_property
    def institutions(self) -> dict[int, Institution]:
        put_to = Addressing.objects.filter(institution=OuterRef("pk"))
        rows = Institution.objects.filter(Exists(put_to)).only("code", "name", "names", "short_name")
        return {institution.pk: institution for institution in rows}

    def addressees(self, rec: Recommendation) -> list[Institution]:
        """From its key, without a query."""
        return [
            self.institutions[int(pk)] for pk in rec.addressee_key.split() if int(pk) in self.institutions
        ]

    @cached_property
    def known(self) -> dict[str, list[Choice]]:
        """{filter: every choice there is}; the page offers those that find something."""
        labels = _labels_of_goals_and_countries()
        countries: dict[str, list[int]] = {}
        for event in self.events.values():
            countries.setdefault(event.country, []).append(event.pk)
        return {
            "event": [Choice(event.slug, str(event), (event.pk,)) for event in self.events.values()],
            "country": [
                Choice(code, labels.get(code, code), ids) for code, ids in sorted(countries.items()) if code
            ],
            "addressee": [Choice(one.code, str(one), (one.pk,)) for one in self.institutions.values()],
            "sdg": [Choice(str(n), f"{n} {labels.get(str(n), '')}".strip()) for n in range(1, 18)],
            "theme": self._themes_of_chosen_events(),
        }

    def _themes_of_chosen_events(self) -> list[Choice]:
        """Themes belong to an event, so they are offered once one is chosen."""
        slugs = set(self.request.GET.getlist("event"))
        chosen = [event.pk for event in self.events.values() if event.slug in slugs]
        rows = Theme.objects.filter(event__in=chosen) if chosen else ()
        return [Choice(str(theme.uid), str(theme), (theme.pk,)) for theme in rows]


def _is_listed(event: Event) -> bool:
    return event.is_public and event.visibility == Visibility.PUBLIC


def _labels_of_goals_and_countries() -> dict[str, str]:
    """{"16": title of the goal, "PK": name of the country} in the reader's language, in one query."""
    language = (get_language() or "en").split("-")[0]
    goals = (
        Term.objects.filter(vocabulary="sdg", parent=None).order_by().values_list("code", "label", "labels")
    )
    countries = Area.objects.filter(level=0).order_by().values_list("code", "name", "names")
    return {code: names.get(language) or label for code, label, names in goals.union(countries)}
