"""Finding what an address names, always within what the actor may know."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import DomainError
from core.permissions import require
from directory.models import Area, Institution
from events.models import Event, Series, Theme


def event_for(actor: Actor, slug: str) -> Event:
    """The event, or 404 for whoever may not know it."""
    return get_object_or_404(Event.objects.visible_to(actor).select_related("host", "series"), slug=slug)


def team_event(actor: Actor, slug: str) -> Event:
    """The event, for its team only; 404 for others."""
    return get_object_or_404(Event.objects.for_team(actor).select_related("host", "series"), slug=slug)


def managed_event(actor: Actor, slug: str, permission: str) -> Event:
    """The event, for those of its team who have the permission; 404 for others than the team, 403 for the rest of it."""
    event = team_event(actor, slug)
    require(actor, permission, event)
    return event


def institution(code: str, *, field: str) -> Institution | None:
    """The institution with this code; None for ""."""
    if not code:
        return None
    found = Institution.objects.filter(code=code).first()
    if found is None:
        raise DomainError.on(
            field, _("There is no institution with the code “%(code)s”.") % {"code": code[:60]}, "unknown"
        )
    return found


def area(code: str, *, field: str = "area") -> Area | None:
    """The area with this code; None for ""."""
    if not code:
        return None
    found = Area.objects.filter(code=code).first()
    if found is None:
        raise DomainError.on(
            field, _("There is no area with the code “%(code)s”.") % {"code": code[:80]}, "unknown"
        )
    return found


def series_of(host: Institution, slug: str, *, field: str = "series") -> Series | None:
    """The series of this host; None for ""."""
    if not slug:
        return None
    found = Series.objects.filter(host=host, slug=slug).first()
    if found is None:
        raise DomainError.on(field, _("There is no such series of the host."), "unknown")
    return found


def theme(event: Event, uid, *, field: str = "theme") -> Theme | None:
    """The theme of this event; None for nothing."""
    if not uid:
        return None
    found = Theme.objects.filter(event=event, uid=uid).first()
    if found is None:
        raise DomainError.on(field, _("This theme does not belong to the event."), "unknown")
    return found
