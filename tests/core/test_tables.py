"""Lists: what the address asks for is shown, and nothing in an address can break the page."""

import django_filters
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from core.tables import DateFilter, FilterSet, SearchFilter, list_page

pytestmark = pytest.mark.django_db


class Filters(FilterSet):
    q = SearchFilter("model", "app_label")
    part = django_filters.MultipleChoiceFilter(
        field_name="app_label", label="Part", choices=[("sheep", "Sheep"), ("goats", "Goats")]
    )
    exact = django_filters.ChoiceFilter(field_name="model", label="Exactly", choices=[("s-1", "The first")])
    number = django_filters.NumberFilter(field_name="id", label="Number")
    since = DateFilter(label="Since", method="keep_all")

    def keep_all(self, queryset, name, value):
        return queryset

    class Meta:
        model = ContentType
        fields: list[str] = []


@pytest.fixture
def animals():
    ContentType.objects.all().delete()
    ContentType.objects.bulk_create(
        [ContentType(app_label="sheep", model=f"s-{number}") for number in range(1, 24)]
        + [ContentType(app_label="goats", model=f"g-{number}") for number in range(1, 4)]
    )
    yield
    ContentType.objects.clear_cache()


@pytest.fixture
def ask(rf, animals):
    """The list for a query string."""

    def answer(query="", **options):
        return list_page(
            rf.get(f"/things/?{query}"),
            ContentType.objects.all(),
            filters=options.pop("filters", Filters),
            sorts={"name": ("name", "model"), "part": ("part", "-app_label", F("model").asc())},
            default_sort="name",
            per_page=10,
            **options,
        )

    return answer


def names(table):
    return [row.model for row in table.rows]


def test_without_anything_asked_the_first_page_in_the_default_order(ask):
    table = ask()
    assert table.count == 26
    assert names(table)[:4] == ["g-1", "g-2", "g-3", "s-1"]
    assert (table.is_filtered, table.active, table.query) == (False, [], "")


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-3", "page=zzz", "page=" + "9" * 400, "sort=password", "sort=--name", "sort=-", "part=wolves", "exact=wolf",
        "number=NaN", "number=" + "9" * 60, "since=31.02.2027", "unknown=1", "q=%00", "q=" + "x" * 5000, "part=" + "&part=".join("x" * 999),
        "sort=name%00", "number=%F0%9F", "q=%",
    ],
)  # fmt: skip
def test_odd_addresses_answer_with_a_list(ask, query):
    table = ask(query)
    assert table.count in (0, 26)
    assert len(table.rows) <= 10
    assert table.sorts and table.pages is not None and table.facets


def test_a_page_past_the_end_is_the_last(ask):
    table = ask("page=99")
    assert table.page.number == 3
    assert len(table.rows) == 6
    assert (table.previous_url, table.next_url) == ("/things/?page=2", "")


def test_pages_and_downloads_keep_filters_and_order(ask):
    table = ask("part=sheep&sort=part&page=2&utm=x")
    assert table.query == "part=sheep&sort=part"
    assert table.next_url == "/things/?part=sheep&sort=part&page=3"
    assert table.pages[0].url == "/things/?part=sheep&sort=part"


def test_each_chosen_value_is_a_chip_with_its_way_out(ask):
    table = ask("part=sheep&part=goats&exact=s-1&q=s&sort=part")
    assert [(chip.label, chip.value) for chip in table.active] == [
        ("Words", "s"),
        ("Part", "Sheep"),
        ("Part", "Goats"),
        ("Exactly", "The first"),
    ]
    by_value = {chip.value: chip.url for chip in table.active}
    assert by_value["Sheep"] == "/things/?part=goats&exact=s-1&q=s&sort=part"
    assert by_value["The first"] == "/things/?part=sheep&part=goats&q=s&sort=part"
    assert table.clear_url == "/things/?sort=part"


def test_search_needs_every_word_anywhere(ask):
    assert names(ask("q=GOATS+2")) == ["g-2"]
    assert names(ask("q=goats+nothing")) == []


def test_choosing_the_order_again_turns_it(ask):
    first, part = ask().sorts
    assert (first.current, first.down, first.url) == (True, False, "/things/?sort=-name")
    assert (part.current, part.down, part.url) == (False, True, "/things/?sort=part")
    turned = ask("sort=-name")
    assert names(turned)[0] == "s-9"
    assert (turned.sort("name").down, turned.sort("name").url) == (True, "/things/?sort=name")
    assert names(ask("sort=part"))[0] == "s-1"
    assert names(ask("sort=-part"))[0] == "g-3"


def test_facets_show_what_is_chosen_and_how_many_there_are(ask):
    (part, *_others) = ask("part=goats", counts={"part": {"goats": 3}}).facets
    assert [(o.label, o.chosen, o.count) for o in part.options] == [("Sheep", False, 0), ("Goats", True, 3)]
    assert [o.count for o in ask().facets[0].options] == [None, None]


@pytest.mark.parametrize("rows", [1, 3])
def test_two_queries_for_any_number_of_rows(ask, django_assert_num_queries, rows):
    with django_assert_num_queries(2):
        table = ask(f"q=g-{1 if rows == 1 else ''}")
        assert (table.count, len(table.rows)) == (rows, rows)


def test_a_list_without_filters(ask):
    table = ask("q=x&page=2", filters=None)
    assert (table.count, table.has_filters, table.search, table.facets, table.active) == (
        26,
        False,
        None,
        [],
        [],
    )
    assert table.previous_url == "/things/"
