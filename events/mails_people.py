"""Mails that organisers word themselves, or let go out by rule: announcements and reminders."""

from django.utils.translation import gettext_lazy as _

from core import outbox
from events.audience import Audience, people
from events.enums import AnnouncementState
from events.models import Announcement, Registration
from events.wording import written


@outbox.template("event.announcement")
def announcement(mail: outbox.Mail) -> outbox.Message:
    """An announcement as one person gets it. Dropped for whoever is no longer of those it was meant for."""
    sent = Announcement.objects.filter(uid=mail.context["announcement"], state=AnnouncementState.SENT)
    row = sent.select_related("event__host").first()
    if row is None:
        raise outbox.NotNeeded
    meant = people(row.event, Audience.read(row.audience)).filter(uid=mail.context["registration"])
    registration = meant.select_related("event__host").first()
    if registration is None:
        raise outbox.NotNeeded
    return announcement_to(row, registration)


def announcement_to(row: Announcement, registration: Registration) -> outbox.Message:
    """What this person reads; also the preview of a draft. `registration` with its event and host."""
    return written(
        registration, subject=row.subject, body=row.body, neutral=_("A message about your registration")
    )
