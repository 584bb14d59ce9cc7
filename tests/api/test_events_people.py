"""Registrations by API: answers, sessions and delegations in one call, replies, substitutes, the closed list, lists of people."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import files, jobs
from core.models import AuditEvent, ImportBatch, Job
from events.enums import PoolKind
from events.models import Event, Pool, Registration
from events.services import delegations, import_once, invitations, questions
from tests.api.support import api, get, ok, patch, post
from tests.cast import make_session

pytestmark = pytest.mark.django_db


def secret(answer: dict) -> str:
    return answer["manage_url"].rstrip("/").rsplit("/", 1)[1]


def test_a_registration_with_answers_and_sessions(event, cast):
    base = f"events/{event.slug}/registrations/"
    asked = questions.add_question(
        event, actor=cast.actor("organiser"), kind="text", label={"en": "Which group?"}, required=True
    )
    chosen = make_session(event, "Working group", hour=2, is_choice=True)
    Pool.objects.create(event=event, kind=PoolKind.SESSION, session=chosen, size=1)
    person = {
        "name": "Sitara",
        "email": "sitara@example.org",
        "designation": "Advocate",
        "area": "PK-SD.thatta",
    }
    missing = ok(post(api(cast), base, person), 400)
    assert missing["fields"] == {str(asked.uid): ["Answer “Which group?”."]}
    answers, whole = {str(asked.uid): "Hari council"}, {**person, "sessions": [str(chosen.uid)]}
    for wrong, field in (
        ({"answers": {**answers, str(event.uid): "x"}}, "answers"),
        ({"answers": answers, "sessions": [str(event.sessions.first().uid)]}, "sessions"),
    ):
        assert list(ok(post(api(cast), base, {**person, **wrong}), 400)["fields"]) == [field]

    made = ok(post(api(cast), base, {**whole, "answers": answers}, **{"Idempotency-Key": "r1"}), 201)
    assert made == ok(post(api(cast), base, {**whole, "answers": answers}, **{"Idempotency-Key": "r1"}), 201)
    assert (made["status"], made["sessions"]) == ("confirmed", [str(chosen.uid)])
    row = Registration.objects.get()
    assert (row.designation, row.question_answers.count(), row.source) == ("Advocate", 1, "api")
    # the session is full: nobody is registered halfway
    full = ok(post(api(cast), base, {**whole, "name": "Gul", "answers": answers}), 409)
    assert (full["code"], Registration.objects.count()) == ("full", 1)
    # who waits chooses later
    Pool.objects.filter(event=event, kind=PoolKind.EVENT).update(size=1)
    waits = ok(post(api(cast), base, {**whole, "name": "Gul", "answers": answers}), 201)
    assert (waits["status"], waits["sessions"]) == ("waitlisted", [])

    # the same address as somebody else's: the team sees it, the person does not
    link = f"registrations/{waits['code']}/?token={secret(waits)}"
    assert "possible_duplicate" not in ok(get(api(cast), link))
    assert "possible_duplicate" not in ok(patch(api(cast), link, {"phone": "+92 300 1234567"}))
    seen = ok(get(api(cast, "organiser"), f"registrations/{waits['code']}/"))
    assert (seen["possible_duplicate"], "phone" in seen) == (True, False)


def test_a_seat_of_a_delegation(event, cast, mohr):
    base = f"events/{event.slug}/registrations/"
    made = delegations.add_delegation(
        event, mohr, actor=cast.actor("organiser"), seats=2, category="ministry"
    )
    body = {"name": "First Officer", "email": "one@example.org", "delegation": made.token}
    named = ok(post(api(cast), base, body), 201)
    assert (named["status"], named["manage_url"]) == ("confirmed", "")
    row = Registration.objects.get(code=named["code"])
    assert (row.delegation, row.category, row.institution) == (made.delegation, "ministry", mohr)
    wrong = ok(post(api(cast), base, {**body, "category": "media", "sessions": [str(event.uid)]}), 400)
    assert set(wrong["fields"]) == {"category", "sessions"}
    by_id = {"name": "Second Officer", "delegation": str(made.delegation.uid)}
    assert list(ok(post(api(cast), base, by_id), 400)["fields"]) == ["delegation"]
    ok(post(api(cast, "registrar"), base, by_id), 201)
    assert ok(post(api(cast), base, {**body, "name": "Third"}), 409)["code"] == "full"
    listed = ok(get(api(cast, "registrar"), f"{base}?delegation={made.delegation.uid}"))
    assert listed["count"] == 2


def test_yes_and_no_to_an_invitation_and_an_offer(event, cast):
    week = timezone.now() + timedelta(days=7)
    people = [{"name": name, "email": f"{name}@example.org"} for name in ("amina", "bilal", "chand")]
    done = invitations.invite(event, people, actor=cast.actor("registrar"), reply_by=week)
    amina, bilal, chand = done.invited
    team = api(cast, "registrar")
    yes = ok(post(team, f"registrations/{amina.code}/confirm/", {"channel": "phone"}))
    assert (yes["status"], yes["replied_at"] is not None) == ("confirmed", True)
    no = ok(post(team, f"registrations/{bilal.code}/refuse/", {"channel": "letter", "note": "On leave."}))
    assert no["status"] == "declined"
    bilal.refresh_from_db()
    assert bilal.reply_channel == "letter"
    assert ok(post(team, f"registrations/{bilal.code}/refuse/"), 409)["code"] == "offer_over"
    ok(post(api(cast), f"registrations/{chand.code}/confirm/"), 404)
    ok(post(api(cast, "checkin"), f"registrations/{chand.code}/confirm/"), 403)
    ok(post(api(cast, "outsider"), f"registrations/{chand.code}/confirm/"), 404)

    # an offered place, by the person's own link
    Pool.objects.filter(event=event, kind=PoolKind.EVENT).update(size=1)
    Event.objects.update(offer_hours=24)
    waits = ok(
        post(api(cast), f"events/{event.slug}/registrations/", {"name": "Deen", "phone": "03001234567"})
    )
    own = f"registrations/{waits['code']}/{{}}/?token={secret(waits)}"
    ok(post(api(cast), own.format("confirm")), 403)  # nobody gives themselves a place
    ok(post(team, f"registrations/{amina.code}/cancel/"))
    assert Registration.objects.get(code=waits["code"]).state == "offered"
    assert ok(post(api(cast), own.format("confirm")))["status"] == "confirmed"
    assert ok(post(api(cast), own.format("cancel")))["status"] == "cancelled"
    assert ok(post(team, f"registrations/{waits['code']}/reopen/"))["status"] == "pending"


def test_somebody_else_comes_instead(event, cast):
    first = ok(
        post(api(cast), f"events/{event.slug}/registrations/", {"name": "Sitara", "email": "s@example.org"})
    )
    url, body = f"registrations/{first['code']}/substitute/", {"name": "Gul", "phone": "+92 300 1234567"}
    headers = {"Idempotency-Key": "s1"}
    new = ok(post(api(cast, "organiser"), url, body, **headers), 201)
    assert new == ok(post(api(cast, "organiser"), url, body, **headers), 201)
    assert (new["status"], new["replaces"], "phone" in new) == ("confirmed", first["code"], False)
    assert Registration.objects.get(code=first["code"]).state == "cancelled"
    assert ok(post(api(cast, "organiser"), url, body), 409)["code"] == "ended"
    assert list(ok(post(api(cast, "organiser"), url, {}), 400)["fields"]) == ["name"]
    ok(post(api(cast, "checkin"), url, body), 403)


def test_a_closed_list(event, cast):
    first = ok(
        post(api(cast), f"events/{event.slug}/registrations/", {"name": "Sitara", "email": "s@example.org"})
    )
    team, base, token = api(cast, "registrar"), f"events/{event.slug}/", secret(first)
    assert ok(post(team, f"{base}freeze/"))["registration"]["frozen"] is True
    own = f"registrations/{first['code']}/{{}}?token={token}"
    assert ok(patch(api(cast), own.format(""), {"name": "Sitara Bibi"}), 409)["code"] == "frozen"
    body = {"kind": "change", "details": {"name": "Sitara Bibi", "email": "bibi@example.org"}}
    asked = ok(post(api(cast), own.format("changes/"), body), 201)
    assert (asked["state"], "asked" in asked) == ("open", False)
    ok(post(api(cast), own.format("changes/"), {"kind": "withdraw"}), 201)
    ok(post(api(cast, "checkin"), f"registrations/{first['code']}/changes/", body), 403)

    plain = ok(get(team, f"{base}changes/"))
    assert (plain["count"], "bibi@" in str(plain)) == (2, False)
    revealed = AuditEvent.objects.filter(kind="disclosure", verb="reveal")
    before = revealed.count()
    [change] = ok(get(team, f"{base}changes/?reveal=contact&kind=change"))["results"]
    assert change["asked"]["details"]["email"] == "bibi@example.org"
    assert revealed.count() == before + 1
    decide = f"{base}changes/{asked['id']}/"
    assert ok(post(team, f"{decide}accept/"))["state"] == "accepted"
    assert Registration.objects.get().name == "Sitara Bibi"
    assert ok(post(team, f"{decide}refuse/", {"note": "Too late."}), 409)["code"] == "decided"
    for who, status in (("viewer", 403), ("outsider", 404), ("", 404)):
        ok(get(api(cast, who), f"{base}changes/"), status)
    assert ok(post(team, f"{base}unfreeze/"))["registration"]["frozen"] is False


LIST = """Name,E-mail,District,Colour
Amina,amina@example.org,Thatta,red
Bilal,not an address,Thatta,
,x@example.org,,
Amina,amina@example.org,Thatta,red
"""


def upload(client, event, text: str = LIST, key: str = "", **fields):
    file = SimpleUploadedFile("people.csv", text.encode(), "text/csv")
    headers = {"Idempotency-Key": key} if key else {}
    url = f"/api/v1/events/{event.slug}/registrations/import/"
    return client.post(url, {"file": file, **fields}, format="multipart", headers=headers)


def test_a_list_of_people(event, cast):
    team = api(cast, "registrar")
    seen = ok(upload(team, event))
    assert {name: seen[name] for name in ("rows", "valid", "created", "updated", "skipped")} == {
        "rows": 4, "valid": 2, "created": 0, "updated": 0, "skipped": 1,
    }  # fmt: skip
    assert seen["columns"] == {"Name": "name", "E-mail": "email", "District": "area", "Colour": ""}
    assert [(error["row"], error["column"]) for error in seen["errors"]] == [(3, "E-mail"), (4, "Name")]
    assert seen["left_out"] == [{"row": 5, "message": "The same person stands in row 2."}]
    assert Registration.objects.count() == 0
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file_path) == ("discarded", "")

    nobody = ok(upload(team, event, commit="true", faulty="all"))
    assert (nobody["created"], len(nobody["errors"]), Registration.objects.count()) == (0, 2, 0)
    taken = ok(upload(team, event, key="i1", commit="true", mapping='{"Name": "name", "E-mail": "email"}'))
    assert (taken["created"], taken["skipped"], taken["columns"]["District"]) == (1, 1, "")
    assert taken == ok(
        upload(team, event, key="i1", commit="true", mapping='{"Name": "name", "E-mail": "email"}')
    )
    other = upload(
        team,
        event,
        LIST + "Chand,,,\n",
        key="i1",
        commit="true",
        mapping='{"Name": "name", "E-mail": "email"}',
    )
    assert ok(other, 409)["code"] == "idempotency_key_reused"
    again = ok(upload(team, event, commit="true"))
    assert (again["created"], again["skipped"], Registration.objects.get().source) == (0, 2, "import")

    for mapping, code in (
        ('{"None": "name"}', "mapping"), ('{"Name": "shoe"}', "mapping"), ("[1]", "invalid"), ('{"Colour": "needs"}', "mapping"),
    ):  # fmt: skip
        assert ok(upload(team, event, mapping=mapping), 400)["code"] == code
    assert ok(upload(team, event, ""), 400)["fields"]
    assert ok(team.post(f"/api/v1/events/{event.slug}/registrations/import/", {}, format="json"), 415)
    for who, status in (("checkin", 403), ("outsider", 403), ("", 401)):
        ok(upload(api(cast, who), event), status)
    assert not ImportBatch.objects.exclude(state__in=["discarded", "applied"]).exists()


def test_a_long_list_is_a_job(event, cast, monkeypatch):
    monkeypatch.setattr(import_once, "AT_ONCE", 2)
    team = api(cast, "registrar")
    Pool.objects.all().delete()
    for commit, created in (("false", 0), ("true", 1)):
        begun = ok(upload(team, event, commit=commit), 202)
        ok(get(api(cast, "organiser"), f"jobs/{begun['id']}/"), 404)
        jobs.run_job.func(Job.objects.get(uid=begun["id"]).pk)
        done = ok(get(team, f"jobs/{begun['id']}/"))
        assert (done["state"], done["result"]["rows"], done["result"]["created"]) == ("done", 4, created)
        assert "example.org" not in str(done)
    assert Registration.objects.count() == 1
    assert not re.search(
        r"\w", "".join(ImportBatch.objects.filter(state="discarded").values_list("file_path", flat=True))
    )
    assert files.path_of("imports").is_dir()


def test_signing_in_takes_an_idempotency_key(event, cast):
    made = ok(
        post(api(cast), f"events/{event.slug}/registrations/", {"name": "Sitara", "phone": "03001234567"})
    )
    scan = {
        "code": made["code"], "point": event.days[0].isoformat(), "scanned_at": timezone.now().isoformat(), "nonce": "n1",
    }  # fmt: skip
    url, headers = f"events/{event.slug}/check-ins/", {"Idempotency-Key": "d1"}
    first = ok(post(api(cast, "checkin"), url, scan, **headers))
    assert first == ok(post(api(cast, "checkin"), url, scan, **headers))
    assert (
        ok(post(api(cast, "checkin"), url, {**scan, "nonce": "n2"}, **headers), 409)["code"]
        == "idempotency_key_reused"
    )


def test_lists_ask_as_often_for_three_rows_as_for_one(event, cast, django_assert_num_queries):
    client = cast.client("registrar")
    base, page = f"events/{event.slug}/", f"/api/v1/events/{event.slug}/"
    codes = []
    for rows in (1, 3):
        while len(codes) < rows:
            made = ok(
                post(
                    api(cast),
                    f"{base}registrations/",
                    {"name": f"P{len(codes)}", "email": f"p{len(codes)}@example.org", "area": "PK-SD"},
                )
            )
            codes.append(made["code"])
            ok(
                post(api(cast, "registrar"), f"registrations/{made['code']}/changes/", {"kind": "withdraw"}),
                201,
            )
        for path, queries in (("registrations/", 8), ("changes/", 8)):
            client.get(page + path)
            with django_assert_num_queries(queries):
                assert client.get(page + path).json()["count"] == rows
