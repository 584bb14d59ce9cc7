"""The sign-in desk: find somebody by name or code, one tap, present, at any point. Made for a phone in one hand."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.errors import DomainError
from core.permissions import may
from core.routes import declare
from core.text import fold
from directory.queries import category_labels
from events.attendance import expected, present_at
from events.codes import plain_code
from events.enums import RegistrationState, ScanResult
from events.forms.desk_check_in import WalkInForm
from events.models import Event, Registration
from events.points import Point, current_point, points_of
from events.services import checkin, registrations, walk_ins
from events.views.desk import desk_page, team_event

DESK = ("organiser", "manager", "registration", "checkin")
MOST_FOUND = 12
FORCED = {
    "agreed": gettext_lazy("The organiser agreed"),
    "stands_in": gettext_lazy("Stands in for somebody"),
    "on_paper": gettext_lazy("Is on the paper list"),
    "forced": gettext_lazy("Another reason"),
}
AGAINST = {
    checkin.UNKNOWN: gettext_lazy("Nobody at this event has this code."),
    checkin.OTHER_EVENT: gettext_lazy("This code belongs to another event."),
    "signed_in": gettext_lazy("Was signed in here before. Nothing else to do."),
    RegistrationState.INVITED: gettext_lazy("Was invited, and has not replied."),
    RegistrationState.OFFERED: gettext_lazy("Was offered a place, and has not accepted it."),
    RegistrationState.PENDING: gettext_lazy("Registered, but nobody has decided yet."),
    RegistrationState.WAITLISTED: gettext_lazy("Is on the waiting list, without a place."),
    RegistrationState.DECLINED: gettext_lazy("The registration was declined."),
    RegistrationState.CANCELLED: gettext_lazy("The registration was withdrawn."),
}


@declare(*DESK)
@login_required
@require_GET
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk of one point: today's day, unless `?point=` says another."""
    event = team_event(request, slug, "events.sign_in_people")
    return _page(request, event)


@declare(*DESK, methods=("POST",), discloses="names")
@login_required
@require_POST
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is meant? Looks for the words in names, and for a code. htmx gets only the list."""
    event = team_event(request, slug, "events.sign_in_people")
    point, term = _point(request, event), request.POST.get("term", "")[:200]
    people = _people(event, term, point)
    if people:
        audit.write(
            audit.Kind.DISCLOSURE,
            "search",
            actor=request.actor,
            about=event,
            host=event.host.code,
            data={"rows": len(people)},
        )
    found = {"people": people, "term": term, "searched": bool(fold(term))}
    return _page(request, event, point=point, part="events/desk/_sign_in_found.html", **found)


@declare(*DESK, methods=("POST",), discloses="names")
@login_required
@require_POST
def mark(request: HttpRequest, slug: str) -> HttpResponse:
    """Present. The nonce in the button makes two taps one; what stands against it is said in plain words."""
    event = team_event(request, slug, "events.sign_in_people")
    point = _point(request, event)
    reason = request.POST.get("reason", "")
    forced = "force" in request.POST
    part = "events/desk/_sign_in_result.html"
    try:
        if forced and reason not in FORCED:
            raise DomainError(_("Choose why this person is let in."), "reason")
        scan = checkin.sign_in(
            event, actor=request.actor, code=request.POST.get("code", "")[:40], point=point.code,
            nonce=request.POST.get("nonce", "")[:64], forced=forced, reason=reason if forced else "",
        )  # fmt: skip
    except DomainError as error:
        return _page(request, event, point=point, problem=error.message, part=part)
    if not request.htmx and scan.result == ScanResult.OK:
        messages.success(request, _("%(name)s is present.") % {"name": scan.registration})
        return redirect(_address(event, point))
    return _page(request, event, point=point, scan=scan, against=AGAINST.get(scan.reason, ""), part=part)


@declare(*DESK, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody on no list: entered and signed in at once."""
    event = team_event(request, slug, "events.enter_walk_ins")
    point = _point(request, event)
    token = request.POST.get("form_token") or registrations.new_form_token()
    form = WalkInForm(request.POST or None, event=event, initial={"form_token": token})
    if request.method == "POST" and form.is_valid():
        try:
            scan = walk_ins.enter(event, actor=request.actor, point=point.code, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("%(name)s is entered and present.") % {"name": scan.registration})
            return redirect(_address(event, point))
    context = {"form": form, "point": point, "cancel_url": _address(event, point)}
    return desk_page(request, "events/desk/walk_in.html", event, "desk-sign-in", **context)


def _address(event: Event, point: Point) -> str:
    return f"{reverse('events:desk-sign-in', args=[event.slug])}?point={point.code}"


def _point(request: HttpRequest, event: Event) -> Point:
    """The point asked for, else today's day, else the first one."""
    wanted = request.POST.get("point", "") or request.GET.get("point", "")
    event.points = points_of(event)
    return current_point(event.points, event, wanted)


def _people(event: Event, term: str, point: Point) -> list[Registration]:
    """Up to twelve people whose name holds every word, or whose code it is; each knows whether they are present."""
    words = fold(term).split()[:6]
    if not words:
        return []
    rows = event.registrations.select_related("area", "institution")
    named = rows
    for word in words:
        named = named.filter(name_key__contains=word)
    found = list(rows.filter(code=plain_code(term)[:16])) or list(
        named.order_by("name_key", "queue_no")[:MOST_FOUND]
    )
    present = set(
        present_at(event, point).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True)
    )
    labels = category_labels() if found else {}
    for registration in found:
        registration.is_present = registration.pk in present
        registration.category_label = labels.get(registration.category, "")
        registration.against = AGAINST.get(registration.state, "")
        registration.nonce = uuid.uuid4().hex
    return found


def _page(
    request: HttpRequest, event: Event, *, point: Point | None = None, part: str = "", **context
) -> HttpResponse:
    point = point or _point(request, event)
    context |= {
        "point": point,
        "points": event.points,
        "present": present_at(event, point).count(),
        "expected": expected(event, point).count(),  # with those let in without a place
        "reasons": FORCED.items(),
        "nonce": uuid.uuid4().hex,
        "is_open": event.state in checkin.OPEN_STATES,
        "may_manage": may(request.actor, "events.manage_check_in", event),
    }
    template = part if part and request.htmx else "events/desk/sign_in.html"
    response = desk_page(request, template, event, "desk-sign-in", **context)
    response.headers["Cache-Control"] = "no-store"
    return response
