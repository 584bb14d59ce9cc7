"""Mail: a row in the business transaction, sent by one loop, rendered when it is sent, one recipient each.

    @template("registration.confirmed")
    def confirmed(mail: Mail) -> Message: ...

    outbox.queue("registration.confirmed", to=address, key=f"confirmed:{registration.uid}:1", context={"registration": ...})

SMTP is at-least-once: a crash between the server's OK and our commit sends a mail twice. Never more often than that.
"""

import json
import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import models
from django.utils import timezone, translation

from core import ical
from core.models import OutboundMail
from core.sealed import open_sealed, seal

log = logging.getLogger(__name__)
State = OutboundMail.State
DUE = (State.QUEUED, State.RETRY)
PAUSE_KEY = "outbox:paused"  # a dead server pauses the queue instead of burning each mail's tries
STUCK_AFTER = timedelta(minutes=10)
MAX_ATTEMPTS = 8


@dataclass
class Message:
    """What a template returns. `attachments`: (file name, bytes, MIME type). `invitation`: an entry for the reader's calendar."""

    subject: str
    text: str
    attachments: list[tuple[str, bytes, str]] = field(default_factory=list)
    invitation: ical.Invitation | None = None


@dataclass(frozen=True)
class Mail:
    """What a template gets: ids to look things up, secrets to put into links, the language to write in."""

    context: Mapping
    secrets: Mapping
    language: str
    row: OutboundMail


class NotNeeded(Exception):
    """Raised by a template whose reason is gone (registration withdrawn, event cancelled): the mail is cancelled."""


_templates: dict[str, Callable[[Mail], Message]] = {}


def template(name: str) -> Callable:
    """Register the function that renders a mail template."""

    def register(function: Callable[[Mail], Message]) -> Callable[[Mail], Message]:
        _templates[name] = function
        return function

    return register


