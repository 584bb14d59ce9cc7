"""Letters to offices and first calls of the coming round. The signatory and what came of the calls are invented."""

from collections.abc import Mapping
from typing import Any

from core.actors import Actor
from demo.clock import Calendar
from directory.models import Institution
from events.models import Event
from events.services import contacts, letters

SIGNED = {"signatory_name": "Programme lead (sample)", "signatory_designation": "Director, Programmes"}


def write_letters(
    event: Event, places: Mapping[str, Institution], calendar: Calendar, today: int, actor: Actor
) -> None:
    """A request for nomination that has left, another as a draft, and an invitation in Urdu to look at."""
    common: dict[str, Any] = {"actor": actor, "reply_by": calendar.day(-7), **SIGNED}
    ministry, administration = places["mohr"], places["ict-administration"]
    asked = letters.draft_letters(
        event, kind="nomination", institutions=[ministry, administration], seats=2, copies=["The Section Officer"], **common
    )  # fmt: skip
    with calendar.at(today - 10):
        letters.issue_letter(asked[0], actor=actor)
    letters.draft_letters(event, kind="invitation", institutions=[administration], language="ur", **common)


def first_calls(event: Event, calendar: Calendar, today: int, actor: Actor) -> None:
    """Two people were called: one was reached, one was not."""
    people = event.registrations.exclude(phone_index="").order_by("queue_no")[:2]
    with calendar.at(today - 1, 11):
        for person, outcome in zip(people, ("reached", "no_answer"), strict=False):
            contacts.record_attempt(person, actor=actor, channel="phone", outcome=outcome)
