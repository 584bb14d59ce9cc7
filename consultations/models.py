"""Consultations: what was said in a session, under which rule, and what was decided."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consultations import enums
from core.actors import Actor
from core.fields import length_check
from core.models import Base, StatusChange
from directory.models import Area, Institution
from events.models import Event, Registration, Session, Theme

CIRCLE = (
    "manager",
    "drafter",
    "chair",
    "rapporteur",
)  # the drafting circle: roles on the event (plus the host's organisers)
MAX_ENTRY = 10_000  # characters


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "MinutesQuerySet":
        """Published minutes of public events that are not closed for everyone; all others for the drafting circle.

        A rapporteur who is limited to sessions sees the minutes of those sessions only.
        """
        if actor.is_system:
            return self
        public = (
            Q(state=enums.MinutesState.PUBLISHED)
            & ~Q(strictest_attribution=enums.AttributionRule.CLOSED)
            & ~Q(session__event__visibility="restricted")
            & ~Q(session__event__state="draft")
        )
        return self.filter(public | self.circle(actor))

    def for_circle(self, actor: Actor) -> "MinutesQuerySet":
        """What the drafting circle works on."""
        return self if actor.is_system else self.filter(self.circle(actor))

    @staticmethod
    def circle(actor: Actor) -> Q:
        whole = [
            e
            for e in actor.events_with(*CIRCLE)
            if actor.has_role(e, "manager", "drafter", "chair") or e not in actor.sessions
        ]
        named = [session for sessions in actor.sessions.values() for session in sessions]
        return (
            Q(session__event__host_id__in=actor.organiser_of)
            | Q(session__event_id__in=whole)
            | Q(session_id__in=named)
        )


class Minutes(Base):
    """The record of one session. `strictest_attribution` is the strictest rule it ever had: what is published obeys that one."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=12, choices=enums.MinutesState, default=enums.MinutesState.SCHEDULED)
    attribution = models.CharField(max_length=16, choices=enums.AttributionRule, blank=True)
    strictest_attribution = models.CharField(max_length=16, choices=enums.AttributionRule, blank=True)
    summary = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    corrections_until = models.DateTimeField(null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)  # last entry number given, under this row's lock

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["session__starts_at", "id"]
        constraints = [length_check("minutes", "summary", 10_000)]

    def __str__(self) -> str:
        return str(self.session)

    def get_absolute_url(self) -> str:
        return reverse("consultations:minutes-page", args=[self.uid])

    @property
    def event(self) -> Event:
        return self.session.event

    @property
    def event_id(self) -> int:
        return self.session.event_id

    @property
    def is_writable(self) -> bool:
        return self.state in enums.WRITABLE


class MinutesChange(StatusChange):
    subject = models.ForeignKey(Minutes, models.CASCADE, related_name="changes")


class ReadingLink(Base):
    """One person's secret link to circulated minutes, sent by mail. Opens one version, while it is out for corrections."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="reading_links")
    version = models.PositiveSmallIntegerField()
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "version", "registration"], name="reading_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} v{self.version}"


class EntryQuerySet(models.QuerySet):
    def standing(self) -> "EntryQuerySet":
        """Entries that were not struck out."""
        return self.filter(struck_at=None)

    def visible_to(self, actor: Actor) -> "EntryQuerySet":
        """The drafting circle's entries; sealed ones only for organisers, managers and chairs. The public page redacts (redaction.py)."""
        if actor.is_system:
            return self
        minutes = Minutes.objects.filter(MinutesQuerySet.circle(actor))
        unsealed = ~Q(visibility=enums.EntryVisibility.SEALED)
        keepers = Q(minutes__session__event__host_id__in=actor.organiser_of) | Q(
            minutes__session__event_id__in=actor.events_with("manager", "chair")
        )
        return self.filter(minutes__in=minutes).filter(unsealed | keepers | Q(author_id=actor.id))


class Entry(Base):
    """A numbered line of the minutes. Plain text first; all else may be sorted later.

    `client_key` comes from the editor: sending an entry twice makes one. `revision` guards against overwriting another's work.
    """

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    client_key = models.CharField(max_length=64)
    text = models.TextField()
    language = models.CharField(max_length=12, default="en")
    interpreted = models.BooleanField(default=False)  # heard through interpretation
    kind = models.CharField(max_length=14, choices=enums.EntryKind, default=enums.EntryKind.POINT)
    attribution = models.CharField(max_length=14, choices=enums.Attribution, default=enums.Attribution.NONE)
    speaker = models.CharField(
        max_length=160, blank=True
    )  # a name or an office, only where the rule allows it
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    visibility = models.CharField(
        max_length=14, choices=enums.EntryVisibility, default=enums.EntryVisibility.PUBLIC
    )
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="entries")
    revision = models.PositiveIntegerField(default=1)
    author_id = models.CharField(max_length=64, blank=True)
    author_label = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    struck_at = models.DateTimeField(null=True, blank=True)

    resent = False  # set by services.entries.add_entry on an entry that was there already

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["minutes", "client_key"], name="entry_client_key_once"),
            length_check("entry", "text", MAX_ENTRY),
            length_check("entry", "speaker", 160),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    @property
    def event_id(self) -> int:
        return self.minutes.session.event_id

    @property
    def event(self) -> Event:
        return self.minutes.session.event


class EntryRevision(Base):
    """What an entry said before and after each save: append-only."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    values = models.JSONField(default=dict, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["entry", "number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="entry_revision_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} r{self.number}"


class DecisionRecord(Base):
    """How a body decided: the method, who could and did decide, the counts. Reservations hang on the items decided."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="decisions")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="decisions")
    on = models.DateField()
    method = models.CharField(max_length=12, choices=enums.DecisionMethod)
    entitled = models.PositiveIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)
    quorum = models.PositiveIntegerField(null=True, blank=True)
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    abstentions = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present=None) | Q(entitled=None) | Q(present__lte=models.F("entitled")),
                name="decision_present_entitled",
            ),
            length_check("decisionrecord", "note", 4_000),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.on}"
