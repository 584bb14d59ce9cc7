"""Sheets that are signed by hand: their numbers, and how they are typed in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import DomainError, Forbidden
from core.models import AuditEvent
from events.attendance import marks_of
from events.models import Attendance, Paper
from events.papers import content_of
from events.papers.sheets import EMPTY_LINES
from events.services import attendance, registrations
from events.sheet_numbers import printed_codes
from tests.events.desk import url, words
from tests.events.people import come, day, join


@pytest.fixture
def client(cast):
    return cast.client("organiser")


def test_a_sheet_writes_only_what_is_new(event):
    came, late, away = come(event, 1), join(event, 2), join(event, 3)
    sheet = {came.pk: "present", late.pk: "present", away.pk: "excused"}
    assert attendance.record_sheet(event, actor=SYSTEM, point=day(event), statuses=sheet) == 2
    assert attendance.record_sheet(event, actor=SYSTEM, point=day(event), statuses=sheet) == 0
    assert attendance.record_sheet(event, actor=SYSTEM, point=day(event), statuses={away.pk: "absent"}) == 1
    assert dict(Attendance.objects.values_list("registration", "status")) == {
        late.pk: "present",
        away.pk: "absent",
    }
    assert marks_of(event).counts(day(event)) == {"present": 2, "absent": 1}
    assert AuditEvent.objects.get(verb="attendance", data__rows=2).data["point"] == day(event)


def test_a_wrong_sheet_changes_nothing(event, spo, cast):
    from tests.cast import make_event

    person, stranger = join(event), join(make_event(spo, "another"))
    for wrong in (
        {"statuses": {person.pk: "nonsense"}},
        {"statuses": {person.pk: "present", stranger.pk: "present"}},
        {"statuses": {person.pk: "present"}, "point": "p-nowhere"},
    ):
        with pytest.raises(DomainError):
            attendance.record_sheet(event, actor=SYSTEM, **{"point": day(event), **wrong})
    for who in ("rapporteur", "viewer", "outsider"):
        with pytest.raises(Forbidden):
            attendance.record_sheet(
                event, actor=cast.actor(who), point=day(event), statuses={person.pk: "present"}
            )
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    "text, numbers", [("1-3, 5", {1, 2, 3, 5}), ("২ – ৩", {2, 3}), (" 4;5،6 ", {4, 5, 6}), ("", set())]
)
def test_numbers_of_a_signed_sheet(text, numbers):
    assert attendance.sheet_numbers(text, 6) == numbers


@pytest.mark.parametrize("text", ["7", "0", "3-1", "a", "1-2-3", "9" * 300, "1-"])
def test_numbers_that_no_sheet_has(text):
    with pytest.raises(DomainError):
        attendance.sheet_numbers(text, 6)


def test_a_sheet_is_typed_in(client, event):
    came, other = come(event, 1), join(event, 2)
    page = url("desk-attendance-point", event, day(event))
    assert "1 present" in words(client.get(page)) and "1 not noted" in words(client.get(page))
    seen = client.get(page + "?numbers=2&rest=absent")
    assert [(line["shown"], line["is_new"]) for line in seen.context["lines"]] == [
        ("absent", True),
        ("present", True),
    ]
    assert not Attendance.objects.exists() and "not saved yet" in words(seen)
    alone = client.get(page + "?numbers=&rest=absent")
    assert [line["shown"] for line in alone.context["lines"]] == ["present", "absent"], "who is not noted yet"
    assert "not saved yet" in words(alone)
    assert "The sheet has numbers from 1 to 2." in words(client.get(page + "?numbers=9"))
    typed = {f"m-{came.code}": "absent", f"m-{other.code}": "present", "m-nobody": "present"}
    early = client.post(page, typed)
    assert "is yet to come: nobody was there, or missing, so far." in words(early)
    assert [line["shown"] for line in early.context["lines"]] == ["absent", "present"], "what was typed stays"
    assert "Save it all the same" in words(early) and not Attendance.objects.exists()
    saved = client.post(page, {**typed, "sure": "1"}, follow=True)
    assert "2 lines are new or changed." in words(saved)
    assert marks_of(event).counts(day(event)) == {"absent": 1, "present": 1}
    assert "Choose present, excused or absent." in words(
        client.post(page, {f"m-{came.code}": "x"}, follow=True)
    )
    assert AuditEvent.objects.filter(kind="disclosure", data__of="attendance").exists()


def test_the_numbers_of_a_signed_sheet_are_those_it_was_printed_with(client, event):
    """Between print and pen somebody withdraws, and others come whose names stand before everybody's."""
    dilip, bela, zahid = (join(event, n, name=name) for n, name in enumerate(["Dilip", "Bela", "Zahid"], 1))
    page = url("desk-attendance-point", event, day(event))

    def numbers(query: str = "") -> dict[str, tuple[int, str]]:
        lines = client.get(page + query).context["lines"]
        return {line["person"].name: (line["number"], line["shown"]) for line in lines}

    assert numbers() == {"Bela": (1, ""), "Dilip": (2, ""), "Zahid": (3, "")}
    assert "those of the list as it is now" in words(client.get(page))
    printed = {day(event): [bela.code, dilip.code, zahid.code]}
    Paper.objects.create(
        event=event, kind="sheet", key="k", state="made", made_at=timezone.now(), numbers=printed
    )
    come(event, 4, name="Anwar")
    come(event, 5, name="Amina")
    registrations.cancel(bela, actor=SYSTEM)
    marked = numbers("?numbers=3,5&rest=absent")
    assert marked == {
        "Dilip": (2, "absent"),
        "Zahid": (3, "present"),
        "Anwar": (4, "absent"),
        "Amina": (5, "present"),
    }
    assert "The numbers are those of the sheet printed on" in words(client.get(page))
    wrong = words(client.get(page + "?numbers=1-3"))
    assert "have no place any more: 1." in wrong and "not saved yet" not in wrong
    assert numbers("?numbers=9")["Zahid"] == (3, "")
    assert "Which sheet was signed" not in words(client.get(page))
    earlier = {day(event): [zahid.code]}
    before = timezone.now() - timedelta(days=2)
    first = Paper.objects.create(
        event=event, kind="sheet", key="k0", state="made", made_at=before, numbers=earlier
    )
    assert "1 name" in words(client.get(page)) and numbers()["Zahid"] == (3, "")
    assert numbers(f"?sheet={first.uid}&numbers=1") == {
        "Zahid": (1, "present"), "Dilip": (2, ""), "Anwar": (3, "present"), "Amina": (4, "present"),
    }  # fmt: skip


def test_a_sheet_is_numbered_by_name_and_may_stand_in_the_order_of_institutions(event):
    join(event, 1, name="Zahid", institution_text="Alpha")
    join(event, 2, name="Amina", institution_text="Omega")
    declined = join(event, 3, name="Not coming")
    declined.state = "declined"
    declined.save()
    [first, second] = content_of(event, "sheet", {})["sheets"]
    assert [(row["number"], row["name"]["text"]) for row in first["rows"]] == [(1, "Amina"), (2, "Zahid")]
    assert first["extra"] == list(range(3, 3 + EMPTY_LINES)) and second["rows"] == first["rows"]
    [by_institution] = content_of(
        event, "sheet", {"sort": "institution", "point": event.days[0].isoformat()}
    )["sheets"]
    assert [(row["number"], row["name"]["text"]) for row in by_institution["rows"]] == [
        (2, "Zahid"),
        (1, "Amina"),
    ]
    codes = {one.name: one.code for one in event.registrations.all()}
    by_number = [codes["Amina"], codes["Zahid"]]
    assert printed_codes({"sheets": [by_institution]}) == {event.days[0].isoformat(): by_number}
