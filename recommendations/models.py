"""Recommendations: from draft to adoption, to a submission, to the answer. Each axis on its own; `stage` is a projection."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consultations.models import DecisionRecord, Entry
from core.actors import ANONYMOUS, Actor
from core.fields import length_check, make_code
from core.models import Base, Job, StatusChange
from directory.models import Institution, Letter
from directory.queries import day_at_host, is_past
from events.models import Event, Theme
from recommendations import enums

MAX_TEXT = 4_000  # characters of a recommendation


class RecommendationQuerySet(models.QuerySet):
    def public(self) -> "RecommendationQuerySet":
        """Texts that were adopted (a reference is issued then and never taken back) and whose event, if any, is open to the public."""
        return self.filter(self.published())

    def listed(self) -> "RecommendationQuerySet":
        """What the tracker, its figures and its downloads hold, the same for every reader: public ones, less those of unlisted events."""
        return self.filter(Q(event=None) | Q(event__in=Event.objects.listed()), ref__isnull=False)

    def overdue(self) -> "RecommendationQuerySet":
        """An addressee that holds the papers should have answered by now. Computed from the clock, never stored."""
        return self.filter(is_past("respond_by"))

    def visible_to(self, actor: Actor) -> "RecommendationQuerySet":
        """Public ones for everyone; drafts only for the drafting circle; a focal point also what was put to its institution."""
        if actor.is_system:
            return self
        put_to_us = Q(
            pk__in=SubmissionItem.objects.filter(
                submission__addressee_id__in=actor.focal_for, submission__sent_at__isnull=False
            ).values("recommendation_id")
        )
        return self.filter(
            self.published() | self.circle(actor) | (put_to_us if actor.focal_for else Q(pk__in=[]))
        )

    @staticmethod
    def published() -> Q:
        return Q(Q(event=None) | Q(event__in=Event.objects.visible_to(ANONYMOUS)), ref__isnull=False)

    def for_circle(self, actor: Actor) -> "RecommendationQuerySet":
        """What the drafting circle works on: nobody else sees a draft."""
        return self if actor.is_system else self.filter(self.circle(actor))

    @staticmethod
    def circle(actor: Actor) -> Q:
        return Q(host_id__in=actor.organiser_of) | Q(
            event_id__in=actor.events_with("manager", "drafter", "chair")
        )


def _tracked(*fields: str, name: str) -> models.Index:
    """An index over what the tracker may hold: texts with a reference."""
    return models.Index(fields=fields, name=name, condition=Q(ref__isnull=False))


class Recommendation(Base):
    """A text addressed to one or more institutions. `ref` is permanent and issued at adoption.

    The text lives in versions; adoption freezes one (`adopted_version`). `stage`, `position`, `respond_by`, `answered_on`,
    `addressee_key` and `search_key` are projections for lists, written by recommendations.projection alone.
    """

    host = models.ForeignKey(Institution, models.PROTECT, related_name="recommendations")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="recommendations")
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="recommendations")
    state = models.CharField(max_length=12, choices=enums.TextState, default=enums.TextState.DRAFTED)
    ref = models.CharField(max_length=30, null=True, unique=True)
    rationale = models.TextField(blank=True)
    sdgs = models.JSONField(default=list, blank=True)
    origin_reason = models.TextField(blank=True)  # why it stands without an entry behind it
    adopted_on = models.DateField(null=True, blank=True)
    adopted_version = models.OneToOneField("Version", models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(
        DecisionRecord, models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    is_sample = models.BooleanField(default=False)

    stage = models.CharField(max_length=14, choices=enums.Stage, default=enums.Stage.DRAFTED)
    position = models.CharField(max_length=20, choices=enums.PositionValue, blank=True)
    respond_by = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    addressee_key = models.TextField(blank=True)  # ids of its addressees between spaces, lead first
    search_key = models.TextField(blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "ref", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(ref__isnull=False, adopted_version__isnull=False),
                name="adopted_has_ref_and_text",
            ),
            length_check("recommendation", "rationale", MAX_TEXT),
        ]
        indexes = [
            # The tracker counts and sorts by these alone, without reading the rows (recommendations.queries).
            _tracked("event", "stage", "position", "respond_by", "ref", "sdgs", name="tracked_cells"),
            _tracked("sdgs", "event", "stage", "position", "respond_by", "ref", name="tracked_goals"),
            _tracked(
                "addressee_key",
                "event",
                "stage",
                "position",
                "respond_by",
                "ref",
                "sdgs",
                name="tracked_addressees",
            ),
            _tracked("-answered_on", "-adopted_on", "ref", name="tracked_answered"),
            _tracked("respond_by", "ref", name="tracked_due"),
        ]

    def __str__(self) -> str:
        return self.ref or f"draft {self.uid.hex[:6]}"

    def get_absolute_url(self) -> str:
        return reverse("recommendations:recommendation-page", args=[self.ref]) if self.ref else ""

    @property
    def is_overdue(self) -> bool:
        """Computed from the clock. `respond_by` is empty when nobody owes an answer."""
        return self.respond_by is not None and self.respond_by < day_at_host(self.host_id)


class RecommendationChange(StatusChange):
    subject = models.ForeignKey(Recommendation, models.CASCADE, related_name="changes")


class Version(Base):
    """A wording of a recommendation. The one that is adopted is frozen with its hash and is authentic in its language."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(null=True, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["recommendation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="version_once"),
            length_check("version", "text", MAX_TEXT),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Source(models.Model):
    """An entry of the minutes from which a recommendation was drawn."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="sources")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="sources")

    class Meta:
        ordering = ["entry__minutes__session__starts_at", "entry__number"]
        constraints = [models.UniqueConstraint(fields=["recommendation", "entry"], name="source_once")]

    def __str__(self) -> str:
        return f"{self.recommendation_id} <- {self.entry_id}"


class Addressing(models.Model):
    """An institution to which a recommendation is put, as lead or supporting."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="addressings")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="addressings")
    role = models.CharField(max_length=12, choices=enums.AddresseeRole, default=enums.AddresseeRole.LEAD)

    class Meta:
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "institution"], name="addressing_once")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} -> {self.institution_id}"


