"""The only way to plaintext: `reveal` writes who asked for what and why, and then opens the value.

The row is one autocommitted INSERT before anything is shown; when it cannot be written, nothing is shown.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, models

from core import audit
from core.actors import Actor
from core.sealed import open_sealed


def reveal(obj: models.Model, field: str, *, actor: Actor, purpose: str, host: str = "") -> str:
    """The plaintext of one SealedField. `purpose` is a short plain reason, kept in the log with actor, object and field."""
    return reveal_many([obj], [field], actor=actor, purpose=purpose, host=host)[0][field]


def reveal_many(
    objects: Iterable[models.Model], fields: Sequence[str], *, actor: Actor, purpose: str, host: str = ""
) -> list[dict[str, str]]:
    """[{field: plaintext}] for each object, in order; one disclosure row per object, so that each person can see who looked."""
    objects = list(objects)
    # The transaction that Django's TestCase wraps around a test is not one of ours.
    if any(not block._from_testcase for block in connection.atomic_blocks):
        raise RuntimeError(
            "reveal() must not run inside a transaction: a rollback would take its log row with it."
        )
    audit.AuditEvent.objects.bulk_create(
        audit.AuditEvent(
            kind=audit.Kind.DISCLOSURE,
            verb="reveal",
            at=audit.timezone.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
            object_type=obj._meta.label_lower,
            object_uid=str(obj.uid),
            host=host,
            data={"fields": list(fields), "purpose": purpose[:200]},
        )
        for obj in objects
    )
    return [{field: open_sealed(obj, field) for field in fields} for obj in objects]
