"""Mail to those registered, queued in the transaction of what it tells."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from core import outbox
from events.models import Event, Registration


def event_cancelled(event: Event) -> int:
    """Tell everybody who is registered and left an address that the event is cancelled. Returns how many mails were queued."""
    return _tell("event.cancelled", event.registrations.active(), event, key="")


def event_moved(event: Event) -> int:
    """Tell whoever has a place that time or place have changed: once for each change. Returns how many mails were queued."""
    return _tell("event.moved", event.registrations.confirmed(), event, key=f":{event.sequence}")


def _tell(template: str, registrations: QuerySet[Registration], event: Event, *, key: str) -> int:
    told = 0
    for registration in registrations.exclude(email_index=""):
        outbox.queue(
            template, to=(registration, "email"), to_label=registration.code, language=registration.language,
            key=f"{template}:{registration.uid}{key}", context={"event": str(event.uid), "registration": str(registration.uid)},
            host=event.host.code, scope=str(event.uid), expires_at=max(event.ends_at, timezone.now() + timedelta(days=7)),
        )  # fmt: skip
        told += 1
    return told
