"""Releases of the agenda: what everybody sees, what changed in words, who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import Conflict, DomainError, Forbidden
from core.models import OutboundMail
from core.outbox import NotNeeded, render
from events.documents.papers import html_of
from events.links import own_address
from events.models import Event, Session, SessionChoice, Speaker
from events.papers import content_of
from events.services import programme, registrations
from events.services.events import update_event
from events.services.releases import pending, release
from events.snapshots import change_words
from tests.cast import make_session
from tests.events.desk import event_fields, statements, url, words
from tests.events.people import join
from tests.shared import shared

AGENDA, CHANGES, FEED = (f"/events/policy-consultation/agenda{end}" for end in ("/", "/changes/", ".ics"))


@shared
def released(event, cast) -> Event:
    """The cast's event with a first release."""
    release(
        event, actor=cast.actor("programmer"), name="Draft for comments", note={"en": "Rooms may change."}
    )
    return event


def sentences(made) -> list[str]:
    return [change_words(change, made.event.zone) for change in made.changes]


def test_before_the_first_release_everybody_sees_the_sessions(event, cast):
    make_session(event, "Just planned", hour=3)
    assert pending(event) is None
    assert "Just planned" in words(cast.client("anonymous").get(AGENDA))
    assert "Nothing is released yet" in words(cast.client("anonymous").get(CHANGES))
    assert "Release this agenda" in words(cast.client("programmer").get(url("desk-sessions", event)))


def test_afterwards_they_see_the_release_and_the_desk_the_working_copy(released, cast, session):
    programme.update_session(session, actor=cast.actor("programmer"), title={"en": "Renamed at the desk"})
    visitor, desk = cast.client("anonymous"), cast.client("programmer")
    for page in ("/events/policy-consultation/", AGENDA, FEED):
        text = visitor.get(page).content.decode()
        assert "Gap analysis: practice" in text and "Renamed at the desk" not in text
    assert "Draft for comments" in words(visitor.get(AGENDA))
    seen = words(desk.get(url("desk-sessions", released)))
    assert "Renamed at the desk" in seen and "not released yet: 1 change" in seen
    assert "“Gap analysis: practice” is now called “Renamed at the desk”." in words(
        desk.get(url("desk-releases", released))
    )
    desk.post(url("desk-releases", released), {"name": "Final agenda", "note_en": "See you there."})
    assert "Renamed at the desk" in words(visitor.get(AGENDA))
    log = words(visitor.get(CHANGES))
    assert (
        "Final agenda" in log
        and "is now called" in log
        and "See you there." in log
        and "Rooms may change." in log
    )
    assert "Released as it stands" in words(desk.get(url("desk-sessions", released)))


def test_an_event_that_moves_asks_for_a_new_release_and_the_programme_follows_the_release(released, cast):
    """Moved with its agenda: the working copy is another, everybody sees the release, and so does the printed programme."""
    desk, event = cast.client("organiser"), Event.objects.get(pk=released.pk)
    assert "Release the agenda again" not in words(desk.get("/desk/"))
    was = [row["time"] for day in content_of(event, "programme", {})["days"] for row in day["rows"]]
    later = event_fields(date_precision="exact", reported_qualifier="")
    zone, days = event.zone, timedelta(days=7, hours=1)
    later |= {
        name: (getattr(event, name) + days).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        for name in ("starts_at", "ends_at")
    }
    later |= {"title_en": "Policy consultation", "title_ur": "پالیسی مشاورت", "move_agenda": "on"}
    answer = desk.post(
        url("desk-event-edit", event), {name: value or "" for name, value in later.items()}, follow=True
    )
    assert "Release it again." in words(answer), words(answer)[:2000]
    assert "Release the agenda again" in words(desk.get("/desk/"))
    event = Event.objects.get(pk=event.pk)
    shown, draft = (content_of(event, "programme", {"copy": copy}) for copy in ("released", "working"))
    assert [row["time"] for day in shown["days"] for row in day["rows"]] == was
    assert (
        (shown["is_draft"], draft["is_draft"]) == (False, True) and shown["release"] and not draft["release"]
    )
    assert shown["days"][0]["title"] != draft["days"][0]["title"]
    assert "differs from the agenda that everybody sees" in html_of("programme", draft)
    assert "marked as a draft where it differs" in words(desk.get(url("desk-paper-new", event, "programme")))
    release(event, actor=cast.actor("programmer"), name="New days")
    again = [content_of(event, "programme", {"copy": copy}) for copy in ("released", "working")]
    assert again[0]["days"] == again[1]["days"] == draft["days"] and not again[1]["is_draft"]
    assert "Release the agenda again" not in words(desk.get("/desk/"))


