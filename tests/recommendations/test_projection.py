"""The columns that lists filter and count are what the axes say, whatever services did in whatever order."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.errors import DomainError
from directory.models import Institution
from recommendations import projection
from recommendations.models import Recommendation
from recommendations.services import adoption, drafting
from tests.recommendations.support import adopted, answered, decision_of, draft_of, put_to, received

TODAY = timezone.localdate()
HERE = timezone.localdate(timezone=ZoneInfo("Asia/Karachi"))  # where the host's letters are dated


def seen(rec) -> tuple:
    rec.refresh_from_db()
    return rec.stage, rec.position, rec.respond_by, rec.answered_on


def test_stages_of_a_text_before_anybody_gets_it(event, mohr):
    rec = draft_of(event)
    assert seen(rec)[0] == "drafted"
    drafting.table(rec, actor=SYSTEM)
    assert seen(rec)[0] == "tabled"
    adoption.defer(rec, actor=SYSTEM, note="Later.")
    assert seen(rec)[0] == "drafted"
    adoption.adopt(rec, actor=SYSTEM, decision=decision_of(event))
    assert seen(rec)[0] == "adopted"
    put_to(rec, mohr, state="prepared")
    assert seen(rec)[0] == "compiled"
    drafting.withdraw(rec, actor=SYSTEM, note="A law has settled it.")
    assert seen(rec)[0] == "withdrawn"


def test_the_public_clock_waits_for_the_addressees_own_receipt(event, mohr):
    """Delivered by a courier without a receipt: our clock runs, the public one does not."""
    delivered = TODAY - timedelta(days=30)
    rec = adopted(event)
    submission = put_to(
        rec, mohr, state="delivered", delivered_on=delivered, delivery_means="courier", respond_by=delivered
    )
    assert seen(rec) == ("submitted", "", None, None)
    assert not submission.receipt_is_confirmed
    submission.state, submission.acknowledged_on = "acknowledged", TODAY - timedelta(days=20)
    submission.save()
    projection.refresh([rec])
    assert seen(rec) == ("acknowledged", "", TODAY + timedelta(days=40), None)


def test_a_receipt_at_the_counter_starts_the_public_clock_at_delivery(event, mohr):
    rec = adopted(event)
    received(rec, mohr, days_ago=10, respond_days=30)
    assert seen(rec) == ("submitted", "", TODAY + timedelta(days=20), None)
    assert not rec.is_overdue


def test_overdue_is_computed_from_the_clock_and_never_stored(event, mohr):
    rec = adopted(event)
    received(rec, mohr, days_ago=61)
    assert seen(rec)[0] == "submitted"
    assert rec.is_overdue
    assert list(Recommendation.objects.overdue()) == [rec]
    assert projection.rebuild(check=True) == []


def test_the_day_on_which_an_answer_is_due_is_not_late_yet(event, mohr):
    rec = adopted(event)
    received(rec, mohr, days_ago=60)
    assert seen(rec)[2] == TODAY
    assert not rec.is_overdue
    assert not Recommendation.objects.overdue().exists()


def test_an_answer_on_record_ends_the_waiting(event, mohr):
    rec = adopted(event)
    submission = received(rec, mohr, days_ago=70)
    answered(submission, "agreed_in_part", letter_date=TODAY - timedelta(days=3))
    assert seen(rec) == ("responded", "agreed_in_part", None, TODAY - timedelta(days=3))


@pytest.mark.parametrize("state", ["draft", "discarded"])
def test_a_draft_of_an_answer_changes_nothing(event, mohr, state):
    rec = adopted(event)
    answered(received(rec, mohr), "agreed", state=state)
    assert seen(rec)[:2] == ("submitted", "")


def test_a_position_that_may_not_be_published_is_not_in_lists(event, mohr):
    rec = adopted(event)
    answered(received(rec, mohr), "not_agreed", publish="no", reason="Secret.")
    assert seen(rec)[:2] == ("responded", "")
    answered(rec.items.first().submission, "noted", publish="summary", letter_date=TODAY + timedelta(days=1))
    assert seen(rec)[:2] == ("responded", "noted")


def test_the_newest_answer_counts_and_a_lead_before_a_supporting_addressee(event, mohr, ask):
    rec = adopted(event, addressees=[(mohr, "lead"), (ask, "supporting")])
    to_lead, to_other = received(rec, mohr, days_ago=40), received(rec, ask, days_ago=90)
    answered(to_other, "not_agreed", letter_date=TODAY)
    assert seen(rec) == ("responded", "not_agreed", to_lead.delivered_on + timedelta(days=60), TODAY)
    answered(to_lead, "noted", letter_date=TODAY - timedelta(days=9))
    assert seen(rec) == ("responded", "noted", None, TODAY)
    answered(to_lead, "agreed", letter_date=TODAY - timedelta(days=1))
    assert seen(rec)[1] == "agreed"


def test_one_late_addressee_among_several_is_still_late(event, mohr, ask):
    rec = adopted(event, addressees=[(mohr, "lead"), (ask, "supporting")])
    answered(received(rec, mohr, days_ago=80), "agreed")
    received(rec, ask, days_ago=80)
    assert seen(rec)[:2] == ("responded", "agreed")
    assert rec.is_overdue


def test_what_was_put_again_is_owed_for_the_last_time_it_was_put(event, mohr):
    rec = adopted(event)
    received(rec, mohr, days_ago=100)
    received(rec, mohr, days_ago=5)
    assert seen(rec)[2] == TODAY + timedelta(days=55)
    answered(rec.items.order_by("pk").last().submission, "agreed")
    assert seen(rec)[2] is None


def test_a_submission_that_came_back_owes_nothing(event, mohr):
    rec = adopted(event)
    put_to(rec, mohr, state="returned", delivered_on=TODAY - timedelta(days=90), delivery_receipt="Stamp")
    assert seen(rec) == ("compiled", "", None, None)


def test_addressees_and_words_for_search(event, mohr, ask):
    rec = adopted(
        event,
        text="Détenus: Ёлка র‍্যাব",
        addressees=[(ask, "supporting"), (mohr, "lead")],
        rationale="Why not?",
    )
    rec.refresh_from_db()
    assert rec.addressee_key == f" {mohr.pk} {ask.pk} "
    assert rec.search_key == "spo 2026 001 detenus елка র্যাব why not"


def test_refresh_takes_the_same_number_of_queries_for_many(event, mohr, django_assert_num_queries):
    recs = [adopted(event) for _n in range(5)]
    for rec in recs:
        rec.stage = "drafted"
        rec.save()
    with django_assert_num_queries(
        7
    ):  # savepoint and its release, rows, versions, addressees, items; one update
        projection.refresh(recs[:1])
    with django_assert_num_queries(7):
        projection.refresh(recs[1:])


def test_rebuild_names_and_mends_what_drifted(event, mohr):
    rec = adopted(event)
    received(rec, mohr)
    Recommendation.objects.filter(pk=rec.pk).update(stage="responded", search_key="")
    with pytest.raises(CommandError):
        call_command("rebuild_projection", check=True, stdout=StringIO())
    assert seen(rec)[0] == "responded"
    out = StringIO()
    call_command("rebuild_projection", stdout=out)
    assert "SPO-2026-001: stage 'responded' should be 'submitted'" in out.getvalue()
    assert seen(rec)[0] == "submitted"
    call_command("rebuild_projection", check=True, stdout=out)
    assert out.getvalue().endswith("Nothing drifted.\n")


STEPS = (
    "revise", "details", "addressees", "table", "redraft", "defer", "reject", "adopt", "withdraw", "put", "deliver", "acknowledge",
    "return_", "answer", "confirm",
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), min_size=4, max_size=12))
def test_no_sequence_of_services_makes_it_drift(event, mohr, ask, steps):
    """Whatever is done, allowed or refused, the stored columns are those that the axes give."""
    with transaction.atomic():
        rec = draft_of(event)
        for step, which in steps:
            try:
                _do(step, Recommendation.objects.get(pk=rec.pk), (mohr, ask)[which])
            except DomainError:
                pass
            assert projection.rebuild(check=True) == []
        transaction.set_rollback(True)


def test_the_whole_way_through_services_never_drifts(event, mohr):
    """The steps in the order in which they happen, so that the far end is reached whatever examples are drawn above."""
    rec, stages = draft_of(event), []
    for step in (
        "revise",
        "addressees",
        "table",
        "adopt",
        "put",
        "deliver",
        "acknowledge",
        "answer",
        "confirm",
    ):
        _do(step, Recommendation.objects.get(pk=rec.pk), mohr)
        assert projection.rebuild(check=True) == []
        stages.append(seen(rec)[0])
    assert stages == [
        "drafted",
        "drafted",
        "tabled",
        "adopted",
        "submitted",
        "submitted",
        "acknowledged",
        "acknowledged",
        "responded",
    ]


def _do(step: str, rec: Recommendation, institution: Institution) -> None:
    from recommendations.services import answers, submissions

    last = rec.items.order_by("-pk").first()
    submission = last.submission if last else None
    match step:
        case "revise":
            drafting.revise(rec, actor=SYSTEM, text=f"Text {rec.versions.count()}.")
        case "details":
            drafting.set_details(rec, actor=SYSTEM, rationale="Because.", sdgs=["16"])
        case "addressees":
            drafting.set_addressees(rec, actor=SYSTEM, addressees=[(institution, "lead")])
        case "table" | "redraft":
            getattr(drafting, step)(rec, actor=SYSTEM)
        case "withdraw":
            drafting.withdraw(rec, actor=SYSTEM, note="Superfluous.")
        case "defer":
            adoption.defer(rec, actor=SYSTEM, note="Later.")
        case "adopt" | "reject":
            getattr(adoption, step)(rec, actor=SYSTEM, decision=decision_of(rec.event))
        case "put":
            made = submissions.prepare(
                rec.event, actor=SYSTEM, addressee=institution, recommendations=[rec], subject="Our texts", cover_letter="Dear Secretary,",
                signatory_name="N. N.", signatory_designation="Director",
            )  # fmt: skip
            submissions.send(made, actor=SYSTEM)
        case "deliver" if submission:
            submissions.deliver(
                submission,
                actor=SYSTEM,
                on=HERE,
                means="registry",
                receipt="" if institution.code == "ask" else "Stamp",
            )
        case "acknowledge" if submission:
            submissions.acknowledge(submission, actor=SYSTEM, on=HERE, their_number="7/2026")
        case "return_" if submission:
            submissions.return_(submission, actor=SYSTEM, note="Wrong office.")
        case "answer" if submission:
            answers.record_answer(
                submission, actor=replace(SYSTEM, id="colleague"), letter_number="7", letter_date=HERE,
                authority="Secretary", publish="yes", positions=[{"recommendation": rec.ref, "value": "noted", "reason": "Read."}],
            )  # fmt: skip
        case "confirm" if submission and submission.answers.exists():
            answers.confirm(submission.answers.last(), actor=SYSTEM)
