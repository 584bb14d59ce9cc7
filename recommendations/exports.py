"""Downloads of the tracker: what everyone may read of each recommendation, and nothing of people."""

import json
from collections.abc import Iterator

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone

from core.exports import csv_response
from recommendations.models import Recommendation
from recommendations.thread import Strand, Thread
from recommendations.tracker import Tracker

COLUMNS = (
    "ref", "text", "language", "stage", "position", "overdue", "respond_by", "answered_on", "adopted_on", "addressees", "event",
    "event_title", "country", "sdgs", "rationale", "sha256", "is_sample", "url",
)  # fmt: skip
CHUNK = 1_000


def as_dict(rec: Recommendation, tracker: Tracker) -> dict:
    """One recommendation in plain values. `rec` comes with its adopted version."""
    version, event = rec.adopted_version, tracker.events.get(rec.event_id or 0)
    return {
        "ref": rec.ref,
        "text": version.text if version else "",
        "language": version.language if version else "",
        "stage": rec.stage,
        "position": rec.position,
        "overdue": rec.is_overdue,
        "respond_by": rec.respond_by,
        "answered_on": rec.answered_on,
        "adopted_on": rec.adopted_on,
        "addressees": [institution.code for institution in tracker.addressees(rec)],
        "event": event.slug if event else "",
        "event_title": str(event) if event else "",
        "country": event.country if event else "",
        "sdgs": rec.sdgs,
        "rationale": rec.rationale,
        "sha256": version.sha256 if version else "",
        "is_sample": rec.is_sample,
        "url": settings.SITE_URL + rec.get_absolute_url(),
    }


def tracker_csv(tracker: Tracker) -> StreamingHttpResponse:
    """The rows under the filters, streamed."""
    rows = (as_dict(rec, tracker) for rec in _rows(tracker))
    return csv_response(
        "recommendations", COLUMNS, ([_cell(row[column]) for column in COLUMNS] for row in rows)
    )


def tracker_json(tracker: Tracker) -> StreamingHttpResponse:
    """The same as JSON: when it was made, from where, and the rows."""
    response = StreamingHttpResponse(_json_lines(tracker), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="recommendations.json"'
    return response


def _json_lines(tracker: Tracker) -> Iterator[str]:
    head = {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "source": f"{settings.SITE_URL}{tracker.table.path}",
    }
    yield json.dumps(head)[:-1] + ', "recommendations": ['
    between = "\n"
    for rec in _rows(tracker):
        yield between + json.dumps(as_dict(rec, tracker), default=str, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _rows(tracker: Tracker) -> Iterator[Recommendation]:
    return tracker.found.iterator(chunk_size=CHUNK)


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(value)
    return value


def thread_dict(thread: Thread) -> dict:
    """One recommendation with its thread, as its page shows it."""
    rec, version = thread.rec, thread.rec.adopted_version
    return {
        "ref": rec.ref,
        "text": version.text if version else "",
        "language": version.language if version else "",
        "sha256": version.sha256 if version else "",
        "rationale": rec.rationale,
        "sdgs": rec.sdgs,
        "stage": rec.stage,
        "adopted_on": rec.adopted_on,
        "event": rec.event.slug if rec.event else "",
        "is_sample": rec.is_sample,
        "sources": {
            "entries": [
                {
                    "number": entry.number,
                    "text": entry.text,
                    "language": entry.language,
                    "by": entry.attribution,
                }
                for entry, _minutes in thread.words.entries
            ],
            "not_published": thread.words.waiting + thread.words.kept_back,
            "sealed": thread.words.sealed,
        },
        "addressees": [_strand_dict(strand) for strand in thread.strands],
        "url": settings.SITE_URL + rec.get_absolute_url(),
    }


def _strand_dict(strand: Strand) -> dict:
    sent = strand.submission
    return {
        "institution": strand.institution.code,
        "name": str(strand.institution),
        "role": strand.role,
        "sent_on": timezone.localdate(sent.sent_at) if sent and sent.sent_at else None,
        "delivered_on": sent.delivered_on if sent else None,
        "receipt_confirmed": bool(sent and sent.receipt_is_confirmed),
        "acknowledged_on": sent.acknowledged_on if sent else None,
        "answer_due": strand.due,
        "days_late": strand.days_late,
        "answers": [
            {
                "on": said.on,
                "position": said.value,
                "part": said.part,
                "reason": said.reason,
                "authority": said.authority,
                "publish": said.publish,
            }
            for said in strand.answers
        ],
    }
