"""Mails about places that somebody is asked about: an invitation, an offered place, an offer that nobody answered.

As in events.mails: a discreet event is neither named nor placed.
"""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import outbox
from core.dates import clock_words
from events.enums import ACTIVE, EventState
from events.enums import RegistrationState as State
from events.links import offer_token, own_address
from events.mails import full_sessions
from events.models import ChangeRequest, Delegation, Event, Registration
from events.queries import clock_of, when_words
from events.wording import own_page_words


def _registration(mail: outbox.Mail, state: str) -> Registration:
    """The registration that the mail is about, while it still is in the state told."""
    found = Registration.objects.filter(uid=mail.context["registration"], state=state)
    registration = found.select_related("event__host", "replaces").first()
    if registration is None:
        raise outbox.NotNeeded
    return registration


def _name_of(event: Event) -> str:
    return _("the meeting") if event.is_discreet else _("“%(title)s”") % {"title": event.title}


def moment_words(event: Event, moment: datetime) -> str:
    """A day with its hour and clock, as a mail says it."""
    local = moment.astimezone(event.zone)
    return (
        f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'H:i')}, {clock_words(event.zone, moment)}"
    )


def _when_and_where(event: Event) -> str:
    if event.is_discreet:
        return ""
    lines = [_("When: %(dates)s, %(clock)s") % {"dates": when_words(event), "clock": clock_of(event)}]
    place = ", ".join(part for part in (event.venue, event.city) if part)
    return "\n".join([*lines, _("Where: %(place)s") % {"place": place}] if place else lines)


def _written(subject: str, *parts: str) -> outbox.Message:
    return outbox.Message(subject, "\n\n".join(part for part in parts if part) + "\n")


@outbox.template("registration.invited")
def invited(mail: outbox.Mail) -> outbox.Message:
    """A personal invitation with the link to answer it. The link is for the invited person alone."""
    registration, token = _registration(mail, State.INVITED), mail.secrets.get("token", "")
    event = registration.event
    if not token or event.ends_at <= timezone.now():
        raise outbox.NotNeeded
    subject = (
        _("An invitation")
        if event.is_discreet
        else _("Invitation: %(title)s") % {"title": str(event.title)[:200]}
    )
    host = (
        ""
        if event.is_discreet
        else _("%(host)s invites you to %(event)s.") % {"host": event.host, "event": _name_of(event)}
    )
    by = (
        _("Please answer by %(day)s.") % {"day": moment_words(event, registration.reply_by)}
        if registration.reply_by
        else ""
    )
    answer = _(
        "Say yes or no here:\n%(link)s\n\nThis address is for you alone. If you would like somebody else to come in your place, "
        "they can answer with their own contact; the organisers then decide."
    ) % {"link": f"{settings.SITE_URL}/r/{token}/"}
    return _written(
        subject,
        _("Dear %(name)s,") % {"name": f"{registration.honorific} {registration.name}".strip()},
        host or _("You are invited to a meeting. The page below tells you more."),
        _when_and_where(event),
        by,
        answer,
    )


@outbox.template("registration.handed_on")
def handed_on(mail: outbox.Mail) -> outbox.Message:
    """To somebody whom a person who cannot come has named: the link to say yes or no. A discreet event's mail names nobody."""
    registration, token = _registration(mail, State.INVITED), mail.secrets.get("token", "")
    event, from_whom = registration.event, registration.replaces
    if not token or from_whom is None or event.starts_at <= timezone.now():
        raise outbox.NotNeeded
    title = str(event.title)[:200]
    subject = (
        _("A place that was handed on to you")
        if event.is_discreet
        else _("A place that was handed on to you: %(title)s") % {"title": title}
    )
    words = (
        _("Somebody who cannot come to a meeting would like you to come in their place.")
        if event.is_discreet
        else _("%(name)s cannot come to %(event)s and would like you to come in their place.")
        % {"name": from_whom.name, "event": _name_of(event)}
    )
    by = (
        _("Please answer by %(day)s.") % {"day": moment_words(event, registration.reply_by)}
        if registration.reply_by
        else ""
    )
    link = _(
        "Say yes or no here:\n%(link)s\n\nWhen you say yes, the place is yours. If you do not know what this is about, you need not do "
        "anything."
    ) % {"link": f"{settings.SITE_URL}/r/{token}/"}
    greeting = _("Dear %(name)s,") % {"name": registration.name}
    return _written(subject, greeting, words, _when_and_where(event), by, link)


