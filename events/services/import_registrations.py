"""Taking a list of people into an event: uploaded, its columns named, looked at, and applied once.

Nothing is written before `apply`; what is looked at (`preview`) is what will happen, except for what others change meanwhile.
Values of the file go into no log, no job and no row but those of the people themselves.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, files, import_batches, jobs
from core.actors import Actor
from core.errors import DomainError
from core.exports import csv_lines
from core.import_tables import Row
from core.locking import lock
from core.models import ImportBatch
from core.permissions import require
from events.enums import RegistrationState
from events.models import Event
from events.resources import Entry, RegistrationImport
from events.services import import_lists, import_questions, registering_many
from events.services.answer_by import check_reply_by
from events.services.details import region_of
from events.services.import_lists import MANAGE, check_target, must_be_open
from events.services.import_words import Words
from events.services.registering_many import AGAIN, ALIKE, FULL, NEW, Verdict

JOB = "events.import_registrations"
IN_THE_BACKGROUND = 200  # more rows than this are a job
ALL, VALID = "all", "valid"  # what to do when some rows have faults
NOTHING = re.compile(
    r"[-–—./]*|#(n/a|ref!|value!|name\?)|n[/.]?a\.?|nil|null|nan|none|anonymous|not (available|applicable|given)|no e-?mail( address| id)?"
    r"|নাই|নেই|প্রযোজ্য নয়|نہیں ہے|نہیں|нет",
    re.IGNORECASE,
)  # what people write into an empty cell
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its number, the column as the file calls it ("" for the whole row), a sentence."""

    row: int
    column: str
    sentence: str


@dataclass
class Checked:
    """All rows read. `entries` are those without a fault, in the order in which they will be registered."""

    look: import_lists.Look
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    words: Words | None = None
    empty: int = (
        0  # rows with nothing in any column that counts: numbered beforehand, or a remark below the list
    )

    @property
    def total(self) -> int:
        return len(self.look.table.rows)

    def faulty(self) -> set[int]:
        return {fault.row for fault in self.faults}

    def not_new(self) -> list[tuple[Entry, Verdict]]:
        """Who is there already, or perhaps, or finds no place."""
        judged = zip(self.entries, self.verdicts, strict=True)
        return [(entry, verdict) for entry, verdict in judged if verdict.kind != NEW]

    def figures(self) -> dict[str, int]:
        """How many rows there are, and what becomes of them."""
        kinds = [verdict.kind for verdict in self.verdicts]
        states = [verdict.state for verdict in self.verdicts]
        return {
            "rows": self.total - self.empty,
            "empty": self.empty,
            "added": sum(1 for state in states if state),
            "waitlisted": states.count(RegistrationState.WAITLISTED),
            "again": kinds.count(AGAIN),
            "alike": sum(1 for verdict in self.verdicts if verdict.kind == ALIKE),
            "full": kinds.count(FULL),
            "faulty": len(self.faulty()),
        }


# == Looking =====================================================================================================


def read_rows(batch: ImportBatch, event: Event, *, progress: Progress | None = None) -> Checked:
    """Every row read and checked by itself, without a look at who is registered."""
    found = import_lists.look(batch)
    words = Words(event, batch.options.get("choices"))
    language = next(iter(event.languages), "en")
    reader = RegistrationImport(
        words=words,
        region=region_of(event),
        language=language,
        zone=event.zone,
        date_order=found.order or "dmy",
    )
    checked = Checked(found, words=words)
    meanings = [
        (found.mapping[column], place)
        for place, column in enumerate(found.table.columns)
        if column in found.mapping
    ]
    columns = {meaning: found.table.columns[place] for meaning, place in meanings}
    for done, row in enumerate(found.table.rows, start=1):
        _read_row(checked, reader, row, meanings, columns)
        if progress and done % 200 == 0:
            progress(done, checked.total)
    if any(entry.registered for entry in checked.entries):  # who registered first elsewhere stands first here
        checked.entries.sort(
            key=lambda entry: (entry.registered is None, entry.registered or timezone.now(), entry.number)
        )
    return checked


