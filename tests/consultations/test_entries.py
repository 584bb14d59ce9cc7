"""Writing entries: nothing typed is lost, nothing is kept that the rule forbids."""

import pytest

from consultations.models import Entry, EntryRevision, Minutes
from consultations.queries import warnings
from consultations.services import entries, minutes
from core.errors import Conflict, DomainError, Forbidden, StaleRevision
from events.models import Registration, Theme
from tests.consultations.helpers import started, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def rapporteur(cast):
    return cast.actor("rapporteur")


@pytest.fixture
def of(session, cast):
    """Minutes under "affiliation or category only", being taken."""
    return started(session, cast, "affiliation")


# == Adding ====================================================================================================


def test_text_is_enough(of, rapporteur):
    entry = write(of, rapporteur, "  Nobody writes the reports.  ")
    assert (entry.number, entry.revision, entry.text) == (1, 1, "Nobody writes the reports.")
    assert (entry.kind, entry.attribution, entry.visibility, entry.language) == (
        "point",
        "none",
        "public",
        "en",
    )
    assert entry.author_label == "Rapporteur Test"
    assert list(entry.revisions.values_list("number", "text", "actor_label")) == [
        (1, "Nobody writes the reports.", "Rapporteur Test")
    ]


def test_numbers_follow_each_other_and_are_never_given_twice(of, rapporteur):
    first, second = write(of, rapporteur, "One"), write(of, rapporteur, "Two")
    entries.strike_entry(second, actor=rapporteur)
    assert [first.number, second.number, write(of, rapporteur, "Three").number] == [1, 2, 3]


def test_a_resent_entry_is_one_entry(of, rapporteur):
    first = write(of, rapporteur, "Once", client_key="k")
    again = write(of, rapporteur, "Once and more", client_key="k")
    assert (again.pk, again.resent, again.text) == (first.pk, True, "Once")
    assert Entry.objects.count() == 1
    assert Minutes.objects.get().last_number == 1


def test_the_same_key_in_another_session_is_another_entry(of, rapporteur, event, cast):
    other = started(event.sessions.last(), cast)
    write(of, rapporteur, client_key="k")
    write(other, rapporteur, client_key="k")
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "x" * 10_001, "nul\x00", "bell\x07", "\ud800"])
def test_texts_that_cannot_be_kept_are_refused_and_take_no_number(of, rapporteur, text):
    with pytest.raises(DomainError):
        write(of, rapporteur, text)
    assert not Entry.objects.exists()
    assert Minutes.objects.get().last_number == 0


@pytest.mark.parametrize(
    "text", ["=1+1", "<script>alert(1)</script>", "ক্‍ষ", "ضلعی سطح\nدوسری سطر", "x" * 10_000]
)
def test_texts_are_kept_exactly(of, rapporteur, text):
    assert Entry.objects.get(pk=write(of, rapporteur, text).pk).text == text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"language": "xx-!"}, "language"),
        ({"kind": "rumour"}, "kind"),
        ({"visibility": "mine"}, "visibility"),
        ({"attribution": "rank"}, "attribution"),
    ],
)
def test_values_that_are_not_in_the_lists_are_refused(of, rapporteur, fields, field):
    with pytest.raises(DomainError) as refused:
        write(of, rapporteur, **fields)
    assert field in refused.value.fields


def test_a_theme_of_another_event_is_refused(of, rapporteur, ask):
    from tests.cast import make_event

    foreign = Theme.objects.create(event=make_event(ask, "other"), title={"en": "Other"})
    with pytest.raises(DomainError) as refused:
        write(of, rapporteur, theme=foreign)
    assert "theme" in refused.value.fields


@pytest.mark.parametrize(
    "who", ["chair", "drafter", "registrar", "viewer", "outsider", "nobody", "anonymous"]
)
def test_only_those_who_take_minutes_write(of, cast, who):
    with pytest.raises(Forbidden):
        write(of, cast.actor(who))


def test_nothing_is_written_once_the_minutes_are_prepared(of, rapporteur):
    entry = write(of, rapporteur)
    minutes.prepare(of, actor=rapporteur)
    for call in (
        lambda: write(of, rapporteur, "Late"),
        lambda: entries.save_entry(entry, actor=rapporteur, revision=1, text="Late"),
        lambda: entries.strike_entry(entry, actor=rapporteur),
    ):
        with pytest.raises(Conflict) as refused:
            call()
        assert refused.value.data["state"] == "prepared"
    assert list(Entry.objects.values_list("text", "struck_at")) == [(entry.text, None)]


# == Saving ====================================================================================================


