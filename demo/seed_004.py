"""Seed 004: the finished edition, told in seed_004_story, and a next round that a newcomer can walk through from registration on."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from demo import guests, letters, messages, names, papers
from demo import seed_004_programme as programme
from demo.clock import Calendar, weekday_before
from demo.people import actor, user
from demo.seed_004_next import Preparation
from directory.models import Institution
from events.models import Event, Series, Session, Theme
from events.services import clone, events, seats, team
from events.services import programme as services

ZONE = "Asia/Karachi"
SLUG, NEXT_SLUG = "human-rights-policy-framework", "policy-framework-second-round"
TUESDAY = 1
DAYS_AGO, DAYS_AHEAD = 124, 35
SEATS, PER_DISTRICT = 60, 3
ROLES = {
    "registrar": "registration",
    "checkin": "checkin",
    "rapporteur": "rapporteur",
    "drafter": "drafter",
    "chair": "chair",
}
Places = dict[str, Institution]


def finished_calendar() -> Calendar:
    """The finished edition began on a Tuesday about four months ago, so that its clocks are running."""
    return Calendar(weekday_before(_today() - timedelta(days=DAYS_AGO), TUESDAY), ZONE)


def next_calendar() -> Calendar:
    return Calendar(weekday_before(_today() + timedelta(days=DAYS_AHEAD + 6), TUESDAY), ZONE)


def _today():
    return timezone.localdate(timezone=ZoneInfo(ZONE))


def announce(
    places: Places, calendar: Calendar, *, slug: str, opens: int, closes: int, **fields
) -> tuple[Event, dict[str, Session]]:
    """The event with partners, themes, sessions, speakers, team and places, published. Days count from its first day."""
    organiser = actor("organiser")
    event = events.create_event(
        places["spo"],
        actor=organiser,
        slug=slug,
        is_sample=True,
        series=_series(places["spo"]),
        kind="consultation",
        format="in_person",
        starts_at=calendar.moment(0, 9, 30),
        ends_at=calendar.moment(1, 16, 30),
        date_precision="assumed",
        timezone=ZONE,
        country="PK",
        venue="A conference hall (assumed)",
        city="Islamabad",
        languages=["en", "ur"],
        sdgs=["16.6", "16.7", "16.10"],
        coverage_target=40,
        registration_opens_at=calendar.moment(opens, 8),
        registration_closes_at=calendar.moment(closes, 18),
        **fields,
    )
    for institution, role in (
        ("spo", "organiser"),
        ("mohr", "co_organiser"),
        ("care-international", "funder"),
    ):
        disclaimer = programme.DISCLAIMER if role == "funder" else ""
        events.set_partner(
            event, actor=organiser, institution=places[institution], role=role, disclaimer=disclaimer
        )
    sessions = _sessions(event, places, calendar)
    seats.set_pool(event, actor=organiser, kind="event", size=SEATS)
    seats.set_pool(event, actor=organiser, kind="per_area", level=2, size=PER_DISTRICT)
    for name, role in ROLES.items():
        team.grant_role(event, user(name), role, actor=organiser)
    return events.publish_event(event, actor=organiser), sessions


def _series(host: Institution) -> Series:
    title = {"host": host, "title": programme.SERIES_TITLE, "about": programme.SERIES_ABOUT}
    return Series.objects.get_or_create(slug="human-rights-policy-pakistan", defaults=title)[0]


def _sessions(event: Event, places: Places, calendar: Calendar) -> dict[str, Session]:
    organiser = actor("organiser")
    themes: dict[str, Theme] = {
        key: services.add_theme(event, actor=organiser, title=title, questions=questions)
        for key, title, questions in programme.THEMES
    }
    items = {}
    for number, (key, day, start, end, kind, title, theme, room) in enumerate(programme.SESSIONS):
        speakers = [
            {
                "title": office,
                "institution": places.get(institution),
                "role": role,
                "precedence": 100 * number + order,
            }
            for office, institution, role, order in programme.SPEAKERS.get(key, [])
        ]
        items[key] = {
            "title": title,
            "starts_at": datetime.combine(calendar.day(day), time.fromisoformat(start), calendar.zone),
            "ends_at": datetime.combine(calendar.day(day), time.fromisoformat(end), calendar.zone),
            "type": kind,
            "theme": themes.get(theme),
            "room": room,
            "part": programme.PARTS[day],
            "languages": ["en", "ur"],
            "speakers": speakers,
        }
    return dict(zip(items, services.add_sessions(event, items.values(), actor=organiser), strict=True))


@transaction.atomic
def make_next_round(places: Places) -> None:
    """A second round, open for registration now. Made whole or not at all; one that is there stays as it is."""
    if Event.objects.filter(slug=NEXT_SLUG).exists():
        return
    calendar = next_calendar()
    today = (_today() - calendar.first_day).days
    with calendar.at(today - 14):
        event, sessions = announce(
            places,
            calendar,
            slug=NEXT_SLUG,
            opens=today - 12,
            closes=-5,
            title=programme.NEXT_TITLE,
            summary=programme.NEXT_SUMMARY,
            audience=programme.AUDIENCE,
        )
        papers.policy_papers(event, sessions, actor("organiser"))
    preparation = Preparation(event, sessions, places, calendar, today)
    preparation.open()
    messages.prepare_messages(event, actor("organiser"))
    letters.write_letters(event, places, calendar, today, actor("organiser"))
    guests.register_guests(
        event,
        names.pakistan(seed=50),
        guests.in_drawn_order(programme.NEXT_DISTRICTS, seed=5),
        calendar=calendar,
        days=(today - 11, today - 1),
        answers=preparation.answers,
    )
    preparation.go_on()
    messages.say_that_the_programme_is_there(event, calendar, today, actor("organiser"))
    letters.first_calls(event, calendar, today, actor("organiser"))
    preparation.finish()
    _begin_the_third(event, calendar)


def _begin_the_third(event: Event, calendar: Calendar) -> None:
    """Next year's edition, made like this one and still a draft."""
    third = clone.clone_event(
        event, actor=actor("organiser"), starts_on=calendar.day(52 * 7), title=programme.THIRD_TITLE, series=event.series
    )  # fmt: skip
    third.is_sample = True
    third.save(update_fields=["is_sample"])
