"""The dossier of 60 recommendations: its HTML, and the PDF, which a child process makes."""

import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta

from directory.models import Institution
from events.models import Event
from recommendations.documents import dossier
from recommendations.models import Addressing, Recommendation, Submission, SubmissionItem, Version
from recommendations.services import snapshots
from recommendations.services.drafting import text_hash
from tests.benchmarks import Figure, cpu

ITEMS = 60
ASKED = (
    "Publish each year, in Urdu and English, what was done about each complaint of the year before, "
    "by district, with figures and without names."
)


def submission_of(items: int) -> Submission:
    """A submission of so many recommendations, its content frozen as at sending."""
    event = Event.objects.get(slug="human-rights-policy-framework")
    ministry, themes = Institution.objects.get(code="mohr"), list(event.themes.all())
    submission = Submission.objects.create(
        host=event.host,
        event=event,
        addressee=ministry,
        number="BENCH/1",
        subject="Many recommendations",
        cover_letter="Dear Secretary,\n\nplease find enclosed our recommendations.",
        signatory_name="Head (sample)",
        signatory_designation="SPO",
        is_sample=True,
    )
    for number in range(1, items + 1):
        rec = Recommendation.objects.create(
            host=event.host,
            event=event,
            theme=themes[number % len(themes)],
            rationale="It was asked for in each session.",
        )
        text = f"{number}. {ASKED}"
        version = Version.objects.create(
            recommendation=rec, number=1, language="en", text=text, sha256=text_hash(text)
        )
        rec.state, rec.ref, rec.adopted_version = "adopted", f"BENCH-2026-{number:03}", version
        rec.adopted_on = date(2026, 1, 1) + timedelta(days=number)
        rec.save()
        Addressing.objects.create(recommendation=rec, institution=ministry)
        SubmissionItem.objects.create(
            submission=submission, recommendation=rec, version=version, serial=number
        )
    submission.content = snapshots.freeze(submission)
    submission.content_sha256 = snapshots.fingerprint(submission.content)
    submission.save()
    return submission


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def figures() -> Iterator[Figure]:
    submission = submission_of(ITEMS)
    milliseconds = cpu(lambda: dossier.html_of(submission), times=10)
    yield Figure(f"dossier of {ITEMS}, HTML", f"{milliseconds:.0f} ms", cpu_ms=round(milliseconds, 1))
    html = dossier.html_of(submission)
    used, started = children_cpu(), time.monotonic()
    pdf = dossier.pdf_of(html, submission.content_sha256)
    seconds, wall = children_cpu() - used, time.monotonic() - started
    value = f"{seconds:.1f} s CPU, {wall:.1f} s, {len(pdf) / 1024:.0f} KB"
    yield Figure(
        f"dossier of {ITEMS}, PDF (child process)", value, "under 5 MB", cpu_ms=round(1000 * seconds)
    )
