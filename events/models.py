"""Events: what happens when and where, who organises it, who comes, and who was there."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from core.fields import SealedField, TextMapField, length_check, make_code
from core.models import Base, StatusChange
from core.text import fold
from directory.models import Area, Institution, Person
from events import enums


class Series(Base):
    """A row of editions of the same dialogue, year after year."""

    host = models.ForeignKey(Institution, models.PROTECT, related_name="series")
    slug = models.SlugField(max_length=80, unique=True)
    title = TextMapField()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return str(self.title)


class EventQuerySet(models.QuerySet):
    def listed(self) -> "EventQuerySet":
        """What the public list shows."""
        return self.filter(visibility=enums.Visibility.PUBLIC).exclude(state=enums.EventState.DRAFT)

    def visible_to(self, actor: Actor) -> "EventQuerySet":
        """Whole event pages: published public and unlisted ones for everyone, all of their own for the team."""
        if actor.is_system:
            return self
        public = ~Q(state=enums.EventState.DRAFT) & ~Q(visibility=enums.Visibility.RESTRICTED)
        return self.filter(public | self._team(actor))

    def for_team(self, actor: Actor) -> "EventQuerySet":
        """Events that the actor works on: organised by its host, or with a role on the event."""
        return self if actor.is_system else self.filter(self._team(actor))

    @staticmethod
    def _team(actor: Actor) -> Q:
        return Q(host_id__in=actor.organiser_of) | Q(pk__in=actor.team_events)


class Event(Base):
    """One edition: a dialogue, a consultation, a course. Times are kept in UTC and shown in `timezone`."""

    host = models.ForeignKey(Institution, models.PROTECT, related_name="events")
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="events")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=enums.EventKind)
    state = models.CharField(max_length=12, choices=enums.EventState, default=enums.EventState.DRAFT)
    title = TextMapField()
    summary = TextMapField()
    audience = TextMapField()  # who can come
    format = models.CharField(max_length=12, choices=enums.Format, default=enums.Format.IN_PERSON)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    date_precision = models.CharField(
        max_length=14, choices=enums.DatePrecision, default=enums.DatePrecision.EXACT
    )
    timezone = models.CharField(max_length=60)
    country = models.CharField(max_length=2, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120, blank=True)
    joining_link = SealedField()
    languages = models.JSONField(default=list, blank=True)  # content languages, the first is the main one
    visibility = models.CharField(max_length=12, choices=enums.Visibility, default=enums.Visibility.PUBLIC)
    risk = models.CharField(max_length=14, choices=enums.Risk, default=enums.Risk.OPEN)
    sdgs = models.JSONField(default=list, blank=True)
    registration_opens_at = models.DateTimeField(null=True, blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)
    approval = models.CharField(max_length=8, choices=enums.Approval, default=enums.Approval.NONE)
    waiting_list = models.BooleanField(default=True)
    coverage_target = models.PositiveIntegerField(default=0)  # districts to reach
    reported_count = models.PositiveIntegerField(
        null=True, blank=True
    )  # a count from elsewhere, with its qualifier
    reported_qualifier = models.CharField(max_length=6, choices=enums.CountQualifier, blank=True)
    reported_kind = models.CharField(max_length=40, blank=True)
    is_sample = models.BooleanField(default=False)  # demo content: replies and participants are invented
    queue_counter = models.PositiveIntegerField(default=0)  # last queue number given, under the event's lock
    search_key = models.TextField(blank=True)  # title and place as they are searched

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"
            ),
            length_check("event", "venue", 200),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or {"title", "city", "venue"} & set(update_fields):
            self.search_key = " | ".join(
                fold(text) for text in (*self.title.values(), self.city, self.venue) if text
            )
            update_fields = None if update_fields is None else [*update_fields, "search_key"]
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:event-page", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_public(self) -> bool:
        return self.state != enums.EventState.DRAFT and self.visibility != enums.Visibility.RESTRICTED

    @property
    def is_discreet(self) -> bool:
        """Mails, calendars and subjects must not say what it is: a phone lies on a table, an inbox is read by others."""
        return self.visibility == enums.Visibility.RESTRICTED or self.risk != enums.Risk.OPEN

    @property
    def registration_is_open(self) -> bool:
        """Computed from the clock, never stored."""
        now = timezone.now()
        return (
            self.state == enums.EventState.PUBLISHED
            and self.registration_opens_at is not None
            and self.registration_opens_at <= now
            and (self.registration_closes_at is None or now < self.registration_closes_at)
        )

    @property
    def days(self) -> list:
        """The dates of the event in its own zone, first to last."""
        first, last = self.starts_at.astimezone(self.zone).date(), self.ends_at.astimezone(self.zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class EventChange(StatusChange):
    subject = models.ForeignKey(Event, models.CASCADE, related_name="changes")


class EventPartner(models.Model):
    """An institution behind the event, with its part in it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="partners")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    role = models.CharField(max_length=14, choices=enums.PartnerRole)
    disclaimer = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "institution", "role"], name="partner_once")]

    def __str__(self) -> str:
        return f"{self.role}: {self.institution}"


