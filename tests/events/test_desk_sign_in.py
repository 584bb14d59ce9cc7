"""The sign-in desk in the browser: find, tap, present; and what is said when something stands against it."""

import pytest

from core.actors import SYSTEM
from core.models import AuditEvent
from events.models import Attendance, Registration, Scan
from events.services import points
from tests.events.desk import statements, url, words
from tests.events.people import join

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(cast):
    return cast.client("checkin")


def tap(client, event, code, *, nonce="nonce-1", headers=None, **fields):
    posted = {"point": event.days[0].isoformat(), "code": code, "nonce": nonce, **fields}
    return client.post(url("desk-sign-in-mark", event), posted, headers=headers or {}, follow=not headers)


def find(client, event, term, headers=None):
    return client.post(
        url("desk-sign-in-find", event),
        {"point": event.days[0].isoformat(), "term": term},
        headers=headers or {},
    )


def test_the_desk_is_that_of_today_or_of_the_first_day(client, event):
    days = [day.isoformat() for day in event.days]
    assert client.get(url("desk-sign-in", event)).context["point"].code == days[0]
    assert client.get(url("desk-sign-in", event) + f"?point={days[1]}").context["point"].code == days[1]
    assert client.get(url("desk-sign-in", event) + "?point=nonsense").context["point"].code == days[0]


def test_people_are_found_by_parts_of_their_name_and_by_code(client, event):
    sitara, zahid = join(event, 1, name="Sitāra Bībī"), join(event, 2, name="Zahid Khan")
    assert [p.code for p in find(client, event, "bibi").context["people"]] == [sitara.code]
    assert [p.code for p in find(client, event, zahid.code.upper()).context["people"]] == [zahid.code]
    assert "Nobody fits." in words(find(client, event, "nobody of this name"))
    assert find(client, event, " ").context["people"] == []
    assert [row.data for row in AuditEvent.objects.filter(verb="search")] == [{"rows": 1}, {"rows": 1}]


def test_no_contact_is_ever_on_the_desk(client, event):
    join(event, 1, phone="+923001234567")
    page = find(client, event, "person").content.decode()
    assert "Person 1" in page and "person1@" not in page and "1234567" not in page


def test_the_desk_works_for_any_point(client, event):
    dinner = points.add_point(event, actor=SYSTEM, kind="meal", label={"en": "Dinner"}, on=event.days[1])
    person = join(event)
    tap(client, event, person.code)
    there = client.get(url("desk-sign-in", event) + f"?point={dinner.code}")
    assert "Dinner" in words(there) and "0 of 1 present" in words(there)
    assert "1 of 1 present" in words(tap(client, event, person.code, nonce="nonce-2", point=dinner.code))
    assert {scan.point for scan in Scan.objects.filter(result="ok")} == {
        event.days[0].isoformat(),
        dinner.code,
    }


def walk_in(client, event, **fields):
    posted = {"name": "Gul", "institution_text": "A group", "form_token": "t" * 43, **fields}
    return client.post(url("desk-walk-in", event), posted, follow=True)


def test_somebody_on_no_list_is_entered_and_present(client, event, cast):
    assert client.get(url("desk-walk-in", event)).context["form"].initial["form_token"]
    for _twice in range(2):
        assert "Gul is entered and present." in words(walk_in(client, event))
    person = Registration.objects.get(name="Gul")
    assert (person.state, person.source, Scan.objects.get().reason) == ("confirmed", "staff", "")
    assert person.changes.get(transition="register").actor_label == "Checkin Test"


def test_somebody_on_no_list_is_let_in_when_all_places_are_taken(client, event):
    event.pools.filter(kind="event").update(size=0)
    walk_in(client, event)
    scan = Scan.objects.get()
    assert (scan.registration.state, scan.result, scan.forced, scan.reason) == (
        "waitlisted",
        "ok",
        True,
        "walk_in",
    )


def test_a_walk_in_without_a_name_is_asked_again(client, event):
    assert "Fill in “Name to use”." in words(walk_in(client, event, name=""))
    assert not Registration.objects.exists()


