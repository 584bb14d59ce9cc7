"""The agenda as a feed that calendars subscribe to."""

from datetime import timedelta

import icalendar

from core.actors import SYSTEM
from events.models import Event, Session
from events.services import programme
from tests.events.calendars import lint

FEED = "/events/policy-consultation/agenda.ics"


def feed(client, url: str = FEED) -> icalendar.Calendar:
    response = client.get(url)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return lint(response.content)


def entries(calendar: icalendar.Calendar) -> dict[str, icalendar.Event]:
    return {str(entry["summary"]): entry for entry in calendar.walk("VEVENT")}


def test_the_feed_has_stable_uids_and_times_on_the_events_clock(event, session, client):
    calendar = feed(client)
    assert calendar["method"] == "PUBLISH" and [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == [
        "Asia/Karachi"
    ]
    entry = entries(calendar)["Gap analysis: practice"]
    assert str(entry["uid"]).startswith(str(session.uid))
    assert entry["dtstart"].params["TZID"] == "Asia/Karachi" and entry["dtstart"].dt.hour == 9
    assert (entry["sequence"], str(entry["status"]), str(entry["location"])) == (
        0,
        "CONFIRMED",
        "Hall A, A hotel, Islamabad",
    )
    assert "attendee" not in entry and "organizer" not in entry


def test_a_moved_session_keeps_its_uid_and_counts_up_and_a_cancelled_one_stays(event, session, client):
    before = entries(feed(client))["Gap analysis: practice"]
    programme.update_session(
        session,
        actor=SYSTEM,
        starts_at=session.starts_at + timedelta(hours=2),
        ends_at=session.ends_at + timedelta(hours=2),
    )
    moved = entries(feed(client))["Gap analysis: practice"]
    assert moved["uid"] == before["uid"] and moved["sequence"] == 1 and moved["dtstart"].dt.hour == 11
    session.refresh_from_db()
    programme.cancel_session(session, actor=SYSTEM)
    off = entries(feed(client))["Gap analysis: practice"]
    assert (off["uid"], off["sequence"], str(off["status"])) == (before["uid"], 2, "CANCELLED")


def test_a_cancelled_event_cancels_every_entry(event, client):
    Event.objects.update(state="cancelled")
    assert {str(entry["status"]) for entry in feed(client).walk("VEVENT")} == {"CANCELLED"}


def test_the_feed_of_a_discreet_event_names_nothing(event, client):
    Event.objects.update(visibility="unlisted", risk="restricted")
    response = client.get(FEED)
    for secret in ("Policy", "Gap", "Hall", "hotel", "Islamabad", "policy-consultation"):
        assert secret not in response.content.decode() + response["Content-Disposition"]
    assert len(icalendar.Calendar.from_ical(response.content).walk("VEVENT")) == 2


def test_titles_cannot_break_the_feed(event, session, client):
    Session.objects.filter(pk=session.pk).update(title={"en": "A\r\nBEGIN:VEVENT; x, \\ র‍্য" * 6})
    calendar = feed(client)
    assert len(calendar.walk("VEVENT")) == 2
    assert any("র‍্য" in title for title in entries(calendar))
    assert all(len(line) <= 75 for line in calendar.to_ical().split(b"\r\n"))
