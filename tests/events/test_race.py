"""Many people at the same moment: no place is given twice, whoever comes, goes or decides. Runs on both databases.

The control shows that these tests can fail: without the lock the same crowd oversells on PostgreSQL.
"""

import time
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection
from django.test import Client

from core import locking
from core.actors import ANONYMOUS, SYSTEM
from core.models import OutboundMail
from events import seating
from events.models import Event, Pool, Registration
from events.services import delegations, registrations, seats
from tests.cast import make_event
from tests.events.people import join
from tests.threads import together as run_together

# As many side by side as the server lets in: 8 web threads on SQLite, whose queue for the lock is not fair (docs/architecture.md).
AT_ONCE = 8 if connection.vendor == "sqlite" else 30
together = partial(run_together, at_once=AT_ONCE)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowded(spo, areas, categories) -> Event:
    """100 seats, and the host already read, as a view does."""
    event = make_event(spo, slug="crowded")
    Pool.objects.create(event=event, kind="event", size=100)
    return Event.objects.select_related("host").get(pk=event.pk)


def confirmed(event: Event) -> int:
    return event.registrations.filter(state="confirmed").count()


def failures(results: list) -> list:
    return [result for result in results if isinstance(result, Exception)]


def test_300_people_on_100_seats(crowded):
    results = together([partial(join, crowded, number) for number in range(300)])
    assert failures(results) == []
    rows = list(Registration.objects.order_by("queue_no").values_list("queue_no", "state"))
    assert [number for number, _state in rows] == list(range(1, 301))
    assert [state for _number, state in rows] == ["confirmed"] * 100 + ["waitlisted"] * 200
    assert OutboundMail.objects.count() == 300
    crowded.refresh_from_db()
    assert crowded.queue_counter == 300


only_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite a transaction is alone without our lock"
)


@pytest.fixture
def no_lock(monkeypatch) -> None:
    """The lock off, and a pause where two people can meet: after counting, before giving."""
    monkeypatch.setattr(locking, "enabled", False)
    monkeypatch.setattr(seating, "after_counting", partial(time.sleep, 0.02))


@pytest.fixture
def no_last_guard(transactional_db) -> Iterator[None]:
    """Without the constraint on queue numbers, which stops most of two who hold the same number."""
    [guard] = [one for one in Registration._meta.constraints if one.name == "registration_queue_once"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Registration, guard)
    yield
    Registration.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Registration, guard)


@only_postgres
def test_control_without_the_lock_the_same_crowd_oversells(crowded, no_lock, no_last_guard):
    crowded.pools.update(size=10)
    assert failures(together([partial(join, crowded, number) for number in range(60)])) == []
    assert confirmed(crowded) > 10


@only_postgres
def test_control_without_the_lock_approvals_oversell(crowded, no_lock):
    Event.objects.update(approval="manual")
    crowded.pools.update(size=10)
    people = [join(crowded, number) for number in range(30)]
    together([partial(registrations.approve, person, actor=SYSTEM) for person in people])
    assert confirmed(crowded) > 10


@only_postgres
def test_without_the_lock_the_constraint_still_refuses_two_with_one_number(crowded, no_lock):
    results = together([partial(join, crowded, number) for number in range(60)])
    assert failures(results)
    numbers = list(crowded.registrations.values_list("queue_no", flat=True))
    assert len(numbers) == len(set(numbers)) == 60 - len(failures(results))


def test_the_same_form_twenty_times_is_one_registration(crowded):
    token = registrations.new_form_token()
    send = partial(
        registrations.register, crowded, actor=ANONYMOUS, name="A", email="a@b.org", form_token=token
    )
    results = together([send] * 20)
    assert failures(results) == []
    assert len({(result.registration.pk, result.manage_token) for result in results}) == 1
    assert [result.is_new for result in results].count(True) == 1
    assert Registration.objects.count() == OutboundMail.objects.count() == 1


def test_twenty_identical_posts_get_one_answer(crowded):
    """The same through the page: a nervous finger, a slow network, a proxy that tries again."""
    answers = {
        "name": "A",
        "email": "a@b.org",
        "language": "en",
        "area": "-",
        "form_token": registrations.new_form_token(),
    }
    post = partial(Client().post, f"/events/{crowded.slug}/register/", answers)
    results = together([post] * 20)
    assert failures(results) == []
    assert {result.status_code for result in results} == {302}
    assert len({result["Location"] for result in results}) == 1
    assert Registration.objects.count() == OutboundMail.objects.count() == 1


