"""Drafting: from entries to a text, versions of it, whom it is put to; and that nobody outside the circle sees a draft."""

import hashlib

import pytest

from consultations.models import Entry
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition, StaleRevision
from events.models import Theme
from recommendations.models import Recommendation
from recommendations.services import adoption, drafting
from tests.cast import make_event, make_session
from tests.recommendations.support import TEXT, adopted, decision_of, draft_of, entry_in, minutes_of
from tests.shared import shared

CIRCLE = ("organiser", "drafter", "chair")
OUTSIDE = (
    "outsider",
    "viewer",
    "registrar",
    "checkin",
    "rapporteur",
    "programmer",
    "reviewer",
    "assessor",
    "nobody",
    "anonymous",
)


@shared
def entries(session) -> list[Entry]:
    minutes = minutes_of(session)
    return [
        entry_in(minutes, "Shelters turn people away."),
        entry_in(minutes, "Legal aid comes late.", language="en"),
    ]


def test_a_draft_keeps_its_entries_and_its_first_version(event, cast, mohr, entries):
    theme = event.themes.first()
    rec = drafting.draft(
        event,
        actor=cast.actor("drafter"),
        text=f"  {TEXT}\r\n",
        language="en",
        entries=[*entries, entries[0]],
        theme=theme,
        addressees=[(mohr, "lead")],
        rationale="Beds are full.",
        sdgs=["16.10", "5", "5"],
    )
    rec.refresh_from_db()
    version = rec.versions.get()
    assert (version.number, version.text, version.language, version.frozen_at) == (1, TEXT, "en", None)
    assert version.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert [source.entry for source in rec.sources.all()] == entries
    assert [(a.institution, a.role) for a in rec.addressings.all()] == [(mohr, "lead")]
    assert (rec.state, rec.stage, rec.ref, rec.sdgs, rec.theme, rec.host) == (
        "drafted",
        "drafted",
        None,
        ["16.10", "5"],
        theme,
        event.host,
    )
    assert [(c.transition, c.from_state, c.to_state) for c in rec.changes.all()] == [("draft", "", "drafted")]


def test_minutes_need_not_be_approved(event, cast, entries):
    assert entries[0].minutes.state == "taking"
    assert draft_of(event, actor=cast.actor("drafter"), entries=entries[:1]).sources.count() == 1


@pytest.mark.parametrize("name", CIRCLE)
def test_the_circle_may_draft(event, cast, name):
    assert draft_of(event, actor=cast.actor(name)).pk


@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_else_may_draft_revise_or_table(event, cast, name):
    rec = draft_of(event)
    with pytest.raises(Forbidden):
        draft_of(event, actor=cast.actor(name))
    with pytest.raises(Forbidden):
        drafting.revise(rec, actor=cast.actor(name), text="Other words.")
    with pytest.raises(Forbidden):
        drafting.table(rec, actor=cast.actor(name))
    rec.refresh_from_db()
    assert (rec.state, rec.versions.count()) == ("drafted", 1)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_draft_is_visible_to_nobody_outside_the_circle(event, cast, name):
    draft_of(event)
    drafting.table(draft_of(event), actor=cast.actor("drafter"))
    assert not Recommendation.objects.visible_to(cast.actor(name)).exists()
    assert not Recommendation.objects.for_circle(cast.actor(name)).exists()


@pytest.mark.parametrize("name", CIRCLE)
def test_a_draft_is_visible_to_the_circle(event, cast, name):
    draft_of(event)
    assert Recommendation.objects.visible_to(cast.actor(name)).count() == 1


def test_a_co_host_sees_no_draft_and_may_not_write_one(event, cast, ask):
    """The outsider organises the institution that is co-organiser of the event: that opens nothing."""
    event.partners.create(institution=ask, role="co_organiser")
    draft_of(event)
    assert not Recommendation.objects.visible_to(cast.actor("outsider")).exists()
    with pytest.raises(Forbidden):
        draft_of(event, actor=cast.actor("outsider"))


