"""Delegations: seats that an institution fills by one link or by letter; substitutes; unnamed seats that are freed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from core.models import OutboundMail
from core.outbox import render
from directory.models import Institution
from events.mails import _state_words
from events.models import Delegation, Event, Pool
from events.services import delegations, registrations, seats
from events.services.substitution import substitute
from tests.cast import make_event
from tests.events.desk import url, words
from tests.events.people import join, states

PERSON = {"name": "A. Officer", "designation": "Section Officer", "email": "officer@people.example"}


@pytest.fixture
def small(spo, areas, categories) -> Event:
    """Four seats."""
    event = make_event(spo, slug="small")
    Pool.objects.create(event=event, kind="event", size=4)
    return event


@pytest.fixture
def made(small, mohr) -> delegations.Made:
    """Two of the four are the ministry's."""
    return delegations.add_delegation(
        small, mohr, actor=SYSTEM, seats=2, category="ministry", email="desk@mohr.example"
    )


@pytest.fixture
def link(made) -> str:
    return f"/d/{made.token}/"


def typed(**fields) -> dict:
    return {
        "honorific": "",
        "name": "A. Officer",
        "designation": "",
        "email": "",
        "phone": "",
        "needs": "",
        **fields,
    }


def test_unnamed_seats_are_held_and_named_ones_take_no_more(small, made):
    assert [join(small, n).state[0] for n in range(3)] == ["c", "c", "w"]
    person = delegations.name_person(made.delegation, actor=SYSTEM, **PERSON)
    assert (person.state, person.category, str(person.institution)) == (
        "confirmed",
        "ministry",
        "Ministry of Human Rights",
    )
    assert states(small) == ["c", "c", "w", "c"]
    registrations.cancel(person, actor=SYSTEM)  # the seat is the delegation's again
    assert states(small) == ["c", "c", "w", "x"]
    delegations.release(made.delegation, actor=SYSTEM)
    assert states(small) == ["c", "c", "c", "x"]


def test_no_more_than_there_is_room_for(small, mohr, ask, made):
    with pytest.raises(Conflict) as error:
        delegations.add_delegation(small, ask, actor=SYSTEM, seats=3)
    assert error.value.fields == {"seats": ["There are only 2 seats left for this delegation."]}
    with pytest.raises(Conflict) as error:
        delegations.add_delegation(small, mohr, actor=SYSTEM, seats=1)
    assert error.value.code == "known"
    with pytest.raises(DomainError):
        delegations.add_delegation(small, ask, actor=SYSTEM, seats=0)
    assert Delegation.objects.count() == 1


def test_more_and_fewer_seats(small, made):
    join(small, 1)
    with pytest.raises(Conflict):
        delegations.change_delegation(made.delegation, actor=SYSTEM, seats=4)
    delegations.change_delegation(made.delegation, actor=SYSTEM, seats=3)
    assert join(small, 2).state == "waitlisted"
    delegations.name_person(made.delegation, actor=SYSTEM, **PERSON)
    delegations.change_delegation(made.delegation, actor=SYSTEM, seats=2)
    assert states(small) == ["c", "c", "c"]
    delegations.name_person(made.delegation, actor=SYSTEM, name="B")
    with pytest.raises(Conflict) as error:
        delegations.change_delegation(made.delegation, actor=SYSTEM, seats=1)
    assert error.value.code == "named"


def test_the_office_gets_the_link(small, made, link):
    message = render(OutboundMail.objects.get(template="delegation.invited"))
    assert link in message.text and "2 seats at “Policy consultation” are kept for Ministry" in message.text
    assert f"{small.host} invites you to “Policy consultation”." in message.text
    assert re.search(r"change the names until \d+ \w+ \d{4}, 09:30, Karachi time \(UTC\+5\):", message.text)
    Event.objects.update(risk="confidential")
    message = render(OutboundMail.objects.get(template="delegation.invited"))
    assert "Policy" not in message.subject + message.text and "Karachi" not in message.text


