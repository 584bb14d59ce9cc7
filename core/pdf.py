"""The one module that knows the PDF library (WeasyPrint): loaded late, in a child process with limits, from bundled files only.

The library needs Pango from the system and raises at import time without it, so it is never imported at module level.
Nothing is fetched while rendering: stylesheets and fonts are served from memory by name, any other address stops the document.
"""

import ctypes
import json
import logging
import resource
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError

log = logging.getLogger(__name__)
APT_LINE = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-mono"
SYSTEM_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
)
FONT_FAMILIES = {
    # family in our stylesheets: {weight: file of Debian's fonts-noto}
    "Sanlap Sans": {400: "NotoSans-Regular.ttf", 700: "NotoSans-Bold.ttf"},
    "Sanlap Serif": {400: "NotoSerif-Regular.ttf", 700: "NotoSerif-Bold.ttf"},
    "Sanlap Mono": {400: "NotoSansMono-Regular.ttf"},
    "Sanlap Bengali": {400: "NotoSansBengali-Regular.ttf", 700: "NotoSansBengali-Bold.ttf"},
    "Sanlap Devanagari": {400: "NotoSansDevanagari-Regular.ttf", 700: "NotoSansDevanagari-Bold.ttf"},
    "Sanlap Naskh": {400: "NotoNaskhArabic-Regular.ttf", 700: "NotoNaskhArabic-Bold.ttf"},
    "Sanlap Nastaliq": {400: "NotoNastaliqUrdu-Regular.ttf", 700: "NotoNastaliqUrdu-Bold.ttf"},
}
FONT_FILES = [name for files in FONT_FAMILIES.values() for name in files.values()]
MEMORY_LIMIT = 2 * 1024**3  # bytes of address space for one document
TIME_LIMIT = 300  # seconds of wall time; CPU time gets the same limit


class PdfUnavailable(DomainError):
    """PDF documents cannot be made on this machine; the message says what to install."""

    status = 503

    def __init__(self, problem: str):
        super().__init__(
            _("PDF documents cannot be made on this machine yet. An administrator must run: %(line)s")
            % {"line": APT_LINE},
            "pdf_unavailable",
            problem=problem,
        )


@dataclass
class Document:
    """What to render: HTML with escaped text, and the bundled assets that it may name as `asset:NAME`."""

    html: str
    assets: dict[str, Path] = field(default_factory=dict)
    identifier: str = ""
    tagged: bool = True  # with the structure that readers of screens follow; without it a tenth less work


def font_css() -> str:
    """@font-face rules for every bundled family."""
    return "\n".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};src:url("asset:{name}")}}'
        for family, files in FONT_FAMILIES.items()
        for weight, name in files.items()
    )


def font_assets() -> dict[str, Path]:
    return {name: Path(settings.FONT_DIR) / name for name in FONT_FILES}


def library_problem() -> str:
    """The name of the first system library that is missing, or "". Cheap: it only opens the libraries."""
    for name in SYSTEM_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            return f"{name} is missing"
    return ""


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))


def render(document: Document) -> bytes:
    """The PDF of a document. Raises PdfUnavailable when Pango is missing, DomainError when the document cannot be made.

    The same document gives the same bytes on one machine: the identifier and all dates come from the content.
    """
    request = json.dumps(
        {
            "html": document.html,
            "identifier": document.identifier,
            "tagged": document.tagged,
            "assets": {name: str(path) for name, path in {**font_assets(), **document.assets}.items()},
        }
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, str(Path(__file__).with_name("pdf_child.py"))],
            input=request.encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            preexec_fn=_limits,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DomainError(
            _("The document took too long to make. Make it smaller and try again."), "pdf_timeout"
        ) from error
    if done.returncode == 3:
        raise PdfUnavailable(done.stderr.decode(errors="replace")[-300:])
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        log.error(
            "PDF child ended with %s: %s", done.returncode, done.stderr.decode(errors="replace")[-2000:]
        )
        raise RuntimeError("the PDF could not be made")
    return done.stdout
