"""Attendance out of a Zoom report: upload, who was found, who by hand, and writing it down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import audit
from core.errors import Conflict, DomainError
from core.models import ImportBatch
from core.routes import declare
from events.forms.desk_import import AttendanceForm, ReportForm
from events.models import Event
from events.services import import_zoom as service
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
PLACE = "desk-import-new"


def _batch(event: Event, uid) -> ImportBatch:
    return get_object_or_404(ImportBatch, uid=uid, kind=service.KIND, scope=str(event.uid))


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def zoom_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a report."""
    event = team_event(request, slug, service.MANAGE)
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = service.upload(event, file.read(), file.name, actor=request.actor)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("events:desk-zoom", event.slug, batch.uid)
    return desk_page(request, "events/desk/zoom_new.html", event, PLACE, form=form)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(["GET", "POST"])
def zoom_page(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Who of the report is registered; the others are matched by hand or left out."""
    event = team_event(request, slug, service.MANAGE)
    batch = _batch(event, uid)
    try:
        report = service.match(batch, event)
    except Conflict as error:
        messages.warning(request, error.message)
        return redirect("events:desk-zoom-new", event.slug)
    form = AttendanceForm(request.POST or None, event=event, report=report)
    if request.method == "POST" and form.is_valid():
        point = form.cleaned_data["point"]
        try:
            number = service.apply(batch, event, actor=request.actor, point=point, by_hand=form.by_hand)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            words = ngettext(
                "One person is marked as present.", "%(n)d people are marked as present.", number
            )
            messages.success(request, words % {"n": number})
            return redirect("events:desk-attendance-point", event.slug, point)
    seen = {"batch": str(batch.uid), "rows": len(report.matched)}
    audit.write(
        audit.Kind.DISCLOSURE,
        "attendance_report",
        actor=request.actor,
        about=event,
        host=event.host.code,
        data=seen,
    )
    context = {"batch": batch, "report": report, "form": form}
    response = desk_page(request, "events/desk/zoom.html", event, PLACE, **context)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def zoom_discard(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The report goes, now."""
    event = team_event(request, slug, service.MANAGE)
    service.discard(_batch(event, uid), actor=request.actor)
    messages.success(request, _("The file is deleted."))
    return redirect("events:desk-zoom-new", event.slug)
