"""Series, events, who stands behind them and who works on them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.actors import Actor
from core.fields import SealedField, TextMapField, length_check
from core.models import Base, StatusChange
from core.text import fold
from directory.models import Institution
from events import enums


class Series(Base):
    """A row of editions of the same dialogue, year after year."""

    host = models.ForeignKey(Institution, models.PROTECT, related_name="series")
    slug = models.SlugField(max_length=80, unique=True)
    title = TextMapField()
    about = TextMapField()

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
        return self.filter(public | self._team(actor) if actor.is_team else public)

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
    cloned_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="clones")
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
    promotion = models.CharField(max_length=8, choices=enums.Promotion, default=enums.Promotion.ARRIVAL)
    offer_hours = models.PositiveSmallIntegerField(
        default=0
    )  # a freed seat is offered for so long; 0: given at once
    substitutes = models.BooleanField(default=False)  # people may hand their place on to somebody they name
    frozen_at = models.DateTimeField(null=True, blank=True)  # since then a change is asked for, not made
    certificate_share = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # percent of what counts that must be attended; empty: no certificates
    certificate_measure = models.CharField(
        max_length=8, choices=enums.CertificateMeasure, default=enums.CertificateMeasure.POINTS
    )
    coverage_target = models.PositiveIntegerField(default=0)  # districts to reach
    reported_count = models.PositiveIntegerField(
        null=True, blank=True
    )  # a count from elsewhere, with its qualifier
    reported_qualifier = models.CharField(max_length=6, choices=enums.CountQualifier, blank=True)
    reported_kind = models.CharField(max_length=40, blank=True)
    is_sample = models.BooleanField(default=False)  # demo content: replies and participants are invented
    sequence = models.PositiveIntegerField(
        default=0
    )  # of its calendar entry: grows when time or place change
    changed_at = models.DateTimeField(auto_now=True)
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
    def is_listed(self) -> bool:
        """Whether the public list shows it; the same as `objects.listed()`."""
        return self.state != enums.EventState.DRAFT and self.visibility == enums.Visibility.PUBLIC

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
