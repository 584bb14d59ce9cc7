"""The agenda of an event as pages and calendars show it: sessions by day, side by side where they overlap, with who speaks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from core.fields import TextMap
from core.fingerprint import fingerprint
from core.languages import language_name
from core.prepared import Given, Prepared
from events.enums import SessionState, SessionType, SpeakerRole
from events.models import Event, Session, Theme


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
    languages: list[str] = field(default_factory=list)
    interpretation: list[str] = field(default_factory=list)
    is_choice: bool = False
    speakers: list[SpeakerLine] = field(default_factory=list)
    description: TextMap = field(default_factory=TextMap)

    @property
    def is_break(self) -> bool:
        return self.type == SessionType.BREAK

    @property
    def anchor(self) -> str:
        return f"s-{self.uid.hex[:8]}"

    @property
    def spoken(self) -> str:
        """Urdu, interpreted into English."""
        return language_words(self.languages, self.interpretation)


def isolated(name: str) -> str:
    """A name in its own script, kept apart from the direction of the words around it."""
    return f"\u2068{name}\u2069"


def language_words(languages: Iterable[str], interpretation: Iterable[str]) -> str:
    """What is spoken and what it is interpreted into, in words; nothing when nothing was said of it."""
    spoken, into = (
        ", ".join(isolated(language_name(code)) for code in codes) for codes in (languages, interpretation)
    )
    if spoken and into:
        return _("%(spoken)s, interpreted into %(into)s") % {"spoken": spoken, "into": into}
    return _("interpreted into %(into)s") % {"into": into} if into else spoken


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


_sessions_and_speakers = Prepared(
    lambda: Session.objects.filter(event=Given("event"))
    .order_by("starts_at", "ends_at", "id", "speakers__precedence", "speakers__id")
    .values_list(
        "uid", "title", "type", "state", "starts_at", "ends_at", "sequence", "changed_at", "part", "room__name", "theme_id",
        "languages", "interpretation", "is_choice", "description",
        "speakers__id", "speakers__role", "speakers__precedence", "speakers__name", "speakers__title",
        "speakers__institution__names", "speakers__institution__name",
    )
)  # fmt: skip


class Agenda:
    """The sessions of an event in order, cancelled ones too, with their speakers by precedence: one query however many there are.

    `key` is a fingerprint of all of it: what is made from an agenda may be kept under its key. `themes`: the event's, for their titles.
    """

    released: dict | None = None

    def __init__(self, event: Event, themes: Iterable[Theme]):
        self.event = event
        self._themes = {theme.pk: str(theme) for theme in themes}
        self._rows = _sessions_and_speakers(event=event.pk)

    def __bool__(self) -> bool:
        return bool(self._rows)

    @cached_property
    def key(self) -> str:
        return fingerprint(
            self._rows, self._themes, self.event.timezone, self.event.starts_at, self.event.languages
        )

    @cached_property
    def items(self) -> list[Item]:
        items: dict[UUID, Item] = {}
        roles = {role.value: str(role.label) for role in SpeakerRole}
        for row in self._rows:
            uid, title, type_, state, starts, ends, sequence, changed, part, room, theme, *rest = row
            languages, interpretation, is_choice, description, speaker, *rest = rest
            if uid not in items:
                cancelled, about = state == SessionState.CANCELLED, self._themes.get(theme, "")
                items[uid] = Item(
                    uid, title, type_, cancelled, starts, ends, sequence, changed, part, room or "", about,
                    languages, interpretation, is_choice, description=description,
                )  # fmt: skip
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


class ReleasedAgenda(Agenda):
    """The agenda as it was released last, out of its snapshot (events.snapshots): no query at all."""

    released: dict

    def __init__(self, event: Event, released: dict):
        self.event = event
        self.released = released
        self.sessions: list[dict] = released["sessions"]

    def __bool__(self) -> bool:
        return bool(self.sessions)

    @cached_property
    def key(self) -> str:
        """A release never changes, so its number says what is in it."""
        about = (self.event.uid, self.released["number"], self.released["released_at"])
        return fingerprint(about, self.event.timezone, self.event.starts_at, self.event.languages)

    @cached_property
    def items(self) -> list[Item]:
        roles = {role.value: str(role.label) for role in SpeakerRole}
        return [_released_item(row, roles) for row in self.sessions]


def public_agenda(event: Event, themes: Iterable[Theme]) -> Agenda:
    """What everybody sees: the latest release, or the sessions themselves before the first. `released` of the event, when the query
    has brought it (events.queries.shown_event), is not asked for again."""
    released = event.released if hasattr(event, "released") else latest_snapshot(event)
    return Agenda(event, themes) if released is None else ReleasedAgenda(event, released)


def latest_snapshot(event: Event) -> dict | None:
    """The agenda as it was released last; None before the first release."""
    return event.releases.order_by("-number").values_list("snapshot", flat=True).first()


def _released_item(row: dict, roles: dict) -> Item:
    moments = (datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at", "changed_at"))
    starts_at, ends_at, changed_at = moments
    speakers = [
        _speaker(
            roles, one["role"], one["precedence"], one["name"], one["title"], TextMap(one["names"]), one["institution"]
        )
        for one in row["speakers"]
    ]  # fmt: skip
    return Item(
        UUID(row["uid"]), TextMap(row["title"]), row["type"], row["state"] == SessionState.CANCELLED, starts_at, ends_at,
        row["sequence"], changed_at, row["part"], row["room"], str(TextMap(row["theme"])), row["languages"],
        row["interpretation"], row["is_choice"], speakers, TextMap(row.get("description", {})),
    )  # fmt: skip


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
