"""The sign-in desk: find somebody by name or code, one tap, present. Made for a phone in one hand."""

import uuid
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core import audit
from core.errors import DomainError
from core.routes import declare
from core.text import fold
from directory.queries import category_labels
from events.enums import RegistrationState, ScanResult
from events.models import Event, Registration, Scan
from events.services import checkin
from events.views.desk import desk_page, team_event

DESK = ("organiser", "manager", "registration", "checkin")
MOST_FOUND = 12
FORCED = {
    "agreed": gettext_lazy("The organiser agreed"),
    "stands_in": gettext_lazy("Stands in for somebody"),
    "on_paper": gettext_lazy("Is on the paper list"),
    "forced": gettext_lazy("Let in all the same"),
}
AGAINST = {
    checkin.UNKNOWN: gettext_lazy("Nobody at this event has this code."),
    "signed_in": gettext_lazy("Was signed in before on this day. Nothing else to do."),
    RegistrationState.PENDING: gettext_lazy("Registered, but nobody has decided yet."),
    RegistrationState.WAITLISTED: gettext_lazy("Is on the waiting list, without a place."),
    RegistrationState.DECLINED: gettext_lazy("The registration was declined."),
    RegistrationState.CANCELLED: gettext_lazy("The registration was withdrawn."),
}


@declare(*DESK)
@login_required
@require_GET
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk of one day: today's, unless `?day=` says another."""
    event = team_event(request, slug, "events.sign_in_people")
    return _page(request, event, _day(event, request.GET.get("day", "")))


@declare(*DESK, methods=("POST",), discloses="names")
@login_required
@require_POST
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is meant? Looks for the words in names, and for a code. htmx gets only the list."""
    event = team_event(request, slug, "events.sign_in_people")
    day, term = _day(event, request.POST.get("day", "")), request.POST.get("term", "")[:200]
    people = _people(event, term, day)
    if people:
        audit.write(
            audit.Kind.DISCLOSURE,
            "search",
            actor=request.actor,
            about=event,
            host=event.host.code,
            data={"rows": len(people)},
        )
    return _page(
        request,
        event,
        day,
        people=people,
        term=term,
        searched=bool(fold(term)),
        part="events/desk/_sign_in_found.html",
    )


@declare(*DESK, methods=("POST",), discloses="names")
@login_required
@require_POST
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Present. The nonce in the button makes two taps one; what stands against it is said in plain words."""
    event = team_event(request, slug, "events.sign_in_people")
    day = _day(event, request.POST.get("day", ""))
    reason = request.POST.get("reason", "")
    forced = "force" in request.POST
    try:
        if forced and reason not in FORCED:
            raise DomainError(_("Choose why this person is let in."), "reason")
        scan = checkin.sign_in(
            event, actor=request.actor, code=request.POST.get("code", "")[:40], point=day.isoformat(),
            nonce=request.POST.get("nonce", "")[:64], forced=forced, reason=reason if forced else "",
        )  # fmt: skip
    except DomainError as error:
        return _page(request, event, day, problem=error.message, part="events/desk/_sign_in_result.html")
    if not request.htmx and scan.result == ScanResult.OK:
        messages.success(request, _("%(name)s is present.") % {"name": scan.registration})
        return redirect(f"{reverse('events:desk-sign-in', args=[event.slug])}?day={day.isoformat()}")
    return _page(
        request,
        event,
        day,
        scan=scan,
        against=AGAINST.get(scan.reason, ""),
        part="events/desk/_sign_in_result.html",
    )


def _day(event: Event, wanted: str) -> date:
    """The day asked for, else today, else the first day."""
    days = event.days
    try:
        chosen = date.fromisoformat(wanted)
    except ValueError:
        chosen = timezone.now().astimezone(event.zone).date()
    return chosen if chosen in days else days[0]


def _people(event: Event, term: str, day: date) -> list[Registration]:
    """Up to twelve people whose name holds every word, or whose code it is; each knows whether they are present."""
    words = fold(term).split()[:6]
    if not words:
        return []
    rows = event.registrations.select_related("area", "institution")
    named = rows
    for word in words:
        named = named.filter(name_key__contains=word)
    found = list(rows.filter(code=term.strip().lower())) or list(
        named.order_by("name_key", "queue_no")[:MOST_FOUND]
    )
    present = set(_scans(event, day).filter(registration__in=found).values_list("registration_id", flat=True))
    labels = category_labels() if found else {}
    for registration in found:
        registration.is_present = registration.pk in present
        registration.category_label = labels.get(registration.category, "")
        registration.against = AGAINST.get(registration.state, "")
        registration.nonce = uuid.uuid4().hex
    return found


def _scans(event: Event, day: date):
    return Scan.objects.filter(event=event, point=day.isoformat(), result=ScanResult.OK)


def _page(request: HttpRequest, event: Event, day: date, *, part: str = "", **context) -> HttpResponse:
    days = [(each.isoformat(), date_format(each, "l, j F"), each == day) for each in event.days]
    context |= {
        "day": day,
        "days": days,
        "present": _scans(event, day).values("registration").distinct().count(),
        "expected": event.registrations.confirmed().count(),
        "reasons": FORCED.items(),
        "nonce": uuid.uuid4().hex,
        "is_open": event.state in checkin.OPEN_STATES,
    }
    template = part if part and request.htmx else "events/desk/sign_in.html"
    response = desk_page(request, template, event, "desk-sign-in", **context)
    response.headers["Cache-Control"] = "no-store"
    return response
