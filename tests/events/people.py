"""Shorthand for tests about registrations."""

from core.actors import ANONYMOUS
from events.models import Event, Registration
from events.services import registrations


def join(event: Event, number: int = 1, **fields) -> Registration:
    """Somebody registers for the event, each `number` another person."""
    fields = {"actor": ANONYMOUS, "name": f"Person {number}", "email": f"person{number}@people.example", **fields}
    return registrations.register(event, **fields).registration


def states(event: Event) -> list[str]:
    """The states of the event's registrations in the order of arrival, by their first letters ("x": cancelled): ["c", "x", "w"]."""
    rows = event.registrations.order_by("queue_no").values_list("state", flat=True)
    return ["x" if state == "cancelled" else state[0] for state in rows]
