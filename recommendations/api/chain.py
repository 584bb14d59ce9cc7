"""Where a recommendation came from and what was answered, as everyone may read it."""

from datetime import date
from typing import NotRequired, TypedDict

from consultations.redaction import public_entry
from directory.queries import category_labels
from recommendations.enums import COUNTING_ANSWERS, Publish
from recommendations.models import Position, Recommendation, SubmissionItem


class Source(TypedDict):
    """An entry of the minutes. Its words only where they are published."""

    event: str
    session: str
    published: bool
    number: NotRequired[int]
    text: NotRequired[str]
    language: NotRequired[str]
    attribution: NotRequired[str]


class Sent(TypedDict):
    number: str
    addressee: str
    sent_on: date
    delivered_on: date | None
    receipt_confirmed: bool
    respond_by: date | None


class Answered(TypedDict):
    """`published` is the addressee's wish: "no" leaves its name, "summary" the position, "yes" the words too."""

    institution: str
    published: str
    sample: bool
    value: NotRequired[str]
    letter: NotRequired[str]
    date: NotRequired[date | None]
    reason: NotRequired[str]
    part: NotRequired[str]


def provenance(row: Recommendation) -> list[Source]:
    """The entries it came from, redacted by the rule of each session."""
    sources = row.sources.select_related(
        "entry__minutes__session__event", "entry__institution", "entry__area"
    )
    labels = category_labels()
    lines = []
    for source in sources:
        session = source.entry.minutes.session
        shown = public_entry(source.entry, labels)
        line: Source = {
            "event": session.event.slug,
            "session": str(session.uid),
            "published": shown is not None,
        }
        if shown is not None and not shown.withheld:
            line |= {
                "number": shown.number,
                "text": shown.text,
                "language": shown.language,
                "attribution": shown.attribution,
            }
        lines.append(line)
    return lines


def submissions(row: Recommendation) -> list[Sent]:
    """When it was put to whom."""
    items = SubmissionItem.objects.filter(
        recommendation=row, submission__sent_at__isnull=False
    ).select_related("submission__addressee")
    return [
        {
            "number": item.submission.number,
            "addressee": item.submission.addressee.code,
            "sent_on": item.submission.sent_at.date(),
            "delivered_on": item.submission.delivered_on,
            "receipt_confirmed": item.submission.receipt_is_confirmed,
            "respond_by": item.submission.respond_by if item.submission.receipt_is_confirmed else None,
        }
        for item in items
    ]


def positions(row: Recommendation) -> list[Answered]:
    """What was answered, as far as each addressee wishes."""
    on_record = Position.objects.filter(item__recommendation=row, answer__state__in=COUNTING_ANSWERS).exclude(
        value=""
    )
    lines = []
    for position in on_record.select_related("answer__submission__addressee").order_by("id"):
        answer = position.answer
        line: Answered = {
            "institution": answer.submission.addressee.code,
            "published": answer.publish,
            "sample": answer.submission.is_sample,
        }
        if answer.publish != Publish.NO:
            line |= {"value": position.value, "letter": answer.letter_number, "date": answer.letter_date}
        if answer.publish == Publish.YES:
            line |= {"reason": position.reason, "part": position.part}
        lines.append(line)
    return lines
