"""The list of events, a new one, the overview, changing and ending one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from core.actors import SYSTEM
from core.dates import usual_zone
from core.models import OutboundMail
from events.models import Event, EventRole
from events.services import team
from events.services.attendance import set_attendance
from events.services.invitations import invite
from events.services.releases import release
from events.tasks import tasks
from tests.cast import make_event, make_session
from tests.events.desk import event_fields, statements, url, words
from tests.events.people import join


def test_a_clock_of_another_country_is_pointed_out_before_publishing(event, cast):
    page = url("desk-event", event)
    event.state = "draft"
    for zone, country, said in (
        ("Asia/Karachi", "PK", False),
        ("Asia/Karachi", "BD", True),
        ("UTC", "", False),
    ):
        event.timezone, event.country = zone, country
        event.save()
        html = cast.client("organiser").get(page).content.decode()
        assert ("Is that meant?" in html) is said, (zone, country)


def test_time_zones_stand_once_by_their_present_name_and_that_of_the_host_is_chosen(event, cast, spo):
    page = cast.client("organiser").get(url("desk-event-new"))
    field = page.context["form"]["timezone"]
    zones = {zone for zone, _label in field.field.choices}
    assert {"Asia/Dhaka", "Asia/Kuwait", "Asia/Karachi"} <= zones and "Asia/Dacca" not in zones
    assert field.value() == "Asia/Karachi" == usual_zone("UTC", "PK") and usual_zone("UTC", "AU") == "UTC"
    event.timezone = "Asia/Dacca"  # of an older list: stays
    event.save()
    edit = cast.client("organiser").get(url("desk-event-edit", event))
    assert edit.context["form"]["timezone"].value() == "Asia/Dacca"
    assert "Asia/Dacca" in {zone for zone, _label in edit.context["form"].fields["timezone"].choices}


def test_the_list_holds_the_teams_events_and_no_others(cast, event, ask, spo):
    make_event(ask, "theirs", title={"en": "Their event"})
    make_event(spo, "draft", state="draft", title={"en": "Our draft"})
    seen = words(cast.client("organiser").get(url("desk-event-list")))
    assert "Policy consultation" in seen and "Our draft" in seen and "Their event" not in seen
    one_role = words(cast.client("viewer").get(url("desk-event-list")))
    assert "Policy consultation" in one_role and "Our draft" not in one_role and "New event" not in one_role


def test_the_list_is_narrowed_and_sorted_in_the_address(cast, event, spo):
    make_event(spo, "draft", state="draft", title={"en": "A dialogue"}, kind="dialogue")
    client = cast.client("organiser")
    assert "A dialogue" not in words(client.get(url("desk-event-list") + "?state=published"))
    assert "Policy consultation" not in words(client.get(url("desk-event-list") + "?kind=dialogue"))
    assert "A dialogue" in words(client.get(url("desk-event-list") + "?q=DIALOGUE"))
    by_title = words(client.get(url("desk-event-list") + "?sort=title"))
    assert by_title.index("A dialogue") < by_title.index("Policy consultation")


def test_people_without_a_role_have_no_list(cast):
    for who in ("nobody", "reviewer", "admin"):
        assert cast.client(who).get(url("desk-event-list")).status_code == 404
        assert cast.client(who).get(url("desk-event-new")).status_code == 404


@pytest.mark.parametrize("address, count", [("desk-event-list", 6), ("desk-upcoming", 17)])
def test_lists_do_not_ask_for_each_event(cast, event, spo, address, count):
    """The desk's next events are three at most: each costs its four figures."""
    client = cast.client("organiser")
    one = statements(client, url(address))
    make_event(spo, "second")
    make_event(spo, "third")
    assert statements(client, url(address)) == count
    assert one <= count


def test_an_event_is_made_on_one_page(cast, event, spo):
    client = cast.client("organiser")
    answer = client.post(url("desk-event-new"), event_fields(seats="60", per_district="3"))
    made = Event.objects.get(title__en="Second consultation")
    assert answer.url == url("desk-event", made)
    assert (made.host, made.state, made.city, str(made.title.in_language("ur")[0])) == (
        spo,
        "draft",
        "Islamabad",
        "دوسری مشاورت",
    )
    assert made.starts_at.astimezone(made.zone).strftime("%H:%M") == "09:00"
    assert [(pool.kind, pool.size, pool.level) for pool in made.pools.all()] == [
        ("event", 60, None),
        ("per_area", 3, 2),
    ]


