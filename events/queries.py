"""Reads of events for pages, feeds and mails: plain shapes, few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actors import Actor
from core.dates import span
from core.fields import TextMap, TextMapField
from core.fingerprint import fingerprint
from core.memo import remembered
from directory.models import Area
from events.enums import (
    HOLDING,
    DatePrecision,
    EventState,
    PartnerRole,
    SessionState,
    SessionType,
    SpeakerRole,
)
from events.models import Event, EventChange, Pool, Registration, Theme

# == Events ======================================================================================================


def listed_events(actor: Actor) -> QuerySet[Event]:
    """What the public list shows."""
    return Event.objects.visible_to(actor).listed().select_related("host")


# For the registration form: whether places are shared among areas, so that the area must be asked.
HAS_AREA_SEATS = Exists(Pool.objects.filter(event=OuterRef("pk"), kind="per_area"))


def event_pages(actor: Actor) -> QuerySet[Event]:
    """Events with what their page says about them: host and seats, in one query."""
    seats = Pool.objects.filter(event=OuterRef("pk"), kind="event").values("size")[:1]
    taken = Registration.objects.filter(event=OuterRef("pk"), state__in=HOLDING).order_by().values("event").annotate(n=Count("pk"))
    return Event.objects.visible_to(actor).select_related("host").annotate(
        seats=Subquery(seats),
        seats_taken=Coalesce(Subquery(taken.values("n"), output_field=IntegerField()), 0),
        )


@remembered
def announced_at(event_id: int) -> datetime | None:
    """When the event was published first."""
    return EventChange.objects.filter(subject=event_id, transition="publish").order_by("id").values_list("at", flat=True).first()


def coming_first() -> tuple:
    """Order: what is still to come, the next one first; then what is over, the latest first."""
    to_come = When(ends_at__gte=timezone.now(), then=F("starts_at"))
    return (Case(to_come).asc(nulls_last=True), "-starts_at")


def country_name(event: Event) -> str:
    """The country of an event in the reader's language."""
    return str(_countries().get(event.country, event.country))


@remembered
def _countries() -> dict[str, Area]:
    return {area.code: area for area in Area.objects.filter(level=0, valid_to=None)}


