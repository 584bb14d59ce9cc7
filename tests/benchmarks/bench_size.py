"""Pages that grow with their data: 120 sessions, 5,000 registrations, 40,000 recommendations."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from core.text import fold
from directory.models import Institution
from events.models import Event, Registration, Session
from tests.benchmarks import Figure, cost
from tests.benchmarks.bench_pages import client_of
from tests.benchmarks.crowd import many_recommendations
from tests.cast import make_event

SESSIONS, REGISTRATIONS, RECOMMENDATIONS = 120, 5_000, 40_000


def big_event(host: Institution) -> Event:
    event = make_event(host, slug="big")
    starts = [event.starts_at + timedelta(minutes=20 * number) for number in range(SESSIONS)]
    Session.objects.bulk_create(
        Session(event=event, title={"en": f"Session {n}"}, starts_at=at, ends_at=at + timedelta(minutes=20))
        for n, at in enumerate(starts)
    )
    Registration.objects.bulk_create(
        (
            Registration(
                event=event,
                state="confirmed",
                name=f"Person {n}",
                name_key=fold(f"Person {n}"),
                queue_no=n,
                confirmed_at=timezone.now(),
            )
            for n in range(1, REGISTRATIONS + 1)
        ),
        batch_size=500,
    )
    return event


def figures() -> Iterator[Figure]:
    host = Institution.objects.filter(is_host=True).order_by("pk").first()
    visitor, organiser = client_of(""), client_of("organiser")
    yield cost("tracker with the demo's recommendations", visitor, "/recommendations/")
    event = big_event(host)
    yield cost(f"agenda of {SESSIONS} sessions", visitor, "/events/big/agenda/", "25 ms, 6 SQL")
    yield cost(f"calendar of {SESSIONS} sessions", visitor, "/events/big/agenda.ics", "15 ms")
    yield cost(
        f"50 of {REGISTRATIONS:,} registrations", organiser, "/desk/events/big/registrations/", "40 ms, 8 SQL"
    )
    many_recommendations(event, RECOMMENDATIONS)
    yield cost(f"tracker with {RECOMMENDATIONS:,}", visitor, "/recommendations/", "60 ms, 8 SQL")
    yield cost("the same, one searched for", visitor, "/recommendations/?q=member+777", "60 ms, 8 SQL")