def test_every_kind_of_change_has_its_words(released, cast, session):
    actor = cast.actor("programmer")
    other = released.sessions.last()
    Event.objects.filter(pk=released.pk).update(state="draft")
    programme.update_session(
        session, actor=actor, starts_at=session.starts_at + timedelta(hours=1), ends_at=session.ends_at + timedelta(hours=1),
        room="Hall B", languages=["ur"], interpretation=["en"],
    )  # fmt: skip
    programme.add_speaker(session, actor=actor, name="A. B.", title="Secretary")
    new = programme.add_session(
        released, actor=actor, title={"en": "Side talk"}, starts_at=other.starts_at, ends_at=other.ends_at
    )
    programme.remove_session(Session.objects.get(pk=other.pk), actor=actor)
    told = sentences(release(Event.objects.get(pk=released.pk), actor=actor, name="Second"))
    assert [sentence.partition("”")[2] for sentence in told[1:]] == [
        " moves from Hall A to Hall B.",
        " also speaks: A. B., Secretary.",
        ": description, kind, theme or languages are different.",
        f" is new: {told[4].partition(': ')[2]}",
        " is no longer on the agenda.",
    ]
    assert "09:30–10:30 to " in told[0] and "10:30–11:30." in told[0]
    programme.cancel_session(new, actor=actor)
    Speaker.objects.all().delete()
    programme.update_session(session, actor=actor, room="")
    third = sentences(release(Event.objects.get(pk=released.pk), actor=actor, name="Third"))
    assert [one.partition("”")[2] for one in third] == [
        " is no longer in Hall B.",
        " no longer speaks: A. B., Secretary.",
        " is cancelled.",
    ]
    programme.restore_session(new, actor=actor)
    assert (
        "is held after all" in sentences(release(Event.objects.get(pk=released.pk), actor=actor, name="4"))[0]
    )


def test_a_cancelled_session_stays_in_the_feed_with_a_higher_sequence(released, cast, session):
    programme.cancel_session(session, actor=cast.actor("programmer"))
    feed = cast.client("anonymous").get(FEED).content.decode()
    assert "STATUS:CANCELLED" not in feed
    release(released, actor=cast.actor("programmer"), name="Second")
    feed = cast.client("anonymous").get(FEED).content.decode()
    assert feed.count("STATUS:CANCELLED") == 1 and "SEQUENCE:1" in feed and str(session.uid) in feed


# == Who is told =================================================================================================


@shared
def three(released, session) -> list:
    """Two confirmed, the first of whom chose a group; one who withdrew. And the group."""
    group = make_session(released, "Group one", hour=2, is_choice=True)
    release(released, actor=_system(), name="With groups")
    people = [join(released, number) for number in range(3)]
    SessionChoice.objects.create(registration=people[0], session=group)
    registrations.cancel(people[2], actor=_system())
    OutboundMail.objects.all().delete()
    return [*people, group]


def _system():
    from core.actors import SYSTEM

    return SYSTEM


def test_all_who_come_are_told_once_of_what_moves_for_all(released, three, session, cast):
    actor = cast.actor("programmer")
    programme.update_session(session, actor=actor, ends_at=session.ends_at + timedelta(minutes=30))
    made = release(released, actor=actor, name="Later")
    mails = list(OutboundMail.objects.filter(template="agenda.released").order_by("id"))
    assert [mail.to_label for mail in mails] == [three[0].code, three[1].code]
    message = render(mails[0])
    assert (
        "The agenda has changed" in message.subject and "“Gap analysis: practice” moves from" in message.text
    )
    assert f"see or change your registration:\n{own_address(three[0])}\n" in message.text
    from events.services.releases import _tell

    _tell(released, made)
    assert OutboundMail.objects.filter(template="agenda.released").count() == 2
    Event.objects.update(state="cancelled")
    with pytest.raises(NotNeeded):
        render(mails[0])


def test_a_move_of_all_days_is_told_once_and_what_else_moves_is_told_at_the_release(
    released, three, session, cast
):
    week, actor = timedelta(days=7), cast.actor("organiser")
    event = Event.objects.get(pk=released.pk)
    days = {"starts_at": event.starts_at + week, "ends_at": event.ends_at + week}
    update_event(event, actor=actor, move_agenda=True, **days)
    assert OutboundMail.objects.filter(template="event.moved").count() == 2
    page = words(cast.client("programmer").get(url("desk-releases", event)))
    assert "That is not told again" in page and "gets a mail" not in page and "get a mail" not in page
    made = release(event, actor=actor, name="New days")
    assert made.changes and not OutboundMail.objects.filter(template="agenda.released").exists()
    days = {name: moment + week for name, moment in days.items()}
    update_event(event, actor=actor, move_agenda=True, **days)
    session.refresh_from_db()
    hour = timedelta(hours=1)
    programme.update_session(
        session, actor=actor, starts_at=session.starts_at + hour, ends_at=session.ends_at + hour
    )
    release(event, actor=actor, name="One of them later")
    mails = OutboundMail.objects.filter(template="agenda.released")
    assert mails.count() == 2
    text = render(mails[0]).text
    assert "“Gap analysis: practice” moves" in text and "Who watches over it" not in text


def test_of_a_chosen_session_only_who_chose_it(released, three, cast):
    programme.update_session(three[3], actor=cast.actor("programmer"), room="Hall C")
    release(released, actor=cast.actor("programmer"), name="Later")
    [mail] = OutboundMail.objects.filter(template="agenda.released")
    assert mail.to_label == three[0].code and "Hall C" in render(mail).text


