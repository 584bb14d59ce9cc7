"""Programmes by API: what the team writes, what everybody reads, and the agenda as calendars and spreadsheets take it."""

import csv
import io
from datetime import timedelta

import pytest
from icalendar import Calendar

from core.errors import DomainError
from events.models import Event, Session
from events.services import questions as question_service
from events.services import releases
from tests.api.support import api, delete, get, ok, patch, post
from tests.cast import make_session

pytestmark = pytest.mark.django_db


def test_an_event_with_its_rules_places_and_next_edition(event, cast):
    organiser, base = api(cast, "organiser"), f"events/{event.slug}/"
    rules = {"registration": {"promotion": "balance", "offer_hours": 24}}
    assert ok(patch(organiser, base, rules))["registration"]["promotion"] == "balance"
    event.refresh_from_db()
    assert (event.promotion, event.offer_hours) == ("balance", 24)
    assert list(ok(patch(organiser, base, {"registration": {"promotion": "lot"}}), 400)["fields"]) == [
        "registration"
    ]

    kept = ok(
        post(
            organiser,
            f"{base}places/",
            {"kind": "category", "category": "ministry", "size": 20, "reserved": True},
        ),
        201,
    )
    assert (kept["kind"], kept["category"], kept["size"], kept["reserved"]) == (
        "category",
        "ministry",
        20,
        True,
    )
    area = ok(post(organiser, f"{base}places/", {"kind": "area", "area": "PK-SD", "size": 5}), 201)
    assert (area["area"], area["reserved"]) == ("PK-SD", False)
    too_many = {"kind": "area", "area": "PK-PB", "size": 50, "reserved": True}
    assert list(ok(post(organiser, f"{base}places/", too_many), 400)["fields"]) == ["size"]
    assert ok(delete(api(cast, "viewer"), f"{base}places/{area['id']}/"), 403)
    assert delete(organiser, f"{base}places/{area['id']}/").status_code == 204
    assert ok(get(organiser, f"{base}places/"))["count"] == 3

    question_service.add_question(
        event, actor=cast.actor("organiser"), kind="text", label={"en": "Which group?"}
    )
    day = (event.days[0] + timedelta(days=364)).isoformat()
    body = {"starts_on": day, "parts": ["texts", "themes", "agenda"], "title": {"en": "Next year"}}
    headers = {"Idempotency-Key": "c1"}
    new = ok(post(organiser, f"{base}clone/", body, **headers), 201)
    assert ok(post(organiser, f"{base}clone/", body, **headers), 201) == new
    assert (new["state"], new["starts_at"][:10], new["title"]) == ("draft", day, {"en": "Next year"})
    made = Event.objects.get(slug=new["slug"])
    assert (made.sessions.count(), made.themes.count(), made.questions.count(), made.cloned_from) == (
        2,
        2,
        0,
        event,
    )
    for who, status in (("chair", 403), ("outsider", 403), ("", 401)):
        ok(post(api(cast, who), f"{base}clone/", body), status)
    assert list(ok(post(organiser, f"{base}clone/", {**body, "series": "none"}), 400)["fields"]) == ["series"]


def test_the_list_of_events_is_searched(event, cast):
    found = [
        ok(get(api(cast), f"events/?search={words}"))["count"] for words in ("POLICY", "islamabad", "zzz")
    ]
    assert found == [1, 1, 0]


