"""Certificates of attendance: who has earned one by the event's rule, issuing and taking back, and checking one by its code."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, outbox
from core.actors import Actor
from core.counters import next_number
from core.errors import Conflict, DomainError
from core.locking import lock
from core.models import OutboundMail
from core.permissions import require
from core.text import fold
from events.attendance import Share, shares
from events.enums import CertificateMeasure, SessionState, SessionType
from events.models import Certificate, Event, Registration
from events.points import together
from events.services.retention import FORGOTTEN

ISSUE = "events.issue_certificates"
TOLD = "certificate.issued"  # the template of the mail


def set_rule(event: Event, *, actor: Actor, share: int | None, measure: str = "") -> Event:
    """The percent of what counts that must be attended; None: the event gives no certificates. `measure`: of the number of sessions
    or of their time (CertificateMeasure); "": as it was. What was issued stays."""
    require(actor, ISSUE, event)
    if share is not None and not 1 <= share <= 100:
        raise DomainError.on("share", _("Write a percentage from 1 to 100."), "share")
    if measure and measure not in CertificateMeasure.values:
        raise DomainError.on("measure", _("Choose what the percentage is of."), "measure")
    event.certificate_share = share
    event.certificate_measure = measure or event.certificate_measure
    event.save(update_fields=["certificate_share", "certificate_measure"])
    return event


def eligible(event: Event) -> list[Share]:
    """Who has attended enough, by name; nobody while there is no rule."""
    rule = event.certificate_share
    return [share for share in shares(event) if share.reaches(rule)] if rule else []


def issue(
    event: Event,
    *,
    actor: Actor,
    registrations: Collection[Registration] | None = None,
    tell: bool = False,
) -> list[Certificate]:
    """Give certificates to those who have earned one and have none: to all, or to these.

    Under the event's lock: a number without gaps per host and year, the name as it is now, the share as it is now. One audit row.
    `tell`: everybody who holds one, was never told of it and left an e-mail address gets a mail with its link, once.
    Raises Conflict "no_rule"; DomainError "not_eligible" when somebody named has not attended enough.
    """
    require(actor, ISSUE, event)
    if not event.certificate_share:
        raise Conflict(_("Say first how much must be attended for a certificate."), "no_rule")
    with transaction.atomic():
        lock(event)
        earned = {share.registration.pk: share for share in eligible(event)}
        wanted = set(earned) if registrations is None else {one.pk for one in registrations}
        if wanted - set(earned):
            raise DomainError(_("Somebody you chose has not attended enough."), "not_eligible")
        held = set(
            Certificate.objects.filter(registration__event=event, revoked_at=None).values_list(
                "registration", flat=True
            )
        )
        made = [_issue(event, share) for pk, share in earned.items() if pk in wanted - held]
        if tell:
            _tell(event, made if registrations is not None else untold(event))
    if made:
        _log("certificates issued", event, actor, len(made))
    return made


def _issue(event: Event, share: Share) -> Certificate:
    host, now = event.host, timezone.now()
    year = now.astimezone(event.zone).year
    number = next_number(host.code, "certificate", year)
    person = share.registration
    full = f"{person.honorific} {person.name}".strip()
    return Certificate.objects.create(
        registration=person, number=f"{host.reference_prefix or host.code.upper()}-C-{year}-{number:04}",
        name=full if len(full) <= 120 else person.name, share=share.percent, attended=share.attended, of=share.of, issued_at=now,
    )  # fmt: skip


def mails_of(event: Event) -> dict[str, OutboundMail]:
    """The mail about each certificate of which somebody was told, by the certificate's uid."""
    rows = OutboundMail.objects.filter(template=TOLD, scope=str(event.uid))
    return {mail.context["certificate"]: mail for mail in rows}


def untold(event: Event) -> list[Certificate]:
    """The certificates that hold, of which nobody was told and whose holder left an e-mail address."""
    rows = Certificate.objects.filter(registration__event=event, revoked_at=None)
    reachable = rows.exclude(registration__email_index="").select_related("registration")
    told = mails_of(event)
    return [certificate for certificate in reachable if str(certificate.uid) not in told]


def _tell(event: Event, certificates: Collection[Certificate]) -> None:
    outbox.queue_many(
        TOLD,
        [
            {
                "to": (one.registration, "email"), "to_label": one.registration.code, "language": one.registration.language,
                "key": f"{TOLD}:{one.uid}", "host": event.host.code, "scope": str(event.uid),
                "context": {"certificate": str(one.uid), "registration": str(one.registration.uid)},
            }
            for one in certificates
            if one.registration.email_index
        ],
    )  # fmt: skip


def revoke(certificate: Certificate, *, actor: Actor) -> Certificate:
    """Take a certificate back: whoever checks it is told so. Another may be issued later. Leaves an audit row."""
    event = certificate.registration.event
    require(actor, ISSUE, event)
    if certificate.revoked_at is None:
        certificate.revoked_at = timezone.now()
        certificate.save(update_fields=["revoked_at"])
        _log("certificate revoked", event, actor, 1)
    return certificate


def held_by(registration: Registration) -> Certificate | None:
    """The certificate that this person was issued and that was not taken back."""
    return registration.certificates.filter(revoked_at=None).order_by("-id").first()


def by_code(code: str) -> Certificate | None:
    """The certificate that a reader checks."""
    return (
        Certificate.objects.select_related("registration__event__host")
        .filter(code=code.strip().lower()[:16])
        .first()
    )


def is_name(certificate: Certificate, typed: str) -> bool | None:
    """Whether this is the name printed on it, with or without the honorific; None when names are no longer kept."""
    if not certificate.name or certificate.registration.name == FORGOTTEN:
        return None
    return fold(typed) in {fold(certificate.name), fold(certificate.registration.name)} - {""}


def hours(event: Event) -> float:
    """The hours of the programme that count, in quarters. What runs side by side counts once: nobody can be in both."""
    spans = (
        event.sessions.filter(state=SessionState.PLANNED, counts=True)
        .exclude(type=SessionType.BREAK)
        .values_list("starts_at", "ends_at")
    )
    return round(together(spans).total_seconds() / 900) / 4


def _log(verb: str, event: Event, actor: Actor, rows: int) -> None:
    audit.write(
        audit.Kind.OFFICIAL, verb, actor=actor, about=event, host=event.host.code, data={"rows": rows}
    )
