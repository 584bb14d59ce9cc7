"""The audit trail: one row per disclosure, official act or security event, sealed into a hash chain by a job.

Rows are written without a lock, so that the trail never slows the work; every few seconds `seal` gives new rows their
place (sequence, hash of the row before). `verify` names breaks and counts the tail that is not yet sealed.
Deleting the newest sealed rows, or restoring an old copy, shows only against a head kept elsewhere: `head()` is what to keep.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from core.actors import Actor
from core.locking import lock
from core.models import AuditEvent, Counter

Kind = AuditEvent.Kind


def write(
    kind: str,
    verb: str,
    *,
    actor: Actor,
    about: models.Model | None = None,
    host: str = "",
    data: Mapping | None = None,
) -> AuditEvent:
    """Write one row (one INSERT). `data` names fields, counts and opaque ids, never a personal value."""
    return AuditEvent.objects.create(
        kind=kind,
        verb=verb,
        at=timezone.now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        object_type=about._meta.label_lower if about is not None else "",
        object_uid=str(getattr(about, "uid", "")) if about is not None else "",
        host=host,
        data=dict(data or {}),
    )


def _key() -> bytes:
    return hashlib.sha256(b"sanlap audit chain\0" + settings.SECRET_KEY.encode()).digest()


def digest(event: AuditEvent, sequence: int, previous: str) -> str:
    """The keyed hash of a row in its place."""
    body = json.dumps(
        [sequence, previous, str(event.uid), event.kind, event.verb, event.at.isoformat(), event.actor_kind, event.actor_id,
         event.actor_label, event.object_type, event.object_uid, event.host, event.data],
        sort_keys=True, ensure_ascii=False,
    )  # fmt: skip
    return hmac.new(_key(), body.encode(), hashlib.sha256).hexdigest()


def seal(limit: int = 2_000) -> int:
    """Give the unsealed rows their place in the chain, oldest first. Returns how many. One sealer at a time (locked head)."""
    with transaction.atomic():
        head, _created = Counter.objects.get_or_create(scope="audit", kind="chain", year=0)
        head = lock(head)
        last = AuditEvent.objects.filter(sequence=head.value).first() if head.value else None
        sequence, previous = head.value, last.hash if last else ""
        waiting = list(AuditEvent.objects.filter(sequence=None).order_by("id")[:limit])
        for event in waiting:
            sequence += 1
            event.sequence, event.previous_hash, event.hash = (
                sequence,
                previous,
                digest(event, sequence, previous),
            )
            previous = event.hash
        AuditEvent.objects.bulk_update(waiting, ["sequence", "previous_hash", "hash"], batch_size=200)
        if waiting:
            head.value = sequence
            head.save(update_fields=["value"])
    return len(waiting)


def verify() -> dict:
    """{"rows": sealed rows, "unsealed": tail, "head": last hash, "breaks": ["row 7: ..."]} of the whole chain."""
    breaks: list[str] = []
    expected, previous = 0, ""
    for event in (
        AuditEvent.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=1_000)
    ):
        expected += 1
        place = event.sequence or 0
        if place != expected:
            breaks.append(f"row {expected}: missing, the next one is {place}")
            expected = place
        elif event.previous_hash != previous:
            breaks.append(f"row {place}: does not follow the row before it")
        if digest(event, place, event.previous_hash) != event.hash:
            breaks.append(f"row {place}: was changed after it was sealed")
        previous = event.hash
    counter = Counter.objects.filter(scope="audit", kind="chain", year=0).first()
    if counter and counter.value != expected:
        breaks.append(f"the chain ends at {expected}, the counter says {counter.value}")
    return {
        "rows": expected,
        "unsealed": AuditEvent.objects.filter(sequence=None).count(),
        "head": previous,
        "breaks": breaks,
    }
