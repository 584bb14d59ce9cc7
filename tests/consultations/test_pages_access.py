"""Every desk page of minutes x every role: who sees, who may see but not change, who learns nothing."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from consultations.models import Entry, Minutes
from consultations.services import minutes
from core.models import AuditEvent
from events.models import EventRole
from tests.cast import make_session
from tests.consultations.helpers import prepared, published, started, write

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages; tests/test_routes.py opens each on PostgreSQL

CIRCLE = {"organiser", "rapporteur", "drafter", "chair"}
TEAM = {"registrar", "checkin", "programmer", "viewer"}
STRANGERS = {"admin", "reviewer", "assessor", "outsider", "nobody"}  # and whoever is not signed in
EVERYONE = sorted(CIRCLE | TEAM | STRANGERS)


def address(name: str, session, **more) -> str:
    return reverse(f"consultations:{name}", kwargs={"slug": session.event.slug, "uid": session.uid, **more})


@pytest.fixture
def clients(cast) -> dict:
    """Everybody, signed in once."""
    return {who: cast.client(who) for who in EVERYONE}


def statuses(clients: dict, url: str, method: str = "get", data: dict | None = None) -> dict[str, int]:
    """What each of them is answered."""
    return {who: getattr(client, method)(url, data or {}).status_code for who, client in clients.items()}


def declared(readers: set[str], allowed: int = 200) -> dict[str, int]:
    return {who: allowed if who in readers else 404 if who in STRANGERS else 403 for who in EVERYONE}


def test_the_list_and_the_editor_are_read_by_the_drafting_circle(event, session, cast, clients):
    write(started(session, cast), cast.actor("rapporteur"))
    for url in (
        reverse("consultations:minutes-list", args=[event.slug]),
        address("minutes-edit", session),
        address("minutes-print", session),
    ):
        assert statuses(clients, url) == declared(CIRCLE), url


def test_the_pages_of_steps_are_for_those_who_may_take_them(session, cast, clients):
    prepared(session, cast)
    for page, readers in {
        "minutes-circulate": {"organiser", "rapporteur", "chair"},
        "minutes-approve": {"organiser", "chair"},
        "minutes-publish": {"organiser", "chair"},
        "minutes-reopen": {"organiser", "chair"},
        "minutes-tighten": {"organiser", "rapporteur"},
    }.items():
        assert statuses(clients, address(page, session)) == declared(readers), page
        assert statuses(clients, address(page, session), "post") == declared(readers, allowed=400), page
    assert Minutes.objects.get().state == "prepared"


def posts(session, entry) -> dict[str, dict]:
    return {
        address("entries", session): {"text": "New.", "client_key": "k"},
        address("entry-save", session, entry=entry.uid): {"text": "After.", "revision": 1},
        address("entry-strike", session, entry=entry.uid): {},
        address("minutes-summary", session): {"summary": "S."},
        address("minutes-move", session): {"step": "prepare"},
    }


def test_only_those_who_take_minutes_write_strike_and_move(session, cast, clients):
    entry = write(started(session, cast), cast.actor("rapporteur"), "Before.")
    writers = {"organiser", "rapporteur"}
    for url, data in posts(session, entry).items():
        for who in set(EVERYONE) - writers:
            assert clients[who].post(url, data).status_code == (404 if who in STRANGERS else 403), (
                url,
                who,
            )
    assert list(Entry.objects.values_list("text", "struck_at")) == [("Before.", None)]
    assert Minutes.objects.get().summary == ""
    for url, data in posts(session, entry).items():
        assert clients["organiser"].post(url, data).status_code == 302, url
    assert Minutes.objects.get().state == "prepared"


def test_anonymous_people_sign_in_first_and_scripts_are_told_so(session, cast, client):
    started(session, cast)
    for name in ("minutes-edit", "minutes-print", "minutes-approve"):
        response = client.get(address(name, session))
        assert response.status_code == 302
        assert "next=" in response.headers["Location"]
    response = client.post(address("entries", session), {"text": "x"}, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


@pytest.mark.parametrize("name", ["entry-save", "entry-strike", "minutes-summary", "minutes-move"])
def test_addresses_that_write_do_not_answer_get(session, cast, name):
    of = started(session, cast)
    more = {"entry": write(of, cast.actor("rapporteur")).uid} if name.startswith("entry") else {}
    assert cast.client("rapporteur").get(address(name, session, **more)).status_code == 405


def test_the_list_goes_by_the_hour_and_not_by_who_was_added_first(session, cast):
    """A breakout that was added last stands where it is held."""
    late, early = (
        make_session(session.event, "Held late", hour=5),
        make_session(session.event, "Held before", hour=4),
    )
    page = (
        cast.client("chair")
        .get(reverse("consultations:minutes-list", args=[session.event.slug]))
        .content.decode()
    )
    assert page.index(str(early)) < page.index(str(late))


@pytest.mark.parametrize("name", ["minutes-list"])
def test_the_list_does_not_answer_post(event, cast, name):
    assert (
        cast.client("rapporteur").post(reverse(f"consultations:{name}", args=[event.slug])).status_code == 405
    )


def test_what_does_not_exist_looks_like_what_is_foreign(session, cast):
    of = started(session, cast)
    client = cast.client("rapporteur")
    missing = uuid.uuid4()
    for name in ("minutes-edit", "minutes-print", "minutes-circulate"):
        assert (
            client.get(reverse(f"consultations:{name}", args=[session.event.slug, missing])).status_code
            == 404
        )
    assert client.post(address("entry-save", session, entry=missing), {"text": "x"}).status_code == 404
    assert client.get(reverse("consultations:minutes-list", args=["no-such-event"])).status_code == 404
    assert of.entries.count() == 0


def test_minutes_that_were_not_started_have_no_pages_but_the_first(session, cast):
    client = cast.client("organiser")
    assert client.get(address("minutes-edit", session)).status_code == 200
    for name in ("minutes-print", "minutes-approve", "minutes-publish", "minutes-tighten"):
        assert client.get(address(name, session)).status_code == 404


def test_an_entry_of_other_minutes_is_not_found_under_this_address(session, event, cast):
    started(session, cast)
    other = started(event.sessions.last(), cast)
    entry = write(other, cast.actor("rapporteur"), "Other.")
    response = cast.client("rapporteur").post(
        address("entry-save", session, entry=entry.uid), {"text": "Changed.", "revision": 1}
    )
    assert response.status_code == 404
    assert Entry.objects.get().text == "Other."


def test_a_rapporteur_limited_to_a_session_sees_only_that_one(session, event, cast):
    EventRole.objects.get(event=event, role="rapporteur").sessions.set([session])
    other = event.sessions.last()
    started(session, cast)
    started(other, cast, by="organiser")
    client = cast.client("rapporteur")
    html = client.get(reverse("consultations:minutes-list", args=[event.slug])).content.decode()
    assert "Gap analysis: practice" in html
    assert "Who watches over it" not in html
    assert client.get(address("minutes-edit", session)).status_code == 200
    assert client.get(address("minutes-edit", other)).status_code == 404
    assert client.post(address("entries", other), {"text": "x", "client_key": "k"}).status_code == 404


def test_a_sealed_entry_cannot_be_read_changed_or_struck_by_others_who_write(session, event, cast):
    of = started(session, cast)
    entry = write(of, cast.actor("organiser"), "Sealed words.", kind="testimony")
    client = cast.client("rapporteur")
    html = client.get(address("minutes-edit", session)).content.decode()
    assert "Sealed words." not in html
    assert 'data-number="1"' in html
    assert (
        client.post(address("entry-save", session, entry=entry.uid), {"text": "x", "revision": 1}).status_code
        == 404
    )
    assert client.post(address("entry-strike", session, entry=entry.uid)).status_code == 404


def test_who_reads_a_sealed_entry_of_another_is_on_record(session, event, cast):
    of = started(session, cast)
    write(of, cast.actor("organiser"), "Open words.")
    entry = write(of, cast.actor("organiser"), "Sealed words.", kind="testimony")
    opened = AuditEvent.objects.filter(verb="sealed_entries")
    pages = [
        address("minutes-edit", session),
        reverse("recommendations:drafting-desk", args=[event.slug]),
        reverse("api:entry-list", args=[of.uid]),
        reverse("api:entry-detail", args=[entry.uid]),
    ]
    for reader, rows in (("organiser", 0), ("rapporteur", 0), ("chair", 4)):
        client = cast.client(reader)
        for page in pages:
            client.get(page)
        assert opened.count() == rows, reader
    assert {row.actor_label for row in opened} == {cast.chair.name}
    assert all(row.data == {"entries": [str(entry.uid)]} for row in opened)


def text_of(page: str) -> str:
    return Client().get(page).content.decode()


def test_published_minutes_are_for_everyone_and_all_others_for_the_circle(session, cast, clients):
    of = prepared(session, cast)
    hidden = {who: 200 if who in CIRCLE else 404 for who in EVERYONE}
    assert statuses(clients, of.get_absolute_url()) == hidden
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    assert statuses(clients, of.get_absolute_url()) == hidden
    listed = reverse("consultations:event-minutes", args=[session.event.slug])
    assert set(statuses(clients, listed).values()) == {200} and of.get_absolute_url() not in text_of(listed)
    assert listed not in text_of(session.event.get_absolute_url())
    minutes.publish(of, actor=cast.actor("chair"))
    assert set(statuses(clients, of.get_absolute_url()).values()) == {200}
    assert of.get_absolute_url() in text_of(listed), "by theme, from the event's own page"
    cache.clear()  # the steps of an event are remembered for a minute
    assert listed in text_of(session.event.get_absolute_url())


def test_public_minutes_do_not_answer_post_or_unknown_ids(session, cast, client):
    of = published(session, cast)
    assert client.post(of.get_absolute_url()).status_code == 405
    assert client.get(f"/minutes/{uuid.uuid4()}/").status_code == 404
    assert client.get("/minutes/1/").status_code == 404


def test_minutes_of_an_event_that_was_hidden_disappear(session, event, cast, client):
    of = published(session, cast)
    event.visibility = "restricted"
    event.save()
    assert client.get(of.get_absolute_url()).status_code == 404
