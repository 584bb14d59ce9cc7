"""Rooms of an event. Most come by naming them at a session; here they get a number of seats, another name, or go."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from events.models import Event, Room
from events.services.programme import EDIT

MOST = 100_000


def add_room(event: Event, *, actor: Actor, name: str, capacity: int | None = None) -> Room:
    """A room that sessions can be held in. Raises Conflict "known" when there is one of that name; DomainError on a field."""
    require(actor, EDIT, event)
    room = Room(event=event, name=_name(name), capacity=_capacity(capacity))
    with transaction.atomic():
        lock(event)
        _must_be_new(room)
        room.save(force_insert=True)
    return room


def update_room(room: Room, *, actor: Actor, **changes) -> Room:
    """Change name or capacity. Another name counts as a change of each session held there, so that calendars take it over."""
    require(actor, EDIT, room)
    if unknown := set(changes) - {"name", "capacity"}:
        raise TypeError(f"these cannot be changed here: {sorted(unknown)}")
    with transaction.atomic():
        lock(room.event)
        before = room.name
        if "name" in changes:
            room.name = _name(changes["name"])
            _must_be_new(room)
        if "capacity" in changes:
            room.capacity = _capacity(changes["capacity"])
        room.save()
        if room.name != before:
            _sessions_changed(room)
    return room


def remove_room(room: Room, *, actor: Actor) -> None:
    """Take a room away. Its sessions stay, without a room, and calendars are told."""
    require(actor, EDIT, room)
    with transaction.atomic():
        lock(room.event)
        _sessions_changed(room)
        room.delete()


def _sessions_changed(room: Room) -> None:
    room.sessions.update(sequence=F("sequence") + 1, changed_at=timezone.now())


def _name(name: str) -> str:
    return clean(name, label=_("The name of the room"), max_length=120, required=True)


def _capacity(capacity: int | None) -> int | None:
    if capacity is not None and not 0 <= capacity <= MOST:
        raise DomainError.on("capacity", _("Write a number of seats from 0 to 100,000."), "capacity")
    return capacity


def _must_be_new(room: Room) -> None:
    others = Room.objects.filter(event=room.event_id).exclude(pk=room.pk)
    if room.name.casefold() in {name.casefold() for name in others.values_list("name", flat=True)}:
        raise Conflict(_("There is a room of this name already."), "known")
