"""What the tests of submissions, dossiers and answers start from: an event with people, minutes and adopted recommendations.

Whatever must never leave for a government is planted here under names that no other text holds (SECRETS).
"""

from datetime import date, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.utils import timezone

from consultations.models import DecisionRecord
from core.actors import SYSTEM
from core.sealed import blind_index, seal
from directory.models import Institution
from events.models import Event, Registration, Scan, Speaker
from recommendations.models import Recommendation, Submission
from recommendations.services import submissions
from tests.recommendations.support import adopted, entry_in, minutes_of

SECRETS = (
    "Zarmina", "Qalandari", "@secret.example", "3005551234", "Speakerova", "Reservovich", "Closedname", "Typistan",
    "Quietorg", "Hiddenville", "Wheelchair",
)  # fmt: skip
URDU = "ضلعی سطح پر ایک ایسا دفتر قائم کیا جائے جہاں محافظِ حقوق دھمکی ملنے پر فوراً رابطہ کر سکیں۔"
BANGLA = "প্রতিটি প্রদেশে একজন নির্দিষ্ট মানুষ থাকুন, যাঁকে ফোন করা যায়; ক্ষমতা ও দায়িত্ব স্পষ্ট হোক।"
ENGLISH = "Publish the gap analysis in Urdu and English, with the law and the budget line for each gap."
FIELDS = {
    "subject": "Human rights policy framework",
    "cover_letter": "Dear Secretary,\n\nwe put to the Ministry what the consultation adopted.\n\nYours faithfully,",
    "addressed_office": "Secretary, Ministry of Human Rights",
    "signatory_name": "A. Director",
    "signatory_designation": "Executive Director",
}


def today() -> date:
    """The host's day: it begins before ours does."""
    return timezone.localdate(timezone=ZoneInfo("Asia/Karachi"))


def person(
    event: Event, number: int, *, area, category: str = "cso", name: str = "", signed_in: bool = True
) -> Registration:
    """A confirmed participant, with contact data that must not leave."""
    row = Registration(
        event=event,
        state="confirmed",
        name=name or f"Zarmina Qalandari {number}",
        designation="Typistan adviser",
        institution_text="Quietorg",
        category=category,
        area=area,
        needs="Wheelchair",
        queue_no=number,
    )
    for field, value in (("email", f"zarmina{number}@secret.example"), ("phone", "+923005551234")):
        seal(row, field, value)
        setattr(row, f"{field}_index", blind_index(field, f"{value}{number}"))
    row.save()
    if signed_in:
        Scan.objects.create(
            event=event, registration=row, point="day-1", scanned_at=timezone.now(), nonce=f"n{number}", result="ok",
            actor_label="Typistan",
        )  # fmt: skip
    return row


def people(event: Event, areas: SimpleNamespace) -> None:
    """16 from civil society in Sindh, 2 from a ministry in Punjab: the small cells must not show."""
    for number in range(1, 17):
        person(event, number, area=areas.karachi if number % 2 else areas.thatta)
    for number in (17, 18):
        person(event, number, area=areas.lahore, category="ministry")


def sources(event: Event, areas: SimpleNamespace, *, published: bool = True) -> SimpleNamespace:
    """Entries of an open and of a closed session, quotable and not."""
    first, second = event.sessions.order_by("starts_at")
    Speaker.objects.create(session=first, name="Speakerova", title="Chief guest", role="chief_guest")
    minutes = minutes_of(first, state="published" if published else "taking", attribution="affiliation")
    closed = minutes_of(second, state="published" if published else "taking", attribution="closed")
    return SimpleNamespace(
        quotable=entry_in(minutes, URDU, language="ur", attribution="area", area=areas.thatta, author_label="Typistan"),
        by_kind=entry_in(minutes, "Shelters turn people away.", attribution="category", category="cso"),
        small=entry_in(minutes, "The desk is understaffed.", attribution="category", category="ministry"),
        naming=entry_in(minutes, "As Zarmina Qalandari 3 told us, nobody answers the phone.", attribution="none"),
        organisation=entry_in(
            minutes, "We keep a list of our own.", attribution="organisation",
            institution=Institution.objects.get_or_create(code="quietorg", name="Quietorg")[0],
        ),
        inside=entry_in(minutes, "Hiddenville is not safe.", visibility="organisers"),
        closed=entry_in(closed, "Closedname spoke of a threat.", attribution="none", speaker="Closedname"),
    )  # fmt: skip


def decision(event: Event) -> DecisionRecord:
    return DecisionRecord.objects.create(
        event=event, on=date(2026, 3, 2), method="consensus", entitled=50, present=46, recorded_by="Typistan"
    )


def recommendations(
    event: Event, areas: SimpleNamespace, addressee: Institution, *, published: bool = True
) -> list[Recommendation]:
    """Three adopted texts in three languages, in two themes, drawn from the minutes; one with a reservation."""
    said = sources(event, areas, published=published)
    first, second = event.themes.all()
    decided = decision(event)
    put = {"decision": decided, "addressees": [(addressee, "lead")]}
    return [
        adopted(
            event, text=ENGLISH, theme=first, entries=list(vars(said).values()), rationale="Departments plan against gaps they cannot see.",
            sdgs=["16.6"], **put,
        ),
        adopted(event, text=URDU, language="ur", theme=second, entries=[said.quotable], **put),
        adopted(event, text="Open a desk in Islamabad district as a pilot.", theme=second, origin_reason="A written contribution", **put),
    ]  # fmt: skip


def reserve(recommendation: Recommendation) -> None:
    recommendation.reservations.create(
        decision=recommendation.decision,
        words="Smaller provinces ask for a year longer.",
        named_as="Reservovich",
    )


def prepared(
    event: Event, addressee: Institution, chosen: list[Recommendation], *, actor=SYSTEM, **fields
) -> Submission:
    return submissions.prepare(
        event, actor=actor, addressee=addressee, recommendations=chosen, **{**FIELDS, **fields}
    )


def sent(
    event: Event,
    addressee: Institution,
    chosen: list[Recommendation],
    *,
    days_ago: int = 0,
    actor=SYSTEM,
    **fields,
) -> Submission:
    """Sent, as many days ago as wanted."""
    submission = submissions.send(prepared(event, addressee, chosen, actor=actor, **fields), actor=actor)
    if days_ago:
        submission.sent_at -= timedelta(days=days_ago)
        submission.save(update_fields=["sent_at"])
    return submission


def delivered(
    event: Event, addressee: Institution, chosen: list[Recommendation], *, days_ago: int = 10, **fields
) -> Submission:
    """Sent and delivered that many days ago, without a receipt of the addressee."""
    submission = sent(event, addressee, chosen, days_ago=days_ago, **fields)
    day = today() - timedelta(days=max(days_ago - 1, 0))
    return submissions.deliver(submission, actor=SYSTEM, on=day, means="registry")
