"""How freed places are given: the rules of the waiting list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.routes import declare
from events.forms.desk_places import WaitingRulesForm
from events.services import offers
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager")


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Who gets a freed place, and for how long it is offered."""
    event = team_event(request, slug, "events.manage_event")
    now = {"promotion": event.promotion, "offer_hours": event.offer_hours or None}
    form = WaitingRulesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            offers.set_waiting_rules(
                event, actor=request.actor, promotion=data["promotion"], offer_hours=data["offer_hours"] or 0
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The rules of the waiting list are saved."))
            return redirect("events:desk-places", event.slug)
    return desk_page(request, "events/desk/places_rules.html", event, "desk-places", form=form)