def test_sessions_rooms_and_speakers(event, cast, session, mohr):
    team, public, base = api(cast, "programmer"), api(cast), f"events/{event.slug}/"
    room = ok(post(team, f"{base}rooms/", {"name": "Terrace", "capacity": 30}), 201)
    assert ok(post(team, f"{base}rooms/", {"name": "terrace"}), 409)["code"] == "known"
    change = {"room": "Terrace", "is_choice": True, "seats": 12, "starts_at": session.starts_at.isoformat()}
    changed = ok(patch(team, f"sessions/{session.uid}/", change))
    assert (changed["room"], changed["seats"], changed["seats_taken"], changed["sequence"]) == (
        "Terrace",
        12,
        0,
        1,
    )
    assert ok(patch(team, f"sessions/{session.uid}/", {"seats": None}))["seats"] is None
    ok(patch(team, f"{base}rooms/{room['id']}/", {"name": "Roof"}))
    assert ok(get(public, f"sessions/{session.uid}/"))["room"] == "Roof"
    assert Session.objects.get(pk=session.pk).sequence == 2
    assert delete(team, f"{base}rooms/{room['id']}/").status_code == 204
    assert ok(get(public, f"{base}rooms/"))["count"] == 1

    late = {"starts_at": (event.ends_at + timedelta(days=3)).isoformat()}
    assert "ends_at" in ok(patch(team, f"sessions/{session.uid}/", late), 400)["fields"]
    cancelled = ok(post(team, f"sessions/{session.uid}/cancel/"))
    assert (cancelled["state"], cancelled["sequence"]) == ("cancelled", 4)
    assert ok(post(team, f"sessions/{session.uid}/restore/"))["state"] == "planned"
    assert ok(delete(team, f"sessions/{session.uid}/"), 409)["code"] == "published"

    speaker = {"session": str(session.uid), "title": "Secretary", "institution": "mohr", "role": "chair"}
    chair = ok(post(team, f"{base}speakers/", speaker), 201)
    assert (chair["precedence"], chair["institution_name"]) == (20, "Ministry of Human Rights")
    guest = {"session": str(session.uid), "name": "A. Guest", "precedence": 5}
    ok(post(team, f"{base}speakers/", guest), 201)
    listed = ok(get(public, f"{base}speakers/"))["results"]
    assert [(row["name"], row["title"], row["precedence"]) for row in listed] == [
        ("A. Guest", "", 5),
        ("", "Secretary", 20),
    ]
    assert ok(patch(team, f"{base}speakers/{chair['id']}/", {"institution": ""}))["institution"] is None
    assert ok(post(team, f"{base}speakers/", {**speaker, "institution": "none"}), 400)["code"] == "unknown"
    assert delete(team, f"{base}speakers/{chair['id']}/").status_code == 204

    theme = event.themes.first()
    assert ok(patch(team, f"{base}themes/{theme.uid}/", {"position": 9}))["position"] == 9
    assert delete(team, f"{base}themes/{theme.uid}/").status_code == 204
    session.refresh_from_db()
    assert session.theme is None
    for who, status in (("viewer", 403), ("outsider", 403), ("", 401)):
        ok(patch(api(cast, who), f"sessions/{session.uid}/", {"title": "Mine"}), status)


def test_who_is_not_on_the_team_reads_the_release(event, cast, session):
    team, public, base = api(cast, "organiser"), api(cast), f"events/{event.slug}/"
    added = ok(post(team, f"{base}speakers/", {"session": str(session.uid), "name": "First"}), 201)
    releases.release(event, actor=cast.actor("organiser"), name="Final agenda")
    ok(patch(team, f"{base}speakers/{added['id']}/", {"name": "Second"}))
    ok(patch(team, f"sessions/{session.uid}/", {"title": {"en": "Another"}}))
    new = make_session(event, "Secret", hour=3)

    for client, name, title in ((team, "Second", "Another"), (public, "First", "Gap analysis: practice")):
        assert [row["name"] for row in ok(get(client, f"{base}speakers/"))["results"]] == [name]
        assert ok(get(client, f"sessions/{session.uid}/"))["title"] == {"en": title}
    ok(get(team, f"sessions/{new.uid}/"))
    ok(get(public, f"sessions/{new.uid}/"), 404)
    agenda = ok(get(public, f"{base}agenda.json"))
    assert (agenda["release"]["number"], agenda["release"]["name"]) == (1, "Final agenda")


def test_the_agenda_as_calendar_json_and_table(event, cast, session, mohr):
    team, base = api(cast, "organiser"), f"events/{event.slug}/"
    who = {"session": str(session.uid), "title": "Secretary", "institution": "mohr", "role": "chief_guest"}
    ok(post(team, f"{base}speakers/", who), 201)
    ok(patch(team, f"sessions/{session.uid}/", {"description": {"en": "Bring one case."}}))
    ok(post(team, f"sessions/{session.uid}/cancel/"))

    feed = api(cast).get(f"/api/v1/{base}agenda.ics", headers={"Accept": "text/calendar"})
    calendar = Calendar.from_ical(feed.content)
    assert (feed.headers["Content-Type"].split(";")[0], calendar["METHOD"]) == ("text/calendar", "PUBLISH")
    first, second = calendar.walk("VEVENT")
    assert (first["UID"].split("@")[0], first["STATUS"], first["SEQUENCE"]) == (
        str(session.uid),
        "CANCELLED",
        1,
    )
    assert (second["STATUS"], "ATTENDEE" in first) == ("CONFIRMED", False)

    agenda = ok(get(api(cast), f"{base}agenda.json"))
    assert (agenda["event"], agenda["timezone"], agenda["release"]) == (event.slug, "Asia/Karachi", None)
    assert [day["date"] for day in agenda["days"]] == [day.isoformat() for day in event.days]
    [row] = agenda["days"][0]["sessions"]
    assert (row["id"], row["state"], row["room"], row["theme"]) == (
        str(session.uid),
        "cancelled",
        "Hall A",
        "Gap analysis",
    )
    assert row["description"] == {"en": "Bring one case."}
    assert row["speakers"] == [
        {"role": "Chief guest", "who": "Secretary, Ministry of Human Rights", "precedence": 10}
    ]

    table = api(cast).get(f"/api/v1/{base}agenda.csv", headers={"Accept": "text/csv"})
    text = b"".join(table.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["Session"] for line in lines] == ["Gap analysis: practice", "Who watches over it"]
    assert (lines[0]["Starts"], lines[0]["Who speaks"], lines[0]["State"]) == (
        "09:30",
        "Chief guest: Secretary, Ministry of Human Rights",
        "Cancelled",
    )
    Event.objects.update(visibility="restricted")
    for name in ("ics", "json", "csv"):
        ok(get(api(cast), f"{base}agenda.{name}"), 404)


