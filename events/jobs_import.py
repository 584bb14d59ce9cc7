"""Long lists are taken in by a job."""

from accounts.actors import actor_for
from accounts.models import User
from core import import_batches
from core.jobs import Run, job
from core.models import ImportBatch
from core.permissions import require
from events.models import Event
from events.services import import_once
from events.services import import_registrations as service
from events.services.import_lists import MANAGE


@job(service.JOB, max_attempts=3)
def import_registrations(run: Run, *, batch: str) -> dict:
    """Take in the list as it was decided on the page, by whoever pressed the button. Started again it takes nobody twice."""
    row = ImportBatch.objects.get(uid=batch)
    event = Event.objects.select_related("host").get(uid=row.scope)
    actor = actor_for(User.objects.filter(uid=row.actor_id).first())
    require(actor, MANAGE, event)
    return import_once.result_of(service.finish(row, event, actor=actor, progress=run.progress))


@job(import_once.JOB, max_attempts=3)
def check_registrations(run: Run, *, batch: str, target: str, add_alike: bool) -> dict:
    """Look at a long list for a program, say what would become of it, and keep nothing of the file."""
    row = ImportBatch.objects.get(uid=batch)
    event = Event.objects.select_related("host").get(uid=row.scope)
    require(actor_for(User.objects.filter(uid=row.actor_id).first()), MANAGE, event)
    plan = import_once.Plan(target=target, add_alike=add_alike)
    report = import_once.check(row, event, plan)
    import_batches.discard(row)
    return report.counts()
