"""Registrations with their history and consents, what people choose, and what they ask to change."""

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.fields import SealedField, length_check, make_code
from core.models import Base, StatusChange
from core.text import fold
from directory.models import Area, Institution, Person
from events import enums
from events.models.events import Event
from events.models.programme import Session
from events.models.seats import Delegation


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "RegistrationQuerySet":
        """Organisers of the host, and managers, registration and sign-in desks of the event; a participant sees their own."""
        if actor.is_system:
            return self
        return self.filter(
            Q(event__host_id__in=actor.organiser_of)
            | Q(event_id__in=actor.events_with("manager", "registration", "checkin"))
            | Q(pk=actor.registration)
        )

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(state=enums.RegistrationState.CONFIRMED)

    def active(self) -> "RegistrationQuerySet":
        return self.filter(state__in=enums.ACTIVE)


class Registration(Base):
    """One person's (or office's) place at an event, with a snapshot of who they said they are.

    `name` may be a pseudonym. E-mail and phone are sealed; the blind indexes find them. `queue_no` is given under the event's
    lock in the order of arrival. `form_token` makes two clicks one registration. The manage link's token is kept as a hash.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    code = models.CharField(max_length=16, unique=True, default=make_code)
    state = models.CharField(max_length=12, choices=enums.RegistrationState)
    source = models.CharField(
        max_length=12, choices=enums.RegistrationSource, default=enums.RegistrationSource.SELF
    )
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="registrations")
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, db_index=True)
    honorific = models.CharField(max_length=40, blank=True)
    designation = models.CharField(max_length=160, blank=True)
    office = models.CharField(max_length=200, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    institution_text = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    email = SealedField()
    email_index = models.CharField(max_length=64, blank=True)
    phone = SealedField()
    phone_index = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=12, default="en")
    needs = models.TextField(blank=True)
    queue_no = models.PositiveIntegerField()
    form_token = models.CharField(max_length=64, null=True, unique=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    possible_duplicate = models.BooleanField(default=False)
    delegation = models.ForeignKey(
        Delegation, models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    invited_at = models.DateTimeField(null=True, blank=True)
    reply_by = models.DateTimeField(null=True, blank=True)  # of an invitation
    replied_at = models.DateTimeField(null=True, blank=True)
    reply_channel = models.CharField(max_length=10, choices=enums.Channel, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["queue_no"]
        constraints = [
            models.UniqueConstraint(fields=["event", "queue_no"], name="registration_queue_once"),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(state__in=[s.value for s in enums.ACTIVE]),
                name="registration_person_once",
            ),
            length_check("registration", "name", 120),
            length_check("registration", "institution_text", 200),
            length_check("registration", "designation", 160),
            length_check("registration", "office", 200),
            length_check("registration", "needs", 1000),
        ]
        indexes = [
            models.Index(fields=["event", "state", "queue_no"], name="registration_queue"),
            models.Index(fields=["event", "email_index"], name="registration_email"),
            models.Index(fields=["event", "phone_index"], name="registration_phone"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name_key = fold(self.name)[:200]
        super().save(*args, **kwargs)

    @property
    def institution_label(self) -> str:
        return str(self.institution) if self.institution_id else self.institution_text


class RegistrationChange(StatusChange):
    subject = models.ForeignKey(Registration, models.CASCADE, related_name="changes")


class DistinctPair(Base):
    """Two registrations that look like one person and are not: staff said so, and are not asked again."""

    older = models.ForeignKey(Registration, models.CASCADE, related_name="distinct_newer")
    newer = models.ForeignKey(Registration, models.CASCADE, related_name="distinct_older")
    said_by = models.CharField(max_length=200)
    said_by_id = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["older", "newer"], name="distinct_pair_once")]

    def __str__(self) -> str:
        return f"{self.older_id}, {self.newer_id}"


class Consent(Base):
    """What somebody allowed or withdrew for one purpose: append-only, the newest row counts. No row means no."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=enums.ConsentPurpose)
    given = models.BooleanField()
    wording = models.CharField(max_length=20)  # version of the sentence that was shown
    language = models.CharField(max_length=12)
    spoken = models.BooleanField(default=False)  # read aloud by staff over the phone

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"


class SessionChoice(Base):
    """Somebody means to come to a session that people choose. Given up: the row goes, and the seat is free."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="choices")
    session = models.ForeignKey(Session, models.CASCADE, related_name="choices")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="choice_once")]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.session_id}"


class ChangeRequest(Base):
    """What somebody asked to change, or to withdraw, after the list was frozen. `data` (JSON of the fields) is sealed."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="change_requests")
    kind = models.CharField(max_length=10, choices=enums.ChangeKind)
    data = SealedField()
    state = models.CharField(
        max_length=10, choices=enums.ChangeRequestState, default=enums.ChangeRequestState.OPEN
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
