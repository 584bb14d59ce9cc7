"""The letters that carry submissions and answers, as records of the host's register. Called inside the caller's transaction."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from directory.models import Institution, Letter
from directory.services.letters import record_letter
from recommendations.models import Submission


def today_at(institution: Institution) -> date:
    """The date on the institution's calendar now."""
    return timezone.localdate(timezone=ZoneInfo(institution.timezone))


def sent_on(submission: Submission) -> date | None:
    """The day on which a submission was sent, on the host's calendar."""
    return (
        timezone.localdate(submission.sent_at, ZoneInfo(submission.host.timezone))
        if submission.sent_at
        else None
    )


def sent(submission: Submission) -> Letter:
    """The outgoing letter of a submission: under our number, of today, to the office it is addressed to."""
    return record_letter(
        submission.host,
        direction=Letter.Direction.OUT,
        our_number=submission.number,
        our_date=today_at(submission.host),
        correspondent=submission.addressee,
        office=submission.addressed_office,
        signatory_name=submission.signatory_name,
        signatory_designation=submission.signatory_designation,
        subject=submission.subject,
        carries=[{"type": "submission", "uid": str(submission.uid)}],
    )


def received(
    submission: Submission,
    *,
    number: str,
    on: date | None,
    carries: str,
    authority: str = "",
    uid: object = None,
) -> Letter:
    """A letter of the addressee: an acknowledgement or an answer, under its own number."""
    return record_letter(
        submission.host,
        direction=Letter.Direction.IN,
        our_number=submission.number,
        their_number=number,
        their_date=on,
        correspondent=submission.addressee,
        signatory_designation=authority[:160],
        subject=submission.subject,
        carries=[{"type": carries, "uid": str(uid or submission.uid)}],
    )
