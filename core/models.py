"""What every app stands on: opaque ids, history rows, counters, the audit trail, jobs and mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import SealedField, length_check, new_uid


class Base(models.Model):
    """A row with an opaque id for the outside. `id` stays inside."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class StatusChange(models.Model):
    """One step of a state machine: append-only history. Concrete per aggregate, with `subject` as its foreign key.

    `at` is when it was recorded, `on` the day on which it happened, when that is another.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    transition = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30)
    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField(null=True, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.transition}: {self.from_state} -> {self.to_state}"


class Counter(models.Model):
    """The last number given of one kind in one scope and year. Locked before it is read."""

    scope = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    year = models.PositiveIntegerField(default=0)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "kind", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.kind} {self.year}: {self.value}"


class AuditEvent(models.Model):
    """Who saw or did what. Append-only; a job gives it a place in a hash chain within seconds (core.audit).

    `data` never holds a personal value: it names fields, counts and opaque ids.
    """

    class Kind(models.TextChoices):
        SECURITY = "security", _("Security")
        DISCLOSURE = "disclosure", _("Disclosure")
        OFFICIAL = "official", _("Official act")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_uid = models.CharField(max_length=64, blank=True, db_index=True)
    host = models.CharField(max_length=40, blank=True, db_index=True)
    data = models.JSONField(default=dict, blank=True)
    sequence = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sequence", "id"], name="audit_unsealed")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Job(Base):
    """Work for the background. This row is the truth; the task engine only wakes up (core.jobs)."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        RETRY = "retry", _("Will be tried again")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=200, null=True, blank=True)
    queue = models.CharField(max_length=20, default="default")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    run_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "run_at"], name="job_due")]
        constraints = [
            # One live job for one key: asking twice is one job.
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running", "retry"]),
                name="job_key_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        return (
            round(100 * self.done / self.total)
            if self.total
            else (100 if self.state == self.State.DONE else 0)
        )


class Schedule(models.Model):
    """When a periodic piece of work is due next. Claimed by one conditional UPDATE, so many hosts run it once."""

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class OutboundMail(Base):
    """A mail that is due. It keeps the template and ids, is rendered when it is sent, and its secrets are blanked after."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        RETRY = "retry", _("Will be tried again")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Dropped: too late")
        CANCELLED = "cancelled", _("Cancelled")

    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)  # ids only
    secrets = SealedField()  # what the mail must say and the database must not keep: links' tokens
    to = SealedField()
    to_label = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    host = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=80, blank=True)  # opaque id of what it is about, e.g. an event's uid
    idempotency_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mail_due"),
            models.Index(fields=["scope", "state"], name="mail_scope"),
        ]
        constraints = [length_check("outboundmail", "subject", 300)]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"


class IdempotentCall(models.Model):
    """The first answer to an API call with an Idempotency-Key, given again to the same key and body."""

    scope = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = SealedField()
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotent_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Tally(models.Model):
    """How often something was tried until a window ends (core.throttle). `name` is a keyed hash, `until` seconds since 1970."""

    name = models.CharField(max_length=64)
    until = models.BigIntegerField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "until"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.tries} until {self.until}"


class ImportMapping(models.Model):
    """Which column of a file means what, as a host mapped it last: offered again for a file with the same header."""

    host = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    header_hash = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host", "kind", "header_hash"], name="import_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.kind}"


class ImportBatch(Base):
    """A file that somebody is importing: uploaded, looked at, applied. The file goes when the batch ends."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        APPLIED = "applied", _("Imported")
        DISCARDED = "discarded", _("Discarded")

    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=80)  # uid of what it goes into
    host = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    file_path = models.CharField(max_length=200, blank=True)  # under MEDIA_ROOT
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)  # header row, date order, what to do with bad rows
    counts = models.JSONField(default=dict, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
