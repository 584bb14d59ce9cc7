"""Freed places: offered for some hours or given at once, in the order of arrival or to the least covered area; kept seats."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from core.models import OutboundMail
from core.outbox import render
from events.links import offer_token
from events.models import Event, Pool, Registration
from events.services import offers, registrations, seats
from tests.cast import make_event
from tests.events.desk import url, words
from tests.events.people import join, states


@pytest.fixture
def small(spo, areas, categories) -> Event:
    """One seat, offered for two days when it is free again."""
    event = make_event(spo, slug="small", offer_hours=48)
    Pool.objects.create(event=event, kind="event", size=1)
    return event


def free_one(event: Event) -> None:
    registrations.cancel(event.registrations.filter(state="confirmed").first(), actor=SYSTEM)


def offered(event: Event) -> Registration:
    return event.registrations.get(state="offered")


def path(registration: Registration) -> str:
    return reverse("events:offer", args=[offer_token(registration)])


def pass_time(event: Event) -> list[Registration]:
    return offers.lapse(event, now=timezone.now() + timedelta(hours=49))


@pytest.fixture
def waiting(small) -> Event:
    for number in range(3):
        join(small, number)
    free_one(small)
    return small


def test_a_freed_seat_is_offered_and_held(waiting):
    assert states(waiting) == ["x", "o", "w"]
    assert join(waiting, 9).state == "waitlisted"
    person = offered(waiting)
    assert timedelta(hours=47) < person.offered_until - timezone.now() <= timedelta(hours=48)
    mail = OutboundMail.objects.get(template="registration.offered")
    assert path(person) in render(mail).text and "Policy consultation" in render(mail).subject


def test_of_a_discreet_event_the_mail_names_nothing(waiting):
    Event.objects.update(risk="confidential")
    message = render(OutboundMail.objects.get(template="registration.offered"))
    assert "Policy" not in message.subject + message.text and "Islamabad" not in message.text


def test_taking_the_place_by_the_link(waiting, client):
    person = offered(waiting)
    until = person.offered_until.astimezone(waiting.zone)
    page = words(client.get(path(person)))
    assert "A place is kept for you" in page and f"{until:%Y, %H:%M}, Karachi time" in page
    assert client.post(path(person), {"answer": "yes"}).status_code == 302
    assert states(waiting) == ["x", "c", "w"]
    assert person.changes.get(transition="confirm").actor_kind == "link"
    assert client.post(path(person), {"answer": "yes"}).status_code == 302  # pressed twice
    seen = words(client.get(path(person)))
    assert "You have a place" in seen and "address of your own page is on its way" in seen


def test_leaving_it_offers_it_to_the_next(waiting, client):
    first = offered(waiting)
    client.post(path(first), {"answer": "no"})
    assert states(waiting) == ["x", "x", "o"]
    refused = client.post(path(first), {"answer": "yes"})
    assert refused.status_code == 409 and "time to take this place is over" in words(refused)
    assert states(waiting) == ["x", "x", "o"]


def test_a_wrong_or_older_link_is_no_address(waiting, client):
    person = offered(waiting)
    old = path(person)
    assert client.get(old[:-3] + "x/").status_code == 404
    Registration.objects.filter(pk=person.pk).update(offered_until=timezone.now() + timedelta(hours=5))
    assert client.get(old).status_code == 404


def test_a_lapsed_offer_goes_on_and_its_person_to_the_end(waiting):
    first = offered(waiting)
    assert pass_time(waiting) == [first]
    assert states(waiting) == ["x", "o", "w"]  # the two have changed places
    first.refresh_from_db()
    assert (first.state, first.queue_no) == ("waitlisted", 4)
    assert OutboundMail.objects.filter(template="registration.offer_lapsed").count() == 1
    assert offers.lapse(waiting) == []  # the new offer has its own time


def test_the_second_time_it_is_withdrawn(waiting):
    first = offered(waiting)
    for _turn in range(3):
        pass_time(waiting)
    first.refresh_from_db()
    assert first.state == "cancelled"
    last = first.changes.last()
    assert (last.from_state, last.data) == ("offered", {"offer": "lapsed"})


def test_too_late_is_refused_before_the_scheduler_comes(waiting, client):
    person = offered(waiting)
    Registration.objects.filter(pk=person.pk).update(offered_until=timezone.now() - timedelta(minutes=1))
    person.refresh_from_db()
    with pytest.raises(Conflict) as error:
        offers.accept_offer(person, actor=registrations.link_actor(person))
    assert error.value.code == "offer_over"
    assert "This offer is over" in words(client.get(path(person)))
    offers.lapse_due()
    assert states(waiting) == ["x", "o", "w"]


def test_staff_may_say_yes_for_somebody_on_the_phone(waiting, cast):
    registrations.approve(offered(waiting), actor=cast.actor("organiser"))
    assert states(waiting) == ["x", "c", "w"]
    with pytest.raises(Forbidden):
        offers.accept_offer(waiting.registrations.last(), actor=cast.actor("outsider"))


def test_once_the_event_has_begun_a_place_is_given_at_once(small):
    join(small, 1), join(small, 2)
    Event.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    small.refresh_from_db()
    free_one(small)
    assert states(small) == ["x", "c"]


# == Balance =====================================================================================================


def test_by_balance_the_area_with_the_fewest_people_comes_first(small, areas):
    Event.objects.update(promotion="balance", offer_hours=0)
    small.pools.update(size=3)
    small.refresh_from_db()
    for number, area in enumerate([areas.karachi, areas.karachi, areas.lahore]):
        join(small, number, area=area)
    for number, area in enumerate([None, areas.karachi, areas.lahore, areas.thatta, areas.thatta], start=3):
        join(small, number, area=area)
    seats.set_pool(small, actor=SYSTEM, kind="event", size=6)
    got = small.registrations.filter(state="confirmed", queue_no__gt=3).order_by("queue_no")
    # Thatta has nobody; then Thatta and Lahore have one each, and Lahore came first; then Thatta.
    assert [str(person.area) for person in got] == ["Lahore", "Thatta", "Thatta"]
    seats.set_pool(small, actor=SYSTEM, kind="event", size=8)
    assert not small.registrations.filter(state="waitlisted").exists()


# == Kept seats ==================================================================================================


def test_kept_seats_are_taken_by_nobody_else(small, cast):
    Event.objects.update(offer_hours=0)
    small.pools.update(size=3)
    seats.set_pool(small, actor=SYSTEM, kind="category", category="media", size=2, reserved=True)
    assert [join(small, n).state for n in range(2)] == ["confirmed", "waitlisted"]
    assert [join(small, n, category="media").state for n in (2, 3)] == ["confirmed", "confirmed"]
    assert join(small, 4, category="media").state == "waitlisted"  # the event is full
    free_one(small)  # the seat that anybody could have
    assert states(small) == ["x", "c", "c", "c", "w"]


def test_a_kept_seat_is_no_limit_and_frees_when_lifted(small):
    small.pools.update(size=3)
    Event.objects.update(offer_hours=0)
    pool = seats.set_pool(small, actor=SYSTEM, kind="category", category="media", size=1, reserved=True)
    assert [join(small, n, category="media").state for n in range(2)] == ["confirmed", "confirmed"]
    assert join(small, 2).state == "confirmed"
    seats.remove_pool(pool, actor=SYSTEM)
    assert small.pools.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "category", "category": "media", "size": 2}, "size"),
        ({"kind": "per_area", "level": 2, "size": 1}, "reserved"),
    ],
)
def test_more_cannot_be_kept_than_there_is(small, fields, field):
    with pytest.raises(DomainError) as error:
        seats.set_pool(small, actor=SYSTEM, reserved=True, **fields)
    assert list(error.value.fields) == [field]


POOL = st.tuples(
    st.sampled_from(["event", "category", "area", "per_area", "kept_category", "kept_area"]),
    st.integers(0, 4),
)
PERSON = st.tuples(
    st.sampled_from(["", "media", "cso"]), st.sampled_from(["", "karachi", "thatta", "lahore"])
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pools=st.lists(POOL, max_size=4, unique_by=lambda pool: pool[0].removeprefix("kept_")),
    people=st.lists(PERSON, min_size=1, max_size=9),
    leave=st.lists(st.integers(0, 8), max_size=4, unique=True),
)
def test_no_combination_of_pools_is_oversold(spo, areas, categories, pools, people, leave):
    """Whatever is limited or kept, and whoever comes and goes: no limit is passed, nobody takes a kept seat, no seat stays empty
    that somebody who waits could have."""
    Event.objects.filter(slug="any").delete()
    event = make_event(spo, slug="any")
    whom = {
        "category": {"category": "media"},
        "area": {"area": areas.sindh},
        "per_area": {"level": 2},
        "event": {},
    }
    for kind, size in pools:
        plain = kind.removeprefix("kept_")
        Pool.objects.create(event=event, kind=plain, size=size, reserved=plain != kind, **whom[plain])
    rows = [
        join(event, number, category=category, area=getattr(areas, area) if area else None)
        for number, (category, area) in enumerate(people)
    ]
    for number in leave:
        if number < len(rows):
            registrations.cancel(rows[number], actor=SYSTEM)
    counted = seats.Seats(event)
    for pool in counted.pools:
        if not pool.reserved:
            assert all(n <= pool.size for (key, _area), n in counted.taken.items() if key == pool.pk)
        elif counted.whole:
            others = counted.taken[counted.whole.pk, ""] - counted.taken[pool.pk, ""]
            assert others <= max(0, counted.whole.size - pool.size)
    for person in event.registrations.filter(state="waitlisted").select_related("area"):
        assert counted.full_pools(person)


# == Desk ========================================================================================================


def test_the_rules_of_the_waiting_list_on_the_desk(event, cast):
    page, desk = url("desk-places-rules", event), cast.client("organiser")
    assert "Waiting list" in words(desk.get(page))
    assert desk.post(page, {"promotion": "balance", "offer_hours": "48"}).status_code == 302
    event.refresh_from_db()
    assert (event.promotion, event.offer_hours) == ("balance", 48)
    assert "A place is offered for 48 hours." in words(desk.get(url("desk-places", event)))
    bad = desk.post(page, {"promotion": "balance", "offer_hours": "9000"})
    assert "at most 720" in words(bad)
    assert cast.client("outsider").get(page).status_code == 404
    assert cast.client("registrar").post(page, {"promotion": "arrival"}).status_code == 403


def test_keeping_seats_on_the_desk(event, cast):
    desk = cast.client("organiser")
    kept = {"kind": "category", "category": "media", "size": "5", "reserved": "on"}
    assert desk.post(url("desk-limit-new", event), kept).status_code == 302
    assert "5 seats kept for “Media”" in words(desk.get(url("desk-places", event)))
    refused = desk.post(url("desk-limit-new", event), {**kept, "category": "cso", "size": "56"})
    assert "5 of them are kept already" in words(refused)