class Reservation(Base):
    """A reservation recorded at adoption: its words, and a name only at the reserver's wish."""

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="reservations")
    decision = models.ForeignKey(DecisionRecord, models.PROTECT, related_name="reservations")
    words = models.TextField()
    named_as = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [length_check("reservation", "words", 2_000)]

    def __str__(self) -> str:
        return self.words[:60]


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "SubmissionQuerySet":
        """The host's organisers and the event's managers and drafters; the addressee's focal points once it was sent."""
        if actor.is_system:
            return self
        team = Q(host_id__in=actor.organiser_of) | Q(
            event_id__in=actor.events_with("manager", "drafter", "chair")
        )
        return self.filter(team | Q(addressee_id__in=actor.focal_for, sent_at__isnull=False))

    def for_reviewer(self, actor: Actor) -> "SubmissionQuerySet":
        """The inbox of a focal point."""
        return self.filter(addressee_id__in=actor.focal_for, sent_at__isnull=False)


class Submission(Base):
    """Recommendations put to one addressee. Sending freezes the content; several addressees share one `package`.

    `content` is the frozen text that left (what the reviewer sees), `content_sha256` its hash. Our clock starts at `delivered_on`;
    the public clock starts only with the addressee's own receipt or acknowledgement.
    """

    code = models.CharField(max_length=16, unique=True, default=make_code)
    package = models.UUIDField(default=uuid.uuid4)
    host = models.ForeignKey(Institution, models.PROTECT, related_name="submissions")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="submissions")
    addressee = models.ForeignKey(Institution, models.PROTECT, related_name="received")
    state = models.CharField(
        max_length=14, choices=enums.SubmissionState, default=enums.SubmissionState.PREPARED
    )
    number = models.CharField(max_length=60)  # our number, such as SPO/2017/14
    subject = models.CharField(max_length=300)
    cover_letter = models.TextField(blank=True)
    addressed_office = models.CharField(max_length=200, blank=True)
    signatory_name = models.CharField(max_length=120, blank=True)
    signatory_designation = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=12, default="en")
    content = models.JSONField(default=dict, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    delivery_means = models.CharField(max_length=14, choices=enums.DeliveryMeans, blank=True)
    delivery_receipt = models.CharField(
        max_length=120, blank=True
    )  # the addressee's stamp or diary number at the counter
    acknowledged_on = models.DateField(null=True, blank=True)
    their_number = models.CharField(max_length=80, blank=True)
    acknowledge_days = models.PositiveSmallIntegerField(default=14)
    respond_days = models.PositiveSmallIntegerField(default=60)
    acknowledge_by = models.DateField(null=True, blank=True)
    respond_by = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["host", "number"], name="submission_number_once"),
            models.UniqueConstraint(fields=["package", "addressee"], name="submission_addressee_once"),
            length_check("submission", "subject", 300),
            length_check("submission", "cover_letter", 20_000),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def receipt_is_confirmed(self) -> bool:
        """Whether the addressee itself has shown that it holds the papers: only then does the public clock run."""
        return bool(self.acknowledged_on or self.delivery_receipt)


