"""By API: handing one's place on, who came in whose place, answers with files, a list with a day to answer by; and hostile use of them."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import AuditEvent
from events.models import Event, QuestionAnswer, Registration
from events.services import invitations, questions, registrations
from events.services.events import update_event
from tests.api.support import api, delete, get, ok, patch, post
from tests.cast import make_event
from tests.shared import shared

pytestmark = pytest.mark.django_db
ZARA = {"name": "Zara", "email": "zara@example.org"}
PDF = b"%PDF-1.7 a letter"


@shared
def generous(event, cast) -> Event:
    """The cast's event, where people may hand their place on."""
    return update_event(event, actor=cast.actor("organiser"), substitutes=True)


@shared
def letter(generous, cast):
    """A question that is answered with a file."""
    return questions.add_question(
        generous, actor=cast.actor("organiser"), kind="file", label={"en": "A letter of your office"}, required=True
    )  # fmt: skip


def join(client, event, name="Sitara", **fields) -> tuple[str, str]:
    """(code, token) of somebody with a place."""
    body = {"name": name, "email": f"{name.lower()}@example.org", **fields}
    made = ok(post(client, f"events/{event.slug}/registrations/", body), 201)
    return made["code"], made["manage_url"].rstrip("/").rsplit("/", 1)[1]


