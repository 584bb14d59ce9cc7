"""Reminders: mails that go by themselves, so many days before the start of an event, the end of its registration, or the day that
an invitation asks to be answered by.

A reminder is due at nine in the morning, as the event's own clocks show it, and may go for a day from then on: a server that was
down for an hour catches up, one that was down for longer lets it be. Its day follows from the dates of the event, so it moves
when they move; what went out for the old dates then goes out again for the new ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs, outbox
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.schedule import every
from events.audience import Audience, people
from events.enums import EventState, RegistrationState, ReminderAnchor, ReminderAudience
from events.models import Event, Registration, Reminder
from events.wording import LONGEST_BODY, LONGEST_SUBJECT, cleaned

MANAGE = "events.manage_registrations"
TEMPLATE = "event.reminder"
MOST_DAYS = 90
HOUR = time(9)
WINDOW = timedelta(days=1)
STATE_OF = {
    ReminderAudience.CONFIRMED: RegistrationState.CONFIRMED,
    ReminderAudience.NOT_REPLIED: RegistrationState.INVITED,
    ReminderAudience.WAITLISTED: RegistrationState.WAITLISTED,
}


@dataclass(frozen=True)
class Plan:
    """When a reminder goes. state: sent | waiting | due | dropped | no_date | off; due, until: from when to when it may go."""

    state: str
    due: datetime | None = None
    until: datetime | None = None


def plan(reminder: Reminder, event: Event, *, now: datetime | None = None) -> Plan:
    """Where a reminder stands, from the clock and the dates of the event alone; one before the day to answer by, from those days of
    the invitations without an answer: the day that is due, else the next one, else the last that there was."""
    now = now or timezone.now()
    plans = [_plan_for(reminder, event, anchor, now) for anchor in _anchors(reminder, event)]
    if not plans:
        return Plan("no_date")
    for state in ("due", "waiting", "off"):
        if found := next((one for one in plans if one.state == state), None):
            return found
    return plans[-1]


def _plan_for(reminder: Reminder, event: Event, anchor: datetime, now: datetime) -> Plan:
    due = _nine_on(anchor, event, reminder.days_before)
    until = min(due + WINDOW, anchor, event.starts_at)
    if reminder.done_at is not None and reminder.done_at >= due:
        return Plan("sent", due, until)
    if now >= until:
        return Plan("dropped", due, until)
    if event.state != EventState.PUBLISHED:
        return Plan("off", due, until)
    return Plan("due" if now >= due else "waiting", due, until)


def _nine_on(anchor: datetime, event: Event, days_before: int) -> datetime:
    day = anchor.astimezone(event.zone).date() - timedelta(days=days_before)
    return datetime.combine(day, HOUR, tzinfo=event.zone)


def _anchors(reminder: Reminder, event: Event) -> list[datetime]:
    """The moments that the days are counted from, in order; several only of invitations, each of which may have its own."""
    if reminder.anchor == ReminderAnchor.REPLY:
        rows = event.registrations.filter(state=RegistrationState.INVITED, reply_by__isnull=False)
        moments = rows.order_by("reply_by").values_list("reply_by", flat=True).distinct()
        return [moment for moment in moments if moment is not None]
    anchor = event.starts_at if reminder.anchor == ReminderAnchor.START else event.registration_closes_at
    return [] if anchor is None else [anchor]


def _anchor_for(reminder: Reminder, event: Event, person: Registration) -> datetime:
    """The moment after which reminding this person is pointless."""
    if reminder.anchor == ReminderAnchor.REPLY and person.reply_by:
        return person.reply_by
    closes = event.registration_closes_at if reminder.anchor == ReminderAnchor.CLOSES else None
    return closes or event.starts_at


def meant(reminder: Reminder, event: Event) -> QuerySet[Registration]:
    """Whom a reminder goes to, as things stand now."""
    return people(event, Audience(states=[STATE_OF[ReminderAudience(reminder.audience)].value]))


def audience_sizes(event: Event) -> dict[str, int]:
    """{audience: how many of it have an address now}, by one query."""
    states = (
        event.registrations.filter(merged_into=None).exclude(email_index="").order_by().values_list("state")
    )
    counted = dict(states.annotate(n=Count("pk")))
    return {audience.value: counted.get(state.value, 0) for audience, state in STATE_OF.items()}


def add_reminder(
    event: Event,
    *,
    actor: Actor,
    anchor: str,
    days_before: int,
    audience: str,
    subject: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
) -> Reminder:
    """Let a mail go by itself. Without words of one's own it has the standard ones, in the language of each reader.

    Raises DomainError on a field; Conflict "exists" when there is such a reminder already.
    """
    require(actor, MANAGE, event)
    fields = _checked(event, anchor, days_before, audience, subject or {}, body or {})
    try:
        with transaction.atomic():
            return Reminder.objects.create(event=event, **fields)
    except IntegrityError as error:
        raise _exists() from error


def update_reminder(
    reminder: Reminder,
    *,
    actor: Actor,
    anchor: str,
    days_before: int,
    audience: str,
    subject: Mapping[str, str] | None = None,
    body: Mapping[str, str] | None = None,
) -> Reminder:
    """Change when a reminder goes, to whom, or what it says. Sent for the present dates, it goes again only on a later day."""
    require(actor, MANAGE, reminder.event)
    fields = _checked(reminder.event, anchor, days_before, audience, subject or {}, body or {})
    try:
        with transaction.atomic():
            lock(reminder.event)
            for name, value in fields.items():
                setattr(reminder, name, value)
            reminder.save(update_fields=list(fields))
    except IntegrityError as error:
        raise _exists() from error
    return reminder


def remove_reminder(reminder: Reminder, *, actor: Actor) -> None:
    """End a reminder. Mails that it has queued and that have not gone out yet are dropped."""
    require(actor, MANAGE, reminder.event)
    with transaction.atomic():
        reminder.delete()


def copy_reminders(source: Event, target: Event) -> int:
    """Give `target` the reminders of `source`, none of them sent yet. Returns how many. Part of making an event like another."""
    copies = [
        Reminder(
            event=target, anchor=one.anchor, days_before=one.days_before, audience=one.audience,
            subject=one.subject, body=one.body,
        )
        for one in source.reminders.all()
    ]  # fmt: skip
    return len(Reminder.objects.bulk_create(copies, ignore_conflicts=True))


def queue_reminder(reminder: Reminder, *, now: datetime | None = None) -> int:
    """Queue the mails of a reminder if it is due: once for the present dates. Returns how many.

    Under the event's lock: 1. reads the reminder again and looks at the clock, 2. queues one mail each, which is dropped when the
    moment it reminds of has come, 3. writes down when and how many. Not due, or done by another, it does nothing.
    """
    with transaction.atomic():
        event = lock(reminder.event)
        row = Reminder.objects.filter(pk=reminder.pk).first()
        stands = plan(row, event, now=now) if row else Plan("off")
        if row is None or stands.due is None or stands.state != "due":
            return 0
        reached = _reached(row, event, stands.due, now or timezone.now())
        outbox.queue_many(TEMPLATE, [_mail(row, event, person, stands.due) for person in reached])
        row.done_at, row.recipients = now or timezone.now(), len(reached)
        row.save(update_fields=["done_at", "recipients"])
    return len(reached)


def _reached(row: Reminder, event: Event, due: datetime, now: datetime) -> list[Registration]:
    """Who gets the reminder that is due: all of its audience with an address; of invitations those whose own day it is."""
    people = meant(row, event).exclude(email_index="")
    if row.anchor != ReminderAnchor.REPLY:
        return list(people)
    own = people.filter(reply_by__gt=now)
    return [one for one in own if one.reply_by and _nine_on(one.reply_by, event, row.days_before) == due]


def _mail(row: Reminder, event: Event, person: Registration, due: datetime) -> dict:
    return {
        "to": (person, "email"),
        "key": f"reminder:{row.uid}:{due:%Y%m%d}:{person.uid}",
        "to_label": person.code,
        "context": {"reminder": str(row.uid), "registration": str(person.uid)},
        "language": person.language,
        "host": event.host.code,
        "scope": str(event.uid),
        "expires_at": min(_anchor_for(row, event, person), event.starts_at),
    }


@every(seconds=60)
def queue_due() -> list[str]:
    """Each minute: a job for each reminder that is due. Two queries when there is nothing to do."""
    now = timezone.now()
    last = now + timedelta(days=MOST_DAYS + 400)  # registration may close long before the start
    rows = Reminder.objects.filter(
        event__state=EventState.PUBLISHED, event__starts_at__gt=now, event__starts_at__lt=last
    ).select_related("event")
    due = [row for row in rows if plan(row, row.event, now=now).state == "due"]
    for row in due:
        jobs.enqueue("reminder.queue", {"reminder": str(row.uid)}, key=f"reminder:{row.uid}")
    return [str(row.uid) for row in due]


def _checked(
    event: Event,
    anchor: str,
    days_before: int,
    audience: str,
    subject: Mapping[str, str],
    body: Mapping[str, str],
) -> dict:
    if anchor not in ReminderAnchor.values:
        raise DomainError.on("anchor", _("Choose what the days are counted from."), "anchor")
    if audience not in ReminderAudience.values:
        raise DomainError.on("audience", _("Choose who is reminded."), "audience")
    if anchor == ReminderAnchor.REPLY and audience != ReminderAudience.NOT_REPLIED:
        message = _("Only those invited have a day to answer by. Choose “Invited, without a reply”.")
        raise DomainError.on("audience", message, "audience")
    if not 1 <= days_before <= MOST_DAYS:
        raise DomainError.on("days_before", _("Write a number of days from 1 to 90."), "days_before")
    texts = {
        "subject": cleaned(event, "subject", subject, label=_("The subject"), longest=LONGEST_SUBJECT),
        "body": cleaned(event, "body", body, label=_("The text"), longest=LONGEST_BODY),
    }
    if bool(texts["subject"]) != bool(texts["body"]):
        missing = "body" if texts["subject"] else "subject"
        raise DomainError.on(
            missing, _("Write both subject and text, or neither: then it has the standard words."), missing
        )
    return {"anchor": anchor, "days_before": days_before, "audience": audience, **texts}


def _exists() -> Conflict:
    message = _("There is such a reminder already: same day, same people. Change that one.")
    return Conflict(message, "exists", fields={"days_before": [message]})