def test_a_new_name_or_speaker_moves_nobody(released, three, session, cast):
    programme.update_session(session, actor=cast.actor("programmer"), title={"en": "Better words"})
    release(released, actor=cast.actor("programmer"), name="Later")
    assert not OutboundMail.objects.exists()


@pytest.mark.parametrize(
    "hide", [{"risk": "restricted", "visibility": "unlisted"}, {"visibility": "restricted"}]
)
def test_a_discreet_event_is_not_named(released, three, session, cast, hide):
    Event.objects.update(**hide)
    programme.update_session(session, actor=cast.actor("programmer"), room="Hall C")
    release(Event.objects.get(), actor=cast.actor("programmer"), name="Later")
    message = render(OutboundMail.objects.first())
    assert not any(
        word in message.subject + message.text for word in ("Policy", "Gap", "Hall", "policy-consultation")
    )


def test_after_the_event_nobody_is_told(released, three, session, cast):
    programme.update_session(session, actor=cast.actor("programmer"), room="Hall C")
    past = timezone.now() - timedelta(days=9)
    Event.objects.update(starts_at=past, ends_at=past + timedelta(days=1))
    release(Event.objects.get(), actor=cast.actor("programmer"), name="Later")
    assert not OutboundMail.objects.exists()


# == What does not fit ===========================================================================================


def test_what_cannot_be_released(released, cast):
    actor = cast.actor("programmer")
    with pytest.raises(Conflict):
        release(released, actor=actor, name="The same again")
    with pytest.raises(DomainError):
        release(released, actor=actor, name="")
    for who in ("registrar", "viewer", "outsider"):
        with pytest.raises(Forbidden):
            release(released, actor=cast.actor(who), name="Mine")
    released.sessions.all().delete()
    with pytest.raises(DomainError):
        release(released, actor=actor, name="Empty")
    Event.objects.update(state="cancelled")
    with pytest.raises(Conflict):
        release(Event.objects.get(), actor=actor, name="Too late")


def test_clashes_are_shown_first_and_stop_nothing(event, cast, session):
    make_session(event, "Beside it", room=session.room)
    make_session(event, "Long after", day=9)
    make_session(event, "Before breakfast", hour=-3)
    seen = words(cast.client("programmer").get(url("desk-releases", event)))
    assert (
        "“Hall A” is also used by “Beside it” at this time." in seen
        and "It lies outside the days of the event." in seen
        and "The event begins only at 09:30." in seen
    )
    cast.client("programmer").post(url("desk-releases", event), {"name": "As it is"})
    assert event.releases.get().number == 1


def test_a_nameless_release_is_asked_again(event, cast):
    answer = cast.client("programmer").post(url("desk-releases", event), {"note_en": "Kept words"})
    assert "Fill in “Name of this release”" in words(answer) and "Kept words" in words(answer)


@pytest.mark.parametrize("who, status", [("viewer", 403), ("registrar", 403), ("outsider", 404)])
def test_the_desk_is_for_the_programme(event, cast, who, status):
    assert cast.client(who).get(url("desk-releases", event)).status_code == status


def test_hidden_events_hide_their_changes(released, cast):
    Event.objects.update(visibility="restricted")
    assert cast.client("anonymous").get(CHANGES).status_code == 404
    assert cast.client("viewer").get(CHANGES).status_code == 200
    assert cast.client("viewer").post(CHANGES).status_code == 405


def test_pages_cost_the_same_however_long_the_agenda(released, cast):
    visitor, desk = cast.client("anonymous"), cast.client("programmer")
    pages = [(visitor, AGENDA), (visitor, CHANGES), (desk, url("desk-releases", released))]
    one = [statements(*page) for page in pages]
    for number in range(4):
        more = make_session(released, f"More {number}", hour=number)
        Speaker.objects.create(session=more, name=f"Speaker {number}")
    assert [statements(*page) for page in pages][:2] == one[:2] == [1, 2]
    release(released, actor=cast.actor("programmer"), name="Longer")
    assert [statements(*page) for page in pages] == one


def test_the_api_tells_others_what_is_released_and_the_team_how_it_stands(released, cast, session):
    actor = cast.actor("programmer")
    programme.add_speaker(session, actor=actor, name="A. B.")
    programme.update_session(session, actor=actor, title={"en": "Renamed"}, room="Hall Z", is_choice=True)
    make_session(released, "Not told yet", hour=3)
    address = f"/api/v1/events/{released.slug}/sessions/"
    theirs, ours = (cast.client(who).get(address).json()["results"] for who in ("anonymous", "programmer"))
    assert [row["title"]["en"] for row in theirs] == ["Gap analysis: practice", "Who watches over it"]
    assert (theirs[0]["room"], theirs[0]["speakers"], theirs[0]["is_choice"]) == ("Hall A", [], False)
    assert [row["title"]["en"] for row in ours] == ["Renamed", "Not told yet", "Who watches over it"]
    assert (ours[0]["room"], ours[0]["speakers"][0]["name"], ours[0]["is_choice"]) == (
        "Hall Z",
        "A. B.",
        True,
    )