def _read_row(
    checked: Checked,
    reader: RegistrationImport,
    row: Row,
    meanings: list[tuple[str, int]],
    columns: dict[str, str],
) -> None:
    if row.extra:
        message = _(
            "This row has more cells than there are headings: a separator or quotation mark is wrong."
        )
        checked.faults.append(Fault(row.number, "", message))
        return
    cells = {
        meaning: "" if NOTHING.fullmatch(row.cells[place]) else row.cells[place]
        for meaning, place in meanings
    }
    if not any(cells.values()):
        checked.empty += 1
        return
    entry, wrong = reader.read(row.number, cells)
    look = checked.look
    entry.answers, unanswered = import_questions.read(look.questions, cells, look.order)
    wrong |= unanswered
    if not wrong:
        checked.entries.append(entry)
    for meaning, sentences in wrong.items():
        column = columns.get(meaning) or next(
            (
                columns[part]
                for part in ("named", "first_name", "last_name", "designation")
                if part in columns
            ),
            "",
        )
        checked.faults += [Fault(row.number, column, sentence) for sentence in sentences]


def preview(batch: ImportBatch, event: Event, *, target: str, add_alike: bool) -> Checked:
    """What would happen now: the dry run. Nothing is locked or written."""
    checked = read_rows(batch, event)
    checked.verdicts = registering_many.judge(event, checked.entries, target=target, add_alike=add_alike)
    return checked


def refused(checked: Checked) -> list[tuple[int, list[str], str]]:
    """(row number, its cells, reason) of each row that is not taken, in the order of the file."""
    reasons: dict[int, list[str]] = {}
    for fault in checked.faults:
        said = f"{fault.column}: {fault.sentence}" if fault.column else fault.sentence
        reasons.setdefault(fault.row, []).append(said)
    for entry, verdict in zip(checked.entries, checked.verdicts, strict=True):
        if not verdict.state:
            reasons[entry.number] = [reason(verdict)]
    cells = {row.number: list(row.cells) for row in checked.look.table.rows}
    return [(number, cells[number], " ".join(reasons[number])) for number in sorted(reasons)]


def reason(verdict: Verdict) -> str:
    """Why an entry is not taken, or what the person should look at, in a sentence."""
    if verdict.kind == FULL:
        return _("There is no place left, and this event keeps no waiting list.")
    words = {
        (AGAIN, False): _("This person is in the event's list already."),
        (AGAIN, True): _("The same person stands in row %(row)d."),
        (ALIKE, False): _(
            "Somebody with the same contact, or the same name and institution, is in the event's list already."
        ),
        (ALIKE, True): _("Row %(row)d has the same contact, or the same name and institution."),
    }
    sentence = words.get((verdict.kind, bool(verdict.row)), "")
    return sentence % {"row": verdict.row} if verdict.row else sentence


def refused_csv(checked: Checked) -> bytes:
    """The rows that are not taken, as they stood in the file, with row number and reason; b"" when all are."""
    rows = refused(checked)
    header = [_("Row"), *checked.look.table.columns, _("Reason")]
    lines = csv_lines(header, ([number, *cells, why] for number, cells, why in rows))
    return "".join(lines).encode() if rows else b""


# == Applying ====================================================================================================