def test_saving_appends_a_revision_and_leaves_what_was_not_given(of, rapporteur, session):
    entry = write(of, rapporteur, "First", theme=session.theme, kind="proposal")
    saved = entries.save_entry(entry, actor=rapporteur, revision=1, text="Second")
    assert (saved.revision, saved.text, saved.kind, saved.theme) == (2, "Second", "proposal", session.theme)
    assert list(entry.revisions.values_list("number", "text")) == [(1, "First"), (2, "Second")]


def test_saving_nothing_new_writes_nothing_even_with_an_old_revision(of, rapporteur):
    entry = write(of, rapporteur, "First")
    entries.save_entry(entry, actor=rapporteur, revision=1, text="Second")
    again = entries.save_entry(entry, actor=rapporteur, revision=1, text="Second ")
    assert again.revision == 2
    assert EntryRevision.objects.count() == 2


def test_a_stale_save_is_refused_with_both_texts(of, rapporteur, cast):
    entry = write(of, rapporteur, "The ministry will share its analysis.")
    entries.save_entry(entry, actor=cast.actor("organiser"), revision=1, text="… with SPO.")
    with pytest.raises(StaleRevision) as refused:
        entries.save_entry(entry, actor=rapporteur, revision=1, text="… in February.")
    data = refused.value.data
    assert (data["mine"], data["theirs"], data["revision"], data["by"]) == (
        "… in February.",
        "… with SPO.",
        2,
        "Organiser Test",
    )
    assert refused.value.status == 409
    assert Entry.objects.get().text == "… with SPO."
    assert entries.save_entry(entry, actor=rapporteur, revision=2, text="… in February.").revision == 3


def test_an_editor_whose_answers_got_lost_is_not_in_conflict_with_itself(of, rapporteur):
    entry = write(of, rapporteur, "One", client="tab-1")
    entries.save_entry(entry, actor=rapporteur, revision=1, text="One two", client="tab-1")
    saved = entries.save_entry(entry, actor=rapporteur, revision=1, text="One two three", client="tab-1")
    assert (saved.text, saved.revision) == ("One two three", 3)


def test_another_tab_of_the_same_person_is_somebody_else(of, rapporteur):
    entry = write(of, rapporteur, "One", client="tab-1")
    entries.save_entry(entry, actor=rapporteur, revision=1, text="One two", client="tab-2")
    with pytest.raises(StaleRevision):
        entries.save_entry(entry, actor=rapporteur, revision=1, text="One three", client="tab-1")


def test_a_struck_entry_keeps_its_row_and_can_be_taken_up_again(of, rapporteur):
    entry = write(of, rapporteur, "Twice written.")
    entries.strike_entry(entry, actor=rapporteur)
    again = entries.strike_entry(entry, actor=rapporteur)
    assert again.revision == 2
    assert list(Entry.objects.values_list("text", flat=True)) == ["Twice written."]
    assert not Entry.objects.standing().exists()
    with pytest.raises(Conflict) as refused:
        entries.save_entry(entry, actor=rapporteur, revision=2, text="Changed")
    assert refused.value.code == "struck"
    assert entries.restore_entry(entry, actor=rapporteur).struck_at is None
    assert Entry.objects.standing().count() == 1
    assert [r.values["struck"] for r in entry.revisions.all()] == [False, True, False]


# == Testimony ==================================================================================================


def test_testimony_is_sealed_unless_decided_otherwise(of, rapporteur):
    assert write(of, rapporteur, kind="testimony").visibility == "sealed"
    assert write(of, rapporteur, kind="testimony", visibility="organisers").visibility == "organisers"


def test_an_entry_that_becomes_testimony_is_sealed_although_the_form_still_says_public(of, rapporteur):
    entry = write(of, rapporteur)
    saved = entries.save_entry(entry, actor=rapporteur, revision=1, kind="testimony", visibility="public")
    assert saved.visibility == "sealed"
    opened = entries.save_entry(saved, actor=rapporteur, revision=2, visibility="participants")
    assert opened.visibility == "participants"


def test_testimony_that_becomes_a_point_stays_sealed(of, rapporteur):
    entry = write(of, rapporteur, kind="testimony")
    assert entries.save_entry(entry, actor=rapporteur, revision=1, kind="point").visibility == "sealed"


def test_sealed_entries_are_read_by_their_writer_the_chair_and_the_organisers(of, rapporteur, cast):
    write(of, rapporteur, kind="testimony")
    readers = {
        who
        for who in ("rapporteur", "chair", "organiser")
        if Entry.objects.visible_to(cast.actor(who)).exists()
    }
    strangers = {
        who
        for who in ("drafter", "registrar", "viewer", "outsider", "reviewer", "anonymous")
        if Entry.objects.visible_to(cast.actor(who)).exists()
    }
    assert readers == {"rapporteur", "chair", "organiser"}
    assert strangers == set()


