"""What lists filter, sort and count: the columns in `FIELDS`, kept on the recommendation.

Every service that moves a text, a submission or an answer calls `refresh` in its own transaction; nobody else writes these columns.
`rebuild` computes them again for all rows (`manage.py rebuild_projection`), with `check=True` it only names what drifted.

What depends on the clock is not stored. `stage` stays "submitted" or "acknowledged" however late an answer is; a list finds what is
late by `respond_by < today` (`RecommendationQuerySet.overdue`), and a page then says "No response" (the computed label
`Stage.NO_RESPONSE`). What depends on other apps (titles of events, names of institutions) is joined, not copied.

- stage: the first that fits of withdrawn, not adopted, answered, acknowledged, submitted, in a submission, adopted, tabled, drafted
  (deferred texts count as drafted). A submission that came back, or is not sent yet, counts as "in a submission".
- position: of the newest answer on record, a lead addressee's before a supporting one's. Empty when that answer may not be published.
- respond_by: when an answer is due that has not come, the earliest over the addressees, by the *public* clock. That clock runs only
  once the addressee itself has shown that it holds the papers: from the delivery with its receipt, else from its acknowledgement.
- answered_on: the date of the newest answer on record.
- addressee_key: the ids of the addressees between spaces, lead ones first.
- search_key: reference, text and rationale, folded. The text is the adopted one, before adoption the newest.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from core.locking import lock_all
from core.text import fold
from recommendations.enums import AddresseeRole, Publish, Stage, SubmissionState, TextState
from recommendations.models import (
    Addressing,
    Answer,
    Position,
    Recommendation,
    Submission,
    SubmissionItem,
    Version,
)

FIELDS = ("stage", "position", "respond_by", "answered_on", "addressee_key", "search_key")
BATCH = 500

# Submissions that left and did not come back.
OUT = (SubmissionState.SUBMITTED, SubmissionState.DELIVERED, SubmissionState.ACKNOWLEDGED)
_NOT_STANDING = {
    TextState.WITHDRAWN: Stage.WITHDRAWN,
    TextState.NOT_ADOPTED: Stage.NOT_ADOPTED,
    TextState.TABLED: Stage.TABLED,
    TextState.DRAFTED: Stage.DRAFTED,
    TextState.DEFERRED: Stage.DRAFTED,
}


@transaction.atomic
def refresh(recommendations: Iterable[Recommendation]) -> None:
    """Compute the projection of these recommendations again, in a fixed number of queries, and set it on the objects given.

    Locks the rows first: two services that touch the same recommendation at once would else each miss what the other wrote.
    """
    given = list(recommendations)
    fresh = {rec.pk: rec for rec in lock_all(Recommendation.objects.filter(pk__in={rec.pk for rec in given}))}
    computed = _compute(fresh.values())
    changed = []
    for pk, rec in fresh.items():
        if any(getattr(rec, field) != value for field, value in computed[pk].items()):
            _assign(rec, computed[pk])
            changed.append(rec)
    Recommendation.objects.bulk_update(changed, FIELDS, batch_size=BATCH)
    for rec in given:
        if rec.pk in computed:
            _assign(rec, computed[rec.pk])


def rebuild(check: bool = False) -> list[str]:
    """Compute every projection again. Returns one line per recommendation that differed; with `check` nothing is written."""
    differences = []
    for chunk in _chunks(Recommendation.objects.order_by("pk")):
        computed = _compute(chunk)
        for rec in chunk:
            wrong = [field for field, value in computed[rec.pk].items() if getattr(rec, field) != value]
            if wrong:
                pairs = ", ".join(
                    f"{field} {getattr(rec, field)!r} should be {computed[rec.pk][field]!r}"
                    for field in wrong
                )
                differences.append(f"{rec.ref or rec.uid}: {pairs}")
            if wrong and not check:
                refresh([rec])
    return differences


def answer_due(submission: Submission) -> date | None:
    """When the answer is due by the public clock; None while the addressee has not shown that it holds the papers."""
    if submission.state not in (SubmissionState.DELIVERED, SubmissionState.ACKNOWLEDGED):
        return None
    start = submission.delivered_on if submission.delivery_receipt else submission.acknowledged_on
    return start + timedelta(days=submission.respond_days) if start else None


def answer_date(answer: Answer) -> date:
    """The day of an answer: of its letter, else the day on which it was issued or written here."""
    if answer.letter_date:
        return answer.letter_date
    return (answer.issued_at or answer.created_at).date()


def _assign(rec: Recommendation, values: dict) -> None:
    for field, value in values.items():
        setattr(rec, field, value)


def _chunks(queryset: QuerySet[Recommendation]) -> Iterator[list[Recommendation]]:
    last = 0
    while chunk := list(queryset.filter(pk__gt=last)[:BATCH]):
        last = chunk[-1].pk
        yield chunk


def _compute(recommendations: Iterable[Recommendation]) -> dict[int, dict]:
    """{pk: {field: value}} for these rows, from the axes alone, in five queries."""
    rows = {rec.pk: rec for rec in recommendations}
    texts: dict[int, str] = {}
    for version in Version.objects.filter(recommendation__in=rows).order_by("number"):
        if rows[version.recommendation_id].adopted_version_id in (None, version.pk):
            texts[version.recommendation_id] = version.text
    addressings = defaultdict(list)
    for addressing in Addressing.objects.filter(recommendation__in=rows).order_by(
        "role", "pk"
    ):  # "lead" before "supporting"
        addressings[addressing.recommendation_id].append(addressing)
    on_record = (
        Position.objects.filter(answer__in=Answer.objects.counting())
        .exclude(value="")
        .select_related("answer")
    )
    items = defaultdict(list)
    for item in (
        SubmissionItem.objects.filter(recommendation__in=rows)
        .select_related("submission")
        .prefetch_related(Prefetch("positions", queryset=on_record, to_attr="on_record"))
        .order_by("pk")
    ):
        items[item.recommendation_id].append(item)
    return {pk: _values(rec, texts.get(pk, ""), items[pk], addressings[pk]) for pk, rec in rows.items()}


def _values(
    rec: Recommendation, text: str, items: Sequence[SubmissionItem], addressings: list[Addressing]
) -> dict:
    leads = {addressing.institution_id for addressing in addressings if addressing.role == AddresseeRole.LEAD}
    answers = [
        (item.submission.addressee_id in leads, answer_date(position.answer), position.pk, position)
        for item in items
        for position in item.on_record
    ]
    newest = max(answers, key=lambda answer: answer[:3])[3] if answers else None
    return {
        "stage": _stage(rec, items, bool(answers)),
        "position": newest.value if newest and newest.answer.publish != Publish.NO else "",
        "respond_by": _respond_by(rec, items),
        "answered_on": max(answered for _lead, answered, _pk, _position in answers) if answers else None,
        "addressee_key": f" {' '.join(str(a.institution_id) for a in addressings)} " if addressings else "",
        "search_key": fold(" ".join((rec.ref or "", text, rec.rationale))),
    }


def _stage(rec: Recommendation, items: Sequence[SubmissionItem], is_answered: bool) -> str:
    if rec.state in _NOT_STANDING:
        return _NOT_STANDING[TextState(rec.state)].value
    states = {item.submission.state for item in items}
    if is_answered:
        stage = Stage.RESPONDED
    elif SubmissionState.ACKNOWLEDGED in states:
        stage = Stage.ACKNOWLEDGED
    elif states & {SubmissionState.SUBMITTED, SubmissionState.DELIVERED}:
        stage = Stage.SUBMITTED
    else:
        stage = Stage.COMPILED if states else Stage.ADOPTED
    return stage.value


def _respond_by(rec: Recommendation, items: Sequence[SubmissionItem]) -> date | None:
    """The earliest date on which an answer is due; each addressee owes one for what was put to it last."""
    if rec.state != TextState.ADOPTED:
        return None
    last = {item.submission.addressee_id: item for item in items if item.submission.state in OUT}
    due = [answer_due(item.submission) for item in last.values() if not item.on_record]
    return min((day for day in due if day), default=None)
