"""A meeting with 5,000 registrations, their contacts sealed, over all districts of Pakistan."""

import random
from functools import cache

from core.sealed import blind_index, seal
from core.text import fold
from demo import names
from directory.models import Area, Institution
from events.models import Event, Registration
from tests.cast import make_event

PEOPLE = 5_000


@cache
def crowd() -> Event:
    """Made once. Four of five have a place, the others wait; no limit on seats is left, so that more may register."""
    event = make_event(Institution.objects.get(code="spo"), slug="crowd")
    areas, drawn = list(Area.objects.filter(country="PK", level=2)), random.Random(1)
    inventor = names.pakistan(seed=1)
    rows = []
    for number in range(1, PEOPLE + 1):
        person = inventor.person(name=f"Guest {number} میمن")
        row = Registration(
            event=event,
            state="confirmed" if number <= PEOPLE * 4 // 5 else "waitlisted",
            name=person.name,
            name_key=fold(person.name),
            category=person.category,
            institution_text=person.institution_text,
            area=drawn.choice(areas),
            queue_no=number,
        )
        for field, value in (
            ("email", f"crowd{number}@participants.example"),
            ("phone", f"+92301{number:07}"),
        ):
            seal(row, field, value)
            setattr(row, f"{field}_index", blind_index(field, value))
        rows.append(row)
    Registration.objects.bulk_create(rows, batch_size=500)
    Event.objects.filter(pk=event.pk).update(queue_counter=PEOPLE)
    return event