def test_naming_changing_and_removing_by_the_link(small, made, link, client):
    page = client.get(link)
    assert "Delegation of Ministry of Human Rights" in words(page) and page["Cache-Control"] == "no-store"
    assert client.post(link, typed()).status_code == 302
    assert client.post(link, typed(name="B. Officer", email="b@people.example")).status_code == 302
    full = client.post(link, typed(name="C"))
    assert full.status_code == 409 and small.registrations.count() == 2
    first, second = small.registrations.all()
    assert first.changes.get().actor_label == "Ministry of Human Rights"
    assert client.post(f"{link}{first.code}/substitute/", typed(name="C")).status_code == 302
    third = small.registrations.get(name="C")
    assert (third.replaces, third.state, third.queue_no) == (first, "confirmed", 1)
    assert "Remove B. Officer?" in words(client.get(f"{link}{second.code}/remove/"))
    assert client.post(f"{link}{second.code}/remove/").status_code == 302
    second.refresh_from_db()
    assert second.state == "cancelled"
    assert "Your institution can name somebody else." in _state_words(second)
    assert "1 of 2 seats have a name" in words(client.get(link))


def test_the_link_reaches_nobody_else(small, made, link, client):
    other = join(small, 1)
    assert client.post(f"{link}{other.code}/remove/").status_code == 404
    assert client.post(f"{link}{other.code}/substitute/", typed()).status_code == 404
    assert client.get("/d/nothing/").status_code == 404
    actor = delegations.link_actor(made.delegation)
    for forbidden in (registrations.cancel, registrations.approve):
        with pytest.raises(Forbidden):
            forbidden(other, actor=actor)
    with pytest.raises(Forbidden):
        delegations.release(made.delegation, actor=actor)


def test_when_registration_is_closed_only_staff_can_enter_names(small, made, link, client, cast):
    Event.objects.update(registration_closes_at=timezone.now() - timedelta(hours=1))
    assert "Registration is closed" in words(client.get(link))
    assert client.post(link, typed()).status_code == 409
    Delegation.objects.update(language="ur")
    for page, status in ((client.get(link), 200), (client.post(link, typed()), 409)):
        assert page.status_code == status and '<html lang="ur" dir="rtl">' in page.content.decode()
    assert 'lang="ur"' in client.get(f"{link}nobody/remove/").content.decode()
    made.delegation.event.refresh_from_db()
    delegations.name_person(made.delegation, actor=cast.actor("organiser"), **PERSON)
    assert small.registrations.count() == 1


def test_unnamed_seats_are_free_on_their_day(small, made, link, client):
    for number in range(3):
        join(small, number)
    delegations.name_person(made.delegation, actor=SYSTEM, **PERSON)
    Delegation.objects.update(release_at=timezone.now() + timedelta(days=1))
    assert delegations.release_due() == 0
    assert delegations.release_due(now=timezone.now() + timedelta(days=2)) == 1
    assert states(small) == ["c", "c", "c", "c"]
    refused = client.post(link, typed())
    assert refused.status_code == 409 and "given back" in words(refused)
    assert delegations.release_due(now=timezone.now() + timedelta(days=2)) == 0


def test_a_kept_seat_counts_for_the_delegation_too(small, mohr, made):
    seats.set_pool(small, actor=SYSTEM, kind="category", category="ministry", size=2, reserved=True)
    assert [join(small, n).state[0] for n in range(3)] == ["c", "c", "w"]


def test_a_substitute_takes_the_place_in_the_queue(small, cast):
    small.pools.update(size=1)
    people = [join(small, number, category="media") for number in range(3)]
    new = substitute(people[1], actor=cast.actor("organiser"), name="New", email="new@people.example")
    assert (new.state, new.queue_no, new.category) == ("waitlisted", 2, "media")
    people[1].refresh_from_db()
    assert (people[1].state, people[1].queue_no) == ("cancelled", 4)
    assert people[1].changes.last().data == {"replaced_by": new.code}
    assert new.changes.get().data == {"replaces": people[1].code}
    registrations.cancel(people[0], actor=SYSTEM)
    new.refresh_from_db()
    assert new.state == "confirmed"
    with pytest.raises(Conflict):
        substitute(people[0], actor=SYSTEM, name="Nobody")
    with pytest.raises(Forbidden):
        substitute(new, actor=registrations.link_actor(new), name="A friend")


# == Desk ========================================================================================================


