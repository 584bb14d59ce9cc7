"""Events as calendar entries: in feeds, and in the mail that gives or takes a place."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from core import ical
from events.agenda import Agenda
from events.enums import EventState
from events.models import Event

ONE_ENTRY = timedelta(
    days=5
)  # a longer one (a course) is in calendars by its sessions alone: nobody is busy for four weeks


def event_item(event: Event, *, cancelled: bool = False) -> ical.Item:
    """The event as one entry, from its start to its end. One of a discreet event says neither what nor where."""
    url = f"{settings.SITE_URL}{event.get_absolute_url()}"
    place = ", ".join(part for part in (event.venue, event.city) if part)
    return ical.Item(
        uid=str(event.uid),
        sequence=event.sequence,
        changed_at=event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        summary=_("Meeting") if event.is_discreet else str(event.title),
        place="" if event.is_discreet else place,
        url="" if event.is_discreet else url,
        cancelled=cancelled or event.state == EventState.CANCELLED,
    )


def session_items(event: Event, agenda: Agenda, *, cancelled: bool = False) -> list[ical.Item]:
    """The sessions as entries, cancelled ones too. `cancelled`: all of them, for whoever comes no more."""
    url = f"{settings.SITE_URL}{event.get_absolute_url()}"
    return [
        ical.Item(
            uid=str(item.uid), sequence=item.sequence, changed_at=item.changed_at, starts_at=item.starts_at, ends_at=item.ends_at,
            summary=_("Meeting") if event.is_discreet else str(item.title),
            place="" if event.is_discreet else ", ".join(part for part in (item.room, event.venue, event.city) if part),
            url="" if event.is_discreet else f"{url}#{item.anchor}",
            about="" if event.is_discreet else str(item.description),
            cancelled=cancelled or item.cancelled or event.state == EventState.CANCELLED,
        )
        for item in agenda.items
    ]  # fmt: skip


def is_long(event: Event) -> bool:
    """Whether it is in calendars by its sessions alone, as a course of some weeks is."""
    return event.ends_at - event.starts_at > ONE_ENTRY


def invitation(event: Event, *, cancelled: bool = False) -> ical.Invitation | None:
    """The entry that goes with a mail about a place: REQUEST, or CANCEL when the place is gone. None for a long course."""
    if is_long(event):
        return None
    item = event_item(event, cancelled=cancelled)
    return ical.Invitation(
        method="CANCEL" if item.cancelled else "REQUEST",
        item=item,
        zone=event.zone,
        organiser=settings.SITE_NAME if event.is_discreet else event.host.short,
    )
