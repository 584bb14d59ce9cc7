"""Reading lists that people made elsewhere: CSV of any spelling, and XLSX. A file becomes a Grid: rows of trimmed texts.

Nothing here trusts the file. Size, unpacked size, rows, columns and cells are limited before and while it is read, and whatever cannot
be read ends as a DomainError with one sentence. `core.import_tables` finds the headings in a Grid, `core.import_values` reads cells.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from core import import_encodings, import_packages
from core.errors import DomainError
from core.text import ZERO_WIDTH

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
LAST_ROW = 1_048_576  # of any spreadsheet; a file may claim a row beyond it, and all the empty ones before
FAR, MOST_FAR = 1_000, 100  # so many rows may reach beyond this column: somebody coloured them to the end
LONGEST_CELL = 20_000
SAMPLE = 60  # records that the delimiter is guessed from
DELIMITERS = (",", ";", "\t", "|")
ESCAPED = re.compile(r"^'(?=[=@\t\r＝＠＋－+-])")  # what core.exports.safe_cell put before a formula
AS_TEXT = re.compile(r'="([^"]*)"')  # how some programs keep a spreadsheet from reading a number: ="01711"
BIJOY = re.compile("[†‡‰ˆŠ][A-Za-z\u00a1-\u00ff]")  # vowel signs before their letter
SPACES = re.compile(r"\s+")
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<?xml", b"<div", b"<style")


@dataclass(frozen=True)
class Line:
    """A row that is not empty, by its number in the file (the first row is 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """Cells of a sheet made one: columns (0 is A) and rows (the first is 1), both ends within."""

    columns: tuple[int, int]
    rows: tuple[int, int]


@dataclass
class Grid:
    """A file as rows of texts, and what was guessed about it, to be shown."""

    kind: str  # csv | xlsx
    lines: list[Line]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    merged: list["Merged"] = field(default_factory=list)


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
        raise import_packages.wrong_kind()
    if data[:300].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        message = _("This is a web page that is named like a table. Open it in Excel and save it as .xlsx.")
        raise DomainError(message, "file_kind")
    return _read_csv(data, encoding, delimiter)


def tidy(value: str) -> str:
    """A cell as it is kept: one line, trimmed, without zero-width characters (joiners stay: Bangla and Urdu are written with them)."""
    value = SPACES.sub(" ", ZERO_WIDTH.sub("", value)).strip()
    if value.startswith('="') and (written := AS_TEXT.fullmatch(value)):
        return written[1].strip()
    return ESCAPED.sub("", value)


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
    _refuse_bijoy(lines)
    return lines


def _refuse_bijoy(lines: list[Line]) -> None:
    """Bangla of a font that draws Western letters as Bangla ones: stored so, a name would be shown as nonsense for ever."""
    cells = [cell for line in lines for cell in line.cells if cell]
    found = sum(1 for cell in cells if BIJOY.search(cell))
    if found > 1 and found * 30 > len(cells):
        message = _(
            "This list is written in Bijoy (SutonnyMJ), whose Bangla nobody else can read. Convert it to Unicode, and send that."
        )
        raise DomainError(message, "bijoy")


def _too_many_columns(row: int) -> DomainError:
    message = _("Row %(row)d has more than %(most)d columns. Remove what does not belong to the list.")
    return DomainError(message % {"row": row, "most": MOST_COLUMNS}, "too_many_columns")


# == CSV =========================================================================================================


def _read_csv(data: bytes, encoding: str, delimiter: str) -> Grid:
    text, encoding = import_encodings.decoded(data, encoding)
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
    if unwrapped := _unwrapped(text, delimiter):
        text, delimiter = unwrapped, guess_delimiter(unwrapped)
    rows = ((number + skipped, cells) for number, cells in _records(text, delimiter))
    return Grid("csv", _collect(rows), encoding, delimiter)


def _unwrapped(text: str, delimiter: str) -> str:
    """What is inside when each whole row stands between quotation marks, as when a CSV was saved as one column; else ""."""
    if not text.startswith('"'):
        return ""
    inside = []
    for _number, cells in _records(text, delimiter):
        if len(cells) > 1:
            return ""
        inside += cells or [""]
    found = "\n".join(inside)
    widths = {len(cells) for _number, cells in _records(found, guess_delimiter(found), strict=False) if cells}
    return found if len(widths) == 1 and widths != {1} else ""


def guess_delimiter(text: str) -> str:
    """The separator by which most rows come out equally long."""
    best, best_score = ",", (0, 0)
    head = [line for line in text[:200_000].splitlines() if line.strip()][:SAMPLE]
    if sum("\t" in line for line in head) * 2 > len(head):  # nobody types tabs
        return "\t"
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
    spaced = f'"{delimiter} "' in text  # "a", "b": a space before the quotation mark
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=strict, skipinitialspace=spaced
    )
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

    import_packages.check(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        grid = _first_sheet(book, sheets, wanted)
        grid.merged = [
            Merged(*ends) for ends in import_packages.merged(data, book[grid.sheet]._worksheet_path)
        ]
        return grid
    except DomainError:
        raise
    except (
        Exception
    ) as error:  # openpyxl checks little: a damaged file comes out as any of a dozen exceptions
        raise import_packages.damaged() from error


def _first_sheet(book, sheets: list[str], wanted: str) -> Grid:
    """The wanted sheet; without a wish the first that holds anything."""
    if not sheets:
        raise import_packages.damaged()  # or all are hidden, or of a kind ("Strict") that saving again makes readable
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
            raise import_packages.damaged()
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
