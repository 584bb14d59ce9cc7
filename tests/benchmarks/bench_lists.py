"""Lists and downloads of 5,000 registrations."""

from collections.abc import Iterator

from tests.benchmarks import Figure, cost, cost_of
from tests.benchmarks.bench_pages import client_of
from tests.benchmarks.crowd import PEOPLE, crowd


def figures() -> Iterator[Figure]:
    event, organiser = crowd(), client_of("organiser")
    desk, api = f"/desk/events/{event.slug}/registrations/", f"/api/v1/events/{event.slug}/registrations/"
    yield cost(f"organiser's list, 50 of {PEOPLE:,}", organiser, desk, "40 ms, 8 SQL")
    yield cost("the same, one name searched for", organiser, f"{desk}?q=guest+777")
    yield cost(f"API list, 50 of {PEOPLE:,}", organiser, api, "25 ms, 5 SQL")
    reason = {"reason": "A benchmark"}
    yield cost_of(f"CSV of {PEOPLE:,}", lambda: organiser.post(f"{desk}export/", reason), "300 ms", times=5)
    contacts = {**reason, "contacts": "on"}
    yield cost_of("the same with contacts", lambda: organiser.post(f"{desk}export/", contacts), times=3)
