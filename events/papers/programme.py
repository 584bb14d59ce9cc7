"""The programme, and the dais plan: what happens when, who speaks, in order of precedence."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import clock_words
from core.fields import TextMap
from core.languages import language_name
from events.agenda import latest_snapshot
from events.enums import PaperKind, SessionState, SessionType, SpeakerRole
from events.models import Event
from events.papers.kinds import paper
from events.papers.words import partners, told
from events.queries import day_words
from events.snapshots import compare, snapshot


@paper(PaperKind.PROGRAMME, permission="events.make_programme", names=False)
def programme(event: Event, options: Mapping) -> dict:
    """The agenda by day, as everybody sees it: the latest release, or the sessions themselves before the first. `copy` "working": as it
    stands on the desk; where that is another, the paper says that it is a draft. Called-off sessions are left out."""
    released, now = latest_snapshot(event), snapshot(event)
    shown = now if released is None or options.get("copy") == "working" else released
    days: dict = {}
    for session in _held(shown):
        local = datetime.fromisoformat(session["starts_at"]).astimezone(event.zone)
        day = days.setdefault(local.date(), {"title": day_words(event, local), "rows": [], "part": None})
        row = _row(event, session)
        if row["part"] == day["part"]:
            row["part"] = None  # said once, where it begins
        else:
            day["part"] = row["part"]
        day["rows"].append(row)
    summary, lang = event.summary.in_language()
    return {
        "days": list(days.values()),
        "summary": {"text": summary, "lang": lang},
        "partners": partners(event),
        "clock": clock_words(event.zone, event.starts_at),
        "languages": ", ".join(language_name(code) for code in event.languages),
        "release": _release(event, released) if released is shown else "",
        "is_draft": released is not None and released is not shown and bool(compare(released, now)),
        "themes": [_theme(theme) for theme in event.themes.all()],
    }


def _held(agenda: dict) -> list[dict]:
    """The sessions of a snapshot (events.snapshots) that take place."""
    return [session for session in agenda["sessions"] if session["state"] != SessionState.CANCELLED]


def _row(event: Event, session: dict) -> dict:
    title, lang = TextMap(session["title"]).in_language()
    about, about_lang = TextMap(session.get("description", {})).in_language()
    start, end = (
        datetime.fromisoformat(session[name]).astimezone(event.zone) for name in ("starts_at", "ends_at")
    )
    return {
        "time": f"{start:%H:%M}–{end:%H:%M}",
        "title": {"text": title, "lang": lang},
        "about": {"text": about, "lang": about_lang},
        "is_break": session["type"] == SessionType.BREAK,
        "room": told(session["room"]) if session["room"] else None,
        "part": told(session["part"]) if session["part"] else None,
        "speakers": [_speaker_line(speaker, event) for speaker in session["speakers"]],
        "languages": _languages(event, session),
    }


def _theme(theme) -> dict:
    title, lang = theme.title.in_language()
    questions = theme.questions.in_language()[0].splitlines()
    return {
        "title": {"text": title, "lang": lang},
        "questions": [told(question) for question in questions if question.strip()],
    }


def _languages(event: Event, session: dict) -> str:
    """ "English, Urdu, interpreted into Sindhi"; what all the event speaks is not said again."""
    if session["type"] == SessionType.BREAK:
        return ""
    same = set(session["languages"]) == set(event.languages) and not session["interpretation"]
    spoken = "" if same else ", ".join(language_name(code) for code in session["languages"])
    into = ", ".join(language_name(code) for code in session["interpretation"])
    if spoken and into:
        return _("%(spoken)s, interpreted into %(into)s") % {"spoken": spoken, "into": into}
    return _("Interpreted into %(into)s") % {"into": into} if into else spoken


def _release(event: Event, released: dict) -> str:
    """The named edition of the agenda."""
    day = date_format(datetime.fromisoformat(released["released_at"]).astimezone(event.zone), "j E Y")
    return _("%(name)s, %(day)s") % {"name": released["name"], "day": day}


def _speaker_line(speaker: dict, event: Event) -> dict:
    """One who speaks: role, name, and what stands behind it."""
    about = [speaker["title"], str(TextMap(speaker["names"])) or speaker["institution"]]
    name = speaker["name"] or next((part for part in about if part), "")
    rest = ", ".join(dict.fromkeys(part for part in about if part and part != name))
    return {
        "role": str(SpeakerRole(speaker["role"]).label),
        "name": told(name, event),
        "about": told(rest, event),
        "precedence": speaker["precedence"],
    }


@paper(PaperKind.DAIS_PLAN, permission="events.make_programme", names=False)
def dais_plan(event: Event, options: Mapping) -> dict:
    """Who sits where on the dais, session by session: the first in precedence in the middle, then to the right and left in turn.

    Whoever is alone there needs no plan, unless that session is the one asked for.
    """
    wanted = options.get("session") or ""
    plans = []
    for session in _held(snapshot(event)):
        people = [_speaker_line(speaker, event) for speaker in session["speakers"]]
        if len(people) < (1 if wanted else 2) or (wanted and session["uid"] != wanted):
            continue
        for number, person in enumerate(people, 1):
            person["number"] = number
        local = datetime.fromisoformat(session["starts_at"]).astimezone(event.zone)
        row = _row(event, session)
        plans.append(row | {"day": day_words(event, local), "seats": seated(people), "people": people})
    return {"plans": plans}


def seated(people: list[dict]) -> list[dict]:
    """From left to right as the hall sees them: 1 in the middle, even numbers to its left, odd ones to its right.

    The hall's left is the right hand of whoever sits first, which is the place of honour.
    """
    left = [person for index, person in enumerate(people) if index % 2]
    right = [person for index, person in enumerate(people) if not index % 2]
    return [*reversed(left), *right]
