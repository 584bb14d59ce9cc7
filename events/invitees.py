"""Who is invited and what they answered; and a list of people as it is pasted from a table or a letter: a person on each line, their
columns apart by tab, semicolon or comma."""

import csv
from dataclasses import dataclass, field

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils.translation import gettext as _

from core.text import ascii_digits, fold
from directory.queries import category_words
from events.enums import RegistrationState
from events.models import Event, Registration
from events.queries import area_choices

COLUMNS = ("name", "contact", "category", "area", "institution")
ENDED = (RegistrationState.DECLINED, RegistrationState.CANCELLED)


def with_replies(event: Event) -> QuerySet[Registration]:
    """Everybody who was invited, with `reply`: none, yes or no."""
    reply = Case(
        When(state=RegistrationState.INVITED, then=Value("none")),
        When(state__in=ENDED, then=Value("no")),
        default=Value("yes"),
        output_field=CharField(),
    )
    return event.registrations.filter(invited_at__isnull=False).annotate(reply=reply)


@dataclass
class Pasted:
    """The people read, as services take them, and what could not be read (a sentence for each line)."""

    people: list[dict] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_people(pasted: str, event: Event) -> Pasted:
    """Name, contact (an e-mail address or a phone number), kind of participants, area, institution; all but the name may be left out."""
    found = Pasted()
    kinds = category_words()
    choices = area_choices(event.country or event.host.country)
    areas = _by_words({code: _names(area) for code, area in choices.by_code.items()})
    number = 0
    for line in pasted.splitlines():
        if not line.strip():
            continue
        number += 1
        person, faults = _person(_cells(line), kinds, areas)
        if person.get("area"):
            person["area"] = choices.by_code[person["area"]]
        found.people.append(person)
        found.faults += [
            _("Line %(number)d: %(fault)s") % {"number": number, "fault": fault} for fault in faults
        ]
    return found


def _names(area) -> list[str]:
    return [area.code, area.name, str(area), *area.names.values(), *area.aliases]


def _by_words(words: dict[str, list[str]]) -> dict[str, str]:
    return {fold(word): code for code, named in words.items() for word in named if word}


def _cells(line: str) -> list[str]:
    apart = next((character for character in "\t;," if character in line), ",")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=apart, skipinitialspace=True), [])]


def _person(cells: list[str], kinds: dict[str, str], areas: dict[str, str]) -> tuple[dict, list[str]]:
    given = dict(zip(COLUMNS, cells, strict=False))
    person: dict = {"name": given.get("name", ""), "institution_text": given.get("institution", "")}
    faults = []
    contact = given.get("contact", "")
    if "@" in contact:
        person["email"] = contact
    elif sum(character.isdigit() for character in ascii_digits(contact)) >= 6:
        person["phone"] = contact
    elif contact:
        faults.append(
            _("“%(text)s” is neither an e-mail address nor a phone number.") % {"text": contact[:60]}
        )
    for column, known, words in (
        ("category", kinds, _("“%(text)s” is not a kind of participants.")),
        ("area", areas, _("“%(text)s” is not an area of this country.")),
    ):
        text = given.get(column, "")
        if text and fold(text) in known:
            person[column] = known[fold(text)]
        elif text:
            faults.append(words % {"text": text[:60]})
    return person, faults