def test_what_was_typed_stays_when_something_is_wrong(cast, event):
    before = Event.objects.count()
    answer = cast.client("organiser").post(
        url("desk-event-new"),
        event_fields(
            title_en="A‮title", ends_at="2020-01-01T10:00", registration_closes_at="2027-01-01T10:00"
        ),
    )
    assert answer.status_code == 200
    assert "The event must end after it starts." in words(answer)
    assert 'value="دوسری مشاورت"' in answer.content.decode()
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "bad",
    [
        {"title_en": "x\x00y"},
        {"title_en": "​", "title_ur": ""},
        {"title_en": "y" * 10_000},
        {"starts_at": "soon"},
    ],
)
def test_bad_input_is_a_sentence(cast, event, bad):
    before = Event.objects.count()
    answer = cast.client("organiser").post(url("desk-event-new"), event_fields(**bad))
    assert answer.status_code == 200 and answer.context["form"].errors
    assert Event.objects.count() == before


def test_more_languages_are_asked_without_losing_what_was_typed(cast, event):
    chosen = event_fields(languages=["en", "ps"], refresh="1", ends_at="")
    page = cast.client("organiser").post(url("desk-event-new"), chosen | {"title_ur": ""}).content.decode()
    assert 'name="title_ps"' in page and 'name="title_ur"' not in page
    assert 'value="Second consultation"' in page and "is-wrong" not in page
    page = cast.client("organiser").post(url("desk-event-new"), chosen).content.decode()
    assert f'value="{chosen["title_ur"]}"' in page  # nobody loses words by a shorter list of languages


def test_only_organisers_make_events(cast, event):
    assert cast.client("registrar").get(url("desk-event-new")).status_code == 403
    assert cast.client("registrar").post(url("desk-event-new"), event_fields()).status_code == 403


def test_the_overview_says_what_is_missing_and_offers_to_publish(cast, event):
    Event.objects.filter(pk=event.pk).update(state="draft", city="", venue="")
    client = cast.client("organiser")
    seen = words(client.get(url("desk-event", event)))
    assert "Say where the event takes place: at least the city." in seen and "Before you publish" in seen
    assert "Before you publish" not in words(cast.client("registrar").get(url("desk-event", event)))
    answer = client.post(url("desk-event-publish", event))
    assert answer.status_code == 400 and "at least the city" in words(answer)
    early = timezone.now() - timedelta(days=9)
    Event.objects.filter(pk=event.pk).update(
        city="Islamabad", registration_opens_at=early, registration_closes_at=early + timedelta(days=8)
    )
    seen = words(client.get(url("desk-event", event)))
    assert "Choose a later day. Please check" in seen, "an edition made late begins with registration over"
    assert client.post(url("desk-event-publish", event)).status_code == 302
    assert Event.objects.get(pk=event.pk).state == "published"


def test_the_overview_leads_on_up_to_the_day_and_afterwards(cast, event):
    client, page = cast.client("organiser"), url("desk-event", event)
    seen = words(client.get(page))
    assert (
        "Up to the day" in seen and "Invitations A link of their own" in seen and "Joining link" not in seen
    )
    Event.objects.filter(pk=event.pk).update(format="online")
    invite(event, [{"name": "Ali", "email": "ali@people.example"}], actor=SYSTEM)
    seen = words(client.get(page))
    assert "Joining link" in seen and "One person has not answered. Under way" in seen
    assert "From then on changes are told, once. Reminders" in seen, "nothing is released yet"
    event.delegations.create(institution=event.host, seats=3)
    release(event, actor=cast.actor("programmer"), name="First")
    event.registrations.update(state="confirmed")
    make_session(event, "Late idea", day=1)
    seen = words(client.get(page))
    assert "for each person whom you want there. Done" in seen, "who was invited has answered"
    assert "3 seats have no name yet. Under way" in seen
    assert "One change is not released yet. Under way" in seen
    assert "Up to the day" not in words(
        cast.client("viewer").get(page)
    )  # it leads to pages that are not theirs
    assert "Attendance From the sign-in desk" not in seen
    begun = timezone.now() - timedelta(hours=3)
    Event.objects.filter(pk=event.pk).update(starts_at=begun, ends_at=begun + timedelta(days=1))
    seen = words(client.get(page))
    assert "Up to the day" in seen and "Attendance From the sign-in desk" in seen, "on the days themselves"
    start = timezone.now() - timedelta(days=3)
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(hours=3))
    seen = words(client.get(page))
    assert "After the event" in seen and "Attendance From the sign-in desk" in seen
    join(event, 1), join(event, 2)
    set_attendance(event.registrations.last(), actor=SYSTEM, point=event.days[0].isoformat(), status="absent")
    assert "2 people with a place are noted nowhere. Under way" in words(client.get(page))
    assert "After the event" in seen and "Head count" in seen and "Close the event Nothing more" in seen


