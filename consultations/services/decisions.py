"""How a body decided. The record is made once; what it decided upon points to it."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import validators
from consultations.models import DecisionRecord
from core import text
from core.actors import Actor
from core.errors import DomainError
from core.permissions import require
from events.models import Event, Session

FIGURES = ("entitled", "present", "quorum", "votes_for", "votes_against", "abstentions")


def record_decision(
    event: Event,
    *,
    actor: Actor,
    on: date,
    method: str,
    session: Session | None = None,
    note: str = "",
    entitled: int | None = None,
    present: int | None = None,
    quorum: int | None = None,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstentions: int | None = None,
) -> DecisionRecord:
    """Record that a body decided on a day, by a method, with its figures.

    Raises Forbidden; DomainError for a day to come, a session of another event, more present than entitled, a quorum that was not
    reached, a vote without counts or with more votes than people (consultations.validators.check_decision).
    """
    require(actor, "consultations.record_decision", event)
    if session is not None and session.event_id != event.pk:
        raise DomainError.on("session", _("This session belongs to another event."), "foreign_session")
    figures = dict(
        zip(FIGURES, (entitled, present, quorum, votes_for, votes_against, abstentions), strict=True)
    )
    validators.check_decision(method=method, on=on, today=timezone.localdate(timezone=event.zone), **figures)
    note = text.clean(note, label=_("The note"), max_length=4_000, multiline=True)
    return DecisionRecord.objects.create(
        event=event,
        session=session,
        on=on,
        method=method,
        note=note,
        recorded_by=actor.label[:200],
        **figures,
    )
