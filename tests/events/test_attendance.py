"""Who was there: points, what goes before what, sheets typed in, head counts, and the pages around them."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from core.actors import SYSTEM
from core.errors import Conflict, DomainError
from core.models import AuditEvent
from events.attendance import expected, marks_of, present_in, shares, stays
from events.models import (
    Attendance,
    CheckPoint,
    Event,
    HeadCount,
    Registration,
    Scan,
    SessionChoice,
)
from events.papers.sheets import points_to_print
from events.points import code_of_session, point_of, points_of
from events.services import attendance, head_counts, points, registrations
from events.services.checkin import sign_in
from tests.cast import make_session
from tests.events.desk import statements, url, words
from tests.events.people import come, day, join, there

# == Points ======================================================================================================


def test_days_come_by_themselves_and_count_until_something_else_does(event, session):
    assert [(p.code, p.kind, p.counts) for p in points_of(event)] == [
        (day(event), "day", True), (day(event, 1), "day", True),
    ]  # fmt: skip
    dinner = points.add_point(event, actor=SYSTEM, kind="meal", label={"en": "Dinner"}, on=event.days[0])
    assert [p.counts for p in points_of(event)] == [True, False, True]
    point = points.add_point(event, actor=SYSTEM, kind="session", session=session)
    assert point.code == code_of_session(session)
    assert [(p.code, p.counts) for p in points_of(event)] == [
        (day(event), False), (dinner.code, False), (point.code, True), (day(event, 1), False),
    ]  # fmt: skip
    points.set_counts(point, actor=SYSTEM, counts=False)
    assert point_of(event, day(event)).counts


def test_a_long_event_offers_only_days_with_sessions(event):
    Event.objects.filter(pk=event.pk).update(ends_at=event.starts_at + timedelta(days=26))
    event.refresh_from_db()
    make_session(event, "Third live class", day=14)
    assert [p.code for p in points_of(event)] == [day(event), day(event, 1), day(event, 14)]


def test_sessions_get_points_once(event, session):
    assert points.add_sessions(event, actor=SYSTEM) == 2
    assert points.add_sessions(event, actor=SYSTEM) == 0
    again = points.point_of_session(event, session, actor=SYSTEM)
    assert CheckPoint.objects.count() == 2 and again.session == session


@pytest.mark.parametrize(
    "wrong", [{"kind": "meal"}, {"kind": "nonsense"}, {"kind": "session"}, {"kind": "day", "on": None}]
)
def test_bad_points_are_refused(event, wrong):
    with pytest.raises(DomainError):
        points.add_point(event, actor=SYSTEM, **wrong)
    assert CheckPoint.objects.count() == 0


def test_a_point_at_which_something_was_noted_stays(event):
    used = points.add_point(event, actor=SYSTEM, kind="meal", label={"en": "Dinner"})
    unused = points.add_point(event, actor=SYSTEM, kind="transport", label={"en": "Bus"})
    come(event, point=used.code)
    points.remove_point(unused, actor=SYSTEM)
    with pytest.raises(Conflict):
        points.remove_point(used, actor=SYSTEM)


# == One truth ===================================================================================================


def test_what_was_said_goes_before_a_scan_and_may_be_taken_back(event):
    person = come(event)
    assert marks_of(event).of(person.pk, day(event)).source == "scan"
    attendance.set_attendance(
        person, actor=SYSTEM, point=day(event), status="absent", note="The wrong badge was scanned."
    )
    mark = marks_of(event).of(person.pk, day(event))
    assert (mark.status, mark.source, mark.note) == ("absent", "desk", "The wrong badge was scanned.")
    assert Scan.objects.count() == 1
    attendance.clear_attendance(person, actor=SYSTEM, point=day(event))
    assert marks_of(event).of(person.pk, day(event)).is_present
    assert AuditEvent.objects.filter(verb="attendance").count() == 2


def test_who_was_present_at_all(event):
    came, wrong, said, _away = come(event, 1), come(event, 2), join(event, 3), join(event, 4)
    attendance.set_attendance(wrong, actor=SYSTEM, point=day(event), status="absent")
    attendance.set_attendance(said, actor=SYSTEM, point=day(event), status="present", source="online")
    assert set(event.registrations.filter(attendance.was_present())) == {came, said}


def test_the_sheet_lists_those_confirmed_and_then_whoever_came(event):
    first, second, waits = (
        join(event, 1, name="Zahid"),
        join(event, 2, name="Amina"),
        join(event, 3, name="Bano"),
    )
    Registration.objects.filter(pk=waits.pk).update(state="waitlisted")
    here = points_of(event)[0]
    assert list(expected(event, here)) == [second, first]
    sign_in(event, actor=SYSTEM, registration=waits, point=here.code, nonce="n", forced=True, reason="agreed")
    assert list(expected(event, here)) == [second, first, waits]
    assert list(expected(event, points_of(event)[1])) == [second, first]


def test_a_session_that_people_choose_expects_those_who_chose_it(event, session):
    event.sessions.filter(pk=session.pk).update(is_choice=True)
    point = points.add_point(event, actor=SYSTEM, kind="session", session=session)
    chose, _other = join(event, 1), join(event, 2)
    SessionChoice.objects.create(registration=chose, session=session)
    assert list(expected(event, point_of(event, point.code))) == [chose]
    points.remove_point(point, actor=SYSTEM)
    printed = next(point for point in points_to_print(event) if point.label == str(session))
    assert list(expected(event, printed)) == [chose], "its sheet needs no point"


def test_shares_and_days_for_allowances(event, session):
    both, one = come(event, 1), come(event, 2)
    join(event, 3)
    there(event, both, day(event, 1))
    attendance.set_attendance(one, actor=SYSTEM, point=day(event, 1), status="excused")
    assert [(s.registration, s.attended, s.of, s.percent) for s in shares(event)] == [
        (both, 2, 2, 100), (one, 1, 2, 50),
    ]  # fmt: skip
    dinner = points.add_point(event, actor=SYSTEM, kind="meal", label={"en": "Dinner"}, on=event.days[1])
    there(event, one, dinner.code)
    assert [(s.registration, s.days) for s in stays(event)] == [(both, event.days), (one, event.days)]
    assert present_in(session) == {both.pk, one.pk}
    point = points.add_point(event, actor=SYSTEM, kind="session", session=session)
    there(event, both, point.code)
    assert present_in(session) == {both.pk}


def test_of_sessions_side_by_side_one_counts(event, session):
    """Whoever was in a breakout at each time has all of it; who looked into both was still at one."""
    start, end = session.starts_at, session.ends_at
    for minutes in (-30, 0):  # one overlaps, one has the same hours
        start_of = start + timedelta(minutes=minutes)
        event.sessions.create(
            title={"en": f"Beside {minutes}"}, type="breakout", starts_at=start_of, ends_at=end
        )
    event.sessions.create(
        title={"en": "After"}, type="plenary", starts_at=end, ends_at=end + timedelta(hours=1)
    )
    points.add_sessions(event, actor=SYSTEM)
    codes = [point.code for point in points_of(event) if point.session_id]
    all_of_it, both, one = join(event, 1), join(event, 2), join(event, 3)
    for person, seen in ((all_of_it, codes[:1] + codes[3:]), (both, codes[:2]), (one, codes[:1])):
        for code in seen:
            there(event, person, code)
    assert [(s.registration, s.attended, s.of) for s in shares(event)] == [
        (all_of_it, 3, 3),
        (both, 1, 3),
        (one, 1, 3),
    ]


# == Head count ==================================================================================================


def test_a_head_count_is_sums_and_nothing_else(event):
    for answers in ({"sex": "f", "age": "18-29", "disability": "no"}, {"sex": "f"}, {}):
        head_counts.count_one(event, actor=SYSTEM, point=day(event), answers=answers)
    row = HeadCount.objects.get()
    assert row.counts == {
        "sex": {"f": 2, "unknown": 1}, "age": {"18-29": 1, "unknown": 2}, "disability": {"no": 1, "unknown": 2},
    }  # fmt: skip
    head_counts.set_head_count(event, actor=SYSTEM, point=day(event), counts={"sex": {"f": 21, "m": 0}})
    row.refresh_from_db()
    assert row.counts == {"sex": {"f": 21}}
    for wrong in ({"sex": {"f": -1}}, {"sex": {"f": True}}, {"sex": {"z": 1}}, {"name": {"f": 1}}):
        with pytest.raises(DomainError):
            head_counts.set_head_count(event, actor=SYSTEM, point=day(event), counts=wrong)


# == Pages =======================================================================================================


@pytest.fixture
def client(cast):
    return cast.client("organiser")


def test_the_overview_counts_people_by_kind_without_a_name(client, event):
    come(event, 1, category="media", name="Somebody Named")
    join(event, 2, category="media")
    come(event, 3, category="cso")
    registrations.cancel(join(event, 4, category="media"), actor=SYSTEM)
    answer = client.get(url("desk-attendance", event))
    found = [(label, kind.confirmed, kind.came) for label, kind in answer.context["kinds"]]
    assert found == [("Media", 2, 1), ("Civil society organisation", 1, 1)]
    assert (answer.context["expected"], answer.context["came"]) == (3, 2)
    assert "Somebody Named" not in words(answer) and "without a place" not in words(answer)
    registrations.cancel(come(event, 5, category="media"), actor=SYSTEM)
    assert "1 person came without a place" in words(client.get(url("desk-attendance", event)))


def test_the_overview_counts_each_point(client, event):
    come(event)
    page = words(client.get(url("desk-attendance", event)))
    assert "1 person confirmed" in page and client.get(url("desk-attendance", event)).context["rows"][0][
        1
    ] == {"present": 1}


def test_one_line_is_corrected_with_a_note(client, event):
    person = come(event)
    page = url("desk-attendance-correct", event, day(event), person.code)
    assert "A sign-in is never deleted." in words(client.get(page))
    client.post(page, {"status": "excused", "note": "Said so before."})
    assert Attendance.objects.get().status == "excused", "that is usual beforehand"
    absent = {"status": "absent", "note": "The wrong badge."}
    assert "Tick this if you are sure." in words(client.post(page, absent))
    client.post(page, {**absent, "sure": "on"})
    assert "The wrong badge." in words(client.get(url("desk-attendance-point", event, day(event))))
    client.post(page, {"status": "scan", "note": ""})
    assert not Attendance.objects.exists()
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now() + timedelta(days=1)
    )
    today = Event.objects.get().days[1].isoformat()
    client.post(url("desk-attendance-point", event, today), {f"m-{person.code}": "present"})
    assert Attendance.objects.get().point == today
    assert client.get(url("desk-attendance-correct", event, "nowhere", person.code)).status_code == 404
    assert client.get(url("desk-attendance-correct", event, today, "nobody")).status_code == 404


def test_lists_leave_with_a_reason_only(client, event):
    come(event, 1, name="=Sitara"), join(event, 2)
    page = url("desk-attendance-export", event)
    assert "Write what the list is for." in words(client.post(page, {"reason": ""}, follow=True))
    lines = list(
        csv.reader(io.StringIO(client.post(page, {"reason": "Report"}).getvalue().decode("utf-8-sig")))
    )
    assert [line[1] for line in lines[1:]] == ["Person 2", "'=Sitara"] and lines[2][3:] == ["Present", ""]
    one = client.post(page, {"reason": "Report", "point": day(event)}).getvalue().decode("utf-8-sig")
    assert [line[2:6] for line in csv.reader(io.StringIO(one))][2][2:] == ["Present", "Signed in"]
    assert AuditEvent.objects.filter(verb="export", data__rows=2, data__reason="Report").count() == 2
    assert client.post(page, {"reason": "Report", "point": "nowhere"}).status_code == 404
    sheet = client.post(page, {"reason": "Report", "format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    assert sheet["Content-Disposition"].endswith('attendance.xlsx"') and [row[1] for row in rows[1:]] == [
        "Person 2",
        "'=Sitara",
    ]


def test_a_head_count_is_taken_on_its_page(client, event):
    page = url("desk-tally", event, day(event))
    assert "1 person counted" in words(
        client.post(page, {"one": "1", "sex": "f", "age": "60", "disability": "no"}, follow=True)
    )
    assert "21 people counted" in words(client.post(page, {"sex_f": "২১", "note": ""}, follow=True))
    said = words(client.post(page, {"sex_f": "49", "age_0-17": "40", "age_60": "7"}, follow=True))
    assert "The sums do not agree" in said and "(Sex: 49, Age: 47)" in said
    assert HeadCount.objects.get().counts["age"] == {"0-17": 40, "60": 7}
    assert "(Sex: 49, Age: 47)" in words(client.get(url("desk-attendance", event)))
    assert client.post(page, {"sex_f": "many"}).context["sums"].errors
    assert client.get(url("desk-tally", event, "nowhere")).status_code == 404


def test_points_are_managed_on_their_page(client, event, session):
    page = url("desk-points", event)
    client.post(page, {"kind": "meal", "label": "Dinner", "day": day(event), "session": ""})
    assert "Give it a name" in words(client.post(page, {"kind": "meal", "label": "", "day": day(event)}))
    come(event, 1)
    no_longer = "those of the days no longer do"
    added = client.post(page, {"kind": "session", "session": str(session.uid), "counts": "on"}, follow=True)
    assert no_longer in words(added)
    assert "1 person was there, but at a point that does not count" in words(
        client.get(url("desk-certificates", event))
    )
    [own] = CheckPoint.objects.filter(kind="session")
    counts = url("desk-point-counts", event, own.uid)
    assert "the days count again" in words(client.post(counts, {"counts": "0"}, follow=True))
    assert no_longer in words(client.post(counts, {"counts": "1"}, follow=True))
    assert no_longer not in words(client.post(counts, {"counts": "1"}, follow=True))
    assert "1 session has a point now." in words(client.post(url("desk-points-sessions", event), follow=True))
    dinner = CheckPoint.objects.get(kind="meal")
    client.post(url("desk-point-counts", event, dinner.uid), {"counts": "1"})
    dinner.refresh_from_db()
    assert dinner.counts and dinner.on == event.days[0]
    assert "The point is gone." in words(
        client.post(url("desk-point-remove", event, dinner.uid), follow=True)
    )
    assert CheckPoint.objects.count() == 2


def test_a_phone_gets_its_link_once(client, event):
    answer = client.post(
        url("desk-device-new", event), {"label": "Main door", "until": "event", "points": [day(event)]}
    )
    link = answer.context["link"]
    assert "/scan/#" in link and link in answer.content.decode() and answer["Cache-Control"] == "no-store"
    device = event.devices.get()
    assert device.expires_at == event.ends_at + timedelta(days=1) and device.points == [day(event)]
    page = client.get(url("desk-points", event)).content.decode()
    assert "Main door" in page and link.split("#")[1] not in page
    assert "has ended" in words(client.post(url("desk-device-revoke", event, device.uid), follow=True))
    device.refresh_from_db()
    assert device.revoked_at <= timezone.now()


def test_lists_cost_the_same_for_one_and_three(client, event):
    found: dict[str, list[int]] = {}
    for number in range(1, 4):
        come(event, number)
        for page in ("desk-attendance", "desk-attendance-point"):
            given = [day(event)] if page.endswith("point") else []
            found.setdefault(page, []).append(statements(client, url(page, event, *given)))
    assert found == {"desk-attendance": [10] * 3, "desk-attendance-point": [12] * 3}
