"""A meeting with 5,000 registrations, their contacts sealed, over all districts of Pakistan; and as many texts as wanted."""

import random
from datetime import date, timedelta
from functools import cache

from core.sealed import blind_index, seal
from core.text import fold
from demo import names
from directory.models import Area, Institution
from events.models import Event, Registration
from recommendations.models import Addressing, Recommendation, Version
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


def many_recommendations(event: Event, count: int, *, addressee: Institution | None = None) -> None:
    """Adopted texts straight into the tables, their projections filled as the services would."""
    rows = Recommendation.objects.bulk_create(
        (
            Recommendation(
                host=event.host,
                event=event,
                state="drafted",
                stage="adopted",
                search_key=f" commission member {n} ",
            )
            for n in range(count)
        ),
        batch_size=1_000,
    )
    versions = Version.objects.bulk_create(
        (
            Version(
                recommendation=row, number=1, text=f"Appoint member {n} of the commission.", language="en"
            )
            for n, row in enumerate(rows)
        ),
        batch_size=1_000,
    )
    for number, (row, version) in enumerate(zip(rows, versions, strict=True)):
        row.state, row.ref, row.adopted_version = "adopted", f"{event.slug.upper()}-2020-{number:05}", version
        row.adopted_on = date(2020, 1, 1) + timedelta(days=number % 365)
    Recommendation.objects.bulk_update(
        rows, ["state", "ref", "adopted_version", "adopted_on"], batch_size=500
    )
    if addressee is not None:
        Addressing.objects.bulk_create(
            (Addressing(recommendation=row, institution=addressee) for row in rows), batch_size=1_000
        )
