"""Every route says who may use it; a route that says nothing fails the build (tests/test_routes.py).

    @declare("organiser", "registration", discloses="contact")
    def registration_detail(request, ...): ...

Audiences: `public`, `participant` (holder of a registration's link), `signed_in`, or role codes: administrator, organiser, manager,
programme, registration, checkin, rapporteur, drafter, chair, viewer, reviewer, assessor, team (any role on the event).
`discloses` names personal data that the answer may hold; such an answer must leave a disclosure row.
"""

from collections.abc import Callable
from dataclasses import dataclass

AUDIENCES = frozenset(
    "public participant signed_in administrator organiser manager programme registration checkin rapporteur drafter chair viewer "
    "reviewer assessor team".split()
)


@dataclass(frozen=True)
class Declaration:
    roles: frozenset[str]
    methods: tuple[str, ...]
    discloses: str = ""


def declare(*roles: str, methods: tuple[str, ...] = ("GET",), discloses: str = "") -> Callable:
    """Decorator of a view function or class: who may use it, by which methods, and what it discloses."""
    if unknown := set(roles) - AUDIENCES:
        raise ValueError(f"unknown audience {unknown}")

    def mark(view):
        view.declared = Declaration(frozenset(roles), methods, discloses)
        return view

    return mark
