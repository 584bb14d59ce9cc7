"""Times on the wall, moved by whole days: what began at nine begins at nine, whatever the clocks did in between."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from events.models import Event

A_YEAR = timedelta(weeks=52)  # by weeks, so that the days of the week stay


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone, such as Asia/Karachi, or UTC. Old names such as "PST8PDT" are none."""
    try:
        return ("/" in name or name == "UTC") and bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def moved(moment: datetime, zone: ZoneInfo, days: int) -> datetime:
    """The same time on the wall, `days` later. An hour that the clocks skip that day begins when they have been put forward."""
    wall = moment.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(days=days)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def moved_span(
    starts_at: datetime, ends_at: datetime, zone: ZoneInfo, days: int
) -> tuple[datetime, datetime]:
    """Start and end, moved alike. What the change of the clocks would turn round keeps its length instead."""
    start, end = moved(starts_at, zone, days), moved(ends_at, zone, days)
    return start, end if end > start else start + (ends_at - starts_at)


def next_day(event: Event) -> date:
    """When the next edition could begin: the same day of the week, a year on (or as many as it takes to lie ahead)."""
    day = event.days[0] + A_YEAR
    while day <= timezone.localdate(timezone=event.zone):
        day += A_YEAR
    return day
