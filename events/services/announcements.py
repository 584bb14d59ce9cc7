"""Announcements: a mail to a group of people of an event. Written as a draft, sent once, then unchangeable."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import audit, jobs, outbox
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.models import OutboundMail
from core.permissions import require
from events.audience import GROUPS, Audience, mark_of, people, read_mark
from events.enums import AnnouncementState, RegistrationState
from events.models import Announcement, Event, Registration
from events.wording import LONGEST_BODY, LONGEST_SUBJECT, cleaned

MANAGE = "events.manage_registrations"
TEMPLATE = "event.announcement"
MANY = 100  # more than so many are queued by a job
STALE = timedelta(days=7)  # a mail that could not go out for so long says old news


def draft(
    event: Event, *, actor: Actor, subject: Mapping[str, str], body: Mapping[str, str], audience: Audience
) -> Announcement:
    """Begin an announcement. Nothing goes out. Raises DomainError on a field."""
    require(actor, MANAGE, event)
    fields = _checked(event, subject, body, audience)
    return Announcement.objects.create(event=event, written_by=actor.label[:200], **fields)


def revise(
    announcement: Announcement,
    *,
    actor: Actor,
    subject: Mapping[str, str],
    body: Mapping[str, str],
    audience: Audience,
) -> Announcement:
    """Change a draft. Raises Conflict "sent" for what was sent or discarded, DomainError on a field."""
    require(actor, MANAGE, announcement.event)
    fields = _checked(announcement.event, subject, body, audience)
    with transaction.atomic():
        _must_be_draft(lock(announcement))
        for name, value in fields.items():
            setattr(announcement, name, value)
        announcement.save(update_fields=list(fields))
    return announcement


def discard(announcement: Announcement, *, actor: Actor) -> None:
    """Put a draft away for good. Raises Conflict "sent"."""
    require(actor, MANAGE, announcement.event)
    with transaction.atomic():
        _must_be_draft(lock(announcement))
        announcement.state = AnnouncementState.DISCARDED
        announcement.save(update_fields=["state"])


def send(announcement: Announcement, *, actor: Actor, count: int, group: str = "") -> Announcement:
    """Send a draft to everybody of its audience who left an address: `count` people, as the sender was told; with `group`
    (audience.mark_of) the very same people.

    Under the event's lock: 1. checks that it is a draft and that the audience still is those, 2. fixes who gave no address:
    they are to be called, 3. queues one mail each, by a job when there are many, 4. an official row in the audit trail.
    Raises Conflict "changed" when the number or the people are others by now, "nobody" when there is none, "sent" when it is no draft any more.
    """
    require(actor, MANAGE, announcement.event)
    with transaction.atomic():
        event = lock(announcement.event)
        announcement.refresh_from_db()
        announcement.event = event
        _must_be_draft(announcement)
        meant = list(people(event, Audience.read(announcement.audience)))
        reached = [person for person in meant if person.email_index]
        _must_count(len(reached), count)
        _must_be_the_same(reached, group)
        announcement.audience["to_call"] = [str(person.uid) for person in meant if not person.email_index]
        announcement.state, announcement.recipients = AnnouncementState.SENT, len(reached)
        announcement.sent_at, announcement.sent_by = timezone.now(), actor.label[:200]
        announcement.save(update_fields=["audience", "state", "recipients", "sent_at", "sent_by"])
        if len(reached) > MANY:
            arguments = {"announcement": str(announcement.uid), "registrations": [one.pk for one in reached]}
            jobs.enqueue(
                "announcement.queue", arguments, key=f"announcement:{announcement.uid}", actor_id=actor.id
            )
        else:
            queue(announcement, reached)
        audit.write(
            audit.Kind.OFFICIAL, "announcement_sent", actor=actor, about=announcement, host=event.host.code,
            data={"event": str(event.uid), "count": count},
        )  # fmt: skip
    return announcement


def queue(announcement: Announcement, registrations: Iterable[Registration]) -> None:
    """One mail each, whatever happens once: the same announcement to the same person again changes nothing."""
    event = announcement.event
    outbox.queue_many(
        TEMPLATE,
        (
            {
                "to": (person, "email"),
                "key": f"announcement:{announcement.uid}:{person.uid}",
                "to_label": person.code,
                "context": {"announcement": str(announcement.uid), "registration": str(person.uid)},
                "language": person.language,
                "host": event.host.code,
                "scope": str(event.uid),
                "expires_at": (announcement.sent_at or timezone.now()) + STALE,
            }
            for person in registrations
            if person.email_index
        ),
    )


def mails_of(announcement: Announcement):
    """Its mails in the outbox."""
    return OutboundMail.objects.filter(
        scope=str(announcement.event.uid), idempotency_key__startswith=f"announcement:{announcement.uid}:"
    )


def retry_failed(announcement: Announcement, *, actor: Actor) -> int:
    """Try the failed mails of an announcement again. Returns how many."""
    require(actor, MANAGE, announcement.event)
    return outbox.retry_all(mails_of(announcement).filter(state=outbox.State.FAILED))


def _checked(event: Event, subject: Mapping[str, str], body: Mapping[str, str], audience: Audience) -> dict:
    fields = {
        "subject": cleaned(event, "subject", subject, label=_("The subject"), longest=LONGEST_SUBJECT),
        "body": cleaned(event, "body", body, label=_("The text"), longest=LONGEST_BODY),
        "audience": audience.as_json(),
    }
    if not fields["subject"]:
        raise DomainError.on("subject", _("Write a subject."), "required")
    if not fields["body"]:
        raise DomainError.on("body", _("Write the text."), "required")
    if not audience.states or set(audience.states) - {*RegistrationState.values, *GROUPS}:
        raise DomainError.on("states", _("Choose whom you write to."), "required")
    return fields


def _must_be_draft(announcement: Announcement) -> None:
    if announcement.state == AnnouncementState.SENT:
        raise Conflict(_("This was sent already and cannot be changed. Write another one."), "sent")
    if announcement.state == AnnouncementState.DISCARDED:
        raise Conflict(_("This draft was discarded. Write another one."), "sent")


def _must_count(now: int, told: int) -> None:
    if now == 0:
        raise Conflict(
            _("Nobody of those chosen left an e-mail address. Choose others, or call them."), "nobody"
        )
    if now != told:
        message = ngettext(
            "Nothing was sent: it would go to one person now, not to %(told)d. Look again and confirm the new number.",
            "Nothing was sent: it would go to %(n)d people now, not to %(told)d. Look again and confirm the new number.",
            now,
        )
        raise Conflict(message % {"n": now, "told": told}, "changed")


def _must_be_the_same(now: list[Registration], group: str) -> None:
    """As many, but somebody left and somebody else came: the sender looks again."""
    if not group:
        return
    before, after = read_mark(group), read_mark(mark_of(now))
    joined, left = len(after - before), len(before - after)
    if joined or left:
        message = _(
            "Nothing was sent: since you looked, %(joined)d joined those it goes to and %(left)d left. Look again and confirm."
        )
        raise Conflict(message % {"joined": joined, "left": left}, "changed")
