"""The whole job by API alone: from making an event to a ministry's confirmed answer, as a program of the host would do it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from consultations.models import Minutes
from events.models import Event, EventRole, Registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(cast):
    """api("organiser") is a client with that person's token; api() is nobody."""

    def client(name: str = "") -> APIClient:
        made = APIClient()
        if name:
            _row, token = AuthToken.objects.create(cast.users[name])
            made.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return made

    return client


def ok(response, status=(200, 201)):
    assert response.status_code in (status if isinstance(status, tuple) else (status,)), (
        response.status_code,
        response.data,
    )
    return response.data


def post(client, path, body=None, **headers):
    return client.post(f"/api/v1/{path}", body or {}, format="json", headers=headers)


def make_event(client) -> dict:
    start = (timezone.now() + timedelta(days=30)).replace(hour=4, minute=0, second=0, microsecond=0)
    body = {
        "host": "spo", "title": {"en": "Policy consultation", "ur": "مشاورت"}, "kind": "consultation", "format": "in_person",
        "timezone": "Asia/Karachi", "starts_at": start.isoformat(), "ends_at": (start + timedelta(days=1, hours=8)).isoformat(),
        "city": "Islamabad", "country": "PK", "visibility": "public", "risk": "open", "languages": ["en", "ur"], "sdgs": ["16.10"],
        "registration": {
            "opens_at": (timezone.now() - timedelta(hours=1)).isoformat(), "closes_at": start.isoformat(), "approval": "none",
            "waiting_list": True, "promotion": "balance",
        },
    }  # fmt: skip
    return {**ok(post(client, "events/", body), 201), "start": start}


def test_the_worked_example(api, cast, areas, mohr, django_capture_on_commit_callbacks):
    organiser = api("organiser")
    event, theme, session = publishes_an_event(api, organiser)
    two_register_for_one_seat(api, organiser, f"events/{event['slug']}/")
    minutes, entry = writes_minutes(organiser, session, theme)
    today = timezone.localdate(
        timezone=ZoneInfo("Asia/Karachi")
    )  # the days of letters are counted where the host is
    ref = drafts_and_adopts(api, organiser, event, session, theme, entry, today)
    for step, body in [("prepare", {}), ("approve", {"signature": "in_person"}), ("publish", {})]:
        with django_capture_on_commit_callbacks(execute=True):
            ok(post(organiser, f"minutes/{minutes['id']}/{step}/", body))
    assert Minutes.objects.get().state == "published"
    submission = puts_it_to_the_ministry(api, organiser, event, ref, today)
    EventRole.objects.create(event=Event.objects.get(slug=event["slug"]), user=cast.chair, role="chair")
    the_answer_is_recorded_and_confirmed(api, organiser, submission, ref, today)


def publishes_an_event(api, organiser) -> tuple[dict, dict, dict]:
    """Made with places, a theme and a session; hidden until it is published."""
    event = make_event(organiser)
    base = f"events/{event['slug']}/"
    assert ok(api().get(f"/api/v1/{base}"), 404)["code"] == "not_found"

    assert event["registration"]["promotion"] == "balance"
    for places in (
        {"kind": "event", "size": 1},
        {"kind": "area", "area": "PK-SD", "size": 5},
        {"kind": "category", "category": "ministry", "size": 20},
    ):
        assert places.items() <= ok(post(organiser, f"{base}places/", places), 201).items()
    body = {"title": {"en": "Gap analysis"}, "position": 1, "questions": "Where?"}
    theme = ok(post(organiser, f"{base}themes/", body), 201)
    opening = {
        "title": {"en": "Opening"}, "type": "plenary", "starts_at": event["start"].isoformat(),
        "ends_at": (event["start"] + timedelta(hours=1)).isoformat(), "room": "Main hall", "theme": theme["id"],
        "speakers": [{"title": "Legal consultant", "role": "facilitator"}],
    }  # fmt: skip
    [session] = ok(post(organiser, f"{base}sessions/", [opening]), 201)
    ok(post(organiser, f"{base}publish/"))
    assert ok(api().get(f"/api/v1/{base}"))["registration"]["open"] is True
    return event, theme, session


