"""The page of an institution's delegation: who comes, opened by its one link until registration closes."""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import throttle
from core.actors import Actor
from core.errors import DomainError
from core.routes import declare
from events import queries
from events.enums import HOLDING
from events.forms.desk_places import DelegateForm
from events.models import Delegation, Registration
from events.services import delegations as service
from events.services.freeze import ask_to_substitute, ask_to_withdraw
from events.services.substitution import substitute
from events.views.by_link import answer


def of_delegation(view: Callable) -> Callable:
    """Finds the delegation by the secret in the address; a wrong one is answered like an address that does not exist."""

    @wraps(view)
    def page(request: HttpRequest, token: str, **arguments) -> HttpResponse:
        delegation = service.by_token(token)
        if delegation is None:
            raise Http404
        actor = service.link_actor(delegation)
        return answer(
            request, partial(view, request, delegation, actor, token, **arguments),
            event=delegation.event, language=delegation.language, back=reverse("events:delegation", args=[token]),
        )  # fmt: skip

    return page


def _is_open(delegation: Delegation) -> bool:
    event = delegation.event
    until = event.registration_closes_at or event.starts_at
    return event.state == "published" and until > timezone.now()


def _about(delegation: Delegation, token: str) -> dict:
    event = delegation.event
    named = list(delegation.registrations.filter(state__in=HOLDING).order_by("queue_no"))
    return {
        "delegation": delegation,
        "event": event,
        "token": token,
        "dates": queries.when_words(event),
        "clock": queries.clock_of(event),
        "named": named,
        "left": 0 if delegation.released_at else max(0, delegation.seats - len(named)),
        "is_open": _is_open(delegation),
        "until": event.registration_closes_at or event.starts_at,
    }


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@of_delegation
def page(request: HttpRequest, delegation: Delegation, actor: Actor, token: str) -> HttpResponse:
    """Who is named, and the form to name one more."""
    form = DelegateForm(request.POST or None, event=delegation.event)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            throttle.check(request, f"delegation:{delegation.pk}")
            made = service.name_person(delegation, actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            messages.success(request, _("%(name)s is named.") % {"name": made})
            return redirect("events:delegation", token=token)
    context = _about(delegation, token) | {"form": form}
    return render(request, "events/registration/delegation.html", context, status=status)


def _named(delegation: Delegation, code: str) -> Registration:
    rows = delegation.registrations.select_related("event__host", "delegation__event", "area", "institution")
    return get_object_or_404(rows, code=code, state__in=HOLDING)


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@of_delegation
def remove(request: HttpRequest, delegation: Delegation, actor: Actor, token: str, code: str) -> HttpResponse:
    """Take back a name, after a page that says what is lost. Once the list is closed, it is asked for."""
    registration = _named(delegation, code)
    if request.method == "POST":
        if delegation.event.frozen_at:
            ask_to_withdraw(registration, actor=actor)
            messages.success(
                request, _("The organisers are asked to withdraw %(name)s.") % {"name": registration}
            )
        else:
            service.remove_person(registration, actor=actor)
            messages.success(request, _("%(name)s is no longer named.") % {"name": registration})
        return redirect("events:delegation", token=token)
    return render(
        request,
        "events/registration/delegate_remove.html",
        _about(delegation, token) | {"person": registration},
    )


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@of_delegation
def substitute_person(
    request: HttpRequest, delegation: Delegation, actor: Actor, token: str, code: str
) -> HttpResponse:
    """Name somebody else in a person's place. Once the list is closed, it is asked for."""
    registration = _named(delegation, code)
    form = DelegateForm(request.POST or None, event=delegation.event)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if delegation.event.frozen_at:
                ask_to_substitute(registration, actor=actor, **form.cleaned_data)
                words = _("The organisers are asked for this change.")
            else:
                substitute(registration, actor=actor, **form.cleaned_data)
                words = _("The seat is handed over.")
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            messages.success(request, words)
            return redirect("events:delegation", token=token)
    context = _about(delegation, token) | {"form": form, "person": registration}
    return render(request, "events/registration/delegate_substitute.html", context, status=status)
