"""Finding the table in a Grid: where the headings stand, what the columns are called, which rows belong to it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.fingerprint import fingerprint
from core.imports import Grid, Line
from core.text import ascii_digits, fold

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d\s().-]{7,20}")
LOOKED_AT = 40  # rows in which the headings may stand
MOST_FILLED = 20_000  # cells that merged ones above stand for
ANSWER = ("response", "open ended response")  # what survey programs write below a question without parts


@dataclass(frozen=True)
class Heading:
    """Where the headings stand: the place of their row among the rows of the grid, and whether they take one row or two.

    A list without headings has a depth of 0: then the first entry stands at the place.
    """

    place: int
    depth: int = 1


@dataclass(frozen=True)
class Row:
    """A row of the table. `extra`: it has filled cells beyond the headings, so a separator or quotation mark is probably wrong."""

    number: int
    cells: tuple[str, ...]
    extra: bool = False


@dataclass(frozen=True)
class Table:
    """Columns by name, and the rows below. `number`: of the row of the headings in the file, or of the first entry without any."""

    columns: list[str]
    rows: list[Row]
    number: int

    @property
    def header_hash(self) -> str:
        """The same for every file with these headings, however they are typed."""
        return fingerprint([fold(column) for column in self.columns])


def find_heading(grid: Grid, is_known: Callable[[str], bool] = lambda text: False) -> Heading:
    """The row that looks most like headings: many different words, few numbers, best such as `is_known` knows.

    Title rows above it have fewer cells. A second row belongs to it when it only fills gaps: merged headings with parts below them.
    When it reads like an entry, with an address or a telephone number in it, the list has no headings.
    """
    best, best_score = 0, -1
    for place, line in enumerate(grid.lines[:LOOKED_AT]):
        score = _likeness(line, is_known)
        if score > best_score:
            best, best_score = place, score
    first = _first_wide(grid.lines)
    if not any(is_known(cell) for cell in grid.lines[best].cells) and _is_entry(grid.lines[first]):
        return Heading(first, 0)
    return Heading(best, 2 if _has_parts(grid.lines, best) else 1)


def _is_entry(line: Line) -> bool:
    return any(EMAIL.fullmatch(cell) or PHONE.fullmatch(ascii_digits(cell)) for cell in line.cells)


def _first_wide(lines: list[Line]) -> int:
    """Title rows have fewer cells than most entries. (The widest entry says little: one person may have told far more than the others.)"""
    usual = median([n for line in lines if (n := _filled(line)) > 1] or [1])
    return next(place for place, line in enumerate(lines) if _filled(line) * 2 > usual)


def _filled(line: Line) -> int:
    return sum(1 for cell in line.cells if cell)


def _likeness(line: Line, is_known: Callable[[str], bool]) -> int:
    texts = {fold(cell) for cell in line.cells if _is_word(cell)}
    known = sum(1 for cell in line.cells if cell and is_known(cell))
    numbers = sum(1 for cell in line.cells if cell and not _is_word(cell))
    return 4 * known + len(texts - {""}) - 2 * numbers


def _is_word(cell: str) -> bool:
    digits = sum(character.isdigit() for character in ascii_digits(cell))
    return bool(cell) and "@" not in cell and digits <= len(cell) // 3 and len(cell) <= 200


def _has_parts(lines: list[Line], place: int) -> bool:
    if place + 1 >= len(lines):
        return False
    above, below = lines[place].cells, lines[place + 1].cells
    filled = [number for number, cell in enumerate(below) if cell]
    if not filled or lines[place + 1].number != lines[place].number + 1 or (below and below[0]):
        return False
    gaps = [number for number in filled if number >= len(above) or not above[number]]
    starts = [
        number
        for number in filled
        if number < len(above) and above[number] and fold(below[number]) not in ANSWER
    ]
    follows = all(number in gaps or number + 1 in gaps for number in starts)
    return (
        bool(gaps)
        and bool(starts)
        and follows
        and all(_is_word(below[number]) or len(below[number]) < 12 for number in filled)
    )


def table(grid: Grid, heading: Heading) -> Table:
    """The table under the headings. Raises DomainError when there is no such row, or nothing below it."""
    if not 0 <= heading.place < len(grid.lines):
        raise DomainError.on("heading", _("Choose the row in which the headings stand."), "heading")
    columns = _names(grid.lines, heading) if heading.depth else _letters_only(grid.lines[heading.place :])
    width = len(columns)
    top = grid.lines[heading.place].cells if heading.depth else ()  # on each printed page again
    below = [line for line in grid.lines[heading.place + heading.depth :] if line.cells != top]
    below = _unmerged(grid, below, width)
    rows = [
        Row(line.number, (line.cells + ("",) * width)[:width], extra=any(line.cells[width:]))
        for line in below
    ]
    if not rows:
        message = _(
            "Nothing stands below the headings in row %(row)d. Send a list with entries, or choose another row."
        )
        number = grid.lines[heading.place].number
        raise DomainError.on("heading", message % {"row": number}, "no_rows")
    return Table(columns, [row for row in rows if any(row.cells)], grid.lines[heading.place].number)


def _unmerged(grid: Grid, lines: list[Line], width: int) -> list[Line]:
    """Rows below the headings as if nothing were merged: what stands for several rows is in each of them (a province before its people),
    and a row that is one cell is the title of a section, nobody."""
    by_number = {line.number: line for line in lines}
    left = MOST_FILLED
    for one in grid.merged:
        (first, last), (top, bottom) = one.columns, one.rows
        if top not in by_number:
            continue
        if top == bottom:
            if last - first >= 1 and (last - first + 1) * 2 > width and _filled(by_number[top]) == 1:
                del by_number[top]
            continue
        value = by_number[top].cells[first : first + 1]
        left -= bottom - top
        if not value or not value[0] or first != last or left < 0:
            continue
        for number in range(top + 1, bottom + 1):
            line = by_number.get(number)
            if line and not (
                _filled(line) == 1 and not any(map(_is_word, line.cells))
            ):  # numbered, but empty
                cells = list(line.cells) + [""] * (first + 1 - len(line.cells))
                cells[first] = cells[first] or value[0]
                by_number[number] = Line(number, tuple(cells))
    return list(by_number.values())


def _names(lines: list[Line], heading: Heading) -> list[str]:
    """The name of each column: of two rows joined, gaps named by their place, no name twice."""
    first = lines[heading.place].cells
    second = lines[heading.place + 1].cells if heading.depth > 1 and heading.place + 1 < len(lines) else ()
    names: list[str] = []
    group = ""
    for number in range(max(len(first), len(second))):
        above = first[number] if number < len(first) else ""
        below = second[number] if number < len(second) else ""
        group = above or (group if below else "")
        name = " / ".join(dict.fromkeys(part for part in (group, below) if part))
        name = name or f"({letters(number)})"
        names.append(name if name not in names else f"{name} ({letters(number)})")
    return names


def _letters_only(lines: list[Line]) -> list[str]:
    return [f"({letters(number)})" for number in range(max(len(line.cells) for line in lines))]


def letters(number: int) -> str:
    """The name of a column as spreadsheets give it: 0 is A, 26 is AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