def two_register_for_one_seat(api, organiser, base: str) -> None:
    """The second has it when the first withdraws, and signs in; the contact is seen only when asked for."""
    person = {
        "name": "Sitara", "email": "sitara@example.org", "area": "PK-SD.thatta", "consents": {"outcome": True}
    }  # fmt: skip
    once = {"Idempotency-Key": "a1"}
    first = ok(post(api(), f"{base}registrations/", person, **once), 201)
    assert first == ok(post(api(), f"{base}registrations/", person, **once), 201)
    assert set(first) >= {"code", "status", "manage_url"}
    second = ok(post(api(), f"{base}registrations/", {"name": "Gul", "phone": "+92 300 1234567"}), 201)
    assert (first["status"], second["status"]) == ("confirmed", "waitlisted")
    assert ok(post(api(), f"{base}registrations/", {**person, "name": "Other"}, **once), 409)["code"]
    token = first["manage_url"].rstrip("/").rsplit("/", 1)[1]
    assert ok(post(api(), f"registrations/{first['code']}/cancel/?token={token}"))["status"] == "cancelled"
    assert Registration.objects.get(code=second["code"]).state == "confirmed"
    listed = ok(organiser.get(f"/api/v1/{base}registrations/"))
    assert listed["count"] == 2
    assert "example.org" not in str(listed)
    revealed = ok(organiser.get(f"/api/v1/registrations/{second['code']}/?reveal=contact"))
    assert revealed["phone"] == "+923001234567"
    day = Registration.objects.get(code=second["code"]).event.days[0].isoformat()
    scan = {"code": second["code"], "point": day, "scanned_at": timezone.now().isoformat(), "nonce": "n1"}
    assert ok(post(organiser, f"{base}check-ins/", scan))["result"] == "ok"
    assert ok(post(organiser, f"{base}check-ins/", scan))["result"] == "ok"


def writes_minutes(organiser, session: dict, theme: dict) -> tuple[dict, dict]:
    """Opened for the session, with one proposal; a change needs the revision that it was made on."""
    minutes = ok(post(organiser, f"sessions/{session['id']}/minutes/", {"attribution": "chatham_house"}), 201)
    said = {
        "kind": "proposal", "text": "Publish the gap analysis.", "language": "en", "theme": theme["id"], "attribution": "none"
    }  # fmt: skip
    entry = ok(post(organiser, f"minutes/{minutes['id']}/entries/", said), 201)
    change = {"text": "Publish the gap analysis in Urdu."}
    url = f"/api/v1/entries/{entry['id']}/"
    assert organiser.patch(url, change, format="json").status_code == 428
    assert ok(organiser.patch(url, change, format="json", headers={"If-Match": "1"}))["revision"] == 2
    stale = ok(organiser.patch(url, {"text": "Another."}, format="json", headers={"If-Match": "1"}), 409)
    assert stale["code"] == "stale_revision"
    return minutes, entry


def drafts_and_adopts(
    api, organiser, event: dict, session: dict, theme: dict, entry: dict, today: date
) -> str:
    """Before the minutes are approved. Returns the number that the recommendation got."""
    body = {
        "event": event["slug"], "text": "Publish the gap analysis in Urdu and English.", "language": "en", "theme": theme["id"],
        "sources": [entry["id"]], "addressees": [{"institution": "mohr", "role": "lead"}], "sdgs": ["16.10"],
    }  # fmt: skip
    draft = ok(post(organiser, "recommendations/", body), 201)
    assert draft["ref"] is None
    assert api().get(f"/api/v1/recommendations/{draft['id']}/").status_code == 404
    decision = {
        "method": "consensus", "session": session["id"], "on": today.isoformat(), "entitled": 50, "present": 46,
        "reservations": [{"words": "One year more."}],
    }  # fmt: skip
    ref = ok(post(organiser, f"recommendations/{draft['id']}/adopt/", decision))["ref"]
    assert ref == f"SPO-{today.year}-001"
    assert ok(post(organiser, f"recommendations/{ref}/adopt/", decision), 409)["code"] == "invalid_transition"
    return ref


