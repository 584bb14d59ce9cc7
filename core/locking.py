"""Lock a row, then count: the one way to hand out seats and numbers.

PostgreSQL: SELECT ... FOR NO KEY UPDATE OF the row (a plain FOR UPDATE would block every insert that refers to the row).
SQLite: nothing to do, every transaction is IMMEDIATE and so alone.
"""

from typing import TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)

# The control of the race tests sets this to False, to prove that they can fail.
enabled = True


def lock(row: M) -> M:
    """`row` read again under a lock that holds until the transaction ends. Call it inside `atomic()`, before counting."""
    if not connection.in_atomic_block:
        raise RuntimeError("lock() needs a transaction: call it inside atomic().")
    queryset = type(row)._base_manager.filter(pk=row.pk)
    if enabled and connection.vendor == "postgresql":
        queryset = queryset.select_for_update(of=("self",), no_key=True)
    return queryset.get()
