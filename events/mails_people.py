"""Mails that organisers word themselves, or let go out by rule: announcements, reminders, certificates."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import outbox
from core.access import reveal
from core.actors import SYSTEM
from events.audience import Audience, people
from events.enums import AnnouncementState, EventState, ReminderAudience
from events.links import certificate_token, own_address
from events.mails_places import moment_words
from events.models import Announcement, Certificate, Event, Registration, Reminder
from events.queries import clock_of, when_words
from events.services.reminders import meant
from events.wording import NOT_SHOWN, own_page_words, written

NEUTRAL = gettext_lazy("A message about your registration")
NEUTRAL_REMINDER = gettext_lazy("A reminder about your registration")


@outbox.template("event.announcement")
def announcement(mail: outbox.Mail) -> outbox.Message:
    """An announcement as one person gets it. Dropped for whoever is no longer of those it was meant for."""
    sent = Announcement.objects.filter(uid=mail.context["announcement"], state=AnnouncementState.SENT)
    row = sent.select_related("event__host").first()
    if row is None:
        raise outbox.NotNeeded
    still = people(row.event, Audience.read(row.audience)).filter(uid=mail.context["registration"])
    registration = still.select_related("event__host").first()
    if registration is None:
        raise outbox.NotNeeded
    return announcement_to(row, registration, own_page=own_address(registration))


def announcement_to(
    row: Announcement, registration: Registration, *, own_page: str | Promise = NOT_SHOWN
) -> outbox.Message:
    """What this person reads, `registration` with its event and host; the preview of a draft keeps the address of the own page back."""
    return written(registration, subject=row.subject, body=row.body, neutral=NEUTRAL, own_page=own_page)


@outbox.template("event.reminder")
def reminder(mail: outbox.Mail) -> outbox.Message:
    """A reminder as one person gets it. Dropped when its rule was removed, or the person is no longer of those it is for."""
    rows = Reminder.objects.filter(uid=mail.context["reminder"], event__state=EventState.PUBLISHED)
    row = rows.select_related("event__host").first()
    if row is None:
        raise outbox.NotNeeded
    still = meant(row, row.event).filter(uid=mail.context["registration"]).select_related("event__host")
    registration = still.first()
    if registration is None:
        raise outbox.NotNeeded
    return reminder_to(row, registration)


def reminder_to(row: Reminder, registration: Registration) -> outbox.Message:
    """What this person reads: the organisers' own words, else the standard ones."""
    own_page = own_address(registration)
    if row.body:
        return written(
            registration, subject=row.subject, body=row.body, neutral=NEUTRAL_REMINDER, own_page=own_page
        )
    with translation.override(registration.language):
        event = registration.event
        subject = str(NEUTRAL_REMINDER) if event.is_discreet else standard_subject(row.audience, event)
        parts = [
            standard_words(row.audience, event),
            _answer_by(registration, row),
            _where(row.audience, event),
            own_page_words(registration, own_page),
        ]
        return outbox.Message(subject, "\n\n".join(part for part in parts if part) + "\n")


def standard_subject(audience: str, event: Event) -> str:
    """The subject of a reminder that nobody worded, in the language that is active."""
    subjects = {
        ReminderAudience.CONFIRMED: _("Soon: %(title)s"),
        ReminderAudience.NOT_REPLIED: _("Will you come? %(title)s"),
        ReminderAudience.WAITLISTED: _("Still on the waiting list: %(title)s"),
    }
    return subjects[ReminderAudience(audience)] % {"title": str(event.title)[:200]}


def standard_words(audience: str, event: Event) -> str:
    """What a reminder says that nobody worded, in the language that is active. A discreet event is “the meeting”, without its days."""
    named = _("the meeting") if event.is_discreet else _("“%(title)s”") % {"title": event.title}
    words = {
        ReminderAudience.CONFIRMED: _(
            "This is a reminder of %(event)s, for which you have a place.\n\n"
            "If you cannot come, please withdraw on your own page, so that somebody else can."
        ),
        ReminderAudience.NOT_REPLIED: _(
            "We invited you to %(event)s and have not heard from you yet. Please tell us whether you will come."
        ),
        ReminderAudience.WAITLISTED: _(
            "You are on the waiting list for %(event)s. When a place becomes free for you, we write to you at once.\n\n"
            "If you can no longer come, please withdraw on your own page, so that somebody else moves up."
        ),
    }
    return words[ReminderAudience(audience)] % {"event": named}


def _answer_by(registration: Registration, row: Reminder) -> str:
    """Until when somebody invited is asked to answer."""
    if row.audience != ReminderAudience.NOT_REPLIED or registration.reply_by is None:
        return ""
    return _("Please answer by %(day)s.") % {"day": moment_words(registration.event, registration.reply_by)}


def _where(audience: str, event: Event) -> str:
    """When and where, and how to join for who has a place; nothing of a discreet event."""
    if event.is_discreet:
        return ""
    lines = [_("When: %(dates)s, %(clock)s") % {"dates": when_words(event), "clock": clock_of(event)}]
    place = ", ".join(part for part in (event.venue, event.city) if part)
    if place:
        lines.append(_("Where: %(place)s") % {"place": place})
    closes = event.registration_closes_at
    if audience == ReminderAudience.NOT_REPLIED and closes is not None:
        day = date_format(closes.astimezone(event.zone), "DATE_FORMAT")
        lines.append(_("Registration closes: %(day)s") % {"day": day})
    if audience == ReminderAudience.CONFIRMED and event.joining_link:
        link = reveal(
            event, "joining_link", actor=SYSTEM, purpose="joining link in the reminder of a confirmed person"
        )
        lines.append(
            _("To join online: %(link)s\nThis address is for you alone. Please do not pass it on.")
            % {"link": link}
        )
    return "\n".join(lines)


@outbox.template("certificate.issued")
def certificate_issued(mail: outbox.Mail) -> outbox.Message:
    """A certificate is there to be taken, by a link for this person alone. Of a discreet event neither title nor number, which begins
    with the host's letters. Dropped when the certificate was taken back."""
    found = Certificate.objects.filter(uid=mail.context["certificate"], revoked_at=None)
    certificate = found.select_related("registration__event__host").first()
    if certificate is None:
        raise outbox.NotNeeded
    event = certificate.registration.event
    link = settings.SITE_URL + reverse(
        "events:registration-certificate", args=[certificate_token(certificate)]
    )
    take = _("Take it as a PDF here:\n%(link)s\nThis address is for you alone. Please do not pass it on.") % {
        "link": link
    }
    if event.is_discreet:
        return outbox.Message(str(NEUTRAL), _("Your certificate of attendance is ready.") + f"\n\n{take}\n")
    words = _(
        "Thank you for taking part in “%(title)s”. Your certificate of attendance is ready; its number is %(number)s."
    )
    text = words % {"title": event.title, "number": certificate.number}
    subject = _("Your certificate: %(title)s") % {"title": str(event.title)[:200]}
    return outbox.Message(subject, f"{text}\n\n{take}\n\n{event.host}\n")
