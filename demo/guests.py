"""Registering invented people through the same service as everybody else."""

import random
from collections.abc import Callable, Mapping, Sequence

from core.actors import ANONYMOUS
from demo.clock import Calendar
from demo.names import Inventor
from directory.models import Area
from events.models import Event, Registration
from events.services.registrations import register

NOTHING: Mapping[int, str] = {}
OPENING_HOURS = 600  # minutes of a day on which people register


def in_drawn_order(districts: Mapping[str, int], seed: int) -> list[str]:
    """Each district code as often as people come from it, in an order that is the same each time."""
    codes = [code for code, count in districts.items() for _ in range(count)]
    random.Random(seed).shuffle(codes)  # noqa: S311 - an order, no secret
    return codes


def register_guests(
    event: Event,
    inventor: Inventor,
    codes: Sequence[str],
    *,
    calendar: Calendar,
    days: tuple[int, int],
    needs: Mapping[int, str] = NOTHING,
    pseudonyms: Mapping[int, str] = NOTHING,
    answers: Callable[[int], Mapping[str, object]] | None = None,
) -> list[Registration]:
    """One registration for each district code, spread over `days` (first and last, as the calendar counts).

    `needs` and `pseudonyms`: what those at these places in the order say; `answers`: what each answers to the event's own questions.
    """
    areas = Area.objects.in_bulk(list(set(codes)), field_name="code")
    made = []
    for number, code in enumerate(codes):
        person = inventor.person(name=pseudonyms.get(number, ""))
        day, minute = divmod(number * (days[1] - days[0]) * OPENING_HOURS // len(codes), OPENING_HOURS)
        with calendar.at(days[0] + day, 8 + minute // 60, minute % 60):
            done = register(
                event,
                actor=ANONYMOUS,
                name=person.name,
                email=person.email,
                phone=person.phone,
                category=person.category,
                area=areas[code],
                institution_text=person.institution_text,
                language=person.language,
                needs=needs.get(number, ""),
                consents=person.consents,
                answers=answers(number) if answers else None,
            )
        made.append(done.registration)
    return made