class EventRole(Base):
    """What a user may do on one event. A rapporteur may be limited to named sessions; none named means all."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, models.CASCADE, related_name="event_roles")
    role = models.CharField(max_length=14, choices=enums.EventRoleCode)
    sessions = models.ManyToManyField("Session", blank=True, related_name="rapporteurs")  # type: ignore[var-annotated]
    granted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "user", "role"], name="event_role_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Theme(Base):
    """A subject of the agenda, with its guiding questions (one a line)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField(default=0)
    title = TextMapField()
    questions = TextMapField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.title)


class Room(Base):
    event = models.ForeignKey(Event, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=120)
    capacity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="room_once")]

    def __str__(self) -> str:
        return self.name


class Session(Base):
    """An item of the agenda. `uid` is its calendar UID for life; `sequence` counts material changes."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    type = models.CharField(max_length=12, choices=enums.SessionType, default=enums.SessionType.PLENARY)
    state = models.CharField(max_length=10, choices=enums.SessionState, default=enums.SessionState.PLANNED)
    title = TextMapField()
    part = models.CharField(max_length=120, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="sessions")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    languages = models.JSONField(default=list, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["starts_at", "ends_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_break(self) -> bool:
        return self.type == enums.SessionType.BREAK


class Speaker(Base):
    """Who speaks in a session, in order of precedence. The name may be left out: an office can speak."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=160, blank=True)  # designation and office
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=14, choices=enums.SpeakerRole, default=enums.SpeakerRole.PANELLIST)
    precedence = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["precedence", "id"]

    def __str__(self) -> str:
        return self.name or self.title or str(self.institution or "")


class Pool(Base):
    """Seats: a cap on the event, a category, an area (with all below it), or on each area of a level ("3 per district")."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="pools")
    kind = models.CharField(max_length=10, choices=enums.PoolKind)
    size = models.PositiveIntegerField()
    category = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=Q(kind="event"), name="pool_event_once"),
            models.UniqueConstraint(
                fields=["event", "category"], condition=Q(kind="category"), name="pool_category_once"
            ),
            models.UniqueConstraint(
                fields=["event", "area"], condition=Q(kind="area"), name="pool_area_once"
            ),
            models.UniqueConstraint(
                fields=["event", "level"], condition=Q(kind="per_area"), name="pool_level_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.size}"


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


class Scan(Base):
    """A sign-in at the desk: append-only. Attendance is derived from the rows with result ok."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="scans")
    registration = models.ForeignKey(Registration, models.CASCADE, null=True, related_name="scans")
    point = models.CharField(max_length=40)  # the day, such as 2027-01-12; more points later
    scanned_at = models.DateTimeField()  # the device's clock
    nonce = models.CharField(max_length=64)
    forced = models.BooleanField(default=False)
    result = models.CharField(max_length=10, choices=enums.ScanResult)
    reason = models.CharField(max_length=40, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "nonce"], name="scan_nonce_once"),
            models.UniqueConstraint(
                fields=["registration", "point"], condition=Q(result="ok", forced=False), name="scan_ok_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point}: {self.result}"
