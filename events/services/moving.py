"""What moves along with the days of an event, and which moved sessions people were told of when the days moved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.enums import EventState
from events.models import Event, Release
from events.shifting import is_zone, moved

REGISTRATION_TIMES = ("registration_opens_at", "registration_closes_at")


def moved_by(before: Event, after: Event) -> int:
    """By how many days the first day moved."""
    if not is_zone(after.timezone):
        return 0
    return (
        after.starts_at.astimezone(after.zone).date() - before.starts_at.astimezone(before.zone).date()
    ).days


def times_to_come(event: Event) -> list[str]:
    """Which of the registration times are still to come: what has passed stays, whatever the days do."""
    now = timezone.now()
    return [name for name in REGISTRATION_TIMES if (at := getattr(event, name)) and at > now]


def move_registration(before: Event, after: Event, days: int) -> None:
    """The registration times to come, as many days before the start as they were; not those that were given anew."""
    for name in times_to_come(before):
        if _wall(getattr(before, name), before.zone) == _wall(getattr(after, name), after.zone):
            setattr(after, name, moved(getattr(after, name), after.zone, days))


def move_sessions(before: Event, after: Event, days: int) -> None:
    """The sessions keep their time on the wall, in the new zone, `days` later."""
    for session in before.sessions.all():
        length = session.ends_at - session.starts_at
        session.starts_at = same_wall(session.starts_at, before.zone, after.zone, days)
        session.ends_at = same_wall(session.ends_at, before.zone, after.zone, days)
        if session.ends_at <= session.starts_at:  # the clocks change between the two
            session.ends_at = session.starts_at + length
        session.sequence += 1
        session.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at"])


def same_wall(moment: datetime, old: ZoneInfo, new: ZoneInfo, days: int = 0) -> datetime:
    """What the clock on the wall showed in the old zone, in the new one, `days` later."""
    return (moment.astimezone(old).replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=new)


def _wall(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment and moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


# == Told already ================================================================================================


def marked(event: Event, since: Release, changes: list[dict]) -> list[dict]:
    """The changes since a release; `told` is set where a session moved just as the days of the event did.

    Whoever has a place was told of that when the days moved (notices.event_moved), or has registered for the new days since.
    A session that moved by anything else, or also changed its room, is told as ever.
    """
    if not any(change["kind"] == "moved" for change in changes):
        return changes
    made = event.changes.filter(transition="update", to_state=EventState.PUBLISHED, at__gt=since.released_at)
    moves = [move for row in made.order_by("id") if (move := row.data.get("agenda_moved"))]
    if not moves:
        return changes
    days, old = sum(move["days"] for move in moves), ZoneInfo(moves[0]["zone"])
    return [
        {**change, "told": True} if _is_that_move(change, event, old, days) else change for change in changes
    ]


def _is_that_move(change: Mapping, event: Event, old: ZoneInfo, days: int) -> bool:
    if change["kind"] != "moved":
        return False
    now = (change["starts_at"], change["ends_at"])
    pairs = zip(change["before"], now, strict=True)
    return all(
        same_wall(datetime.fromisoformat(was), old, event.zone, days) == datetime.fromisoformat(is_now)
        for was, is_now in pairs
    )
