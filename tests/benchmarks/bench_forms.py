"""What somebody sends: a registration by the form and by the API, a check-in at the door."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from events.models import Event
from events.services import devices
from events.services.registrations import new_form_token
from tests.benchmarks import Figure, cost_of
from tests.benchmarks.bench_pages import client_of
from tests.benchmarks.crowd import crowd

numbers = count(1)


def details() -> dict:
    number = next(numbers)
    return {
        "name": f"Newcomer {number}",
        "email": f"newcomer{number}@participants.example",
        "category": "cso",
        "area": "PK-PB.lahore",
        "language": "en",
    }


def by_form(client: Client, event: Event):
    address = reverse("events:registration-new", args=[event.slug])

    def send():
        answer = client.post(
            address,
            {**details(), "institution_text": "A group", "outcome": "on", "form_token": new_form_token()},
        )
        if answer.status_code != 302:
            raise RuntimeError(str(answer.context["form"].errors))
        return answer

    return send


def by_api(client: Client, event: Event):
    def send():
        body = {**details(), "institution": "A group", "consents": {"outcome": True}}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        return client.post(
            f"/api/v1/events/{event.slug}/registrations/", body, content_type="application/json", headers=key
        )

    return send


def check_in(client: Client, event: Event, *, after: int = 0):
    people = event.registrations.filter(state="confirmed").values_list("code", flat=True)
    codes, day = iter(people[after : after + 100]), event.days[0].isoformat()

    def send():
        body = {
            "code": next(codes),
            "point": day,
            "scanned_at": timezone.now().isoformat(),
            "nonce": str(uuid.uuid4()),
        }
        return client.post(f"/api/v1/events/{event.slug}/check-ins/", body, content_type="application/json")

    return send


def figures() -> Iterator[Figure]:
    event, visitor, organiser = crowd(), client_of(""), client_of("organiser")
    form = reverse("events:registration-new", args=[event.slug])
    yield cost_of("registration form", lambda: visitor.get(form))
    yield cost_of("registration by the form", by_form(visitor, event), "25 ms", times=40)
    yield cost_of("registration by API", by_api(visitor, event), "25 ms, 20 SQL", times=40)
    yield cost_of("check-in by API", check_in(organiser, event), "10 ms, 7 SQL", times=60)
    until = timezone.now() + timedelta(days=1)
    made = devices.make_device(event, actor=SYSTEM, label="Door phone", expires_at=until)
    phone = Client(headers={"Authorization": f"Device {made.token}"})
    yield cost_of("check-in by a device", check_in(phone, event, after=100), "10 ms, 7 SQL", times=60)
