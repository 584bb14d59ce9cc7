"""Finding the event of a desk page, and what several of them say."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import ngettext

from core.permissions import require
from events.desk import desk_page as desk_page
from events.desk import rail as rail
from events.enums import RegistrationState
from events.models import Event


def team_event(request: HttpRequest, slug: str, permission: str = "events.see_desk") -> Event:
    """The event for its team: 404 to others, 403 to those of the team who may not do this."""
    event = get_object_or_404(Event.objects.for_team(request.actor).select_related("host"), slug=slug)
    require(request.actor, permission, event)
    return event


def waiting(event: Event) -> int:
    """How many are on the waiting list now."""
    return event.registrations.filter(state=RegistrationState.WAITLISTED).count()


def with_promoted(words: str, event: Event, *, before: int) -> str:
    """The words, and how many of the `before` who waited have a place or an offer since; the words alone where nobody."""
    n = before - waiting(event)
    if n <= 0:
        return words
    if event.offer_hours:
        more = ngettext(
            "One person who waited is offered a place.", "%(n)d people who waited are offered a place.", n
        )
    else:
        more = ngettext(
            "One person who waited has a place now.", "%(n)d people who waited have a place now.", n
        )
    return f"{words} {more % {'n': n}}"
