"""What events answer to questions from below and beside (core.registry). Loaded once by EventsConfig.ready()."""

from accounts.models import User
from core.registry import actor_grants
from events import rules, workflow  # noqa: F401 - registers permissions and machines
from events.models import EventRole


@actor_grants.add
def event_grants(user: User) -> dict:
    """Roles on events, and the sessions that a rapporteur is limited to."""
    roles: dict[int, set[str]] = {}
    sessions: dict[int, set[int]] = {}
    rows = EventRole.objects.filter(user=user).values_list("event_id", "role", "sessions")
    for event, role, session in rows:
        roles.setdefault(event, set()).add(role)
        if role == "rapporteur" and session:
            sessions.setdefault(event, set()).add(session)
    return {
        "event_roles": {event: frozenset(held) for event, held in roles.items()},
        "sessions": {event: frozenset(named) for event, named in sessions.items()},
    }