def queue(
    name: str,
    *,
    to: str | tuple[models.Model, str],
    key: str,
    context: Mapping | None = None,
    secrets: Mapping | None = None,
    to_label: str = "",
    language: str = "en",
    host: str = "",
    scope: str = "",
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Queue a mail in the present transaction. The same `key` again changes nothing: no mail goes twice.

    to: plain address, or (row, name of its sealed field): opened here for the envelope alone, nobody is shown it. Kept sealed.
    context: ids only. secrets: link tokens, kept sealed and blanked after sending.
    scope: opaque id of what the mail is about. expires_at: dropped rather than sent later than this.
    """
    mail = {
        "to": to, "key": key, "context": context, "secrets": secrets, "to_label": to_label, "language": language,
        "host": host, "scope": scope, "due_at": due_at, "expires_at": expires_at,
    }  # fmt: skip
    queue_many(name, [mail])


def queue_many(name: str, mails: Iterable[Mapping[str, Any]]) -> None:
    """Queue many mails of one template in the present transaction, by few statements. Each of `mails` holds what `queue` takes."""
    if name not in _templates:
        raise KeyError(f"no mail template {name!r}")
    OutboundMail.objects.bulk_create([_new(name, **mail) for mail in mails], ignore_conflicts=True)


def _new(
    name: str,
    *,
    to: str | tuple[models.Model, str],
    key: str,
    context: Mapping | None = None,
    secrets: Mapping | None = None,
    to_label: str = "",
    due_at: datetime | None = None,
    **fields,
) -> OutboundMail:
    row = OutboundMail(
        template=name, context=dict(context or {}), to_label=to_label[:200], idempotency_key=key,
        due_at=due_at or timezone.now(), **fields,
    )  # fmt: skip
    seal(row, "to", to if isinstance(to, str) else open_sealed(*to))
    seal(row, "secrets", json.dumps(dict(secrets)) if secrets else "")
    return row


def render(row: OutboundMail) -> Message:
    """The mail as it would be sent now, in its language. Raises NotNeeded."""
    secrets = json.loads(open_sealed(row, "secrets") or "{}")
    with translation.override(row.language):
        return _templates[row.template](Mail(row.context, secrets, row.language, row))


def send_due(limit: int = 100) -> dict[str, int]:
    """Send what is due, one mail per recipient. Returns counts by outcome. Runs in the background, outside any transaction."""
    counts: dict[str, int] = {}
    now = timezone.now()
    OutboundMail.objects.filter(state=State.SENDING, claimed_at__lt=now - STUCK_AFTER).update(
        state=State.RETRY, due_at=now
    )
    OutboundMail.objects.filter(state__in=DUE, expires_at__lt=now).update(state=State.EXPIRED, secrets="")
    if cache.get(PAUSE_KEY):
        return {"paused": 1}
    connection = get_connection()
    try:
        for pk in (
            OutboundMail.objects.filter(state__in=DUE, due_at__lte=now)
            .order_by("id")
            .values_list("pk", flat=True)[:limit]
        ):
            outcome = _send_one(pk, connection)
            counts[outcome] = counts.get(outcome, 0) + 1
            if outcome == "paused":
                break
    finally:
        connection.close()
    return counts


def _send_one(pk: int, connection) -> str:
    claimed = OutboundMail.objects.filter(pk=pk, state__in=DUE).update(
        state=State.SENDING, claimed_at=timezone.now()
    )
    if not claimed:
        return "taken"
    row = OutboundMail.objects.get(pk=pk)
    try:
        message = render(row)
        _compose(row, message, connection).send()
    except NotNeeded:
        return _close(row, State.CANCELLED)
    except OSError as error:  # every SMTP error is one too
        if not _server_is_down(error):
            return _refused(row, error)
        cache.set(PAUSE_KEY, _words(error), 60)
        OutboundMail.objects.filter(pk=pk).update(
            state=State.RETRY, due_at=timezone.now() + timedelta(seconds=60), error=_words(error)
        )
        return "paused"
    except Exception as error:  # a template that fails must not stop the queue
        log.exception("mail %s (%s) could not be written", row.uid, row.template)
        return _later(row, error)
    row.subject = message.subject[:300]
    return _close(row, State.SENT)


def _compose(row: OutboundMail, message: Message, connection) -> EmailMultiAlternatives:
    """The mail to its one reader. A calendar entry goes twice, as phones and Outlook each want it: as the other form of the text,
    and as a file."""
    address = open_sealed(row, "to")
    mail = EmailMultiAlternatives(
        message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [address], connection=connection,
        headers={"Message-ID": f"<{row.uid}@{settings.ALLOWED_HOSTS[0]}>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    for name, body, kind in message.attachments:
        mail.attach(name, body, kind)
    if message.invitation:
        sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        calendar = ical.message(message.invitation, attendee=address, sender=sender)
        mail.attach_alternative(calendar.decode(), f"text/calendar; method={message.invitation.method}")
        mail.attach("invite.ics", calendar, "application/ics")
    return mail


def _server_is_down(error: OSError) -> bool:
    """Whether the server, not the mail, is at fault: then the mail keeps its tries and the whole queue rests a minute."""
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError):
        return True
    return not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)


def _refused(row: OutboundMail, error: Exception) -> str:
    codes = (
        [code for code, _text in error.recipients.values()]
        if isinstance(error, smtplib.SMTPRecipientsRefused)
        else [getattr(error, "smtp_code", 0)]
    )
    if all(code >= 500 for code in codes):
        OutboundMail.objects.filter(pk=row.pk).update(state=State.FAILED, error=_words(error))
        return "failed"
    return _later(row, error)


def _later(row: OutboundMail, error: Exception) -> str:
    attempts = row.attempts + 1
    state = State.FAILED if attempts >= MAX_ATTEMPTS else State.RETRY
    OutboundMail.objects.filter(pk=row.pk).update(
        state=state,
        attempts=attempts,
        error=_words(error),
        due_at=timezone.now() + timedelta(seconds=min(3600, 15 * 4**row.attempts)),
    )
    return "failed" if state == State.FAILED else "retry"


def _close(row: OutboundMail, state: str) -> str:
    OutboundMail.objects.filter(pk=row.pk).update(
        state=state,
        subject=row.subject,
        secrets="",
        error="",
        sent_at=timezone.now() if state == State.SENT else None,
    )
    return str(state)


def _words(error: Exception) -> str:
    """The server's answer without any address in it: a refused address is personal data."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
        return f"{code}: the mail server refused the recipient"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code}: the mail server refused the mail"
    return type(error).__name__


def retry(row: OutboundMail) -> None:
    """Send a failed mail again, with its tries counted afresh."""
    retry_all(OutboundMail.objects.filter(pk=row.pk))


def retry_all(mails: models.QuerySet[OutboundMail]) -> int:
    """Send those of `mails` that failed, or wait for another try, again. Returns how many."""
    again = mails.filter(state__in=[State.FAILED, State.RETRY]).update(
        state=State.QUEUED, attempts=0, due_at=timezone.now(), error=""
    )
    if again:
        cache.delete(PAUSE_KEY)
    return again


def drop(mails: models.QuerySet[OutboundMail]) -> int:
    """Do not send those of `mails` that still wait, nor what failed. What is being sent at this moment goes. Returns how many."""
    return mails.filter(state__in=[*DUE, State.FAILED]).update(state=State.CANCELLED, secrets="", error="")
