"""Reading lists that people made elsewhere: CSV of any spelling, and XLSX. A file becomes a Grid: rows of trimmed texts.

Nothing here trusts the file. Size, unpacked size, rows, columns and cells are limited before and while it is read, and whatever cannot
be read ends as a DomainError with one sentence. `core.import_tables` finds the headings in a Grid, `core.import_values` reads cells.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.text import ZERO_WIDTH

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000
MOST_TAGS = 3_000_000  # of XML in all: what makes a small workbook slow to read
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
LAST_ROW = 1_048_576  # of any spreadsheet; a file may claim a row beyond it, and all the empty ones before
FAR, MOST_FAR = 1_000, 100  # so many rows may reach beyond this column: somebody coloured them to the end
LONGEST_CELL = 20_000
SAMPLE = 60  # records that the delimiter is guessed from
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp1252", "cp1256")
ESCAPED = re.compile(r"^'(?=[=@\t\r＝＠＋－+-])")  # what core.exports.safe_cell put before a formula
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Line:
    """A row that is not empty, by its number in the file (the first row is 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass
class Grid:
    """A file as rows of texts, and what was guessed about it, to be shown."""

    kind: str  # csv | xlsx
    lines: list[Line]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def read(data: bytes, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Grid:
    """The file as a Grid. What is left out is guessed: encoding and delimiter of a CSV; the first sheet of an XLSX that holds anything.

    Raises DomainError with a sentence for: an empty or too large file, one of another kind, a broken one, too many rows or columns.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise DomainError(_("This file is empty. Choose another."), "empty_file")
    if len(data) > MOST_BYTES:
        raise DomainError(
            _("This file is larger than %(most)d MB. Make it smaller or send it in parts.")
            % {"most": MOST_BYTES // 1_000_000},
            "file_size",
        )
    if data.startswith(b"PK\x03\x04"):
        return _read_xlsx(data, sheet)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        message = _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without one.")
        raise DomainError(message, "file_kind")
    if data.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"Rar!", b"7z\xbc")
    ):
        raise _wrong_kind()
    return _read_csv(data, encoding, delimiter)


def _wrong_kind() -> DomainError:
    message = _("This is not a table. Send a list as CSV or as an Excel file (.xlsx).")
    return DomainError(message, "file_kind")


def tidy(value: str) -> str:
    """A cell as it is kept: one line, trimmed, without zero-width characters (joiners stay: Bangla and Urdu are written with them)."""
    return ESCAPED.sub("", SPACES.sub(" ", ZERO_WIDTH.sub("", value)).strip())


def _collect(rows: Iterable[tuple[int, Iterable[str]]]) -> list[Line]:
    """The rows that are not empty, within the limits."""
    lines: list[Line] = []
    cells_in_all = 0
    for number, texts in rows:
        cells = [tidy(text[:LONGEST_CELL]) for text in texts]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        cells_in_all += len(cells)
        if len(cells) > MOST_COLUMNS:
            raise _too_many_columns(number)
        if len(lines) >= MOST_ROWS or cells_in_all > MOST_CELLS:
            raise DomainError(
                _("This list is too long: at most %(most)d rows at a time. Send it in parts.")
                % {"most": MOST_ROWS},
                "too_many_rows",
            )
        lines.append(Line(number, tuple(cells)))
    if not lines:
        raise DomainError(_("This file is empty. Choose another."), "empty_file")
    return lines


def _too_many_columns(row: int) -> DomainError:
    message = _("Row %(row)d has more than %(most)d columns. Remove what does not belong to the list.")
    return DomainError(message % {"row": row, "most": MOST_COLUMNS}, "too_many_columns")


# == CSV =========================================================================================================


def _read_csv(data: bytes, encoding: str, delimiter: str) -> Grid:
    encoding = encoding or guess_encoding(data)
    if encoding not in ENCODINGS:
        raise DomainError(_("Choose one of the character sets in the list."), "encoding")
    text = _decoded(data, encoding)
    if "\x00" in text:
        raise DomainError(
            _("This file holds characters that no list has (NUL). Save it again as CSV in UTF-8."), "nul"
        )
    first, _break, rest = text.partition("\n")
    if declared := re.fullmatch(r'"?sep=(.)"?\s*', first):  # Excel's own way to say it
        text, delimiter, skipped = rest, delimiter or declared[1], 1
    else:
        skipped = 0
    delimiter = delimiter or guess_delimiter(text)
    if delimiter not in DELIMITERS:
        raise DomainError(_("Choose one of the separators in the list."), "delimiter")
    rows = ((number + skipped, cells) for number, cells in _records(text, delimiter))
    return Grid("csv", _collect(rows), encoding, delimiter)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16-be" if data[:200:2].count(0) > data[1:200:2].count(0) else "utf-16-le")
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise DomainError(
            _("This file is not in the character set “%(name)s”. Choose another, or save it as CSV in UTF-8.")
            % {"name": encoding},
            "encoding",
        ) from error


def guess_encoding(data: bytes) -> str:
    """UTF-8 and UTF-16 prove themselves; the old Cyrillic, Arabic and Western sets are told apart by how letters stand together."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4_000]
    if b"\x00" in head:
        nuls = max(head[::2].count(0), head[1::2].count(0))
        return "utf-16" if nuls > len(head) // 4 else "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess_old(data)
    return "utf-8"


def _guess_old(data: bytes) -> str:
    """Western letters beyond ASCII stand alone among others; Cyrillic words are made of them, small after the first; Arabic ones too,
    but read as Cyrillic they mix large and small."""
    words = re.findall(rb"[A-Za-z\x80-\xff]{2,}", data)
    high = sum(len(re.findall(rb"[\xc0-\xff\xa8\xb8]", word)) for word in words)
    together = sum(len(found) for word in words for found in re.findall(rb"[\xc0-\xff\xa8\xb8]{2,}", word))
    if not high or together < high / 2:
        return "cp1252"
    cyrillic = data.decode("cp1251", "replace")
    mixed = len(re.findall("[а-яё][А-ЯЁ]", cyrillic))
    return "cp1256" if mixed > together / 10 else "cp1251"


def guess_delimiter(text: str) -> str:
    """The separator by which most rows come out equally long."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths = []
        try:
            for _number, cells in _records(text[:200_000], delimiter, strict=False):
                widths.append(len(cells))
                if len(widths) >= SAMPLE:
                    break
        except DomainError:
            continue
        wide = [width for width in widths if width > 1]
        usual = max(set(wide), key=lambda width: (wide.count(width), width), default=0)
        score = (wide.count(usual), usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each record. A quotation mark that is not closed would swallow rows: it is refused, with its row."""
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DomainError(_csv_sentence(str(error), number), "not_csv", row=number) from error


def _csv_sentence(error: str, number: int) -> str:
    if "end of data" in error or "field larger" in error:
        message = _("A quotation mark that opens in row %(row)d is never closed. Close or remove it.")
    elif "expected after" in error:
        message = _("In row %(row)d something stands after a closing quotation mark. Correct that row.")
    else:
        message = _("Row %(row)d cannot be read as CSV. Save the list again as CSV in UTF-8, or as .xlsx.")
    return message % {"row": number}


# == XLSX ========================================================================================================


def _read_xlsx(data: bytes, wanted: str) -> Grid:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to load, seldom needed

    _check_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return _first_sheet(book, sheets, wanted)
    except DomainError:
        raise
    except (
        Exception
    ) as error:  # openpyxl checks little: a damaged file comes out as any of a dozen exceptions
        raise _damaged() from error


def _first_sheet(book, sheets: list[str], wanted: str) -> Grid:
    """The wanted sheet; without a wish the first that holds anything."""
    for title in [wanted] if wanted in sheets else sheets:
        sheet = book[title]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        try:
            lines = _collect(_sheet_rows(sheet))
        except DomainError as error:
            if error.code != "empty_file":
                raise
            continue
        return Grid("xlsx", lines, sheet=title, sheets=sheets)
    raise DomainError(_("This file is empty. Choose another."), "empty_file")


def _sheet_rows(sheet) -> Iterator[tuple[int, list[str]]]:
    """Rows with anything in them. What lies far away is not walked to: openpyxl fills the way there with empty cells."""
    wide = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > LAST_ROW:
            raise _damaged()
        wide += len(row) > FAR
        if wide > MOST_FAR:
            raise _too_many_columns(number)
        filled = [place for place, value in enumerate(row) if value is not None]
        if filled:
            yield number, [cell_text(value) for value in row[: filled[-1] + 1]]


def cell_text(value: object) -> str:
    """What stands in a cell of a spreadsheet, as text: whole numbers without a point, days and times in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value)
    return (
        ""
        if text.startswith("#")
        and text in ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
        else text
    )


def _check_package(data: bytes) -> None:
    """Whether the archive is a workbook of a reasonable size, before anything is unpacked into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise _wrong_kind()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 2_000:
                raise _too_much()
            left = MOST_TAGS
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and left > 0:
                    left -= _tags(package, part)
            if left <= 0:
                raise _too_much()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise _damaged() from error


def _damaged() -> DomainError:
    message = _("This Excel file is damaged. Open it, save it again as .xlsx, and send that.")
    return DomainError(message, "broken_file")


def _too_much() -> DomainError:
    message = _(
        "This Excel file is far larger inside than it looks, and was not opened. Copy the list into a new file."
    )
    return DomainError(message, "bomb")


def _tags(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many tags a part holds, read in pieces. A document type is refused: no spreadsheet writes one, entities hide in it."""
    count, before = 0, b""
    with package.open(part) as stream:
        while piece := stream.read(1 << 18):
            if b"<!DOCTYPE" in before + piece or b"<!ENTITY" in before + piece:
                raise _too_much()
            count += piece.count(b"<")
            before = piece[-16:]
            if count > MOST_TAGS:
                break
    return count
