"""Mail to those registered, queued in the transaction of what it tells."""

from core import outbox
from events.models import Event


def event_cancelled(event: Event) -> int:
    """Tell everybody who is registered and left an address that the event is cancelled. Returns how many mails were queued."""
    told = 0
    for registration in event.registrations.active().exclude(email_index=""):
        outbox.queue(
            "event.cancelled", to=(registration, "email"), to_label=registration.name, language=registration.language,
            key=f"event.cancelled:{registration.uid}", context={"event": str(event.uid)},
            host=event.host.code, scope=str(event.uid),
        )  # fmt: skip
        told += 1
    return told
