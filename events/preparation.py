"""What an event still needs, phase by phase: before it is published, up to its day, afterwards. For the first page of its desk."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.dates import is_clock_of
from core.permissions import may
from events import queries
from events.enums import HOLDING, EventState, Format, RegistrationState, ScanResult
from events.models import Attendance, Certificate, Event, Registration, Scan
from events.services import events as service
from events.services import releases, team


@dataclass(frozen=True)
class Parts:
    """The parts of one phase, each {label, url, note, state, kind, icon}."""

    title: str
    aside: str
    rows: list[dict]


def parts_of(event: Event, actor: Actor) -> Parts | None:
    """What there is to do in the phase in which the event is; None for who has no hand in it and for an event called off."""
    if not may(actor, "events.manage_event", event):
        return None
    if event.state == EventState.DRAFT:
        aside = _("What is needed is marked; the rest can also come later.")
        return Parts(_("Before you publish"), aside, _before_publishing(event))
    if event.state == EventState.CANCELLED:
        return None
    if queries.is_over(event):
        return Parts(_("After the event"), "", _afterwards(event))
    return Parts(_("Up to the day"), _("In this order, as far as you need it."), _up_to_the_day(event))


def _has(event: Event, *related: str) -> dict[str, bool]:
    """Of each kind of thing whether the event has any: one query."""
    asked = {f"has_{name}": Exists(getattr(event, name).filter(event=OuterRef("pk"))) for name in related}
    found = Event.objects.filter(pk=event.pk).annotate(**asked).values(*asked).get()
    return {name: found[f"has_{name}"] for name in related}


def _up_to_the_day(event: Event) -> list[dict]:
    has = _has(event, "sessions", "reminders", "devices", "check_points")
    link = _("Kept sealed: each confirmed person sees it on their own page.")
    rows = [
        (_("Joining link"), "desk-event-edit", event.joining_link, link),
        _invitations(event),
        _delegations(event),
        (_("Agenda"), "desk-sessions", has["sessions"], _("Sessions on each day.")),
        _release(event),
        (_("Reminders"), "desk-reminders", has["reminders"], _("They go by themselves, some days before.")),
        (_("Points and phones at the door"), "desk-points", has["devices"] or has["check_points"], _("Where people sign in.")),
        (_("Certificates"), "desk-certificates", event.certificate_share, _("How much must be attended for one.")),
        (_("Papers"), "desk-papers", None, _("Programme, badges, sheets to sign.")),
    ]  # fmt: skip
    if event.starts_at <= timezone.now():  # its days have begun
        rows.append(_attendance(event))
    if event.format == Format.IN_PERSON:
        rows = rows[1:]
    return [_step(event, *row) for row in rows]


def _invitations(event: Event) -> tuple:
    invited = event.registrations.filter(invited_at__isnull=False).aggregate(
        number=Count("pk"), silent=Count("pk", filter=Q(state=RegistrationState.INVITED))
    )
    words, silent = _("A link of their own for each person whom you want there."), invited["silent"]
    left = ngettext("One person has not answered.", "%(n)d people have not answered.", silent) % {"n": silent}
    return _("Invitations"), "desk-invitations", invited["number"], words, left if silent else ""


def _delegations(event: Event) -> tuple:
    """Seats that were given to an institution, and have neither a name nor gone back yet."""
    kept = event.delegations.filter(released_at=None)
    seats = event.delegations.aggregate(all=Sum("seats"), kept=Sum("seats", filter=Q(released_at=None)))
    named = event.registrations.filter(delegation__in=kept, state__in=HOLDING).count() if seats["kept"] else 0
    words, free = (
        _("Seats for institutions that say themselves who comes."),
        max((seats["kept"] or 0) - named, 0),
    )
    left = ngettext("One seat has no name yet.", "%(n)d seats have no name yet.", free) % {"n": free}
    return _("Delegations"), "desk-delegations", seats["all"], words, left if free else ""


def _release(event: Event) -> tuple:
    pending, words = releases.pending(event), _("From then on changes are told, once.")
    number = len(pending or ())
    left = ngettext("One change is not released yet.", "%(n)d changes are not released yet.", number) % {
        "n": number
    }
    return _("Release of the agenda"), "desk-releases", pending is not None, words, left if number else ""


def _attendance(event: Event) -> tuple:
    """Done once everybody with a place is noted somewhere: by a scan, a sheet, a report or the desk."""
    typed = Exists(Attendance.objects.filter(registration=OuterRef("pk")))
    signed_in = Exists(Scan.objects.filter(registration=OuterRef("pk"), result=ScanResult.OK))
    people = event.registrations.confirmed().annotate(is_known=typed | signed_in)
    counts = people.aggregate(
        known=Count("pk", filter=Q(is_known=True)), others=Count("pk", filter=Q(is_known=False))
    )
    known, number = counts["known"], counts["others"] if counts["known"] else 0
    left = ngettext(
        "One person with a place is noted nowhere.", "%(n)d people with a place are noted nowhere.", number
    ) % {"n": number}  # fmt: skip
    words = _("From the sign-in desk, a sheet, or the report of the online meeting.")
    return _("Attendance"), "desk-attendance", known, words, left if number else ""


def _afterwards(event: Event) -> list[dict]:
    has = _has(event, "head_counts")
    here = Registration.objects.filter(event=event)
    issued = Certificate.objects.filter(registration__in=here).exists()
    rows = [
        _attendance(event),
        (_("Head count"), "desk-attendance", has["head_counts"], _("Sums for donors, without a name.")),
        (_("Certificates"), "desk-certificates", issued, _("For those who attended enough.")),
        (_("Papers"), "desk-papers", None, _("Attendance as signed in, certificates to print.")),
        (_("Thanks"), "desk-announcements", None, _("A mail to those who came; a text for it is ready.")),
    ]  # fmt: skip
    if event.state != EventState.CLOSED:
        rows.append((_("Close the event"), "desk-event-close", None, _("Nothing more comes in; contacts are deleted 90 days later.")))  # fmt: skip
    return [_step(event, *row) for row in rows]


def _before_publishing(event: Event) -> list[dict]:
    """The parts of an event before it can be shown: what must be mended, what is there, what would be good to have."""
    problems = {problem.code: problem.message for problem in service.publish_problems(event)}
    counts = {name: getattr(event, name).count() for name in ("themes", "sessions", "partners", "pools")}
    roles = event.roles.count()
    rows = [
        (
            _("Title, dates and place"),
            "desk-event-edit",
            problems.get("title") or problems.get("dates") or problems.get("place"),
            True,
            "",
        ),
        (_("Themes"), "desk-themes", None, counts["themes"], _("What people will talk about.")),
        (
            _("Agenda"),
            "desk-sessions",
            problems.get("sessions"),
            counts["sessions"],
            _("Sessions on each day."),
        ),
        (_("Places"), "desk-places", None, counts["pools"], _("How many can come, and from where.")),
        (
            _("Registration"),
            "desk-event-edit",
            None,
            event.registration_opens_at,
            _("From when to when people can register. Without times, only invited people can come."),
        ),
        (
            _("Partners"),
            "desk-partners",
            None,
            counts["partners"],
            _("Who organises, funds and supports it."),
        ),
        (_("Team"), "desk-team", None, roles, _("Who registers people, takes minutes, chairs.")),
    ]
    parts = [_part(event, *row) for row in rows]
    closes = event.registration_closes_at
    if closes and closes <= timezone.now():  # as of an edition made shortly before its days
        words = _("Registration was over on %(day)s. Choose a later day.")
        note = words % {"day": date_format(closes.astimezone(event.zone))}
        check = {"note": note, "state": _("Please check"), "kind": "need", "icon": "alert"}
        next(part for part in parts if part["label"] == _("Registration")).update(check)
    if invited := team.open_invitations(event).count():
        _invited(next(part for part in parts if part["label"] == _("Team")), invited, is_there=bool(roles))
    if not is_clock_of(event.timezone, event.country):
        parts.insert(1, _clock_part(event))
    return parts


def _invited(part: dict, number: int, *, is_there: bool) -> None:
    """What is said of the team while somebody has not accepted the invitation to it."""
    words = ngettext(
        "One person is invited and has not accepted yet.",
        "%(n)d people are invited and have not accepted yet.",
        number,
    )
    part["note"] = words % {"n": number}
    if not is_there:
        part.update({"state": _("Under way"), "kind": "note", "icon": "clock"})


def _clock_part(event: Event) -> dict:
    """All times are shown on the chosen clock; that of another country is seldom meant."""
    words = {"clock": queries.clock_of(event), "country": queries.country_name(event)}
    return {
        "label": _("Time zone"),
        "url": reverse("events:desk-event-edit", args=[event.slug]),
        "note": _("The times are %(clock)s, but the event is in %(country)s. Is that meant?") % words,
        "state": _("Please check"),
        "kind": "need",
        "icon": "alert",
    }


def _step(event: Event, label: str, name: str, is_there, hint: str, left: str = "") -> dict:
    """A part that can be left out; `left`: what is still open of one that was begun."""
    return _part(event, label, name, None, is_there, left or hint, optional=True, is_open=bool(left))


def _part(
    event: Event, label: str, name: str, problem: str | None, is_there, hint: str, *, optional: bool = False, is_open: bool = False
) -> dict:  # fmt: skip
    if problem:
        state, kind, icon = _("Needed"), "need", "alert"
    elif is_there and is_open:
        state, kind, icon = _("Under way"), "note", "clock"
    elif is_there:
        state, kind, icon = _("Done"), "yes", "check"
    else:
        state, kind, icon = "" if optional else _("Not yet"), "", ""
    return {
        "label": label,
        "url": reverse(f"events:{name}", args=[event.slug]),
        "note": problem or hint,
        "state": state,
        "kind": kind,
        "icon": icon,
    }
