"""What every desk page of an event shares, in this app and in those above: the rail, the event's own time zone, whose desk it is."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.desk import RailItem
from core.registry import event_places
from events.enums import EventRoleCode
from events.models import Event
from events.queries import date_words

# The rail in the order of the work: an item's order says which part it belongs to.
GROUPS = ((50, _("What is said")), (40, _("On the day")), (30, _("People")), (10, _("Plan")), (0, ""))


def rail(event: Event, actor: Actor) -> list[RailItem]:
    """The desk pages of this event, of every app, in order, each under its heading."""
    items = sorted((item for ask in event_places for item in ask(event, actor)), key=lambda item: item.order)
    return [replace(item, group=_group(item.order)) for item in items]


def _group(order: int) -> str:
    return next(str(label) for least, label in GROUPS if order >= least)


def desk_name(event: Event, actor: Actor) -> str:
    """Whose desk it is: the organiser's, or what this person does at the event ("Rapporteur, Drafter")."""
    if event.host_id in actor.organiser_of or actor.has_role(event.pk, "manager"):
        return gettext("Organiser desk")
    return ", ".join(str(role.label) for role in EventRoleCode if actor.has_role(event.pk, role.value))


def desk_page(
    request: HttpRequest, template: str, event: Event, key: str, *, status: int = 200, **context
) -> HttpResponse:
    """A page of the event's desk, with all times as its own clocks show them. `key` names its place in the rail."""
    frame = {
        "event": event,
        "rail": rail(event, request.actor),
        "rail_key": key,
        "rail_title": str(event),
        "rail_name": desk_name(event, request.actor),
    }
    event.when = date_words(event)
    with timezone.override(event.zone):
        return render(request, template, frame | context, status=status)
