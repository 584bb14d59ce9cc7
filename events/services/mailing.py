"""What organisers do with the mails of an event that wait or failed."""

from django.db.models import QuerySet

from core import audit, outbox
from core.actors import Actor
from core.models import OutboundMail
from core.permissions import require
from events.models import Event

MANAGE = "events.manage_registrations"


def mails_of(event: Event) -> QuerySet[OutboundMail]:
    """All mails about the event, whatever became of them."""
    return OutboundMail.objects.filter(scope=str(event.uid))


def retry_failed(event: Event, *, actor: Actor) -> int:
    """Try every failed mail of the event again, and those that wait for another try at once. Returns how many."""
    require(actor, MANAGE, event)
    return outbox.retry_all(mails_of(event))


def drop(event: Event, mails: QuerySet[OutboundMail], *, actor: Actor) -> int:
    """Do not send those of the event's `mails` that wait or failed. An official row says how many. Returns how many."""
    require(actor, MANAGE, event)
    dropped = outbox.drop(mails.filter(scope=str(event.uid)))
    if dropped:
        data = {"count": dropped}
        audit.write(
            audit.Kind.OFFICIAL, "mail_dropped", actor=actor, about=event, host=event.host.code, data=data
        )
    return dropped
