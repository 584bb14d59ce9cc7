"""What the core does periodically: send due mail, seal the audit trail, wake forgotten jobs, prune what is done."""

from datetime import timedelta

from django.utils import timezone

from core import audit, jobs, outbox, throttle
from core.models import IdempotentCall, Job, OutboundMail
from core.schedule import every


@jobs.job("outbox.send", max_attempts=1)
def send(run: jobs.Run) -> dict:
    return outbox.send_due()


@every(seconds=2)
def send_mail() -> None:
    now = timezone.now()
    stuck = OutboundMail.objects.filter(state=outbox.State.SENDING, claimed_at__lt=now - outbox.STUCK_AFTER)
    if OutboundMail.objects.filter(state__in=outbox.DUE, due_at__lte=now).exists() or stuck.exists():
        jobs.enqueue("outbox.send", key="outbox.send")


@every(seconds=5)
def seal_audit() -> None:
    while audit.seal() == 2_000:
        pass


@every(seconds=15)
def wake_jobs() -> None:
    jobs.wake_due()


@every(seconds=3600)
def prune() -> None:
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - only where this engine is in use

    week = timezone.now() - timedelta(days=7)
    Job.objects.filter(
        state=Job.State.DONE, kind="outbox.send", finished_at__lt=timezone.now() - timedelta(hours=1)
    ).delete()
    IdempotentCall.objects.filter(created_at__lt=week).delete()
    throttle.forget()
    DBTaskResult.objects.filter(finished_at__lt=timezone.now() - timedelta(hours=1)).delete()
