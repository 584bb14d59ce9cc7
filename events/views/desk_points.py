"""Points to sign in at, and the phones that may do it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import qr
from core.errors import DomainError
from core.routes import declare
from events.forms.desk_check_in import DeviceForm, PointForm
from events.models import CheckPoint, Device, Event
from events.points import points_of
from events.services import devices
from events.services import points as service
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
MANAGE = "events.manage_check_in"


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def points(request: HttpRequest, slug: str) -> HttpResponse:
    """Where people sign in, with a form for one more point."""
    event = team_event(request, slug, MANAGE)
    before = _days_count(event)
    form = PointForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            service.add_point(event, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("People can sign in there now."))
            _say_what_counts(request, event, before)
            return redirect("events:desk-points", event.slug)
    return _page(request, event, point_form=form)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def points_of_sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """A point for each session that has none."""
    event = team_event(request, slug, MANAGE)
    before = _days_count(event)
    n = service.add_sessions(event, actor=request.actor)
    words = ngettext("%(n)d session has a point now.", "%(n)d sessions have a point now.", n) % {"n": n}
    messages.success(request, words if n else _("Every session has a point already."))
    _say_what_counts(request, event, before)
    return redirect("events:desk-points", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def point_counts(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Whether a point counts towards the certificate."""
    event = team_event(request, slug, MANAGE)
    point = get_object_or_404(CheckPoint.objects.select_related("event__host"), event=event, uid=uid)
    before = _days_count(event)
    service.set_counts(point, actor=request.actor, counts=request.POST.get("counts") == "1")
    _say_what_counts(request, event, before)
    return redirect("events:desk-points", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def point_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take away a point at which nothing was noted yet."""
    event = team_event(request, slug, MANAGE)
    point = get_object_or_404(CheckPoint.objects.select_related("event__host"), event=event, uid=uid)
    try:
        service.remove_point(point, actor=request.actor)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The point is gone."))
    return redirect("events:desk-points", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def device_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A phone for the door. Its link is shown now, as a picture to scan and as text, and never again."""
    event = team_event(request, slug, MANAGE)
    form = DeviceForm(request.POST, event=event, points=points_of(event))
    if not form.is_valid():
        return _page(request, event, device_form=form)
    try:
        made = devices.make_device(event, actor=request.actor, **form.for_service())
    except DomainError as error:
        form.add_domain_error(error)
        return _page(request, event, device_form=form)
    # The secret stands behind the #, which browsers keep to themselves: it is in no log of ours.
    link = f"{settings.SITE_URL}{reverse('events:scan')}#{made.token}"
    context = {"device": made.device, "link": link, "code": qr.code(link)}
    response = desk_page(request, "events/desk/device_made.html", event, "desk-points", **context)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def device_revoke(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The phone's link ends now."""
    event = team_event(request, slug, MANAGE)
    device = get_object_or_404(Device.objects.select_related("event__host"), event=event, uid=uid)
    devices.revoke_device(device, actor=request.actor)
    messages.success(request, _("The link of “%(name)s” has ended.") % {"name": device})
    return redirect("events:desk-points", event.slug)


def _days_count(event: Event) -> bool:
    """Whether the days count towards the certificate, as they do while no other point does."""
    return any(point.counts for point in points_of(event) if point.kind == "day")


def _say_what_counts(request: HttpRequest, event: Event, before: bool) -> None:
    """Whoever changes one point may not expect that the days begin or cease to count."""
    now = _days_count(event)
    if before and not now:
        words = _("For certificates sign-ins at these points count from now on, and those of the days no longer do.")  # fmt: skip
        messages.warning(request, words)
    elif now and not before:
        messages.info(request, _("For certificates the days count again, as no other point does."))


def _page(request: HttpRequest, event: Event, *, point_form=None, device_form=None) -> HttpResponse:
    found = points_of(event)
    names = {point.code: point.label for point in found}
    phones = list(event.devices.select_related("event").order_by("-id")[:100])
    for phone in phones:
        phone.where = [names.get(code, code) for code in phone.points]
        phone.has_ended = devices.has_ended(phone)
    context = {
        "points": found,
        "devices": phones,
        "point_form": point_form or PointForm(event=event),
        "device_form": device_form or DeviceForm(event=event, points=found),
    }
    return desk_page(request, "events/desk/points.html", event, "desk-points", **context)
