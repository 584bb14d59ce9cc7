"""Links that follow from what they lead to, so that a mail written later can hold them although no secret is kept."""

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from core.tokens import hash_token
from events.models import Certificate, Registration

OF_A_LATER_MAIL = re.compile(
    r"([a-z0-9]{6,16})-[0-9a-f]{64}"
)  # what `_token` makes; the first mail's token never looks so


def _token(purpose: str, code: str, what: str) -> str:
    """The code, by which it is found, and a secret that only this site can make: for this purpose and for `what` alone."""
    return f"{code}-{salted_hmac(purpose, what, algorithm='sha256').hexdigest()}"


def own_token(registration: Registration) -> str:
    """The secret that opens this person's own page from a later mail, beside that of the first mail. It follows from the first one's
    hash, so that both end together; "" for who has none: never sent one, or forgotten."""
    if not registration.token_hash:
        return ""
    return _token("events.own_page", registration.code, f"{registration.uid}:{registration.token_hash}")


def own_address(registration: Registration) -> str:
    """The address of this person's own page, for a mail to them alone; "" for who has none."""
    token = own_token(registration)
    return f"{settings.SITE_URL}/r/{token}/" if token else ""


def opens_own_page(registration: Registration, token: str) -> bool:
    """Whether `token` is the one of the first mail, or of a later one."""
    return bool(registration.token_hash) and (
        constant_time_compare(hash_token(token), registration.token_hash)
        or constant_time_compare(token, own_token(registration))
    )


def offer_token(registration: Registration) -> str:
    """The secret with which this person answers this offer: another offer has another."""
    until = registration.offered_until
    what = f"{registration.uid}:{int(until.timestamp()) if until else 0}"
    return _token("events.offer", registration.code, what)


def by_offer_token(token: str) -> Registration | None:
    """The registration that this link of an offer is about, whatever became of the offer."""
    code = token.partition("-")[0]
    if not code or len(token) > 200:
        return None
    found = Registration.objects.filter(code=code, offered_until__isnull=False)
    registration = found.select_related("event__host", "area__parent", "institution").first()
    if registration is None or not constant_time_compare(offer_token(registration), token):
        return None
    return registration


def certificate_token(certificate: Certificate) -> str:
    """The secret with which its holder takes this certificate, and does nothing else: another certificate has another."""
    return _token("events.certificate", certificate.code, str(certificate.uid))


def by_certificate_token(token: str) -> Registration | None:
    """Whose certificate this link of a mail leads to, while it holds."""
    code = token.partition("-")[0]
    if not code or len(token) > 200:
        return None
    found = Certificate.objects.filter(code=code, revoked_at=None)
    certificate = found.select_related("registration__event__host", "registration__institution").first()
    if certificate is None or not constant_time_compare(certificate_token(certificate), token):
        return None
    return certificate.registration
