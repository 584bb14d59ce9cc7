"""Every route says who may use it; a route that says nothing fails the build (tests/test_routes.py).

    @declare("organiser", "registration", discloses="contact")
    def registration_detail(request, ...): ...

Audiences: `public`, `participant` (holder of a registration's link), `device` (a token for the door), `signed_in`, or role codes:
administrator, organiser, manager,
programme, registration, checkin, rapporteur, drafter, chair, viewer, reviewer, assessor, team (any role on the event).
`discloses` names personal data that the answer may hold; such an answer must leave a disclosure row.
"""

from collections.abc import Callable
from dataclasses import dataclass

AUDIENCES = frozenset(
    "public participant device signed_in administrator organiser manager programme registration checkin rapporteur drafter chair viewer "
    "reviewer assessor team".split()
)


@dataclass(frozen=True)
class Declaration:
    """roles: who may read (and write, unless `writers` says otherwise)."""

    roles: frozenset[str]
    methods: tuple[str, ...]
    discloses: str = ""
    writers: frozenset[str] | None = None

    def roles_for(self, method: str) -> frozenset[str]:
        """Who may call by this method."""
        return self.roles if self.writers is None or method in ("GET", "HEAD") else self.writers


def declare(
    *roles: str,
    methods: tuple[str, ...] = ("GET",),
    discloses: str = "",
    write: tuple[str, ...] | None = None,
) -> Callable:
    """Decorator of a view function or class: who may use it, by which methods, and what it discloses.

    `write`: who may change something, where those are others than who may read.
    """
    if unknown := {*roles, *(write or ())} - AUDIENCES:
        raise ValueError(f"unknown audience {unknown}")

    def mark(view):
        view.declared = Declaration(
            frozenset(roles), methods, discloses, None if write is None else frozenset(write)
        )
        return view

    return mark
