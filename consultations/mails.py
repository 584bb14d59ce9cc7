"""Mail templates of consultations. Neutral words: whoever sees the mailbox learns nothing about what was said, or by whom."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.enums import MinutesState
from consultations.models import Minutes
from core import outbox


@outbox.template("consultations.circulated")
def circulated(mail: outbox.Mail) -> outbox.Message:
    """Minutes are out for corrections. For a discreet event the mail names neither event nor session."""
    minutes = (
        Minutes.objects.select_related("session__event__host").filter(uid=mail.context["minutes"]).first()
    )
    if (
        minutes is None
        or minutes.corrections_until is None
        or minutes.state != MinutesState.CIRCULATED
        or minutes.version != mail.context["version"]
    ):
        raise outbox.NotNeeded
    event = minutes.event
    words = {
        "session": minutes.session.title.in_language(mail.language)[0],
        "event": event.title.in_language(mail.language)[0],
        "host": _("the organiser") if event.is_discreet else str(event.host),
        "until": date_format(minutes.corrections_until.astimezone(event.zone).date(), "j E Y"),
        "link": f"{settings.SITE_URL}/minutes/read/{mail.secrets['token']}/",
    }
    if not event.is_discreet:
        subject = _("Minutes for your corrections: %(session)s") % words
        first = (
            _("The minutes of “%(session)s” (%(event)s) are ready for corrections until %(until)s.") % words
        )
    else:
        subject = _("Something to read before %(until)s") % words
        first = _("A text is ready for your corrections until %(until)s.") % words
    rest = _(
        "Read it here, without signing in:\n%(link)s\n\nIf something is wrong, tell %(host)s before that day, by phone, by letter or "
        "at the next meeting. The link is yours alone; please do not pass it on."
    )
    return outbox.Message(subject, f"{first}\n\n{rest % words}")
