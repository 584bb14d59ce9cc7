"""The cast: one invented person for each role, all with the same password. Their roles on events are given with the events."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.contrib.auth import base_user

from accounts.actors import actor_for
from accounts.models import Role, User
from accounts.services.invitations import make_user
from accounts.services.members import add_membership
from core.actors import Actor
from directory.models import Institution

DOMAIN = "demo.example"
PASSWORD = "sanlap-demo"  # noqa: S105 - shown to everyone who starts the demo

# name: (the person's name, who they are, institution and role there, language)
CAST: dict[str, tuple[str, str, tuple[str, str] | None, str]] = {
    "admin": ("Imran Aziz", "Administrator of this site", None, "en"),
    "organiser": ("Saima Noor", "Organiser at SPO", ("spo", Role.ORGANISER), "en"),
    "registrar": ("Bilal Haider", "Registration desk of the consultation", None, "en"),
    "checkin": ("Hira Jamil", "Sign-in desk of the consultation", None, "en"),
    "rapporteur": ("Nadia Qureshi", "Rapporteur of the consultation", None, "en"),
    "drafter": ("Farhan Lodhi", "Drafter of the consultation", None, "en"),
    "chair": ("Rukhsana Baloch", "Chair of the consultation", None, "en"),
    "reviewer": ("Focal point (sample)", "Focal point, Ministry of Human Rights", ("mohr", Role.FOCAL_POINT), "en"),
    "assessor": ("Mehwish Tareen", "Assessor, National Commission for Human Rights", ("nchr-pakistan", Role.ASSESSOR), "en"),
    "outsider": ("Nusrat Jahan", "Organiser at another host, ASK", ("ask", Role.ORGANISER), "en"),
}  # fmt: skip


def email(name: str) -> str:
    return f"{name}@{DOMAIN}"


@contextmanager
def hashed_once() -> Iterator[None]:
    """The same password is hashed once for everybody. Only for the process of `manage.py demo`: hashing is slow on purpose."""
    real = base_user.make_password  # type: ignore[attr-defined]
    base_user.make_password = cache(real)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        base_user.make_password = real  # type: ignore[attr-defined]


@hashed_once()
def make_cast(actor: Actor, institutions: dict[str, Institution]) -> None:
    """The accounts and their places in institutions. Whoever is there already stays as they are."""
    for name, (full_name, designation, place, language) in CAST.items():
        if User.objects.filter(email=email(name)).exists():
            continue
        is_admin = name == "admin"
        user = make_user(
            email(name),
            name=full_name,
            password=PASSWORD,
            designation=designation,
            language=language,
            is_staff=is_admin,
            is_superuser=is_admin,
        )
        if place:
            add_membership(
                user, actor=actor, institution=institutions[place[0]], role=place[1], office=designation
            )


def user(name: str) -> User:
    return User.objects.get(email=email(name))


def actor(name: str) -> Actor:
    """Read again each time, so that a role given a moment ago counts."""
    return actor_for(user(name))


def sign_in_lines() -> list[str]:
    """Who may sign in, and where to begin."""
    lines = [
        f"  {email(name):<26} {designation}" for name, (_name, designation, _place, _language) in CAST.items()
    ]
    return [f"Sign in as (password {PASSWORD}):", *lines]
