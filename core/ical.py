"""Calendar files (iCalendar, RFC 5545): a feed that calendars subscribe to.

A published feed carries no attendees. What was cancelled stays in it as CANCELLED, or subscribed calendars keep showing it.
UIDs live as long as the thing; SEQUENCE grows with each change that moves people. An entry by mail (iTIP, RFC 5546) is a REQUEST or
a CANCEL with one attendee, who is asked for no reply: the place was given before.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress, vDDDTypes


@dataclass(frozen=True)
class Item:
    """One entry. `uid` opaque and for life; times aware; `summary`, `place` and `about` plain text."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str = ""
    url: str = ""
    cancelled: bool = False
    about: str = ""


@dataclass(frozen=True)
class Invitation:
    """An entry for one person's calendar: put there (REQUEST) or taken out (CANCEL)."""

    method: str
    item: Item
    zone: ZoneInfo
    organiser: str  # the name beside the address that mail comes from


def message(invitation: Invitation, *, attendee: str, sender: str) -> bytes:
    """The invitation as a calendar for `attendee`; `sender` is the address that mail comes from."""
    calendar = _calendar(invitation.method)
    item, zone = invitation.item, invitation.zone
    if zone.key not in (None, "UTC"):
        calendar.add_component(_timezone(str(zone.key), item.starts_at.year, item.ends_at.year))
    entry = _event(item, zone)
    entry["dtstamp"] = vDDDTypes(timezone.now().astimezone(UTC))  # the later of two with one SEQUENCE counts
    entry.add("organizer", _address(sender, {"CN": invitation.organiser}))
    status = {"PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "ROLE": "REQ-PARTICIPANT"}
    entry.add("attendee", _address(attendee, status))
    calendar.add_component(entry)
    return calendar.to_ical()


def _address(address: str, parameters: dict[str, str]) -> vCalAddress:
    value = vCalAddress(f"mailto:{address}")
    for name, text in parameters.items():
        value.params[name] = text
    return value


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Sanlap//sanlap//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def feed(name: str, items: Iterable[Item], zone: ZoneInfo) -> bytes:
    """The calendar `name` with its items, times on the clock of `zone`."""
    items = list(items)
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    if items and zone.key not in (None, "UTC"):
        years = (min(item.starts_at for item in items).year, max(item.ends_at for item in items).year)
        calendar.add_component(_timezone(str(zone.key), *years))
    for item in items:
        calendar.add_component(_event(item, zone))
    return calendar.to_ical()


def _event(item: Item, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{item.uid}@{settings.ALLOWED_HOSTS[0]}")
    event.add("sequence", item.sequence)
    event.add("dtstamp", item.changed_at.astimezone(UTC))
    event.add("last-modified", item.changed_at.astimezone(UTC))
    event.add("dtstart", item.starts_at.astimezone(zone))
    event.add("dtend", item.ends_at.astimezone(zone))
    event.add("summary", item.summary)
    event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
    for key, value in (("location", item.place), ("description", item.about), ("url", item.url)):
        if value:
            event.add(key, value)
    return event


@functools.lru_cache(maxsize=64)
def _timezone(key: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of a zone for the years in use; working one out takes longer than the rest of a feed."""
    return Timezone.from_tzid(key, first_date=date(first_year - 1, 1, 1), last_date=date(last_year + 1, 1, 1))


def response(body: bytes, name: str) -> HttpResponse:
    """The feed as an answer; calendars show `name` as the file's name."""
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer
