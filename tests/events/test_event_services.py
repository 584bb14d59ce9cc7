"""The event itself: made, changed, published, cancelled, closed."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from core import outbox
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition
from core.models import AuditEvent, OutboundMail
from core.sealed import open_sealed
from events.models import Event
from events.services import events as service
from events.services import programme
from events.steps import steps
from tests.cast import make_event, make_session
from tests.events.people import join

KARACHI = ZoneInfo("Asia/Karachi")


def fields(**changes) -> dict:
    start = timezone.now() + timedelta(days=30)
    return {
        "title": {"en": "Human rights policy: a consultation"}, "kind": "consultation", "starts_at": start,
        "ends_at": start + timedelta(days=1), "timezone": "Asia/Karachi", "city": "Islamabad", **changes,
    }  # fmt: skip


def new(spo, cast, **changes) -> Event:
    return service.create_event(spo, actor=cast.actor("organiser"), **fields(**changes))


def test_a_new_event_is_a_draft_with_its_history(spo, cast):
    event = new(spo, cast)
    assert event.state == "draft"
    assert [(change.transition, change.actor_label) for change in event.changes.all()] == [
        ("create", "Organiser Test")
    ]


def test_the_address_comes_from_the_title_and_is_unique(spo, cast):
    year = (timezone.now() + timedelta(days=30)).astimezone(KARACHI).year
    assert new(spo, cast).slug == f"human-rights-policy-a-consultation-{year}"
    assert new(spo, cast).slug == f"human-rights-policy-a-consultation-{year}-2"
    assert new(spo, cast, title={"ur": "مشاورت"}).slug == f"consultation-{year}"
    long = "EU–Tajikistan civil society seminar on cooperation with the Human Rights Commissioner"
    assert (
        new(spo, cast, title={"en": long}).slug
        == f"eu-tajikistan-civil-society-seminar-on-cooperation-with-the-{year}"
    )


@pytest.mark.parametrize(
    ("zone", "known"), [("UTC", True), ("Asia/Dhaka", True), ("PST8PDT", False), ("", False)]
)
def test_a_time_zone_is_a_place_or_utc(zone, known):
    assert service.is_zone(zone) is known


def test_nothing_of_a_draft_has_begun_even_when_its_registration_would_be_open(spo, cast):
    now = timezone.now()
    day = timedelta(days=1)
    event = new(spo, cast, registration_opens_at=now - day, registration_closes_at=now + day)
    assert [step.state for step in steps(event)] == ["ahead", "ahead", "ahead"]


def test_only_organisers_of_the_host_make_its_events(spo, cast):
    for name in ("outsider", "registrar", "admin", "reviewer", "nobody"):
        with pytest.raises(Forbidden):
            service.create_event(spo, actor=cast.actor(name), **fields())


def test_an_institution_that_is_no_host_holds_no_events(spo, cast):
    actor = cast.actor("organiser")
    type(spo).objects.filter(pk=spo.pk).update(is_host=False)
    spo.refresh_from_db()
    with pytest.raises(DomainError) as error:
        service.create_event(spo, actor=actor, **fields())
    assert error.value.code == "not_a_host"


@pytest.mark.parametrize(
    "field, changes",
    [
        ("title", {"title": {"en": ""}}),
        ("ends_at", {"ends_at": timezone.now()}),
        ("ends_at", {"ends_at": timezone.now() + timedelta(days=1000)}),
        ("timezone", {"timezone": "Mars/Olympus"}),
        ("registration_closes_at", {"registration_closes_at": timezone.now()}),  # over before it begins
        (
            "registration_closes_at",
            {
                "registration_opens_at": timezone.now(),
                "registration_closes_at": timezone.now() - timedelta(days=1),
            },
        ),
        ("visibility", {"risk": "confidential", "visibility": "unlisted"}),
        ("visibility", {"risk": "restricted", "visibility": "public"}),
    ],
)
def test_fields_that_do_not_fit_are_named(spo, cast, field, changes):
    with pytest.raises(DomainError) as error:
        new(spo, cast, **changes)
    assert field in error.value.fields
    assert Event.objects.filter(title__en="Human rights policy: a consultation").count() == 0


def test_registration_with_an_end_alone_begins_now(spo, cast):
    event = new(spo, cast, registration_closes_at=timezone.now() + timedelta(days=1))
    assert event.registration_opens_at is not None and event.registration_opens_at <= timezone.now()
    assert new(spo, cast).registration_opens_at is None


def test_the_joining_link_is_sealed(spo, cast):
    event = service.create_event(
        spo, actor=cast.actor("organiser"), joining_link="https://meet.example.org/abc", **fields()
    )
    assert "meet.example" not in str(
        Event.objects.filter(pk=event.pk).values_list("joining_link", flat=True)[0].token
    )
    assert open_sealed(event, "joining_link") == "https://meet.example.org/abc"


def test_publishing_names_what_is_missing(spo, cast):
    event = new(spo, cast, city="")
    session = make_session(event, "Far away")
    type(session).objects.filter(pk=session.pk).update(
        starts_at=event.ends_at + timedelta(days=9), ends_at=event.ends_at + timedelta(days=10)
    )
    with pytest.raises(DomainError) as error:
        service.publish_event(event, actor=cast.actor("organiser"))
    assert [problem.code for problem in service.publish_problems(event)] == ["place", "sessions"]
    assert "Far away" in error.value.message
    assert Event.objects.get(pk=event.pk).state == "draft"


def test_publishing_needs_the_right_and_happens_once(spo, cast, event):
    Event.objects.filter(pk=event.pk).update(state="draft")
    event.refresh_from_db()
    with pytest.raises(Forbidden):
        service.publish_event(event, actor=cast.actor("programmer"))
    service.publish_event(event, actor=cast.actor("organiser"))
    with pytest.raises(InvalidTransition):
        service.publish_event(event, actor=cast.actor("organiser"))


def test_a_change_is_noted_by_field_never_by_value(cast, event):
    service.update_event(event, actor=cast.actor("organiser"), city="Lahore", venue="A hotel")
    change = event.changes.last()
    assert (event.city, change.transition, change.data) == ("Lahore", "update", {"fields": ["city"]})


def test_a_stale_copy_does_not_overwrite_the_queue_counter(cast, event):
    """The instance in hand may be old; what was not changed must stay as it is in the database."""
    join(event)
    event.queue_counter = 0
    service.update_event(event, actor=cast.actor("organiser"), city="Lahore")
    assert Event.objects.get(pk=event.pk).queue_counter == 1


def test_raising_the_risk_hides_at_once(cast, event):
    service.update_event(event, actor=cast.actor("organiser"), risk="restricted")
    assert (event.risk, event.visibility, event.is_public) == ("restricted", "restricted", False)
    assert AuditEvent.objects.filter(verb="event_risk", kind="official").count() == 1


def test_lowering_the_risk_needs_an_organiser_and_a_reason(cast, spo):
    event = make_event(spo, "quiet", risk="confidential", visibility="restricted")
    manager = cast.users["viewer"]
    event.roles.create(user=manager, role="manager")
    with pytest.raises(Forbidden):
        service.update_event(event, actor=cast.actor("viewer"), risk="open", note="It is over.")
    with pytest.raises(DomainError) as error:
        service.update_event(event, actor=cast.actor("organiser"), risk="open")
    assert "note" in error.value.fields
    service.update_event(
        event, actor=cast.actor("organiser"), risk="open", visibility="public", note="It is over."
    )
    assert event.is_public
    assert event.changes.last().note == "It is over."


def test_another_time_zone_keeps_the_times_on_the_wall(cast, event, session):
    before = event.starts_at.astimezone(event.zone).replace(tzinfo=None)
    on_the_wall = session.starts_at.astimezone(event.zone).replace(tzinfo=None)
    service.update_event(event, actor=cast.actor("organiser"), timezone="Asia/Dhaka")
    session.refresh_from_db()
    assert event.starts_at.astimezone(event.zone).replace(tzinfo=None) == before
    assert session.starts_at.astimezone(event.zone).replace(tzinfo=None) == on_the_wall
    assert session.sequence == 1


def test_the_agenda_moves_along_when_asked(cast, event, session):
    was, by = session.starts_at, timedelta(days=7)
    moved = {"starts_at": event.starts_at + by, "ends_at": event.ends_at + by}
    service.update_event(event, actor=cast.actor("organiser"), **moved)
    session.refresh_from_db()
    assert session.starts_at == was
    back = {"starts_at": event.starts_at - by, "ends_at": event.ends_at - by}
    service.update_event(event, actor=cast.actor("organiser"), move_agenda=True, **back)
    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (was - by, 1)


def test_times_of_registration_to_come_move_along_when_asked(cast, event):
    now, week = timezone.now().replace(second=0, microsecond=0), timedelta(days=7)
    opens, closes = now - timedelta(days=1), now + timedelta(days=5)
    Event.objects.update(registration_opens_at=opens, registration_closes_at=closes)
    event.refresh_from_db()

    def move(**more) -> tuple:
        days = {"starts_at": event.starts_at + week, "ends_at": event.ends_at + week}
        after = service.update_event(event, actor=cast.actor("organiser"), **days, **more)
        return after.registration_opens_at, after.registration_closes_at

    assert move() == (opens, closes)
    assert move(move_registration=True, registration_closes_at=closes) == (opens, closes + week), (
        "opened already"
    )
    typed = closes + timedelta(days=1)
    assert move(move_registration=True, registration_closes_at=typed) == (opens, typed), "given anew"
    Event.objects.update(registration_opens_at=now - 2 * week, registration_closes_at=now - week)
    event.refresh_from_db()
    assert move(move_registration=True) == (now - 2 * week, now - week), "over is over"


def test_calling_off_tells_those_registered(cast, event, session):
    join(event, 1)
    join(event, 2, email="", phone="+923001234567")
    OutboundMail.objects.all().delete()
    service.cancel_event(event, actor=cast.actor("organiser"), note="The hall burnt down.")
    session.refresh_from_db()
    mail = OutboundMail.objects.get()
    message = outbox.render(mail)
    assert (event.state, session.sequence, mail.template) == ("cancelled", 1, "event.cancelled")
    assert "Policy consultation" in message.subject
    assert "burnt" not in message.text
    with pytest.raises(Conflict):
        service.update_event(event, actor=cast.actor("organiser"), city="Lahore")


def test_calling_off_needs_a_reason(cast, event):
    with pytest.raises(DomainError) as error:
        service.cancel_event(event, actor=cast.actor("organiser"), note="")
    assert "note" in error.value.fields
    assert Event.objects.get(pk=event.pk).state == "published"


def test_mail_of_a_discreet_event_does_not_name_it(cast, event):
    service.update_event(event, actor=cast.actor("organiser"), risk="confidential")
    join(event, actor=cast.actor("registrar"), source="staff")
    service.cancel_event(event, actor=cast.actor("organiser"), note="Too dangerous.")
    message = outbox.render(OutboundMail.objects.get(template="event.cancelled"))
    assert "Policy consultation" not in message.subject + message.text


def test_a_closed_event_stays_as_it_is(cast, event):
    service.close_event(event, actor=cast.actor("organiser"))
    assert Event.objects.get(pk=event.pk).state == "closed"


def test_partners_are_named_once_and_in_order(cast, event, spo, mohr):
    organiser = cast.actor("organiser")
    service.set_partner(event, actor=organiser, institution=spo, role="organiser")
    second = service.set_partner(event, actor=organiser, institution=mohr, role="co_organiser")
    service.set_partner(
        event, actor=organiser, institution=spo, role="organiser", disclaimer="Their own views."
    )
    assert [(p.institution.code, p.position, p.disclaimer) for p in event.partners.all()] == [
        ("spo", 0, "Their own views."),
        ("mohr", 1, ""),
    ]
    service.remove_partner(second, actor=organiser)
    assert event.partners.count() == 1
    with pytest.raises(Forbidden):
        service.set_partner(event, actor=cast.actor("programmer"), institution=mohr, role="funder")


def test_unknown_fields_are_refused(cast, event):
    with pytest.raises(TypeError):
        service.update_event(event, actor=cast.actor("organiser"), state="published")
    with pytest.raises(TypeError):
        programme.update_theme(event.themes.first(), actor=cast.actor("organiser"), event=None)
