"""Who acts: built once per request (accounts.actors), read by permissions, querysets and history alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NOTHING: Mapping = MappingProxyType({})


@dataclass(frozen=True)
class Actor:
    """A person, a link holder, a device, a token or the system itself, with everything permissions need to know.

    kind: user | link | token | system | anonymous. id: opaque, goes into history. label: a name for history and pages.
    organiser_of, focal_for, assessor_for: ids of institutions. event_roles: event id -> role codes.
    sessions: event id -> session ids a rapporteur is limited to (absent: every session of the event).
    registration: id of the registration that a participant's link opens.
    device_event: id of the only event at which a device may sign people in; a device may do nothing else.
    """

    kind: str
    id: str = ""
    label: str = ""
    is_administrator: bool = False
    organiser_of: frozenset[int] = frozenset()
    focal_for: frozenset[int] = frozenset()
    assessor_for: frozenset[int] = frozenset()
    event_roles: Mapping[int, frozenset[str]] = field(default_factory=lambda: _NOTHING)
    sessions: Mapping[int, frozenset[int]] = field(default_factory=lambda: _NOTHING)
    registration: int | None = None
    device_event: int | None = None

    @property
    def is_signed_in(self) -> bool:
        return self.kind in ("user", "token", "system")

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_reviewer(self) -> bool:
        """A focal point of an addressee: its own kind of principal, never on the team side."""
        return bool(self.focal_for)

    @property
    def is_team(self) -> bool:
        return bool(self.organiser_of or self.event_roles)

    @property
    def team_events(self) -> list[int]:
        """Ids of the events on which the actor has a role of any kind."""
        return list(self.event_roles)

    def events_with(self, *roles: str) -> list[int]:
        """Ids of the events on which the actor has one of `roles`."""
        return [event for event, held in self.event_roles.items() if held.intersection(roles)]

    def has_role(self, event_id: int, *roles: str) -> bool:
        return bool(self.event_roles.get(event_id, frozenset()).intersection(roles))


ANONYMOUS = Actor("anonymous", label="")
SYSTEM = Actor("system", "system", "Sanlap")
