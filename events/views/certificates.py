"""Checking a certificate by its code: what it was for and whether it holds. The name is compared, never shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import throttle
from core.routes import declare
from events.forms.desk_check_in import CheckCodeForm, CheckNameForm
from events.queries import date_words
from events.services import certificates as service

BOTH = ["GET", "HEAD", "POST"]


@declare("public", methods=("GET", "POST"))
@require_http_methods(BOTH)
def check(request: HttpRequest) -> HttpResponse:
    """The code is typed here."""
    form = CheckCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].strip().lower()
        if code.isalnum() and code.isascii():
            return redirect("events:certificate", code)
        form.add_error("code", _("A check code has only letters and digits."))
    return render(request, "events/public/certificate_check.html", {"form": form})


@declare("public", methods=("GET", "POST"))
@require_http_methods(BOTH)
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Event, dates, hours and number of a certificate; whether a name is the printed one, for whoever types it."""
    throttle.check(request, "certificate", contact=code[:16] if request.method == "POST" else "")
    found = service.by_code(code)
    form = CheckNameForm(request.POST or None)
    if found is None:
        return render(request, "events/public/certificate_none.html", {"form": CheckCodeForm()}, status=404)
    typed = request.method == "POST" and form.is_valid()
    event = found.registration.event
    context = {
        "certificate": found,
        "event": event,
        "dates": date_words(event),
        "hours": service.hours(event),
        "form": form,
        "typed": typed,
        "is_name": service.is_name(found, form.cleaned_data["name"]) if typed else None,
    }
    with timezone.override(event.zone):
        response = render(request, "events/public/certificate.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
