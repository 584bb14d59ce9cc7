"""The calendar entry in a mail: there with the place, moved with the event, gone with the place."""

from datetime import timedelta

import icalendar
import pytest

from core import outbox
from core.actors import SYSTEM
from events.models import Event, Registration
from events.services import events
from events.services.registrations import cancel, decline
from tests.events.calendars import lint
from tests.events.people import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(event, smtp) -> Registration:
    return join(event, name="Sitara Bibi", email="sitara@example.org")


def entries(smtp) -> list[icalendar.Calendar]:
    """Sends what is due; the calendar of each mail that has one, after a look at its bytes."""
    already = len(smtp.messages)
    outbox.send_due()
    found = []
    for mail in smtp.messages[already:]:
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                raw = part.get_payload(decode=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                found.append(for_one(lint(raw)))
                assert part.get_param("method") == str(found[-1]["method"])
                assert mail.get_body(("plain",)) is not None
                assert any(each.get_filename() == "invite.ics" for each in mail.walk())
    return found


def for_one(calendar: icalendar.Calendar) -> icalendar.Calendar:
    """Each entry is for one person, who has the place already."""
    for entry in calendar.walk("VEVENT"):
        attendees = entry["attendee"]
        assert not isinstance(attendees, list), "one ATTENDEE: nobody learns who else comes"
        assert (attendees.params["PARTSTAT"], attendees.params["RSVP"]) == ("ACCEPTED", "FALSE")
    return calendar


def only(calendars: list[icalendar.Calendar]) -> icalendar.Event:
    [calendar] = calendars
    [entry] = calendar.walk("VEVENT")
    return entry


def test_a_place_comes_with_an_entry_and_its_end_takes_it_away(event, person, smtp):
    [calendar] = entries(smtp)
    entry = calendar.walk("VEVENT")[0]
    assert (str(calendar["method"]), str(entry["attendee"])) == ("REQUEST", "mailto:sitara@example.org")
    assert (entry["sequence"], str(entry["summary"])) == (0, "Policy consultation")
    assert entry["organizer"].params["CN"] == "SPO"
    cancel(person, actor=SYSTEM)
    [gone] = entries(smtp)
    assert (str(gone["method"]), str(gone.walk("VEVENT")[0]["status"])) == ("CANCEL", "CANCELLED")
    assert gone.walk("VEVENT")[0]["uid"] == entry["uid"]


def test_who_never_had_a_place_has_no_entry_to_lose(event, smtp):
    Event.objects.update(approval="manual")
    event.refresh_from_db()
    person = join(event, name="Zahid", email="zahid@example.org")
    decline(person, actor=SYSTEM)
    assert entries(smtp) == [] and len(smtp.messages) == 2


def test_another_time_is_told_once_and_other_changes_not_at_all(event, person, smtp):
    first = only(entries(smtp))
    events.update_event(event, actor=SYSTEM, title={"en": "Policy consultation, second edition"})
    assert entries(smtp) == []
    changes = {"starts_at": event.starts_at + timedelta(hours=2), "venue": "Another hotel"}
    events.update_event(event, actor=SYSTEM, **changes)
    moved = only(entries(smtp))
    assert (moved["uid"], moved["sequence"]) == (first["uid"], 1)
    assert moved["dtstart"].dt - first["dtstart"].dt == timedelta(hours=2)
    assert "Another hotel" in str(moved["location"])
    assert entries(smtp) == []


def test_the_moved_event_is_told_to_those_who_come_alone(event, person, smtp):
    join(event, name="Zahid", email="zahid@example.org")
    entries(smtp)
    cancel(person, actor=SYSTEM)
    entries(smtp)
    events.update_event(event, actor=SYSTEM, venue="Another hotel")
    assert str(only(entries(smtp))["attendee"]) == "mailto:zahid@example.org"


def test_a_cancelled_event_leaves_every_calendar(event, person, smtp):
    first = only(entries(smtp))
    events.cancel_event(event, actor=SYSTEM, note="Floods")
    [calendar] = entries(smtp)
    entry = calendar.walk("VEVENT")[0]
    assert (str(calendar["method"]), entry["uid"], entry["sequence"]) == ("CANCEL", first["uid"], 1)


def test_a_discreet_event_says_neither_what_nor_where(event, smtp):
    Event.objects.update(visibility="restricted", risk="restricted")
    event.refresh_from_db()
    join(event, name="Sitara", email="sitara@example.org")
    [calendar] = entries(smtp)
    text = calendar.to_ical().decode() + smtp.messages[0].as_string()
    for secret in ("Policy", "hotel", "Islamabad", "SPO", "policy-consultation"):
        assert secret not in text, secret


def test_nobody_is_busy_for_four_weeks(event, smtp):
    events.update_event(event, actor=SYSTEM, ends_at=event.starts_at + timedelta(weeks=4))
    join(event, name="Sitara", email="sitara@example.org")
    assert entries(smtp) == [] and len(smtp.messages) == 1
