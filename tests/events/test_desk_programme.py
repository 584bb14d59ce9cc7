"""The agenda's desk in the browser's words: themes, sessions, speakers."""

from datetime import UTC, datetime, timedelta

import pytest

from core import ical
from events.agenda import public_agenda
from events.calendar import session_items
from events.documents.papers import html_of
from events.models import Event, Session, Speaker
from events.papers import content_of
from events.services.clone import clone_event
from events.snapshots import compare, snapshot
from tests.cast import make_session
from tests.events.desk import statements, url, words


def session_fields(event, **fields) -> dict:
    return {
        "title_en": "Governance policy",
        "type": "plenary",
        "day": event.days[0].isoformat(),
        "start": "14:00",
        "end": "15:30",
        **fields,
    }


@pytest.fixture
def client(cast):
    return cast.client("programmer")


def test_a_theme_is_added_changed_moved_and_removed(client, event):
    client.post(
        url("desk-themes", event), {"title_en": "Priorities", "questions_en": "What first?\nWhat next?"}
    )
    theme = event.themes.last()
    assert (theme.title["en"], theme.questions["en"]) == ("Priorities", "What first?\nWhat next?")
    client.post(
        url("desk-theme-edit", event, theme.uid), {"title_en": "Priorities, by level", "title_ur": "ترجیحات"}
    )
    client.post(url("desk-theme-move", event, theme.uid), {"to": "up"})
    assert [str(each) for each in event.themes.all()] == [
        "Gap analysis",
        "Priorities, by level",
        "Governance policy",
    ]
    assert "Its sessions, minutes and recommendations stay" in words(
        client.get(url("desk-theme-remove", event, theme.uid))
    )
    client.post(url("desk-theme-remove", event, theme.uid))
    assert event.themes.count() == 2


def test_a_theme_without_a_title_is_asked_again(client, event):
    answer = client.post(url("desk-themes", event), {"questions_en": "What first?"})
    assert answer.status_code == 200 and "What first?" in answer.content.decode()
    assert event.themes.count() == 2


def test_a_session_is_added_at_the_times_of_the_event(client, event):
    answer = client.post(url("desk-session-new", event), session_fields(event, room="Hall B"))
    made = event.sessions.get(title__en="Governance policy")
    assert answer.url == f"{url('desk-sessions', event)}#session-{made.uid}"
    assert made.starts_at.astimezone(event.zone).strftime("%H:%M") == "14:00"
    assert (made.room.name, made.ends_at - made.starts_at) == ("Hall B", timedelta(minutes=90))


