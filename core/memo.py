"""Reference data remembered for a minute in each process: vocabularies and areas change rarely and are read on every page."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
SECONDS = 60
_kept: dict[tuple, tuple[float, object]] = {}


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Ask `function` at most once a minute for the same arguments. Its answer is shared: nobody may change it."""

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (function.__module__, function.__qualname__, args, tuple(sorted(kwargs.items())))
        at, answer = _kept.get(key, (0.0, None))
        if time.monotonic() - at > SECONDS or key not in _kept:
            answer = function(*args, **kwargs)
            _kept[key] = (time.monotonic(), answer)
        return answer  # type: ignore[return-value]

    return ask


def forget() -> None:
    """Forget everything: after reference data was loaded, and between tests."""
    _kept.clear()
