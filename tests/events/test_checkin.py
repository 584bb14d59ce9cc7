"""Signing in: append-only scans, one row a nonce, reasons in codes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import Conflict, DomainError, Forbidden
from events.codes import qr_text
from events.models import Event, Scan
from events.services.checkin import sign_in
from tests.cast import make_event
from tests.events.people import join


@pytest.fixture
def desk(cast):
    return cast.actor("checkin")


def day(event, number: int = 0) -> str:
    return event.days[number].isoformat()


def scan(event, actor, code, *, nonce="nonce-1", **fields) -> Scan:
    return sign_in(event, actor=actor, point=day(event), code=code, nonce=nonce, **fields)


def test_a_confirmed_person_is_present(event, desk):
    person = join(event)
    done = scan(event, desk, person.code.upper() + " ")
    assert (done.result, done.reason, done.registration, done.actor_label) == (
        "ok",
        "",
        person,
        "Checkin Test",
    )


def test_the_same_nonce_is_one_row_and_one_answer(event, desk):
    person = join(event)
    first, again = scan(event, desk, person.code), scan(event, desk, person.code)
    assert (first.pk, again.result, Scan.objects.count()) == (again.pk, "ok", 1)


def test_a_second_tap_is_a_duplicate_and_kept(event, desk):
    person = join(event)
    scan(event, desk, person.code)
    second = scan(event, desk, person.code, nonce="nonce-2")
    assert (second.result, second.reason, Scan.objects.count()) == ("duplicate", "signed_in", 2)
    other_day = sign_in(event, actor=desk, point=day(event, 1), registration=person, nonce="nonce-3")
    assert other_day.result == "ok"


def test_an_unknown_code_is_refused_and_kept(event, desk):
    refused = scan(event, desk, "nosuchcode")
    assert (refused.result, refused.reason, refused.registration) == ("refused", "unknown", None)


def test_a_code_of_another_event_is_refused_as_such(event, desk, spo):
    person = join(make_event(spo, "another"))
    refused = scan(event, desk, person.code)
    assert (refused.result, refused.reason, refused.registration) == ("refused", "other_event", None)
    by_row = sign_in(event, actor=desk, point=day(event), registration=person, nonce="nonce-2")
    assert (by_row.reason, by_row.registration) == ("other_event", None)


@pytest.mark.parametrize("state", ["pending", "waitlisted", "declined", "cancelled"])
def test_who_is_not_confirmed_is_refused_with_the_reason(event, desk, state):
    person = join(event)
    type(person).objects.filter(pk=person.pk).update(state=state)
    refused = scan(event, desk, person.code)
    assert (refused.result, refused.reason) == ("refused", state)
    let_in = scan(event, desk, person.code, nonce="nonce-2", forced=True, reason="agreed")
    assert (let_in.result, let_in.forced, let_in.reason) == ("ok", True, "agreed")
    assert scan(event, desk, person.code, nonce="nonce-3", forced=True, reason="agreed").result == "duplicate"


def test_force_is_not_noted_where_nothing_stands_against(event, desk):
    done = scan(event, desk, join(event).code, forced=True, reason="agreed")
    assert (done.result, done.forced, done.reason) == ("ok", False, "")


def test_the_device_says_when(event, desk):
    then = timezone.now().replace(microsecond=0)
    assert scan(event, desk, join(event).code, scanned_at=then).scanned_at == then


def test_the_past_is_kept_and_the_future_corrected(event, desk):
    now = timezone.now()
    early, late = join(event, 1), join(event, 2)
    assert scan(event, desk, early.code, scanned_at=now - timedelta(days=2)).scanned_at == now - timedelta(
        days=2
    )
    little = scan(event, desk, join(event, 3).code, nonce="nonce-3", scanned_at=now + timedelta(minutes=9))
    assert (little.scanned_at, little.reason) == (now + timedelta(minutes=9), "")
    ahead = scan(event, desk, late.code, nonce="nonce-2", scanned_at=now + timedelta(minutes=20))
    assert (ahead.result, ahead.reason) == ("ok", "clock") and now <= ahead.scanned_at < now + timedelta(
        minutes=1
    )


def test_a_code_is_read_as_the_picture_holds_it(event, desk):
    person = join(event)
    assert qr_text(person) == f"SANLAP:{person.code.upper()}"
    assert scan(event, desk, f" sanlap:{person.code} ").result == "ok"


def test_only_the_desk_signs_people_in(event, cast):
    person = join(event)
    for name in ("rapporteur", "drafter", "viewer", "programmer", "outsider", "reviewer"):
        with pytest.raises(Forbidden):
            scan(event, cast.actor(name), person.code)
    assert Scan.objects.count() == 0


@pytest.mark.parametrize(
    "state, opens", [("draft", False), ("published", True), ("closed", True), ("cancelled", False)]
)
def test_the_desk_is_open_while_the_event_stands(event, desk, state, opens):
    person = join(event)
    Event.objects.filter(pk=event.pk).update(state=state)
    event.refresh_from_db()
    if opens:
        assert scan(event, desk, person.code).result == "ok"
    else:
        with pytest.raises(Conflict):
            scan(event, desk, person.code)


@pytest.mark.parametrize(
    "wrong",
    [
        {"point": ""},
        {"point": "x" * 41},
        {"point": "2020-01-01"},
        {"point": "p-nosuchpoint"},
        {"nonce": ""},
        {"nonce": "x" * 65},
        {"reason": "x" * 41},
    ],
)
def test_bad_input_is_refused(event, desk, wrong):
    with pytest.raises(DomainError):
        sign_in(event, actor=desk, **{"point": day(event), "code": "x", "nonce": "nonce-1", **wrong})
    assert Scan.objects.count() == 0


def test_a_sign_in_needs_few_statements(event, desk, django_assert_num_queries):
    person = join(event)
    with django_assert_num_queries(4):  # a savepoint and its release stand for BEGIN and COMMIT
        scan(event, desk, person.code)
