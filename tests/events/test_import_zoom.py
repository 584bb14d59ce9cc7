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
