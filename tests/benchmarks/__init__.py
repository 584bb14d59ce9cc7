"""Figures that Sanlap promises, measured on the demo: `make bench`. Not tests: a busy machine makes nothing fail.

A module bench_*.py has a function `figures()` that yields Figure rows. CPU time is that of this process alone (the page, its
queries on SQLite), so it compares between machines that are equally busy; SQL counts are exact everywhere.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """One line of the report. `promise` is what was promised, in words; an empty one is only for information.

    `cpu_ms` and `sql` say the value in numbers, for var/bench.json.
    """

    what: str
    value: str
    promise: str = ""
    cpu_ms: float | None = None
    sql: int | None = None


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
    return cost_of(what, lambda: client.get(path), promise)


def cost_of(
    what: str, request: Callable[[], HttpResponseBase], promise: str = "", *, times: int = 20
) -> Figure:
    """CPU and SQL of one request, its answer read to the end."""

    def answered() -> tuple[int, int]:
        answer = request()
        return answer.status_code, len(answer.getvalue())

    status, size = answered()
    if status >= 400:
        return Figure(what, f"answers {status}", promise)
    milliseconds, statements = cpu(answered, times=times), queries(answered)
    value = f"{milliseconds:.1f} ms, {statements} SQL, {size // 1024} KB"
    return Figure(what, value, promise, round(milliseconds, 1), statements)
