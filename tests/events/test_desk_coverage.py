"""Coverage: counts per district against their caps, as page, bars and CSV."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from core.actors import SYSTEM
from directory.models import Area, AreaMap
from events.coverage import coverage
from events.models import Event
from events.services import seats
from tests.events.desk import statements, url, words
from tests.events.people import join
from tests.shared import shared


@shared
def people(event, areas):
    """Karachi South: three (its limit) and one who waits; Lahore: one; one of Sindh only; one who names no area."""
    for number in range(4):
        join(event, number, area=areas.karachi)
    join(event, 5, area=areas.lahore)
    join(event, 6, area=areas.sindh)
    join(event, 7)


def test_districts_are_counted_against_their_limits(event, people):
    found = coverage(event)
    rows = {
        str(district.area): (district.confirmed, district.waitlisted, district.cap, district.is_full)
        for district in found.districts()
    }
    assert rows == {"Karachi South": (3, 1, 3, True), "Thatta": (0, 0, 3, False), "Lahore": (1, 0, 3, False)}
    assert (found.total, found.reached, found.full, found.confirmed, found.elsewhere, found.unknown) == (
        3,
        2,
        1,
        6,
        1,
        1,
    )


def test_an_offered_place_is_held_until_it_is_answered(event, people, areas):
    event.registrations.filter(area=areas.lahore).update(state="offered", offered_until=event.starts_at)
    lahore = next(district for district in coverage(event).districts() if district.area == areas.lahore)
    assert (lahore.confirmed, lahore.offered, lahore.undecided, lahore.room) == (0, 1, 1, 2)
    assert not lahore.is_empty


def test_provinces_stand_in_order_with_who_is_missing(event, people):
    found = coverage(event)
    assert [
        (p.name, p.reached, p.full, p.partly, [str(d.area) for d in p.empty]) for p in found.provinces
    ] == [
        ("Punjab", 1, 0, 1, []),
        ("Sindh", 1, 1, 0, ["Thatta"]),
    ]


def test_a_limit_of_one_district_goes_before_the_general_one(event, cast, areas):
    seats.set_pool(event, actor=cast.actor("organiser"), kind="area", area=areas.lahore, size=10)
    caps = {str(district.area): district.cap for district in coverage(event).districts()}
    assert caps == {"Karachi South": 3, "Thatta": 3, "Lahore": 10}


def test_who_withdrew_or_was_declined_does_not_count(event, areas):
    for number, state in enumerate(("declined", "cancelled", "pending")):
        row = join(event, number, area=areas.thatta)
        type(row).objects.filter(pk=row.pk).update(state=state)
    [thatta] = [district for district in coverage(event).districts() if str(district.area) == "Thatta"]
    assert (thatta.confirmed, thatta.pending, thatta.waitlisted) == (0, 1, 0)


def test_areas_below_a_district_count_for_it(event, areas):
    from directory.models import Area

    town = Area.objects.create(
        code="PK-SD.thatta.makli", country="PK", level=3, parent=areas.thatta, name="Makli"
    )
    join(event, area=town)
    assert [str(d.area) for d in coverage(event).districts() if d.confirmed] == ["Thatta"]


def test_coverage_costs_four_statements(event, people, django_assert_num_queries):
    event = Event.objects.select_related("host").get(pk=event.pk)
    with django_assert_num_queries(4):
        list(coverage(event).districts())


def test_the_page_says_it_in_words_and_bars(cast, event, people):
    answer = cast.client("organiser").get(url("desk-coverage", event))
    seen = words(answer)
    assert "2 of 3 districts reached" in seen and "1 named no area" in seen and "1 from elsewhere" in seen
    assert "Nobody yet: Thatta" in seen
    assert [(row.label, [part.text for part in row.parts]) for row in answer.context["chart"].rows] == [
        ("Punjab", ["0", "1", "0"]),
        ("Sindh", ["1", "0", "1"]),
    ]


def test_one_province_can_be_looked_at_alone(cast, event, people):
    seen = words(cast.client("organiser").get(url("desk-coverage", event) + "?province=PK-PB"))
    assert "Lahore" in seen and "Karachi South" not in seen
    everything = words(cast.client("organiser").get(url("desk-coverage", event) + "?province=nonsense"))
    assert "Karachi South" in everything


def test_only_who_sees_registrations_gets_links_to_them(cast, event, people):
    link = f"{url('desk-registrations', event)}?area="
    assert link in cast.client("registrar").get(url("desk-coverage", event)).content.decode()
    assert link not in cast.client("programmer").get(url("desk-coverage", event)).content.decode()


def test_without_districts_the_page_says_what_to_do(cast, event):
    Event.objects.filter(pk=event.pk).update(country="JP")
    assert "No districts are known for this country" in words(
        cast.client("organiser").get(url("desk-coverage", event))
    )


def test_the_page_costs_the_same_for_one_and_three(cast, event, areas):
    client = cast.client("organiser")
    join(event, 1, area=areas.karachi)
    one = statements(client, url("desk-coverage", event))
    join(event, 2, area=areas.lahore), join(event, 3, area=areas.thatta)
    assert (one, statements(client, url("desk-coverage", event))) == (9, 9)


def test_the_csv_holds_numbers_and_no_names(cast, event, people):
    sheet = cast.client("programmer").get(url("desk-coverage-export", event) + "?format=xlsx")
    read = list(load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    assert read[0][:2] == ("Area code", "Province") and sheet["Content-Disposition"].endswith(
        'coverage.xlsx"'
    )
    assert sum(row[3] for row in read[1:]) == 4, "numbers, to be added up, not text"
    answer = cast.client("programmer").get(url("desk-coverage-export", event))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode().removeprefix("﻿"))))
    assert rows == [
        [
            "Area code",
            "Province",
            "District",
            "Confirmed",
            "Limit",
            "Waiting for a decision",
            "On the waiting list",
        ],
        ["PK-PB.lahore", "Punjab", "Lahore", "1", "3", "0", "0"],
        ["PK-SD.karachi-south", "Sindh", "Karachi South", "3", "3", "0", "1"],
        ["PK-SD.thatta", "Sindh", "Thatta", "0", "3", "0", "0"],
    ]


# == The map =====================================================================================================


@pytest.fixture
def mapped(event, areas):
    """A map of three districts, one of which was split since it was made."""
    AreaMap.objects.create(
        country="PK",
        view_box="0 0 10 10",
        credit="Outlines: a test",
        shapes=[
            {"codes": [areas.karachi.code, areas.thatta.code], "path": "M0 0l5 0 0 5z"},
            {"codes": [areas.lahore.code], "path": "M5 5l5 0 0 5z"},
        ],
    )
    return event


def tones(html: str) -> list[str]:
    """["tone-3 Lahore: 6 people", ...] of the shapes of a map."""
    found = re.findall(r'<path class="(tone-\d)"[^>]*>(?:<title>([^<]*)</title>)?', html)
    return [f"{tone} {label}".strip() for tone, label in found]


def test_the_map_adds_up_what_was_split_and_links_to_the_people(mapped, areas, cast):
    for number, area in enumerate([areas.karachi, areas.thatta, areas.lahore], 1):
        join(mapped, number, area=area)
    page = url("desk-coverage", mapped)
    html = cast.client("registrar").get(page).content.decode()
    assert tones(html) == ["tone-1 Karachi South, Thatta: 2 people", "tone-1 Lahore: 1 person"]
    assert "Outlines: a test" in html and f"?area={areas.lahore.code}" in html
    html = cast.client("programmer").get(page).content.decode()
    assert len(tones(html)) == 2 and "registrations/?area" not in html


def test_the_public_sees_provinces_and_no_small_number(mapped, areas, client, django_assert_num_queries):
    page = "/events/policy-consultation/coverage/"
    mapped.pools.all().delete()
    for number in range(4):
        join(mapped, number, area=areas.karachi)
    assert "Too early to say" in client.get(page).content.decode()
    for number in range(4, 12):
        join(mapped, number, area=areas.lahore)
    html = client.get(page).content.decode()
    assert tones(html) == ["tone-1 Sindh", "tone-1 Punjab"], "Sindh alone hidden could be worked out"
    assert "Karachi" not in html and "Lahore" not in html and ">8<" not in html
    for number in range(12, 15):
        join(mapped, number, area=areas.thatta)
    html = client.get(page).content.decode()
    assert tones(html) == ["tone-3 Sindh", "tone-3 Punjab"] and ">7<" in html and ">8<" in html


@pytest.mark.parametrize(
    "kind, one, many", [("division", "Division", "divisions"), ("capital", "Region", "regions"), ("", "Province", "provinces")]
)  # fmt: skip
def test_areas_are_called_as_in_their_country(cast, event, areas, kind, one, many):
    Area.objects.filter(level=1).update(kind=kind)
    for number in range(6):
        join(event, number, area=areas.karachi if number % 2 else areas.thatta)
    seats.set_pool(event, actor=SYSTEM, kind="per_area", level=1, size=9)
    client = cast.client("organiser")
    desk = words(client.get(url("desk-coverage", event)))
    assert f"Districts by {one.lower()}" in desk and f"The public sees {many}." in desk
    assert f"Only from these {many}" in words(client.get(f"{url('desk-announcements', event)}new/"))
    assert f"At most 9 from each {one.lower()}" in words(client.get(url("desk-places", event)))
    public = words(cast.client("anonymous").get("/events/policy-consultation/coverage/"))
    assert f"People by {one.lower()}" in public and f"{one} People Districts" in public


def test_a_country_without_districts_counts_its_regions_by_their_name(cast, event, areas, client):
    """As Tajikistan: neither the word districts, nor a column of them, nor one sum for all."""
    Area.objects.filter(level=2).update(valid_to="2020-01-01")
    Area.objects.filter(level=1).update(kind="region")
    for number in range(6):
        join(event, number, area=areas.sindh)
    seats.set_pool(event, actor=SYSTEM, kind="per_area", level=1, size=9)
    desk = cast.client("organiser")
    seen = words(desk.get(url("desk-coverage", event)))
    assert (
        "Regions: 1 of 2 reached" in seen
        and "By region" in seen
        and "Regions reached" in words(desk.get(url("desk-event", event)))
    )
    places = words(desk.get(url("desk-places", event)))
    assert "At most 9 from each region" in places and "At most from each region" in places
    answer = desk.get(url("desk-coverage-export", event))
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode().removeprefix("\ufeff"))))
    assert rows[0][:3] == ["Area code", "Region", "Confirmed"] and rows[2][1:4] == ["Sindh", "6", "9"]
    public = words(client.get("/events/policy-consultation/coverage/"))
    assert "Regions: 1 of 2 reached" in public and "Sindh 6" in public and "Punjab –" in public
    for page in (seen, public):
        assert "istrict" not in page, page[max(0, page.index("istrict") - 60) :][:120]
    facts = client.get("/api/v1/events/policy-consultation/coverage/").json()
    assert [(one["area"], one["confirmed"]) for one in facts["provinces"]] == [("PK-PB", 0), ("PK-SD", 6)]


def test_no_map_of_a_discreet_event_and_none_for_a_stranger_to_a_hidden_one(mapped, client, cast):
    page = "/events/policy-consultation/coverage/"
    assert client.get(page).status_code == 200 and client.post(page).status_code == 405
    Event.objects.update(risk="restricted")
    assert client.get(page).status_code == 404
    Event.objects.update(risk="open", visibility="restricted")
    assert client.get(page).status_code == 404


def test_an_event_without_a_map_has_its_bars(event, cast):
    html = cast.client("organiser").get(url("desk-coverage", event)).content.decode()
    assert tones(html) == [] and "Districts by province" in html
