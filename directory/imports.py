"""Reading the CSV files of reference data: ours in directory/data, or an administrator's own of the same shape.

Every row is checked before anything is written. Bad rows raise one DomainError that names each line and what is wrong with it.
"""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.text import clean
from directory.models import Vocabulary
from directory.services.areas import AreaRow
from directory.services.terms import TermRow

DATA = Path(__file__).parent / "data"
AREA_COLUMNS = ("code", "parent", "kind", "name", "aliases", "valid_from", "valid_to")
TERM_COLUMNS = ("vocabulary", "vintage", "code", "parent", "sensitive", "label", "aliases")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
SHOWN = 10  # bad lines named in one message
Row = TypeVar("Row")


def own_area_files(country: str = "") -> list[Path]:
    """Our files: the countries first, then the areas of each country that we have (or of one)."""
    files = [DATA / "areas_countries.csv", *sorted(DATA.glob("areas_[A-Z][A-Z].csv"))]
    if country and DATA / f"areas_{country}.csv" not in files:
        raise DomainError(
            _("There is no list of areas for the country %(code)s here. Give one with --file.")
            % {"code": country},
            "no_list",
        )
    return [file for file in files if not country or file.stem in ("areas_countries", f"areas_{country}")]


def own_term_files() -> list[Path]:
    return sorted(DATA.glob("terms_*.csv"))


def read_areas(path: Path) -> list[AreaRow]:
    """Columns: code, parent, kind, name, aliases (between semicolons), valid_from, valid_to, and name_ur, name_bn, ... by language."""
    return _read(path, AREA_COLUMNS, ("code", "name"), "name_", _area)


def read_terms(path: Path) -> list[TermRow]:
    """Columns: vocabulary, vintage, code, parent, sensitive (yes or empty), label, aliases, and label_ur, label_bn, ... by language."""
    return _read(path, TERM_COLUMNS, ("vocabulary", "code", "label"), "label_", _term)


def _area(cells: dict[str, str], names: dict[str, str]) -> AreaRow:
    code = cells["code"]
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?(\.[a-z0-9]+(-[a-z0-9]+)*)*", code):
        raise DomainError(
            _("The code %(code)s must be of ISO 3166, such as PK-SD, or like PK-SD.thatta.") % {"code": code},
            "code",
        )
    return AreaRow(
        code=code,
        parent=cells.get("parent", ""),
        kind=_text(cells.get("kind", ""), 40),
        name=_text(cells["name"], 120),
        names={language: _text(name, 120) for language, name in names.items() if name},
        aliases=_several(cells.get("aliases", "")),
        valid_from=_day(cells.get("valid_from", "")),
        valid_to=_day(cells.get("valid_to", "")),
    )


def _term(cells: dict[str, str], labels: dict[str, str]) -> TermRow:
    if cells["vocabulary"] not in Vocabulary.values:
        raise DomainError(_("There is no vocabulary %(name)s.") % {"name": cells["vocabulary"]}, "vocabulary")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,60}", cells["code"]):
        raise DomainError(
            _("The code %(code)s may hold letters, digits, dots and lines only.") % {"code": cells["code"]},
            "code",
        )
    if cells.get("sensitive", "") not in ("", "yes", "no"):
        raise DomainError(_("The column sensitive holds yes, no or nothing."), "sensitive")
    return TermRow(
        vocabulary=cells["vocabulary"],
        vintage=_text(cells.get("vintage", ""), 40),
        code=cells["code"],
        parent=cells.get("parent", ""),
        sensitive=cells.get("sensitive") == "yes",
        label=_text(cells["label"], 300),
        labels={language: _text(label, 300) for language, label in labels.items() if label},
        aliases=_several(cells.get("aliases", "")),
    )


def _read(
    path: Path, known: tuple, needed: tuple, prefix: str, make: Callable[[dict, dict], Row]
) -> list[Row]:
    rows, wrong = [], []
    for number, cells in _lines(path, known, needed, prefix):
        try:
            rows.append(_one(cells, needed, prefix, make))
        except DomainError as error:
            wrong.append(_("Line %(number)d: %(message)s") % {"number": number, "message": error.message})
    refuse(path.name, wrong)
    return rows


def _one(cells: dict, needed: tuple, prefix: str, make: Callable[[dict, dict], Row]) -> Row:
    if None in cells or None in cells.values():
        raise DomainError(_("It has more or fewer cells than the first line."), "cells")
    cells = {name: value.strip() for name, value in cells.items()}
    for name in needed:
        if not cells[name]:
            raise DomainError(_("The column %(name)s is empty.") % {"name": name}, "required")
    return make(
        cells, {name.removeprefix(prefix): value for name, value in cells.items() if name.startswith(prefix)}
    )


def _lines(path: Path, known: tuple, needed: tuple, prefix: str) -> Iterator[tuple[int, dict]]:
    """(line number, cells by column) of each row that is not empty, once the first line is found good."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = reader.fieldnames or []
            local = [name for name in columns if name not in known]
            wrong = [
                name
                for name in local
                if not name.startswith(prefix) or not LANGUAGE.fullmatch(name.removeprefix(prefix))
            ]
            problems = [_("The column %(name)s is not known.") % {"name": name} for name in wrong]
            problems += [
                _("The column %(name)s is missing.") % {"name": name}
                for name in needed
                if name not in columns
            ]
            refuse(path.name, problems)
            for cells in reader:
                if any(cells.values()):
                    yield reader.line_num, cells
    except OSError as error:
        raise DomainError(
            _("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror}, "unreadable"
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DomainError(
            _("%(file)s is not a CSV file in UTF-8.") % {"file": path.name}, "not_csv"
        ) from error


def refuse(name: str, problems: list[str]) -> None:
    """Raise one DomainError that lists the problems, if there are any."""
    if not problems:
        return
    more = [_("And %(count)d more.") % {"count": len(problems) - SHOWN}] if len(problems) > SHOWN else []
    start = _("Nothing was changed: %(file)s has errors.") % {"file": name}
    raise DomainError(" ".join([start, *problems[:SHOWN], *more]), "bad_rows", problems=problems)


def _text(value: str, longest: int) -> str:
    return clean(value, max_length=longest)


def _several(value: str) -> tuple[str, ...]:
    return tuple(text for part in value.split(";") if (text := _text(part, 120)))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise DomainError(
            _("Write the date %(value)s as year-month-day.") % {"value": value}, "date"
        ) from error
