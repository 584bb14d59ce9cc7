"""Attendance out of a Zoom report: rejoins merged, people found, strangers forgotten."""

from datetime import UTC
from pathlib import Path

import pytest

from core import files
from core.errors import Conflict, DomainError, Forbidden
from core.imports import read
from core.models import AuditEvent, ImportBatch
from events.models import Attendance
from events.services import import_zoom as service
from events.zoom import stays
from tests.events.people import join

DATA = (Path(__file__).parents[1] / "data" / "zoom_attendees.csv").read_bytes()


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def point_of(event) -> str:
    return event.days[0].isoformat()


def upload(event, cast, data: bytes = DATA) -> ImportBatch:
    return service.upload(event, data, "report.csv", actor=cast.actor("registrar"))


def test_rejoins_are_one_stay_and_absent_people_none():
    found = {stay.shown: stay for stay in stays(read(DATA), zone=UTC, days=[])}
    assert set(found) == {"Host Desk", "iPhone (Amina Invented)", "Zoe Invented", "Galaxy A12"}
    amina = found["iPhone (Amina Invented)"]
    assert (amina.minutes, amina.times, f"{amina.joined_at:%d %b %H:%M}", f"{amina.left_at:%H:%M}") == (
        126,
        2,
        "02 Mar 11:01",
        "13:10",
    )


def test_days_of_the_event_settle_which_number_is_the_month():
    [host, *_rest] = stays(read(DATA), zone=UTC, days=["2027-02-03"])
    assert host.joined_at.strftime("%Y-%m-%d") == "2027-02-03"


def test_two_devices_at_once_do_not_count_twice():
    data = b"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n" + (
        b"Amina,,03/02/2027 10:00:00 AM,03/02/2027 11:00:00 AM,60\n" * 2
    )
    [stay] = stays(read(data), zone=UTC, days=[])
    assert (stay.minutes, stay.times) == (60, 2)


def test_people_on_phones_of_one_name_are_each_there(event, cast):
    data = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)\n" + "".join(
        f"{name},,03/02/2027 {at}:00 AM,03/02/2027 11:00:00 AM,{minutes}\n"
        for name, at, minutes in (
            ("Ali Invented (iPhone)", "10:00", 60),
            ("Mina (iPhone)", "10:01", 59),
            ("M. I. (Mina Invented)", "10:30", 30),
        )
    )
    ali, mina = join(event, name="Ali Invented"), join(event, 9, name="Mina Invented")
    report = service.match(upload(event, cast, data.encode()), event)
    assert [(person.pk, stay.minutes) for person, stay in report.matched] == [(ali.pk, 60), (mina.pk, 30)]
    assert [stay.shown for stay in report.unmatched] == ["Mina (iPhone)"]


MEETING = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),In Waiting Room\n"
AMINA = "Amina,a@people.example,03/02/2027 {0}:00:00 AM,03/02/2027 {0}:30:00 AM,{1},{2}\n"
BLOCK = "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes)\n1,Talk,03/02/2027 09:00,03/02/2027 11:00,h@people.example,120\n\n"
TEAMS = """1. Summary
Meeting title\tTalk
Start time\t3/2/27, 10:00:00 AM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail
Amina\t3/2/27, 10:00:00 AM\t3/2/27, 1:00:00 PM\t1h 20m 5s\ta@people.example
Zoe (Guest)\t3/2/27, 10:00:00 AM\t3/2/27, 10:00:42 AM\t42s\t

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail
Amina\t3/2/27, 10:00:00 AM\t3/2/27, 11:00:00 AM\t1h\ta@people.example
"""
TEAMS_ACTIONS = """Full Name\tUser Action\tTimestamp
Amina\tJoined before\t3/2/2027, 10:00:00 AM
Amina\tLeft\t3/2/2027, 11:00:00 AM
Zoe\tJoined\t3/2/2027, 10:50:00 AM
"""


