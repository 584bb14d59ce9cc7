"""The agenda of an event as pages and calendars show it: sessions by day, side by side where they overlap, with who speaks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from core.fields import TextMap
from core.fingerprint import fingerprint
from events.enums import SessionState, SessionType, SpeakerRole
from events.models import Event, Theme


@dataclass(frozen=True)
class SpeakerLine:
    """One who speaks: "Chief guest" "Ministry of Human Rights"."""

    role: str
    who: str
    precedence: int


@dataclass
class Item:
    """A session as the agenda shows it."""

    uid: UUID
    title: TextMap
    type: str
    cancelled: bool
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime
    part: str
    room: str
    theme: str
    speakers: list[SpeakerLine] = field(default_factory=list)

    @property
    def is_break(self) -> bool:
        return self.type == SessionType.BREAK

    @property
    def anchor(self) -> str:
        return f"s-{self.uid.hex[:8]}"


@dataclass
class Slot:
    """One time of the day: a session, or several side by side."""

    starts_at: datetime
    ends_at: datetime
    items: list[Item]

    @property
    def is_parallel(self) -> bool:
        return len(self.items) > 1


@dataclass
class Day:
    number: int
    date: date
    slots: list[Slot]

    @property
    def items(self) -> Iterable[Item]:
        return (item for slot in self.slots for item in slot.items)

    @property
    def part(self) -> str:
        """What the day is about, when all its sessions belong to one part."""
        parts = {item.part for item in self.items if not item.is_break}
        return parts.pop() if len(parts) == 1 else ""


class Agenda:
    """The sessions of an event in order, cancelled ones too, with their speakers by precedence: one query however many there are.

    `key` is a fingerprint of all of it: what is made from an agenda may be kept under its key. `themes`: the event's, for their titles.
    """

    def __init__(self, event: Event, themes: Iterable[Theme]):
        self.event = event
        self._themes = {theme.pk: str(theme) for theme in themes}
        self._rows = list(
            event.sessions.order_by("starts_at", "ends_at", "id", "speakers__precedence", "speakers__id").values_list(
                "uid", "title", "type", "state", "starts_at", "ends_at", "sequence", "changed_at", "part", "room__name", "theme_id",
                "speakers__id", "speakers__role", "speakers__precedence", "speakers__name", "speakers__title",
                "speakers__institution__names", "speakers__institution__name",
            )
        )  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self._rows)

    @cached_property
    def key(self) -> str:
        return fingerprint(self._rows, self._themes, self.event.timezone, self.event.starts_at)

    @cached_property
    def items(self) -> list[Item]:
        items: dict[UUID, Item] = {}
        roles = {role.value: str(role.label) for role in SpeakerRole}
        for row in self._rows:
            uid, title, type_, state, starts, ends, sequence, changed, part, room, theme, speaker, *rest = row
            if uid not in items:
                cancelled, about = state == SessionState.CANCELLED, self._themes.get(theme, "")
                items[uid] = Item(
                    uid, title, type_, cancelled, starts, ends, sequence, changed, part, room or "", about
                )
            if speaker is not None:
                items[uid].speakers.append(_speaker(roles, *rest))
        return list(items.values())

    @cached_property
    def days(self) -> list[Day]:
        return agenda_days(self.event, self.items)

    @cached_property
    def speakers(self) -> list[SpeakerLine]:
        """Everybody who speaks, once, in order of precedence."""
        lines = sorted(
            (line for item in self.items if not item.cancelled for line in item.speakers),
            key=lambda line: line.precedence,
        )
        first: dict[str, SpeakerLine] = {}
        for line in lines:
            first.setdefault(line.who, line)
        return list(first.values())


def _speaker(
    roles: dict,
    role: str,
    precedence: int,
    name: str,
    title: str,
    names: TextMap | None,
    institution: str | None,
) -> SpeakerLine:
    parts = dict.fromkeys(part for part in (name, title, str(names or "") or institution) if part)
    return SpeakerLine(roles[role], ", ".join(parts), precedence)


def agenda_days(event: Event, items: Iterable[Item]) -> list[Day]:
    """The items by day in the event's own zone, and within the day by time; what overlaps stands side by side.

    What is cancelled has a line of its own: nothing runs beside it.
    """
    days: dict[date, Day] = {}
    open_slots: dict[date, Slot] = {}
    first = event.starts_at.astimezone(event.zone).date()
    for item in items:
        on = item.starts_at.astimezone(event.zone).date()
        day = days.setdefault(on, Day((on - first).days + 1, on, []))
        beside = open_slots.get(on)
        if beside is not None and not item.cancelled and item.starts_at < beside.ends_at:
            beside.items.append(item)
            beside.items.sort(key=lambda one: (one.starts_at, one.room))
            beside.ends_at = max(beside.ends_at, item.ends_at)
            continue
        slot = Slot(item.starts_at, item.ends_at, [item])
        day.slots.append(slot)
        if not item.cancelled:
            open_slots[on] = slot
    return list(days.values())
