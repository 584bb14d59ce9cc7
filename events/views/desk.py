"""What every desk page of an event shares: finding the event, the rail, the event's own time zone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.desk import RailItem
from core.permissions import require
from core.registry import event_places
from events.models import Event
from events.queries import date_words


def team_event(request: HttpRequest, slug: str, permission: str = "events.see_desk") -> Event:
    """The event for its team: 404 to others, 403 to those of the team who may not do this."""
    event = get_object_or_404(Event.objects.for_team(request.actor).select_related("host"), slug=slug)
    require(request.actor, permission, event)
    return event


def rail(event: Event, actor) -> list[RailItem]:
    """The desk pages of this event, of every app, in order."""
    return sorted((item for ask in event_places for item in ask(event, actor)), key=lambda item: item.order)


def desk_page(
    request: HttpRequest, template: str, event: Event, key: str, *, status: int = 200, **context
) -> HttpResponse:
    """A page of the event's desk, with all times as its own clocks show them. `key` names its place in the rail."""
    frame = {
        "event": event,
        "rail": rail(event, request.actor),
        "rail_key": key,
        "rail_title": str(event),
        "rail_name": _("Organiser desk"),
    }
    event.when = date_words(event)
    with timezone.override(event.zone):
        return render(request, template, frame | context, status=status)
