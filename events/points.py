"""Where people sign in at an event: its days, which come by themselves, and the sessions, meals and buses that somebody added.

A point is known by its code, which Scan, Attendance and HeadCount hold. Each point is independent of the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from events.enums import PointKind, SessionState, SessionType
from events.models import CheckPoint, Event, Session
from events.queries import day_words

FEW_DAYS = 7  # of a longer event only the days with a session are offered


@dataclass(frozen=True)
class Point:
    """One place to sign in at. `uid` is that of its row; None for a day that came by itself."""

    code: str
    kind: str
    label: str
    on: date | None = None
    counts: bool = False
    session_id: int | None = None
    uid: UUID | None = None
    span: tuple[datetime, datetime] | None = None  # when its session is held
    called_off: bool = False

    @property
    def kind_label(self) -> str:
        return str(PointKind(self.kind).label)


def code_of_session(session: Session) -> str:
    """The code of a session's point: the same whether or not the point has been added yet."""
    return f"s-{session.uid.hex[:16]}"


def points_of(event: Event) -> list[Point]:
    """The points of an event, by day; of one day its own point first, then as they were ordered. Two queries at most.

    A day counts towards the certificate as long as no added point does: who counts sessions does not count days as well.
    A session that was called off counts for nobody.
    """
    rows = list(event.check_points.select_related("session"))
    added = [_of_row(event, row) for row in rows]
    taken = {point.code for point in added}
    day_counts = not any(point.counts for point in added)
    days = [_of_day(event, day, day_counts) for day in _days(event) if day.isoformat() not in taken]
    return sorted([*days, *added], key=lambda point: (point.on or date.max, point.kind != PointKind.DAY))


def point_of(event: Event, code: str) -> Point | None:
    """The point with this code; None when the event has none."""
    return next((point for point in points_of(event) if point.code == code), None)


def attendable(points: Iterable[Point]) -> int:
    """At how many of these points one person can be: of sessions held side by side, at one."""
    points = list(points)
    spans = [point.span for point in points if point.span]
    number, free_from = len(points) - len(spans), None
    for start, end in sorted(
        spans, key=lambda span: span[1]
    ):  # who leaves the earliest end first misses the least
        if free_from is None or start >= free_from:
            number, free_from = number + 1, end
    return number


def held_for(points: Iterable[Point]) -> int:
    """How many seconds the sessions of these points last together; what runs side by side counts once. A day or a meal has no time of its own."""
    return int(together(point.span for point in points if point.span).total_seconds())


def together(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """The time that these cover, each moment once."""
    total, until = timedelta(), datetime.min.replace(tzinfo=UTC)
    for starts, ends in sorted(spans):
        total += max(ends - max(starts, until), timedelta())
        until = max(until, ends)
    return total


def is_point(event: Event, code: str) -> bool:
    """Whether people can sign in at this point. A day of the event needs no query."""
    return code in {day.isoformat() for day in event.days} or event.check_points.filter(code=code).exists()


def current_point(points: Iterable[Point], event: Event, wanted: str = "") -> Point:
    """The point asked for, else the day that it is now at the event, else the first one."""
    points = list(points)
    today = timezone.now().astimezone(event.zone).date().isoformat()
    for code in (wanted, today):
        for point in points:
            if point.code == code:
                return point
    return points[0]


def _days(event: Event) -> list[date]:
    days = event.days
    if len(days) <= FEW_DAYS:
        return days
    held = {
        starts_at.astimezone(event.zone).date()
        for starts_at in event.sessions.filter(state=SessionState.PLANNED)
        .exclude(type=SessionType.BREAK)
        .values_list("starts_at", flat=True)
    }
    return [day for day in days if day in held] or days


def _of_day(event: Event, day: date, counts: bool) -> Point:
    return Point(day.isoformat(), PointKind.DAY, day_words(event, day, year=False), day, counts)


def _of_row(event: Event, row: CheckPoint) -> Point:
    on, span = row.on, None
    if row.session and row.session.starts_at:
        on = row.session.starts_at.astimezone(event.zone).date()
        span = (row.session.starts_at, row.session.ends_at)
    called_off = row.session is not None and row.session.state == SessionState.CANCELLED
    counts = row.counts and not called_off
    label = str(row.label) or (str(row.session) if row.session else "")
    if not label and on:
        label = day_words(event, on, year=False)
    return Point(row.code, row.kind, label or row.code, on, counts, row.session_id, row.uid, span, called_off)