def test_a_delegation_on_the_desk(event, mohr, cast):
    desk, new = cast.client("registrar"), url("desk-delegation-new", event)
    fields = {
        "which": "known",
        "institution": "mohr",
        "seats": "2",
        "language": "en",
        "email": "",
        "office": "Secretary",
    }
    assert desk.post(new, fields).status_code == 302
    delegation = event.delegations.get()
    page = url("desk-delegation", event, delegation.uid)
    assert "0 of 2 named" in words(desk.get(page))
    assert desk.post(url("desk-delegation-name", event, delegation.uid), typed(phone="x")).status_code == 200
    assert desk.post(url("desk-delegation-name", event, delegation.uid), typed()).status_code == 302
    assert "A. Officer" in words(desk.get(page))
    assert "/d/" in words(desk.post(url("desk-delegation-link", event, delegation.uid)))
    assert "already" in words(desk.post(page, {"seats": "0"})) or delegation.seats == 2
    assert desk.post(page, {"seats": "3"}).status_code == 302
    assert "1 of 3" in words(desk.get(url("desk-delegations", event)))
    assert desk.post(url("desk-delegation-release", event, delegation.uid)).status_code == 302
    delegation.refresh_from_db()
    assert delegation.released_at is not None
    for name in ("desk-delegations", "desk-delegation-new", "desk-delegation-many"):
        assert cast.client("checkin").get(url(name, event)).status_code == 403
        assert cast.client("outsider").get(url(name, event)).status_code == 404
    assert desk.get(url("desk-delegation-release", event, delegation.uid)).status_code == 405


def test_institutions_that_are_not_in_the_list_get_seats_one_or_many(event, mohr, cast):
    desk, one, many = (
        cast.client("organiser"),
        url("desk-delegation-new", event),
        url("desk-delegation-many", event),
    )
    fields = {"which": "new", "name": "Office of the Ombudsman, Samoa", "seats": "2", "language": "en"}
    assert "not in the list of institutions" in words(cast.client("registrar").post(one, fields))
    assert desk.post(one, fields).status_code == 302
    lines = (
        "National Human Rights Commission, Nepal; ২; nhrc@office.example; The Secretary\n"
        "Jordan NCHR, 3\nMinistry of Human Rights\nOffice of the Ombudsman, Samoa; 0"
    )
    bulk = {"institutions": lines, "language": "en", "category": ""}
    assert "Line 4: Write a number of seats" in words(desk.post(many, bulk | {"sure": "1"}))
    refused = desk.post(many, bulk | {"institutions": lines.replace("; 0", ""), "sure": "1"})
    assert "Office of the Ombudsman, Samoa: This institution" in words(
        refused
    )  # one is refused: nobody gets any
    assert event.delegations.count() == 1
    bulk["institutions"] = lines.rsplit("\n", 1)[0]
    shown = words(desk.post(many, bulk))
    assert "3 institutions, 6 seats" in shown and shown.count("new in the list") == 2
    assert event.delegations.count() == 1
    assert "3 institutions have seats now" in words(desk.post(many, bulk | {"sure": "1"}, follow=True))
    rows = event.delegations.order_by("pk").values_list("institution__name", "seats", "office")
    assert list(rows)[1:] == [
        ("National Human Rights Commission, Nepal", 2, "The Secretary"), ("Jordan NCHR", 3, ""), (str(mohr.name), 1, ""),
    ]  # fmt: skip
    assert OutboundMail.objects.filter(template="delegation.invited").count() == 1
    assert Institution.objects.get(name="Jordan NCHR").country == "PK"
    Event.objects.filter(pk=event.pk).update(format="online")  # people come from anywhere
    assert desk.post(one, fields | {"name": "Commission of Thailand"}).status_code == 302
    assert Institution.objects.get(name="Commission of Thailand").country == ""


def test_a_substitute_on_the_desk(event, cast):
    person, desk = join(event), cast.client("registrar")
    page = url("desk-registration-substitute", event, person.code)
    assert "Somebody else comes" in words(desk.get(page))
    assert "Fill in “Name”" in words(desk.post(page, typed(name="")))
    assert desk.post(page, typed(name="New")).status_code == 302
    new = event.registrations.get(name="New")
    shown = words(desk.get(url("desk-registration", event, new.code)))
    assert "Comes in the place of Person 1" in shown
    assert cast.client("checkin").post(page, typed()).status_code == 403
    assert cast.client("outsider").post(page, typed()).status_code == 404
