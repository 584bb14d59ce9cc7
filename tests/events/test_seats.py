"""Who gets a place and who waits: pools, promotion, and what the team may change."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.errors import Conflict, DomainError, Forbidden
from core.models import OutboundMail
from events.mails import _state_words
from events.models import Delegation, Event, Pool, RegistrationChange
from events.services import registrations, seats
from tests.cast import make_event
from tests.events.people import join, states, texts


@pytest.fixture
def small(spo, areas, categories) -> Event:
    """An event without any pool yet."""
    return make_event(spo, slug="small")


def pool(event, size, kind="event", **fields) -> Pool:
    return Pool.objects.create(event=event, kind=kind, size=size, **fields)


def test_without_pools_everybody_has_a_place(small):
    assert [join(small, n).state for n in range(3)] == ["confirmed"] * 3


def test_the_event_is_full_and_the_next_waits(small):
    pool(small, 2)
    for number in range(4):
        join(small, number)
    assert states(small) == ["c", "c", "w", "w"]
    assert list(small.registrations.values_list("queue_no", flat=True)) == [1, 2, 3, 4]


def test_without_a_waiting_list_a_full_event_says_so(small):
    pool(small, 1)
    Event.objects.update(waiting_list=False)
    small.refresh_from_db()
    join(small)
    with pytest.raises(Conflict) as error:
        join(small, 2)
    assert error.value.code == "full" and error.value.status == 409
    small.refresh_from_db()
    assert states(small) == ["c"] and small.queue_counter == 1  # the number went back with the transaction


def test_each_district_has_its_own_seats(small, areas):
    pool(small, 2, "per_area", level=2)
    for number, area in enumerate([areas.karachi, areas.karachi, areas.thatta, areas.karachi, areas.thatta]):
        join(small, number, area=area)
    assert states(small) == ["c", "c", "c", "w", "c"]


def test_somebody_from_elsewhere_takes_no_seat_of_a_district(small, areas):
    pool(small, 0, "per_area", level=2)
    assert join(small, 1, area=areas.karachi).state == "waitlisted"
    assert join(small, 2).state == "confirmed"
    assert join(small, 3, area=areas.sindh).state == "confirmed"  # a province is no district


def test_an_area_holds_everything_below_it(small, areas):
    pool(small, 1, "area", area=areas.sindh)
    assert join(small, 1, area=areas.karachi).state == "confirmed"
    assert join(small, 2, area=areas.thatta).state == "waitlisted"
    assert join(small, 3, area=areas.sindh).state == "waitlisted"
    assert join(small, 4, area=areas.lahore).state == "confirmed"


def test_a_kind_of_participants_has_its_own_seats(small):
    pool(small, 1, "category", category="ministry")
    assert [
        join(small, n, category=c).state[0] for n, c in enumerate(["ministry", "ministry", "cso", ""])
    ] == ["c", "w", "c", "c"]


def test_a_seat_is_taken_in_every_pool_that_fits(small, areas):
    pool(small, 3)
    pool(small, 1, "per_area", level=2)
    pool(small, 1, "category", category="media")
    join(small, 1, area=areas.karachi, category="media")
    join(small, 2, area=areas.lahore, category="media")  # no seat for media
    join(small, 3, area=areas.karachi)  # none for Karachi
    join(small, 4, area=areas.lahore)
    join(small, 5)
    join(small, 6, area=areas.thatta)  # the event is full
    assert states(small) == ["c", "w", "w", "c", "c", "w"]


def test_a_freed_seat_goes_to_the_first_whose_every_pool_has_room(small, areas, cast):
    pool(small, 2)
    pool(small, 1, "per_area", level=2)
    karachi, lahore = join(small, 1, area=areas.karachi), join(small, 2, area=areas.lahore)
    join(small, 3, area=areas.karachi)
    join(small, 4, area=areas.lahore)
    thatta = join(small, 5, area=areas.thatta)
    registrations.cancel(lahore, actor=cast.actor("organiser"))
    assert states(small) == ["c", "x", "w", "c", "w"]  # 3 came first, but Karachi is full
    registrations.cancel(karachi, actor=cast.actor("organiser"))
    assert states(small) == ["x", "x", "c", "c", "w"]
    assert thatta.state == "waitlisted"


def test_promotion_writes_history_and_one_mail(small, cast):
    pool(small, 1)
    first, second = join(small, 1), join(small, 2, language="ur")
    registrations.cancel(first, actor=cast.actor("organiser"))
    second.refresh_from_db()
    change = RegistrationChange.objects.get(subject=second, transition="confirm")
    assert (change.from_state, change.to_state, change.actor_kind) == ("waitlisted", "confirmed", "system")
    assert second.confirmed_at is not None
    mails = OutboundMail.objects.filter(context__registration=str(second.uid))
    assert [(mail.template, mail.language) for mail in mails] == [
        ("registration.waitlisted", "ur"),
        ("registration.confirmed", "ur"),
    ]
    assert seats.promote(small) == []
    assert mails.count() == 2


def test_more_seats_promote_and_fewer_take_nothing_away(small, cast):
    organiser = cast.actor("organiser")
    seats.set_pool(small, actor=organiser, kind="event", size=1)
    for number in range(4):
        join(small, number)
    seats.set_pool(small, actor=organiser, kind="event", size=3)
    assert states(small) == ["c", "c", "c", "w"]
    seats.set_pool(small, actor=organiser, kind="event", size=1)
    assert states(small) == ["c", "c", "c", "w"]
    assert join(small, 9).state == "waitlisted"
    assert small.pools.count() == 1
    seats.remove_pool(small.pools.get(), actor=organiser)
    assert states(small) == ["c"] * 5


def test_nobody_is_promoted_to_an_event_that_is_over_or_called_off(small, cast):
    pool(small, 1)
    first = join(small, 1)
    join(small, 2)
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
    )
    registrations.cancel(first, actor=cast.actor("organiser"))
    assert states(small) == ["x", "w"]
    Event.objects.update(state="cancelled", ends_at=timezone.now() + timedelta(days=1))
    assert seats.promote(small) == []
    Event.objects.update(state="published")
    assert len(seats.promote(small)) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "planet", "size": 1}, "kind"),
        ({"kind": "event", "size": -1}, "size"),
        ({"kind": "event", "size": 10**9}, "size"),
        ({"kind": "category", "size": 1}, "category"),
        ({"kind": "area", "size": 1}, "area"),
        ({"kind": "per_area", "size": 1}, "level"),
        ({"kind": "per_area", "size": 1, "level": 9}, "level"),
    ],
)
def test_a_pool_that_says_nothing_is_refused(small, cast, fields, field):
    with pytest.raises(DomainError) as error:
        seats.set_pool(small, actor=cast.actor("organiser"), **fields)
    assert list(error.value.fields) == [field]
    assert not small.pools.exists()


@pytest.mark.parametrize("name", ["anonymous", "outsider", "reviewer", "viewer", "registrar"])
def test_only_organisers_set_seats(event, cast, name):
    with pytest.raises(Forbidden):
        seats.set_pool(event, actor=cast.actor(name), kind="event", size=1)
    with pytest.raises(Forbidden):
        seats.remove_pool(event.pools.first(), actor=cast.actor(name))


def test_seats_left_are_told_per_pool(event, areas):
    join(event, 1, area=areas.karachi)
    assert [(pool.kind, left) for pool, left in seats.free_seats(event)] == [
        ("event", 59),
        ("per_area", None),
    ]


@pytest.mark.parametrize("already", [1, 3])
def test_a_place_costs_the_same_however_many_there_are(event, areas, already):
    for number in range(already):
        join(event, number, area=areas.karachi)
    event = Event.objects.select_related("host").get(pk=event.pk)
    with CaptureQueriesContext(connection) as queries:
        join(event, 9, area=areas.thatta, consents={"photo": True}, form_token=registrations.new_form_token())
    assert len(queries) == 13, "\n".join(query["sql"][:150] for query in queries)


def test_the_public_sees_what_anybody_may_take(small, areas, cast):
    """Seats kept for some and seats of delegations are not offered to all; the words about who is next follow the event's rule."""
    pool(small, 5)
    assert "5 places left of 5" in texts(Client().get("/events/small/"))
    pool(small, 2, "category", category="ministry", reserved=True)
    join(small, 1, category="ministry")
    for _ in range(2):  # the second look has nothing more to count
        assert "3 places left of 5, and 1 kept for certain participants" in texts(
            Client().get("/events/small/")
        )
    Delegation.objects.create(event=small, institution=small.host, seats=2, category="cso")
    assert "1 place left of 5" in texts(Client().get("/events/small/"))
    join(small, 2)
    page = texts(Client().get("/events/small/"))
    assert (
        "All places are taken but those kept for certain participants" in page
        and "Join the waiting list" in page
    )
    form = texts(Client().get("/events/small/register/"))
    assert "One place is left, kept for certain participants" in form and "whoever has waited longest" in form
    waiting = join(small, 3)
    assert waiting.state == "waitlisted" and join(small, 4, category="ministry").state == "confirmed"
    assert "All places are taken; there is a waiting list" in texts(Client().get("/events/small/"))
    Event.objects.update(promotion="balance", waiting_list=False)
    waiting.event.refresh_from_db()
    assert "from the area with the fewest people so far" in _state_words(waiting)
    assert "All places are taken" in texts(Client().get("/events/small/register/"))
    Pool.objects.filter(reserved=True).update(size=3)
    assert "Only places kept for certain participants are left" in texts(
        Client().get("/events/small/register/")
    )
