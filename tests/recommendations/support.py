"""Small builders for the tests of recommendations: minutes with entries, a draft, a decision, a submission, an answer.

They write rows directly where another part's service would be in the way; what is tested goes through services.
"""

from datetime import date, timedelta

from django.utils import timezone

from consultations.models import DecisionRecord, Entry, Minutes
from core.actors import SYSTEM, Actor
from directory.models import Institution
from events.models import Event, Session
from recommendations import projection
from recommendations.models import Addressing, Answer, Position, Recommendation, Submission, SubmissionItem
from recommendations.services import adoption, drafting

TEXT = "Give shelter and legal aid to every survivor of trafficking."


def minutes_of(
    session: Session, *, state: str = "taking", attribution: str = "on_record", **fields
) -> Minutes:
    minutes, _made = Minutes.objects.update_or_create(
        session=session,
        defaults={"state": state, "attribution": attribution, "strictest_attribution": attribution, **fields},
    )
    return minutes


def entry_in(minutes: Minutes, text: str = "Shelters turn people away.", **fields) -> Entry:
    minutes.last_number += 1
    minutes.save(update_fields=["last_number"])
    return Entry.objects.create(
        minutes=minutes,
        number=minutes.last_number,
        client_key=f"k{minutes.pk}-{minutes.last_number}",
        text=text,
        **fields,
    )


def draft_of(
    event: Event,
    *,
    actor: Actor = SYSTEM,
    text: str = TEXT,
    origin_reason: str = "A written contribution",
    **fields,
):
    """A draft; without entries it stands on a written contribution."""
    fields.setdefault("language", "en")
    return drafting.draft(
        event, actor=actor, text=text, origin_reason="" if fields.get("entries") else origin_reason, **fields
    )


def decision_of(event: Event, *, on: date | None = None, **fields) -> DecisionRecord:
    return DecisionRecord.objects.create(
        event=event, on=on or date(2026, 3, 2), method=fields.pop("method", "consensus"), **fields
    )


def adopted(
    event: Event, *, decision: DecisionRecord | None = None, actor: Actor = SYSTEM, **fields
) -> Recommendation:
    rec = draft_of(event, **fields)
    return adoption.adopt(rec, actor=actor, decision=decision or decision_of(event))


def put_to(rec: Recommendation, addressee: Institution, *, state: str = "submitted", **fields) -> Submission:
    """A submission of one recommendation, in the state wanted, with the projection made again."""
    sent = state != "prepared"
    submission = Submission.objects.create(
        host=rec.host,
        event=rec.event,
        addressee=addressee,
        state=state,
        number=fields.pop("number", f"SPO/{Submission.objects.count() + 1}"),
        subject="Recommendations",
        sent_at=timezone.now() if sent else None,
        **fields,
    )
    Addressing.objects.get_or_create(recommendation=rec, institution=addressee)
    SubmissionItem.objects.create(
        submission=submission, recommendation=rec, version=rec.adopted_version, serial=1
    )
    projection.refresh([rec])
    return submission


def received(rec: Recommendation, addressee: Institution, *, days_ago: int = 10, **fields) -> Submission:
    """Delivered with the addressee's own stamp, so that the public clock runs."""
    day = timezone.localdate() - timedelta(days=days_ago)
    fields.setdefault("delivery_receipt", "Diary 1123")
    return put_to(
        rec,
        addressee,
        state="delivered",
        delivered_on=day,
        delivery_means="registry",
        respond_by=day + timedelta(days=60),
        **fields,
    )


def answered(
    submission: Submission,
    value: str = "agreed",
    *,
    state: str = "confirmed",
    reason: str = "",
    publish: str = "yes",
    letter_date: date | None = None,
    **fields,
) -> Answer:
    answer = Answer.objects.create(
        submission=submission,
        state=state,
        source="staff",
        letter_number="7(2)/2026",
        letter_date=letter_date or timezone.localdate(),
        authority="Secretary",
        publish=publish,
        **fields,
    )
    for item in submission.items.all():
        Position.objects.create(answer=answer, item=item, value=value, reason=reason)
    projection.refresh([item.recommendation for item in submission.items.select_related("recommendation")])
    return answer
