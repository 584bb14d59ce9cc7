"""Sessions side by side that participants choose: seats, clashes, the own page, the desk."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from core import locking, outbox
from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from events.models import Event, Pool, Registration, SessionChoice
from events.services import choices, feeds, merging, programme, registrations
from events.services.choices import chosen_sessions, missed, set_choices, set_seats, standings
from tests.cast import make_event, make_session
from tests.events.desk import statements, url, words
from tests.events.people import filled, join
from tests.shared import shared
from tests.threads import together


@shared
def groups(event, cast) -> list:
    """Two groups at one time, the first with two seats; and one later."""
    made = [
        make_session(event, title, hour=hour, type="breakout", is_choice=True)
        for title, hour in (("Group one", 2), ("Group two", 2), ("Group three", 4))
    ]
    set_seats(made[0], actor=cast.actor("programmer"), size=2)
    return made


@shared
def person(event) -> Registration:
    return join(event, 1)


def own(registration: Registration):
    return registrations.link_actor(registration)


def test_somebody_chooses_changes_and_gives_up(groups, person):
    assert [(each.seats, each.left, each.mine) for each in standings(person.event, person)] == [
        (2, 2, False), (None, None, False), (None, None, False),
    ]  # fmt: skip
    set_choices(person, [groups[0], groups[2]], actor=own(person))
    assert [str(each) for each in chosen_sessions(person)] == ["Group one", "Group three"]
    assert [each.left for each in standings(person.event)] == [1, None, None]
    set_choices(person, [groups[1]], actor=own(person))
    assert list(chosen_sessions(person)) == [groups[1]]
    set_choices(person, [], actor=own(person))
    assert not SessionChoice.objects.exists()


def refused(person, sessions, actor=None) -> str:
    with pytest.raises(DomainError) as error:
        set_choices(person, sessions, actor=actor or own(person))
    return error.value.code


def test_what_is_refused_changes_nothing(groups, person, session):
    set_choices(person, [groups[2]], actor=own(person))
    assert refused(person, groups[:2]) == "clash"
    assert refused(person, [session]) == "not_a_choice"
    others = [join(person.event, number) for number in (2, 3)]
    for other in others:
        set_choices(other, [groups[0]], actor=own(other))
    assert refused(person, [groups[0]]) == "full"
    assert list(chosen_sessions(person)) == [groups[2]]
    registrations.cancel(others[0], actor=SYSTEM)
    set_choices(person, [groups[0]], actor=own(person))
    assert list(chosen_sessions(person)) == [groups[0]]


def test_sessions_that_touch_do_not_clash(groups, person):
    after = make_session(person.event, "Straight after", hour=3, is_choice=True)
    set_choices(person, [groups[0], after], actor=own(person))
    assert chosen_sessions(person).count() == 2


def test_a_smaller_number_takes_no_seat_away(groups, person, cast):
    set_choices(person, [groups[0]], actor=own(person))
    set_seats(groups[0], actor=cast.actor("programmer"), size=0)
    set_choices(person, [groups[0], groups[2]], actor=own(person))
    assert refused(join(person.event, 2), [groups[0]]) == "full"
    set_seats(groups[0], actor=cast.actor("programmer"), size=None)
    assert not Pool.objects.filter(kind="session").exists()
    with pytest.raises(DomainError):
        set_seats(groups[0], actor=cast.actor("programmer"), size=-1)


def test_only_with_a_place_and_while_the_event_is_on(groups, person):
    Registration.objects.update(state="waitlisted")
    assert refused(person, [groups[0]]) == "no_place"
    Registration.objects.update(state="confirmed")
    Event.objects.update(state="cancelled")
    assert refused(person, [groups[0]]) == "over"


def test_nobody_chooses_for_another(groups, person, cast):
    stranger = join(person.event, 2)
    for actor in (own(stranger), cast.actor("programmer"), cast.actor("outsider"), cast.actor("anonymous")):
        with pytest.raises(Forbidden):
            set_choices(person, [groups[0]], actor=actor)
    set_choices(person, [groups[0]], actor=cast.actor("registrar"))
    assert chosen_sessions(person).count() == 1


def test_a_cancelled_session_is_no_longer_theirs(groups, person, cast):
    set_choices(person, [groups[0]], actor=own(person))
    programme.cancel_session(groups[0], actor=cast.actor("programmer"))
    assert not chosen_sessions(person).exists()
    set_choices(person, [groups[1]], actor=own(person))  # at the same time as the one that is off


def test_who_comes_back_finds_their_session_full(groups, person, cast):
    """Seats of a session stay within its number when somebody gets their place again, or is merged; the person is told."""
    set_choices(person, [groups[0], groups[2]], actor=own(person))
    registrations.cancel(person, actor=own(person))
    others = [join(person.event, number) for number in (2, 3)]
    for other in others:
        set_choices(other, [groups[0]], actor=own(other))
    registrations.reopen(person, actor=SYSTEM)
    registrations.approve(person, actor=cast.actor("registrar"))
    assert list(chosen_sessions(person)) == [groups[2]] and standings(person.event)[0].taken == 2
    assert person.changes.latest("id").data["full_sessions"] == [str(groups[0].uid)]
    outbox.send_due()
    [told] = [each.body for each in mail.outbox if "Group" in each.body]
    assert "these are full by now: “Group one”. You can choose others" in told
    shown = standings(person.event, person)
    assert missed(person, shown) == [groups[0]]
    set_choices(person, [groups[1]], actor=own(person))
    assert missed(person, standings(person.event, person)) == []
    Registration.objects.filter(pk=person.pk).update(state="waitlisted")
    SessionChoice.objects.filter(registration=person).update(session=groups[0])
    kept = merging.merge(others[0], person, actor=cast.actor("registrar"))
    assert list(chosen_sessions(kept)) == [groups[0]] and standings(person.event)[0].taken == 2


# == Pages =======================================================================================================


@pytest.fixture
def mine(groups) -> str:
    """The address of somebody's own page."""
    answer = Client().post("/events/policy-consultation/register/", filled())
    assert "Choose your sessions" in words(Client().get(answer.url))
    return answer.url.removesuffix("done/")


