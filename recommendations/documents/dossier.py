"""The dossier as bytes: HTML from the frozen content, PDF from the HTML, a file under MEDIA_ROOT."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core import files, pdf
from core.errors import DomainError
from recommendations.documents import reading
from recommendations.models import Submission, SubmissionDocument
from recommendations.services import snapshots

FOLDER = "dossiers"
SHEET = "dossier.css"


@dataclass(frozen=True)
class File:
    """A file that is safely on the disk; `path` is relative to MEDIA_ROOT."""

    path: str
    sha256: str
    size: int
    pages: int


def html_of(submission: Submission, template: str = "recommendations/dossier/pdf.html") -> str:
    """The document as HTML. Refuses content that is not what was sent: then somebody changed the database by hand."""
    if snapshots.fingerprint(submission.content) != submission.content_sha256:
        raise DomainError(
            _("The stored text is not what was sent. No document is made from it; tell an administrator."),
            "content_changed",
        )
    return render(submission.content, submission.content_sha256, template)


def render(content: dict, sha256: str, template: str) -> str:
    """Content that may not be sent yet (a preview) or was."""
    with reading.in_language_of(content):
        return render_to_string(template, reading.read(content, sha256))


def pdf_of(html: str, sha256: str) -> bytes:
    """The PDF. The same HTML gives the same bytes. Raises PdfUnavailable, DomainError."""
    # The sheet of fonts is made by us; user text cannot hold the mark, its angle brackets are escaped.
    html = html.replace("<!-- fonts -->", f"<style>{pdf.font_css()}</style>", 1)
    return pdf.render(
        pdf.Document(html, {SHEET: Path(finders.find(f"css/{SHEET}") or "")}, identifier=sha256)
    )


def store(submission: Submission, data: bytes) -> File:
    """Write the bytes under their final name: into a temporary file beside it, flushed to the disk, then renamed."""
    digest = hashlib.sha256(data).hexdigest()
    relative = f"{FOLDER}/{submission.code}-{digest[:16]}.pdf"
    files.keep(relative, data)
    return File(relative, digest, len(data), _pages(data))


def path_of(document: SubmissionDocument) -> Path:
    return files.path_of(document.path)


def _pages(data: bytes) -> int:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load, needed by the job alone

    return len(PdfReader(io.BytesIO(data)).pages)
