"""A workbook as the archive that it is: whether it may be opened at all, and which of its cells are one.

Nothing here trusts the file: sizes, parts and tags are counted before anything is unpacked into memory.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.errors import DomainError

MOST_UNPACKED = 60_000_000
MOST_TAGS = 3_000_000  # of XML in all: what makes a small workbook slow to read
MOST_MERGED = 5_000
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def check(data: bytes) -> None:
    """Whether the archive is a workbook of a reasonable size, before anything is unpacked into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise wrong_kind()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 2_000:
                raise too_much()
            left = MOST_TAGS
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and left > 0:
                    left -= _tags(package, part)
            if left <= 0:
                raise too_much()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise damaged() from error


def wrong_kind() -> DomainError:
    message = _("This is not a table. Send a list as CSV or as an Excel file (.xlsx).")
    return DomainError(message, "file_kind")


def damaged() -> DomainError:
    message = _("This Excel file is damaged. Open it, save it again as .xlsx, and send that.")
    return DomainError(message, "broken_file")


def too_much() -> DomainError:
    message = _(
        "This Excel file is far larger inside than it looks, and was not opened. Copy the list into a new file."
    )
    return DomainError(message, "bomb")


def _tags(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part holds, read in pieces. A document type is refused: no spreadsheet writes one, entities hide in it."""
    count, before = 0, b""
    with package.open(part) as stream:
        while piece := stream.read(1 << 18):
            seen = (before + piece).replace(b"\x00", b"")  # UTF-16 hides it otherwise
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise too_much()
            count += piece.count(b"<")
            before = piece[-32:]
            if count > MOST_TAGS:
                break
    return count


def merged(data: bytes, part: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """(first and last column, first and last row) of each merged area of a sheet. For an archive that `check` let pass."""
    before, seen = b"", 0
    with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(part.lstrip("/")) as stream:
        while piece := stream.read(1 << 18):
            text = before + piece
            end = 0
            for found in MERGED.finditer(text):
                first, top, last, bottom = found.groups()
                yield (_column(first), _column(last)), (int(top), int(bottom))
                end, seen = found.end(), seen + 1
                if seen >= MOST_MERGED:
                    return
            before = text[max(end, len(text) - 64) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
