"""Series: editions side by side, on a page and in a calendar."""

from datetime import timedelta

import pytest

from core.errors import DomainError, Forbidden
from events.models import Event, Series
from events.services import series as service
from tests.cast import make_event
from tests.events.desk import statements, url, words
from tests.shared import shared

PAGE = "/series/national-dialogues/"
FEED = f"{PAGE}calendar.ics"


@shared
def series(event, cast) -> Series:
    """Three editions: the cast's event, one that is over with a reported count, one that was called off; and a draft."""
    made = service.make_series(
        event.host,
        actor=cast.actor("organiser"),
        title={"en": "National dialogues"},
        about={"en": "Year after year."},
    )
    past = event.starts_at - timedelta(days=400)
    for slug, shift, fields in (
        ("first", 0, {"reported_count": 50, "reported_qualifier": "about", "reported_kind": "defenders", "city": "Quetta"}),
        ("second", 100, {"state": "cancelled"}),
        ("draft", 900, {"state": "draft", "title": {"en": "Not yet told"}}),
    ):  # fmt: skip
        start = past + timedelta(days=shift)
        make_event(
            event.host, slug, starts_at=start, ends_at=start + timedelta(hours=8), series=made, **fields
        )
    return service.put_event(event, actor=cast.actor("organiser"), series=made).series


def test_editions_stand_side_by_side_the_newest_first(series, cast):
    answer = cast.client("anonymous").get(PAGE)
    assert [each.event.slug for each in answer.context["editions"]] == [
        "policy-consultation",
        "second",
        "first",
    ]
    seen = words(answer)
    assert (
        "about 50 defenders" in seen and "Quetta" in seen and "Cancelled" in seen and "Gap analysis" in seen
    )
    assert "Not yet told" not in seen and "3 editions" in seen
    assert "National dialogues" in words(cast.client("anonymous").get("/events/policy-consultation/"))


def test_the_team_sees_its_drafts_there(series, cast):
    assert "Not yet told" in words(cast.client("organiser").get(PAGE))
    assert "Not yet told" not in words(cast.client("outsider").get(PAGE))


def test_what_came_of_it_is_counted_from_above(series, cast, monkeypatch):
    from tests.world import build

    event = Event.objects.get(slug="policy-consultation")
    build(event, cast)  # which puts it into a series of its own
    service.put_event(event, actor=cast.actor("organiser"), series=series)
    seen = words(cast.client("anonymous").get(PAGE))
    assert "1 minutes published" in seen and "1 recommendation" in seen


@pytest.mark.parametrize("page", [PAGE, FEED])
def test_a_series_without_editions_is_not_there(series, cast, page):
    assert cast.client("anonymous").head(page).status_code == 200
    assert cast.client("anonymous").post(page).status_code == 405
    Event.objects.update(visibility="unlisted")
    assert cast.client("anonymous").get(page).status_code == 404
    assert cast.client("anonymous").get(page.replace("national", "missing")).status_code == 404


def test_a_calendar_is_offered_where_everybody_may_have_it(series, cast):
    client = cast.client("organiser")
    assert FEED in client.get(PAGE).content.decode()
    Event.objects.update(visibility="restricted")
    assert FEED not in client.get(PAGE).content.decode() and client.get(FEED).status_code == 404


def test_the_calendar_keeps_what_was_called_off(series, cast):
    feed = cast.client("organiser").get(FEED).content.decode()
    assert feed.count("BEGIN:VEVENT") == 3 and feed.count("STATUS:CANCELLED") == 1
    assert "Not yet told" not in feed and "X-WR-CALNAME:National dialogues" in feed


def test_the_page_costs_the_same_for_one_edition_and_three(series, cast):
    client = cast.client("anonymous")
    three = statements(client, PAGE)
    Event.objects.filter(slug__in=["second", "draft"]).update(series=None)
    assert (statements(client, PAGE), three) == (5, 5)


# == Keeping it ==================================================================================================


def test_a_series_is_begun_changed_joined_and_left(event, cast):
    client, page = cast.client("organiser"), url("desk-event-series", event)
    client.post(page, {"do": "new", "title_en": "Consultations on defenders"})
    made = Series.objects.get()
    assert (made.slug, event.host, list(made.events.all())) == (
        "consultations-on-defenders",
        made.host,
        [event],
    )
    client.post(page, {"do": "about", "title_en": "Consultations", "about_en": "Since 2026."})
    made.refresh_from_db()
    assert (str(made), str(made.about), made.slug) == (
        "Consultations",
        "Since 2026.",
        "consultations-on-defenders",
    )
    client.post(page, {"do": "put", "series": ""})
    assert made.events.count() == 0
    client.post(page, {"do": "put", "series": made.slug})
    assert made.events.get() == event
    assert "Fill in “Title of the series”" in words(client.post(page, {"do": "about", "title_en": ""}))


def test_two_series_of_one_name_have_two_addresses(event, cast):
    actor = cast.actor("organiser")
    made = [service.make_series(event.host, actor=actor, title={"en": "Dialogue"}) for _ in range(2)]
    assert [one.slug for one in made] == ["dialogue", "dialogue-2"]
    with pytest.raises(DomainError):
        service.make_series(event.host, actor=actor, title={"en": "Dialogue"}, slug="dialogue")


def test_a_series_is_of_one_host(event, cast, ask):
    foreign = service.make_series(ask, actor=cast.actor("outsider"), title={"en": "Elsewhere"})
    with pytest.raises(DomainError):
        service.put_event(event, actor=cast.actor("organiser"), series=foreign)
    with pytest.raises(Forbidden):
        service.update_series(foreign, actor=cast.actor("organiser"), title={"en": "Ours"})
    assert "Elsewhere" not in words(cast.client("organiser").get(url("desk-event-series", event)))


@pytest.mark.parametrize("who, status", [("viewer", 403), ("programmer", 403), ("outsider", 404)])
def test_the_desk_is_for_managers(event, cast, who, status):
    assert cast.client(who).get(url("desk-event-series", event)).status_code == status