def test_one_chooses_on_the_own_page(groups, mine):
    visitor = Client()
    page = words(visitor.get(f"{mine}sessions/"))
    assert "Group one" in page and "2 seats left" in page
    answer = visitor.post(f"{mine}sessions/", {"sessions": [groups[0].uid, groups[2].uid]})
    assert answer.url == mine
    seen = words(visitor.get(mine))
    assert "Your sessions" in seen and "Group one" in seen and "Group two" not in seen
    refused = visitor.post(f"{mine}sessions/", {"sessions": [groups[0].uid, groups[1].uid]})
    assert refused.status_code == 409
    assert "“Group one” and “Group two” run at the same time. Choose one of them." in words(refused)
    unknown = visitor.post(f"{mine}sessions/", {"sessions": ["6b8f2f7c-8a6e-4f0b-9d6b-0c7c0f1f0000"]})
    assert "Choose from the answers listed" in words(unknown)
    assert SessionChoice.objects.count() == 2
    assert (
        visitor.get("/r/nobody/sessions/").status_code == 404
        and visitor.put(f"{mine}sessions/").status_code == 405
    )


def test_without_a_place_or_a_choice_the_page_says_so(groups, mine):
    Registration.objects.update(state="waitlisted")
    assert "Sessions can be chosen once it is." in words(Client().get(f"{mine}sessions/"))
    assert Client().post(f"{mine}sessions/", {"sessions": [groups[0].uid]}).status_code == 409
    Registration.objects.update(state="confirmed")
    for group in groups:
        group.delete()
    assert "All sessions of this event are for everyone." in words(Client().get(f"{mine}sessions/"))
    assert "Choose sessions" not in words(Client().get(mine))


def test_the_personal_calendar_holds_what_was_chosen(groups, person):
    set_choices(person, [groups[1]], actor=own(person))
    feed = Client().get(f"/calendar/{feeds.address_token(person)}.ics")
    if feed.status_code == 404:
        from django.urls import reverse

        feed = Client().get(reverse("events:own-calendar", args=[feeds.address_token(person)]))
    text = feed.content.decode()
    assert "Group two" in text and "Gap analysis: practice" in text
    assert "Group one" not in text and "Group three" not in text


def test_the_desk_sees_numbers_and_chooses_for_somebody(groups, person, cast):
    desk = cast.client("registrar")
    seen = words(desk.get(url("desk-choices", person.event)))
    assert "Person 1" in seen and "nothing chosen yet" in seen
    page = url("desk-registration-choices", person.event, person.code)
    assert desk.post(page, {"sessions": [groups[0].uid]}).url == url("desk-choices", person.event)
    assert desk.post(page, {"sessions": [groups[0].uid, groups[1].uid]}).status_code == 409
    assert "1 of 2 chose it" in words(cast.client("programmer").get(url("desk-sessions", person.event)))


