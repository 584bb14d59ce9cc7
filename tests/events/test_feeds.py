"""Calendars to subscribe to: all public events, one's own by a secret address that can be taken back."""

import icalendar
import pytest
from django.urls import reverse

from core.actors import SYSTEM
from core.tokens import hash_token
from events.models import Event, FeedToken
from events.services import feeds, programme
from events.services.registrations import cancel, register
from events.views import feeds as feeds_view
from tests.cast import make_event
from tests.events.calendars import lint

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(event, cast):
    return register(event, actor=cast.actor("anonymous"), name="Sitara", email="sitara@example.org")


def calendar(client, url: str) -> icalendar.Calendar:
    answer = client.get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = lint(answer.content)
    assert not [entry for entry in found.walk("VEVENT") if "attendee" in entry]
    return found


def summaries(found: icalendar.Calendar) -> list[str]:
    return [f"{entry['summary']}: {entry['status']}" for entry in found.walk("VEVENT")]


def own(token: str) -> str:
    return reverse("events:own-calendar", args=[token])


def test_public_events_are_one_entry_each(event, ask, client, django_assert_num_queries):
    make_event(ask, slug="hidden", title={"en": "Hidden"}, visibility="unlisted")
    make_event(ask, slug="off", title={"en": "Called off"}, state="cancelled")
    make_event(ask, slug="draft", title={"en": "Draft"}, state="draft")
    make_event(ask, slug="quiet", title={"en": "Quiet"}, venue="A safe place", risk="restricted")
    with django_assert_num_queries(1):
        found = calendar(client, "/events/calendar.ics")
    assert sorted(summaries(found)) == [
        "Called off: CANCELLED",
        "Meeting: CONFIRMED",
        "Policy consultation: CONFIRMED",
    ]
    assert b"safe place" not in found.to_ical()


def test_a_participant_has_an_address_of_their_own(event, registered, session, client):
    page = f"/r/{registered.manage_token}/calendar/"
    token = feeds.address_token(registered.registration)
    html = client.get(page).content.decode()
    assert f"{own(token)}" in html and "webcal://" in html
    assert f'<a href="{feeds_view.address(token)}" download>' in html, (
        "a phone without a calendar that subscribes"
    )
    assert feeds.address_token(registered.registration) == token, "asked again, the same"
    assert FeedToken.objects.get().token_hash == hash_token(token)
    programme.cancel_session(session, actor=SYSTEM)
    assert sorted(summaries(calendar(client, own(token)))) == [
        "Gap analysis: practice: CANCELLED",
        "Who watches over it: CONFIRMED",
    ]
    answer = client.get(own(token))
    assert answer["Cache-Control"] == "private, no-store" and "noindex" in answer["X-Robots-Tag"]


def test_whoever_comes_no_more_sees_all_entries_go(event, registered, client):
    token = feeds.address_token(registered.registration)
    cancel(registered.registration, actor=SYSTEM)
    assert {line.rpartition(" ")[2] for line in summaries(calendar(client, own(token)))} == {"CANCELLED"}


def test_an_address_taken_back_answers_like_one_that_never_was(event, registered, client):
    page = f"/r/{registered.manage_token}/calendar/"
    before = feeds.address_token(registered.registration)
    assert client.post(page).status_code == 302
    after = feeds.address_token(registered.registration)
    assert before != after
    assert client.get(own(before)).status_code == client.get(own("0" * 64)).status_code == 404
    assert client.get(own(after)).status_code == 200
    assert client.post(own(after)).status_code == 405


def test_the_calendar_of_a_discreet_event_gives_nothing_away(event, registered, client):
    Event.objects.update(visibility="restricted", risk="confidential")
    text = client.get(own(feeds.address_token(registered.registration))).content.decode()
    for secret in ("Policy", "Gap", "Hall", "hotel", "Islamabad", "policy-consultation", "SPO"):
        assert secret not in text, secret


def test_the_team_sees_the_events_that_each_works_on(event, spo, ask, cast, client):
    make_event(ask, slug="theirs", title={"en": "Theirs"})
    make_event(spo, slug="draft", title={"en": "Draft"}, state="draft")
    for who, expected in (
        ("organiser", ["Policy consultation: CONFIRMED"]),
        ("rapporteur", ["Policy consultation: CONFIRMED"]),
        ("outsider", ["Theirs: CONFIRMED"]),
        ("nobody", []),
    ):
        signed_in = cast.client(who)
        html = signed_in.get("/desk/calendar/").content.decode()
        token = feeds.address_token(cast.users[who])
        assert own(token) in html
        assert summaries(calendar(client, own(token))) == expected
    assert cast.client("anonymous").get("/desk/calendar/").status_code == 302


def test_a_closed_account_and_a_lost_role_close_its_calendar(event, cast, client):
    token = feeds.address_token(cast.rapporteur)
    event.roles.filter(user=cast.rapporteur).delete()
    assert summaries(calendar(client, own(token))) == []
    cast.rapporteur.is_active = False
    cast.rapporteur.save()
    assert client.get(own(token)).status_code == 404


def test_a_new_address_for_the_team(event, cast, client):
    before = feeds.address_token(cast.organiser)
    signed_in = cast.client("organiser")
    assert signed_in.get("/desk/calendar/renew/").status_code == 405
    assert signed_in.post("/desk/calendar/renew/").status_code == 302
    assert client.get(own(before)).status_code == 404
