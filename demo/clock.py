"""The day on which a part of the story happens. The same services write it, so its history carries the days of the story."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything that asks Django for the time is told `moment`. Only for the process of `manage.py demo`."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real


class Calendar:
    """Days counted from the first day of an event, in its own zone: `calendar.moment(-40, 9)` is nine o'clock, forty days before."""

    def __init__(self, first_day: date, zone: str):
        self.first_day, self.zone = first_day, ZoneInfo(zone)

    def day(self, offset: int) -> date:
        return self.first_day + timedelta(days=offset)

    def moment(self, offset: int, hour: int = 0, minute: int = 0) -> datetime:
        return datetime.combine(self.day(offset), time(hour, minute), self.zone)

    def at(self, offset: int, hour: int = 10, minute: int = 0):
        return at(self.moment(offset, hour, minute))


def weekday_before(day: date, weekday: int) -> date:
    """The latest `weekday` (Monday is 0) that is not after `day`."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)