def test_the_session_form_asks_for_seats(event, session, cast):
    from tests.events.test_desk_programme import session_fields

    desk, page = cast.client("programmer"), url("desk-session-edit", event, session.uid)
    desk.post(page, session_fields(event, is_choice="on", seats="25"))
    session.refresh_from_db()
    assert session.is_choice and session.pools.get().size == 25
    told, public = "You choose this one once you are registered", "/events/policy-consultation/"
    assert told in words(Client().get(public))
    Event.objects.filter(pk=event.pk).update(state="closed")
    assert told not in words(Client().get(public)), "nobody chooses any more"
    Event.objects.filter(pk=event.pk).update(state="published")
    assert 'value="25"' in desk.get(page).content.decode()
    desk.post(page, session_fields(event, seats="25"))
    session.refresh_from_db()
    assert not session.is_choice and not session.pools.exists()
    assert told not in words(Client().get(public))


@pytest.mark.parametrize(
    "who, list_, person_", [("checkin", 200, 403), ("programmer", 403, 403), ("outsider", 404, 404)]
)
def test_the_desk_is_for_who_sees_registrations(groups, person, cast, who, list_, person_):
    assert cast.client(who).get(url("desk-choices", person.event)).status_code == list_
    assert (
        cast.client(who).get(url("desk-registration-choices", person.event, person.code)).status_code
        == person_
    )


def test_lists_cost_the_same_for_one_and_three(groups, person, cast):
    client = cast.client("registrar")
    one = statements(client, url("desk-choices", person.event))
    for number in (2, 3):
        set_choices(join(person.event, number), [groups[0]], actor=SYSTEM)
    assert (
        statements(client, url("desk-choices", person.event)) == one + 1
    )  # the sessions chosen, once there are any
    set_choices(person, [groups[2]], actor=SYSTEM)
    make_session(person.event, "Group four", hour=4, is_choice=True)
    assert statements(client, url("desk-choices", person.event)) == one + 1


# == Many at once ================================================================================================

AT_ONCE = 8 if connection.vendor == "sqlite" else 30


@pytest.fixture
def crowd(transactional_db, spo, areas, categories) -> tuple:
    event = make_event(spo, slug="crowded")
    group = make_session(event, "Group one", is_choice=True)
    other = make_session(event, "Group two", hour=0, is_choice=True)
    Pool.objects.create(event=event, kind="session", session=group, size=5)
    return group, other, [join(event, number) for number in range(25)]


@pytest.mark.race
def test_25_people_on_5_seats(crowd):
    group, other, people = crowd
    results = together([partial(set_choices, one, [group], actor=SYSTEM) for one in people], at_once=AT_ONCE)
    assert [type(result) for result in results].count(Conflict) == 20
    assert {type(result) for result in results} == {Conflict, list}
    assert SessionChoice.objects.filter(session=group).count() == 5
    one = people[0]
    SessionChoice.objects.all().delete()
    both = [partial(set_choices, one, [session], actor=SYSTEM) for session in (group, other)] * 4
    together(both, at_once=AT_ONCE)
    assert SessionChoice.objects.filter(registration=one).count() == 1


@pytest.mark.race
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite a transaction is alone without our lock"
)
def test_control_without_the_lock_seats_are_given_twice(crowd, monkeypatch):
    import time

    monkeypatch.setattr(locking, "enabled", False)
    monkeypatch.setattr(choices, "after_counting", partial(time.sleep, 0.05))
    group, _other, people = crowd
    together([partial(set_choices, one, [group], actor=SYSTEM) for one in people], at_once=AT_ONCE)
    assert SessionChoice.objects.filter(session=group).count() > 5


def test_a_session_outside_any_clash_is_kept_when_times_move(groups, person, cast):
    """A move may make two chosen sessions clash: nobody is thrown out, but the next save asks to choose."""
    set_choices(person, [groups[0], groups[2]], actor=own(person))
    programme.update_session(
        groups[2], actor=cast.actor("programmer"), starts_at=groups[0].starts_at, ends_at=groups[0].ends_at
    )
    assert chosen_sessions(person).count() == 2
    assert refused(person, [groups[0], groups[2]]) == "clash"
    assert groups[2].ends_at - groups[2].starts_at == timedelta(hours=1)
