"""What becomes of a submission after it was sent: delivered, acknowledged, returned."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from core import audit, workflow
from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.permissions import require
from recommendations import projection
from recommendations.enums import DeliveryMeans
from recommendations.models import Submission
from recommendations.services import letters
from recommendations.services.given import hold, text
from recommendations.workflow import DELIVERY


@transaction.atomic
def deliver(submission: Submission, *, actor: Actor, on: date, means: str, receipt: str = "") -> Submission:
    """Record the delivery: our clock starts. With the addressee's own stamp or diary number as `receipt` the public one does too.

    1. sets day, means and receipt, 2. sets the two dates by which we expect an acknowledgement and an answer, 3. moves the
    state, 4. writes the official act and the projection. Raises Forbidden, InvalidTransition, DomainError for an impossible day.
    """
    hold(submission)
    _check_move(submission, "deliver", actor)
    if means not in DeliveryMeans.values:
        raise DomainError.on("means", _("Choose how it was delivered."))
    _check_day(submission, on)
    submission.delivery_means, submission.delivery_receipt = (
        means,
        text("receipt", _("The receipt"), receipt, 120),
    )
    _start_clock(submission, on)
    workflow.apply(
        DELIVERY, "deliver", submission, actor=actor, on=on, already_locked=True,
        evidence={"on": on, "means": means, "receipt": submission.delivery_receipt},
        update_fields=["delivered_on", "delivery_means", "delivery_receipt", "acknowledge_by", "respond_by"],
    )  # fmt: skip
    return _on_record(submission, "submission.delivered", actor)


@transaction.atomic
def acknowledge(submission: Submission, *, actor: Actor, on: date, their_number: str) -> Submission:
    """The addressee says that it holds the papers, under its own number: the public clock runs.

    A focal point does this at its desk, staff from the addressee's letter. Where no delivery was recorded, the acknowledgement
    proves one and starts our clock too. Staff's record also makes the incoming Letter. Raises as `deliver`.
    """
    hold(submission)
    _check_move(submission, "acknowledge", actor)
    _check_day(submission, on)
    their_number = text("their_number", _("Their number"), their_number, 80)
    if submission.delivered_on and on < submission.delivered_on:
        raise DomainError.on(
            "on",
            _("It was delivered on %(day)s: it cannot have been acknowledged before.")
            % {"day": formats.date_format(submission.delivered_on)},
        )
    _acknowledge(submission, actor, on, their_number)
    if submission.addressee_id not in actor.focal_for:
        letters.received(submission, number=their_number, on=on, carries="acknowledgement")
    return _on_record(submission, "submission.acknowledged", actor)


def acknowledge_by_answer(
    submission: Submission, *, actor: Actor, on: date | None, their_number: str
) -> None:
    """Who answers holds the papers: a numbered reply is taken for the acknowledgement that never came.

    Part of putting the answer on record, which asked for the right to do so; hence by the system, naming whose act it follows from.
    Nothing happens where it was acknowledged before, or number or day do not fit.
    """
    hold(submission)
    known = submission.state in DELIVERY["acknowledge"].sources
    if on is None or (submission.delivered_on is not None and on < submission.delivered_on):
        return
    if known and their_number:
        note = _("By the reply that %(who)s put on record.") % {"who": actor.label}
        _acknowledge(submission, SYSTEM, on, their_number, note)


@transaction.atomic
def return_(submission: Submission, *, actor: Actor, note: str) -> Submission:
    """Record that the papers came back: the clocks stop until they are delivered again. Raises Forbidden, InvalidTransition."""
    hold(submission)
    _check_move(submission, "return", actor)
    note = text("note", _("The reason"), note, 1_000)
    submission.delivered_on = submission.acknowledge_by = submission.respond_by = None
    submission.delivery_means = submission.delivery_receipt = ""
    workflow.apply(
        DELIVERY, "return", submission, actor=actor, note=note, already_locked=True, evidence={"note": note},
        update_fields=["delivered_on", "delivery_means", "delivery_receipt", "acknowledge_by", "respond_by"],
    )  # fmt: skip
    return _on_record(submission, "submission.returned", actor)


# -- Parts --------------------------------------------------------------------------------


def _check_move(submission: Submission, name: str, actor: Actor) -> None:
    """State and right before the evidence is looked at, so that nobody mends a form for a step that cannot be taken."""
    move = DELIVERY[name]
    if submission.state not in move.sources:
        workflow.apply(DELIVERY, name, submission, actor=actor, already_locked=True)
    require(actor, move.permission, submission)


def _acknowledge(submission: Submission, actor: Actor, on: date, their_number: str, note: str = "") -> None:
    submission.acknowledged_on, submission.their_number = on, their_number
    if submission.delivered_on is None:
        _start_clock(submission, on)
    workflow.apply(
        DELIVERY,
        "acknowledge",
        submission,
        actor=actor,
        on=on,
        note=note,
        already_locked=True,
        evidence={"on": on, "their_number": their_number},
        update_fields=["acknowledged_on", "their_number", "delivered_on", "acknowledge_by", "respond_by"],
    )


def _check_day(submission: Submission, on: date) -> None:
    sent = letters.sent_on(submission)
    if on > letters.today_at(submission.host):
        raise DomainError.on("on", _("This day is in the future. Give the day on which it happened."))
    if sent and on < sent:
        raise DomainError.on(
            "on",
            _("It was sent on %(day)s: this cannot have happened before.")
            % {"day": formats.date_format(sent)},
        )


def _start_clock(submission: Submission, on: date) -> None:
    submission.delivered_on = on
    submission.acknowledge_by = on + timedelta(days=submission.acknowledge_days)
    submission.respond_by = on + timedelta(days=submission.respond_days)


def _on_record(submission: Submission, verb: str, actor: Actor) -> Submission:
    audit.write(
        audit.Kind.OFFICIAL,
        verb,
        actor=actor,
        about=submission,
        host=submission.host.code,
        data={"number": submission.number},
    )
    projection.refresh([item.recommendation for item in submission.items.select_related("recommendation")])
    return submission
