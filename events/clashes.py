"""What an agenda should be warned of: a room used twice, somebody in two places, a session or a break beside a plenary. No errors."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.text import fold
from events.enums import SessionState, SessionType
from events.models import Event, Session

FOR_ALL = (SessionType.OPENING, SessionType.PLENARY, SessionType.CLOSING)


def clashes(sessions: Iterable[Session]) -> dict[int, list[str]]:
    """{id of a session: sentences}. Fetch `room` and `speakers` before: this asks no query itself."""
    found: dict[int, list[str]] = {}
    planned = sorted(
        (session for session in sessions if session.state == SessionState.PLANNED),
        key=lambda session: session.starts_at,
    )
    for number, one in enumerate(planned, 1):
        for other in planned[number:]:
            if other.starts_at >= one.ends_at:
                break  # so do all after it
            for here, there in ((one, other), (other, one)):
                found.setdefault(here.pk, []).extend(_between(here, there))
    return {pk: sentences for pk, sentences in found.items() if sentences}


def warnings(event: Event, sessions: list[Session]) -> list[tuple[Session, list[str]]]:
    """Each session with what to look at: its clashes, and when it lies outside the days of the event."""
    found = clashes(sessions)
    days = (event.days[0], event.days[-1])
    rows = []
    for session in sessions:
        on = [moment.astimezone(event.zone).date() for moment in (session.starts_at, session.ends_at)]
        outside = session.state == SessionState.PLANNED and not days[0] <= on[0] <= on[1] <= days[1]
        own = [_("It lies outside the days of the event.")] if outside else []
        if session.state == SessionState.PLANNED and not own:
            own = _outside_the_hours(event, session)
        rows.append((session, own + found.get(session.pk, [])))
    return rows


def _outside_the_hours(event: Event, session: Session) -> list[str]:
    """On the first day before the event begins, or on its last day after it has ended."""
    if event.starts_at <= session.starts_at and session.ends_at <= event.ends_at:
        return []
    start, end = (date_format(at.astimezone(event.zone), "H:i") for at in (event.starts_at, event.ends_at))
    if session.starts_at < event.starts_at:
        return [_("The event begins only at %(time)s.") % {"time": start}]
    return [_("The event ends at %(time)s already.") % {"time": end}]


def _between(here: Session, there: Session) -> list[str]:
    sentences = []
    if here.room_id and here.room_id == there.room_id:
        sentences.append(
            _("“%(room)s” is also used by “%(other)s” at this time.") % {"room": here.room, "other": there}
        )
    for name in sorted(_names(here) & _names(there)):
        sentences.append(
            _("%(name)s also speaks in “%(other)s” at this time.")
            % {"name": _names_shown(here)[name], "other": there}
        )
    if here.type in FOR_ALL and there.type in FOR_ALL and not sentences:
        sentences.append(_("“%(other)s” is also for everyone and runs at this time.") % {"other": there})
    elif here.type in FOR_ALL and there.type == SessionType.BREAK:
        sentences.append(_("The break “%(other)s” runs at this time.") % {"other": there})
    elif here.type == SessionType.BREAK and there.type in FOR_ALL:
        sentences.append(_("“%(other)s” is for everyone and runs at this time.") % {"other": there})
    return sentences


def _names(session: Session) -> set[str]:
    return set(_names_shown(session))


def _names_shown(session: Session) -> dict[str, str]:
    return {fold(speaker.name): speaker.name for speaker in session.speakers.all() if speaker.name}
