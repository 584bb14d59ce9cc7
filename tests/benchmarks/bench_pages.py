"""Pages of the demo as it is: what one request costs."""

from collections.abc import Iterator

from django.test import Client
from django.test.utils import override_settings

from accounts.models import User
from tests.benchmarks import Figure, cost

PAGES = (
    # what, who, path, promise
    ("public event page, made anew", "", "/events/{slug}/", "8 ms, 5 SQL"),
    ("agenda of the demo's event", "", "/events/{slug}/agenda/", ""),
    ("registration form", "", "/events/{slug}/register/", ""),
    ("tracker of the demo", "", "/recommendations/", ""),
    ("organiser's desk", "organiser", "/desk/", ""),
    ("registrations of the demo", "organiser", "/desk/events/{slug}/registrations/", ""),
    ("API: events", "", "/api/v1/events/", "25 ms, 5 SQL"),
)


def client_of(who: str) -> Client:
    client = Client()
    if who:
        client.force_login(User.objects.get(email=f"{who}@demo.example"))
    return client


def figures() -> Iterator[Figure]:
    from events.models import Event

    slug = Event.objects.filter(registrations__isnull=False, state="published").order_by("pk").first().slug
    for what, who, path, promise in PAGES:
        yield cost(what, client_of(who), path.format(slug=slug), promise)
    with override_settings(PUBLIC_PAGE_SECONDS=3):
        yield cost(
            "public event page, to the next visitors", client_of(""), f"/events/{slug}/", "8 ms, 5 SQL"
        )
