"""Who was there: points to sign in at, devices, scans, what a sheet or a platform said, head counts, certificates."""

from django.db import models
from django.db.models import Q

from core.fields import TextMapField, make_code
from core.models import Base
from events import enums
from events.models.events import Event
from events.models.programme import Session
from events.models.registrations import Registration


class CheckPoint(Base):
    """Where people sign in, each on its own: a day, a session, a dinner, a bus. `code` is what Scan.point holds."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="check_points")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=enums.PointKind)
    label = TextMapField()
    on = models.DateField(null=True, blank=True)
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="check_points")
    counts = models.BooleanField(default=True)  # towards the certificate
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="check_point_once")]

    def __str__(self) -> str:
        return str(self.label) or self.code


class Device(Base):
    """A phone or laptop at the door, with a token of its own that can sign people in and nothing else."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="devices")
    label = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    points = models.JSONField(default=list, blank=True)  # codes; none means all
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label


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


class Attendance(Base):
    """What a signed sheet, a platform's report or the desk says of one person at one point. Scans need no row here."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendance")
    point = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=enums.AttendanceStatus)
    source = models.CharField(max_length=8, choices=enums.AttendanceSource)
    minutes = models.PositiveIntegerField(null=True, blank=True)  # online, rejoins merged
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["registration", "point"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.point}: {self.status}"


class HeadCount(Base):
    """An anonymous tally for donors at one point: {"sex": {"f": 21}, "age": {...}, "disability": {...}}. No link to anybody."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="head_counts")
    point = models.CharField(max_length=40)
    counts = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    actor_label = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "point"], name="head_count_once")]

    def __str__(self) -> str:
        return self.point


class Certificate(Base):
    """A certificate of attendance that was issued. `code` is what a reader checks it by."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=16, unique=True, default=make_code)
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)  # as printed
    share = models.PositiveSmallIntegerField()  # percent attended of what counts
    attended = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(revoked_at=None), name="certificate_once"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.code
