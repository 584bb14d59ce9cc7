"""Many people at the same moment: run functions in threads that start together, each with its own database connection."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def together(functions: Sequence[Callable[[], object]], *, at_once: int = 30) -> list[object]:
    """Call all functions, `at_once` of them side by side. Returns each result or the exception it raised, in order."""
    gate = threading.Barrier(min(at_once, len(functions)))
    waiting = threading.local()

    def call(function: Callable[[], object]) -> object:
        if not getattr(waiting, "passed", False):
            waiting.passed = True
            gate.wait(30)
        try:
            return function()
        except Exception as error:  # the caller asserts on what came back
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=gate.parties) as pool:
        return list(pool.map(call, functions))
