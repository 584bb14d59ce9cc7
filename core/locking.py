"""Lock a row, then count: the one way to hand out seats and numbers.

PostgreSQL: SELECT ... FOR NO KEY UPDATE OF the row (a plain FOR UPDATE would block every insert that refers to the row).
SQLite: nothing to do, every transaction is IMMEDIATE and so alone.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from django.db import connection, models, transaction

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


def refusable() -> AbstractContextManager:
    """Around one INSERT that a constraint may refuse: within a transaction a savepoint, so that the rest stays usable; else nothing,
    because one statement is a transaction by itself."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def lock_all(rows: models.QuerySet[M]) -> list[M]:
    """All of `rows` under the same lock, taken in the order of their ids, so that two callers never wait for each other."""
    if not connection.in_atomic_block:
        raise RuntimeError("lock_all() needs a transaction: call it inside atomic().")
    if enabled and connection.vendor == "postgresql":
        rows = rows.select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk"))
