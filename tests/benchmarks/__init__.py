"""Figures that Sanlap promises, measured on the demo: `make bench`. Not tests: a busy machine makes nothing fail.

A module bench_*.py has a function `figures()` that yields Figure rows. CPU time is that of this process alone (the page, its
queries on SQLite), so it compares between machines that are equally busy; SQL counts are exact everywhere.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """One line of the report. `promise` is what was promised, in words; an empty one is only for information."""

    what: str
    value: str
    promise: str = ""


def cpu(work: Callable[[], object], *, times: int = 20) -> float:
    """CPU milliseconds of one call: the best of `times`, after two to warm up."""
    for _ in range(2):
        work()
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best * 1000


def queries(work: Callable[[], object]) -> int:
    """How many SQL statements one call sends."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def cost(what: str, client: Client, path: str, promise: str = "") -> Figure:
    """CPU and SQL of one page."""
    answer = client.get(path)
    if answer.status_code != 200:
        return Figure(what, f"answers {answer.status_code}", promise)
    size = len(answer.getvalue()) // 1024
    milliseconds, statements = cpu(lambda: client.get(path)), queries(lambda: client.get(path))
    return Figure(what, f"{milliseconds:.1f} ms, {statements} SQL, {size} KB", promise)
