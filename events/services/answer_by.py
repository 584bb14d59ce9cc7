"""Until when somebody is asked to answer: a time that is still to come, and not after the event."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import today
from core.errors import DomainError
from events.models import Event


def check_reply_by(event: Event, reply_by: datetime | None) -> None:
    """Of an invitation. Raises DomainError on `reply_by`."""
    if reply_by is not None and not timezone.now() < reply_by <= event.ends_at:
        message = _("Choose a time to answer by that lies between now and the event.")
        raise DomainError.on("reply_by", message, "reply_by")


def check_reply_day(event: Event, reply_by: date | None) -> None:
    """Of a letter, by the calendar of the host; one written once the event is over may ask for an answer later. Raises DomainError."""
    if reply_by is None:
        return
    now, last = today(event.host.timezone), event.days[-1]
    if reply_by < now:
        message = _("This day has passed. Choose a day to answer by that is still to come.")
        raise DomainError.on("reply_by", message, "reply_by")
    if now <= last < reply_by:
        message = _("On this day the event is over. Choose a day to answer by that is before its end.")
        raise DomainError.on("reply_by", message, "reply_by")
