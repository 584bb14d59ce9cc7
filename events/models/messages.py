"""What is said to people: announcements and reminders, calls and messages by hand, letters to offices, papers, calendar links."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.fields import TextMapField, length_check
from core.models import Base, Job
from directory.models import Institution, Letter
from events import enums
from events.models.events import Event
from events.models.registrations import Registration
from events.models.seats import Delegation


class Announcement(Base):
    """A mail to a group: written as a draft, looked at as one person would get it, sent once its number is confirmed."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="announcements")
    state = models.CharField(
        max_length=10, choices=enums.AnnouncementState, default=enums.AnnouncementState.DRAFT
    )
    subject = TextMapField()
    body = TextMapField()
    audience = models.JSONField(
        default=dict, blank=True
    )  # {"states": ["confirmed"], "categories": [], "areas": []}
    written_by = models.CharField(max_length=200, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.subject)


class Reminder(Base):
    """A mail that goes by itself, so many days before the start or the end of registration. Too late, it is dropped."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="reminders")
    anchor = models.CharField(max_length=8, choices=enums.ReminderAnchor)
    days_before = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=12, choices=enums.ReminderAudience)
    subject = TextMapField()  # empty: the standard words
    body = TextMapField()
    done_at = models.DateTimeField(null=True, blank=True)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "anchor", "days_before", "audience"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.anchor}"


class ContactAttempt(Base):
    """A call, a message copied by hand, a letter or a word in person: who was tried, how, and what came of it."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="contact_attempts")
    channel = models.CharField(max_length=10, choices=enums.Channel)
    outcome = models.CharField(max_length=10, choices=enums.ContactOutcome)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [length_check("contact_attempt", "note", 300)]

    def __str__(self) -> str:
        return f"{self.channel}: {self.outcome}"


class EventLetter(Base):
    """A letter of the event to an office. A draft until it is issued: then `letter` is its record with our number."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=enums.LetterKind)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.CharField(max_length=200)
    salutation = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    language = models.CharField(max_length=12, default="en")
    copies = models.JSONField(default=list, blank=True)  # offices that get a copy
    signatory_name = models.CharField(max_length=120, blank=True)
    signatory_designation = models.CharField(max_length=160, blank=True)
    precedence = models.PositiveSmallIntegerField(default=100)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)  # that a nomination is asked for
    reply_by = models.DateField(null=True, blank=True)
    delegation = models.ForeignKey(Delegation, models.SET_NULL, null=True, blank=True, related_name="letters")
    registration = models.ForeignKey(
        Registration, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="event_letter")

    class Meta:
        ordering = ["precedence", "id"]
        constraints = [
            length_check("event_letter", "office", 200),
            length_check("event_letter", "subject", 300),
            length_check("event_letter", "body", 6000),
        ]

    def __str__(self) -> str:
        return self.subject


class Paper(Base):
    """A paper of the event made as a PDF in a job: programme, badges, sheets. Made again when what it shows has changed."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=20, choices=enums.PaperKind)
    options = models.JSONField(default=dict, blank=True)  # such as {"point": "2027-01-12", "language": "ur"}
    key = models.CharField(max_length=64)  # fingerprint of options and of all that it shows
    state = models.CharField(max_length=10, choices=enums.PaperState, default=enums.PaperState.QUEUED)
    path = models.CharField(max_length=200, blank=True)  # under MEDIA_ROOT
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=200, blank=True)
    # Of a sheet to sign, what its numbers mean: {point: [codes of registrations, in the order of their numbers]}
    numbers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["event", "kind", "key"], name="paper_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class FeedToken(Base):
    """The secret of somebody's own calendar address: of a participant or of one of the team. Revoked, it answers no more."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, blank=True, related_name="feed_tokens"
    )
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="feed_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registration=None, user__isnull=False) | Q(registration__isnull=False, user=None),
                name="feed_token_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)
