"""The life of minutes: which step is possible when, for whom, and what it leaves behind."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from consultations.enums import AttributionRule
from consultations.models import EntryRevision, Minutes
from consultations.queries import approval_of
from consultations.services import entries, minutes
from consultations.workflow import MINUTES
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition
from core.models import AuditEvent
from events.models import EventRole
from tests.consultations.helpers import approved, prepared, published, started, write

pytestmark = pytest.mark.django_db


def test_minutes_start_under_a_rule_with_a_line_of_history(session, cast):
    of = started(session, cast, "chatham_house")
    row = Minutes.objects.get()
    assert (row.state, row.attribution, row.strictest_attribution) == (
        "taking",
        "chatham_house",
        "chatham_house",
    )
    step = of.changes.get()
    assert (step.transition, step.from_state, step.to_state) == ("open", "scheduled", "taking")
    assert step.data == {"attribution": "chatham_house"}
    assert step.actor_label == "Rapporteur Test"


@pytest.mark.parametrize("rule", ["", "loose", "ON_RECORD"])
def test_minutes_do_not_start_without_a_known_rule(session, cast, rule):
    with pytest.raises(DomainError) as refused:
        started(session, cast, rule)
    assert refused.value.fields["attribution"]
    assert not Minutes.objects.exists()


def test_the_second_rapporteur_finds_them_started_and_cannot_change_the_rule(session, cast):
    started(session, cast, "chatham_house")
    with pytest.raises(InvalidTransition):
        started(session, cast, "on_record", by="organiser")
    assert Minutes.objects.get().attribution == "chatham_house"


@pytest.mark.parametrize("changes", [{"type": "break"}, {"state": "cancelled"}])
def test_breaks_and_cancelled_sessions_have_no_minutes(session, cast, changes):
    for name, value in changes.items():
        setattr(session, name, value)
    session.save()
    with pytest.raises(DomainError):
        started(session, cast)


@pytest.mark.parametrize(
    "who", ["chair", "drafter", "registrar", "viewer", "reviewer", "outsider", "nobody", "admin", "anonymous"]
)
def test_only_rapporteurs_and_managers_start_minutes(session, cast, who):
    with pytest.raises(Forbidden):
        started(session, cast, by=who)


def test_a_rapporteur_limited_to_sessions_starts_only_those(session, event, cast):
    role = EventRole.objects.get(event=event, role="rapporteur")
    role.sessions.set([event.sessions.last()])
    with pytest.raises(Forbidden):
        started(session, cast)
    role.sessions.add(session)
    assert started(session, cast).state == "taking"


# == The rule becomes stricter, never looser ===================================================================


def test_the_rule_can_be_tightened_and_is_kept_as_the_strictest(session, cast):
    of = started(session, cast, "on_record")
    minutes.tighten(of, actor=cast.actor("rapporteur"), attribution="affiliation")
    row = Minutes.objects.get()
    assert (row.attribution, row.strictest_attribution, row.state) == ("affiliation", "affiliation", "taking")
    assert of.changes.last().data == {"from": "on_record", "to": "affiliation"}


@pytest.mark.parametrize("to", ["affiliation", "named_no_quote", "on_record"])
def test_the_rule_is_never_loosened(session, cast, to):
    of = started(session, cast, "affiliation")
    with pytest.raises(DomainError) as refused:
        minutes.tighten(of, actor=cast.actor("organiser"), attribution=to)
    assert refused.value.code == "not_stricter"
    assert Minutes.objects.get().attribution == "affiliation"


def test_tightening_erases_what_the_stricter_rule_does_not_allow_from_entries_and_their_history(
    session, cast, mohr
):
    of = started(session, cast, "on_record")
    actor = cast.actor("rapporteur")
    named = write(of, actor, attribution="named", speaker="Secretary Zubaida Planted")
    office = write(of, actor, attribution="organisation", institution=mohr)
    minutes.tighten(of, actor=actor, attribution="affiliation")
    named.refresh_from_db()
    office.refresh_from_db()
    assert (named.attribution, named.speaker) == ("none", "")
    assert (office.attribution, office.institution) == ("organisation", mohr)
    assert "Planted" not in str(list(EntryRevision.objects.values_list("values", flat=True)))
    minutes.tighten(of, actor=actor, attribution="chatham_house")
    office.refresh_from_db()
    assert (office.attribution, office.institution) == ("none", None)
    assert mohr.code not in str(list(EntryRevision.objects.values_list("values", flat=True)))


def test_leaving_named_without_quotation_erases_every_attribution(session, cast, mohr):
    """People were named there because no words would be tied to them; the stricter rule would tie them to their organisation."""
    of = started(session, cast, "named_no_quote")
    office = write(of, cast.actor("rapporteur"), attribution="organisation", institution=mohr)
    minutes.tighten(of, actor=cast.actor("rapporteur"), attribution="affiliation")
    office.refresh_from_db()
    assert (office.attribution, office.institution) == ("none", None)


def test_tightening_published_minutes_works_at_once(session, cast):
    of = published(session, cast, "affiliation")
    minutes.tighten(of, actor=cast.actor("organiser"), attribution="closed")
    assert not Minutes.objects.visible_to(cast.actor("anonymous")).exists()


# == Steps ===================================================================================================


def test_the_whole_way_to_publication(session, cast):
    of = prepared(session, cast, texts=("First.", "Second."))
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    minutes.approve(of, actor=cast.actor("chair"), signature="in_person", office="Chair of the consultation")
    minutes.publish(of, actor=cast.actor("chair"))
    row = Minutes.objects.get()
    assert (row.state, row.approved_by) == ("published", "Chair of the consultation")
    assert row.approved_hash == minutes.text_hash(row)
    assert row.published_at is not None
    assert [c.transition for c in row.changes.all()] == ["open", "prepare", "circulate", "approve", "publish"]
    assert approval_of(row).data["signature"] == "in_person"
    assert list(AuditEvent.objects.filter(kind="official").values_list("verb", flat=True)) == [
        "minutes.approved",
        "minutes.published",
    ]


def test_prepared_minutes_need_an_entry(session, cast):
    of = started(session, cast)
    with pytest.raises(DomainError) as refused:
        minutes.prepare(of, actor=cast.actor("rapporteur"))
    assert refused.value.code == "empty"
    struck = write(of, cast.actor("rapporteur"))
    entries.strike_entry(struck, actor=cast.actor("rapporteur"))
    with pytest.raises(DomainError):
        minutes.prepare(of, actor=cast.actor("rapporteur"))


def test_every_move_that_the_table_lacks_is_refused_with_the_present_state(session, cast):
    of = prepared(session, cast)
    moves = {
        "open": lambda: minutes.open_minutes(session, actor=cast.actor("organiser"), attribution="closed"),
        "prepare": lambda: minutes.prepare(of, actor=cast.actor("organiser")),
        "publish": lambda: minutes.publish(of, actor=cast.actor("organiser")),
        "reopen": lambda: minutes.reopen(of, actor=cast.actor("organiser"), note="Why not."),
    }
    assert {t.name for t in MINUTES.transitions if "prepared" in t.sources} == {
        "resume",
        "circulate",
        "approve",
    }
    for call in moves.values():
        with pytest.raises(InvalidTransition) as refused:
            call()
        assert refused.value.status == 409
        assert refused.value.data["state"] == "prepared"


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("prepare", "drafter"),
        ("circulate", "drafter"),
        ("approve", "rapporteur"),
        ("publish", "rapporteur"),
        ("reopen", "rapporteur"),
    ],
)
def test_each_step_belongs_to_somebody(session, cast, step, who):
    of = {
        "prepare": started,
        "circulate": prepared,
        "approve": prepared,
        "publish": approved,
        "reopen": approved,
    }[step](session, cast)
    if step == "prepare":
        write(of, cast.actor("rapporteur"))
    extra = {"approve": {"signature": "in_system"}, "reopen": {"note": "Because."}}.get(step, {})
    before = of.state
    with pytest.raises(Forbidden):
        getattr(minutes, step)(of, actor=cast.actor(who), **extra)
    assert Minutes.objects.get().state == before


@pytest.mark.parametrize("signature", ["", "by_pigeon"])
def test_approval_needs_a_known_signature(session, cast, signature):
    of = prepared(session, cast)
    with pytest.raises(DomainError) as refused:
        minutes.approve(of, actor=cast.actor("chair"), signature=signature)
    assert refused.value.fields["signature"]
    row = Minutes.objects.get()
    assert (row.state, row.approved_hash) == ("prepared", "")


def test_approval_on_a_day_to_come_is_refused(session, cast, event):
    of = prepared(session, cast)
    tomorrow = timezone.localdate(timezone=event.zone) + timedelta(days=1)
    with pytest.raises(DomainError) as refused:
        minutes.approve(of, actor=cast.actor("chair"), signature="in_person", on=tomorrow)
    assert refused.value.fields["on"]


def test_the_hash_changes_with_any_word_and_not_with_who_spoke(session, cast):
    of = started(session, cast, "on_record")
    actor = cast.actor("rapporteur")
    entry = write(of, actor, "One word.", attribution="named", speaker="The Secretary")
    before = minutes.text_hash(of)
    minutes.tighten(of, actor=actor, attribution="chatham_house")
    assert minutes.text_hash(of) == before
    entries.save_entry(entry, actor=actor, revision=1, text="One words.")
    assert minutes.text_hash(of) != before


def test_the_hash_does_not_let_anybody_guess_a_sealed_entry(session, cast):
    """Two minutes with the same sealed words: without the entries' random ids their hashes could be compared with guesses."""
    of = prepared(session, cast, texts=("Said by Z.",))
    lines = minutes.canonical_text(of).splitlines()
    assert str(of.entries.get().uid) in lines[1]


