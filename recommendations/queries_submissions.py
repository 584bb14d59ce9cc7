"""Reads of submissions and answers that pages share: how far each has got, and what the newest answer on record says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.actors import Actor
from directory.models import Institution
from events.models import Event
from recommendations.enums import COUNTING_ANSWERS, AnswerSource, AnswerState, SubmissionState, TextState
from recommendations.models import Answer, Position, Recommendation, Submission, SubmissionItem

OUT = (SubmissionState.SUBMITTED, SubmissionState.DELIVERED, SubmissionState.ACKNOWLEDGED)


def with_counts(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Each submission with `total` recommendations, and how many of them are `answered` on record."""
    items = SubmissionItem.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    answered = items.filter(positions__answer__state__in=COUNTING_ANSWERS)

    def number(queryset: QuerySet) -> Coalesce:
        counted = queryset.annotate(n=Count("pk", distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    return rows.annotate(total=number(items), answered=number(answered))


@dataclass(frozen=True)
class Progress:
    """How far a submission has got on a day: words and lines on pages are made from this."""

    state: str
    total: int
    answered: int
    acknowledge_in: int | None  # days; None when nothing is expected
    respond_in: int | None

    @property
    def is_complete(self) -> bool:
        return bool(self.total) and self.answered == self.total

    @property
    def acknowledgement_is_late(self) -> bool:
        return self.acknowledge_in is not None and self.acknowledge_in < 0

    @property
    def answer_is_late(self) -> bool:
        return self.respond_in is not None and self.respond_in < 0

    @property
    def days_late(self) -> int:
        return -self.respond_in if self.respond_in is not None and self.respond_in < 0 else 0

    @property
    def states(self) -> list[str]:
        """Sent, delivered, acknowledged, answered: the four knots of its thread."""
        sent = "ahead" if self.state == SubmissionState.PREPARED else "done"
        delivered = {
            SubmissionState.SUBMITTED: "now",
            SubmissionState.RETURNED: "late",
            SubmissionState.PREPARED: "ahead",
        }.get(SubmissionState(self.state), "done")
        acknowledged = "ahead"
        if self.state == SubmissionState.ACKNOWLEDGED:
            acknowledged = "done"
        elif self.state == SubmissionState.DELIVERED:
            acknowledged = "late" if self.acknowledgement_is_late else "now"
        answered = "ahead"
        if self.is_complete:
            answered = "done"
        elif self.respond_in is not None:
            answered = "late" if self.answer_is_late else "now"
        return [sent, delivered, acknowledged, answered]


def progress(submission: Submission, today: date) -> Progress:
    """`submission` comes from `with_counts`."""
    open_ = submission.state in OUT and submission.answered < submission.total
    awaits_receipt = submission.state == SubmissionState.DELIVERED and not submission.answered
    return Progress(
        state=submission.state,
        total=submission.total,
        answered=submission.answered,
        acknowledge_in=_days(submission.acknowledge_by, today) if awaits_receipt else None,
        respond_in=_days(submission.respond_by, today) if open_ else None,
    )


def _days(day: date | None, today: date) -> int | None:
    return (day - today).days if day else None


def on_record(submission: Submission) -> dict[int, Position]:
    """{item id: what the newest answer on record says about it}."""
    rows = (
        Position.objects.filter(answer__submission=submission, answer__state__in=COUNTING_ANSWERS)
        .exclude(value="")
        .select_related("answer")
        .order_by("answer__letter_date", "answer_id")
    )
    return {row.item_id: row for row in rows}


def draft_of_addressee(submission: Submission, actor: Actor) -> Answer | None:
    """The reply that the addressee's focal points are writing."""
    rows = Answer.objects.visible_to(actor).filter(
        submission=submission, source=AnswerSource.FOCAL_POINT, state=AnswerState.DRAFT
    )
    return rows.prefetch_related("positions").order_by("id").last()


def recorded(submission: Submission, actor: Actor) -> QuerySet[Answer]:
    """Answers for the team's page: on record, and drafts that staff type."""
    rows = Answer.objects.visible_to(actor).filter(submission=submission).exclude(state=AnswerState.DISCARDED)
    return rows.annotate(count=Count("positions", filter=~Q(positions__value=""))).order_by("-id")


def can_be_put(event: Event) -> QuerySet[Recommendation]:
    """Adopted recommendations of an event, in the order of their references."""
    return (
        Recommendation.objects.filter(event=event, state=TextState.ADOPTED)
        .select_related("adopted_version", "theme")
        .prefetch_related("addressings__institution", "items__submission__addressee")
        .order_by("ref")
    )


def may_be_addressed(event: Event) -> QuerySet[Institution]:
    """Whom a package of this event may go to: addressees named at adoption, and government bodies of the host's country."""
    named = Q(addressings__recommendation__event=event)
    government = Q(is_government=True, country=event.host.country)
    rows = Institution.objects.filter(named | government).exclude(pk=event.host_id)
    return Institution.objects.filter(pk__in=rows.values("pk")).order_by("name")


def last_signed(host: Institution) -> Submission | None:
    """The host's newest submission with a signatory: who signed last signs next."""
    return Submission.objects.filter(host=host).exclude(signatory_name="").order_by("-id").first()


def overdue_or_waiting(rows: Iterable[Submission]) -> list[Submission]:
    """Those that are out and not wholly answered. `rows` come from `with_counts`."""
    return [row for row in rows if row.state in OUT and row.answered < row.total]