def apply(
    batch: ImportBatch, event: Event, *, actor: Actor, target: str, faulty: str, add_alike: bool, tell: bool,
    reply_by: datetime | None = None, most_at_once: int = IN_THE_BACKGROUND,
) -> ImportBatch:  # fmt: skip
    """Register the people of the list as `target`; in a job when there are more than `most_at_once`.

    `faulty`: "all" takes nobody when one row cannot be taken, "valid" leaves those rows out: said by the person, there is no default.
    `reply_by`: until when those who come as invited are asked to answer.
    1. checks right and choices, 2. reads the rows, 3. under the event's lock judges and writes them in one transaction, with an audit row,
    4. refused rows are kept to be fetched, the file goes.
    """
    require(actor, MANAGE, event)
    check_target(target)
    if faulty not in (ALL, VALID):
        raise DomainError.on("faulty", _("Say what shall happen when rows have faults."), "faulty")
    check_reply_by(event, reply_by)
    registering_many.must_take(event)
    found = import_lists.look(batch)
    with transaction.atomic():
        batch = lock(batch)
        must_be_open(batch)
        batch.options |= {
            "target": target, "faulty": faulty, "add_alike": add_alike, "tell": tell, "reply_by": import_lists.as_option(reply_by)
        }  # fmt: skip
        batch.actor_id, batch.actor_label = actor.id, actor.label[:200]
        if many := len(found.table.rows) > most_at_once:
            batch.job = jobs.enqueue(
                JOB, {"batch": str(batch.uid)}, key=f"import:{batch.uid}", actor_id=actor.id
            )
        batch.save(update_fields=["options", "actor_id", "actor_label", "job"])
    return batch if many else finish(batch, event, actor=actor)


def finish(
    batch: ImportBatch, event: Event, *, actor: Actor, progress: Progress | None = None
) -> ImportBatch:
    """The work of `apply`, whose checks it relies on. Started again after a crash it finds the batch applied, or nothing written."""
    if batch.state != ImportBatch.State.UPLOADED:
        return batch
    options, file_path, rest = batch.options, batch.file_path, b""
    checked = read_rows(batch, event, progress=progress)
    with transaction.atomic():
        locked = lock(event)
        locked.host = event.host
        if lock(batch).state != ImportBatch.State.UPLOADED:
            return batch
        checked.verdicts = registering_many.judge(
            locked, checked.entries, target=options["target"], add_alike=options["add_alike"]
        )
        nobody = options["faulty"] == ALL and _cannot(checked)
        if not nobody:
            registering_many.write(
                locked,
                checked.entries,
                checked.verdicts,
                actor=actor,
                batch=str(batch.uid),
                tell=options["tell"],
                reply_by=datetime.fromisoformat(at) if (at := options.get("reply_by")) else None,
            )
            rest = refused_csv(checked)
            _applied(batch, checked, import_batches.path_of_rest(batch) if rest else "")
            _log(batch, event, actor)
    if nobody:
        return _give_back(batch)
    if rest:
        files.keep(batch.file_path, rest)
    files.remove(file_path)
    return batch


def _cannot(checked: Checked) -> bool:
    """Whether a row stands against "all or nothing": a fault or no place. Who is there already does not."""
    return bool(checked.faults) or any(verdict.kind == FULL for verdict in checked.verdicts)


def _applied(batch: ImportBatch, checked: Checked, rest: str) -> None:
    """`rest`: where the refused rows will lie. The row lets go of the file itself now: a crash leaves it to be swept, not shown."""
    batch.state, batch.applied_at = ImportBatch.State.APPLIED, timezone.now()
    batch.counts, batch.file_path = checked.figures(), rest
    batch.save(update_fields=["state", "applied_at", "counts", "file_path"])


def _log(batch: ImportBatch, event: Event, actor: Actor) -> None:
    data = {**batch.counts, "target": batch.options["target"], "batch": str(batch.uid)}
    audit.write(
        audit.Kind.OFFICIAL,
        "registrations_imported",
        actor=actor,
        about=event,
        host=event.host.code,
        data=data,
    )


def _give_back(batch: ImportBatch) -> ImportBatch:
    """All or nothing, and something was wrong: nobody was taken, the list stands as it was, to be corrected."""
    batch.counts = {"stopped": 1}
    batch.job = None
    batch.save(update_fields=["counts", "job"])
    return batch