def puts_it_to_the_ministry(api, organiser, event: dict, ref: str, today: date) -> str:
    """Sent with its dossier, delivered, acknowledged; the ministry sees nothing before. Returns the code of the submission."""
    body = {
        "event": event["slug"], "addressee": "mohr", "recommendations": [ref], "subject": "Recommendations",
        "cover_letter": "Dear Secretary,", "signatory": "A. Director", "signatory_designation": "Director",
    }  # fmt: skip
    base, reviewer = f"submissions/{ok(post(organiser, 'submissions/', body), 201)['code']}/", api("reviewer")
    assert reviewer.get(f"/api/v1/{base}").status_code == 404
    sent = ok(post(organiser, f"{base}send/"))
    assert (sent["state"], sent["documents"][0]["kind"], len(sent["content_sha256"])) == (
        "submitted", "dossier", 64,
    )  # fmt: skip
    assert ok(reviewer.get(f"/api/v1/{base}"))["items"] == [ref]
    receipt = {"on": today.isoformat(), "means": "registry", "receipt": "Diary 1123"}
    delivered = ok(post(organiser, f"{base}deliver/", receipt))
    assert str(delivered["clock"]["respond_by"]) == (today + timedelta(days=60)).isoformat()
    ok(post(reviewer, f"{base}acknowledge/", {"their_number": "1123/HR", "on": today.isoformat()}))
    return sent["code"]


def the_answer_is_recorded_and_confirmed(api, organiser, submission: str, ref: str, today: date) -> None:
    """From the letter, confirmed by a second person; one that gives no reason is not. The public thread names nobody."""
    letter = {"number": "7(2)/2027-HR", "date": today.isoformat(), "authority": "Secretary", "publish": "yes"}
    whole = {
        "recommendation": ref, "value": "agreed_in_part", "part": "In Urdu.", "reason": "The English text needs a budget."
    }  # fmt: skip
    bare, answer = (
        ok(post(organiser, f"submissions/{submission}/answers/", {"letter": letter, "positions": [one]}), 201)
        for one in ({"recommendation": ref, "value": "noted"}, whole)
    )
    assert ok(api().get(f"/api/v1/recommendations/{ref}/"))["stage"] == "acknowledged"
    assert ref in ok(post(api("chair"), f"answers/{bare['id']}/confirm/"), 400)["message"]
    ok(post(api("chair"), f"answers/{answer['id']}/confirm/"))
    public = ok(api().get(f"/api/v1/recommendations/{ref}/"))
    assert (public["stage"], public["position"]) == ("responded", "agreed_in_part")
    assert "Sitara" not in str(public)
    assert "example.org" not in str(public)


def test_errors_have_one_shape(api, event):
    client = api("organiser")
    unknown = ok(post(client, f"events/{event.slug}/themes/", {"title": "A", "colour": "red"}), 400)
    assert list(unknown["fields"]) == ["colour"]
    for path, status in [("events/none/", 404), (f"events/{event.slug}/registrations/", 404)]:
        data = ok(api().get(f"/api/v1/{path}"), status)
        assert set(data) == {"code", "message", "fields"}
    assert ok(post(api(), "events/", {"host": "spo"}), 401)["code"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"[" * 100_000,
        b'{"n": ' + b"9" * 5_000 + b"}",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"\xff",
    ],
)
def test_broken_json_is_a_clear_400(api, event, body):
    response = api().post(
        f"/api/v1/events/{event.slug}/registrations/", body, content_type="application/json"
    )
    assert response.status_code == 400
    assert response.json()["message"]


def test_days_that_no_calendar_can_reckon_with_are_refused(api, event):
    for year in ("0001", "9999"):
        answer = api("organiser").patch(
            f"/api/v1/events/{event.slug}/",
            {"starts_at": f"{year}-12-31T23:59:59Z"},
            content_type="application/json",
        )
        assert ok(answer, 400)["fields"] == {"starts_at": ["Write a day between 1900 and 2200."]}


def test_a_body_that_is_too_large_is_413(api, event):
    body = b'{"name": "' + b"x" * 2_600_000 + b'"}'
    assert (
        api()
        .post(f"/api/v1/events/{event.slug}/registrations/", body, content_type="application/json")
        .status_code
        == 413
    )


def test_schema_and_docs_answer(api, client):
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
