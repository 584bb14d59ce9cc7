"""The one door for state, tried on the event's own machine, and what every machine must satisfy."""

import pytest

from consultations.workflow import MINUTES
from core import workflow
from core.actors import SYSTEM
from core.errors import DomainError, Forbidden, InvalidTransition
from events.models import EventChange
from events.workflow import EVENT, REGISTRATION
from recommendations.workflow import ANSWER, DELIVERY, TEXT

MACHINES = (EVENT, REGISTRATION, MINUTES, TEXT, DELIVERY, ANSWER)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_every_permission_exists_and_every_state_can_be_reached(machine):
    import rules

    assert all(rules.perm_exists(move.permission) for move in machine.transitions)
    reached = {move.target for move in machine.transitions} | {
        move.sources[0] for move in machine.transitions
    }
    assert reached == set(machine.states.values)


def test_apply_moves_and_writes_history(event, cast):
    actor = cast.actor("organiser")
    change = workflow.apply(EVENT, "close", event, actor=actor, note="over")
    event.refresh_from_db()
    assert event.state == "closed"
    assert (change.from_state, change.to_state, change.actor_label, change.note) == (
        "published",
        "closed",
        "Organiser Test",
        "over",
    )


def test_an_illegal_move_names_the_present_state_and_changes_nothing(event, cast):
    with pytest.raises(InvalidTransition, match="the present state is “Published”") as error:
        workflow.apply(EVENT, "publish", event, actor=cast.actor("organiser"))
    assert (error.value.status, error.value.data) == (409, {"state": "published", "transition": "publish"})
    assert not EventChange.objects.exists()


def test_a_stale_object_is_judged_by_its_row(event, cast):
    stale = type(event).objects.get(pk=event.pk)
    workflow.apply(EVENT, "close", event, actor=cast.actor("organiser"))
    with pytest.raises(InvalidTransition):
        workflow.apply(EVENT, "close", stale, actor=cast.actor("organiser"))


@pytest.mark.parametrize("name", ["outsider", "viewer", "registrar", "reviewer", "nobody", "anonymous"])
def test_who_may_not_is_refused(event, cast, name):
    with pytest.raises(Forbidden):
        workflow.apply(EVENT, "close", event, actor=cast.actor(name))
    assert workflow.available(EVENT, event, cast.actor(name)) == []


def test_missing_evidence_is_named(event, cast):
    with pytest.raises(DomainError) as error:
        workflow.apply(EVENT, "cancel", event, actor=cast.actor("organiser"))
    assert list(error.value.fields) == ["note"]


def test_buttons_come_from_the_table(event, cast):
    assert [move.name for move in workflow.available(EVENT, event, cast.actor("organiser"))] == [
        "cancel",
        "close",
    ]
    assert [move.name for move in workflow.available(EVENT, event, SYSTEM)] == ["cancel", "close"]
    assert workflow.can(EVENT, "close", event, cast.actor("organiser"))
    assert not workflow.can(EVENT, "publish", event, cast.actor("organiser"))