def test_the_overview_counts(cast, event, areas):
    for number in range(3):
        join(event, number, area=areas.karachi)
    Event.objects.filter(pk=event.pk).update(approval="manual")
    event.refresh_from_db()
    join(event, 9, area=areas.lahore)
    numbers = cast.client("organiser").get(url("desk-event", event)).context["numbers"]
    assert (numbers.confirmed, numbers.pending, numbers.districts, numbers.seats, numbers.free) == (
        3,
        1,
        1,
        60,
        57,
    )
    assert "Waiting for a decision" not in words(cast.client("viewer").get(url("desk-event", event)))


def test_the_overview_needs_as_many_statements_for_one_registration_as_for_many(cast, event, areas):
    client = cast.client("organiser")
    join(event, 1, area=areas.karachi)
    one = statements(client, url("desk-event", event))
    for number in range(2, 5):
        join(event, number, area=areas.lahore)
        make_session(event, hour=number)
    assert statements(client, url("desk-event", event)) == one


def test_the_chair_sees_who_of_a_government_joined_the_circle(cast, event, mohr):
    from accounts.models import Membership

    Membership.objects.create(user=cast.nobody, institution=mohr, role="assessor")
    team.grant_role(
        event, cast.nobody, "drafter", actor=cast.actor("organiser"), reason="Seconded for the drafting."
    )
    assert "Seconded for the drafting." in words(cast.client("chair").get(url("desk-event", event)))


def test_an_event_is_changed(cast, event):
    client = cast.client("organiser")
    posted = event_fields(title_en="Another title", date_precision="exact")
    assert client.post(url("desk-event-edit", event), posted).status_code == 302
    event.refresh_from_db()
    assert (event.title["en"], event.venue) == ("Another title", "A hotel")


