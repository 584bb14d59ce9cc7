"""Seeds 001, 002 and 003: events of the past with agenda, partners, themes and counts as they were reported, then with their people."""

from collections.abc import Callable
from datetime import date, datetime, time

from django.db import transaction

from core.actors import SYSTEM
from demo import others_words, seed_001, seed_002, seed_003
from demo.clock import Calendar
from demo.people import user
from demo.seed_004 import Places
from events.models import Event
from events.services import events, programme, team

OTHERS = (
    (others_words.COURSE, seed_001.hold),
    (others_words.SEMINAR, seed_002.hold),
    (others_words.NATIONAL_DIALOGUE, seed_003.hold),
)


def make_others(places: Places) -> None:
    """Each whole or not at all; one that is there stays as it is."""
    for facts, hold in OTHERS:
        if not Event.objects.filter(slug=facts["slug"]).exists():
            _make(facts, hold, places)


@transaction.atomic
def _make(facts: dict, hold: Callable, places: Places) -> None:
    """The event as it was announced; its people; put to rest. The organiser of the cast helps there, so that one can look into it."""
    calendar = Calendar(date(*facts["first_day"]), facts["zone"])
    with calendar.at(-40):
        event = events.create_event(
            places[facts["host"]],
            actor=SYSTEM,
            slug=facts["slug"],
            starts_at=_moment(calendar, facts["sessions"][0][0], facts["sessions"][0][1]),
            ends_at=calendar.moment(*facts["last"]),
            timezone=facts["zone"],
            **facts["event"],
        )
        for code, role in facts["partners"]:
            events.set_partner(event, actor=SYSTEM, institution=places[code], role=role)
        themes = [programme.add_theme(event, actor=SYSTEM, title=title) for title in facts["themes"]]
        sessions = programme.add_sessions(
            event,
            [
                _session(number, row, calendar, themes, places) | facts.get("spoken", {}).get(number, {})
                for number, row in enumerate(facts["sessions"])
            ],
            actor=SYSTEM,
        )
        team.grant_role(event, user("organiser"), "manager", actor=SYSTEM)
        events.publish_event(event, actor=SYSTEM)
    hold(event, places, calendar, sessions)
    with calendar.at(60):
        events.close_event(event, actor=SYSTEM)


def _session(number: int, row: tuple, calendar: Calendar, themes: list, places: Places) -> dict:
    day, start, end, kind, title, theme, part, speakers = row
    return {
        "title": title,
        "type": kind,
        "starts_at": _moment(calendar, day, start),
        "ends_at": _moment(calendar, day, end),
        "theme": None if theme is None else themes[theme],
        "part": part,
        "speakers": [
            {
                "title": office,
                "institution": places[code],
                "role": role,
                "name": "".join(name),
                "precedence": 10 * order,
            }
            for order, (office, code, role, *name) in enumerate(speakers, 1)
        ],
    }


def _moment(calendar: Calendar, day: int, at: str) -> datetime:
    return datetime.combine(calendar.day(day), time.fromisoformat(at), calendar.zone)