class SubmissionChange(StatusChange):
    subject = models.ForeignKey(Submission, models.CASCADE, related_name="changes")


class SubmissionItem(Base):
    """One recommendation in a submission, with the wording that was put to the addressee."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="items")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="items")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    serial = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "recommendation"], name="item_once"),
            models.UniqueConstraint(fields=["submission", "serial"], name="item_serial_once"),
        ]

    def __str__(self) -> str:
        return f"{self.serial}"


class SubmissionDocument(Base):
    """A document made for a submission: where its bytes lie, their hash, and the job that makes it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=20, default="dossier")
    state = models.CharField(max_length=10, choices=enums.DocumentState, default=enums.DocumentState.QUEUED)
    path = models.CharField(max_length=200, blank=True)  # under MEDIA_ROOT
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["submission", "kind"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class AnswerQuerySet(models.QuerySet):
    def counting(self) -> "AnswerQuerySet":
        """Answers that are on record: issued by the addressee, or recorded from its letter and confirmed."""
        return self.filter(state__in=enums.COUNTING_ANSWERS)

    def visible_to(self, actor: Actor) -> "AnswerQuerySet":
        """A draft is seen only by the side that writes it; what is on record by both sides."""
        if actor.is_system:
            return self
        team = Q(submission__host_id__in=actor.organiser_of) | Q(
            submission__event_id__in=actor.events_with("manager", "drafter", "chair")
        )
        reviewer = Q(submission__addressee_id__in=actor.focal_for)
        on_record = Q(state__in=enums.COUNTING_ANSWERS)
        return self.filter(
            (team & (on_record | Q(source=enums.AnswerSource.STAFF)))
            | (reviewer & (on_record | Q(source=enums.AnswerSource.FOCAL_POINT)))
        )


class Answer(Base):
    """An addressee's reply to a submission: a letter (or a reply issued here) with a position on each item it answers."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=enums.AnswerState, default=enums.AnswerState.DRAFT)
    source = models.CharField(max_length=12, choices=enums.AnswerSource)
    letter_number = models.CharField(max_length=80, blank=True)
    letter_date = models.DateField(null=True, blank=True)
    authority = models.CharField(max_length=200, blank=True)  # the competent authority that signed
    publish = models.CharField(max_length=8, choices=enums.Publish, default=enums.Publish.YES)
    author_id = models.CharField(max_length=64, blank=True)
    author_label = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_by_same_person = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.letter_number or str(self.uid)


class AnswerChange(StatusChange):
    subject = models.ForeignKey(Answer, models.CASCADE, related_name="changes")


class Position(Base):
    """What an answer says about one item. A reason is required unless agreed; "in part" says which part."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="positions")
    item = models.ForeignKey(SubmissionItem, models.PROTECT, related_name="positions")
    value = models.CharField(max_length=20, choices=enums.PositionValue, blank=True)
    part = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["item__serial"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "item"], name="position_once"),
            length_check("position", "reason", 4_000),
            length_check("position", "part", 2_000),
        ]

    def __str__(self) -> str:
        return self.value