@pytest.mark.parametrize(
    ("data", "minutes"),
    [
        (MEETING + AMINA.format(10, 9, "Yes") + AMINA.format(11, "19.5", "No"), {"Amina": 20}),  # waiting is not taking part
        (BLOCK + MEETING + AMINA.format(9, 30, "") + BLOCK + MEETING + AMINA.format(11, 30, ""), {"Amina": 60}),  # two meetings
        (MEETING + AMINA.format(10, "", ""), {"Amina": 30}),  # reckoned from the times
        ("Name (Original Name),User Email,Total Duration (Minutes),Guest\nAmina,,61,No\n", {"Amina": 61}),  # unique users
        ("Имя (настоящее имя),Время входа,Время выхода,Продолжительность (минуты)\nАмина,02.03.2027 10:00,02.03.2027 10:20,20\n", {"Амина": 20}),
        (TEAMS, {"Amina": 81, "Zoe (Guest)": 1}),
        (TEAMS_ACTIONS, {"Amina": 60, "Zoe": 10}),
        ('Display Name\tJoin Time\tLeave Time\tAttendance Duration\nAmina\t="2027-03-02 10:00:00"\t="2027-03-02 10:20:00"\t20 mins\n', {"Amina": 20}),
        ("First name,Last name,Email,Duration,Time joined,Time exited\nAmina,Khan,,1 hr 5 min,2:00 PM,3:05 PM\n", {"Amina Khan": 65}),
        ("Name,Moderator,Talk time,Join,Left,Duration\nAmina,TRUE,00:12:00,2027-03-02 10:00:00,2027-03-02 12:30:00,02:20:20\n", {"Amina": 141}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_reports_of_many_programs_and_versions(data, minutes, encoding):
    found = stays(read(data.encode(encoding)), zone=UTC, days=["2027-03-02"])
    assert {stay.shown: stay.minutes for stay in found} == minutes
    assert {stay.joined_at.date().isoformat() for stay in found if stay.joined_at} <= {"2027-03-02"}


def test_a_registration_report_and_other_files_are_refused_with_a_hint(event, cast):
    report = (
        b"Attendee Details,,\nFirst Name,Last Name,Email,Approval Status\nA,B,a@people.example,approved\n"
    )
    for data, code in ((report, "registration_report"), (b"Name,Phone\nA,1\n", "not_zoom")):
        with pytest.raises(DomainError) as caught:
            upload(event, cast, data)
        assert caught.value.code == code
    assert not ImportBatch.objects.exists()


def test_people_are_found_by_address_then_name_and_the_others_are_forgotten(event, cast, tmp_path):
    amina = join(event, name="A. Invented", email="amina@people.example")
    zoe, other = join(event, name="Zoé Invented", email="z@people.example"), join(event, 9)
    batch = upload(event, cast)
    report = service.match(batch, event)
    assert {person.pk for person, _stay in report.matched} == {amina.pk, zoe.pk}
    assert [stay.shown for stay in report.unmatched] == ["Host Desk", "Galaxy A12"]
    number = service.apply(
        batch, event, actor=cast.actor("registrar"), point=point_of(event), by_hand={1: other}
    )
    assert number == 3
    rows = Attendance.objects.order_by("registration__queue_no").values_list("status", "source", "minutes")
    assert list(rows) == [("present", "online", 126), ("present", "online", 18), ("present", "online", 45)]
    batch.refresh_from_db()
    assert (batch.state, batch.counts, batch.file_path) == ("applied", {"present": 3, "left_out": 1}, "")
    assert not files.path_of(f"imports/{batch.uid}").exists()
    assert "Galaxy" not in str(AuditEvent.objects.get(verb="attendance_imported").data)
    with pytest.raises(Conflict):
        service.apply(batch, event, actor=cast.actor("registrar"), point=point_of(event), by_hand={})


def test_the_same_report_again_changes_nothing_and_the_desk_has_the_last_word(event, cast):
    amina = join(event, name="Amina Invented", email="amina@people.example")
    Attendance.objects.create(registration=amina, point=point_of(event), status="excused", source="desk")
    for _time in range(2):
        service.apply(
            upload(event, cast), event, actor=cast.actor("registrar"), point=point_of(event), by_hand={}
        )
    row = Attendance.objects.get()
    assert (row.status, row.source, row.minutes) == ("excused", "desk", 126)


def test_of_two_with_the_same_name_nobody_is_guessed(event, cast):
    for number in (1, 2):
        join(event, number, name="Zoe Invented")
    assert service.match(upload(event, cast), event).matched == []


def test_unknown_points_and_people_of_other_events_are_refused(event, cast):
    batch = upload(event, cast)
    with pytest.raises(DomainError):
        service.apply(batch, event, actor=cast.actor("registrar"), point="2001-01-01", by_hand={})
    with pytest.raises(Forbidden):
        service.apply(batch, event, actor=cast.actor("viewer"), point=point_of(event), by_hand={})
    assert not Attendance.objects.exists()