def test_reopening_needs_a_reason_and_makes_a_new_version(session, cast):
    of = published(session, cast)
    with pytest.raises(DomainError) as refused:
        minutes.reopen(of, actor=cast.actor("chair"), note="   ")
    assert refused.value.fields["note"]
    former = of.approved_hash
    minutes.reopen(of, actor=cast.actor("chair"), note="The ministry asked to correct entry 1.")
    row = Minutes.objects.get()
    assert (row.state, row.version, row.approved_hash, row.published_at) == ("reopened", 2, "", None)
    assert not Minutes.objects.visible_to(cast.actor("anonymous")).exists()
    step = row.changes.last()
    assert (step.note, step.data["sha256"], step.data["version"]) == (
        "The ministry asked to correct entry 1.",
        former,
        1,
    )
    write(row, cast.actor("rapporteur"), "Corrected.")


def test_a_reopened_text_gets_another_hash(session, cast):
    of = published(session, cast)
    former = of.approved_hash
    minutes.reopen(of, actor=cast.actor("chair"), note="To look again.")
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    minutes.approve(of, actor=cast.actor("chair"), signature="next_meeting")
    assert of.approved_hash != former


def test_closed_minutes_are_neither_circulated_nor_published(session, cast):
    of = prepared(session, cast, "closed")
    with pytest.raises(DomainError) as refused:
        minutes.circulate(of, actor=cast.actor("rapporteur"))
    assert refused.value.code == "closed"
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    with pytest.raises(DomainError):
        minutes.publish(of, actor=cast.actor("chair"))
    assert Minutes.objects.get().state == "approved"


@pytest.mark.parametrize("changes", [{"visibility": "restricted"}, {"state": "draft"}])
def test_minutes_of_an_event_that_is_not_public_are_not_published(session, event, cast, changes):
    of = approved(session, cast)
    for name, value in changes.items():
        setattr(of.session.event, name, value)
    of.session.event.save()
    with pytest.raises(DomainError) as refused:
        minutes.publish(of, actor=cast.actor("chair"))
    assert refused.value.code == "event_not_public"


def test_the_summary_is_written_only_while_the_minutes_are(session, cast):
    of = started(session, cast)
    minutes.set_summary(of, actor=cast.actor("rapporteur"), summary="  Short. ")
    assert Minutes.objects.get().summary == "Short."
    write(of, cast.actor("rapporteur"))
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    with pytest.raises(Conflict):
        minutes.set_summary(of, actor=cast.actor("rapporteur"), summary="Longer.")


def test_strictness_grows_along_the_list_of_rules():
    """Tightening relies on it: each rule keeps a part of what the one before keeps."""
    from consultations.validators import LEVELS

    kept = [set(LEVELS[rule]) for rule in AttributionRule.values]
    assert all(stricter <= looser for looser, stricter in pairwise(kept))
