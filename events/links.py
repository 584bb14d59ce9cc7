"""Links that follow from what they lead to, so that a mail written later can hold them although no secret is kept."""

from django.utils.crypto import constant_time_compare, salted_hmac

from events.models import Certificate, Registration


def offer_token(registration: Registration) -> str:
    """The secret with which this person answers this offer: another offer has another."""
    until = registration.offered_until
    what = f"{registration.uid}:{int(until.timestamp()) if until else 0}"
    return f"{registration.code}-{salted_hmac('events.offer', what, algorithm='sha256').hexdigest()}"


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
    what = salted_hmac("events.certificate", str(certificate.uid), algorithm="sha256").hexdigest()
    return f"{certificate.code}-{what}"


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