def countries_of(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """(code, name) of the countries in which the events are held, for a filter."""
    codes = events.exclude(country="").order_by().values_list("country", flat=True).distinct()
    return sorted(((code, str(_countries().get(code, code))) for code in codes), key=lambda pair: pair[1])


def date_words(event: Event, *, year: bool = True) -> str:
    """The days of the event in words, in its own zone: "12–13 January 2027"; "17–18 September, year unknown"."""
    days = event.days
    if event.date_precision == DatePrecision.UNKNOWN_YEAR:
        return _("%(days)s, year unknown") % {"days": span(days[0], days[-1], year=False)}
    return span(days[0], days[-1], year=year)


def is_over(event: Event) -> bool:
    return event.ends_at <= timezone.now()


def count_words(event: Event) -> str:
    """A count that others reported, with its qualifier: "about 50 human rights defenders"."""
    if event.reported_count is None:
        return ""
    patterns = {
        "about": _("about %(number)s %(kind)s"),
        "over": _("over %(number)s %(kind)s"),
    }
    pattern = patterns.get(event.reported_qualifier, pgettext("an exact count", "%(number)s %(kind)s"))
    return pattern % {"number": event.reported_count, "kind": event.reported_kind or _("participants")}


@dataclass(frozen=True)
class RegistrationStatus:
    """Where registration for an event stands. kind: open | full | later | closed | none; words: for a chip or the thread."""

    kind: str
    words: str
    places: str = ""

    @property
    def can_register(self) -> bool:
        return self.kind in ("open", "full")


def registration_status(event: Event) -> RegistrationStatus:
    """Computed from the clock and from the seats of `event_pages`."""
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if event.state == EventState.CANCELLED or opens is None:
        return RegistrationStatus("none", "")
    if not event.registration_is_open:
        if event.state == EventState.PUBLISHED and opens > timezone.now():
            return RegistrationStatus("later", _("Registration opens on %(day)s") % {"day": _day(event, opens)})
        return RegistrationStatus("closed", _("Registration is closed"))
    words = _("Registration open until %(day)s") % {"day": _day(event, closes)} if closes else _("Registration is open")
    left = places_left(event)
    if left == 0:
        if not event.waiting_list:
            return RegistrationStatus("closed", _("All places are taken"))
        return RegistrationStatus("full", _("All places are taken; there is a waiting list"))
    places = _("%(left)s places left of %(seats)s") % {"left": left, "seats": event.seats} if left is not None else ""
    return RegistrationStatus("open", words, places)


def places_left(event: Event) -> int | None:
    """Seats left in the event's own pool; None when it has none. For events from `event_pages`."""
    seats = getattr(event, "seats", None)
    return None if seats is None else max(0, seats - event.seats_taken)


def _day(event: Event, moment: datetime) -> str:
    local = moment.astimezone(event.zone)
    return date_format(local, "j F" if local.year == event.starts_at.astimezone(event.zone).year else "j F Y")


@dataclass(frozen=True)
class Partner:
    """An institution behind the event. role: "Organiser", "Funded by"."""

    role: str
    name: str
    disclaimer: str = ""


@dataclass(frozen=True)
class Standing:
    """What an event is about and who stands behind it: both in their order."""

    themes: list[Theme]
    partners: list[Partner]


def standing(event: Event) -> Standing:
    """Themes and partners of an event by one query: two short lists of the same shape. The host comes first when nobody names it."""
    empty = Value({}, TextMapField())
    themes = event.themes.order_by().values_list(Value("theme"), "position", "pk", "title", "questions", Value(""), Value(""), Value(0))
    partners = event.partners.order_by().values_list(
        "role", "position", "pk", "institution__names", empty, "institution__name", "disclaimer", "institution_id"
    )
    found, behind, host_is_named = [], [], False
    for kind, position, pk, title, questions, name, disclaimer, institution in sorted(themes.union(partners, all=True), key=_by_position):
        if kind == "theme":
            found.append(Theme(pk=pk, event=event, position=position, title=title, questions=questions))
        else:
            behind.append(Partner(str(PartnerRole(kind).label), str(title) or name, disclaimer))
            host_is_named = host_is_named or institution == event.host_id
    if not host_is_named:
        behind.insert(0, Partner(str(PartnerRole.ORGANISER.label), str(event.host)))
    return Standing(found, behind)


def _by_position(row: tuple) -> tuple[int, int]:
    return row[1], row[2]


# == Agenda ======================================================================================================


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
                items[uid] = Item(uid, title, type_, cancelled, starts, ends, sequence, changed, part, room or "", about)
            if speaker is not None:
                items[uid].speakers.append(_speaker(roles, *rest))
        return list(items.values())

    @cached_property
    def days(self) -> list[Day]:
        return agenda_days(self.event, self.items)

    @cached_property
    def speakers(self) -> list[SpeakerLine]:
        """Everybody who speaks, once, in order of precedence."""
        lines = sorted((line for item in self.items if not item.cancelled for line in item.speakers), key=lambda line: line.precedence)
        first: dict[str, SpeakerLine] = {}
        for line in lines:
            first.setdefault(line.who, line)
        return list(first.values())


def _speaker(roles: dict, role: str, precedence: int, name: str, title: str, names: TextMap | None, institution: str | None) -> SpeakerLine:
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


def page_key(event: Event, agenda: Agenda, *more: object) -> str:
    """A fingerprint of all that the standing part of an event's page shows: the event, its agenda, and `more`."""
    fields = [getattr(event, field.attname) for field in Event._meta.concrete_fields if field.name not in ("queue_counter", "joining_link")]
    return fingerprint(fields, str(event.host), agenda.key, *more)


# == Registration form ===========================================================================================


@dataclass(frozen=True)
class AreaChoices:
    """The areas that a form offers: objects by code, and choices grouped by the area above."""

    by_code: dict[str, Area]
    choices: list[tuple]
    kind: str = ""


def area_choices(country: str) -> AreaChoices:
    """Districts grouped by province; first-level areas where there are no districts; countries for an event of no country."""
    if not country:
        return _flat(_countries().values(), "country")
    found = _areas(country)
    districts = [area for area in found if area.level == 2]
    if not districts:
        return _flat(found, "region")
    groups: dict[str, list] = {}
    for area in sorted(districts, key=lambda area: (str(area.parent), str(area))):
        groups.setdefault(str(area.parent), []).append((area.code, str(area)))
    return AreaChoices({area.code: area for area in districts}, list(groups.items()), "district")


def _flat(areas: Iterable[Area], kind: str) -> AreaChoices:
    areas = sorted(areas, key=str)
    return AreaChoices({area.code: area for area in areas}, [(area.code, str(area)) for area in areas], kind)


@remembered
def _areas(country: str) -> list[Area]:
    return list(Area.objects.filter(country=country, level__in=(1, 2), valid_to=None).select_related("parent"))
