"""The fixed cast of roles and the smallest world they act in. Every test asks its questions of these people.

One host (SPO), one ministry (MoHR), one event with two themes and two sessions; everything is invented or a public fact.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone

from accounts.actors import actor_for
from accounts.models import Membership, Role, User
from core.actors import Actor
from directory.models import Area, Institution, Term
from events.models import Event, EventRole, Pool, Room, Session, Theme
from tests.shared import shared

PASSWORD = "sanlap-demo"
EVENT_ROLES = {
    "registrar": "registration",
    "checkin": "checkin",
    "rapporteur": "rapporteur",
    "drafter": "drafter",
    "chair": "chair",
    "programmer": "programme",
    "viewer": "viewer",
}


@dataclass
class Cast:
    """People by name: `cast.organiser` is a User; `cast.actor("organiser")` its Actor; `cast.client("organiser")` a signed-in client."""

    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["users"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def actor(self, name: str) -> Actor:
        """Read again from the database, so that new roles count. "anonymous" is nobody."""
        return actor_for(self.users[name] if name != "anonymous" else None)

    def client(self, name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(self.users[name])
        return client


def make_institution(code: str, name: str, **fields) -> Institution:
    return Institution.objects.create(
        code=code, name=name, **{"timezone": "Asia/Karachi", "country": "PK", **fields}
    )


def make_areas() -> SimpleNamespace:
    """Pakistan, two provinces, three districts: enough for "3 per district" and for ancestors."""
    country = Area.objects.create(code="PK", country="PK", level=0, name="Pakistan")
    sindh = Area.objects.create(
        code="PK-SD", country="PK", level=1, parent=country, name="Sindh", names={"ur": "سندھ"}
    )
    punjab = Area.objects.create(code="PK-PB", country="PK", level=1, parent=country, name="Punjab")
    karachi = Area.objects.create(
        code="PK-SD.karachi-south", country="PK", level=2, parent=sindh, name="Karachi South"
    )
    thatta = Area.objects.create(code="PK-SD.thatta", country="PK", level=2, parent=sindh, name="Thatta")
    lahore = Area.objects.create(
        code="PK-PB.lahore", country="PK", level=2, parent=punjab, name="Lahore", aliases=["Lahor"]
    )
    return SimpleNamespace(
        country=country, sindh=sindh, punjab=punjab, karachi=karachi, thatta=thatta, lahore=lahore
    )


def make_event(host: Institution, slug: str = "policy-consultation", **fields) -> Event:
    """A published, public two-day event in Islamabad in 60 days, registration open, no seats limited yet."""
    start = (timezone.now() + timedelta(days=60)).replace(hour=4, minute=30, second=0, microsecond=0)
    defaults = {
        "kind": "consultation",
        "state": "published",
        "title": {"en": "Policy consultation", "ur": "پالیسی مشاورت"},
        "summary": {"en": "Two days on a policy framework."},
        "starts_at": start,
        "ends_at": start + timedelta(days=1, hours=7),
        "timezone": "Asia/Karachi",
        "country": "PK",
        "venue": "A hotel",
        "city": "Islamabad",
        "languages": ["en", "ur"],
        "registration_opens_at": timezone.now() - timedelta(days=1),
        "registration_closes_at": start - timedelta(days=5),
    }
    return Event.objects.create(host=host, slug=slug, **{**defaults, **fields})


def make_session(
    event: Event, title: str = "Gap analysis", *, day: int = 0, hour: int = 0, **fields
) -> Session:
    """One hour long, on `day` of the event, `hour` hours after its first start."""
    start = event.starts_at + timedelta(days=day, hours=hour)
    return Session.objects.create(
        event=event, title={"en": title}, starts_at=start, ends_at=start + timedelta(hours=1), **fields
    )


def make_user(name: str) -> User:
    return User.objects.create_user(f"{name}@test.example", PASSWORD, name=f"{name.capitalize()} Test")


@shared
def areas() -> SimpleNamespace:
    return make_areas()


@shared
def spo() -> Institution:
    """The host."""
    return make_institution(
        "spo",
        "Strengthening Participatory Organization",
        short_name="SPO",
        reference_prefix="SPO",
        is_host=True,
    )


@shared
def mohr() -> Institution:
    """The addressee."""
    return make_institution(
        "mohr", "Ministry of Human Rights", short_name="MoHR", is_government=True, category="ministry"
    )


@shared
def ask() -> Institution:
    """Another host, whose organiser is the outsider."""
    return make_institution(
        "ask",
        "Ain o Salish Kendra",
        short_name="ASK",
        reference_prefix="ASK",
        is_host=True,
        country="BD",
        timezone="Asia/Dhaka",
    )


@shared
def categories() -> None:
    for position, (code, label) in enumerate(
        [("cso", "Civil society organisation"), ("ministry", "Ministry"), ("media", "Media")]
    ):
        Term.objects.create(vocabulary="category", code=code, label=label, position=position)


@shared
def event(spo, areas, categories) -> Event:
    """Policy consultation: themes "Gap analysis" and "Governance policy", a session on each day, 60 seats, 3 per district."""
    event = make_event(spo)
    first = Theme.objects.create(
        event=event,
        position=1,
        title={"en": "Gap analysis"},
        questions={"en": "Where do law and practice part ways?"},
    )
    second = Theme.objects.create(event=event, position=2, title={"en": "Governance policy"})
    hall = Room.objects.create(event=event, name="Hall A")
    make_session(event, "Gap analysis: practice", theme=first, room=hall)
    make_session(event, "Who watches over it", day=1, theme=second, room=hall)
    Pool.objects.create(event=event, kind="event", size=60)
    Pool.objects.create(event=event, kind="per_area", level=2, size=3)
    return event


@shared
def session(event) -> Session:
    """The first session of the event."""
    return event.sessions.order_by("starts_at").first()


@shared
def cast(event, spo, mohr, ask) -> Cast:
    """admin, organiser (of SPO), registrar, checkin, rapporteur, drafter, chair, programmer, viewer (of the event),
    reviewer (focal point of MoHR), assessor (of a third institution), outsider (organiser of ASK), nobody (an account without a role)."""
    cast = Cast()
    names = ["admin", "organiser", *EVENT_ROLES, "reviewer", "assessor", "outsider", "nobody"]
    for name in names:
        cast.users[name] = make_user(name)
    admin = cast.users["admin"]
    admin.is_superuser = admin.is_staff = True
    admin.save()
    university = make_institution("university", "A university")
    for name, institution, role in [
        ("organiser", spo, Role.ORGANISER),
        ("reviewer", mohr, Role.FOCAL_POINT),
        ("assessor", university, Role.ASSESSOR),
        ("outsider", ask, Role.ORGANISER),
    ]:
        Membership.objects.create(user=cast.users[name], institution=institution, role=role)
    for name, role in EVENT_ROLES.items():
        EventRole.objects.create(event=event, user=cast.users[name], role=role)
    return cast


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
