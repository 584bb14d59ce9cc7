"""Mail that follows from what organisers do with an event."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import outbox
from events.enums import EventState
from events.models import Event


@outbox.template("event.cancelled")
def event_cancelled(mail: outbox.Mail) -> outbox.Message:
    """The event was called off. A discreet event is not named: mail is read by others."""
    event = Event.objects.filter(uid=mail.context["event"], state=EventState.CANCELLED).first()
    if event is None:
        raise outbox.NotNeeded
    if event.is_discreet:
        return outbox.Message(
            _("A change to your registration"),
            _("The event that you are registered for will not take place. You need to do nothing."),
        )
    day = date_format(event.starts_at.astimezone(event.zone), "DATE_FORMAT")
    text = _(
        "“%(event)s”, planned for %(day)s, is cancelled.\n\n"
        "You need to do nothing. If it is held at another time, you will be told.\n\n%(site)s"
    ) % {"event": event, "day": day, "site": settings.SITE_NAME}
    return outbox.Message(_("Cancelled: %(event)s") % {"event": event}, text)
