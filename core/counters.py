"""Numbers without gaps, one row each: references, our letter numbers, queue positions."""

from django.db import transaction

from core.locking import lock
from core.models import Counter


def next_number(scope: str, kind: str, year: int = 0) -> int:
    """The next number of `kind` in `scope` and `year`, from 1. Rolls back with the caller's transaction, so no gap stays."""
    with transaction.atomic():
        counter, _created = Counter.objects.get_or_create(scope=scope, kind=kind, year=year)
        counter = lock(counter)
        counter.value += 1
        counter.save(update_fields=["value"])
        return counter.value
