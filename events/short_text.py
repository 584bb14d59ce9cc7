"""A short text to copy by hand into a text message: what somebody needs now, in their language. Of a discreet event it says nothing."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.fields import TextMap
from events.enums import RegistrationState as R
from events.models import Event, Registration
from events.queries import date_words


def short_text(event: Event, registration: Registration) -> TextMap:
    """The text with its language, as a TextMap of one. It holds no link of the person's own: a phone is read by others."""
    language = _language(registration.language)
    with translation.override(language):
        return TextMap(
            {
                language: _discreet(registration)
                if event.is_discreet
                else _plain(event, registration, language)
            }
        )


def _language(wanted: str) -> str:
    """The person's language where our catalogue has these words, else English."""
    for language in (wanted, "en"):
        with translation.override(language):
            if language == "en" or _(DISCREET) != DISCREET:
                return language
    return "en"


DISCREET = "Hello %(name)s. We have a message for you. Please call us back when it suits you."


def _discreet(registration: Registration) -> str:
    """Neither what nor when nor where nor who: the screen may lie open on a table."""
    return _("Hello %(name)s. We have a message for you. Please call us back when it suits you.") % {
        "name": registration.name
    }


def _plain(event: Event, registration: Registration, language: str) -> str:
    place = ", ".join(part for part in (event.venue, event.city) if part)
    facts = {
        "name": registration.name,
        "host": event.host.names.in_language(language)[0] or event.host.name,
        "event": event.title.in_language(language)[0],
        "when": date_words(event) + (f", {place}" if place else ""),
        "by": _by(event, registration),
        "url": f"{settings.SITE_URL}{event.get_absolute_url()}" if event.is_public else "",
    }
    texts = {
        R.INVITED: _("Hello %(name)s. %(host)s invites you to “%(event)s”, %(when)s. Will you come?%(by)s %(url)s"),
        R.CONFIRMED: _("Hello %(name)s. Your place at “%(event)s”, %(when)s, is confirmed. %(url)s"),
        R.PENDING: _("Hello %(name)s. You are registered for “%(event)s”, %(when)s. We decide soon and tell you. %(url)s"),
        R.WAITLISTED: _("Hello %(name)s. You are on the waiting list for “%(event)s”, %(when)s. We tell you when there is a place. %(url)s"),
        R.OFFERED: _("Hello %(name)s. A place at “%(event)s”, %(when)s, is free for you. Will you come?%(by)s %(url)s"),
    }  # fmt: skip
    text = texts.get(
        R(registration.state),
        _("Hello %(name)s. It is about “%(event)s”, %(when)s. Please call us back. %(url)s"),
    )
    return (text % facts).strip()


def _by(event: Event, registration: Registration) -> str:
    """By when an answer is wanted, as a sentence of its own."""
    moment = registration.reply_by if registration.state == R.INVITED else registration.offered_until
    if moment is None:
        return ""
    day = date_format(moment.astimezone(event.zone), "j E")
    return " " + _("Please answer by %(day)s.") % {"day": day}
