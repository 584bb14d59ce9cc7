"""The years that texts name: a title moved to another year, and the texts that would still speak of the year before."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.text import ascii_digits
from events.enums import ClonePart, SessionState
from events.models import Event

YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")  # in whichever digits
AROUND = 40  # letters on each side of the year, so that the place is found


@dataclass(frozen=True)
class Named:
    """A text that names an old year: where it stands, and the words around the year."""

    where: str
    words: str
    language: str


def years_of(event: Event) -> set[int]:
    return {day.year for day in (event.days[0], event.days[-1])}


def moved_title(event: Event, starts_on: date) -> dict[str, str]:
    """The title of an event with its year as it is when it begins on `starts_on`, in each language and its digits."""
    years, later = years_of(event), starts_on.year - event.days[0].year
    return {language: _moved(text, years, later) for language, text in event.title.items() if text}


def _moved(text: str, years: set[int], later: int) -> str:
    def year(found: re.Match) -> str:
        typed = found[0]
        number = int(typed)  # reads the digits of any script
        if number not in years:
            return typed
        zero = ord(typed[0]) - int(typed[0])
        return "".join(chr(zero + int(digit)) for digit in str(number + later))

    return YEAR.sub(year, text)


def still_named(event: Event, starts_on: date, parts: Collection[str] = ClonePart.values) -> list[Named]:
    """The texts among the chosen parts that the next event would take over with a year that is not its own."""
    later = starts_on.year - event.days[0].year
    old = years_of(event) - {year + later for year in years_of(event)}
    found = []
    for where, text, language in _texts(event, parts) if old else ():
        hit = next((one for one in YEAR.finditer(text) if int(ascii_digits(one[0])) in old), None)
        if hit:
            start, end = max(hit.start() - AROUND, 0), hit.end() + AROUND
            words = " ".join(text[start:end].split())
            words = f"{'…' if start else ''}{words}{'…' if end < len(text) else ''}"
            found.append(Named(where, words, language))
    return found


def _texts(event: Event, parts: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(where, text, language) of all that is copied as it was written."""
    for part, rows in _ROWS.items():
        if part in parts:
            for where, texts in rows(event):
                by_language = texts if isinstance(texts, Mapping) else {"": texts}
                yield from ((where, str(text or ""), str(language)) for language, text in by_language.items())


def _own(event: Event) -> Iterator[tuple[str, Mapping]]:
    yield _("Summary"), event.summary
    yield _("Who can come"), event.audience


def _partners(event: Event) -> Iterator[tuple[str, str]]:
    for one in event.partners.all():
        yield _("Partners"), one.disclaimer


def _themes(event: Event) -> Iterator[tuple[str, Mapping]]:
    for theme in event.themes.all():
        yield _("Theme"), theme.title
        yield _("Theme"), theme.questions


def _agenda(event: Event) -> Iterator[tuple[str, Mapping | str]]:
    for session in event.sessions.exclude(state=SessionState.CANCELLED):
        yield _("Session"), session.title
        yield _("Session"), session.description
        yield _("Session"), session.part


def _questions(event: Event) -> Iterator[tuple[str, Mapping]]:
    for question in event.questions.all():
        yield _("Question"), question.label
        yield _("Question"), question.help
        yield _("Question"), question.purpose


def _reminders(event: Event) -> Iterator[tuple[str, Mapping]]:
    for reminder in event.reminders.all():
        yield _("Reminder"), reminder.subject
        yield _("Reminder"), reminder.body


def _materials(event: Event) -> Iterator[tuple[str, Mapping]]:
    for material in event.materials.all():
        yield _("Material"), material.title


_ROWS = {
    ClonePart.TEXTS: _own,
    ClonePart.PARTNERS: _partners,
    ClonePart.THEMES: _themes,
    ClonePart.AGENDA: _agenda,
    ClonePart.QUESTIONS: _questions,
    ClonePart.REMINDERS: _reminders,
    ClonePart.MATERIALS: _materials,
}
