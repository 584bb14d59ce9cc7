"""Choosing sessions: each participant on their own page, and the desk that sees the numbers and helps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.actors import Actor
from core.errors import DomainError
from core.routes import declare
from core.tables import list_page
from events import queries
from events.forms.choices import ChoiceForm
from events.models import Registration
from events.services import choices as service
from events.views.desk import desk_page, team_event
from events.views.desk_registration import find
from events.views.registration import own


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def own_choices(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Choose the sessions that I come to."""
    form = _form(request, registration)
    if request.method == "POST" and form.is_valid() and _save(registration, form, actor):
        messages.success(request, _("Your sessions are saved."))
        return redirect("events:registration-manage", token=token)
    event = registration.event
    context = {
        "registration": registration,
        "event": event,
        "form": form,
        "back": reverse("events:registration-manage", args=[token]),
        "clock": queries.clock_of(event),
    }
    return render(request, "events/registration/sessions.html", context, status=_status(form))


def _form(request: HttpRequest, registration: Registration) -> ChoiceForm:
    event = registration.event
    return ChoiceForm(request.POST or None, event=event, standings=service.standings(event, registration))


def _save(registration: Registration, form: ChoiceForm, actor: Actor) -> bool:
    try:
        service.set_choices(registration, form.chosen(), actor=actor)
    except DomainError as error:
        form.add_domain_error(error)
        form.refused = error.status
        return False
    return True


def _status(form: ChoiceForm) -> int:
    return getattr(form, "refused", 200)


@declare("organiser", "manager", "registration", "checkin")
@login_required
@require_GET
def choice_list(request: HttpRequest, slug: str) -> HttpResponse:
    """How many chose each session, and what each confirmed person chose."""
    event = team_event(request, slug, "events.see_registrations")
    people = (
        Registration.objects.visible_to(request.actor)
        .confirmed()
        .filter(event=event)
        .prefetch_related("choices__session")
    )
    sorts = {"name": (_("Name"), "name_key"), "arrival": (_("Arrival"), "queue_no")}
    table = list_page(request, people, sorts=sorts, default_sort="name")
    return desk_page(
        request, "events/desk/choices.html", event, "desk-registrations", table=table, standings=service.standings(event)
    )  # fmt: skip


@declare("organiser", "manager", "registration", methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def registration_choices(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Choose for somebody who phoned."""
    event, registration = find(request, slug, code, "events.manage_registrations")
    registration.event = event
    with timezone.override(event.zone):
        form = _form(request, registration)
        if request.method == "POST" and form.is_valid() and _save(registration, form, request.actor):
            messages.success(request, _("Saved."))
            return redirect("events:desk-choices", event.slug)
    return desk_page(
        request, "events/desk/registration_choices.html", event, "desk-registrations", status=_status(form),
        form=form, registration=registration,
    )  # fmt: skip
