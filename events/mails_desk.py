"""Mail that follows from what organisers do with an event."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import outbox
from events.calendar import invitation
from events.enums import EventState
from events.links import own_address
from events.models import Event, Registration
from events.queries import clock_of, when_words
from events.wording import own_page_words


@outbox.template("event.cancelled")
def event_cancelled(mail: outbox.Mail) -> outbox.Message:
    """The event was called off. A discreet event is not named: mail is read by others."""
    event = Event.objects.filter(uid=mail.context["event"], state=EventState.CANCELLED).first()
    if event is None:
        raise outbox.NotNeeded
    entry = invitation(event) if _had_a_place(mail) else None
    if event.is_discreet:
        text = _("The event that you are registered for will not take place. You need to do nothing.")
        return outbox.Message(_("A change to your registration"), text, invitation=entry)
    day = date_format(event.starts_at.astimezone(event.zone), "DATE_FORMAT")
    text = _(
        "“%(event)s”, planned for %(day)s, is cancelled.\n\n"
        "You need to do nothing. If it is held at another time, you will be told.\n\n%(site)s"
    ) % {"event": event, "day": day, "site": settings.SITE_NAME}
    return outbox.Message(_("Cancelled: %(event)s") % {"event": event}, text, invitation=entry)


def _had_a_place(mail: outbox.Mail) -> bool:
    """Whether the reader's calendar may hold an entry."""
    return Registration.objects.filter(uid=mail.context["registration"], confirmed_at__isnull=False).exists()


@outbox.template("event.moved")
def event_moved(mail: outbox.Mail) -> outbox.Message:
    """Time or place have changed: how it stands now, for whoever still has a place."""
    registration = (
        Registration.objects.confirmed()
        .filter(uid=mail.context["registration"], event__state=EventState.PUBLISHED)
        .select_related("event__host")
        .first()
    )
    if registration is None:
        raise outbox.NotNeeded
    event = registration.event
    entry = invitation(event)
    own_page = own_page_words(registration, own_address(registration))
    if event.is_discreet:
        text = _(
            "Time or place of the event that you are registered for have changed. Your own page says the rest."
        )
        return outbox.Message(
            _("A change to your registration"), "\n\n".join(filter(None, (text, own_page))), invitation=entry
        )
    words = {
        "event": event,
        "dates": when_words(event),
        "clock": clock_of(event),
        "place": ", ".join(part for part in (event.venue, event.city) if part) or event.get_format_display(),
    }
    text = (
        _(
            "Time or place of “%(event)s” have changed. It is now planned so:\n\nWhen: %(dates)s, %(clock)s\nWhere: %(place)s\n\n"
            "Your place is kept. If you cannot come, withdraw on your own page, so that somebody else can."
        )
        % words
    )
    text = "\n\n".join(filter(None, (text, own_page)))
    return outbox.Message(_("Changed: %(event)s") % {"event": event}, text, invitation=entry)
