"""Answers of an addressee: drafted at its desk and issued, or recorded by staff from its letter and confirmed by a second person."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Role
from core import audit, workflow
from core.actors import Actor
from core.errors import Conflict, DomainError, Forbidden, StaleRevision
from core.locking import lock
from core.permissions import require
from events.models import EventRole
from recommendations import projection
from recommendations.enums import AnswerSource, AnswerState, Publish
from recommendations.models import Answer, Position, Submission, SubmissionItem
from recommendations.services import letters
from recommendations.services import positions as rows
from recommendations.services.delivery import acknowledge_by_answer
from recommendations.services.given import hold, text
from recommendations.workflow import ANSWER

# -- Recording from the addressee's letter -----------------------------------------------------------------------------


@transaction.atomic
def record_answer(
    submission: Submission,
    *,
    actor: Actor,
    letter_number: str = "",
    letter_date: date | None = None,
    authority: str = "",
    publish: str = Publish.YES,
    positions: Iterable[Mapping] = (),
) -> Answer:
    """Begin the record of a reply that came by letter: a draft until a second person confirms it.

    `positions`: {recommendation (object, reference or the item's uid), value, part, reason} each. What is missing may be filled in
    later. Raises Forbidden; Conflict when the submission was not sent; DomainError for an impossible date or an unknown item.
    """
    require(actor, "recommendations.record_answer", submission)
    _must_be_sent(submission)
    answer = Answer(submission=submission, source=AnswerSource.STAFF)
    _set_letter(
        answer, letter_number=letter_number, letter_date=letter_date, authority=authority, publish=publish
    )
    _sign_as_author(answer, actor)
    answer.save()
    workflow.record(ANSWER, answer, "record", "", actor=actor)
    rows.write(answer, positions)
    return answer


@transaction.atomic
def save_answer(
    answer: Answer, *, actor: Actor, positions: Iterable[Mapping] = (), revision: int | None = None, **letter
) -> Answer:
    """Change a draft that staff record: facts of the letter and any positions, all at once. Who saves last is its author.

    Raises Forbidden, Conflict when it is no draft any more, StaleRevision when somebody else saved since `revision`.
    """
    _hold_draft(answer, actor)
    if revision is not None and revision != answer.revision:
        raise StaleRevision(
            _("%(who)s changed this record meanwhile. Look at it again before you save.")
            % {"who": answer.author_label},
            revision=answer.revision,
        )
    if letter:
        _set_letter(answer, **letter)
    _sign_as_author(answer, actor)
    answer.revision += 1
    answer.save()
    rows.write(answer, positions)
    return answer


@transaction.atomic
def confirm(answer: Answer, *, actor: Actor, revision: int | None = None) -> Answer:
    """A second person has compared the record with the letter: the positions count from now on.

    1. checks who confirms: anyone of the team but the person who saved last; that person alone may do it when the host has
    nobody else, on a later day, and it is marked so, 2. checks that every position is complete, 3. moves the state, 4. makes the
    incoming Letter, takes the reply for an acknowledgement where there was none, writes the official act and the projection.
    Raises Forbidden, InvalidTransition, StaleRevision, DomainError.
    """
    hold(answer)
    _check_move(answer, "confirm", actor)
    if revision is not None and revision != answer.revision:
        raise StaleRevision(
            _("The record was changed after you read it. Compare it with the letter again."),
            revision=answer.revision,
        )
    answer.confirmed_by_same_person = _may_confirm_alone(answer, actor)
    rows.must_be_complete(answer)
    answer.confirmed_by = actor.label[:200]
    workflow.apply(
        ANSWER, "confirm", answer, actor=actor, on=answer.letter_date, already_locked=True,
        evidence={"letter_date": answer.letter_date, "authority": answer.authority, "same_person": answer.confirmed_by_same_person},
        update_fields=["confirmed_by", "confirmed_by_same_person", "changed_at"],
    )  # fmt: skip
    return _on_record(answer, "answer.confirmed", actor)


# -- At the addressee's own desk ---------------------------------------------------------------------------------------


@transaction.atomic
def open_answer(submission: Submission, *, actor: Actor) -> Answer:
    """The draft of the addressee's reply, begun now if there is none. Its focal points share it; nobody else sees it."""
    require(actor, "recommendations.write_answer", submission)
    lock(submission)
    mine = {"submission": submission, "source": AnswerSource.FOCAL_POINT, "state": AnswerState.DRAFT}
    answer = Answer.objects.filter(**mine).order_by("id").last()
    if answer is None:
        answer = Answer(**mine)
        _sign_as_author(answer, actor)
        answer.save()
        workflow.record(ANSWER, answer, "begin", "", actor=actor)
    return answer


@transaction.atomic
def save_position(
    answer: Answer,
    item: SubmissionItem,
    *,
    actor: Actor,
    value: str,
    part: str = "",
    reason: str = "",
    seen: str | None = None,
) -> Position:
    """Keep what was typed for one item of a draft, complete or not.

    `seen` is the `stamp` of the position that the writer had before: if a colleague saved another one since, StaleRevision carries
    the colleague's words and nothing is overwritten. Raises Forbidden, Conflict when it is no draft any more, DomainError.
    """
    _hold_draft(answer, actor)
    if item.submission_id != answer.submission_id:
        raise DomainError(_("This recommendation is not in the submission."), "unknown_item")
    present = answer.positions.filter(item=item).first()
    wanted = rows.cleaned(value, part, reason)
    if seen not in (None, rows.stamp(present)) and (present is None or rows.values(present) != wanted):
        raise StaleRevision(
            _("%(who)s changed this answer at the same time. Both texts are here: save again to keep yours.")
            % {"who": answer.author_label or _("A colleague")},
            value=present.value if present else "", part=present.part if present else "", reason=present.reason if present else "",
            stamp=rows.stamp(present),
        )  # fmt: skip
    position = present or Position(answer=answer, item=item)
    position.value, position.part, position.reason = wanted
    position.save()
    _sign_as_author(answer, actor)
    answer.revision += 1
    answer.save()
    return position


@transaction.atomic
def issue(
    answer: Answer,
    *,
    actor: Actor,
    letter_number: str,
    letter_date: date,
    authority: str,
    publish: str,
    confirmed: bool = True,
) -> Answer:
    """Issue the reply: from now on it is the position of the addressee, and it does not change any more.

    1. takes the facts of the letter, 2. checks that every position is complete and that the focal point confirmed it, 3. moves the
    state, 4. as `confirm`: Letter, acknowledgement, official act, projection. Raises Forbidden, InvalidTransition, DomainError.
    """
    hold(answer)
    _check_move(answer, "issue", actor)
    if not confirmed:
        raise DomainError.on(
            "confirmed", _("Confirm that this is the position of your institution."), "required"
        )
    _set_letter(
        answer, letter_number=letter_number, letter_date=letter_date, authority=authority, publish=publish
    )
    rows.must_be_complete(answer)
    answer.issued_at = timezone.now()
    workflow.apply(
        ANSWER, "issue", answer, actor=actor, on=letter_date, already_locked=True,
        evidence={"letter_number": letter_number, "letter_date": letter_date, "authority": authority, "publish": publish},
        update_fields=["letter_number", "letter_date", "authority", "publish", "issued_at", "changed_at"],
    )  # fmt: skip
    return _on_record(answer, "answer.issued", actor)


@transaction.atomic
def discard(answer: Answer, *, actor: Actor, note: str = "") -> Answer:
    """Put a draft aside. It never counted, and stays in the history. Raises Forbidden, InvalidTransition."""
    hold(answer)
    workflow.apply(ANSWER, "discard", answer, actor=actor, note=note, already_locked=True)
    return answer


# -- Parts -----------------------------------------------------------------------------------------------------------------


def _hold_draft(answer: Answer, actor: Actor) -> None:
    hold(answer)
    require(actor, "recommendations.edit_answer", answer)
    if answer.state != AnswerState.DRAFT:
        raise Conflict(_("This answer is on record and can no longer be changed."), "not_a_draft")


def _check_move(answer: Answer, name: str, actor: Actor) -> None:
    """State and right before the evidence."""
    if answer.state not in ANSWER[name].sources:
        workflow.apply(ANSWER, name, answer, actor=actor, already_locked=True)
    require(actor, ANSWER[name].permission, answer)


def _must_be_sent(submission: Submission) -> None:
    if submission.sent_at is None:
        raise Conflict(_("This submission was not sent yet, so there cannot be an answer to it."), "not_sent")


def _sign_as_author(answer: Answer, actor: Actor) -> None:
    answer.author_id, answer.author_label = actor.id, actor.label[:200]


def _set_letter(
    answer: Answer,
    *,
    letter_number: str = "",
    letter_date: date | None = None,
    authority: str = "",
    publish: str = Publish.YES,
) -> None:
    if publish not in Publish.values:
        raise DomainError.on("publish", _("Choose whether the answer may be published."))
    submission = answer.submission
    if letter_date and letter_date > letters.today_at(submission.host):
        raise DomainError.on(
            "letter_date", _("This day is in the future. Give the date that stands on the letter.")
        )
    sent = letters.sent_on(submission)
    if letter_date and sent and letter_date < sent:
        raise DomainError.on(
            "letter_date",
            _("The submission was sent on %(day)s: an answer to it cannot be older.")
            % {"day": formats.date_format(sent)},
        )
    answer.letter_number = text("letter_number", _("The letter’s number"), letter_number, 80)
    answer.authority = text("authority", _("The authority"), authority, 200)
    answer.letter_date, answer.publish = letter_date, publish


def why_not_confirm(answer: Answer, actor: Actor) -> str:
    """Why this person may not confirm now, as a sentence: who typed last needs somebody else. "" when nothing is in the way."""
    try:
        _may_confirm_alone(answer, actor)
    except Forbidden as error:
        return error.message
    return ""


def _may_confirm_alone(answer: Answer, actor: Actor) -> bool:
    """False: a second person confirms. True: the author does, because the host has nobody else, on a later day. Else Forbidden."""
    if actor.id != answer.author_id:
        return False
    submission = answer.submission
    others = Membership.objects.filter(
        institution=submission.host, role=Role.ORGANISER, ended_at=None, user__is_active=True
    )
    colleagues = EventRole.objects.filter(
        event=submission.event_id, role__in=("manager", "drafter", "chair"), user__is_active=True
    )
    if others.exclude(user__uid=actor.id).exists() or colleagues.exclude(user__uid=actor.id).exists():
        raise Forbidden(
            _("Someone else must confirm what you typed: a colleague or the chair."), "second_person"
        )
    zone = ZoneInfo(submission.host.timezone)
    if timezone.localdate(answer.changed_at, zone) >= letters.today_at(submission.host):
        raise Forbidden(
            _(
                "You are the only officer who can confirm. Compare it with the letter again tomorrow, then confirm."
            ),
            "another_day",
        )
    return True


def _on_record(answer: Answer, verb: str, actor: Actor) -> Answer:
    submission = answer.submission
    letters.received(
        submission,
        number=answer.letter_number,
        on=answer.letter_date,
        carries="answer",
        authority=answer.authority,
        uid=answer.uid,
    )
    acknowledge_by_answer(submission, actor=actor, on=answer.letter_date, their_number=answer.letter_number)
    audit.write(
        audit.Kind.OFFICIAL, verb, actor=actor, about=answer, host=submission.host.code,
        data={"submission": submission.number, "positions": answer.positions.count(), "publish": answer.publish},
    )  # fmt: skip
    items = submission.items.select_related("recommendation")
    projection.refresh([item.recommendation for item in items])
    return answer