@outbox.template("registration.not_taken")
def not_taken(mail: outbox.Mail) -> outbox.Message:
    """To somebody who named another to come in their place: the other does not, and the place is theirs still. A discreet event's mail
    names nobody."""
    rows = Registration.objects.select_related("event__host")
    registration = rows.filter(uid=mail.context["registration"], state__in=ACTIVE).first()
    other = Registration.objects.filter(
        uid=mail.context["other"], state__in=(State.DECLINED, State.CANCELLED)
    ).first()
    if registration is None or other is None:
        raise outbox.NotNeeded
    event = registration.event
    if event.state != EventState.PUBLISHED or event.starts_at <= timezone.now():
        raise outbox.NotNeeded
    names = {"name": other.name, "event": _name_of(event)}
    if event.is_discreet:
        words = _("The person whom you asked does not come to the meeting in your place.")
    elif other.replied_at:
        words = _("%(name)s cannot come to %(event)s in your place.") % names
    else:
        words = _("We have not heard from %(name)s whether they come to %(event)s in your place.") % names
    after = _(
        "Your place is still yours, so nothing changes. If you cannot come, please say so on your own page: you can ask somebody else "
        "there, or withdraw."
    )
    where = own_page_words(registration, own_address(registration))
    title = str(event.title)[:200]
    subject = (
        _("Your registration")
        if event.is_discreet
        else _("The place is still yours: %(title)s") % {"title": title}
    )
    return _written(subject, _("Dear %(name)s,") % {"name": registration.name}, words, after, where)


@outbox.template("registration.offered")
def offered(mail: outbox.Mail) -> outbox.Message:
    """A place for somebody who waited, to take or leave until an hour."""
    registration = _registration(mail, State.OFFERED)
    event, until = registration.event, registration.offered_until
    if until is None or until <= timezone.now():
        raise outbox.NotNeeded
    title = str(event.title)[:200]
    subject = (
        _("A place for you") if event.is_discreet else _("A place for you: %(title)s") % {"title": title}
    )
    words = _("A place at %(event)s has become free, and it is kept for you until %(until)s.") % {
        "event": _name_of(event),
        "until": moment_words(event, until),
    }
    link = _("Take it, or leave it to somebody else:\n%(link)s") % {
        "link": f"{settings.SITE_URL}/places/{offer_token(registration)}/"
    }
    after = _("If we do not hear from you by then, the place is offered to the next person.")
    return _written(subject, words, link, after, full_sessions(mail, event), _when_and_where(event))


@outbox.template("registration.offer_lapsed")
def offer_lapsed(mail: outbox.Mail) -> outbox.Message:
    """The offer was not answered: back on the waiting list, at its end."""
    registration = _registration(mail, State.WAITLISTED)
    event = registration.event
    title = str(event.title)[:200]
    subject = (
        _("Your registration")
        if event.is_discreet
        else _("Back on the waiting list: %(title)s") % {"title": title}
    )
    words = _(
        "We offered you a place at %(event)s and did not hear from you in time, so it went to somebody else.\n"
        "You are on the waiting list again, at its end. If another place becomes free for you, we write to you once more. If you cannot "
        "come, please withdraw on your own page."
    ) % {"event": _name_of(event)}
    return _written(subject, words, own_page_words(registration, own_address(registration)))


@outbox.template("delegation.invited")
def delegation_invited(mail: outbox.Mail) -> outbox.Message:
    """To an office: how many seats it has, and the link on which it names people."""
    found = Delegation.objects.filter(uid=mail.context["delegation"], released_at=None)
    delegation, token = (
        found.select_related("event__host", "institution").first(),
        mail.secrets.get("token", ""),
    )
    if delegation is None or not token:
        raise outbox.NotNeeded
    event = delegation.event
    title = str(event.title)[:200]
    subject = (
        _("Seats for your delegation")
        if event.is_discreet
        else _("Your delegation: %(title)s") % {"title": title}
    )
    seats = ngettext(
        "One seat at %(event)s is kept for %(institution)s.",
        "%(n)d seats at %(event)s are kept for %(institution)s.",
        delegation.seats,
    ) % {"n": delegation.seats, "event": _name_of(event), "institution": delegation.institution}
    host = (
        ""
        if event.is_discreet
        else _("%(host)s invites you to %(event)s.") % {"host": event.host, "event": _name_of(event)}
    )
    said = (
        _("Please say here who comes; you can change the names until registration closes:\n%(link)s")
        if event.is_discreet
        else _("Please say here who comes; you can change the names until %(day)s:\n%(link)s")
    )
    until = moment_words(event, event.registration_closes_at or event.starts_at)
    link = said % {"day": until, "link": f"{settings.SITE_URL}/d/{token}/"}
    by = (
        _("Seats without a name are given to others on %(day)s.")
        % {"day": moment_words(event, delegation.release_at)}
        if delegation.release_at
        else ""
    )
    return _written(subject, host, seats, _when_and_where(event), link, by)


@outbox.template("registration.request_decided")
def request_decided(mail: outbox.Mail) -> outbox.Message:
    """What the organisers decided on a request after the list was closed, with their reason."""
    found = ChangeRequest.objects.filter(uid=mail.context["request"]).exclude(state="open")
    request = found.select_related("registration__event").first()
    if request is None:
        raise outbox.NotNeeded
    event = request.registration.event
    title = str(event.title)[:200]
    subject = _("Your request") if event.is_discreet else _("Your request: %(title)s") % {"title": title}
    name = {"event": _name_of(event)}
    words = (
        _("The organisers of %(event)s have made the change that you asked for.") % name
        if request.state == "accepted"
        else _("The organisers of %(event)s cannot make the change that you asked for.") % name
    )
    registration = request.registration
    return _written(subject, words, request.note, own_page_words(registration, own_address(registration)))
