"""Where a recommendation came from and what was answered, as everyone may read it."""

from consultations.redaction import public_entry
from directory.queries import category_labels
from recommendations.enums import COUNTING_ANSWERS, Publish
from recommendations.models import Position, Recommendation, SubmissionItem


def chain(row: Recommendation) -> dict:
    """{"provenance": [...], "submissions": [...], "positions": [...]}: redacted by each session's rule and each answer's own wish."""
    return {"provenance": _provenance(row), "submissions": _submissions(row), "positions": _positions(row)}


def _provenance(row: Recommendation) -> list[dict]:
    sources = row.sources.select_related(
        "entry__minutes__session__event", "entry__institution", "entry__area"
    )
    labels = category_labels()
    lines = []
    for source in sources:
        session = source.entry.minutes.session
        shown = public_entry(source.entry, labels)
        line = {"event": session.event.slug, "session": str(session.uid), "published": shown is not None}
        if shown is not None and not shown.withheld:
            line |= {
                "number": shown.number,
                "text": shown.text,
                "language": shown.language,
                "attribution": shown.attribution,
            }
        lines.append(line)
    return lines


def _submissions(row: Recommendation) -> list[dict]:
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


def _positions(row: Recommendation) -> list[dict]:
    on_record = Position.objects.filter(item__recommendation=row, answer__state__in=COUNTING_ANSWERS).exclude(
        value=""
    )
    lines = []
    for position in on_record.select_related("answer__submission__addressee").order_by("id"):
        answer = position.answer
        line = {
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
