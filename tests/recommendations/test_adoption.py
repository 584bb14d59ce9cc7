"""Adoption: the text is frozen, the number is issued once and without gaps, reservations are kept."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core import locking
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition
from core.models import AuditEvent, Counter
from recommendations.models import Recommendation
from recommendations.services import adoption, drafting
from recommendations.services.adoption import Reserved
from tests.cast import make_event
from tests.recommendations.support import adopted, decision_of, draft_of
from tests.threads import together

OUTSIDE = (
    "outsider",
    "drafter",
    "viewer",
    "registrar",
    "rapporteur",
    "programmer",
    "reviewer",
    "nobody",
    "anonymous",
)


def test_adopting_a_draft_tables_it_first_freezes_it_and_issues_the_number(event, cast, mohr):
    rec = draft_of(event, addressees=[(mohr, "lead")])
    drafting.revise(rec, actor=cast.actor("drafter"), text="Give shelter.")
    decision = decision_of(event, on=date(2017, 3, 2), entitled=50, present=46)
    adoption.adopt(
        rec,
        actor=cast.actor("chair"),
        decision=decision,
        reservations=[Reserved("We would go further."), {"words": "Not yet.", "named_as": "PILER"}],
    )
    assert rec.ref == "SPO-2017-001"
    rec = Recommendation.objects.get(pk=rec.pk)
    assert (rec.state, rec.stage, rec.adopted_on, rec.decision) == (
        "adopted",
        "adopted",
        date(2017, 3, 2),
        decision,
    )
    assert [(c.transition, c.from_state, c.to_state) for c in rec.changes.all()] == [
        ("draft", "", "drafted"),
        ("table", "drafted", "tabled"),
        ("adopt", "tabled", "adopted"),
    ]
    assert rec.changes.last().data == {
        "decision": str(decision.uid),
        "ref": rec.ref,
        "sha256": rec.adopted_version.sha256,
    }
    frozen = rec.adopted_version
    assert (frozen.number, frozen.text, frozen.language) == (2, "Give shelter.", "en")
    assert frozen.frozen_at is not None
    assert rec.versions.get(number=1).frozen_at is None
    assert list(rec.reservations.values_list("words", "named_as")) == [
        ("We would go further.", ""),
        ("Not yet.", "PILER"),
    ]
    audit = AuditEvent.objects.get(verb="recommendation.adopted")
    assert (audit.kind, audit.host, audit.object_uid) == ("official", "spo", str(rec.uid))
    assert audit.data == {
        "decision": str(decision.uid),
        "ref": "SPO-2017-001",
        "sha256": frozen.sha256,
        "language": "en",
    }


def test_numbers_count_by_host_and_year(event, spo, ask):
    last_year, this_year = decision_of(event, on=date(2025, 12, 31)), decision_of(event, on=date(2026, 1, 1))
    elsewhere = make_event(ask, "elsewhere", timezone="Asia/Dhaka")
    refs = [adopted(event, decision=d).ref for d in (last_year, last_year, this_year)]
    refs += [adopted(make_event(spo, "second"), decision=None).ref, adopted(elsewhere).ref]
    assert refs == ["SPO-2025-001", "SPO-2025-002", "SPO-2026-001", "SPO-2026-002", "ASK-2026-001"]


def test_several_are_adopted_by_one_decision_in_the_order_given(event, cast):
    first, second, third = (draft_of(event, text=f"Text {n}.") for n in (1, 2, 3))
    done = adoption.adopt_all(
        [third, first],
        actor=cast.actor("chair"),
        decision=decision_of(event),
        reservations={first.pk: [Reserved("Mind the cost.")]},
    )
    assert [(rec.pk, rec.ref) for rec in done] == [(third.pk, "SPO-2026-001"), (first.pk, "SPO-2026-002")]
    assert first.reservations.count() == 1
    assert third.reservations.count() == 0
    second.refresh_from_db()
    assert second.state == "drafted"


def test_all_or_none(event, cast):
    """One text cannot be adopted: none is, and no number is lost."""
    good, bad = draft_of(event), draft_of(event)
    drafting.withdraw(bad, actor=cast.actor("chair"), note="Superfluous.")
    with pytest.raises(InvalidTransition):
        adoption.adopt_all([good, bad], actor=cast.actor("chair"), decision=decision_of(event))
    good.refresh_from_db()
    assert (good.state, good.ref) == ("drafted", None)
    assert not Counter.objects.filter(kind="reference").exists()
    assert adoption.adopt(good, actor=cast.actor("chair"), decision=decision_of(event)).ref == "SPO-2026-001"


@pytest.mark.parametrize("name", OUTSIDE)
def test_only_chair_manager_and_organiser_adopt(event, cast, name):
    rec, decision = draft_of(event), decision_of(event)
    for act in (
        lambda: adoption.adopt(rec, actor=cast.actor(name), decision=decision),
        lambda: adoption.reject(
            drafting.table(draft_of(event), actor=cast.actor("chair")),
            actor=cast.actor(name),
            decision=decision,
        ),
        lambda: adoption.defer(
            drafting.table(draft_of(event), actor=cast.actor("chair")), actor=cast.actor(name), note="Later."
        ),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not Recommendation.objects.exclude(ref=None).exists()


def test_an_adopted_text_is_not_adopted_twice(event, cast):
    rec = adopted(event)
    with pytest.raises(InvalidTransition):
        adoption.adopt(rec, actor=cast.actor("chair"), decision=decision_of(event))
    assert Counter.objects.get(kind="reference").value == 1


def test_the_decision_is_of_this_event_and_not_ahead(event, spo, cast):
    rec, chair = draft_of(event), cast.actor("chair")
    tomorrow = timezone.localdate() + timedelta(days=2)
    for decision, code in [
        (decision_of(make_event(spo, "other")), "foreign_decision"),
        (decision_of(event, on=tomorrow), "decision_ahead"),
    ]:
        with pytest.raises(DomainError) as error:
            adoption.adopt(rec, actor=chair, decision=decision)
        assert error.value.code == code


def test_a_host_without_a_prefix_is_told(event, spo, cast):
    spo.reference_prefix = ""
    spo.save()
    with pytest.raises(DomainError) as error:
        adoption.adopt(draft_of(event), actor=cast.actor("chair"), decision=decision_of(event))
    assert error.value.code == "no_prefix"


def test_a_text_that_changed_while_the_body_decided_is_not_adopted(event, cast):
    rec = draft_of(event)
    drafting.revise(rec, actor=cast.actor("drafter"), text="Changed at the last minute.")
    with pytest.raises(Conflict) as error:
        adoption.adopt_all([rec], actor=cast.actor("chair"), decision=decision_of(event), read={rec.pk: 1})
    assert error.value.code == "text_changed"
    assert "Changed at the last minute." in error.value.message


@pytest.mark.parametrize(
    ("words", "code"), [(" ", "required"), ("w" * 2_001, "too_long"), ("a\x00", "control")]
)
def test_a_reservation_needs_words(event, cast, words, code):
    rec = draft_of(event)
    with pytest.raises(DomainError) as error:
        adoption.adopt(
            rec, actor=cast.actor("chair"), decision=decision_of(event), reservations=[Reserved(words)]
        )
    assert error.value.code == code
    rec.refresh_from_db()
    assert rec.state == "drafted"


def test_reject_and_defer_keep_decision_and_reason(event, cast):
    chair, decision = cast.actor("chair"), decision_of(event)
    rejected, deferred = (drafting.table(draft_of(event), actor=chair) for _n in (1, 2))
    adoption.reject(rejected, actor=chair, decision=decision, note="Said elsewhere.")
    with pytest.raises(DomainError):
        adoption.defer(deferred, actor=chair, note="")
    adoption.defer(deferred, actor=chair, note="Ask the ministry first.")
    rejected.refresh_from_db()
    deferred.refresh_from_db()
    assert (rejected.state, rejected.stage, rejected.decision, rejected.ref) == (
        "not_adopted",
        "not_adopted",
        decision,
        None,
    )
    assert (deferred.state, deferred.stage, deferred.changes.last().note) == (
        "deferred",
        "drafted",
        "Ask the ministry first.",
    )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_adoptions_at_the_same_moment_never_share_or_skip_a_number(event):
    recs, decision = [draft_of(event, text=f"Text {n}.") for n in range(12)], decision_of(event)
    results = together([lambda rec=rec: _adopt(rec, decision) for rec in recs], at_once=12)
    assert sorted(results) == [f"SPO-2026-{n:03d}" for n in range(1, 13)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_text_adopted_by_two_at_the_same_moment_gets_one_number(event):
    rec, decision = draft_of(event), decision_of(event)
    results = together([lambda: _adopt(rec, decision)] * 6, at_once=6)
    assert [r for r in results if r == "SPO-2026-001"] == ["SPO-2026-001"]
    assert sum(isinstance(r, InvalidTransition) for r in results) == 5
    assert Counter.objects.get(kind="reference").value == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite serialises writers whatever the program does"
)
def test_without_the_lock_numbers_collide(event, monkeypatch):
    """The control: switch the lock off, and adoptions that start together take the same number."""
    monkeypatch.setattr(locking, "enabled", False)
    recs, decision = [draft_of(event, text=f"Text {n}.") for n in range(24)], decision_of(event)
    results = together([lambda rec=rec: _adopt(rec, decision) for rec in recs], at_once=24)
    issued = [r for r in results if isinstance(r, str)]
    assert len(set(issued)) < len(recs)


def _adopt(rec, decision) -> str:
    from core.actors import SYSTEM

    return adoption.adopt(Recommendation.objects.get(pk=rec.pk), actor=SYSTEM, decision=decision).ref
