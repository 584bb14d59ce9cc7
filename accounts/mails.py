"""Mail templates of accounts."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Invitation
from core import outbox


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
        "You are invited to work on %(site)s.\n\nOpen this link and accept within 7 days:\n%(link)s\n\n"
        "If you did not expect this, do nothing."
    ) % {"site": settings.SITE_NAME, "link": link}
    return outbox.Message(_("An invitation to %(site)s") % {"site": settings.SITE_NAME}, text)