def test_a_draft_needs_an_entry_or_a_reason(event, cast):
    with pytest.raises(DomainError) as error:
        draft_of(event, actor=cast.actor("drafter"), origin_reason=" ")
    assert error.value.code == "no_origin"
    assert "origin_reason" in error.value.fields
    assert not Recommendation.objects.exists()


def test_entries_of_another_event_struck_out_or_sealed_are_refused(event, spo, cast, session):
    other = make_session(make_event(spo, "other"))
    foreign = entry_in(minutes_of(other))
    struck = entry_in(minutes_of(session), struck_at=event.starts_at)
    sealed = entry_in(minutes_of(session), visibility="sealed")
    for entry in (foreign, struck, sealed):
        with pytest.raises(DomainError) as error:
            draft_of(event, actor=cast.actor("drafter"), entries=[entry])
        assert error.value.code == "foreign_entry"
    assert draft_of(event, actor=cast.actor("chair"), entries=[sealed]).sources.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": ""}, "required"),
        ({"text": "\u200b \u200d"}, "required"),
        ({"text": "a\x00b"}, "control"),
        ({"text": "a" * 4_001}, "too_long"),
        ({"language": "fr"}, "unknown_language"),
        ({"language": ""}, "unknown_language"),
        ({"sdgs": ["18"]}, "unknown_sdg"),
        ({"sdgs": ["16.10; drop"]}, "unknown_sdg"),
        ({"rationale": "r" * 4_001}, "too_long"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(event, cast, fields, code):
    with pytest.raises(DomainError) as error:
        draft_of(event, actor=cast.actor("drafter"), **fields)
    assert error.value.code == code
    assert error.value.message.endswith(".")
    assert set(error.value.fields) == set(fields)
    assert not Recommendation.objects.exists()


def test_bangla_joiners_and_formulas_are_kept_exactly(event, cast):
    text = "=1+1 র\u200d্যাব <script>alert(1)</script>"
    assert draft_of(event, actor=cast.actor("drafter"), text=text).versions.get().text == text


def test_a_theme_of_another_event_is_refused(event, spo, cast):
    theme = Theme.objects.create(event=make_event(spo, "other"), title={"en": "Elsewhere"})
    with pytest.raises(DomainError) as error:
        draft_of(event, actor=cast.actor("drafter"), theme=theme)
    assert error.value.code == "foreign_theme"


def test_an_addressee_is_named_once_and_leads_or_supports(event, cast, mohr):
    for addressees, code in [
        ([(mohr, "lead"), (mohr, "supporting")], "twice"),
        ([(mohr, "chief")], "unknown_role"),
    ]:
        with pytest.raises(DomainError) as error:
            draft_of(event, actor=cast.actor("drafter"), addressees=addressees)
        assert error.value.code == code


def test_a_revision_is_a_new_version_and_the_same_words_are_none(event, cast):
    rec, drafter = draft_of(event), cast.actor("drafter")
    second = drafting.revise(
        rec, actor=drafter, text="Give shelter to every survivor.", note="after comments"
    )
    assert (second.number, second.note, second.actor_label, second.language) == (
        2,
        "after comments",
        "Drafter Test",
        "en",
    )
    assert drafting.revise(rec, actor=drafter, text=" Give shelter to every survivor. ").pk == second.pk
    rec.refresh_from_db()
    assert rec.versions.count() == 2
    assert "give shelter to every survivor" in rec.search_key


def test_the_language_of_a_version_can_change(event, cast):
    rec = draft_of(event)
    version = drafting.revise(rec, actor=cast.actor("drafter"), text="پناہ دیں۔", language="ur")
    assert (version.number, version.language) == (2, "ur")


def test_two_drafters_at_one_text_lose_nothing(event, cast):
    rec = draft_of(event)
    drafting.revise(rec, actor=cast.actor("chair"), text="The chair’s words.", base=1)
    with pytest.raises(StaleRevision) as error:
        drafting.revise(rec, actor=cast.actor("drafter"), text="The drafter’s words.", base=1)
    assert error.value.data == {"number": 2, "theirs": "The chair’s words.", "mine": "The drafter’s words."}
    assert rec.versions.count() == 2


def test_words_change_until_the_body_decides(event, cast):
    drafter = cast.actor("drafter")
    rec = drafting.table(draft_of(event), actor=drafter)
    assert drafting.revise(rec, actor=drafter, text="On the table.").number == 2
    adoption.defer(rec, actor=cast.actor("chair"), note="The ministry is asked first.")
    assert drafting.revise(rec, actor=drafter, text="Deferred.").number == 3
    drafting.table(rec, actor=drafter)
    adoption.adopt(rec, actor=cast.actor("chair"), decision=decision_of(event))
    with pytest.raises(Conflict) as error:
        drafting.revise(rec, actor=drafter, text="Too late.")
    assert error.value.code == "text_closed"
    with pytest.raises(Conflict):
        drafting.set_sources(rec, actor=drafter, entries=[], origin_reason="Because.")
    assert rec.adopted_version.text == "Deferred."


def test_table_redraft_and_withdraw_follow_the_table(event, cast):
    drafter, chair = cast.actor("drafter"), cast.actor("chair")
    rec = draft_of(event)
    drafting.table(rec, actor=drafter)
    with pytest.raises(InvalidTransition) as error:
        drafting.table(rec, actor=drafter)
    assert error.value.data["state"] == "tabled"
    drafting.redraft(rec, actor=drafter)
    with pytest.raises(Forbidden):
        drafting.withdraw(rec, actor=drafter, note="Superfluous.")
    with pytest.raises(DomainError) as missing:
        drafting.withdraw(rec, actor=chair, note="  ")
    assert missing.value.fields
    drafting.withdraw(rec, actor=chair, note="Superfluous.")
    rec.refresh_from_db()
    assert (rec.state, rec.stage) == ("withdrawn", "withdrawn")
    assert [c.transition for c in rec.changes.all()] == ["draft", "table", "redraft", "withdraw"]


def test_sources_are_set_at_once_and_unseen_sealed_ones_stay(event, cast, entries, session):
    sealed = entry_in(minutes_of(session), "A testimony.", visibility="sealed")
    rec = draft_of(event, actor=cast.actor("chair"), entries=[entries[0], sealed])
    drafting.set_sources(rec, actor=cast.actor("drafter"), entries=[entries[1]])
    assert set(rec.sources.values_list("entry", flat=True)) == {entries[1].pk, sealed.pk}
    drafting.set_sources(rec, actor=cast.actor("chair"), entries=[entries[1]])
    assert set(rec.sources.values_list("entry", flat=True)) == {entries[1].pk}
    with pytest.raises(DomainError) as error:
        drafting.set_sources(rec, actor=cast.actor("drafter"), entries=[])
    assert error.value.code == "no_origin"


def test_addressees_may_change_after_adoption_but_not_once_put_to(event, cast, mohr, ask):
    from tests.recommendations.support import put_to

    drafter = cast.actor("drafter")
    rec = adopted(event, addressees=[(mohr, "lead")])
    drafting.set_addressees(rec, actor=drafter, addressees=[(mohr, "lead"), (ask, "supporting")])
    put_to(rec, mohr)
    with pytest.raises(DomainError) as error:
        drafting.set_addressees(rec, actor=drafter, addressees=[(ask, "lead")])
    assert error.value.code == "already_put"
    assert rec.addressings.count() == 2


def test_details_are_checked_like_a_draft(event, cast):
    rec, drafter = draft_of(event), cast.actor("drafter")
    drafting.set_details(rec, actor=drafter, theme=event.themes.last(), rationale="Why.", sdgs=["16"])
    rec.refresh_from_db()
    assert (rec.theme, rec.rationale, rec.sdgs) == (event.themes.last(), "Why.", ["16"])
    with pytest.raises(DomainError):
        drafting.set_details(rec, actor=drafter, sdgs=["no"])
