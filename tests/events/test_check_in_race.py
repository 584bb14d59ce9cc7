"""Two desks, or a desk and a phone that sends again, at the same moment. Runs on both databases."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from events.models import Certificate, HeadCount, Scan
from events.services import attendance, certificates, checkin, devices, head_counts, points
from tests.cast import make_event
from tests.events.people import join
from tests.threads import together as run_together

AT_ONCE = 8 if connection.vendor == "sqlite" else 20
together = partial(run_together, at_once=AT_ONCE)
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(spo, areas, categories):
    return make_event(spo)


def day(event) -> str:
    return event.days[0].isoformat()


def phones(event, count: int) -> list:
    until = timezone.now() + timedelta(hours=1)
    made = [
        devices.make_device(event, actor=SYSTEM, label=f"Door {n}", expires_at=until) for n in range(count)
    ]
    return [devices.by_token(one.token) for one in made]


def test_one_person_at_two_desks_is_present_once(event):
    people, [one, two] = [join(event, number) for number in range(12)], phones(event, 2)
    calls = [
        partial(devices.sign_in, phone, code=person.code, point=day(event), nonce=f"{phone.pk}-{person.pk}")
        for person in people
        for phone in (one, two)
    ]
    results = together(calls)
    assert [scan for scan in results if isinstance(scan, Exception)] == []
    for person in people:
        assert sorted(scan.result for scan in results if scan.registration_id == person.pk) == [
            "duplicate",
            "ok",
        ]
    assert Scan.objects.filter(result="ok").count() == 12


def test_a_batch_sent_again_while_it_is_being_answered_is_kept_once(event):
    people, [phone] = [join(event, number) for number in range(6)], phones(event, 1)
    batch = [{"code": person.code, "point": day(event), "nonce": f"n{person.pk}"} for person in people]
    answers = together([partial(devices.sync, phone, batch)] * 8)
    assert [[scan.result for scan in answer] for answer in answers] == [["ok"] * 6] * 8
    assert Scan.objects.count() == 6


def test_a_sheet_typed_in_twice_at_once_and_a_point_made_twice(event):
    people = [join(event, number) for number in range(6)]
    sheet = {person.pk: "present" for person in people}
    calls = [partial(attendance.record_sheet, event, actor=SYSTEM, point=day(event), statuses=sheet)] * 8
    calls += [partial(points.add_point, event, actor=SYSTEM, kind="day", on=event.days[1])] * 8
    assert [result for result in together(calls) if isinstance(result, Exception)] == []
    assert event.check_points.count() == 1


def test_head_counts_lose_nobody(event):
    one = partial(head_counts.count_one, event, actor=SYSTEM, point=day(event), answers={"sex": "f"})
    assert [result for result in together([one] * 24) if isinstance(result, Exception)] == []
    assert HeadCount.objects.get().counts["sex"] == {"f": 24}


def test_certificates_issued_by_two_at_once_are_numbered_once(event):
    certificates.set_rule(event, actor=SYSTEM, share=50)
    for number in range(6):
        person = join(event, number)
        checkin.sign_in(event, actor=SYSTEM, registration=person, point=day(event), nonce=f"n{number}")
    results = together([partial(certificates.issue, event, actor=SYSTEM)] * 8)
    assert [result for result in results if isinstance(result, Exception)] == []
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert [number[-4:] for number in numbers] == [f"{n:04}" for n in range(1, 7)]
