"""Mail templates of accounts."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Invitation
from core import outbox
from core.registry import invitation_subjects


@outbox.template("accounts.message")
def message(mail: outbox.Mail) -> outbox.Message:
    """A message that allauth wrote: sign-in code, password reset."""
    return outbox.Message(mail.secrets["subject"], mail.secrets["text"])


@outbox.template("accounts.invitation")
def invitation(mail: outbox.Mail) -> outbox.Message:
    row = Invitation.objects.filter(
        uid=mail.context["invitation"], accepted_at=None, withdrawn_at=None
    ).first()
    if row is None:
        raise outbox.NotNeeded
    link = f"{settings.SITE_URL}/invitations/{mail.secrets['token']}/"
    text = _(
        "Open this link and accept within 7 days:\n%(link)s\n\nIf you did not expect this, do nothing."
    ) % {"link": link}
    return outbox.Message(_subject(row), f"{_what_for(row)}\n\n{text}\n")


def _known(row: Invitation) -> tuple[str, str] | None:
    """(what it is for, the role), as the app says whose it is: of an event. A guarded event is not named in a mailbox: "". None for a
    role in an institution: the page behind the link says that."""
    said = next((words for ask in invitation_subjects if (words := ask(row))), None)
    if said is None:
        return None
    subject, role, guarded = said
    return "" if guarded else subject, role


def _subject(row: Invitation) -> str:
    about = _known(row)
    if about is None or not about[0]:
        return _("An invitation to %(site)s") % {"site": settings.SITE_NAME}
    return _("An invitation to work on %(subject)s") % {"subject": about[0][:200]}


def _what_for(row: Invitation) -> str:
    about = _known(row)
    site = {"site": settings.SITE_NAME}
    if about is None:
        return _("You are invited to work on %(site)s.") % site
    subject, role = about
    if not subject:
        return _("You are invited to work on a meeting on %(site)s. Your role: %(role)s.") % {
            **site,
            "role": role,
        }
    words = {**site, "subject": subject, "role": role}
    return _("You are invited to work on “%(subject)s” on %(site)s. Your role: %(role)s.") % words
