"""Builds the Actor of a request: who it is and everything that permissions need, in three queries."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership, Role, User
from core.actors import ANONYMOUS, Actor
from core.prepared import Given, Prepared
from core.registry import actor_grants

# Asked on every request of somebody who is signed in.
_memberships = Prepared(
    lambda: Membership.objects.filter(user=Given("user"), ended_at=None).values_list("role", "institution_id")
)


def actor_for(user, *, kind: str = "user") -> Actor:
    """The Actor of a user (ANONYMOUS for nobody). `kind` is "token" when a program acts with the user's token."""
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    held: dict[str, set[int]] = {role: set() for role in Role.values}
    for role, institution in _memberships(user=user.pk):
        held[role].add(institution)
    grants: dict = {}
    for provider in actor_grants:
        grants |= provider(user)
    return Actor(
        kind=kind,
        id=str(user.uid),
        label=user.name or user.email,
        is_administrator=user.is_superuser,
        organiser_of=frozenset(held[Role.ORGANISER]),
        focal_for=frozenset(held[Role.FOCAL_POINT]),
        assessor_for=frozenset(held[Role.ASSESSOR]),
        **grants,
    )


def request_actor(request: HttpRequest) -> Actor:
    """The Actor of a request, built at first use and kept on it. API views with a token get kind "token"."""
    if not hasattr(request, "_sanlap_actor"):
        kind = "token" if getattr(request, "auth", None) is not None else "user"
        request._sanlap_actor = actor_for(request.user, kind=kind)
    return request._sanlap_actor


def lazy_actor(request: HttpRequest) -> Actor:
    return SimpleLazyObject(lambda: request_actor(request))
