"""Reads of consultations shared by pages, hooks and services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.fields import TextField
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import validators
from consultations.enums import Attribution, AttributionRule, EntryVisibility, MinutesState
from consultations.models import Entry, Minutes, MinutesChange, MinutesQuerySet, ReadingLink
from core.actors import Actor
from core.languages import language_name
from core.text import fold
from core.tokens import hash_token
from directory.models import Institution
from directory.queries import category_labels, provinces
from events.enums import RegistrationState, SessionState, SessionType
from events.models import Event, Registration, Session, Speaker, Theme
from events.services.attendance import present_in

MAX_INSTITUTIONS = 60
SHORTEST_NAME = 4  # letters: shorter names are words of some language
WRITTEN = (MinutesState.PREPARED, MinutesState.CIRCULATED, MinutesState.APPROVED, MinutesState.PUBLISHED)
A_DAY = timedelta(days=1)
OVERLAP = timedelta(
    seconds=2
)  # clocks of two web servers differ a little; hearing of a change twice is harmless


# == Sessions and their minutes ====================================================================================


@dataclass(frozen=True)
class Line:
    """A session on the list of minutes."""

    session: Session
    minutes: Minutes | None
    entries: int
    mine: bool
    day: date


def reads_whole_event(actor: Actor, event: Event) -> bool:
    """In the drafting circle for every session: not a rapporteur who is limited to some."""
    if event.host_id in actor.organiser_of or actor.has_role(event.pk, "manager", "drafter", "chair"):
        return True
    return actor.has_role(event.pk, "rapporteur") and event.pk not in actor.sessions


def in_circle(actor: Actor, event: Event) -> bool:
    """Whether the actor reads the minutes of any session of the event."""
    return actor.is_system or reads_whole_event(actor, event) or actor.has_role(event.pk, "rapporteur")


def desk_sessions(event: Event, actor: Actor) -> QuerySet[Session]:
    """The sessions whose minutes the actor may work on or read, in the order of the agenda. Breaks have none."""
    sessions = event.sessions.exclude(type=SessionType.BREAK)
    if actor.is_system or reads_whole_event(actor, event):
        return sessions
    return sessions.filter(pk__in=actor.sessions.get(event.pk, ()))


def desk_lines(event: Event, actor: Actor) -> list[Line]:
    """The list of minutes of an event: each session with the state of its minutes. One query."""
    standing = Count("minutes__entries", filter=Q(minutes__entries__struck_at=None))
    sessions = (
        desk_sessions(event, actor)
        .select_related("minutes", "theme", "room")
        .annotate(entry_count=standing)
        .order_by("starts_at", "ends_at", "pk")  # said here, because counting drops the order of the model
    )
    mine = actor.sessions.get(event.pk, frozenset())
    return [
        Line(
            session=session,
            minutes=getattr(session, "minutes", None),
            entries=session.entry_count,
            mine=session.pk in mine,
            day=session.starts_at.astimezone(event.zone).date(),
        )
        for session in sessions
        if session.state != SessionState.CANCELLED or getattr(session, "minutes", None)
    ]


def days(lines: Iterable[Line]) -> list[tuple[date, list[Line]]]:
    """The lines by day."""
    by_day: dict[date, list[Line]] = {}
    for line in lines:
        by_day.setdefault(line.day, []).append(line)
    return sorted(by_day.items())


def published_by_theme(event: Event, actor: Actor) -> list[tuple[Theme | None, list[Minutes]]]:
    """What is public of an event: its minutes by theme, in the order of the themes and of the day; without a theme last. One query."""
    rows = with_everything().visible_to(actor).filter(session__event=event, state=MinutesState.PUBLISHED)
    rows = rows.exclude(strictest_attribution=AttributionRule.CLOSED)
    by_theme: dict[Theme | None, list[Minutes]] = {}
    for one in rows.order_by("session__starts_at", "session__ends_at", "pk"):
        by_theme.setdefault(one.session.theme, []).append(one)
    return sorted(by_theme.items(), key=lambda pair: (pair[0] is None, pair[0].position if pair[0] else 0))


def with_everything() -> MinutesQuerySet:
    """Minutes with all that pages and rules ask of them."""
    return Minutes.objects.select_related("session__event__host", "session__theme", "session__room")


def approval_of(minutes: Minutes) -> MinutesChange | None:
    """The step by which the present version was approved."""
    return (
        minutes.changes.filter(transition="approve").order_by("-id").first()
        if minutes.approved_hash
        else None
    )


def approvals_of(minutes: Iterable[Minutes]) -> dict[int, MinutesChange]:
    """{id of minutes: the step that approved its present version}."""
    rows = MinutesChange.objects.filter(subject__in=[m.pk for m in minutes], transition="approve").order_by(
        "id"
    )
    return {row.subject_id: row for row in rows}


# == Entries of the editor =========================================================================================


def editor_entries(minutes: Minutes, actor: Actor, *, since: datetime | None = None) -> QuerySet[Entry]:
    """The entries that the actor may read, struck ones too, in order; or those changed after `since`, for other open editors."""
    rows = (
        Entry.objects.visible_to(actor)
        .filter(minutes=minutes)
        .select_related("theme", "institution", "area")
        .order_by("number")
    )
    return rows.filter(changed_at__gt=since - OVERLAP) if since else rows


def sealed_from(minutes: Minutes, entries: Iterable[Entry]) -> list[int]:
    """The numbers of sealed entries that are not among `entries`: the reader may know that they are there, no more."""
    shown = {entry.number for entry in entries}
    sealed = (
        minutes.entries.standing().filter(visibility=EntryVisibility.SEALED).values_list("number", flat=True)
    )
    return [number for number in sealed if number not in shown]


def who_choices(event: Event, rule: str) -> list[tuple[str, object]]:
    """The answers to "who spoke?" that the rule allows, grouped: ("category:cso", label), ("organisation:mohr", label), …

    Organisations are those that take part: host, partners, speakers' and registered ones. Areas are the first level of the country,
    because a district can give a person away.
    """
    allowed = validators.levels(rule)
    choices: list[tuple[str, object]] = [("", _("Nobody named"))]
    if Attribution.CATEGORY in allowed:
        choices.append(
            (
                _("By kind of participant"),
                [(f"category:{code}", label) for code, label in category_labels().items()],
            )
        )
    if Attribution.ORGANISATION in allowed:
        choices.append(
            (_("By organisation"), [(f"organisation:{row.code}", str(row)) for row in institutions_of(event)])
        )
    if Attribution.AREA in allowed:
        choices.append(
            (_("By area"), [(f"area:{area.code}", str(area)) for area in provinces(event.country)])
        )
    if Attribution.NAMED in allowed:
        choices.append((_("By name"), [("named", _("A name or an office…"))]))
    return [choice for choice in choices if choice[1]]


def who_value(entry: Entry) -> str:
    """Who spoke, as `who_choices` writes it."""
    match entry.attribution:
        case Attribution.CATEGORY:
            return f"category:{entry.category}"
        case Attribution.ORGANISATION:
            return f"organisation:{entry.institution.code if entry.institution else ''}"
        case Attribution.AREA:
            return f"area:{entry.area.code if entry.area else ''}"
        case Attribution.NAMED:
            return "named"
    return ""


def who_line(entry: Entry, labels: Mapping[str, str]) -> str:
    """Who spoke, in one line, as the entry has it. Not redacted: callers decide whether it may be shown."""
    match entry.attribution:
        case Attribution.NAMED:
            return entry.speaker
        case Attribution.ORGANISATION:
            return str(entry.institution or "")
        case Attribution.CATEGORY:
            return labels.get(entry.category, entry.category)
        case Attribution.AREA:
            return str(entry.area or "")
    return ""


def institutions_of(event: Event) -> list[Institution]:
    """Institutions that have a part in the event, by name."""
    parts = (
        Q(pk=event.host_id)
        | Q(pk__in=event.partners.values("institution"))
        | Q(pk__in=Speaker.objects.filter(session__event=event).values("institution"))
        | Q(pk__in=event.registrations.active().values("institution"))
    )
    return list(Institution.objects.filter(parts).order_by("name")[:MAX_INSTITUTIONS])


def content_languages(event: Event, session: Session) -> list[tuple[str, str]]:
    """(code, own name) of the languages an entry may be typed in: the session's, the event's, then English."""
    codes = dict.fromkeys([*session.languages, *event.languages, "en"])
    return [(code, language_name(code)) for code in codes]


# == What a text should perhaps not hold =============================================================================


def warnings(minutes: Minutes, text: str) -> list[str]:
    """Sentences about a text that was saved all the same: a participant's name where none belongs, letters of an old font."""
    found = []
    if validators.names_nobody(minutes.strictest_attribution) and names_somebody(minutes.event, text):
        found.append(
            _(
                "This seems to hold the name of somebody who takes part. Under this session’s rule no name belongs into the text."
            )
        )
    font = validators.old_font(text)
    if font == "bijoy":
        found.append(
            _(
                "This looks typed for Bijoy (SutonnyMJ), so others will see nonsense. Switch to a Unicode keyboard."
            )
        )
    elif font == "inpage":
        found.append(
            _(
                "This looks copied from InPage, so others will see nonsense. Export it from InPage as Unicode text first."
            )
        )
    return found


