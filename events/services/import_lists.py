"""A list of people that somebody sent: kept for a day, read as was chosen or guessed, its columns named, its words placed.

Nothing here looks at who is registered; `events.services.import_registrations` does.
Values of the file go into no log, no job and no row but those of the people themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core import import_batches, imports
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.import_tables import Heading, Table, find_heading, table
from core.import_values import date_order
from core.imports import Grid
from core.models import ImportBatch, Job
from core.permissions import require
from events.models import Event, Question
from events.services import import_columns, import_questions, registering_many
from events.services.answer_by import check_reply_by

KIND = "registrations"
MANAGE = "events.manage_registrations"


@dataclass
class Look:
    """A file as it is understood now: the grid, where the headings stand, the table, what its columns mean."""

    grid: Grid
    heading: Heading
    table: Table
    mapping: dict[str, str]
    order: str  # of day and month: dmy, mdy, "ask" or "" when it plays no part
    is_ambiguous: bool  # the order cannot be seen, so it is asked once for the file
    questions: dict[str, Question]  # of the event, by the meaning that a column can have


def upload(event: Event, data: bytes, name: str, *, actor: Actor) -> ImportBatch:
    """Keep a file to be looked at. It is read once, so that what cannot be read is refused at once, and nothing is kept of it."""
    require(actor, MANAGE, event)
    grid = _read(data, {})
    table(grid, find_heading(grid, import_columns.is_known))
    return import_batches.open_batch(
        data, name, kind=KIND, scope=str(event.uid), host=event.host.code, actor=actor
    )


def look(batch: ImportBatch) -> Look:
    """The file by what was chosen so far, the rest guessed: remembered for these headings, else by their names."""
    data = import_batches.contents(batch)
    if not data:
        raise Conflict(_("This file is gone: files are kept for a day. Please send it again."), "file_gone")
    options = batch.options
    grid = _read(data, options)
    heading = _heading(grid, options)
    found, questions = table(grid, heading), import_questions.questions_of(batch)
    mapping = {column: meaning for column, meaning in batch.mapping.items() if column in found.columns}
    if not mapping and heading.depth:
        known = import_batches.remembered(batch.host, KIND, found.header_hash)
        mapping = {
            column: meaning
            for column, meaning in known.items()
            if meaning in {*import_columns.MEANINGS, *questions}
        }
    if not mapping:
        asked = import_questions.guess(found.columns, questions)
        cells = {
            column: [row.cells[place] for row in found.rows] for place, column in enumerate(found.columns)
        }
        mapping = import_columns.guess((one for one in _filled(found) if one not in asked), cells) | asked
    if not mapping and not heading.depth:
        mapping = import_columns.guess_by_contents(found)
    seen = _order(found, mapping)
    order = options.get("order", "ask") if seen == "ask" else seen
    return Look(grid, heading, found, mapping, order, seen == "ask", questions)


def _read(data: bytes, options: Mapping) -> Grid:
    """The file as a Grid. Of several sheets the one that was chosen; else the first, unless another has headings and that one none."""
    chosen = options.get("sheet", "")
    grid = imports.read(
        data, encoding=options.get("encoding", ""), delimiter=options.get("delimiter", ""), sheet=chosen
    )
    if chosen or len(grid.sheets) < 2 or _has_headings(grid):
        return grid
    for title in grid.sheets[: import_columns.MOST_SHEETS]:
        try:
            other = imports.read(data, sheet=title)
        except DomainError:  # an empty sheet, or one too large: it is not what was meant
            continue
        if _has_headings(other):
            return other
    return grid


def _has_headings(grid: Grid) -> bool:
    cells = grid.lines[find_heading(grid, import_columns.is_known).place].cells
    return sum(1 for cell in cells if cell and import_columns.is_known(cell)) >= 2


def _filled(found: Table) -> list[str]:
    """The columns that have anything in them. (A form's own "Name" is empty where the question was asked in other words.)"""
    filled = [
        column for place, column in enumerate(found.columns) if any(row.cells[place] for row in found.rows)
    ]
    return filled or found.columns


def _heading(grid: Grid, options: Mapping) -> Heading:
    number = options.get("heading")
    guessed = find_heading(grid, import_columns.is_known)
    if not number:
        return guessed
    place = next((place for place, line in enumerate(grid.lines) if line.number == number), -1)
    depth = options.get("depth", guessed.depth if guessed.place == place else 1)
    return Heading(place, depth)


def _order(found: Table, mapping: Mapping[str, str]) -> str:
    column = next((column for column, meaning in mapping.items() if meaning == "registered"), None)
    if column is None:
        return ""
    place = found.columns.index(column)
    return date_order(row.cells[place] for row in found.rows)


def set_reading(batch: ImportBatch, *, actor: Actor, **options: str | int) -> ImportBatch:
    """Say how the file is to be read: encoding, delimiter, sheet, row of the headings and their depth. What it means is guessed anew."""
    must_be_open(batch)
    batch.options = {name: value for name, value in options.items() if value != ""}
    batch.mapping = {}
    look(batch)  # refuses what cannot be read so
    batch.save(update_fields=["options", "mapping"])
    return batch


def set_columns(
    batch: ImportBatch, *, actor: Actor, mapping: Mapping[str, str], order: str = ""
) -> ImportBatch:
    """Say what the columns mean, and how ambiguous days are written. Remembered for the host and these headings."""
    must_be_open(batch)
    if fault := import_columns.faults(mapping):
        raise DomainError(fault, "mapping")
    found = look(batch)
    batch.mapping = {column: meaning for column, meaning in mapping.items() if column in found.table.columns}
    if order in ("dmy", "mdy"):
        batch.options["order"] = order
    if look(batch).order == "ask":
        message = _("Say whether the days of this file are written day-month or month-day.")
        raise DomainError.on("order", message, "order")
    if found.heading.depth:
        import_batches.remember(batch.host, KIND, found.table.header_hash, batch.mapping)
    batch.save(update_fields=["options", "mapping"])
    return batch


def set_choices(batch: ImportBatch, *, actor: Actor, choices: Mapping[str, Mapping[str, str]]) -> ImportBatch:
    """Say what words of the file mean that the directory does not know: {"area": {word: code or "-"}}."""
    must_be_open(batch)
    kept = batch.options.setdefault("choices", {})
    for kind, chosen in choices.items():
        kept[kind] = {**kept.get(kind, {}), **chosen}
    batch.save(update_fields=["options"])
    return batch


def set_plan(
    batch: ImportBatch,
    *,
    actor: Actor,
    target: str,
    add_alike: bool,
    tell: bool,
    reply_by: datetime | None = None,
) -> ImportBatch:
    """Say as what these people would come, to look at what would happen. Nobody is taken yet."""
    must_be_open(batch)
    check_target(target)
    check_reply_by(Event.objects.get(uid=batch.scope), reply_by)
    batch.options |= {"target": target, "add_alike": add_alike, "tell": tell, "reply_by": as_option(reply_by)}
    batch.counts = {}
    batch.save(update_fields=["options", "counts"])
    return batch


def as_option(reply_by: datetime | None) -> str:
    """A moment as the options of a batch keep it; "" for none."""
    return reply_by.isoformat() if reply_by else ""


def check_target(target: str) -> None:
    """Raises DomainError unless people of a list may come as this."""
    if target not in registering_many.TARGETS:
        raise DomainError.on("target", _("Say as what these people come into the list."), "target")


def must_be_open(batch: ImportBatch) -> None:
    """Raises Conflict once the list was applied, discarded, or given to a job."""
    is_at_work = batch.job is not None and batch.job.state != Job.State.FAILED
    if batch.state != ImportBatch.State.UPLOADED or is_at_work:
        raise Conflict(_("This list has been dealt with already."), "ended")


def discard(batch: ImportBatch, *, actor: Actor) -> None:
    """Delete what is kept of the file, applied or not. Raises Conflict while the job is at work."""
    if batch.state == ImportBatch.State.UPLOADED:
        must_be_open(batch)
    import_batches.discard(batch)
