"""Who was tried by phone, by a message copied by hand, by letter or in person, and what came of it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import DomainError
from core.permissions import require
from core.text import clean
from events.enums import Channel, ContactOutcome, RegistrationState
from events.models import ContactAttempt, Registration
from events.services import invitations


def record_attempt(
    registration: Registration,
    *,
    actor: Actor,
    channel: str,
    outcome: str,
    note: str = "",
    at: datetime | None = None,
) -> ContactAttempt:
    """Write down that somebody was tried, how, and what came of it. Append-only.

    Raises DomainError on a field; Forbidden without the right to see registrations' contacts.
    """
    require(actor, "events.reveal_contact", registration)
    if channel not in Channel.values:
        raise DomainError.on("channel", _("Choose how the person was tried."), "channel")
    if outcome not in ContactOutcome.values:
        raise DomainError.on("outcome", _("Choose what came of it."), "outcome")
    note = clean(note, label=_("The note"), max_length=300)
    return ContactAttempt.objects.create(
        registration=registration, channel=channel, outcome=outcome, note=note, at=at or timezone.now(),
        actor_id=actor.id, actor_label=actor.label[:200],
    )  # fmt: skip


def record_reply(
    registration: Registration, *, actor: Actor, channel: str, outcome: str, note: str = ""
) -> ContactAttempt:
    """As `record_attempt`; and "will come" or "will not come" of somebody who is invited is their answer to the invitation.

    The attempt stays written down when the answer cannot be taken. Raises what `invitations.accept` and `refuse` raise.
    """
    attempt = record_attempt(registration, actor=actor, channel=channel, outcome=outcome, note=note)
    if registration.state == RegistrationState.INVITED:
        if outcome == ContactOutcome.YES:
            invitations.accept(registration, actor=actor, channel=channel)
        elif outcome == ContactOutcome.NO:
            invitations.refuse(registration, actor=actor, channel=channel)
    return attempt
