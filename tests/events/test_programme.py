"""The agenda: themes, sessions, rooms, speakers, and what it is warned of."""

from datetime import timedelta

import pytest

from consultations.models import Minutes
from core.errors import Conflict, DomainError, Forbidden
from events.clashes import clashes
from events.models import Event, Room, Session, Speaker
from events.services import programme
from tests.cast import make_event, make_session

HOUR = timedelta(hours=1)


@pytest.fixture
def programmer(cast):
    return cast.actor("programmer")


def add(event, actor, title="Governance policy", *, hour=3, **fields) -> Session:
    start = event.starts_at + hour * HOUR
    return programme.add_session(
        event, actor=actor, **{"title": {"en": title}, "starts_at": start, "ends_at": start + HOUR, **fields}
    )


def test_themes_keep_their_order(event, programmer):
    third = programme.add_theme(event, actor=programmer, title={"en": "Priorities"})
    assert [theme.position for theme in event.themes.all()] == [1, 2, 3]
    programme.move_theme(third, actor=programmer, up=True)
    assert [str(theme) for theme in event.themes.all()] == ["Gap analysis", "Priorities", "Governance policy"]
    programme.move_theme(event.themes.first(), actor=programmer, up=True)
    assert str(event.themes.first()) == "Gap analysis"


def test_a_theme_needs_a_title(event, programmer):
    with pytest.raises(DomainError) as error:
        programme.add_theme(event, actor=programmer, title={"en": ""})
    assert "title" in error.value.fields


def test_sessions_outlive_their_theme(event, programmer, session):
    programme.remove_theme(session.theme, actor=programmer)
    session.refresh_from_db()
    assert session.theme is None


def test_only_the_programme_team_writes_the_agenda(event, cast):
    for name in ("registrar", "checkin", "rapporteur", "viewer", "outsider", "reviewer"):
        with pytest.raises(Forbidden):
            add(event, cast.actor(name))


def test_a_room_is_made_when_first_named(event, programmer):
    first = add(event, programmer, room="Hall B")
    second = add(event, programmer, room="hall b", hour=5)
    assert first.room == second.room
    assert Room.objects.filter(event=event).count() == 2
    assert add(event, programmer, room="", hour=6).room is None


@pytest.mark.parametrize(
    "field, change",
    [
        ("ends_at", lambda event: {"ends_at": event.starts_at}),
        ("starts_at", lambda event: {"starts_at": event.starts_at - timedelta(days=1)}),
        ("starts_at", lambda event: {"ends_at": event.ends_at + timedelta(days=1)}),
        ("title", lambda event: {"title": ""}),
    ],
)
def test_a_session_that_does_not_fit_is_refused(event, programmer, field, change):
    with pytest.raises(DomainError) as error:
        add(event, programmer, **change(event))
    assert field in error.value.fields
    assert event.sessions.count() == 2


def test_tea_before_the_opening_is_inside_the_day(event, programmer):
    early = event.starts_at - timedelta(minutes=30)
    assert add(event, programmer, starts_at=early, ends_at=event.starts_at, type="break").pk


def test_a_foreign_theme_or_room_is_refused(event, programmer, spo):
    other = make_event(spo, "another")
    theme, room = other.themes.create(title={"en": "Theirs"}), other.rooms.create(name="Their hall")
    for foreign in ({"theme": theme}, {"room": room}):
        with pytest.raises(DomainError):
            add(event, programmer, **foreign)


def test_several_sessions_are_added_all_or_none(event, programmer):
    good = {
        "title": {"en": "A"},
        "starts_at": event.starts_at,
        "ends_at": event.starts_at + HOUR,
        "speakers": [{"name": "Riffat Butt"}],
    }
    with pytest.raises(DomainError):
        programme.add_sessions(event, [good, {**good, "title": {"en": ""}}], actor=programmer)
    assert event.sessions.count() == 2
    [made] = programme.add_sessions(event, [good], actor=programmer)
    assert [str(speaker) for speaker in made.speakers.all()] == ["Riffat Butt"]


def test_only_changes_that_move_people_count(event, programmer, session):
    uid = session.uid
    programme.update_session(session, actor=programmer, title={"en": "Gap analysis, again"}, theme=None)
    assert session.sequence == 0
    programme.update_session(session, actor=programmer, room="Hall B")
    programme.update_session(
        session, actor=programmer, starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR
    )
    programme.update_session(session, actor=programmer, room="Hall B")
    session.refresh_from_db()
    assert (session.sequence, session.uid) == (2, uid)


