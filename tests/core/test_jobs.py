"""Jobs: a row is the truth, a failed try is planned again, a dead worker's job is taken up once."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import jobs
from core.errors import DomainError
from core.models import Job

pytestmark = pytest.mark.django_db
calls: list[str] = []


@jobs.job("test.work", max_attempts=3)
def work(run: jobs.Run, *, name: str) -> dict:
    calls.append(name)
    if name == "broken":
        raise OSError("the disk is full")
    if name == "hopeless":
        raise DomainError("This can never work.")
    if name == "slow":
        planned, deadline = run.job.lease_until, time.monotonic() + 20
        while Job.objects.get().lease_until == planned and time.monotonic() < deadline:
            time.sleep(0.02)
        return {"extended": Job.objects.get().lease_until > planned}
    run.progress(1, 2)
    return {"name": name}


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def run(row: Job) -> Job:
    jobs.run_job.func(row.pk)
    row.refresh_from_db()
    return row


def test_a_job_runs_once_and_keeps_its_result():
    row = jobs.enqueue("test.work", {"name": "a"})
    assert DBTaskResult.objects.count() == 1
    assert run(row).state == Job.State.DONE
    assert (row.result, row.done, row.total, row.attempts) == ({"name": "a"}, 1, 2, 1)
    run(row)
    assert calls == ["a"]


def test_a_live_key_is_one_job_and_a_finished_one_may_be_asked_again():
    first = jobs.enqueue("test.work", {"name": "a"}, key="k")
    assert jobs.enqueue("test.work", {"name": "a"}, key="k").pk == first.pk
    run(first)
    assert jobs.enqueue("test.work", {"name": "a"}, key="k").pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_change_that_was_rolled_back_does_not_exist():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("test.work", {"name": "a"})
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_failure_is_tried_again_with_a_pause_and_fails_for_good_in_the_end():
    row = run(jobs.enqueue("test.work", {"name": "broken"}))
    assert (row.state, row.attempts, row.error) == (Job.State.RETRY, 1, "the disk is full")
    assert row.run_at > timezone.now()
    run(row)
    assert row.attempts == 1, "not before its time"
    for _try in range(2):
        Job.objects.update(run_at=timezone.now())
        run(row)
    assert (row.state, row.attempts) == (Job.State.FAILED, 3)


def test_what_the_domain_refuses_is_not_tried_again():
    assert run(jobs.enqueue("test.work", {"name": "hopeless"})).state == Job.State.FAILED


def test_a_dead_workers_job_is_taken_up_after_its_lease_and_the_dead_one_cannot_come_back():
    row = jobs.enqueue("test.work", {"name": "a"})
    dead = uuid.uuid4()
    Job.objects.update(
        state=Job.State.RUNNING, attempts=1, lease=dead, lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert jobs.wake_due() == 1
    ghost = Job.objects.get()
    assert run(row).state == Job.State.DONE
    with pytest.raises(jobs.LostLease):
        jobs.Run(ghost).progress(1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_slow_job_keeps_its_lease_by_a_heartbeat(monkeypatch):
    monkeypatch.setattr(jobs, "HEARTBEAT", timedelta(milliseconds=50))
    row = run(jobs.enqueue("test.work", {"name": "slow"}))
    assert (row.state, row.result) == (Job.State.DONE, {"extended": True})
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("heartbeat")]


def test_a_job_in_another_workers_hands_is_left_alone():
    row = jobs.enqueue("test.work", {"name": "a"})
    Job.objects.update(
        state=Job.State.RUNNING,
        attempts=1,
        lease=uuid.uuid4(),
        lease_until=timezone.now() + timedelta(minutes=1),
    )
    assert run(row).state == Job.State.RUNNING
    assert calls == []
    assert jobs.wake_due() == 0


def test_a_job_that_kills_its_worker_each_time_ends_as_failed():
    row = jobs.enqueue("test.work", {"name": "a"})
    Job.objects.update(state=Job.State.RUNNING, attempts=3, lease_until=timezone.now() - timedelta(seconds=1))
    jobs.wake_due()
    row.refresh_from_db()
    assert (row.state, row.error) == (Job.State.FAILED, "The worker died each time it tried this.")


def test_a_lost_wake_up_is_repeated():
    jobs.enqueue("test.work", {"name": "a"})
    DBTaskResult.objects.all().delete()
    assert jobs.wake_due() == 0
    Job.objects.update(
        run_at=timezone.now() - timedelta(minutes=5), woken_at=timezone.now() - timedelta(minutes=5)
    )
    assert jobs.wake_due() == 1
    assert DBTaskResult.objects.count() == 1
