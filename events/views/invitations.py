"""The page of somebody who is invited: say yes, with what the organisers need to know, or no, with or without words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actors import Actor
from core.errors import DomainError
from core.routes import declare
from core.text import clean
from events.enums import RegistrationState
from events.forms.registration import InvitationForm
from events.models import Registration
from events.services import invitations
from events.services.handing_on import closed_words
from events.views.registration import about, own, page_url


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def invitation(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """The invitation, with the form to say yes."""
    if registration.state != RegistrationState.INVITED:
        return redirect(page_url(token))
    form = InvitationForm(
        request.POST or None, request.FILES or None, event=registration.event, registration=registration
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(
                registration, actor=actor, consents=form.consents(), answers=form.answers(), **form.details()
            )
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            messages.success(request, _("Thank you. We have your answer."))
            return redirect(page_url(token))
    context = about(registration) | {"form": form, "token": token}
    if registration.replaces and registration.event.frozen_at:
        context["closed"] = closed_words(registration.replaces)
    return render(request, "events/registration/invitation.html", context, status=status)


@declare("participant", methods=("POST",))
@require_POST
@own
def refuse(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Say no."""
    if registration.state == RegistrationState.INVITED:
        words = clean(
            request.POST.get("words", ""),
            label=_("What you would like to say"),
            max_length=500,
            multiline=True,
        )
        invitations.refuse(registration, actor=actor, words=words)
        messages.success(request, _("Thank you for telling us."))
    return redirect(page_url(token))