def test_a_cancelled_session_stays_and_counts(event, programmer, session):
    programme.cancel_session(session, actor=programmer)
    programme.cancel_session(session, actor=programmer)
    assert (session.state, session.sequence) == ("cancelled", 1)
    programme.restore_session(session, actor=programmer)
    session.refresh_from_db()
    assert (session.state, session.sequence) == ("planned", 2)


def test_a_published_session_is_not_removed(event, programmer, session):
    with pytest.raises(Conflict) as error:
        programme.remove_session(session, actor=programmer)
    assert error.value.code == "published"


def test_a_draft_session_is_removed_unless_something_hangs_on_it(event, programmer, session):
    Event.objects.filter(pk=event.pk).update(state="draft")
    other = event.sessions.last()
    Minutes.objects.create(session=session)
    for each in (session, other):
        each.refresh_from_db()
        each.event.refresh_from_db()
    with pytest.raises(Conflict) as error:
        programme.remove_session(session, actor=programmer)
    assert error.value.code == "in_use"
    programme.remove_session(other, actor=programmer)
    assert list(event.sessions.all()) == [session]


def test_the_agenda_of_a_cancelled_event_stands(event, programmer, session):
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    event.refresh_from_db()
    session = Session.objects.get(pk=session.pk)
    with pytest.raises(Conflict):
        add(event, programmer)
    with pytest.raises(Conflict):
        programme.update_session(session, actor=programmer, part="B")


def test_speakers_stand_in_order_of_precedence(session, programmer, mohr):
    programme.add_speaker(
        session, actor=programmer, name="Riffat Butt", title="Legal consultant", role="facilitator"
    )
    programme.add_speaker(session, actor=programmer, title="Secretary", institution=mohr, role="chief_guest")
    last = programme.add_speaker(
        session, actor=programmer, name="First of all", role="rapporteur", precedence=1
    )
    assert [str(s) for s in session.speakers.all()] == ["First of all", "Secretary", "Riffat Butt"]
    programme.update_speaker(last, actor=programmer, precedence=None)
    assert session.speakers.last() == last
    programme.remove_speaker(last, actor=programmer)
    assert session.speakers.count() == 2


def test_a_speaker_is_somebody(session, programmer, mohr):
    with pytest.raises(DomainError):
        programme.add_speaker(session, actor=programmer)
    only_an_office = programme.add_speaker(session, actor=programmer, institution=mohr)
    assert str(only_an_office) == "Ministry of Human Rights"
    with pytest.raises(DomainError):
        programme.update_speaker(only_an_office, actor=programmer, institution=None)


def warned(event) -> dict[str, list[str]]:
    sessions = list(event.sessions.select_related("room").prefetch_related("speakers"))
    names = {session.pk: str(session) for session in sessions}
    return {names[pk]: sentences for pk, sentences in clashes(sessions).items()}


def test_clashes_are_told_on_both_sides(event, session):
    beside = make_session(event, "Beside", type="breakout", room=session.room)
    for each in (session, beside):
        Speaker.objects.create(session=each, name="Riffat  BUTT" if each is session else "Riffat Butt")
    found = warned(event)
    assert found["Beside"] == [
        "“Hall A” is also used by “Gap analysis: practice” at this time.",
        "Riffat Butt also speaks in “Gap analysis: practice” at this time.",
    ]
    assert len(found["Gap analysis: practice"]) == 2


def test_two_sessions_for_everyone_at_once_are_told(event, session):
    make_session(event, "Also for all", type="plenary")
    assert warned(event)["Also for all"] == [
        "“Gap analysis: practice” is also for everyone and runs at this time."
    ]


def test_a_break_into_which_a_session_for_everyone_runs_is_told(event, session):
    make_session(event, "Tea", type="break")
    assert warned(event) == {
        "Tea": ["“Gap analysis: practice” is for everyone and runs at this time."],
        "Gap analysis: practice": ["The break “Tea” runs at this time."],
    }
    session.type = "breakout"  # groups go on while others have their tea
    session.save()
    assert warned(event) == {}


def test_parallel_groups_and_cancelled_sessions_do_not_clash(event, session):
    make_session(event, "Group", type="breakout")
    make_session(event, "Off", room=session.room, state="cancelled")
    make_session(event, "After it", hour=1, room=session.room)
    assert warned(event) == {}
