"""Calendar feeds: of all public events, and one's own by a secret address."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import actor_for
from accounts.models import User
from core import ical
from core.actors import ANONYMOUS, Actor
from core.routes import declare
from core.views import rail_for
from events import queries
from events.agenda import public_agenda
from events.calendar import event_item, session_items
from events.enums import EventState, RegistrationState
from events.models import Event, Registration
from events.services import feeds
from events.services.choices import not_theirs
from events.views.registration import own

UTC = ZoneInfo("UTC")


@declare("public")
@require_safe
def public_events(request: HttpRequest) -> HttpResponse:
    """Every listed event as one entry, cancelled ones too. A discreet one says neither what nor where."""
    listed = queries.listed_events(ANONYMOUS).order_by("starts_at", "id")
    items = [event_item(event) for event in listed]
    return ical.response(ical.feed(settings.SITE_NAME, items, UTC), "events")


@declare("public")
@require_safe
def own_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address: a participant's sessions, or the events that somebody works on."""
    owner = feeds.owner_of(secret)
    if owner is None:
        raise Http404
    body = _of_participant(owner) if isinstance(owner, Registration) else _of_team(owner)
    response = ical.response(body, "calendar")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _of_participant(registration: Registration) -> bytes:
    """The sessions of the event, of those that people choose only the chosen ones; whoever comes no more gets them all as cancelled,
    so that they leave the calendar."""
    event = registration.event
    gone = registration.state != RegistrationState.CONFIRMED
    others = not_theirs(registration)
    items = session_items(event, public_agenda(event, ()), cancelled=gone)
    items = [item for item in items if item.uid not in others]
    items = items or [event_item(event, cancelled=gone)]
    return ical.feed(_("Meeting") if event.is_discreet else str(event.title), items, event.zone)


def _of_team(user: User) -> bytes:
    """Events that the user works on; a draft is not in any calendar yet."""
    events = Event.objects.for_team(actor_for(user)).exclude(state=EventState.DRAFT).select_related("host")
    items = [event_item(event) for event in events.order_by("starts_at", "id")[:500]]
    return ical.feed(settings.SITE_NAME, items, UTC)


def address(token: str) -> str:
    """The whole address, as calendars take it."""
    return settings.SITE_URL + reverse("events:own-calendar", args=[token])


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def registration_calendar(
    request: HttpRequest, registration: Registration, actor: Actor, token: str
) -> HttpResponse:
    """The calendar address of a participant; POST makes another and takes this one back."""
    here = reverse("events:registration-calendar", args=[token])
    if request.method == "POST":
        return _renewed(request, registration, here)
    context = _addresses(registration) | {
        "owner": registration,
        "renew_url": here,
        "back": reverse("events:registration-manage", args=[token]),
    }
    return render(request, "events/registration/calendar.html", context)


@declare("signed_in")
@login_required
@require_safe
def desk_calendar(request: HttpRequest) -> HttpResponse:
    """The calendar address of somebody who works on events."""
    context = _addresses(_account(request)) | {
        "renew_url": reverse("events:desk-calendar-renew"),
        "rail": rail_for(request.actor),
        "rail_key": "events",
    }
    return render(request, "events/desk/calendar.html", context)


@declare("signed_in", methods=("POST",))
@login_required
@require_POST
def desk_calendar_renew(request: HttpRequest) -> HttpResponse:
    """Another address, and the one before answers no more."""
    return _renewed(request, _account(request), reverse("events:desk-calendar"))


def _account(request: HttpRequest) -> User:
    """The signed-in user itself: what a request carries only stands for it, and cannot be locked."""
    return User.objects.get(pk=request.user.pk)


def _renewed(request: HttpRequest, owner: Registration | User, page: str) -> HttpResponse:
    feeds.renew(owner)
    messages.success(request, _("This is your new address. The one before answers no more."))
    return redirect(page)


def _addresses(owner: Registration | User) -> dict[str, str]:
    url = address(feeds.address_token(owner))
    return {"url": url, "webcal": "webcal://" + url.partition("://")[2]}
