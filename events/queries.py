"""Reads of events for pages, feeds and mails: plain shapes, few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from core.actors import ANONYMOUS, Actor
from core.dates import clock_words, span
from core.fields import TextMapField
from core.fingerprint import fingerprint
from core.memo import remembered
from core.prepared import Given, Prepared
from directory.models import Area
from events.agenda import Agenda
from events.enums import (
    HOLDING,
    DatePrecision,
    EventState,
    MaterialVisibility,
    PartnerRole,
    Promotion,
)
from events.models import (
    Delegation,
    Event,
    EventChange,
    EventPartner,
    Material,
    Pool,
    Question,
    Registration,
    Release,
    Theme,
)
from events.seating import Seats

# == Events ======================================================================================================


def listed_events(actor: Actor) -> QuerySet[Event]:
    """What the public list shows."""
    return Event.objects.visible_to(actor).listed().select_related("host", "series")


# For the registration form: whether places are shared among areas, so that the area must be asked.
HAS_AREA_SEATS = Exists(Pool.objects.filter(event=OuterRef("pk"), kind="per_area"))
# And whether the event asks questions of its own.
HAS_QUESTIONS = Exists(Question.objects.filter(event=OuterRef("pk"), retired_at=None))


# What the page of an event says of its seats. Put together once: this is the page that is opened most.
_TAKEN = (
    Registration.objects.filter(event=OuterRef("pk"), state__in=HOLDING)
    .order_by()
    .values("event")
    .annotate(n=Count("pk"))
)
_RESERVED = Exists(Pool.objects.filter(event=OuterRef("pk"), reserved=True))
_DELEGATED = Exists(Delegation.objects.filter(event=OuterRef("pk"), released_at=None))
SEATS = {
    "seats": Subquery(Pool.objects.filter(event=OuterRef("pk"), kind="event").values("size")[:1]),
    "keeps_seats": _RESERVED | _DELEGATED,
    "seats_taken": Coalesce(Subquery(_TAKEN.values("n"), output_field=IntegerField()), 0),
}
# The agenda that was released last, and whether anything is to be read beside it.
RELEASED = {
    "released": Subquery(
        Release.objects.filter(event=OuterRef("pk")).order_by("-number").values("snapshot")[:1]
    ),
    "has_materials": Exists(
        Material.objects.filter(event=OuterRef("pk"), visibility=MaterialVisibility.PUBLIC)
    ),
}


def event_pages(actor: Actor) -> QuerySet[Event]:
    """Events with what their page says about them: host and seats, in one query. `keeps_seats`: some are not for everybody."""
    return Event.objects.visible_to(actor).select_related("host", "series").annotate(**SEATS)


def shown_event(actor: Actor, slug: str) -> Event | None:
    """An event for its public pages: with the agenda that was released last, as `released` (None before the first), and whether
    anything is to be read beside it (`has_materials`). None: there is none that the actor may see."""
    if actor.is_team:
        return _shown_events(actor).filter(slug=slug).first()
    return next(iter(_shown_to_anybody(slug=slug)), None)


def _shown_events(actor: Actor) -> QuerySet[Event]:
    return event_pages(actor).annotate(**RELEASED)


_shown_to_anybody = Prepared(lambda: _shown_events(ANONYMOUS).filter(slug=Given("slug")))


@remembered
def announced_at(event_id: int) -> datetime | None:
    """When the event was published first."""
    return (
        EventChange.objects.filter(subject=event_id, transition="publish")
        .order_by("id")
        .values_list("at", flat=True)
        .first()
    )


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


def day_words(event: Event, day: date, *, year: bool = True) -> str:
    """One day in words: "Tuesday 12 January 2027"; of an event whose year nobody knows neither year nor day of the week."""
    if event.date_precision == DatePrecision.UNKNOWN_YEAR:
        return date_format(day, "j E")
    return date_format(day, "l j E Y" if year else "l j E")


def when_words(event: Event) -> str:
    """Days and time of day: "12 January 2027, 10:00–12:30"; of several days when the first begins: "12–13 January 2027, from 09:30"."""
    dates = date_words(event)
    if event.date_precision == DatePrecision.UNKNOWN_YEAR:
        return dates
    start, end = (date_format(at.astimezone(event.zone), "H:i") for at in (event.starts_at, event.ends_at))
    if event.days[0] != event.days[-1]:
        return _("%(dates)s, from %(time)s") % {"dates": dates, "time": start}
    times = f"{start}–{end}"
    return f"{dates}, \u2066{times}\u2069" if get_language_bidi() else f"{dates}, {times}"


def clock_of(event: Event) -> str:
    """Whose clock the times of an event are on; when the clocks change while it runs, what they are at its end."""
    return clock_words(event.zone, event.starts_at, event.ends_at)


def is_over(event: Event) -> bool:
    """Its end has passed, or somebody closed it before: nothing more comes in then."""
    return event.state == EventState.CLOSED or event.ends_at <= timezone.now()


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
    """Where registration for an event stands. kind: open | full | later | closed | invited | none; words: for a chip or the thread."""

    kind: str
    words: str
    places: str = ""

    @property
    def can_register(self) -> bool:
        return self.kind in ("open", "full")


def registration_status(event: Event) -> RegistrationStatus:
    """Computed from the clock and from the seats of `event_pages`."""
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if event.state == EventState.CANCELLED:
        return RegistrationStatus("none", "")
    if opens is None:
        coming = event.state == EventState.PUBLISHED and not is_over(event)
        return RegistrationStatus("invited", _("By invitation")) if coming else RegistrationStatus("none", "")
    if not event.registration_is_open:
        if event.state == EventState.PUBLISHED and opens > timezone.now():
            return RegistrationStatus(
                "later", _("Registration opens on %(day)s") % {"day": _day(event, opens)}
            )
        return RegistrationStatus("closed", _("Registration is closed"))
    words = (
        _("Registration open until %(day)s") % {"day": _day(event, closes)}
        if closes
        else _("Registration is open")
    )
    left = places_left(event)
    if left == 0:
        return _nothing_for_all(event)
    return RegistrationStatus("open", words, "" if left is None else _places_words(event, left))


def _places_words(event: Event, left: int) -> str:
    numbers = {"left": left, "seats": event.seats}
    words = ngettext("%(left)s place left of %(seats)s", "%(left)s places left of %(seats)s", left) % numbers
    if not (kept := kept_places(event)):
        return words
    return _("%(words)s, and %(kept)s kept for certain participants") % {"words": words, "kept": kept}


def _nothing_for_all(event: Event) -> RegistrationStatus:
    """No place that anybody may take; those for whom some are kept can still register."""
    if kept_places(event):
        if event.waiting_list:
            words = _("All places are taken but those kept for certain participants; there is a waiting list")
            return RegistrationStatus("full", words)
        return RegistrationStatus("open", _("Only places kept for certain participants are left"))
    if event.waiting_list:
        return RegistrationStatus("full", _("All places are taken; there is a waiting list"))
    return RegistrationStatus("closed", _("All places are taken"))


def places_left(event: Event) -> int | None:
    """Seats that anybody may take; None when the event has no limit. For events from `event_pages`."""
    seats = getattr(event, "seats", None)
    if seats is not None and event.keeps_seats:
        return _seating(event).open_to_all()
    return None if seats is None else max(0, seats - event.seats_taken)


def kept_places(event: Event) -> int:
    """Seats kept for participants of some kind or area that are not taken yet. For events from `event_pages`."""
    return _seating(event).kept() if getattr(event, "keeps_seats", False) else 0


def _seating(event: Event) -> Seats:
    """The seats of an event that keeps some of them, counted once for a page."""
    if "seating" not in vars(event):
        vars(event)["seating"] = Seats(event)
    return vars(event)["seating"]


def who_is_next(event: Event) -> str:
    """Who gets a place that becomes free, by the rule that the event has chosen."""
    if event.promotion == Promotion.BALANCE:
        return _(
            "When a place becomes free, it goes to somebody from the area with the fewest people so far, and among those to whoever has "
            "waited longest."
        )
    return _("When a place becomes free, it goes to whoever has waited longest.")


def _day(event: Event, moment: datetime) -> str:
    local = moment.astimezone(event.zone)
    return date_format(local, "j E" if local.year == event.starts_at.astimezone(event.zone).year else "j E Y")


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
    found, behind, host_is_named = [], [], False
    for kind, position, pk, title, questions, name, disclaimer, institution in sorted(
        _themes_and_partners(event=event.pk), key=_by_position
    ):
        if kind == "theme":
            found.append(Theme(pk=pk, event=event, position=position, title=title, questions=questions))
        else:
            behind.append(Partner(str(PartnerRole(kind).label), str(title) or name, disclaimer))
            host_is_named = host_is_named or institution == event.host_id
    if not host_is_named:
        behind.insert(0, Partner(str(PartnerRole.ORGANISER.label), str(event.host)))
    return Standing(found, behind)


def _standing_rows() -> QuerySet:
    empty = Value({}, TextMapField())
    themes = Theme.objects.filter(event=Given("event")).order_by().values_list(
        Value("theme"), "position", "pk", "title", "questions", Value(""), Value(""), Value(0)
    )  # fmt: skip
    partners = EventPartner.objects.filter(event=Given("event")).order_by().values_list(
        "role", "position", "pk", "institution__names", empty, "institution__name", "disclaimer", "institution_id"
    )  # fmt: skip
    return themes.union(partners, all=True)


_themes_and_partners = Prepared(_standing_rows)


def _by_position(row: tuple) -> tuple[int, int]:
    return row[1], row[2]


def page_key(event: Event, agenda: Agenda, *more: object) -> str:
    """A fingerprint of all that the page of an event shows: the event, its agenda, and `more`."""
    fields = [
        getattr(event, field.attname)
        for field in Event._meta.concrete_fields
        if field.name not in ("queue_counter", "joining_link")
    ]
    return fingerprint(fields, str(event.host), agenda.key, *more)


# == Registration form ===========================================================================================


@dataclass(frozen=True)
class AreaChoices:
    """The areas that a form offers: objects by code, choices grouped by the area above, other names to find them by."""

    by_code: dict[str, Area]
    choices: list[tuple]
    kind: str

    @cached_property
    def finds(self) -> dict[str, str]:
        return {
            code: " ".join(dict.fromkeys([area.name, *area.names.values(), *area.aliases]))
            for code, area in self.by_code.items()
        }


def area_choices(country: str) -> AreaChoices:
    """Districts grouped by province; first-level areas where there are no districts; countries for an event of no country."""
    return _area_choices(country, get_language() or "")


@remembered
def _area_choices(country: str, _language: str) -> AreaChoices:
    if not country:
        return _flat(_countries().values(), "country")
    known = Area.objects.filter(country=country, level__in=(1, 2), valid_to=None).select_related("parent")
    districts = [area for area in known if area.level == 2]
    if not districts:
        return _flat(known, "region")
    groups: dict[str, list] = {}
    for area in sorted(districts, key=lambda area: (str(area.parent), str(area))):
        groups.setdefault(str(area.parent), []).append((area.code, str(area)))
    return AreaChoices({area.code: area for area in districts}, list(groups.items()), "district")


def _flat(areas: Iterable[Area], kind: str) -> AreaChoices:
    areas = sorted(areas, key=str)
    return AreaChoices({area.code: area for area in areas}, [(area.code, str(area)) for area in areas], kind)