def test_questions(event, cast):
    team, public, base = api(cast, "registrar"), api(cast), f"events/{event.slug}/questions/"
    options = [{"label": {"en": "Meat"}}, {"code": "vegetarian", "label": {"en": "Vegetarian"}}]
    food = ok(
        post(team, base, {"kind": "choice", "label": {"en": "Food?"}, "options": options, "required": True}),
        201,
    )
    assert [option["code"] for option in food["options"]] == ["a1", "vegetarian"]
    why = {"kind": "text", "label": "Why?", "condition": food["id"], "condition_value": "vegetarian"}
    why = ok(post(team, base, why), 201)
    assert ok(post(team, base, {"kind": "choice", "label": "Empty"}), 400)["fields"] == {
        "options": ["Write at least two answers to choose from."]
    }
    options[0]["label"]["ur"] = "گوشت"
    [uneven] = ok(patch(team, f"{base}{food['id']}/", {"options": options}), 400)["fields"]["options"]
    assert "as many answers in each language" in uneven and "English: 2, اردو: 1" in uneven
    assert [row["label"]["en"] for row in ok(get(public, base))["results"]] == ["Food?", "Why?"]
    ordered = ok(post(team, f"{base}order/", {"questions": [why["id"], food["id"]]}))
    assert [row["id"] for row in ordered] == [why["id"], food["id"]]
    for wrong in ([why["id"]], [why["id"], why["id"]], [str(event.uid), food["id"]]):
        assert list(ok(post(team, f"{base}order/", {"questions": wrong}), 400)["fields"]) == ["questions"]
    assert ok(patch(team, f"{base}{food['id']}/", {"required": False}))["required"] is False
    for who, status in (("viewer", 403), ("outsider", 403), ("", 401)):
        ok(post(api(cast, who), base, {"kind": "text", "label": "Mine"}), status)
    assert delete(team, f"{base}{food['id']}/").status_code == 204
    [left] = ok(get(public, base))["results"]
    assert (left["id"], left["condition"]) == (why["id"], None)


@pytest.mark.parametrize(
    ("path", "make", "queries"),
    [
        ("speakers/", lambda event, n: _speak(event, n), 4),
        ("questions/", lambda event, n: _ask(event, n), 3),
        (
            "sessions/",
            lambda event, n: make_session(event, f"Session {n}", hour=n).speakers.create(
                institution=event.host
            ),
            5,
        ),
        ("rooms/", lambda event, n: event.rooms.create(name=f"Room {n}"), 3),
    ],
)
def test_lists_ask_as_often_for_three_rows_as_for_one(
    path, make, queries, event, cast, django_assert_num_queries
):
    url, client = f"/api/v1/events/{event.slug}/{path}", api(cast)
    client.get(url)
    before = client.get(url).json()["count"]
    for more in (1, 3):
        while client.get(url).json()["count"] < before + more:
            make(event, client.get(url).json()["count"] + 1)
        with django_assert_num_queries(queries):
            assert client.get(url).json()["count"] == before + more


def _speak(event, n):
    event.sessions.first().speakers.create(name=f"Speaker {n}", institution=event.host)


def _ask(event, n):
    event.questions.create(kind="text", label={"en": f"Question {n}"}, position=n)


def test_waiting_rules_are_checked_by_the_service(event, cast):
    from events.services.events import update_event

    with pytest.raises(DomainError) as error:
        update_event(event, actor=cast.actor("organiser"), promotion="lot", offer_hours=-1)
    assert set(error.value.fields) == {"promotion", "offer_hours"}
