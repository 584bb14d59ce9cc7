"""What somebody allows: a row for each answer, newest counts, nothing is overwritten. No row means no."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import DomainError
from core.locking import lock
from core.permissions import may, require
from events.enums import CONSENT_WORDING, ConsentPurpose
from events.models import Consent, Registration


def set_consents(
    registration: Registration,
    *,
    actor: Actor,
    consents: Mapping[str, bool],
    language: str = "",
    spoken: bool = False,
) -> list[Consent]:
    """Write what somebody allows now: a row for each purpose whose answer changed, with the wording shown. Nothing is overwritten.

    `consents`: {purpose: yes or no}; purposes left out stay as they are. Returns the new rows.
    """
    if not may(actor, "events.change_own_registration", registration):
        require(actor, "events.manage_registrations", registration)
    wanted = known_consents(consents)
    with transaction.atomic():
        registration = lock(registration)
        now = current_consents(registration)
        changed = {purpose: given for purpose, given in wanted.items() if now.get(purpose, False) != given}
        return save_consents(registration, changed, language=language, spoken=spoken, also_no=True)


def current_consents(registration: Registration) -> dict[str, bool]:
    """{purpose: given}, the newest row of each. A purpose without a row was never allowed."""
    return dict(registration.consents.order_by("id").values_list("purpose", "given"))


def known_consents(consents: Mapping[str, bool] | None) -> dict[str, bool]:
    """The answers given, if each is about a purpose that we ask for."""
    if unknown := set(consents or {}) - set(ConsentPurpose.values):
        raise DomainError.on(
            "consents",
            _("This consent is not known: %(name)s.") % {"name": ", ".join(sorted(unknown))[:60]},
            "consent",
        )
    return dict(consents or {})


def save_consents(
    registration: Registration,
    consents: Mapping[str, bool],
    *,
    language: str = "",
    spoken: bool = False,
    also_no: bool = False,
) -> list[Consent]:
    """Append the answers; a "no" only where it takes a "yes" back (`also_no`). The caller holds the transaction."""
    rows = [
        Consent(
            registration=registration, purpose=purpose, given=given, wording=CONSENT_WORDING,
            language=language or registration.language, spoken=spoken,
        )
        for purpose, given in consents.items()
        if given or also_no
    ]  # fmt: skip
    return Consent.objects.bulk_create(rows) if rows else []
