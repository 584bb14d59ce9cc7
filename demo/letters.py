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


# What came of the first calls and messages, in the order of the list
OUTCOMES = (
    ("phone", "reached", ""), ("phone", "no_answer", ""), ("message", "reached", "Got the text; asks about the bus."), ("phone", "yes", ""),
    ("phone", "no_answer", "Rang twice."), ("phone", "reached", "Speaks Pashto; Farhan rings again."), ("in_person", "yes", ""),
)  # fmt: skip


def first_calls(event: Event, calendar: Calendar, today: int, actor: Actor) -> None:
    """Some were called; one who was invited says yes on the telephone, another does not answer it."""
    people = event.registrations.confirmed().exclude(phone_index="").order_by("queue_no")
    for number, (person, (channel, outcome, note)) in enumerate(zip(people, OUTCOMES, strict=False)):
        with calendar.at(today - 1, 10, 4 * number):
            contacts.record_attempt(person, actor=actor, channel=channel, outcome=outcome, note=note)
    invited = event.registrations.filter(state="invited").exclude(phone_index="").order_by("queue_no")
    for person, outcome in zip(invited, ("no_answer", "yes"), strict=False):
        with calendar.at(today - 1, 11):
            contacts.record_reply(person, actor=actor, channel="phone", outcome=outcome)
