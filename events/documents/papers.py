"""A paper as bytes: HTML by the template of its kind, PDF from the HTML. One style sheet for all."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from core import files, pdf, qr
from events.codes import scanned
from events.enums import PaperKind
from events.models import Paper
from events.papers import KINDS

FOLDER = "papers"
SHEETS = ("papers.css", "papers-read.css", "papers-cards.css")
CUT = (
    PaperKind.BADGES,
    PaperKind.PLACE_CARDS,
)  # to be cut and folded, not read aloud: no tags for readers of screens


@dataclass(frozen=True)
class File:
    """A file that is safely on the disk; `path` is relative to MEDIA_ROOT."""

    path: str
    sha256: str
    size: int
    pages: int


def html_of(kind: str, content: dict) -> str:
    """The paper as HTML, its labels in the paper's language."""
    for card in (card for page in content.get("pages", ()) for card in page):
        card["qr"] = qr.code(scanned(card["code"]))
    for one in content.get("certificates", ()):
        one["link"] = check_link(one["code"])
        one["qr"] = qr.code(one["link"])
    with translation.override(content["language"]):
        return render_to_string(KINDS[kind].template, {"paper": content})


def check_link(code: str) -> str:
    """The whole address at which anybody checks a certificate."""
    return f"{settings.SITE_URL}{reverse('events:certificate', args=[code])}"


def pdf_of(html: str, key: str, *, kind: str = "") -> bytes:
    """The PDF. The same HTML gives the same bytes. Raises PdfUnavailable, DomainError."""
    # The sheet of fonts is made by us; user text cannot hold the mark, its angle brackets are escaped.
    html = html.replace("<!-- fonts -->", f"<style>{pdf.font_css()}</style>", 1)
    sheets = {name: Path(finders.find(f"css/{name}") or "") for name in SHEETS}
    return pdf.render(pdf.Document(html, sheets, identifier=key, tagged=kind not in CUT))


def store(paper: Paper, data: bytes) -> File:
    """Put the bytes on the disk under a name that says nothing."""
    from pypdf import PdfReader  # noqa: PLC0415 - slow to load, needed by the job alone

    digest = hashlib.sha256(data).hexdigest()
    relative = f"{FOLDER}/{paper.uid.hex}-{digest[:16]}.pdf"
    files.keep(relative, data)
    return File(relative, digest, len(data), len(PdfReader(io.BytesIO(data)).pages))
