"""Shorthand for tests of the organiser's desk."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Event


def url(name: str, event: Event | None = None, *args) -> str:
    """The address of a desk page."""
    return reverse(f"events:{name}", args=[*([event.slug] if event else []), *args])


def statements(client: Client, address: str) -> int:
    """How many SQL statements the page needs, once everything that is read only once has been read."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


def words(answer) -> str:
    """The text of a page, without tags, on one line."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)


def event_fields(**fields) -> dict:
    """What the event's own form posts for a plain two-day consultation."""
    start = (timezone.now() + timedelta(days=40)).strftime("%Y-%m-%d")
    end = (timezone.now() + timedelta(days=41)).strftime("%Y-%m-%d")
    return {
        "languages": ["en", "ur"], "title_en": "Second consultation", "title_ur": "دوسری مشاورت", "kind": "consultation",
        "timezone": "Asia/Karachi", "starts_at": f"{start}T09:00", "ends_at": f"{end}T17:00", "format": "in_person", "venue": "A hotel",
        "city": "Islamabad", "country": "PK", "visibility": "public", "risk": "open", "approval": "none", "waiting_list": "on", **fields,
    }  # fmt: skip
