"""The agenda: themes, rooms, sessions and who speaks in them.

A session keeps its uid (the UID of its calendar entry) for life; `sequence` counts the changes that move people: time, room,
cancellation. Clashes are told (events.clashes), never forbidden: the room may be divided, the speaker may walk over.
"""

from collections.abc import Iterable, Mapping, Set
from datetime import UTC, datetime

from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from directory.models import Institution
from events.enums import EventState, SessionState, SessionType, SpeakerRole
from events.models import Event, Room, Session, Speaker, Theme
from events.services.choices import set_seats
from events.services.events import inside

EDIT = "events.edit_programme"
SESSION_FIELDS = frozenset(
    "title description type starts_at ends_at room theme part languages interpretation is_choice counts".split()
)
MATERIAL = ("starts_at", "ends_at", "room_id", "state")
# The usual order of precedence; a number given by hand goes before it.
PRECEDENCE = {
    SpeakerRole.CHIEF_GUEST: 10, SpeakerRole.CHAIR: 20, SpeakerRole.MODERATOR: 40, SpeakerRole.FACILITATOR: 50,
    SpeakerRole.PANELLIST: 60, SpeakerRole.EXPERT: 65, SpeakerRole.RESOURCE: 70, SpeakerRole.DISCUSSANT: 75,
    SpeakerRole.RAPPORTEUR: 90, SpeakerRole.INTERPRETER: 95,
}  # fmt: skip


# == Themes ======================================================================================================


def add_theme(
    event: Event,
    *,
    actor: Actor,
    title: Mapping,
    questions: Mapping | None = None,
    position: int | None = None,
) -> Theme:
    """A new theme, last unless `position` says otherwise. Raises DomainError without a title."""
    require(actor, EDIT, event)
    _title_given(title)
    with transaction.atomic():
        lock(event)
        if position is None:
            position = (event.themes.aggregate(last=Max("position"))["last"] or 0) + 1
        return Theme.objects.create(event=event, title=title, questions=questions or {}, position=position)


def update_theme(theme: Theme, *, actor: Actor, **changes) -> Theme:
    """Change title, questions or position."""
    require(actor, EDIT, theme)
    _only(changes, {"title", "questions", "position"})
    if "title" in changes:
        _title_given(changes["title"])
    return _save(theme, changes)


def move_theme(theme: Theme, *, actor: Actor, up: bool) -> None:
    """Change places with the theme before (`up`) or after. At either end nothing happens."""
    require(actor, EDIT, theme)
    with transaction.atomic():
        lock(theme.event)
        order = list(theme.event.themes.all())
        here = order.index(theme)
        there = here - 1 if up else here + 1
        if 0 <= there < len(order):
            order[here], order[there] = order[there], order[here]
        for position, each in enumerate(order, 1):
            each.position = position
        Theme.objects.bulk_update(order, ["position"])


def remove_theme(theme: Theme, *, actor: Actor) -> None:
    """Take a theme away. Its sessions, minutes and recommendations stay, without a theme."""
    require(actor, EDIT, theme)
    theme.delete()


# == Sessions ====================================================================================================


def add_session(
    event: Event, *, actor: Actor, title: Mapping, starts_at: datetime, ends_at: datetime, type: str = SessionType.PLENARY,
    room: str | Room = "", theme: Theme | None = None, part: str = "", languages: Iterable[str] = (),
    interpretation: Iterable[str] = (), is_choice: bool = False, counts: bool = True,
    description: Mapping | None = None,
) -> Session:  # fmt: skip
    """A new item of the agenda, within the days of the event. A room named for the first time is made.

    Raises DomainError for a missing title, an end before the start, a time outside the event, a theme of another event.
    """
    require(actor, EDIT, event)
    _still_changes(event)
    with transaction.atomic():
        session = Session(
            event=event, title=title, starts_at=starts_at, ends_at=ends_at, type=type, theme=theme, part=part,
            languages=list(languages), interpretation=list(interpretation), is_choice=is_choice, counts=counts,
            room=_room(event, room), description=description or {},
        )  # fmt: skip
        _check(session)
        session.save(force_insert=True)
    return session


def add_sessions(event: Event, items: Iterable[Mapping], *, actor: Actor) -> list[Session]:
    """Several sessions, all or none. Each item holds the fields of add_session, `speakers`, a list of those of add_speaker, and
    `seats`, how many may choose it."""
    with transaction.atomic():
        made = []
        for item in items:
            fields = dict(item)
            speakers, size = fields.pop("speakers", ()), fields.pop("seats", None)
            made.append(add_session(event, actor=actor, **fields))
            for speaker in speakers:
                add_speaker(made[-1], actor=actor, **speaker)
            if size is not None:
                set_seats(made[-1], actor=actor, size=size)
    return made


def update_session(session: Session, *, actor: Actor, **changes) -> Session:
    """Change a session; `seats`: how many may choose it, None for any number. Another time or room counts in `sequence`, so that
    calendars take it over. Errors as in add_session."""
    require(actor, EDIT, session)
    _still_changes(session.event)
    _only(changes, SESSION_FIELDS | {"seats"})
    with transaction.atomic():
        if "seats" in changes:
            set_seats(session, actor=actor, size=changes.pop("seats"))
        before = lock(session)
        if "room" in changes:
            changes["room"] = _room(session.event, changes["room"])
        for name, value in changes.items():
            setattr(session, name, value)
        _check(session)
        if any(getattr(session, name) != getattr(before, name) for name in MATERIAL):
            session.sequence = before.sequence + 1
        session.save()
    return session


def move_session(session: Session, *, actor: Actor, starts_at: datetime) -> Session:
    """Let a session begin at another time, as long as it was. Errors as in add_session."""
    length = session.ends_at - session.starts_at
    return update_session(session, actor=actor, starts_at=starts_at, ends_at=starts_at + length)


def cancel_session(session: Session, *, actor: Actor) -> Session:
    """Call a session off. It stays on the agenda, marked cancelled, and calendars are told (`sequence`)."""
    return _set_state(session, SessionState.CANCELLED, actor)


def restore_session(session: Session, *, actor: Actor) -> Session:
    """Hold a cancelled session after all."""
    return _set_state(session, SessionState.PLANNED, actor)


def _set_state(session: Session, state: str, actor: Actor) -> Session:
    require(actor, EDIT, session)
    _still_changes(session.event)
    with transaction.atomic():
        locked = lock(session)
        if locked.state != state:
            session.state, session.sequence = state, locked.sequence + 1
            session.save(update_fields=["state", "sequence", "changed_at"])
    return session


def remove_session(session: Session, *, actor: Actor) -> None:
    """Take a session off the agenda as if it had never been there: only while the event is a draft and nothing hangs on it.

    Once published, people have it in their calendars: cancel it instead.
    """
    require(actor, EDIT, session)
    if session.event.state != EventState.DRAFT:
        raise Conflict(
            _("This session is published. Cancel it instead: it stays on the agenda, marked cancelled."),
            "published",
        )
    try:
        with transaction.atomic():
            session.delete()
    except ProtectedError as error:
        raise Conflict(
            _("Minutes or decisions belong to this session. Cancel it instead."), "in_use"
        ) from error


def _check(session: Session) -> None:
    _title_given(session.title)
    if session.ends_at.astimezone(UTC) <= session.starts_at.astimezone(UTC):  # on one clock, whatever it does
        raise DomainError.on("ends_at", _("The session must end after it starts."), "ends_before_start")
    if not inside(session.event, session.starts_at, session.ends_at):
        raise DomainError.on(
            "starts_at", _("The session must lie within the days of the event."), "outside_event"
        )
    if session.theme is not None and session.theme.event_id != session.event_id:
        raise DomainError.on("theme", _("Choose a theme of this event."), "foreign_theme")


def _room(event: Event, room: str | Room) -> Room | None:
    """The room of that name, made when it is new. Names are compared without case."""
    if isinstance(room, Room):
        if room.event_id != event.pk:
            raise DomainError.on("room", _("Choose a room of this event."), "foreign_room")
        return room
    if not room:
        return None
    known = {each.name.casefold(): each for each in event.rooms.all()}
    return known.get(room.casefold()) or Room.objects.get_or_create(event=event, name=room)[0]


# == Speakers ====================================================================================================


def add_speaker(
    session: Session, *, actor: Actor, name: str = "", title: str = "", institution: Institution | None = None,
    role: str = SpeakerRole.PANELLIST, precedence: int | None = None,
) -> Speaker:  # fmt: skip
    """Somebody who speaks: a name, or only an office. Without `precedence` the role decides the place in the order."""
    require(actor, EDIT, session)
    _still_changes(session.event)
    _somebody(name, title, institution)
    if precedence is None:
        precedence = PRECEDENCE[SpeakerRole(role)]
    return Speaker.objects.create(
        session=session, name=name, title=title, institution=institution, role=role, precedence=precedence
    )


def update_speaker(speaker: Speaker, *, actor: Actor, **changes) -> Speaker:
    """Change name, title, institution, role or precedence."""
    require(actor, EDIT, speaker)
    _still_changes(speaker.session.event)
    _only(changes, {"name", "title", "institution", "role", "precedence"})
    if changes.get("precedence", 0) is None:
        changes["precedence"] = PRECEDENCE[SpeakerRole(changes.get("role", speaker.role))]
    merged = {name: changes.get(name, getattr(speaker, name)) for name in ("name", "title", "institution")}
    _somebody(**merged)
    return _save(speaker, changes)


def remove_speaker(speaker: Speaker, *, actor: Actor) -> None:
    """Take a speaker off the session."""
    require(actor, EDIT, speaker)
    _still_changes(speaker.session.event)
    speaker.delete()


def _somebody(name: str, title: str, institution: Institution | None) -> None:
    if not (name or title or institution):
        raise DomainError.on(
            "name", _("Write a name, or the office that speaks, or choose the institution."), "required"
        )


# == Helpers =====================================================================================================


def _title_given(title: Mapping) -> None:
    if not any(title.values()):
        raise DomainError.on("title", _("Write a title in at least one language."), "required")


def _still_changes(event: Event) -> None:
    if event.state == EventState.CANCELLED:
        raise Conflict(_("The event was cancelled; its agenda can no longer be changed."), "cancelled")


def _only(changes: Mapping, known: Set[str]) -> None:
    if unknown := set(changes) - known:
        raise TypeError(f"these cannot be changed here: {sorted(unknown)}")


def _save(obj: models.Model, changes: Mapping):
    for name, value in changes.items():
        setattr(obj, name, value)
    obj.save()
    return obj
