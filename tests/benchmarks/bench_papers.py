"""Badges for 300 and an attendance sheet for 300: gathering and HTML in this process, the PDF in a child."""

import resource
import time
from collections.abc import Iterator

from directory.models import Institution
from directory.queries import category_labels
from events.documents import papers as documents
from events.models import Event, Registration
from events.papers import content_of
from events.services.papers import key_of
from tests.benchmarks import Figure

PEOPLE = 300
NAMES = ("Abdul Rahman Siddiqui", "عائشہ صدیقہ", "রোকেয়া বেগম", "Фирӯза Қаҳҳорова", "Nasreen Bibi")


def crowded(people: int) -> Event:
    """An event with so many people who come, their names in four scripts."""
    event = Event.objects.get(slug="policy-framework-second-round")
    institutions, kinds = list(Institution.objects.all()[:17]), list(category_labels())
    last = event.registrations.order_by("-queue_no").values_list("queue_no", flat=True).first() or 0
    Registration.objects.filter(event=event).delete()
    Registration.objects.bulk_create(
        Registration(
            event=event, state="confirmed", name=f"{NAMES[n % len(NAMES)]} {n}", name_key=f"{n:04}", queue_no=last + n,
            designation="Section Officer (Human Rights)", institution=institutions[n % len(institutions)],
            category=kinds[n % len(kinds)],
        )
        for n in range(1, people + 1)
    )  # fmt: skip
    return event


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def figures() -> Iterator[Figure]:
    event = crowded(PEOPLE)
    for kind, options, promise in (
        ("badges", {"per_page": "8", "language": "en"}, "under 6 s CPU"),
        ("sheet", {"point": event.days[0].isoformat(), "language": "en"}, ""),
    ):
        before, child, started = time.process_time(), children_cpu(), time.monotonic()
        content = content_of(event, kind, options)
        html = documents.html_of(kind, content)
        own = time.process_time() - before
        pdf = documents.pdf_of(html, key_of(kind, options, {}), kind=kind)
        seconds, wall = own + children_cpu() - child, time.monotonic() - started
        value = f"{seconds:.1f} s CPU ({own:.1f} HTML), {wall:.1f} s, {len(pdf) / 1024:.0f} KB"
        yield Figure(f"{kind} for {PEOPLE}, PDF", value, promise, cpu_ms=round(1000 * seconds))
