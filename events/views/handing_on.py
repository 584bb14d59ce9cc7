"""Somebody who cannot come names another person, on their own page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import throttle
from core.actors import Actor
from core.errors import DomainError
from core.routes import declare
from events.forms.registration import HandOnForm
from events.models import Registration
from events.services import handing_on as service
from events.services.freeze import ask_to_substitute
from events.views.registration import about, own, page_url


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def hand_on(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Name who comes instead; they are asked by mail. Once the list is closed, the organisers are asked."""
    if not service.can_hand_on(registration):
        raise Http404
    form = HandOnForm(request.POST or None, registration=registration)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            throttle.check(request, f"hand-on:{registration.pk}", contact=form.cleaned_data["email"])
            if registration.event.frozen_at:
                ask_to_substitute(registration, actor=actor, **form.cleaned_data)
                words = _("The organisers are asked for this change.")
            else:
                named = service.hand_on(registration, actor=actor, **form.cleaned_data)
                words = _("%(name)s gets a mail from us now.") % {"name": named}
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            messages.success(request, words)
            return redirect(page_url(token))
    context = about(registration) | {"form": form, "token": token, "named": service.named_by(registration)}
    return render(request, "events/registration/hand_on.html", context, status=status)


@declare("participant", methods=("POST",))
@require_POST
@own
def take_back(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Come oneself after all."""
    service.take_back(registration, actor=actor)
    messages.success(request, _("The place stays yours."))
    return redirect(page_url(token))
