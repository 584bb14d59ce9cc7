"""Seats, and the delegations that hold some of them."""

from django.db import models
from django.db.models import Q

from core.fields import SealedField, length_check
from core.models import Base
from directory.models import Area, Institution, Letter
from events import enums
from events.models.events import Event
from events.models.programme import Session


class Pool(Base):
    """Seats: on the event, a category, an area (with all below it), each area of a level ("3 per district"), or a session.

    A cap: no more than `size` of these. `reserved`: a carve-out, `size` seats of the event that only these may take.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="pools")
    kind = models.CharField(max_length=10, choices=enums.PoolKind)
    size = models.PositiveIntegerField()
    category = models.CharField(max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="pools")
    reserved = models.BooleanField(default=False)

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
            models.UniqueConstraint(
                fields=["session"], condition=Q(kind="session"), name="pool_session_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.size}"


class Delegation(Base):
    """Seats that an institution fills with names of its own, by one scoped link or by letter. Unnamed ones free at `release_at`."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="delegations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=40, blank=True)  # of the people it names
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField(max_length=200, blank=True)  # whom the link or the letter goes to
    email = SealedField()
    language = models.CharField(max_length=12, default="en")
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    release_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "institution"], name="delegation_once"),
            length_check("delegation", "office", 200),
            length_check("delegation", "note", 500),
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.seats}"
