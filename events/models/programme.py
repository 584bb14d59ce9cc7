"""The agenda: themes, rooms, sessions and their speakers, materials, and what was released of it."""

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.fields import TextMapField, length_check
from core.models import Base
from directory.models import Institution
from events import enums
from events.models.events import Event


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
    description = TextMapField()  # what it is about, for whoever reads the agenda
    part = models.CharField(max_length=120, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="sessions")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    languages = models.JSONField(default=list, blank=True)  # spoken
    interpretation = models.JSONField(default=list, blank=True)  # interpreted into
    is_choice = models.BooleanField(
        default=False
    )  # participants say whether they come; a Pool of its own limits the seats
    counts = models.BooleanField(default=True)  # towards the certificate
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


class MaterialQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "MaterialQuerySet":
        """What is for everyone at events that the actor may see, all of the own team's, and for whoever comes what is for them."""
        if actor.is_system:
            return self
        public = Q(
            visibility=enums.MaterialVisibility.PUBLIC, event__in=Event.objects.visible_to(actor).values("pk")
        )
        team = Q(event__in=Event.objects.for_team(actor).values("pk"))
        if actor.registration is None:
            return self.filter(public | team)
        comes = Q(
            event__in=Event.objects.filter(
                registrations=actor.registration, registrations__state=enums.RegistrationState.CONFIRMED
            ).values("pk")
        )
        return self.filter(public | team | comes & ~Q(visibility=enums.MaterialVisibility.TEAM))


class Material(Base):
    """A paper of the event, a theme or a session: a file kept here, or an address elsewhere."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="materials")
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="materials")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="materials")
    title = TextMapField()
    url = models.URLField(max_length=500, blank=True)
    file_path = models.CharField(max_length=200, blank=True)  # under MEDIA_ROOT
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12, blank=True)
    visibility = models.CharField(
        max_length=12, choices=enums.MaterialVisibility, default=enums.MaterialVisibility.PARTICIPANTS
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [length_check("material", "url", 500)]

    def __str__(self) -> str:
        return str(self.title)


class Release(Base):
    """A named edition of the agenda. The public page shows the latest; the sessions themselves are the working copy.

    `snapshot`: the agenda as it was released. `changes`: what differs from the edition before, for the public change log.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    note = TextMapField()
    released_at = models.DateTimeField()
    by_label = models.CharField(max_length=200, blank=True)
    snapshot = models.JSONField(default=dict)
    changes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="release_number_once")]

    def __str__(self) -> str:
        return self.name
