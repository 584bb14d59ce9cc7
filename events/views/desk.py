"""Finding the event of a desk page."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from core.permissions import require
from events.desk import desk_page as desk_page
from events.desk import rail as rail
from events.models import Event


def team_event(request: HttpRequest, slug: str, permission: str = "events.see_desk") -> Event:
    """The event for its team: 404 to others, 403 to those of the team who may not do this."""
    event = get_object_or_404(Event.objects.for_team(request.actor).select_related("host"), slug=slug)
    require(request.actor, permission, event)
    return event
