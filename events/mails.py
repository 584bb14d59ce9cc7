"""Mail templates of events: what a person who registered is told, in their language.

Mails about a discreet event say neither its title nor its place: an inbox may be read by others. The link leads to the rest.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from core import ical, outbox
from core.access import reveal
from core.actors import SYSTEM
from events.calendar import invitation, is_long
from events.enums import RegistrationState as State
from events.links import own_address
from events.models import Event, Registration
from events.queries import clock_of, when_words, who_is_next
from events.services.choices import FULL


@outbox.template("registration.pending")
@outbox.template("registration.waitlisted")
@outbox.template("registration.confirmed")
@outbox.template("registration.declined")
@outbox.template("registration.cancelled")
def registration_state(mail: outbox.Mail) -> outbox.Message:
    """Where a registration stands. The first mail, with the link, always goes and tells the state at the time of sending;
    a later one is dropped when the state has changed again meanwhile: the next mail tells that."""
    registration = (
        Registration.objects.filter(uid=mail.context["registration"]).select_related("event__host").first()
    )
    told = mail.row.template.removeprefix("registration.")
    token = mail.secrets.get("token", "")
    if registration is None or (registration.state != told and not token):
        raise outbox.NotNeeded
    parts = [
        _state_words(registration),
        full_sessions(mail, registration.event),
        *_what_and_where(registration),
        _own_page(registration, token),
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return outbox.Message(_subject(registration), text, invitation=_entry(registration))


def _entry(registration: Registration) -> ical.Invitation | None:
    """Into the calendar with the place, and out of it when the place is given up."""
    if registration.state == State.CONFIRMED:
        return invitation(registration.event)
    if registration.state in (State.DECLINED, State.CANCELLED) and registration.confirmed_at is not None:
        return invitation(registration.event, cancelled=True)
    return None


def _title(event: Event) -> str:
    return "" if event.is_discreet else str(event.title)


def _subject(registration: Registration) -> str:
    title = _title(registration.event)
    if not title:
        return _("Your registration")
    subjects = {
        State.PENDING: _("We have your registration: %(title)s"),
        State.WAITLISTED: _("On the waiting list: %(title)s"),
        State.CONFIRMED: _("Your place is confirmed: %(title)s"),
        State.DECLINED: _("Your registration: %(title)s"),
        State.CANCELLED: _("You are no longer registered: %(title)s"),
        State.OFFERED: _("A place for you: %(title)s"),
        State.INVITED: _("Invitation: %(title)s"),
    }
    return subjects[State(registration.state)] % {"title": title[:200]}


def _state_words(registration: Registration) -> str:
    event = registration.event
    event_words = _("“%(title)s”") % {"title": _title(event)} if _title(event) else _("the meeting")
    words = {
        State.PENDING: _(
            "Thank you for registering for %(event)s.\nThe organisers decide on each registration and will write to you."
        ),
        State.WAITLISTED: _(
            "Thank you for registering for %(event)s.\n"
            "The event or your district is full at the moment, so you are on the waiting list. %(who_is_next)s We write to you at once when it "
            "is you. You need not do anything."
        ),
        State.CONFIRMED: _("Your place at %(event)s is confirmed. We look forward to seeing you."),
        State.DECLINED: _(
            "The organisers of %(event)s cannot offer you a place this time. Thank you for your interest."
        ),
        State.CANCELLED: _("You are no longer registered for %(event)s. Somebody else can have your place."),
        State.OFFERED: _(
            "A place at %(event)s is kept for you. Please say on your own page whether you take it."
        ),
        State.INVITED: _("You are invited to %(event)s. Please say on your own page whether you come."),
    }
    if registration.state == State.CANCELLED and registration.replaced_by.active().exists():
        handed_on = _("You are no longer registered for %(event)s. Somebody else comes in your place.")
        return handed_on % {"event": event_words}
    if registration.state == State.CANCELLED and registration.delegation_id:
        named = _("You are no longer registered for %(event)s. Your institution can name somebody else.")
        return named % {"event": event_words}
    return words[State(registration.state)] % {"event": event_words, "who_is_next": who_is_next(event)}


def full_sessions(mail: outbox.Mail, event: Event) -> str:
    """Which of the sessions that the person had chosen before are full by now (services.choices)."""
    uids = mail.context.get(FULL)
    if not uids:
        return ""
    again = _("You can choose others on your own page.")
    if event.is_discreet:
        return _("Some of the sessions that you had chosen are full by now.") + " " + again
    titles = ", ".join(_("“%(title)s”") % {"title": each} for each in event.sessions.filter(uid__in=uids))
    return (
        _("Of the sessions that you had chosen, these are full by now: %(titles)s.") % {"titles": titles}
        + " "
        + again
    )


def _what_and_where(registration: Registration) -> list[str]:
    """When, where and how to join; place and link only for who has a place, and nothing for a discreet event."""
    event = registration.event
    if event.is_discreet or registration.state not in (State.PENDING, State.WAITLISTED, State.CONFIRMED):
        return []
    lines = [_("When: %(dates)s, %(clock)s") % {"dates": when_words(event), "clock": clock_of(event)}]
    place = ", ".join(part for part in (event.venue, event.city) if part)
    if place:
        lines.append(_("Where: %(place)s") % {"place": place})
    if registration.state == State.CONFIRMED and event.joining_link:
        link = reveal(
            event, "joining_link", actor=SYSTEM, purpose="joining link in the mail of a confirmed person"
        )
        lines.append(
            _("To join online: %(link)s\nThis address is for you alone. Please do not pass it on.")
            % {"link": link}
        )
    parts = ["\n".join(lines)]
    if registration.state == State.CONFIRMED and is_long(event):
        parts.append(
            _(
                "Your own page says the hour of each session, on your clock too, and puts them into your calendar."
            )
        )
    return parts


def _own_page(registration: Registration, token: str) -> str:
    """The address of the person's own page: that of the first mail, which brings its `token`, or one made for a later mail."""
    link = f"{settings.SITE_URL}/r/{token}/" if token else own_address(registration)
    if not link:
        return ""
    return _(
        "Your own page:\n%(link)s\n\nThere you can see where your registration stands, change it, withdraw, and decide what you allow. "
        "Whoever has this address can do the same, so keep it to yourself."
    ) % {"link": link}