def test_two_districts_at_once(crowded, areas):
    Pool.objects.create(event=crowded, kind="per_area", level=2, size=3)
    crowd = [
        partial(join, crowded, number, area=area)
        for number in range(20)
        for area in (areas.karachi, areas.lahore)
    ]
    assert failures(together([*crowd])) == []
    for area in (areas.karachi, areas.lahore):
        states = crowded.registrations.filter(area=area).order_by("queue_no").values_list("state", flat=True)
        assert list(states) == ["confirmed"] * 3 + ["waitlisted"] * 17


def test_people_withdraw_while_others_come(crowded):
    crowded.pools.update(size=20)
    first = [join(crowded, number) for number in range(30)]
    leave = [partial(registrations.cancel, person, actor=SYSTEM) for person in first[:15]]
    come = [partial(join, crowded, 100 + number) for number in range(30)]
    mixed = [function for pair in zip(leave, come[:15], strict=True) for function in pair] + come[15:]
    assert failures(together(mixed)) == []
    assert confirmed(crowded) == 20
    waiting = crowded.registrations.filter(state="waitlisted").order_by("queue_no").first()
    assert not crowded.registrations.filter(
        state="confirmed", queue_no__gt=waiting.queue_no
    ).exists()  # nobody jumped the queue


def test_approvals_at_once_give_no_more_than_there_is(crowded):
    Event.objects.update(approval="manual")
    crowded.pools.update(size=10)
    people = [join(crowded, number) for number in range(30)]
    results = together([partial(registrations.approve, person, actor=SYSTEM) for person in people])
    assert failures(results) == []
    assert confirmed(crowded) == 10
    assert crowded.registrations.filter(state="waitlisted").count() == 20


def test_the_pool_grows_while_people_come(crowded):
    crowded.pools.update(size=5)
    grow = [partial(seats.set_pool, crowded, actor=SYSTEM, kind="event", size=size) for size in (8, 12, 15)]
    results = together([*grow, *(partial(join, crowded, number) for number in range(40))])
    assert failures(results) == []
    seats.set_pool(crowded, actor=SYSTEM, kind="event", size=15)
    assert confirmed(crowded) == 15


def test_500_wait_and_40_withdraw_at_once(crowded):
    """Exactly 40 get a place, those who waited longest; with offers, exactly 40 are offered one."""
    crowded.pools.update(size=40)
    people = [Registration(event=crowded, state="waitlisted", name="A", queue_no=n) for n in range(1, 541)]
    for person in people[:40]:
        person.state = "confirmed"
    Registration.objects.bulk_create(people)
    Event.objects.update(queue_counter=540)
    for state, hours in (("confirmed", 0), ("offered", 12)):
        Event.objects.update(offer_hours=hours)
        leaving = list(crowded.registrations.filter(state="confirmed").select_related("event__host"))
        results = together([partial(registrations.cancel, person, actor=SYSTEM) for person in leaving])
        assert failures(results) == []
        held = crowded.registrations.filter(state=state).order_by("queue_no")
        first = 41 if state == "confirmed" else 81
        assert list(held.values_list("queue_no", flat=True)) == list(range(first, first + 40))
        assert crowded.registrations.filter(state="cancelled").count() == first - 1


def test_a_delegation_link_used_by_many_at_the_same_moment(crowded, mohr):
    """Three seats, thirty names: three are named, and the others are told so."""
    crowded.pools.update(size=10)
    made = delegations.add_delegation(crowded, mohr, actor=SYSTEM, seats=3)
    actor = delegations.link_actor(made.delegation)

    def name(number: int):
        mine = delegations.by_token(made.token)
        return delegations.name_person(mine, actor=actor, name=f"Officer {number}")

    others = [partial(join, crowded, number) for number in range(20)]
    results = together([*(partial(name, number) for number in range(30)), *others])
    assert sorted({error.code for error in failures(results)}) == ["full"] and len(failures(results)) == 27
    assert crowded.registrations.filter(delegation=made.delegation, state="confirmed").count() == 3
    assert confirmed(crowded) == 10