# == Who spoke ==================================================================================================

WHO = {
    "named": {"speaker": "Secretary, Ministry of Human Rights"},
    "organisation": {"institution": "mohr"},
    "category": {"category": "ministry"},
    "area": {"area": "sindh"},
}
ALLOWED = {
    "on_record": ["named", "organisation", "category", "area"],
    "named_no_quote": ["named", "organisation", "category", "area"],
    "affiliation": ["organisation", "category", "area"],
    "chatham_house": [],
    "closed": [],
}


def who_fields(level, mohr, areas) -> dict:
    return {"attribution": level} | {
        name: {"mohr": mohr, "sindh": areas.sindh}.get(value, value) for name, value in WHO[level].items()
    }


@pytest.mark.parametrize("level", WHO)
@pytest.mark.parametrize("rule", ALLOWED)
def test_a_rule_allows_its_levels_and_refuses_the_others_in_words(
    session, cast, rapporteur, mohr, areas, rule, level
):
    of = started(session, cast, rule)
    fields = who_fields(level, mohr, areas)
    if level in ALLOWED[rule]:
        entry = write(of, rapporteur, **fields)
        assert entry.attribution == level
        return
    with pytest.raises(DomainError) as refused:
        write(of, rapporteur, **fields)
    assert refused.value.code == "attribution_forbidden"
    assert refused.value.message.endswith(".")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("rule", ["affiliation", "chatham_house", "closed"])
def test_a_name_alone_is_refused_where_no_names_are_kept(session, cast, rapporteur, rule):
    of = started(session, cast, rule)
    with pytest.raises(DomainError) as refused:
        write(of, rapporteur, speaker="Zubaida Planted")
    assert refused.value.fields["speaker"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("level", WHO)
def test_a_level_without_anybody_is_refused(session, cast, rapporteur, level):
    of = started(session, cast, "on_record")
    with pytest.raises(DomainError) as refused:
        write(of, rapporteur, attribution=level)
    assert refused.value.code == "who_missing"


def test_two_ways_of_saying_who_are_refused_because_together_they_could_give_somebody_away(
    of, rapporteur, areas
):
    with pytest.raises(DomainError) as refused:
        write(of, rapporteur, attribution="category", category="hrd", area=areas.thatta)
    assert refused.value.code == "attribution_mixed"


def test_changing_the_level_forgets_the_former_one(session, cast, rapporteur, mohr):
    of = started(session, cast, "on_record")
    entry = write(of, rapporteur, attribution="organisation", institution=mohr)
    saved = entries.save_entry(
        entry, actor=rapporteur, revision=1, attribution="category", category="ministry"
    )
    assert (saved.institution, saved.category) == (None, "ministry")
    nobody = entries.save_entry(saved, actor=rapporteur, revision=2, attribution="none")
    assert (nobody.institution, nobody.category) == (None, "")


# == Warnings ===================================================================================================


def registered(event, name: str, state: str = "confirmed", queue_no: int = 1) -> Registration:
    return Registration.objects.create(event=event, name=name, state=state, queue_no=queue_no)


def test_a_participants_name_in_a_session_without_names_is_pointed_out_not_blocked(of, rapporteur, event):
    registered(event, "Zubaida Planted")
    entry = write(of, rapporteur, "As ZUBAIDA  planted said, nobody came.")
    assert len(warnings(of, entry.text)) == 1
    assert "Zubaida" not in warnings(of, entry.text)[0]


@pytest.mark.parametrize(
    "text", ["Zubaida came.", "ZubaidaPlanted", "The planted Zubaida", "Nobody was named."]
)
def test_parts_of_a_name_are_not_pointed_out(of, event, text):
    registered(event, "Zubaida Planted")
    assert warnings(of, text) == []


def test_names_of_those_who_withdrew_and_signs_of_the_database_are_not_found(of, event):
    registered(event, "Zubaida Planted", "cancelled")
    registered(event, "100% _ame", queue_no=2)
    assert warnings(of, "Zubaida Planted and 1000 games") == []


@pytest.mark.parametrize("rule", ["on_record", "named_no_quote"])
def test_on_the_record_names_are_no_matter(session, cast, event, rule):
    registered(event, "Zubaida Planted")
    assert warnings(started(session, cast, rule), "Zubaida Planted said so.") == []
