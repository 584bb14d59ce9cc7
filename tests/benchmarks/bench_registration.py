"""Registration: what one costs, and 300 people on 100 seats at the same moment."""

import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count

from core.actors import ANONYMOUS
from directory.models import Institution
from events.models import Event, Pool
from events.services import registrations
from tests.benchmarks import Figure, cpu, queries
from tests.cast import make_event
from tests.threads import together

PEOPLE, SEATS = 300, 100


def join(event: Event, number: int) -> None:
    registrations.register(
        event,
        actor=ANONYMOUS,
        name=f"Person {number}",
        email=f"person{number}@people.example",
        form_token=registrations.new_form_token(),
    )


def figures() -> Iterator[Figure]:
    host = Institution.objects.filter(is_host=True).order_by("pk").first()
    event, numbers = make_event(host, slug="one-by-one"), count()
    one = partial(lambda: join(event, next(numbers)))
    yield Figure("one registration (the service)", f"{cpu(one):.1f} ms, {queries(one)} SQL", "25 ms, 20 SQL")

    crowded = make_event(host, slug="crowded")
    Pool.objects.create(event=crowded, kind="event", size=SEATS)
    crowded = Event.objects.select_related("host").get(pk=crowded.pk)
    started = time.monotonic()
    results = together([partial(join, crowded, number) for number in range(PEOPLE)])
    took = time.monotonic() - started
    states = Counter(crowded.registrations.values_list("state", flat=True))
    errors = sum(isinstance(result, Exception) for result in results)
    told = f"{states['confirmed']} + {states['waitlisted']}, {errors} errors, {took:.1f} s"
    yield Figure(f"{PEOPLE} people on {SEATS} seats", told, f"{SEATS} + {PEOPLE - SEATS}, no error")
