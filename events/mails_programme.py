"""Mail that follows from a released agenda."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core import outbox
from events.enums import EventState, RegistrationState
from events.links import own_address
from events.models import Registration, Release
from events.services.releases import changes_for
from events.snapshots import change_words
from events.wording import own_page_words


@outbox.template("agenda.released")
def agenda_released(mail: outbox.Mail) -> outbox.Message:
    """What moved for this person. A discreet event is not named, nor are its sessions. Dropped for whoever comes no more and
    when nothing moved for them after all."""
    release = Release.objects.filter(uid=mail.context["release"]).select_related("event").first()
    registration = Registration.objects.filter(
        uid=mail.context["registration"], state=RegistrationState.CONFIRMED
    ).first()
    if release is None or registration is None or release.event.state != EventState.PUBLISHED:
        raise outbox.NotNeeded
    event = release.event
    own_page = own_page_words(registration, own_address(registration))
    if event.is_discreet:
        text = _("The times or rooms of the meeting have changed. Your own page has the rest.")
        parts = [part for part in (text, own_page) if part]
        return outbox.Message(_("A change to your registration"), "\n\n".join(parts) + "\n")
    lines = [f"- {change_words(change, event.zone)}" for change in changes_for(registration, release.changes)]
    if not lines:
        raise outbox.NotNeeded
    link = settings.SITE_URL + reverse("events:agenda", args=[event.slug])
    text = _("The agenda of “%(event)s” has changed:\n\n%(changes)s\n\nThe whole agenda:\n%(link)s") % {
        "event": event,
        "changes": "\n".join(lines),
        "link": link,
    }
    parts = [part for part in (text, own_page) if part]
    return outbox.Message(
        _("The agenda has changed: %(event)s") % {"event": str(event)[:200]}, "\n\n".join(parts) + "\n"
    )
