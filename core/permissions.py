"""Asking the rules table, with the answer as an error: services call `require` before they change anything."""

import rules

from core.actors import Actor
from core.errors import Forbidden


def may(actor: Actor, permission: str, obj: object = None) -> bool:
    """Whether the actor has the permission. The system itself has every one."""
    return actor.is_system or rules.has_perm(permission, actor, *([] if obj is None else [obj]))


def require(actor: Actor, permission: str, obj: object = None) -> None:
    """Raises Forbidden (403) unless the actor has the permission."""
    if not may(actor, permission, obj):
        raise Forbidden()
