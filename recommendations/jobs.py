"""Background work of recommendations."""

from core.errors import DomainError
from core.jobs import LostLease, Run, job
from recommendations.documents import dossier
from recommendations.enums import DocumentState
from recommendations.models import SubmissionDocument
from recommendations.services import dossiers

ATTEMPTS = 3
STEPS = 4  # written as HTML, laid out as PDF, on the disk, on record


@job("dossier.render", queue="render", max_attempts=ATTEMPTS)
def render_dossier(run: Run, *, document: str) -> dict:
    """Make the PDF of a submission's dossier from its frozen content. Started again it does the same work to the same end.

    The bytes are on the disk under their final name before the row says so; whatever fails or dies before leaves no half file.
    """
    row = SubmissionDocument.objects.select_related("submission").get(uid=document)
    if row.state == DocumentState.READY and dossier.path_of(row).exists():
        return _told(row)
    dossiers.mark(row, DocumentState.RENDERING)
    try:
        _make(run, row)
    except LostLease:
        raise  # another worker makes it now
    except Exception as error:
        hopeless = isinstance(error, DomainError) or run.job.attempts >= ATTEMPTS
        dossiers.mark(row, DocumentState.FAILED if hopeless else DocumentState.QUEUED)
        raise
    row.refresh_from_db()
    return _told(row)


def _make(run: Run, row: SubmissionDocument) -> None:
    submission = row.submission
    run.progress(0, STEPS)
    html = dossier.html_of(submission)
    run.progress(1, STEPS)
    pdf = dossier.pdf_of(html, submission.content_sha256)
    run.progress(2, STEPS)
    file = dossier.store(submission, pdf)
    run.progress(3, STEPS)
    dossiers.keep(row, path=file.path, sha256=file.sha256, size=file.size, pages=file.pages)
    run.progress(STEPS, STEPS)


def _told(row: SubmissionDocument) -> dict:
    return {"sha256": row.sha256, "size": row.size, "pages": row.pages}
