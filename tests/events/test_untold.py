"""People without an e-mail address: who must be phoned because a place came or went, and until when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import workflow
from core.errors import DomainError, Forbidden
from events import tasks
from events.models import ContactAttempt, Event, Registration
from events.services import contacts, handing_on, invitations, registrations
from events.services.events import cancel_event, update_event
from events.untold import untold, untold_numbers
from events.workflow import REGISTRATION
from tests.events.desk import statements, url, words
from tests.events.people import join
from tests.shared import shared


@shared
def two(event) -> list[Registration]:
    """Two who registered with a phone number alone and wait for a decision, and one with an address who does too."""
    Event.objects.update(approval="manual")
    event.refresh_from_db()
    for number in (1, 2):
        join(event, number, email="", phone=f"+92300123456{number}")
    join(event, 3)
    return list(event.registrations.select_related("event__host"))


def names(event) -> list[str]:
    return [person.name for person in untold([event])]


def test_a_place_given_or_refused_must_be_told_and_a_call_tells_it(event, two, cast):
    actor = cast.actor("registrar")
    assert names(event) == []
    registrations.approve(two[0], actor=actor)
    registrations.decline(two[1], actor=actor)
    registrations.approve(two[2], actor=actor)  # gets a mail
    assert names(event) == ["Person 1", "Person 2"]
    contacts.record_attempt(two[0], actor=actor, channel="phone", outcome="no_answer")
    assert names(event) == ["Person 1", "Person 2"]
    contacts.record_attempt(two[0], actor=actor, channel="phone", outcome="reached")
    assert names(event) == ["Person 2"]
    registrations.cancel(two[0], actor=actor)  # lost again since
    assert names(event) == ["Person 2", "Person 1"]


def test_what_people_did_themselves_they_know(event, two, cast):
    registrations.approve(two[0], actor=cast.actor("registrar"))
    registrations.cancel(two[0], actor=registrations.link_actor(two[0]))
    assert names(event) == []


def test_a_reply_on_the_phone_and_an_entry_by_staff_need_no_call(event, two, cast):
    Registration.objects.filter(pk=two[0].pk).update(state="invited")
    two[0].refresh_from_db()
    workflow.apply(REGISTRATION, "confirm", two[0], actor=cast.actor("registrar"))
    registrations.register(
        event, actor=cast.actor("registrar"), name="On the phone", phone="+923001234569", source="staff"
    )
    assert names(event) == []


def test_a_cancelled_event_is_told_by_phone_too(event, two, cast):
    cancel_event(event, actor=cast.actor("organiser"), note="The hall burnt down.")
    assert names(event) == ["Person 1", "Person 2"]
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=1)
    )
    assert names(event) == []


def test_a_moved_event_is_told_to_who_has_a_place(event, two, cast):
    actor, organiser = cast.actor("registrar"), cast.actor("organiser")
    registrations.approve(two[0], actor=actor)
    contacts.record_attempt(two[0], actor=actor, channel="phone", outcome="reached")
    update_event(event, actor=organiser, summary={"en": "Other words."})
    assert names(event) == []
    update_event(event, actor=organiser, venue="Another hotel")
    assert [(person.name, person.why) for person in untold([event])] == [("Person 1", "moved")]
    assert "Time or place have changed" in words(cast.client("registrar").get(url("desk-untold", event)))
    assert list(untold_numbers([event]).values()) == [(1, 0)]
    registrations.approve(two[1], actor=actor)  # after the move, and told of both at once
    assert [(person.name, person.why) for person in untold([event])] == [
        ("Person 1", "moved"),
        ("Person 2", "place"),
    ]
    for person in two[:2]:
        contacts.record_attempt(person, actor=actor, channel="phone", outcome="reached")
    assert names(event) == []


def test_the_desk_says_who_must_be_phoned(event, two, cast):
    for person in two[:2]:
        registrations.approve(person, actor=cast.actor("registrar"))
    titles = [task.title for task in tasks.tasks(cast.actor("organiser"))]
    assert "2 people got a place and must be phoned" in titles
    registrations.cancel(two[1], actor=cast.actor("registrar"))
    titles = [task.title for task in tasks.tasks(cast.actor("registrar"))]
    assert "2 people must be told by phone where they stand" in titles
    assert not any("phone" in task.title for task in tasks.tasks(cast.actor("programmer")))


def test_tasks_cost_the_same_however_many(event, two, cast):
    actor = cast.actor("organiser")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            tasks.tasks(actor)
        return len(captured)

    assert cost() == 3
    for person in two[:2]:
        registrations.approve(person, actor=cast.actor("registrar"))
    assert cost() == 3


def test_the_list_records_the_call(event, two, cast):
    client, page = cast.client("registrar"), url("desk-untold", event)
    assert "Everybody has been told" in words(client.get(page))
    registrations.approve(two[0], actor=cast.actor("registrar"))
    seen = words(client.get(page))
    assert "Person 1" in seen and "Got a place" in seen and "+92300" not in seen
    told = url("desk-registration-told", event, two[0].code)
    assert "Person 1 did not answer" in words(client.post(told, {"outcome": "no_answer"}, follow=True))
    assert "tried once" in words(client.get(page))
    assert "Person 1 has been told." in words(client.post(told, follow=True))
    attempt = ContactAttempt.objects.latest("id")
    assert (attempt.channel, attempt.outcome, attempt.actor_label) == ("phone", "reached", "Registrar Test")
    assert "Everybody has been told" in words(client.get(page))
    assert cast.client("viewer").post(told).status_code == 403
    assert cast.client("outsider").post(told).status_code == 404


def test_the_list_costs_the_same_for_one_and_three(event, two, cast):
    client, page = cast.client("registrar"), url("desk-untold", event)
    registrations.approve(two[0], actor=cast.actor("registrar"))
    one = statements(client, page)
    registrations.approve(two[1], actor=cast.actor("registrar"))
    join(event, 7, email="", phone="+923001234577")
    registrations.approve(event.registrations.latest("id"), actor=cast.actor("registrar"))
    assert (one, statements(client, page)) == (8, 8)


def test_an_attempt_is_checked(event, two, cast):
    for fields in ({"channel": "pigeon"}, {"outcome": "maybe"}, {"note": "x" * 301}):
        with pytest.raises(DomainError):
            contacts.record_attempt(
                two[0], actor=cast.actor("registrar"), **{"channel": "phone", "outcome": "yes", **fields}
            )
    with pytest.raises(Forbidden):
        contacts.record_attempt(two[0], actor=cast.actor("checkin"), channel="phone", outcome="yes")
    assert not ContactAttempt.objects.exists()


def test_what_came_of_a_place_handed_on_is_told_too(event, two, cast):
    """That nobody took it, and that somebody did; not that one takes it back oneself."""
    Event.objects.update(substitutes=True)
    actor, person = cast.actor("registrar"), two[0]
    registrations.approve(person, actor=actor)
    contacts.record_attempt(person, actor=actor, channel="phone", outcome="reached")
    person = Registration.objects.select_related("event__host").get(pk=person.pk)
    own = registrations.link_actor(person)

    def ask(number: int) -> Registration:
        return handing_on.hand_on(person, actor=own, name="Zara", email=f"zara{number}@people.example")

    ask(1)
    handing_on.take_back(person, actor=own)
    assert names(event) == []
    other = ask(2)
    invitations.refuse(other, actor=registrations.link_actor(other))
    assert [(one.name, one.why) for one in untold([event])] == [("Person 1", "kept")]
    page = words(cast.client("registrar").get(url("desk-untold", event)))
    assert "Nobody took the place that they handed on: it is theirs still" in page
    contacts.record_attempt(person, actor=actor, channel="phone", outcome="reached")
    ask(3)
    handing_on.lapse(event, now=timezone.now() + timedelta(days=30))
    assert names(event) == ["Person 1"]
    contacts.record_attempt(person, actor=actor, channel="phone", outcome="reached")
    other = ask(4)
    invitations.accept(other, actor=registrations.link_actor(other))
    assert [(one.name, one.why) for one in untold([event])] == [("Person 1", "place")]
    page = words(cast.client("registrar").get(url("desk-untold", event)))
    assert "Somebody else comes in their place" in page
