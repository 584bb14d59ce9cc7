"""Remembered in each process for a while: reference data for a minute, because vocabularies and areas change rarely and are read on
every page; and what a public page says for seconds, because a mail to hundreds brings hundreds at once.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings

P = ParamSpec("P")
R = TypeVar("R")
SECONDS = 60
MOST_BRIEF = 100  # answers of public pages that one process keeps
_kept: dict[tuple, tuple[float, object]] = {}
_brief: dict[tuple, tuple[float, object]] = {}


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


def briefly(function: Callable[P, R]) -> Callable[P, R]:
    """Ask `function` at most once in PUBLIC_PAGE_SECONDS for the same arguments; 0 asks each time. What it raises is not remembered.

    Its answer is shared by requests and threads: nobody may change it, and it may hold only what everybody may see.
    """

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (function.__module__, function.__qualname__, args, tuple(sorted(kwargs.items())))
        at, answer = _brief.get(key, (0.0, None))
        if key not in _brief or time.monotonic() - at > settings.PUBLIC_PAGE_SECONDS:
            answer = function(*args, **kwargs)
            if settings.PUBLIC_PAGE_SECONDS:
                _keep_briefly(key, answer)
        return answer  # type: ignore[return-value]

    return ask


def _keep_briefly(key: tuple, answer: object) -> None:
    _brief.pop(key, None)
    _brief[key] = (time.monotonic(), answer)
    while len(_brief) > MOST_BRIEF:
        _brief.pop(next(iter(_brief)), None)  # the oldest


def forget() -> None:
    """Forget everything: after reference data was loaded, and between tests."""
    _kept.clear()
    _brief.clear()
