"""Work in the background. A Job row is the truth; the task engine (django-tasks) only wakes `run_job` up.

    @job("dossier.render", queue="render", max_attempts=3)
    def render_dossier(run: Run, *, document: str) -> dict: ...

    jobs.enqueue("dossier.render", {"document": str(document.uid)}, key=f"dossier:{document.uid}")

`enqueue` is part of the caller's transaction: no row without the change it belongs to. A worker keeps its lease on a job by
a heartbeat while the handler runs; one that dies leaves the lease to run out, and the scheduler wakes the job again
(`wake_due`), at most a minute later. Handlers must be idempotent and take ids.
"""

import contextlib
import logging
import random
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, IntegrityError, connections, models, transaction
from django.utils import timezone
from django_tasks import task

from core.errors import DomainError
from core.models import Job

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=45)
HEARTBEAT = timedelta(seconds=15)  # a third: two beats may be missed, as when SQLite's one writer is slow
LIVE = (Job.State.QUEUED, Job.State.RUNNING, Job.State.RETRY)


@dataclass(frozen=True)
class Handler:
    function: Callable
    queue: str
    max_attempts: int


_handlers: dict[str, Handler] = {}


class LostLease(Exception):
    """Another worker took the job over; this one must stop."""


class Run:
    """What a handler gets: its job, and `progress` to report."""

    def __init__(self, job_row: Job):
        self.job = job_row

    def progress(self, done: int, total: int) -> None:
        """Report progress. Raises LostLease when another worker took over."""
        updated = Job.objects.filter(pk=self.job.pk, lease=self.job.lease).update(
            done=done, total=total, lease_until=timezone.now() + LEASE
        )
        if not updated:
            raise LostLease(self.job.pk)


def job(kind: str, *, queue: str = "default", max_attempts: int = 5) -> Callable:
    """Register the handler of a kind of job: `handler(run, **arguments) -> result dict or None`."""

    def register(function: Callable) -> Callable:
        _handlers[kind] = Handler(function, queue, max_attempts)
        return function

    return register


def enqueue(
    kind: str,
    arguments: Mapping | None = None,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    actor_id: str = "",
) -> Job:
    """Queue a job in the present transaction. With a `key` that is already live, the live job is returned instead."""
    handler = _handlers[kind]
    fields = {
        "kind": kind, "arguments": dict(arguments or {}), "key": key, "queue": handler.queue, "max_attempts": handler.max_attempts,
        "run_at": run_at or timezone.now(), "actor_id": actor_id,
    }  # fmt: skip
    if key and (live := Job.objects.filter(key=key, state__in=LIVE).first()):
        return live
    try:
        with transaction.atomic():
            row = Job.objects.create(**fields)
    except IntegrityError:  # asked at the same moment by somebody else
        return Job.objects.get(key=key, state__in=LIVE)
    _wake(row)
    return row


def _wake(row: Job) -> None:
    now = timezone.now()
    Job.objects.filter(pk=row.pk).update(woken_at=max(now, row.run_at))
    options: dict[str, Any] = {"queue_name": row.queue}
    if row.run_at > now:
        options["run_after"] = row.run_at
    run_job.using(**options).enqueue(row.pk)


@task()
def run_job(job_id: int) -> None:
    """Run one job by its id: claim it with a lease, call its handler, keep the result or plan the next try."""
    now = timezone.now()
    lease = uuid.uuid4()
    claimed = (
        Job.objects.filter(pk=job_id)
        .filter(
            models.Q(state__in=[Job.State.QUEUED, Job.State.RETRY], run_at__lte=now)
            | models.Q(state=Job.State.RUNNING, lease_until__lt=now)
        )
        .update(
            state=Job.State.RUNNING, lease=lease, lease_until=now + LEASE, attempts=models.F("attempts") + 1
        )
    )
    if not claimed:
        return  # done, cancelled, or in another worker's hands
    row = Job.objects.get(pk=job_id)
    try:
        with _heartbeat(row):
            result = _handlers[row.kind].function(Run(row), **row.arguments)
    except LostLease:
        log.warning("job %s: another worker took over", row.uid)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises must end as a state of its row
        _failed(row, error)
    else:
        Job.objects.filter(pk=row.pk, lease=lease).update(
            state=Job.State.DONE, result=result or {}, error="", finished_at=timezone.now(), lease_until=None
        )


@contextlib.contextmanager
def _heartbeat(row: Job) -> Iterator[None]:
    """Extend the lease of a running job from a thread of its own, until the block ends or the lease is lost."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(HEARTBEAT.total_seconds()):
            try:
                kept = Job.objects.filter(pk=row.pk, lease=row.lease).update(
                    lease_until=timezone.now() + LEASE
                )
            except Error:  # a busy or restarting database; the next beat may do
                log.warning("job %s: a heartbeat failed", row.uid, exc_info=True)
                continue
            finally:
                connections.close_all()  # this thread's own
            if not kept:
                return

    thread = threading.Thread(target=beat, name=f"heartbeat of job {row.uid}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _failed(row: Job, error: Exception) -> None:
    hopeless = isinstance(error, DomainError) or row.attempts >= row.max_attempts
    log.warning(
        "job %s (%s) try %s failed: %s",
        row.uid,
        row.kind,
        row.attempts,
        type(error).__name__,
        exc_info=not hopeless,
    )
    changes: dict[str, Any] = {"error": str(error)[:2_000] or type(error).__name__, "lease_until": None}
    if hopeless:
        changes |= {"state": Job.State.FAILED, "finished_at": timezone.now()}
    else:
        delay = min(600, 2 ** (row.attempts + 1)) * (0.8 + 0.4 * random.random())  # noqa: S311 - spreads retries, no secret
        row.run_at = timezone.now() + timedelta(seconds=delay)
        changes |= {"state": Job.State.RETRY, "run_at": row.run_at}
    updated = Job.objects.filter(pk=row.pk, lease=row.lease).update(**changes)
    if updated and not hopeless:
        _wake(row)


def wake_due(grace: timedelta = timedelta(seconds=60)) -> int:
    """Wake jobs that should run and were forgotten: their worker died, or the engine lost the wake-up. Returns how many."""
    now = timezone.now()
    forgotten = Job.objects.filter(
        models.Q(
            state__in=[Job.State.QUEUED, Job.State.RETRY], run_at__lt=now - grace, woken_at__lt=now - grace
        )
        | models.Q(state__in=[Job.State.QUEUED, Job.State.RETRY], woken_at=None, run_at__lt=now - grace)
        | models.Q(state=Job.State.RUNNING, lease_until__lt=now)
    )
    dead = forgotten.filter(state=Job.State.RUNNING, attempts__gte=models.F("max_attempts"))
    dead.update(state=Job.State.FAILED, finished_at=now, error="The worker died each time it tried this.")
    rows = list(forgotten[:200])
    for row in rows:
        _wake(row)
    return len(rows)
