"""Periodic work: small functions that say what is due, run by `manage.py scheduler`, each by one host at a time.

    @every(seconds=5)
    def seal_audit(): ...

Keep them quick: what takes long enqueues a job.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone

from core.models import Schedule

log = logging.getLogger(__name__)
_periodic: dict[str, tuple[Callable[[], object], timedelta]] = {}


def every(*, seconds: int) -> Callable:
    """Register a function to run about every `seconds` seconds."""

    def register(function: Callable) -> Callable:
        _periodic[f"{function.__module__}.{function.__qualname__}"] = (function, timedelta(seconds=seconds))
        return function

    return register


def run_due() -> list[str]:
    """Run what is due and return the names. One conditional UPDATE claims a turn, so many schedulers do not run it twice."""
    now = timezone.now()
    ran = []
    known = dict(Schedule.objects.values_list("name", "next_at"))
    for name, (function, interval) in _periodic.items():
        if name not in known:
            Schedule.objects.get_or_create(name=name, defaults={"next_at": now})
        elif known[name] > now:
            continue
        if not Schedule.objects.filter(name=name, next_at__lte=now).update(next_at=now + interval):
            continue
        try:
            function()
            ran.append(name)
        except Exception:  # one broken periodic function must not stop the others
            log.exception("periodic %s failed", name)
            close_old_connections()
    return ran