def pdf(name="letter.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


def send(client, path, **headers_and_parts):
    headers = headers_and_parts.pop("headers", {})
    return client.post(f"/api/v1/{path}", headers_and_parts, format="multipart", headers=headers)


def looks(verb: str) -> int:
    return AuditEvent.objects.filter(kind="disclosure", verb=verb).count()


def test_handing_a_place_on(generous, cast):
    code, token = join(api(cast), generous)
    own = f"registrations/{code}/hand-on/?token={token}"
    assert ok(get(api(cast), own)) == {"allowed": True, "named": None}
    key = {"Idempotency-Key": "h1"}
    asked = ok(post(api(cast), own, ZARA, **key), 201)
    assert asked == ok(post(api(cast), own, ZARA, **key), 201)
    assert (asked["named"]["name"], asked["named"]["status"]) == ("Zara", "invited")
    assert asked["named"]["reply_by"] and "zara@" not in str(asked)
    assert ok(post(api(cast), own, {**ZARA, "email": "sitara@example.org"}), 400)["code"] == "own"
    assert set(ok(post(api(cast), own, {}), 400)["fields"]) == {"name", "email"}
    assert delete(api(cast), own).status_code == 204
    assert ok(get(api(cast), own))["named"]["status"] == "cancelled"
    for number in range(4):
        ok(post(api(cast), own, {"name": "A", "email": f"a{number}@example.org"}), 201)
    assert ok(post(api(cast), own, ZARA), 409)["code"] == "too_often"
    # the team sees who is asked, but hands nobody's place on (it has `substitute`)
    assert ok(get(api(cast, "registrar"), f"registrations/{code}/hand-on/"))["named"]["name"] == "A"
    for who, read, write in (
        ("registrar", 200, 403),
        ("checkin", 403, 403),
        ("outsider", 404, 404),
        ("", 404, 404),
    ):
        ok(get(api(cast, who), f"registrations/{code}/hand-on/"), read)
        ok(post(api(cast, who), f"registrations/{code}/hand-on/", ZARA), write)
        assert delete(api(cast, who), f"registrations/{code}/hand-on/").status_code == write
    # a closed list: one asks for it
    Event.objects.update(frozen_at=timezone.now())
    assert ok(post(api(cast), own, ZARA), 409)["code"] == "frozen"
    changes = f"registrations/{code}/changes/?token={token}"
    assert ok(post(api(cast), changes, {"kind": "withdraw", "substitute": ZARA}), 400)["fields"]["substitute"]
    ok(post(api(cast), changes, {"kind": "change", "substitute": ZARA}), 201)
    Event.objects.update(frozen_at=None, substitutes=False)
    assert ok(get(api(cast), own))["allowed"] is False
    assert ok(post(api(cast), own, ZARA), 409)["code"] == "not_allowed"
    assert ok(post(api(cast), changes, {"kind": "change", "substitute": ZARA}), 409)["code"] == "not_allowed"


def test_who_came_in_whose_place(generous, cast, django_assert_num_queries):
    team, base = api(cast, "registrar"), f"events/{generous.slug}/substitutes/"
    code, token = join(api(cast), generous)
    ok(post(api(cast), f"registrations/{code}/hand-on/?token={token}", ZARA), 201)
    zara = Registration.objects.get(name="Zara")
    invitations.accept(zara, actor=registrations.link_actor(zara))
    # who handed it on learns that it was taken, not by which name nor what became of it then
    Registration.objects.filter(pk=zara.pk).update(name="Moonlight")
    own = f"registrations/{code}/hand-on/?token={token}"
    named = ok(get(api(cast), own))["named"]
    assert (named["name"], named["status"]) == ("", "confirmed")
    Registration.objects.filter(pk=zara.pk).update(state="cancelled")
    assert ok(get(api(cast), own))["named"]["status"] == "confirmed"
    Registration.objects.filter(pk=zara.pk).update(name="Zara", state="confirmed")
    before = looks("list")
    [row] = ok(get(team, base))["results"]
    assert looks("list") == before + 1
    assert (row["name"], row["status"], row["replaces"]) == ("Zara", "confirmed", code)
    assert (row["replaces_name"], row["replaces_status"], row["source"]) == (
        "Sitara",
        "cancelled",
        "invitation",
    )
    steps = [(step["step"], step["registration"] == code, step["status"]) for step in row["history"]]
    assert steps == [
        ("invite", False, "invited"),
        ("hand_on", True, "confirmed"),
        ("cancel", True, "cancelled"),
        ("confirm", False, "confirmed"),
    ]
    assert "@example.org" not in str(row) and set(row["history"][0]) == {
        "at",
        "registration",
        "step",
        "status",
    }
    for who in (
        "checkin",
        "rapporteur",
        "viewer",
        "outsider",
        "reviewer",
        "",
    ):  # nobody else, nor the person's own link
        for path in (base, f"{base}?token={token}"):
            ok(get(api(cast, who), path), (401, 403, 404))
    client, url = cast.client("registrar"), f"/api/v1/{base}"
    with django_assert_num_queries(10):
        assert client.get(url).json()["count"] == 1
    for name in ("Amina", "Bilal"):
        other, _token = join(api(cast), generous, name)
        ok(post(team, f"registrations/{other}/substitute/", {"name": f"Instead of {name}"}), 201)
    with django_assert_num_queries(10):
        assert client.get(url).json()["count"] == 3
    assert ok(get(team, f"{base}?source=staff"))["count"] == 2
    assert ok(get(team, f"{base}?replaces={code}"))["count"] == 1
    for who, status in (("viewer", 403), ("checkin", 403), ("outsider", 404), ("", 404)):
        ok(get(api(cast, who), base), status)
    organiser = api(cast, "organiser")
    assert ok(get(api(cast), f"events/{generous.slug}/"))["registration"]["substitutes"] is True
    changed = ok(patch(organiser, f"events/{generous.slug}/", {"registration": {"substitutes": False}}))
    assert changed["registration"]["substitutes"] is False


def test_answers_with_files(generous, letter, cast):
    base = f"events/{generous.slug}/registrations/"
    person = {"name": "Sitara", "email": "sitara@example.org"}
    part = {str(letter.uid): pdf()}
    missing = ok(post(api(cast), base, person), 400)
    assert list(missing["fields"]) == [str(letter.uid)]
    key = {"Idempotency-Key": "f1"}
    files = f"{base}with-files/"
    made = ok(send(api(cast), files, registration=json.dumps(person), headers=key, **part), 201)
    part = {str(letter.uid): pdf()}
    assert made == ok(send(api(cast), files, registration=json.dumps(person), headers=key, **part), 201)
    row = QuestionAnswer.objects.get()
    assert (row.file_name, row.file_size, Registration.objects.get().source) == (
        "letter.pdf",
        len(PDF),
        "api",
    )

    own = (
        f"registrations/{made['code']}/answers/{{}}?token={made['manage_url'].rstrip('/').rsplit('/', 1)[1]}"
    )
    [seen] = ok(get(api(cast), own.format("")))["results"]
    assert (seen["kind"], seen["file_name"], seen["answer"]) == ("file", "letter.pdf", None)
    team, before = api(cast, "registrar"), looks("reveal")
    [known] = ok(get(team, f"registrations/{made['code']}/answers/"))["results"]
    fetched = team.get(known["url"].removeprefix("http://testserver"))
    assert b"".join(fetched.streaming_content) == PDF and "attachment" in fetched["Content-Disposition"]
    assert (fetched["X-Content-Type-Options"], looks("reveal")) == ("nosniff", before + 2)
    one = f"{letter.uid}/file/"
    ok(get(api(cast), own.format(one)), 401)  # as on the pages, files go to the team alone
    # another file takes the place of the first
    again = ok(send(api(cast), own.format(one), file=pdf("new.pdf", PDF + b" two")))
    assert (again["file_name"], QuestionAnswer.objects.count()) == ("new.pdf", 1)
    ok(send(team, f"registrations/{made['code']}/answers/{one}", file=pdf()))
    # text answers are kept and changed apart from files
    text = questions.add_question(
        generous, actor=cast.actor("organiser"), kind="text", label={"en": "Group?"}
    )
    given = {"answers": {str(text.uid): "Hari council"}}
    assert ok(post(api(cast), own.format(""), given)) == {"answered": 2}
    assert "Hari council" in str(ok(get(api(cast), own.format(""))))
    ok(send(api(cast), own.format(one), file=pdf()))
    assert "Hari council" in str(ok(get(api(cast), own.format(""))))
    assert (
        ok(post(api(cast), own.format(""), {"answers": {str(text.uid): 7 * "x" * 100}}), 400)["fields"] != {}
    )
    assert ok(send(api(cast), own.format(f"{text.uid}/file/"), file=pdf()), 400)["code"] == "not_asked"
    for who, status in (("viewer", 404), ("checkin", 403), ("outsider", 404), ("", 404)):
        for path in ("", one):
            ok(get(api(cast, who), f"registrations/{made['code']}/answers/{path}"), status)
        ok(send(api(cast, who), f"registrations/{made['code']}/answers/{one}", file=pdf()), status)
    Event.objects.update(frozen_at=timezone.now())
    assert ok(send(api(cast), own.format(one), file=pdf()), 409)["code"] == "frozen"
    ok(api(cast, "outsider").delete(f"/api/v1/registrations/{made['code']}/answers/{one}"), 404)
    assert api(cast).delete(f"/api/v1/{own.format(one)}").status_code == 204
    assert api(cast).delete(f"/api/v1/{own.format(one)}").status_code == 404


def test_somebody_invited_sends_the_file_first(generous, letter, cast):
    [row] = invitations.invite(generous, [{"name": "Amina"}], actor=cast.actor("registrar")).invited
    token = invitations.renew_link(row)
    own = f"registrations/{row.code}/{{}}?token={token}"
    assert list(ok(post(api(cast), own.format("confirm/")), 400)["fields"]) == [str(letter.uid)]
    ok(send(api(cast), own.format(f"answers/{letter.uid}/file/"), file=pdf()))
    assert ok(post(api(cast), own.format("confirm/")))["status"] == "confirmed"


def test_a_question_that_hangs_on_another(generous, cast):
    organiser = cast.actor("organiser")
    options = [{"code": "yes", "label": {"en": "Yes"}}, {"code": "no", "label": {"en": "No"}}]
    visa = questions.add_question(
        generous, actor=organiser, kind="choice", label={"en": "A visa?"}, options=options
    )
    passport = questions.add_question(
        generous,
        actor=organiser,
        kind="file",
        label={"en": "Passport"},
        condition=visa,
        condition_value="yes",
    )
    code, token = join(api(cast), generous)
    own = f"registrations/{code}/answers/{{}}?token={token}"
    for answer, status in (("", 400), ("no", 400), ("yes", 200)):
        ok(post(api(cast), own.format(""), {"answers": {str(visa.uid): answer}}))
        ok(send(api(cast), own.format(f"{passport.uid}/file/"), file=pdf()), status)


def test_a_list_with_a_day_to_answer_by(event, cast):
    team, url = api(cast, "registrar"), f"events/{event.slug}/registrations/import/"
    week = timezone.now() + timedelta(days=7)

    def take(**fields):
        people = SimpleUploadedFile("people.csv", b"Name,E-mail\nAmina,amina@example.org\n", "text/csv")
        return send(team, url, file=people, **fields)

    for wrong in (
        {"reply_by": week.isoformat()},
        {"reply_by": "2020-01-01T00:00:00Z", "target": "invited"},
        {"reply_by": "soon", "target": "invited"},
    ):
        assert list(ok(take(commit="true", **wrong), 400)["fields"]) == ["reply_by"]
    assert Registration.objects.count() == 0
    assert ok(take(commit="true", target="invited", reply_by=week.isoformat()))["created"] == 1
    assert Registration.objects.get().reply_by == week
    Registration.objects.all().delete()
    assert ok(take(commit="true", target="invited", reply_by=""))["created"] == 1
    assert Registration.objects.get().reply_by is None


def test_hostile_use(generous, letter, cast, spo):
    """Foreign and missing things look alike, nothing is a 5xx, and nothing is kept."""
    other = make_event(spo, slug="other", substitutes=True)
    foreign = questions.add_question(other, actor=cast.actor("organiser"), kind="file", label={"en": "F"})
    person = {"name": "Sitara", "email": "sitara@example.org"}
    whole = {"registration": json.dumps(person), str(letter.uid): pdf()}
    made = ok(send(api(cast), f"events/{generous.slug}/registrations/with-files/", **whole), 201)
    code, token = made["code"], made["manage_url"].rstrip("/").rsplit("/", 1)[1]
    theirs, their_token = join(api(cast), other, "Gul")
    nobody, team = api(cast), api(cast, "registrar")

    # another person's token, no token, a token that is none: all like a code that does not exist
    missing = nobody.get("/api/v1/registrations/none/hand-on/?token=x")
    for wrong in (their_token, "", "x" * 5_000, "%00", "ਜਨਤਾ"):
        for path in ("hand-on/", "answers/", f"answers/{letter.uid}/file/"):
            answer = get(nobody, f"registrations/{code}/{path}?token={wrong}")
            assert (answer.status_code, answer.content) == (404, missing.content)
        ok(post(nobody, f"registrations/{code}/hand-on/?token={wrong}", ZARA), 404)
        ok(send(nobody, f"registrations/{code}/answers/{letter.uid}/file/?token={wrong}", file=pdf()), 404)
    for wrong in ("%00", "%ff", "..%2f..", "x" * 2_000):
        for path in ("hand-on/", "answers/", f"answers/{letter.uid}/file/"):
            assert get(nobody, f"registrations/{wrong}/{path}?token={token}").status_code == 404
            assert get(team, f"registrations/{wrong}/{path}").status_code == 404
    own = f"registrations/{code}/{{}}?token={token}"
    for uid in (foreign.uid, uuid.UUID(int=7)):
        ok(send(nobody, own.format(f"answers/{uid}/file/"), file=pdf()), 404)
        ok(get(team, f"registrations/{code}/answers/{uid}/file/"), 404)
        for answers in ({str(uid): "x"}, {"'; --": "x"}):
            assert ok(post(nobody, own.format("answers/"), {"answers": answers}), 400)["fields"]
        parts = {"registration": json.dumps(person), str(uid): pdf()}
        ok(send(nobody, f"events/{generous.slug}/registrations/with-files/", **parts), 400)
    ok(get(team, f"registrations/{theirs}/answers/"), 404)
    ok(get(team, f"events/{other.slug}/substitutes/"), 404)
    ok(get(team, f"events/{generous.slug}/substitutes/?replaces={theirs}&source=%00&search=%00"), 200)

    # what is no body, no file, or too large
    file_url = f"/api/v1/{own.format(f'answers/{letter.uid}/file/')}"
    with_files = f"/api/v1/events/{generous.slug}/registrations/with-files/"
    for url in (file_url, with_files):
        for kind, body, status in (
            ("application/json", b"{}", 415), ("text/plain", b"x", 415), ("multipart/form-data", b"x", 400),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\n", 400),
            ("multipart/form-data; boundary=" + "y" * 300, b"--x", 415),
        ):  # fmt: skip
            assert nobody.generic("POST", url, body, content_type=kind).status_code == status, (
                url,
                kind,
                body,
            )
    for data, name, status in (
        (b"", "a.pdf", 400), (b"MZ", "a.pdf", 400), (PDF, "a.exe", 400), (PDF, "../../x.pdf", 200), (PDF, "a" * 300 + ".pdf", 400),
        (PDF + bytes(5_000_000), "a.pdf", 413),
    ):  # fmt: skip
        answer = send(nobody, own.format(f"answers/{letter.uid}/file/"), file=pdf(name, data))
        assert answer.status_code == status, (name, answer.content)
    parts = {"registration": json.dumps(person), str(letter.uid): pdf(data=PDF + bytes(5_000_000))}
    assert send(nobody, with_files.removeprefix("/api/v1/"), **parts).status_code == 413
    for text in (
        "",
        "{",
        "[]",
        "null",
        "[" * 50_000,
        '{"name": "x", "name": "y"}',
        '{"zz": 1}',
        '{"name": "\\u0000"}',
        "NaN",
    ):
        answer = send(nobody, with_files.removeprefix("/api/v1/"), registration=text)
        assert answer.status_code == 400, text[:20]
        assert answer.json()["fields"]
    for body in (
        b"",
        b"{",
        b"[" * 100_000,
        b'{"name": 1e999}',
        b'{"name": NaN}',
        b'"x"',
        b'{"name": ["x"], "email": {}}',
        b"\xff",
    ):
        for path in ("hand-on/", "answers/", "changes/"):
            url = f"/api/v1/{own.format(path)}"
            answer = nobody.generic("POST", url, body, content_type="application/json")
            assert answer.status_code == 400, (path, body[:20], answer.content)
    huge = json.dumps({"name": "x" * 3_000_000, "email": "a@example.org"}).encode()
    answer = nobody.generic(
        "POST", f"/api/v1/{own.format('hand-on/')}", huge, content_type="application/json"
    )
    assert answer.status_code == 413
    for email in ("x", "a@b", "a@example.org\r\nBcc: all@example.org", "a" * 250 + "@example.org", "\u0000"):
        assert ok(post(nobody, own.format("hand-on/"), {**ZARA, "email": email}), 400)["fields"]
    assert (Registration.objects.filter(event=generous).count(), QuestionAnswer.objects.count()) == (1, 1)