def test_the_agenda_moves_along_unless_somebody_says_no_and_then_it_is_said(cast, event, session):
    client = cast.client("organiser")
    closes = event.starts_at - timedelta(days=2)
    Event.objects.filter(pk=event.pk).update(registration_closes_at=closes)
    form = client.get(url("desk-event-edit", event)).context["form"]
    assert form["move_agenda"].value() is form["move_registration"].value() is True
    shown = date_format(closes.astimezone(event.zone), "j E Y, H:i")
    assert (
        f"closes {shown}" in form["move_registration"].help_text
        and "opens" not in form["move_registration"].help_text
    )
    make_session(event, "Left behind", day=0)
    later = {
        name: (getattr(event, name).astimezone(event.zone) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
        for name in ("starts_at", "ends_at")
    } | {"registration_opens_at": "2026-01-02T09:00", "move_registration": "on"}
    later["registration_closes_at"] = closes.astimezone(event.zone).strftime("%Y-%m-%dT%H:%M")
    typing = event_fields(date_precision="exact", refresh="1", **later)
    moved = date_format((closes + timedelta(days=30)).astimezone(event.zone), "j E Y, H:i")
    asked = words(client.post(url("desk-event-edit", event), typing))
    assert f"From now to then: closes {shown} → {moved}." in asked
    asked = words(client.post(url("desk-event-edit", event), {**typing, "starts_at": "soon"}))
    assert f"Now: closes {shown}." in asked
    seen = words(
        client.post(url("desk-event-edit", event), event_fields(date_precision="exact", **later), follow=True)
    )
    assert "These sessions lie outside the days of the event:" in seen and "Left behind" in seen
    assert f"and closes on {moved}." in seen


def test_raising_the_risk_is_said_and_lowering_asks_why(cast, event):
    client = cast.client("organiser")
    seen = words(
        client.post(
            url("desk-event-edit", event),
            event_fields(risk="restricted", date_precision="exact"),
            follow=True,
        )
    )
    assert "The risk rose, so the event is hidden" in seen
    answer = client.post(url("desk-event-edit", event), event_fields(risk="open", date_precision="exact"))
    assert "Write why the risk is lower now." in words(answer)
    assert Event.objects.get(pk=event.pk).risk == "restricted"


def test_an_empty_joining_link_keeps_the_one_there_is(cast, event):
    client = cast.client("organiser")
    client.post(
        url("desk-event-edit", event),
        event_fields(joining_link="https://meet.example.org/abc", date_precision="exact"),
    )
    kept = Event.objects.get(pk=event.pk).joining_link.token
    client.post(url("desk-event-edit", event), event_fields(date_precision="exact"))
    assert Event.objects.get(pk=event.pk).joining_link.token == kept != ""
    assert "meet.example" not in client.get(url("desk-event-edit", event)).content.decode()


def test_calling_off_asks_first(cast, event):
    join(event)
    client = cast.client("organiser")
    assert "One person gets a mail." in words(client.get(url("desk-event-cancel", event)))
    assert client.post(url("desk-event-cancel", event), {"note": ""}).status_code == 200
    client.post(url("desk-event-cancel", event), {"note": "Flood."})
    assert Event.objects.get(pk=event.pk).state == "cancelled"


def test_closing_asks_first(cast, event):
    client = cast.client("organiser")
    lost = words(client.get(url("desk-event-close", event)))
    assert "Phones at the door end now" in lost
    assert "cannot be opened again" in lost and "contacts are deleted 90 days later" in lost
    client.post(url("desk-event-close", event))
    assert Event.objects.get(pk=event.pk).state == "closed"
    now = timezone.now()
    Event.objects.filter(pk=event.pk).update(
        starts_at=now - timedelta(hours=5), ends_at=now + timedelta(hours=1)
    )
    assert "After the event" in words(client.get(url("desk-event", event))), "closed before its last hour"


def titles(cast, who: str) -> list[str]:
    return [task.title for task in tasks(cast.actor(who))]


def test_what_needs_somebody_depends_on_the_role(cast, event):
    Event.objects.filter(pk=event.pk).update(approval="manual")
    event.refresh_from_db()
    join(event)
    OutboundMail.objects.filter(scope=str(event.uid)).update(state="failed")
    assert titles(cast, "organiser") == [
        "One registration waits for a decision",
        "One mail could not be delivered",
    ]
    assert titles(cast, "registrar") == titles(cast, "organiser")
    assert titles(cast, "viewer") == titles(cast, "outsider") == titles(cast, "nobody") == []


def test_an_old_registration_is_late(cast, event):
    Event.objects.filter(pk=event.pk).update(approval="manual")
    event.refresh_from_db()
    person = join(event)
    type(person).objects.filter(pk=person.pk).update(created_at=timezone.now() - timedelta(days=8))
    [task] = tasks(cast.actor("registrar"))
    assert task.late


def test_a_draft_an_empty_agenda_and_the_day_itself_are_tasks(cast, event, spo):
    now = timezone.now()
    make_event(spo, "draft", state="draft")
    make_event(spo, "soon", starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10))
    today = make_event(spo, "today", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    EventRole.objects.create(event=today, user=cast.checkin, role="checkin")
    assert sorted(titles(cast, "organiser")) == [
        "Publish the event",
        "Sign people in today",
        "Write the agenda",
    ]
    assert titles(cast, "checkin") == ["Sign people in today"]


def test_the_first_page_of_the_desk_shows_the_tasks(cast, event):
    Event.objects.filter(pk=event.pk).update(approval="manual")
    event.refresh_from_db()
    join(event)
    seen = words(cast.client("registrar").get("/desk/"))
    assert "One thing needs you" in seen and "One registration waits for a decision" in seen
    assert "Nothing needs you today" in words(cast.client("viewer").get("/desk/"))


def test_the_tasks_of_many_events_cost_three_statements(cast, event, spo, django_assert_num_queries):
    for number in range(3):
        make_event(spo, f"draft-{number}", state="draft")
    actor = cast.actor("organiser")
    with django_assert_num_queries(3):
        assert len(tasks(actor)) == 3
