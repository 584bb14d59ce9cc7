"""Seats for institutions that may not be in the list yet: one by its name, or many from a pasted list."""

import csv
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import DomainError
from core.text import ascii_digits, fold
from directory.models import Institution
from events.models import Delegation, Event
from events.services.delegations import MOST_SEATS, Made, add_delegation
from events.services.institutions import institutions_called, known_institutions

MOST_LINES = 300


@dataclass
class Line:
    """An institution of a pasted list. `institution` is None when its name is new."""

    name: str
    seats: int = 1
    email: str = ""
    office: str = ""
    institution: Institution | None = None


def read_lines(pasted: str) -> tuple[list[Line], list[str]]:
    """The institutions of a pasted list (name; seats; e-mail; office), and a sentence for each line that cannot be read."""
    known = known_institutions()
    found: list[Line] = []
    faults: list[str] = []
    seen: set[str] = set()
    for number, text in enumerate((text for text in pasted.splitlines() if text.strip()), 1):
        line, fault = _read(text)
        line.institution = known.get(fold(line.name))
        key = line.institution.code if line.institution else fold(line.name)
        if not fault and key in seen:
            fault = _("“%(name)s” stands twice in the list.") % {"name": line.name}
        seen.add(key)
        found.append(line)
        if fault:
            faults.append(_("Line %(number)d: %(fault)s") % {"number": number, "fault": fault})
    if len(found) > MOST_LINES:
        faults = [_("Send at most %(n)d institutions at once.") % {"n": MOST_LINES}]
    return found, faults


def _read(text: str) -> tuple[Line, str]:
    """A line, its cells apart by tab or semicolon, else by comma where the second cell is a number."""
    apart = next((character for character in "\t;" if character in text), "")
    if not apart:
        second = text.split(",")[1].strip() if "," in text else ""
        apart = "," if ascii_digits(second).isdecimal() or "@" in second else ""
    cells = next(csv.reader([text], delimiter=apart, skipinitialspace=True), []) if apart else [text]
    cells = [cell.strip() for cell in cells]
    line, fault = Line(name=cells[0]), ""
    others: list[str] = []
    for cell in cells[1:]:
        if "@" in cell and not line.email:
            line.email = cell
        elif ascii_digits(cell).isdecimal():
            line.seats = int(ascii_digits(cell)[:6])
        elif cell:
            others.append(cell)
    line.office = ", ".join(others)
    if not line.name:
        fault = _("The name of the institution is missing.")
    elif not 1 <= line.seats <= MOST_SEATS:
        fault = _("Write a number of seats from 1 to 500.")
    return line, fault


def add_delegation_to(event: Event, institution: Institution | str, *, actor: Actor, **details) -> Made:
    """Seats for an institution, or for a new one of this name, which is added to the list first. Both happen or neither."""
    with transaction.atomic():
        if isinstance(institution, str):
            [institution] = institutions_called([institution], event=event, actor=actor)
        return add_delegation(event, institution, actor=actor, **details)


def add_delegations(
    event: Event, lines: list[Line], *, actor: Actor, language: str = "en", category: str = ""
) -> list[Delegation]:
    """Seats for all of them, or for none: the first that is refused says which and why.

    In one transaction, for each: a new institution where the name is new, the delegation, the mail with its link.
    """
    made = []
    with transaction.atomic():
        new = [line.name for line in lines if line.institution is None]
        made_new = dict(zip(new, institutions_called(new, event=event, actor=actor), strict=True))
        for line in lines:
            try:
                institution = line.institution or made_new[line.name]
                one = add_delegation(
                    event, institution, actor=actor, language=language, category=category,
                    seats=line.seats, email=line.email, office=line.office,
                )  # fmt: skip
            except DomainError as error:
                raise DomainError(f"{line.name}: {error}", error.code) from error
            made.append(one.delegation)
    return made
