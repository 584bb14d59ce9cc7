"""The participant's own QR code, to be shown at the door or printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import qr
from core.actors import Actor
from core.routes import declare
from events import queries
from events.codes import qr_text
from events.models import Registration
from events.views.registration import own


@declare("participant")
@require_safe
@own
def show(request: HttpRequest, registration: Registration, _actor: Actor, token: str) -> HttpResponse:
    """One page that fits a sheet of paper: the code as a picture and in letters, the name, when and where."""
    event = registration.event
    context = {
        "registration": registration,
        "event": event,
        "dates": queries.date_words(event),
        "code": qr.code(qr_text(registration)),
        "token": token,
    }
    return render(request, "events/registration/code.html", context)
