"""What the desk pages of minutes share: finding things, the rail, answers for scripts as well as for people."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import queries
from consultations.models import Minutes
from core.errors import DomainError, Forbidden
from events.desk import desk_page as page_of_desk
from events.models import Event, Session

CIRCLE = ("rapporteur", "drafter", "chair", "manager", "organiser")
RAIL_KEY = "minutes-list"


def wants_json(request: HttpRequest) -> bool:
    """The editor's script asks for JSON; a form without script does not."""
    return "application/json" in request.headers.get("Accept", "")


def desk(view: Callable) -> Callable:
    """For signed-in people. The editor's script gets 401 and errors as JSON, so that it can keep the text and say why."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.actor.is_signed_in:
            if wants_json(request):
                return JsonResponse({"code": "signed_out", "message": _("You are signed out.")}, status=401)
            return redirect_to_login(request.get_full_path())
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            if not wants_json(request):
                raise
            return JsonResponse(error_body(error), status=error.status)

    return guarded


def error_body(error: DomainError) -> dict:
    """A domain error as the API writes it."""
    return {"code": error.code, "message": error.message, "fields": error.fields, **error.data}


def circle_event(request: HttpRequest, slug: str) -> Event:
    """The event for its drafting circle: 404 to those outside the team, 403 to others of the team."""
    event = get_object_or_404(Event.objects.for_team(request.actor).select_related("host"), slug=slug)
    if not queries.in_circle(request.actor, event):
        raise Forbidden(_("The minutes are read by the drafting circle of this event."))
    return event


def circle_session(request: HttpRequest, slug: str, uid) -> Session:
    event = circle_event(request, slug)
    session = get_object_or_404(
        queries.desk_sessions(event, request.actor).select_related("theme", "room"), uid=uid
    )
    session.event = event
    return session


def circle_minutes(request: HttpRequest, slug: str, uid) -> Minutes:
    """The minutes of a session, once they were started."""
    session = circle_session(request, slug, uid)
    minutes = get_object_or_404(Minutes.objects.for_circle(request.actor), session=session)
    minutes.session = session
    return minutes


def address(name: str, minutes: Minutes) -> str:
    """The address of a desk page of these minutes."""
    return reverse(f"consultations:{name}", args=[minutes.event.slug, minutes.session.uid])


def desk_page(
    request: HttpRequest, template: str, event: Event, *, status: int = 200, **context
) -> HttpResponse:
    """A page of the event's desk, at the minutes."""
    return page_of_desk(request, template, event, RAIL_KEY, status=status, **context)
