"""Background work around messages: queueing an announcement to many, and the reminders that are due."""

from core.jobs import Run, job
from events.enums import AnnouncementState
from events.models import Announcement, Registration, Reminder
from events.services import announcements, reminders

AT_ONCE = 500


@job("announcement.queue")
def queue_announcement(run: Run, *, announcement: str, registrations: list[int]) -> dict:
    """One mail each to those who were counted when it was sent. Started again it queues nobody twice."""
    row = Announcement.objects.filter(uid=announcement).select_related("event__host").first()
    if row is None or row.state != AnnouncementState.SENT:
        return {"queued": 0}
    for begin in range(0, len(registrations), AT_ONCE):
        people = Registration.objects.filter(pk__in=registrations[begin : begin + AT_ONCE])
        announcements.queue(row, people)
        run.progress(min(begin + AT_ONCE, len(registrations)), len(registrations))
    return {"queued": len(registrations)}


@job("reminder.queue")
def queue_reminder(run: Run, *, reminder: str) -> dict:
    """The mails of a reminder that is due, once."""
    row = Reminder.objects.filter(uid=reminder).select_related("event").first()
    return {"queued": reminders.queue_reminder(row) if row else 0}
