"""The pattern of every list: search, filters, sort and page live in the address; anything odd in the address is ignored.

table = list_page(request, Event.objects.visible_to(actor), filters=EventFilters, sorts={"date": (_("date"), "-starts_on")},
                  default_sort="date")
{% list_page table %} … rows from table.rows … {% endlist_page %}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from core.forms import DateField, Form, TextField

MAX_VALUES = 40  # of one filter in one address
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Sort:
    key: str
    label: str
    url: str
    current: bool
    down: bool


@dataclass(frozen=True)
class Active:
    """A chosen filter, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    id: str
    chosen: bool
    count: int | None


@dataclass(frozen=True)
class Facet:
    """One filter: checkboxes when it has options, else its own control."""

    name: str
    label: str
    field: forms.BoundField
    options: list[Option]


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    current: bool


class FilterForm(Form):
    """Filters are all optional, and it goes without saying."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.quiet = True


class FilterSet(django_filters.FilterSet):
    """The filter set to derive from: its form is ours."""

    def get_form_class(self):
        fields = {name: item.field for name, item in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields)


class SearchFilter(django_filters.Filter):
    """Every word must be found in one of `columns` (folded `*_key` columns). Name it `q`."""

    field_class = TextField

    def __init__(self, *columns: str, label=None, **kwargs):
        self.columns = columns
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "search", "class": "input", "autocomplete": "off"})
        )
        super().__init__(label=label or gettext_lazy("Words"), max_length=LONGEST_SEARCH, **kwargs)

    def filter(self, qs, value):
        for word in text.fold(value or "").split()[:10]:
            qs = qs.filter(_any(Q(**{f"{column}__contains": word}) for column in self.columns))
        return qs


class DateFilter(django_filters.DateFilter):
    field_class = DateField


def _any(conditions) -> Q:
    return reduce(or_, conditions, Q())


def list_page(
    request: HttpRequest,
    queryset: QuerySet,
    *,
    sorts: Mapping[str, Sequence],
    default_sort: str,
    filters: Callable[..., django_filters.FilterSet] | None = None,
    per_page: int = 50,
    counts: Mapping[str, Mapping[str, int]] | None = None,
    total: int | None = None,
    id: str = "list",
) -> "ListPage":
    """The list that `request` asks for, out of `queryset` (already scoped to the actor).

    `sorts`: {key: (label, order_by, ...)}; `counts`: {filter: {value: number}} shows numbers beside the answers of a filter.
    `total`: how many rows there are under the filters, when the caller has counted them already.
    """
    table = ListPage(request, queryset, sorts, default_sort, filters, per_page, counts or {}, id)
    if total is not None:
        table.know_count(total)
    return table


class ListPage:
    """What a list template needs. Two queries when all is used: the count and the rows."""

    def __init__(self, request, queryset, sorts, default_sort, filters, per_page, counts, id):
        self.path, self.id = request.path, id
        self._given, self._sorts, self._counts = _only_a_few(request.GET), sorts, counts
        self._filterset = filters(self._given, queryset=queryset, request=request) if filters else None
        self._form = self._filterset.form if filters else None
        if self._form is not None:
            self._form.is_valid()
            queryset = self._filterset.qs
        key = request.GET.get("sort", "")
        self._key, self._turned = (
            (key.lstrip("-"), key.startswith("-")) if key.lstrip("-") in sorts else (default_sort, False)
        )
        self.sort_value = key if key.lstrip("-") in sorts else ""
        self._paginator = Paginator(queryset.order_by(*self._order()), per_page)

    # -- rows and pages --------------------------------------------------------------------------------------

    @cached_property
    def page(self) -> Page:
        return self._paginator.get_page(self._given.get("page", "1")[:10])

    @cached_property
    def rows(self) -> list:
        return list(self.page.object_list)

    @cached_property
    def count(self) -> int:
        return self._paginator.count

    def know_count(self, total: int) -> None:
        """Spare the counting query."""
        self._paginator.count = total

    @property
    def queryset(self) -> QuerySet:
        """All that fits the filters, in order, on every page: for downloads."""
        return self._paginator.object_list

    @property
    def pages(self) -> list[PageLink]:
        numbers = self._paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            PageLink(str(number), self._address(page=str(number)), number == self.page.number)
            if isinstance(number, int)
            else PageLink("…", "", False)
            for number in numbers
        ]

    @property
    def previous_url(self) -> str:
        return self._address(page=str(self.page.number - 1)) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self._address(page=str(self.page.number + 1)) if self.page.has_next() else ""

    # -- order -----------------------------------------------------------------------------------------------

    def _order(self) -> list:
        given = list(self._sorts[self._key][1:])
        return [*(_reversed(order) for order in given), "-pk"] if self._turned else [*given, "pk"]

    def sort(self, key: str) -> Sort:
        label, first, *_rest = self._sorts[key]
        current = key == self._key
        falls = first.descending if isinstance(first, OrderBy) else str(first).startswith("-")
        value = f"-{key}" if current and not self._turned else key
        return Sort(key, str(label), self._address(sort=value), current, falls != (current and self._turned))

    @cached_property
    def sorts(self) -> list[Sort]:
        return [self.sort(key) for key in self._sorts]

    # -- filters ---------------------------------------------------------------------------------------------

    @property
    def has_filters(self) -> bool:
        return self._form is not None

    @cached_property
    def search(self) -> forms.BoundField | None:
        return self._form["q"] if self._form is not None and "q" in self._form.fields else None

    @cached_property
    def facets(self) -> list[Facet]:
        if self._form is None:
            return []
        return [
            Facet(bound.name, str(bound.label), bound, self._options(bound))
            for bound in self._form
            if bound.name != "q"
        ]

    def _options(self, bound) -> list[Option]:
        if not isinstance(bound.field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
            return []
        chosen, counts = set(self._given.getlist(bound.html_name)), self._counts.get(bound.name)
        options = []
        for number, (value, label) in enumerate(bound.field.choices):
            if value := str(value):
                count = None if counts is None else counts.get(value, 0)
                options.append(Option(value, str(label), f"{bound.auto_id}_{number}", value in chosen, count))
        return options

    @cached_property
    def active(self) -> list[Active]:
        """The filters in force, one entry per value."""
        if self._form is None:
            return []
        return [
            Active(str(self._form[name].label), shown, self._without(name, raw))
            for name, cleaned in self._form.cleaned_data.items()
            for raw, shown in self._values(name, cleaned)
        ]

    def _values(self, name: str, cleaned) -> list[tuple[str | None, str]]:
        field = self._form.fields[name]
        if isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
            labels = {str(value): str(label) for value, label in field.choices}
            return [(raw, labels[raw]) for raw in dict.fromkeys(self._given.getlist(name)) if raw in labels]
        if cleaned in (None, "", [], ()):
            return []
        if isinstance(field, forms.ChoiceField) and not isinstance(
            field, (forms.ModelChoiceField, forms.NullBooleanField)
        ):
            labels = {str(value): str(label) for value, label in field.choices}
            return [(None, labels.get(str(cleaned), str(cleaned)))]
        return [(None, _shown(cleaned))]

    @property
    def is_filtered(self) -> bool:
        return bool(self.active)

    # -- addresses -------------------------------------------------------------------------------------------

    @cached_property
    def _filter_params(self) -> list[tuple[str, str]]:
        """What the address says about known filters; a filter over two controls has keys such as `date_after`."""
        names = tuple(self._form.fields) if self._form is not None else ()
        return [
            (key, value)
            for key, values in self._given.lists()
            if key in names or key.startswith(tuple(f"{name}_" for name in names))
            for value in values
            if value
        ]

    @cached_property
    def query(self) -> str:
        """Filters and order without the page: for download links."""
        return urlencode([*self._filter_params, *([("sort", self.sort_value)] if self.sort_value else [])])

    @property
    def clear_url(self) -> str:
        return f"{self.path}?{urlencode({'sort': self.sort_value})}" if self.sort_value else self.path

    def _address(self, sort: str | None = None, page: str = "") -> str:
        sort = self.sort_value if sort is None else sort
        pairs = [
            *self._filter_params,
            *([("sort", sort)] if sort else []),
            *([("page", page)] if page not in ("", "1") else []),
        ]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def _without(self, name: str, raw: str | None) -> str:
        keep = [
            (key, value)
            for key, value in self._filter_params
            if not ((key == name and raw in (None, value)) or (raw is None and key.startswith(f"{name}_")))
        ]
        pairs = [*keep, *([("sort", self.sort_value)] if self.sort_value else [])]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    @property
    def htmx(self) -> str:
        """Attributes that make a link or form change only this list, and the address with it."""
        return format_html(
            'hx-target="#{0}" hx-select="#{0}" hx-swap="outerHTML show:none" hx-push-url="true"', self.id
        )


def _only_a_few(params: QueryDict) -> QueryDict:
    """A copy with few values per key: nobody needs a thousand."""
    few = QueryDict(mutable=True)
    for key, values in list(params.lists())[:MAX_VALUES]:
        few.setlist(key, values[:MAX_VALUES])
    return few


def _reversed(order):
    """The same order the other way round."""
    if isinstance(order, OrderBy):
        turned = order.copy()
        turned.reverse_ordering()
        return turned
    return order[1:] if order.startswith("-") else f"-{order}"


def _shown(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, slice):
        parts = [(_("from %s"), value.start), (_("to %s"), value.stop)]
        return " ".join(pattern % _shown(part) for pattern, part in parts if part not in (None, ""))
    return str(value)