def names_somebody(event: Event, text: str) -> bool:
    """Whether the text holds the whole name of somebody registered or speaking. One query for each; no name leaves the database
    unless the text holds it."""
    folded = f" {fold(text)} "
    keys = set(
        event.registrations.active()
        .annotate(words=Value(folded, TextField()))
        .filter(words__contains=F("name_key"))
        .exclude(name_key="")
        .values_list("name_key", flat=True)
    )
    keys |= {
        fold(name)
        for name in Speaker.objects.filter(session__event=event)
        .exclude(name="")
        .values_list("name", flat=True)
    }
    return any(len(key) >= SHORTEST_NAME and f" {key} " in folded for key in keys)


# == Circulation =====================================================================================================


def present(minutes: Minutes) -> QuerySet[Registration]:
    """Those who were there, at the session's own point or on its day, and have not withdrawn since."""
    gone = (RegistrationState.CANCELLED, RegistrationState.DECLINED)
    return Registration.objects.filter(pk__in=present_in(minutes.session)).exclude(state__in=gone)


def present_without_link(minutes: Minutes, version: int) -> QuerySet[Registration]:
    """Those present who can be reached by mail and were not sent this version yet."""
    linked = ReadingLink.objects.filter(minutes=minutes, version=version).values("registration")
    return present(minutes).exclude(email_index="").exclude(pk__in=linked).order_by("pk")


