"""Background work of events."""

from accounts.actors import actor_for
from accounts.models import User
from core.actors import Actor
from core.errors import DomainError
from core.jobs import LostLease, Run, job
from core.permissions import require
from events.documents import papers as documents
from events.enums import PaperKind
from events.models import Paper
from events.papers import KINDS, content_of
from events.papers.kinds import in_words_of
from events.services import papers
from events.sheet_numbers import printed_codes

ATTEMPTS = 3
STEPS = 4  # gathered, set as HTML, laid out as PDF, on the disk


@job("paper.render", queue="render", max_attempts=ATTEMPTS)
def render_paper(run: Run, *, paper: str) -> dict:
    """Make the PDF of a paper from what is true now. Started again it does the same work to the same end."""
    row = Paper.objects.select_related("event__host").filter(uid=paper).first()
    if row is None:
        return {}  # removed in the meantime
    try:
        _make(run, row)
    except LostLease:
        raise  # another worker makes it now
    except Exception as error:
        if isinstance(error, DomainError) or run.job.attempts >= ATTEMPTS:
            papers.fail(row)
        raise
    return {}


def _make(run: Run, row: Paper) -> None:
    kind = KINDS[row.kind]
    run.progress(0, STEPS)
    content = content_of(row.event, row.kind, row.options)
    key = papers.key_of(row.kind, row.options, content)
    if kind.complete:
        with in_words_of(row.event, content["language"]):
            kind.complete(row.event, content, _who_asked(row), row.options["reason"])
    run.progress(1, STEPS)
    html = documents.html_of(row.kind, content)
    run.progress(2, STEPS)
    data = documents.pdf_of(html, key, kind=row.kind)
    run.progress(3, STEPS)
    file = documents.store(row, data)
    numbers = printed_codes(content) if row.kind == PaperKind.SHEET else {}
    papers.keep(
        row, key=key, path=file.path, sha256=file.sha256, size=file.size, pages=file.pages, numbers=numbers
    )
    run.progress(STEPS, STEPS)


def _who_asked(row: Paper) -> Actor:
    """Whoever asked for the paper, as they are now. Raises Forbidden when they may not see contacts any more."""
    actor = actor_for(User.objects.filter(uid=row.options["by"]).first())
    require(actor, KINDS[row.kind].permission, row.event)
    return actor
