"""Lists and downloads of 5,000 registrations, and the public list of the API."""

from collections.abc import Iterator

from directory.models import Institution
from tests.benchmarks import Figure, cost, cost_of
from tests.benchmarks.bench_pages import client_of
from tests.benchmarks.crowd import PEOPLE, crowd, many_recommendations


def figures() -> Iterator[Figure]:
    event, organiser = crowd(), client_of("organiser")
    desk, api = f"/desk/events/{event.slug}/registrations/", f"/api/v1/events/{event.slug}/registrations/"
    yield cost(f"organiser's list, 50 of {PEOPLE:,}", organiser, desk, "40 ms, 8 SQL")
    yield cost("the same, one name searched for", organiser, f"{desk}?q=guest+777")
    yield cost(f"API list, 50 of {PEOPLE:,}", organiser, api)  # each look at names leaves an audit row
    many_recommendations(event, 60, addressee=Institution.objects.get(code="mohr"))
    visitor, texts = client_of(""), "/api/v1/recommendations/?event=crowd"
    yield cost("API list of recommendations, 50", visitor, texts, "25 ms, 5 SQL")
    reason = {"reason": "A benchmark"}
    yield cost_of(f"CSV of {PEOPLE:,}", lambda: organiser.post(f"{desk}export/", reason), "300 ms", times=5)
    contacts = {**reason, "contacts": "on"}
    yield cost_of("the same with contacts", lambda: organiser.post(f"{desk}export/", contacts), times=3)
