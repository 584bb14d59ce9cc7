"""The filters of the public tracker, as they stand in its address."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_

import django_filters
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from core.tables import FilterSet, SearchFilter
from core.text import fold
from directory.queries import is_past
from recommendations.enums import PositionValue, Stage
from recommendations.models import Addressing, Recommendation

PUBLIC_STAGES = (
    Stage.ADOPTED,
    Stage.COMPILED,
    Stage.SUBMITTED,
    Stage.ACKNOWLEDGED,
    Stage.RESPONDED,
    Stage.WITHDRAWN,
)
MANY = 5_000  # matches of a search beyond which they are not carried from query to query by their ids


@dataclass(frozen=True)
class Choice:
    """An answer of a filter: what the address says, what the reader sees, and the rows' foreign keys that it stands for."""

    value: str
    label: str
    ids: Collection[int] = ()


class KnownFilter(django_filters.MultipleChoiceFilter):
    """Several of the choices known for this page; `TrackerFilters(known=…)` hands them in."""

    def __init__(self, column: str, **kwargs):
        self.column = column
        self.known: dict[str, Choice] = {}
        super().__init__(choices=(), **kwargs)

    def know(self, choices: Iterable[Choice]) -> None:
        self.known = {choice.value: choice for choice in choices}
        self.extra["choices"] = [(choice.value, choice.label) for choice in choices]

    def filter(self, qs: QuerySet, value: Iterable[str]) -> QuerySet:
        ids = [pk for chosen in value or () for pk in self.known[chosen].ids]
        return self.narrow(qs, ids) if value else qs

    def narrow(self, qs: QuerySet, ids: list[int]) -> QuerySet:
        return qs.filter(**{f"{self.column}__in": ids})


class AddresseeFilter(KnownFilter):
    def narrow(self, qs, ids):
        put_to = Addressing.objects.filter(institution__in=ids).order_by().values("recommendation")
        return qs.filter(pk__in=put_to)


class GoalFilter(KnownFilter):
    """A goal finds its targets too: 16 finds 16.10."""

    def filter(self, qs, value):
        wanted = Q()
        for code in value or ():
            wanted |= Q(sdgs_text__contains=f'"{code}"') | Q(sdgs_text__contains=f'"{code}.')
        return qs.alias(sdgs_text=Cast("sdgs", TextField())).filter(wanted) if wanted else qs


class OverdueFilter(django_filters.MultipleChoiceFilter):
    def filter(self, qs, value):
        return qs.filter(is_past("respond_by")) if value else qs


class WordsFilter(SearchFilter):
    """Looks once, then carries the ids: the rows and every count need the same words."""

    found: Q | None = None

    def filter(self, qs, value):
        words = reduce(and_, (Q(search_key__contains=word) for word in fold(value or "").split()[:10]), Q())
        if not words:
            return qs
        if self.found is None:
            # Among all rows, drafts too: a plain scan is quicker than any index here, and `qs` decides what may be shown.
            ids = list(
                Recommendation.objects.filter(words).order_by().values_list("pk", flat=True)[: MANY + 1]
            )
            self.found = Q(pk__in=ids) if len(ids) <= MANY else words
        return qs.filter(self.found)


class TrackerFilters(FilterSet):
    """`known`: {filter: choices} of the filters whose choices depend on what there is."""

    q = WordsFilter("search_key", label=_("Words in the text"))
    stage = django_filters.MultipleChoiceFilter(
        label=_("Stage"), choices=[(s.value, s.label) for s in PUBLIC_STAGES]
    )
    position = django_filters.MultipleChoiceFilter(label=_("Position"), choices=PositionValue.choices)
    overdue = OverdueFilter(label=_("Answer"), choices=[("1", _("Overdue"))])
    addressee = AddresseeFilter("addressings", label=_("Put to"))
    country = KnownFilter("event", label=_("Country"))
    event = KnownFilter("event", label=_("Event"))
    theme = KnownFilter("theme", label=_("Theme of the event"))
    sdg = GoalFilter("sdgs", label=_("Sustainable development goal"))

    def __init__(self, data=None, queryset=None, *, known=None, **kwargs):
        super().__init__(data, queryset, **kwargs)
        for name, choices in (known or {}).items():
            if choices:
                self.filters[name].know(choices)
            else:
                del self.filters[name]

    @cached_property
    def chosen(self) -> dict:
        """{filter: value} of what the address asks for; what cannot be is left out."""
        self.form.is_valid()
        return {
            name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [], ())
        }

    def narrow(
        self, queryset: QuerySet[Recommendation], *, without: Collection[str] = ()
    ) -> QuerySet[Recommendation]:
        """`queryset` under all chosen filters except for those named."""
        for name, value in self.chosen.items():
            if name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def qs(self) -> QuerySet[Recommendation]:
        return self.narrow(self.queryset)

    def offer(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Leave only the choices that find something, and those in force."""
        for name, counted in counts.items():
            if name in self.form.fields:
                field, chosen = self.form.fields[name], self.chosen.get(name, ())
                field.choices = [
                    choice for choice in field.choices if counted.get(choice[0]) or choice[0] in chosen
                ]
