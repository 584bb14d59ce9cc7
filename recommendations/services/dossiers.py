"""The dossier of a submission as a file on record: ordered when it is sent, made by a job, kept with its hash."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import jobs
from core.actors import Actor
from core.errors import Conflict
from core.locking import lock
from core.models import Job
from core.permissions import require
from recommendations.enums import DocumentState
from recommendations.models import Submission, SubmissionDocument

KIND = "dossier"


@transaction.atomic
def order(submission: Submission, *, actor: Actor) -> SubmissionDocument:
    """Queue the making of the dossier (one live job per document). Part of the transaction that sends the submission."""
    document, _created = SubmissionDocument.objects.get_or_create(submission=submission, kind=KIND)
    document.state = DocumentState.QUEUED
    document.job = jobs.enqueue(
        "dossier.render", {"document": str(document.uid)}, key=f"dossier:{document.uid}", actor_id=actor.id
    )
    document.save(update_fields=["state", "job"])
    return document


@transaction.atomic
def order_again(document: SubmissionDocument, *, actor: Actor) -> SubmissionDocument:
    """Try again after it failed. Raises Forbidden, and Conflict while it is being made or when it is there."""
    require(actor, "recommendations.send_submission", document.submission)
    lock(document)
    document.refresh_from_db()
    if not has_failed(document):
        raise Conflict(_("The PDF is there already, or is being made now."), "not_failed")
    return order(document.submission, actor=actor)


def has_failed(document: SubmissionDocument) -> bool:
    """Whether nobody is working on it any more: it failed, or the worker died each time it tried."""
    gave_up = document.job is None or document.job.state == Job.State.FAILED
    return document.state == DocumentState.FAILED or (document.state != DocumentState.READY and gave_up)


def mark(document: SubmissionDocument, state: str) -> None:
    """Say how far the making has got. For the job alone."""
    SubmissionDocument.objects.filter(pk=document.pk).exclude(state=DocumentState.READY).update(state=state)


def keep(document: SubmissionDocument, *, path: str, sha256: str, size: int, pages: int) -> None:
    """The file is safely on the disk: put it on record. For the job alone."""
    SubmissionDocument.objects.filter(pk=document.pk).update(
        state=DocumentState.READY, path=path, sha256=sha256, size=size, pages=pages, made_at=timezone.now()
    )