def test_one_tap_and_present(client, event):
    person = join(event)
    seen = words(tap(client, event, person.code))
    assert "Person 1 is present." in seen and "1 of 1 present" in seen
    assert Scan.objects.get().point == event.days[0].isoformat()


def test_two_taps_of_one_button_are_one(client, event):
    person = join(event)
    tap(client, event, person.code), tap(client, event, person.code)
    assert Scan.objects.count() == 1


def test_a_tap_answers_with_the_part_that_changed(client, event):
    person = join(event)
    answer = tap(client, event, person.code, headers=HTMX)
    page = answer.content.decode()
    assert "<html" not in page and "Person 1 is present" in page and 'id="count" hx-swap-oob="true"' in page
    assert 'id="term"' in page and "autofocus" in page


@pytest.mark.parametrize(
    "state, sentence",
    [
        ("pending", "Registered, but nobody has decided yet."),
        ("waitlisted", "Is on the waiting list, without a place."),
        ("declined", "The registration was declined."),
        ("cancelled", "The registration was withdrawn."),
    ],
)
def test_what_stands_against_it_is_said_before_and_after_the_tap(client, event, state, sentence):
    person = join(event)
    type(person).objects.filter(pk=person.pk).update(state=state)
    assert sentence in words(find(client, event, "person"))
    answer = tap(client, event, person.code)
    assert (
        "Person 1 has no place" in words(answer) and sentence in words(answer) and "Let in" in words(answer)
    )
    assert Scan.objects.get().result == "refused"


def test_somebody_is_let_in_with_a_reason(client, event):
    person = join(event)
    type(person).objects.filter(pk=person.pk).update(state="pending")
    assert "Choose why this person is let in." in words(tap(client, event, person.code, force="1"))
    assert "Choose why" in words(tap(client, event, person.code, force="1", reason="nonsense"))
    tap(client, event, person.code, nonce="nonce-2", force="1", reason="agreed")
    assert [(scan.result, scan.forced, scan.reason) for scan in Scan.objects.all()] == [
        ("ok", True, "agreed")
    ]


def test_a_duplicate_and_an_unknown_code_are_said(client, event):
    person = join(event)
    tap(client, event, person.code)
    assert "Person 1 is here already" in words(tap(client, event, person.code, nonce="nonce-2"))
    assert "Nobody at this event has this code." in words(tap(client, event, "nosuchcode", nonce="nonce-3"))


@pytest.mark.parametrize("wrong", [{"nonce": ""}, {"code": "x" * 500}, {"point": "never"}])
def test_bad_input_is_no_fault(client, event, wrong):
    posted = {"point": event.days[0].isoformat(), "code": "x", "nonce": "n", **wrong}
    assert client.post(url("desk-sign-in-mark", event), posted).status_code == 200


def test_who_is_present_is_shown_as_present(client, event):
    person = join(event)
    tap(client, event, person.code)
    page = find(client, event, "person").content.decode()
    assert "sign-in-tap" not in page and "Present" in page


def test_whom_a_sheet_or_a_report_knows_is_counted_and_shown_as_present(client, event):
    person, other = join(event), join(event, 1)
    tap(client, event, other.code)
    day = event.days[0].isoformat()
    for who, status in ((person, "present"), (other, "absent")):
        Attendance.objects.create(registration=who, point=day, status=status, source="online")
    assert "1 of 2 present" in words(client.get(url("desk-sign-in", event))), (
        "what was said goes before a scan"
    )
    assert "sign-in-tap" not in find(client, event, person.code).content.decode()


def test_a_draft_has_no_desk_yet(client, event):
    type(event).objects.filter(pk=event.pk).update(state="draft")
    assert "The desk opens once the event is published" in words(client.get(url("desk-sign-in", event)))


def test_finding_costs_the_same_for_one_and_three(client, event, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in range(1, 4):
        join(event, number)
        find(client, event, "person")
        with CaptureQueriesContext(connection) as captured:
            assert len(find(client, event, "person", HTMX).context["people"]) == number
        counts.append(len(captured))
    assert counts == [12, 12, 12]


def test_the_page_itself_costs_little(client, event):
    join(event)
    assert statements(client, url("desk-sign-in", event)) == 8