def test_the_next_session_starts_where_this_one_ended(client, event):
    answer = client.post(url("desk-session-new", event), session_fields(event, another="1"))
    page = client.get(answer.url).content.decode()
    assert 'value="15:30"' in page


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("9:05", "09:05"),
        ("0905", "09:05"),
        ("905", "09:05"),
        ("9", "09:00"),
        ("১৪:৩০", "14:30"),
        ("14.30", "14:30"),
    ],
)
def test_times_are_read_as_people_write_them(client, event, typed, kept):
    client.post(url("desk-session-new", event), session_fields(event, start=typed, end="18:00"))
    assert (
        event.sessions.get(title__en="Governance policy").starts_at.astimezone(event.zone).strftime("%H:%M")
        == kept
    )


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"start": "25:00"}, "Write the time as hour:minute, such as 09:30."),
        ({"end": "13:00"}, "The session must end after it starts."),
        ({"day": "2019-01-01"}, "Choose from the answers listed under “Day”."),
        ({"title_en": ""}, "Fill in “Title” in at least one language."),
        ({"theme": "6b8f2f7c-8a6e-4f0b-9d6b-0c7c0f1f0000"}, "Choose from the answers listed under “Theme”."),
        ({"room": "x" * 200}, "Room is too long"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(client, event, wrong, sentence):
    answer = client.post(url("desk-session-new", event), session_fields(event, part="Part one", **wrong))
    assert sentence in words(answer) and 'value="Part one"' in answer.content.decode()
    assert event.sessions.count() == 2


def test_languages_and_interpretation_are_said_on_the_agenda(client, cast, event, session):
    client.post(
        url("desk-session-edit", event, session.uid),
        session_fields(event, languages=["ur"], interpretation=["en"]),
    )
    session.refresh_from_db()
    assert (session.languages, session.interpretation) == (["ur"], ["en"])
    assert "\u2068اردو\u2069, interpreted into \u2068English\u2069" in words(
        cast.client("anonymous").get("/events/policy-consultation/agenda/")
    )


def test_what_a_session_is_about_and_the_part_it_belongs_to(client, cast, event, session):
    """Written once on the desk; read on the agenda, the printed programme, in calendars and in the copy for next year."""
    page, typed = (
        url("desk-session-edit", event, session.uid),
        session_fields(
            event,
            part="Module 2",
            description_en="How practice differs.\nBring one case.",
            description_ur="عمل کا فرق",
        ),
    )
    refused = client.post(page, {**typed, "start": "17:00", "end": "16:00"})
    head = words(refused).partition("Title")[0]
    assert "09:30–10:30" in head and "17:00" not in head, "the heading says what is, not what was refused"
    assert 'value="17:00"' in refused.content.decode() and "Bring one case." in words(refused)
    client.post(page, typed)
    session.refresh_from_db()
    assert session.description == {"en": "How practice differs.\nBring one case.", "ur": "عمل کا فرق"}
    assert session.sequence == 1, "the hour was changed; what it is about moves nobody"
    assert "Module 2" in words(client.get(url("desk-sessions", event)))
    agenda = cast.client("anonymous").get(f"/events/{event.slug}/agenda/")
    assert "How practice differs. Bring one case." in words(agenda)
    paper = content_of(event, "programme", {})
    assert "How practice differs.<br>Bring one case." in html_of("programme", paper)
    [entry] = [one for one in session_items(event, public_agenda(event, [])) if one.uid == str(session.uid)]
    assert b"DESCRIPTION:How practice differs.\\nBring one case." in ical.feed("Agenda", [entry], event.zone)
    released = snapshot(event)
    del released["sessions"][0]["description"]  # from before there was one
    assert [one["kind"] for one in compare(released, snapshot(event))] == ["details"]
    copy = clone_event(event, actor=cast.actor("organiser"), starts_on=event.days[0] + timedelta(days=364))
    assert session.description in [one.description for one in copy.sessions.all()]


def test_breaks_and_what_is_called_off_are_not_counted_as_sessions(client, event):
    for more in ({"type": "break"}, {"type": "break"}, {"state": "cancelled"}):
        make_session(event, "Not held", hour=3, **more)
    assert "2 sessions · 2 breaks" in words(client.get(url("desk-sessions", event)))


def test_an_hour_that_the_clocks_skip_is_refused(client, event):
    """Berlin, 29 March 2026: after 01:59 comes 03:00. On one clock 02:30 to 03:15 would end before it starts."""
    start = datetime(2026, 3, 28, 8, tzinfo=UTC)
    Event.objects.update(timezone="Europe/Berlin", starts_at=start, ends_at=start + timedelta(days=2))
    day = session_fields(event, day="2026-03-29")
    answer = client.post(url("desk-session-new", event), {**day, "start": "02:30", "end": "03:15"})
    assert "This hour does not exist on that day" in words(answer) and event.sessions.count() == 2
    client.post(url("desk-session-new", event), {**day, "start": "01:30", "end": "03:15"})
    made = event.sessions.get(title__en="Governance policy")
    assert made.ends_at - made.starts_at == timedelta(minutes=45)


def test_a_session_is_changed_called_off_and_held_after_all(client, event, session):
    client.post(url("desk-session-edit", event, session.uid), session_fields(event, title_en="Practice"))
    session.refresh_from_db()
    assert (session.title["en"], session.sequence) == ("Practice", 1)
    client.post(url("desk-session-state", event, session.uid), {"to": "cancel"})
    assert "Cancelled" in words(client.get(url("desk-sessions", event)))
    client.post(url("desk-session-state", event, session.uid), {"to": "restore"})
    session.refresh_from_db()
    assert (session.state, session.sequence) == ("planned", 3)


def test_a_session_is_removed_from_a_draft_only(client, event, session):
    assert client.post(url("desk-session-remove", event, session.uid)).status_code == 409
    Event.objects.filter(pk=event.pk).update(state="draft")
    assert client.post(url("desk-session-remove", event, session.uid)).status_code == 302
    assert not Session.objects.filter(pk=session.pk).exists()


def test_who_speaks_is_added_changed_and_removed(client, event, session, mohr):
    client.post(
        url("desk-speaker-new", event, session.uid),
        {"new-title": "Secretary", "new-institution": "mohr", "new-role": "chief_guest"},
    )
    speaker = Speaker.objects.get(session=session)
    assert (speaker.title, speaker.institution, speaker.precedence) == ("Secretary", mohr, 10)
    client.post(
        url("desk-speaker-edit", event, speaker.uid),
        {"title": "Secretary", "name": "A. B.", "role": "chair", "precedence": "3"},
    )
    speaker.refresh_from_db()
    assert (speaker.name, speaker.role, speaker.precedence) == ("A. B.", "chair", 3)
    assert "A. B." in words(client.get(url("desk-sessions", event)))
    client.post(url("desk-speaker-remove", event, speaker.uid))
    assert not Speaker.objects.exists()


def test_nobody_is_no_speaker(client, event, session):
    answer = client.post(url("desk-speaker-new", event, session.uid), {"new-role": "chair"})
    assert "Write a name, or the office that speaks" in words(answer)


def test_the_agenda_warns_but_does_not_forbid(client, event, session):
    client.post(
        url("desk-session-new", event),
        session_fields(
            event, start=f"{session.starts_at.astimezone(event.zone):%H:%M}", room="Hall A", end="18:00"
        ),
    )
    seen = words(client.get(url("desk-sessions", event)))
    assert (
        "“Hall A” is also used by “Gap analysis: practice” at this time." in seen
        and "2 sessions to look at" in seen
    )


def test_saving_says_at_once_what_the_agenda_would_warn_of(client, event, mohr):
    first = session_fields(event, room="Hall", languages=["ur"], interpretation=["en"])
    assert "also used" not in words(client.post(url("desk-session-new", event), first, follow=True))
    second = session_fields(event, title_en="Twice", room="hall", start="15:00", end="16:00")
    assert "“Hall” is also used by “Governance policy”" in words(
        client.post(url("desk-session-new", event), second | {"another": ""}, follow=True)
    )
    event.sessions.get(title__en="Twice").speakers.create(title="An expert", institution=mohr, role="expert")
    page = words(client.get(url("desk-sessions", event)))
    assert "interpreted into" in page and f"An expert , {mohr} (Expert)" in page


def test_the_agenda_shows_every_day_and_the_empty_ones(client, event):
    event.sessions.last().delete()
    days = client.get(url("desk-sessions", event)).context["days"]
    assert [(day, len(rows)) for day, rows in days] == [(event.days[0], 1), (event.days[1], 0)]


def test_the_empty_agenda_of_a_long_event_says_what_to_do_first(client, event):
    Event.objects.update(ends_at=event.starts_at + timedelta(days=27))
    event.sessions.all().delete()
    page = client.get(url("desk-sessions", event))
    assert "Nothing is on the agenda yet" in words(page) and "Add the first session" in words(page)
    client.post(url("desk-session-new", event), session_fields(event))
    assert "Nothing is on the agenda yet" not in words(client.get(url("desk-sessions", event)))


def test_text_in_two_scripts_is_marked_with_its_language(client, event, session):
    client.post(
        url("desk-session-edit", event, session.uid),
        session_fields(event, title_en="", title_ur="خلا کا تجزیہ"),
    )
    assert 'lang="ur" dir="rtl"' in client.get(url("desk-sessions", event)).content.decode()


def test_hostile_text_is_shown_as_text(client, event):
    client.post(
        url("desk-session-new", event),
        session_fields(event, title_en="<script>alert(1)</script>", room="=1+1"),
    )
    page = client.get(url("desk-sessions", event)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize("page, count", [("desk-sessions", 8), ("desk-themes", 7)])
def test_the_pages_cost_the_same_for_one_row_and_three(client, event, page, count):
    one = statements(client, url(page, event))
    for number in range(1, 3):
        session = make_session(
            event,
            f"Session {number}",
            hour=number,
            theme=event.themes.create(title={"en": f"Theme {number}"}),
        )
        Speaker.objects.create(session=session, name=f"Speaker {number}")
    assert (one, statements(client, url(page, event))) == (count, count)
