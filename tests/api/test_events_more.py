"""The rest of an organiser's work by API: invitations, delegations, releases, series, the door, materials, messages, papers, letters."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core import files
from core.models import AuditEvent, OutboundMail
from events.audience import Audience
from events.models import EventLetter, HeadCount, Paper, Registration
from events.services import announcements, delegations, invitations, letters
from events.services import releases as release_service
from events.services.registrations import register
from events.services.series import make_series
from tests.api.support import api, delete, get, ok, patch, post
from tests.cast import make_event, make_institution

pytestmark = pytest.mark.django_db
OTHERS = (("viewer", 403), ("outsider", 404), ("", 404))


def lists() -> int:
    return AuditEvent.objects.filter(kind="disclosure", verb="list").count()


def test_invitations(event, cast):
    team, base = api(cast, "registrar"), f"events/{event.slug}/invitations/"
    week = (timezone.now() + timedelta(days=7)).isoformat()
    people = [
        {
            "name": "Amina",
            "email": "amina@example.org",
            "area": "PK-SD.thatta",
            "institution": "Hari council",
        },
        {"name": "Bilal", "phone": "+92 300 1234567"},
    ]
    headers = {"Idempotency-Key": "v1"}
    done = ok(post(team, base, {"people": people, "reply_by": week}, **headers), 201)
    assert done == ok(post(team, base, {"people": people, "reply_by": week}, **headers), 201)
    assert [row["status"] for row in done["invited"]] == ["invited", "invited"]
    assert ok(post(team, base, {"people": people[:1]}), 201)["known"] == ["Amina"]
    faulty = ok(post(team, base, {"people": [{"name": "Chand", "email": "no address"}]}), 400)
    assert "Line 1" in faulty["fields"]["people"][0]
    before = lists()
    seen = ok(get(team, f"{base}?reply=none"))
    assert (seen["count"], "amina@" in str(seen), lists()) == (2, False, before + 1)
    bilal = done["invited"][1]["code"]
    ok(post(team, f"registrations/{bilal}/cancel/"))
    assert ok(get(team, f"{base}?reply=no"))["results"][0]["code"] == bilal
    assert ok(post(team, f"registrations/{bilal}/invite/", {"reply_by": week}))["status"] == "invited"
    assert ok(post(team, f"registrations/{bilal}/invite/"), 409)["code"] == "invalid_transition"
    ok(get(api(cast, "checkin"), base))
    ok(post(api(cast, "checkin"), base, {"people": people}), 403)
    for who, status in OTHERS:
        ok(get(api(cast, who), base), status)


def test_delegations(event, cast, mohr):
    team, base = api(cast, "registrar"), f"events/{event.slug}/delegations/"
    body = {"institution": "mohr", "seats": 2, "category": "ministry", "email": "office@example.org"}
    made = ok(post(team, base, body), 201)
    assert (made["named"], made["link"].split("/")[-3], "office@" in str(made)) == (0, "d", False)
    assert ok(post(team, base, body), 409)["code"] == "known"
    assert list(ok(post(team, base, {**body, "institution": "none"}), 400)["fields"]) == ["institution"]
    one = f"{base}{made['id']}/"
    named = ok(post(team, f"{one}people/", {"name": "First Officer", "designation": "Director"}), 201)
    assert (named["status"], named["delegation"]) == ("confirmed", made["id"])
    before = lists()
    assert ok(get(team, f"{one}people/"))["results"][0]["code"] == named["code"]
    assert lists() == before + 1
    assert ok(patch(team, one, {"seats": 3}))["seats"] == 3
    listed = ok(get(team, base))["results"]
    assert [(row["seats"], row["named"]) for row in listed] == [(3, 1)]
    assert ok(post(team, f"{one}link/"))["url"] != made["link"]
    assert ok(post(team, f"{one}release/"))["released_at"]
    assert ok(post(team, f"{one}people/", {"name": "Late"}), 409)["code"] == "released"
    for who, status in OTHERS:
        ok(get(api(cast, who), one), status)


def test_releases_and_series(event, cast, spo, session):
    team, base = api(cast, "programmer"), f"events/{event.slug}/releases/"
    assert ok(get(team, f"{base}pending/"))["released"] is False
    first = ok(post(team, base, {"name": "First agenda"}), 201)
    assert (first["number"], first["changes"]) == (1, [])
    assert ok(post(team, base, {"name": "Again"}), 409)["code"] == "nothing_new"
    later = (session.starts_at + timedelta(hours=1)).isoformat()
    ends = (session.ends_at + timedelta(hours=1)).isoformat()
    ok(patch(team, f"sessions/{session.uid}/", {"starts_at": later, "ends_at": ends}))
    [change] = ok(get(team, f"{base}pending/"))["changes"]
    assert (change["kind"], change["session"]) == ("moved", str(session.uid))
    ok(post(team, base, {"name": "Final agenda", "note": "Final."}), 201)
    public = ok(get(api(cast), base))["results"]
    assert [(row["name"], len(row["changes"])) for row in public] == [
        ("Final agenda", 1),
        ("First agenda", 0),
    ]
    assert "moves from" in public[0]["changes"][0]["words"]
    for who, status in (("viewer", 403), ("outsider", 403), ("", 401)):
        ok(post(api(cast, who), base, {"name": "Mine"}), status)

    organiser = api(cast, "organiser")
    made = ok(post(organiser, "series/", {"host": "spo", "title": {"en": "Consultations"}}), 201)
    assert ok(get(api(cast), "series/"))["count"] == 0  # no edition to be seen yet
    ok(get(api(cast), f"series/{made['slug']}/"), 404)
    assert ok(patch(organiser, f"events/{event.slug}/", {"series": made["slug"]}))["series"] == made["slug"]
    make_event(spo, slug="hidden", visibility="restricted", series=event.series or spo.series.get())
    for client, slugs in ((organiser, {event.slug, "hidden"}), (api(cast), {event.slug})):
        shown = ok(get(client, f"series/{made['slug']}/"))
        assert {row["slug"] for row in shown["editions"]} == slugs
    assert ok(patch(organiser, f"series/{made['slug']}/", {"title": "Dialogues"}))["title"] == {
        "en": "Dialogues"
    }
    ok(patch(api(cast, "outsider"), f"series/{made['slug']}/", {"title": "Mine"}), 403)
    ok(post(api(cast, "outsider"), "series/", {"host": "spo", "title": "Mine"}), 403)
    ok(post(api(cast), "series/", {"host": "spo", "title": "Mine"}), 401)
    other = make_series(
        cast.users["outsider"].memberships.get().institution,
        actor=cast.actor("outsider"),
        title={"en": "Theirs"},
    )
    assert list(ok(patch(organiser, f"events/{event.slug}/", {"series": other.slug}), 400)["fields"]) == [
        "series"
    ]


def test_who_was_there_and_certificates(event, cast):
    organiser = cast.actor("organiser")
    rows = [
        register(event, actor=organiser, name=name, source="staff").registration
        for name in ("Amina", "Bilal")
    ]
    desk, base, day = api(cast, "checkin"), f"events/{event.slug}/", event.days[0].isoformat()
    dinner = ok(post(api(cast, "registrar"), f"{base}points/", {"kind": "meal", "label": "Dinner"}), 201)
    ok(post(desk, f"{base}points/", {"kind": "meal", "label": "Lunch"}), 403)
    sheet = {rows[0].code: "present", rows[1].code: "excused"}
    for point in (day, event.days[1].isoformat()):
        assert ok(post(desk, f"{base}points/{point}/attendance/", {"statuses": sheet}))["changed"] == 2
    assert ok(post(desk, f"{base}points/{day}/attendance/", {"statuses": sheet}))["changed"] == 0
    wrong = {"statuses": {"nobody": "present"}}
    assert list(ok(post(desk, f"{base}points/{day}/attendance/", wrong), 400)["fields"]) == ["statuses"]
    before = lists()
    listed = ok(get(desk, f"{base}points/{day}/attendance/"))["results"]
    assert [(row["name"], row["status"], row["source"]) for row in listed] == [
        ("Amina", "present", "sheet"),
        ("Bilal", "excused", "sheet"),
    ]
    assert lists() == before + 1
    points = {row["code"]: row["attendance"] for row in ok(get(desk, f"{base}points/"))["results"]}
    assert (points[day], points[dinner["code"]]["present"]) == ({"present": 1, "excused": 1, "absent": 0}, 0)
    ok(get(desk, f"{base}points/nowhere/attendance/"), 404)

    counts = {"sex": {"f": 21, "m": 20}}
    ok(post(desk, f"{base}head-counts/", {"point": day, "counts": counts}), 201)
    assert ok(get(desk, f"{base}head-counts/"))["results"][0]["counts"] == counts
    assert (
        ok(post(desk, f"{base}head-counts/", {"point": day, "counts": {"faith": {"x": 1}}}), 400)["code"]
        == "unknown"
    )

    team = api(cast, "registrar")
    assert ok(post(team, f"{base}certificates/"), 409)["code"] == "no_rule"
    rule = {"share": 75, "measure": "points"}
    assert ok(post(team, f"{base}certificates/rule/", {"share": 75})) == rule
    no = ok(post(team, f"{base}certificates/", {"registrations": [rows[1].code]}), 400)
    assert no["code"] == "not_eligible"
    [issued] = ok(post(team, f"{base}certificates/", {"tell": True}), 201)["issued"]
    assert (issued["registration"], issued["share"], issued["revoked_at"]) == (rows[0].code, 100, None)
    assert ok(post(team, f"{base}certificates/{issued['id']}/revoke/"))["revoked_at"]
    assert ok(get(team, f"{base}certificates/"))["count"] == 1
    for path in ("points/", f"points/{day}/attendance/", "head-counts/", "certificates/"):
        for who, status in OTHERS:
            ok(get(api(cast, who), base + path), status)


def test_materials(event, cast, session):
    team, base = api(cast, "programmer"), f"events/{event.slug}/materials/"

    def send(**fields):
        return team.post(f"/api/v1/{base}", fields, format="multipart")

    paper = SimpleUploadedFile("gap.pdf", b"%PDF-1.7 text", "application/pdf")
    made = ok(
        send(title='{"en": "Gap analysis"}', file=paper, session=str(session.uid), visibility="team"), 201
    )
    assert (made["title"], made["session"], made["file_size"]) == (
        {"en": "Gap analysis"},
        str(session.uid),
        13,
    )
    ok(send(title="A note", url="https://example.org/note", visibility="public"), 201)
    assert (
        ok(send(title="Both", url="https://example.org", file=SimpleUploadedFile("a.txt", b"a")), 400)["code"]
        == "one_of_two"
    )
    assert ok(send(title="Wrong", file=SimpleUploadedFile("a.pdf", b"MZ")), 400)["code"] == "content"
    assert [row["title"]["en"] for row in ok(get(api(cast), base))["results"]] == ["A note"]
    assert ok(get(team, base))["count"] == 2
    one = f"{base}{made['id']}/"
    assert ok(patch(team, one, {"visibility": "public", "session": None}))["session"] is None
    fetched = api(cast).get(made["url"].removeprefix("http://testserver"))
    assert b"".join(fetched.streaming_content) == b"%PDF-1.7 text"
    for who, status in (("viewer", 403), ("outsider", 403), ("", 401)):
        ok(delete(api(cast, who), one), status)
    assert delete(team, one).status_code == 204


def test_announcements_and_reminders(event, cast):
    organiser = cast.actor("organiser")
    for name in ("amina", "bilal"):
        register(event, actor=organiser, name=name, email=f"{name}@example.org", source="staff")
    register(event, actor=organiser, name="chand", source="staff")
    team, base = api(cast, "registrar"), f"events/{event.slug}/announcements/"
    words = {"subject": "The papers", "body": "Dear {name}, they are there."}
    drafted = ok(post(team, base, words), 201)
    assert (drafted["state"], drafted["reach"]["by_mail"], drafted["reach"]["without"]) == ("draft", 2, 1)
    one, mails = f"{base}{drafted['id']}/", OutboundMail.objects.filter(template="event.announcement")
    revised = ok(patch(team, one, {"audience": {"states": ["confirmed"], "areas": ["PK"]}}))
    assert revised["reach"]["by_mail"] == 0
    revised = ok(patch(team, one, {"audience": {"states": ["confirmed"]}}))
    seen, before = ok(get(team, f"{one}preview/")), lists()
    assert seen["text"].startswith("Dear amina, they are there.")
    bilal = Registration.objects.get(name="bilal").code
    assert "Dear bilal" in ok(get(team, f"{one}preview/?registration={bilal}"))["text"]
    assert lists() == before + 1
    ok(get(team, f"{one}preview/?registration=nobody"), 404)
    assert ok(post(team, f"{one}send/", {"count": 1}), 409)["code"] == "changed"
    assert mails.count() == 0
    sent = ok(post(team, f"{one}send/", {"count": 2, "group": revised["reach"]["group"]}))
    assert (sent["state"], sent["recipients"], sent["reach"], mails.count()) == ("sent", 2, None, 2)
    assert ok(post(team, f"{one}send/", {"count": 2}), 409)["code"] == "sent"
    second = ok(post(team, base, words), 201)
    assert ok(post(team, f"{base}{second['id']}/discard/"))["state"] == "discarded"
    assert ok(get(team, f"{base}?state=sent"))["count"] == 1

    reminders = f"events/{event.slug}/reminders/"
    body = {"anchor": "start", "days_before": 3, "audience": "confirmed"}
    made = ok(post(team, reminders, body), 201)
    assert (made["plan"]["state"], made["plan"]["due"] is not None) == ("waiting", True)
    assert ok(post(team, reminders, body), 409)["code"] == "exists"
    assert ok(patch(team, f"{reminders}{made['id']}/", {"days_before": 5}))["days_before"] == 5
    assert delete(team, f"{reminders}{made['id']}/").status_code == 204
    for path in (base, one, reminders):
        for who, status in OTHERS:
            ok(get(api(cast, who), path), status if path != reminders or who else 404)


def test_papers_coverage_and_letters(event, cast, mohr, areas):
    organiser = cast.actor("organiser")
    people = [(f"P{n}", areas.thatta if n < 6 else areas.lahore) for n in range(7)]
    Registration.objects.all().delete()
    event.pools.filter(kind="per_area").delete()
    for name, area in people:
        register(event, actor=organiser, name=name, area=area, source="staff")
    team, base = api(cast, "registrar"), f"events/{event.slug}/"
    asked = ok(post(team, f"{base}papers/", {"kind": "programme", "options": {"language": "en"}}), 201)
    assert (asked["state"], asked["url"], ok(get(team, f"jobs/{asked['job']}/"))["state"]) == (
        "queued",
        None,
        "queued",
    )
    assert (
        ok(post(team, f"{base}papers/", {"kind": "programme", "options": {"language": "en"}}), 201)["id"]
        == asked["id"]
    )
    for options in ({"colour": "red"}, {"language": "zz"}):
        assert list(
            ok(post(team, f"{base}papers/", {"kind": "programme", "options": options}), 400)["fields"]
        ) == ["options"]
    ok(post(api(cast, "programmer"), f"{base}papers/", {"kind": "badges"}), 403)
    files.keep("papers/x.pdf", b"%PDF-1.7")
    Paper.objects.update(state="made", path="papers/x.pdf", kind="badges")
    made = ok(get(team, f"{base}papers/{asked['id']}/"))
    file = team.get(made["url"].removeprefix("http://testserver"), headers={"Accept": "application/pdf"})
    assert (b"".join(file.streaming_content), file.headers["Content-Type"]) == (
        b"%PDF-1.7",
        "application/pdf",
    )
    assert AuditEvent.objects.filter(verb="print").count() == 1
    ok(get(api(cast, "programmer"), f"{base}papers/{asked['id']}/"), 404)  # names are not for them

    public = ok(get(api(cast), f"{base}coverage/"))
    assert (public["least"], public["districts"]) == (5, None)
    assert all(
        row["confirmed"] is None or row["confirmed"] == 0 or row["confirmed"] >= 5
        for row in public["provinces"]
    )
    assert [row["confirmed"] for row in public["provinces"]] == [
        None,
        None,
    ]  # 6 and 1: the one would be known from the total
    whole = {row["area"]: row["confirmed"] for row in ok(get(team, f"{base}coverage/"))["districts"]}
    assert (whole["PK-SD.thatta"], whole["PK-PB.lahore"], whole["PK-SD.karachi-south"]) == (6, 1, 0)

    written = f"{base}letters/"
    body = {
        "kind": "invitation",
        "institutions": ["mohr"],
        "signatory_name": "A. Director",
        "signatory_designation": "Director",
    }
    [drafted] = ok(post(team, written, body), 201)["drafted"]
    assert (drafted["number"], drafted["institution"], bool(drafted["body"])) == (None, "mohr", True)
    one = f"{written}{drafted['id']}/"
    assert ok(patch(team, one, {"office": "The Secretary", "copies": ["Joint Secretary"]}))["copies"] == [
        "Joint Secretary"
    ]
    assert ok(post(team, f"{one}issue/"))["number"].startswith("SPO/INV/")
    assert ok(patch(team, one, {"subject": "Other"}), 409)["code"] == "issued"
    assert ok(delete(team, one), 409)["code"] == "issued"
    assert list(ok(post(team, written, {**body, "institutions": ["none"]}), 400)["fields"]) == [
        "institutions"
    ]
    assert EventLetter.objects.count() == 1
    for path in ("papers/", "letters/", one.removeprefix(base)):
        for who, status in OTHERS:
            ok(get(api(cast, who), base + path), status)


def test_two_registrations_of_one_person(event, cast):
    organiser = cast.actor("organiser")
    first, second = (
        register(event, actor=organiser, name=name, phone="+923001234567", source="staff").registration
        for name in ("Amina", "Amina B.")
    )
    team, base = api(cast, "registrar"), f"events/{event.slug}/duplicates/"
    assert ok(get(team, base))["results"] == [
        {"older": first.code, "newer": second.code, "names": ["Amina", "Amina B."], "why": "phone"}
    ]
    other = register(event, actor=organiser, name="Bilal", phone="+923001234567", source="staff").registration
    assert ok(post(team, f"{base}apart/", {"one": other.code, "other": first.code})) == {
        "older": first.code, "newer": other.code,
    }  # fmt: skip
    pairs = [(row["older"], row["newer"]) for row in ok(get(team, base))["results"]]
    assert pairs == [(first.code, second.code), (second.code, other.code)]
    body, headers = {"one": second.code, "other": first.code}, {"Idempotency-Key": "m1"}
    kept = ok(post(team, f"{base}merge/", body, **headers))
    assert (kept["code"], kept) == (first.code, ok(post(team, f"{base}merge/", body, **headers)))
    assert ok(post(team, f"{base}merge/", body), 409)["code"] == "ended"
    ok(post(team, f"{base}merge/", {"one": "none", "other": first.code}), 404)
    for who, status in OTHERS:
        ok(get(api(cast, who), base), status)


def test_lists_ask_as_often_for_three_rows_as_for_one(event, cast, spo, django_assert_num_queries):
    """Four statements say who asks; the lists themselves need three, or four with the row that logs them."""
    client, base = cast.client("organiser"), f"/api/v1/events/{event.slug}/"
    paths = ("invitations", "delegations", "releases", "letters", "announcements", "head-counts")
    for rows in (1, 3):
        for n in range(rows // 2, rows):
            _one_more(event, cast.actor("organiser"), n)
            make_series(spo, actor=cast.actor("organiser"), title={"en": f"Dialogues {n}"})
        for path in paths:
            with django_assert_num_queries(4 + (4 if path == "invitations" else 3)):
                assert client.get(f"{base}{path}/").json()["count"] == rows, path
        with django_assert_num_queries(4 + 2):
            assert client.get("/api/v1/series/").json()["count"] == rows


def _one_more(event, actor, n: int) -> None:
    office = make_institution(f"office-{n}", f"Office {n}")
    invitations.invite(event, [{"name": f"Guest {n}", "email": f"g{n}@example.org"}], actor=actor)
    delegations.add_delegation(event, office, actor=actor, seats=1)
    event.sessions.update(part=f"Part {n}")
    release_service.release(event, actor=actor, name=f"Edition {n}")
    letters.draft_letters(event, actor=actor, kind="invitation", institutions=[office])
    announcements.draft(event, actor=actor, subject={"en": "S"}, body={"en": "B"}, audience=Audience())
    HeadCount.objects.create(event=event, point=f"p-{n}")