def reading_link(token: str) -> ReadingLink | None:
    """The link that a mail carried, with its minutes; None when there is none, or its holder has withdrawn."""
    links = ReadingLink.objects.select_related(
        "registration", "minutes__session__event__host", "minutes__session__theme"
    )
    link = links.filter(token_hash=hash_token(token)).first()
    if link is None or link.registration.state in (RegistrationState.CANCELLED, RegistrationState.DECLINED):
        return None
    return link


# == What waits for somebody ========================================================================================


def sessions_today(actor: Actor) -> list[Session]:
    """Sessions of today, on the event's own calendar, of which the actor is rapporteur and whose minutes are not prepared. One query."""
    events = actor.events_with("rapporteur")
    if not events:
        return []
    whole = [event for event in events if event not in actor.sessions]
    named = [session for event in events for session in actor.sessions.get(event, ())]
    now = timezone.now()
    rows = (
        Session.objects.filter(Q(event__in=whole) | Q(pk__in=named), state=SessionState.PLANNED)
        .filter(starts_at__lt=now + A_DAY, ends_at__gt=now - A_DAY)
        .exclude(type=SessionType.BREAK)
        .exclude(minutes__state__in=WRITTEN)
        .select_related("event", "minutes", "room")
    )
    return [
        row
        for row in rows
        if row.starts_at.astimezone(row.event.zone).date() == now.astimezone(row.event.zone).date()
    ]


def waiting(actor: Actor) -> list[Minutes]:
    """Minutes that wait for the actor as chair, manager or rapporteur: prepared, circulated or approved. One query."""
    events = actor.events_with("chair", "manager", "rapporteur")
    if not events:
        return []
    states = [MinutesState.PREPARED, MinutesState.CIRCULATED, MinutesState.APPROVED]
    return list(with_everything().for_circle(actor).filter(session__event__in=events, state__in=states))
