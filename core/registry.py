"""Questions that a lower app must ask upward, one registry each. Apps fill them in AppConfig.ready().

A registry is a list of functions; asking runs all of them in the order of registration.
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

F = TypeVar("F", bound=Callable)


class Registry(Generic[F]):
    """Functions of one shape, added by `@registry.add` and called by the asker."""

    def __init__(self, question: str):
        self.question = question
        self._functions: list[F] = []

    def add(self, function: F) -> F:
        if function not in self._functions:
            self._functions.append(function)
        return function

    def __iter__(self) -> Iterator[F]:
        return iter(self._functions)


# (user) -> dict of Actor fields. Which rights has this user on events and elsewhere? (accounts.actors)
actor_grants: Registry = Registry("what may this user do")
# (actor) -> list of core.desk.Task. What needs this person today?
desk_tasks: Registry = Registry("what needs me today")
# (actor) -> list of core.desk.RailItem. Which places are on this person's desk?
desk_places: Registry = Registry("where do I work")
# (event, actor) -> list of core.desk.RailItem. Which desk pages belong to this event?
event_places: Registry = Registry("which desk pages has this event")
# (event) -> list of core.desk.Step. How far has the thread of this event got?
event_steps: Registry = Registry("how far has this event got")
# (events, actor) -> {id of an event: core.desk.Figure}. What came of each of these events, in a number?
edition_figures: Registry = Registry("what came of each edition")
# () -> list of core.desk.Figure. The figures of the home page, in order.
home_figures: Registry = Registry("what is there to count")
# () -> list of lines. What should whoever starts the server read? (`manage.py serve`)
start_notes: Registry = Registry("what to say at the start")
# (invitation, user) -> None. Give the user the role on an event that an accepted invitation names. (accounts.services.invitations)
event_invitations: Registry = Registry("who gives roles on events")
# (invitation) -> (what it is for, the role) in words, and whether a mail must not name it; or None when it is not one of ours.
invitation_subjects: Registry = Registry("what is an invitation for")
# (user, institution, role) -> None. Raises a DomainError when this user may not take this role there. (accounts.services.members)
membership_checks: Registry = Registry("what stands against a membership")
