"""The agenda as day columns: moved by button, by key and by dragging, with the clashes beside."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models import Event
from events.views.desk_grid import Card, _into_lanes
from tests.cast import make_session
from tests.events.desk import statements, url, words


@pytest.fixture
def client(cast):
    return cast.client("programmer")


def move(client, event, session, *, htmx=False, **fields):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(url("desk-session-move", event, session.uid), fields, headers=headers)


def test_a_session_moves_by_minutes_days_and_to_a_place(client, event, session):
    was = session.starts_at
    answer = move(client, event, session, minutes="15")
    assert answer.url == f"{url('desk-grid', event)}#card-{session.uid}"
    session.refresh_from_db()
    assert (session.starts_at - was, session.ends_at - session.starts_at) == (
        timedelta(minutes=15),
        timedelta(hours=1),
    )
    move(client, event, session, days="1")
    move(client, event, session, minutes="-15")
    session.refresh_from_db()
    assert (session.starts_at - was, session.sequence) == (timedelta(days=1), 3)
    move(client, event, session, day=event.days[0].isoformat(), start="14:45")
    session.refresh_from_db()
    assert session.starts_at.astimezone(event.zone).strftime("%d %H:%M") == f"{event.days[0]:%d} 14:45"


@pytest.mark.parametrize(
    "fields",
    [
        {"days": "-1"},
        {"days": "9"},
        {"minutes": "x"},
        {"day": "2019-01-01", "start": "09:00"},
        {"minutes": "-1440"},
    ],
)
def test_out_of_the_event_nothing_moves(client, event, session, fields):
    was = session.starts_at
    answer = move(client, event, session, htmx=True, **fields)
    assert answer.status_code == 200 and "within the days of the event" in words(answer)
    assert "within the days of the event" in words(
        client.get(move(client, event, session, **fields).url.partition("#")[0])
    )
    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (was, 0)


def test_the_clash_is_shown_at_once(client, event, session):
    make_session(event, "Next", hour=1, room=session.room)
    answer = move(client, event, session, htmx=True, minutes="15")
    assert (
        "“Hall A” is also used by “Next” at this time." in words(answer)
        and "<html" not in answer.content.decode()
    )


def test_nine_stays_nine_over_a_change_of_the_clocks(client, event, session):
    start = datetime(2026, 3, 28, 8, tzinfo=UTC)
    Event.objects.update(timezone="Europe/Berlin", starts_at=start, ends_at=start + timedelta(days=2))
    session.starts_at, session.ends_at = start, start + timedelta(hours=1)
    session.save()
    move(client, event, session, days="1")
    session.refresh_from_db()
    assert session.starts_at == start + timedelta(hours=23)


def test_overlapping_cards_share_the_width(event, session):
    cards = [Card(session, *span, []) for span in ((0, 60), (0, 30), (30, 90), (90, 120), (95, 100))]
    _into_lanes(cards)
    assert [(card.lane, card.lanes) for card in cards] == [(0, 2), (1, 2), (1, 2), (0, 2), (1, 2)]


def test_every_day_has_a_column(client, event):
    columns = client.get(url("desk-grid", event)).context["columns"]
    assert [(day, len(cards)) for day, cards in columns] == [(event.days[0], 1), (event.days[1], 1)]


@pytest.mark.parametrize("who, status", [("viewer", 403), ("registrar", 403), ("outsider", 404)])
def test_the_columns_are_for_the_programme(event, session, cast, who, status):
    assert cast.client(who).get(url("desk-grid", event)).status_code == status
    assert move(cast.client(who), event, session, minutes="15").status_code == status


def test_the_columns_cost_the_same_for_one_and_three(client, event):
    one = statements(client, url("desk-grid", event))
    for number in range(2):
        make_session(event, f"More {number}", hour=number)
    assert statements(client, url("desk-grid", event)) == one
