"""A phone at the door: what its token opens, for how long, and that it opens nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.routes import all_routes
from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from core.models import AuditEvent
from events.models import Device, Event, Scan
from events.services import devices, points
from events.services.events import cancel_event, close_event
from tests.cast import make_event
from tests.events.desk import url
from tests.events.people import join
from tests.shared import shared
from tests.test_routes import FLOWS, address, send
from tests.world import build

API = "/api/v1/check-in/"


def make(event, **fields) -> devices.Made:
    wanted = {"label": "Door phone", "expires_at": timezone.now() + timedelta(hours=8), **fields}
    return devices.make_device(event, actor=SYSTEM, **wanted)


@pytest.fixture
def made(event) -> devices.Made:
    return make(event)


def caller(made: devices.Made) -> Client:
    return Client(headers={"Authorization": f"Device {made.token}"})


def day(event, number: int = 0) -> str:
    return event.days[number].isoformat()


def attempt(event, code: str, nonce: str = "n1", **fields) -> dict:
    return {
        "code": code,
        "point": day(event),
        "nonce": nonce,
        "scanned_at": timezone.now().isoformat(),
        **fields,
    }


def sync(made, *attempts):
    return caller(made).post(f"{API}scans/", {"scans": list(attempts)}, content_type="application/json")


def test_the_token_is_kept_as_a_hash_and_its_making_logged(event, made):
    assert made.token not in str(Device.objects.values().get())
    assert AuditEvent.objects.filter(verb="device made", object_uid=str(made.device.uid)).count() == 1
    assert devices.by_token(made.token) == made.device


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": " "},
        {"points": ["p-nowhere"]},
        {"expires_at": timezone.now() - timedelta(hours=1)},
        {"expires_at": timezone.now() + timedelta(days=90)},
    ],
)
def test_bad_input_makes_no_device(event, wrong):
    with pytest.raises(DomainError):
        make(event, **wrong)
    assert Device.objects.count() == 0


def test_only_those_who_manage_the_desk_make_and_end_devices(event, cast, made):
    for who in ("checkin", "rapporteur", "viewer", "outsider"):
        with pytest.raises(Forbidden):
            devices.make_device(event, actor=cast.actor(who), label="x", expires_at=timezone.now())
        with pytest.raises(Forbidden):
            devices.revoke_device(made.device, actor=cast.actor(who))


def test_an_ended_token_opens_nothing(event, made):
    person = join(event)
    devices.revoke_device(made.device, actor=SYSTEM)
    late = make(event)
    Device.objects.filter(pk=late.device.pk).update(expires_at=timezone.now())
    for ended in (made, late, devices.Made(made.device, "nonsense"), devices.Made(made.device, "a b")):
        assert caller(ended).get(API).status_code == 401
        assert sync(ended, attempt(event, person.code)).status_code == 401
    assert Scan.objects.count() == 0 and Client().get(API).status_code == 401


@pytest.mark.parametrize("over", ["closed", "cancelled"])
def test_when_the_event_is_over_its_phones_end_and_no_new_one_is_made(event, cast, made, over):
    person = join(event)
    assert sync(made, attempt(event, person.code)).json()["results"][0]["result"] == "ok"
    (close_event if over == "closed" else cancel_event)(
        event, actor=SYSTEM, **({} if over == "closed" else {"note": "Flood"})
    )
    for answer in (caller(made).get(API), sync(made, attempt(event, person.code, "n2"))):
        assert answer.status_code == 401
        assert answer.json()["code"] == "event_over"
        assert "The event is closed or was called off: nobody can be signed in any more." in str(
            answer.json()
        )
    assert Scan.objects.count() == 1
    event.refresh_from_db()
    with pytest.raises(Conflict, match="This event is over"):
        make(event)
    page = cast.client("organiser").get(url("desk-points", event)).content.decode()
    assert "Its time is over" in page and "End now" not in page


def test_the_list_holds_names_codes_and_states_and_no_contact(event, made):
    sitara = join(event, 1, name="Sitara", phone="+923001234567", institution_text="A circle")
    sync(made, attempt(event, sitara.code))
    answer = caller(made).get(API)
    assert answer.json()["people"] == [
        {"code": sitara.code, "name": "Sitara", "key": "sitara", "state": "confirmed", "at": [day(event)]}
    ]
    assert [point["code"] for point in answer.json()["points"]] == [day(event), day(event, 1)]
    assert "person1@" not in answer.content.decode() and "1234567" not in answer.content.decode()
    logged = AuditEvent.objects.get(verb="device list")
    assert (logged.actor_kind, logged.actor_label, logged.data) == ("device", "Door phone", {"rows": 1})


def test_names_are_searched(event, made):
    join(event, 1, name="Sitāra Bībī"), join(event, 2, name="Zahid Khan")
    found = caller(made).post(f"{API}search/", {"term": "bibi"}, content_type="application/json").json()
    assert [person["name"] for person in found] == ["Sitāra Bībī"]
    assert devices.search(made.device, " ") == []


def test_a_batch_answers_each_scan_and_a_replay_changes_nothing(event, made, spo):
    one, waits = join(event, 1), join(event, 2)
    type(waits).objects.filter(pk=waits.pk).update(state="waitlisted")
    stranger = join(make_event(spo, "another"))
    batch = [
        attempt(
            event,
            f"SANLAP:{one.code.upper()}",
            "n1",
            scanned_at=(timezone.now() - timedelta(hours=3)).isoformat(),
        ),
        attempt(event, one.code, "n2"),
        attempt(event, waits.code, "n3"),
        attempt(event, stranger.code, "n4"),
        attempt(event, "nosuchcode", "n5"),
        attempt(event, waits.code, "n6", force=True, reason="agreed"),
        attempt(event, one.code, "n7", point="p-nowhere"),
        attempt(
            event,
            one.code,
            "n8",
            point=day(event, 1),
            scanned_at=(timezone.now() + timedelta(days=1)).isoformat(),
        ),
    ]
    expected = [
        ("n1", "ok", ""), ("n2", "duplicate", "signed_in"), ("n3", "refused", "waitlisted"), ("n4", "refused", "other_event"),
        ("n5", "refused", "unknown"), ("n6", "ok", "agreed"), ("n7", "error", "unknown_point"), ("n8", "ok", "clock"),
    ]  # fmt: skip
    for _again in range(2):
        results = sync(made, *batch).json()["results"]
        assert [(row["nonce"], row["result"], row["reason"]) for row in results] == expected
    assert Scan.objects.count() == 7
    assert Scan.objects.get(nonce="n8").scanned_at <= timezone.now()
    assert {row["name"] for row in results if row["nonce"] in ("n4", "n5")} == {""}


def test_a_device_may_be_kept_to_some_points(event):
    dinner = points.add_point(event, actor=SYSTEM, kind="meal", label={"en": "Dinner"}, on=event.days[0])
    person, made = join(event), make(event, points=[dinner.code])
    assert [point["label"] for point in caller(made).get(API).json()["points"]] == ["Dinner"]
    refused, done = sync(
        made, attempt(event, person.code, "n1"), attempt(event, person.code, "n2", point=dinner.code)
    ).json()["results"]
    assert (refused["result"], refused["reason"], done["result"]) == ("error", "other_point", "ok")
    address = f"/api/v1/events/{event.slug}/check-ins/"
    body = attempt(event, person.code, "n3")
    assert caller(made).post(address, body, content_type="application/json").status_code == 403


def test_a_device_signs_in_by_the_common_address_of_its_own_event_only(event, made, spo):
    person, other = join(event), make_event(spo, "another")
    body = attempt(event, person.code)
    answers = [
        caller(made).post(f"/api/v1/events/{slug}/check-ins/", body, content_type="application/json")
        for slug in (event.slug, other.slug)
    ]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert (answers[0].json()["result"], Scan.objects.get().actor_label) == ("ok", "Door phone")


def test_nothing_is_signed_in_while_the_event_is_a_draft(event, made):
    person = join(event)
    Event.objects.update(state="draft")
    assert sync(made, attempt(event, person.code)).json()["results"][0]["reason"] == "not_open"


def test_a_batch_has_an_end(event, made):
    many = [attempt(event, "x", f"n{number}") for number in range(201)]
    assert sync(made, *many).status_code == 400
    assert Client().post(f"{API}scans/", {}, content_type="application/json").status_code == 401
    assert caller(made).post(f"{API}scans/", {}, content_type="application/json").status_code == 400
    assert Scan.objects.count() == 0


def test_a_check_in_needs_seven_statements_at_most(event, made):
    address = f"/api/v1/events/{event.slug}/check-ins/"
    dinner = points.add_point(event, actor=SYSTEM, kind="meal", label={"en": "Dinner"})
    counts = []
    for number, point in enumerate((day(event), day(event), dinner.code), 1):
        body = attempt(event, join(event, number).code, f"n{number}", point=point)
        with CaptureQueriesContext(connection) as captured:
            assert caller(made).post(address, body, content_type="application/json").json()["result"] == "ok"
        counts.append(len(captured))
    # The token, the person, BEGIN, the scan, COMMIT. The first call in a minute notes that the device was here; another point is looked up.
    assert counts == [6, 5, 6]


def test_the_list_costs_the_same_for_one_and_three(event, made):
    counts = []
    for number in range(1, 4):
        sync(made, attempt(event, join(event, number).code, f"n{number}"))
        with CaptureQueriesContext(connection) as captured:
            assert len(caller(made).get(API).json()["people"]) == number
        counts.append(len(captured))
    assert counts == [5, 5, 5]


@shared
def world(event, cast):
    return build(event, cast)


@pytest.mark.once
def test_every_other_route_refuses_a_device(world, event):
    """What needs a role or a person answers a device as it answers nobody."""
    phone, visitor, faults, asked = caller(make(event)), Client(), [], 0
    for route in all_routes():
        if route.name.startswith("admin:") or FLOWS.match(route.name):
            continue
        for method in route.declared.methods:
            if route.declared.roles_for(method) & {"public", "participant", "device"}:
                continue
            url, asked = address(route, world), asked + 1
            answer, nobody = send(phone, method, url), send(visitor, method, url)
            if answer.status_code not in (302, 401, 403, 404) or answer.status_code != nobody.status_code:
                faults.append(f"{method} {route.path}: {answer.status_code}")
    assert faults == [] and asked > 100
