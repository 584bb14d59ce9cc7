"""Decision records."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.forms import DecisionForm
from consultations.models import DecisionRecord
from consultations.services.decisions import record_decision
from core.errors import DomainError, Forbidden
from tests.cast import make_event, make_session

pytestmark = pytest.mark.django_db


def today(event):
    return timezone.localdate(timezone=event.zone)


def test_a_decision_is_recorded_with_its_figures(event, session, cast):
    record_decision(
        event, actor=cast.actor("chair"), on=today(event), method="vote", session=session, entitled=50, present=46, quorum=26,
        votes_for=40, votes_against=4, abstentions=2, note=" In the hall. ",
    )  # fmt: skip
    row = DecisionRecord.objects.get()
    assert (row.session, row.votes_for, row.abstentions, row.note, row.recorded_by) == (
        session,
        40,
        2,
        "In the hall.",
        "Chair Test",
    )


@pytest.mark.parametrize(
    "who", ["rapporteur", "drafter", "registrar", "viewer", "reviewer", "outsider", "anonymous"]
)
def test_only_chair_and_managers_record_decisions(event, cast, who):
    with pytest.raises(Forbidden):
        record_decision(event, actor=cast.actor(who), on=today(event), method="consensus")


def test_nothing_is_recorded_without_a_quorum(event, cast):
    with pytest.raises(DomainError):
        record_decision(
            event, actor=cast.actor("chair"), on=today(event), method="consensus", present=10, quorum=26
        )
    assert not DecisionRecord.objects.exists()


def test_a_session_of_another_event_is_refused(event, cast, ask):
    foreign = make_session(make_event(ask, "other"))
    with pytest.raises(DomainError) as refused:
        record_decision(
            event, actor=cast.actor("chair"), on=today(event), method="consensus", session=foreign
        )
    assert "session" in refused.value.fields


def test_the_day_is_that_of_the_event_not_of_the_server(event, cast):
    """Where the event is, tomorrow may have begun."""
    event.timezone = "Pacific/Kiritimati"  # UTC+14
    record_decision(event, actor=cast.actor("chair"), on=today(event), method="consent")
    with pytest.raises(DomainError):
        record_decision(
            event, actor=cast.actor("chair"), on=today(event) + timedelta(days=1), method="consent"
        )


def test_the_form_gives_what_the_service_takes_and_forgets_counts_that_were_not_asked(event, session, cast):
    form = DecisionForm(
        {
            "on": today(event).isoformat(),
            "method": "consensus",
            "votes_for": "3",
            "present": "۴۶",
            "session": str(session.uid),
        },
        event=event,
    )
    assert form.is_valid(), form.errors
    row = record_decision(event, actor=cast.actor("chair"), **form.decision_values())
    assert (row.votes_for, row.present, row.session) == (None, 46, session)


def test_the_form_offers_sessions_of_its_event_only(event, ask):
    foreign = make_session(make_event(ask, "other"))
    form = DecisionForm(
        {"on": today(event).isoformat(), "method": "consent", "session": str(foreign.uid)}, event=event
    )
    assert not form.is_valid()
    assert "session" in form.errors
