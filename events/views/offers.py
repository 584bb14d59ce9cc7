"""The page on which somebody from the waiting list takes or leaves the place that was offered. Opened by the link of the mail."""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.dates import clock_words
from core.errors import DomainError
from core.routes import declare
from events import links, queries
from events.enums import RegistrationState
from events.models import Registration
from events.services import offers
from events.services import registrations as service
from events.views.by_link import answer
from events.views.registration import letters_language


def of_offer(view: Callable) -> Callable:
    """Finds the registration by the secret of its offer; a wrong one is answered like an address that does not exist."""

    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        registration = links.by_offer_token(token)
        if registration is None:
            raise Http404
        return answer(
            request, partial(view, request, registration),
            event=registration.event, language=letters_language(registration), back=request.path,
        )  # fmt: skip

    return page


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@of_offer
def offer_page(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The offered place: until when it is kept, and the two answers."""
    error = None
    if request.method == "POST":
        try:
            _answer(request, registration)
        except DomainError as refused:
            error = refused
        else:
            return redirect(request.path)
    event = registration.event
    is_open = registration.state == RegistrationState.OFFERED and registration.offered_until > timezone.now()
    context = {
        "registration": registration,
        "event": event,
        "dates": queries.when_words(event),
        "clock": queries.clock_of(event),
        "is_open": is_open,
        "until_clock": clock_words(event.zone, registration.offered_until),
        "error": error,
    }
    return render(request, "events/registration/offer.html", context, status=error.status if error else 200)


def _answer(request: HttpRequest, registration: Registration) -> None:
    actor = service.link_actor(registration)
    if request.POST.get("answer") == "yes":
        offers.accept_offer(registration, actor=actor)
        messages.success(request, _("The place is yours. We look forward to seeing you."))
    elif request.POST.get("answer") == "no":
        offers.decline_offer(registration, actor=actor)
        messages.success(request, _("Thank you for telling us. The place goes to somebody else."))
