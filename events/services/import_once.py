"""A list of people in one call, for programs: looked at, or taken in, with what became of its rows. Pages do it in steps
(`import_lists`, `import_registrations`); the work and the rules are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from core import import_batches, jobs
from core.actors import Actor
from core.errors import DomainError
from core.models import ImportBatch, Job
from events.enums import RegistrationState
from events.models import Event
from events.services import import_columns, import_lists
from events.services import import_registrations as service
from events.services.answer_by import check_reply_by

JOB = "events.check_registrations"
AT_ONCE = 2_000  # rows; more are a job
MOST_TOLD = 1_000  # faults named one by one


@dataclass
class Report:
    """What became of a list, or would: `created` counts people who are in the event now. `faults` and `left_out` name rows."""

    rows: int
    valid: int
    created: int
    skipped: int
    columns: dict[str, str]
    faults: list[service.Fault] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)

    def counts(self) -> dict:
        """Without a word of the file beside its headings: what a job may keep."""
        return {
            "rows": self.rows, "valid": self.valid, "created": self.created, "updated": 0, "skipped": self.skipped,
            "columns": self.columns, "faulty_rows": sorted({fault.row for fault in self.faults})[:MOST_TOLD],
        }  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What shall be done with a list. `faulty`: "valid" leaves rows with faults out, "all" takes nobody when there is one."""

    commit: bool = False
    faulty: str = service.VALID
    target: str = RegistrationState.CONFIRMED.value
    add_alike: bool = False
    tell: bool = False
    reply_by: datetime | None = None  # until when those who come as invited are asked to answer


def take(
    event: Event,
    data: bytes,
    name: str,
    *,
    actor: Actor,
    plan: Plan,
    mapping: Mapping[str, str] | None = None,
    order: str = "",
) -> Report | Job:
    """Look at a list, and with `plan.commit` register its people; a job when it has more than 2,000 rows.

    `mapping`: {column: meaning}, else it is guessed; `order` of day and month (dmy, mdy) where the file does not show it. Nothing of
    the file is kept once it was only looked at. Raises DomainError "mapping", "order", "reply_by", or what `import_lists.upload` raises.
    """
    if plan.reply_by is not None and plan.target != RegistrationState.INVITED:
        message = _("Only people who come as invited are asked to answer by a day.")
        raise DomainError.on("reply_by", message, "reply_by")
    check_reply_by(event, plan.reply_by)
    batch = import_lists.upload(event, data, name, actor=actor)
    try:
        long = _understood(batch, actor, mapping, order) > AT_ONCE
        if plan.commit:
            return _taken(batch, event, actor, plan, long=long)
        if long:
            return _check_later(batch, actor, plan)
        report = check(batch, event, plan)
    except BaseException:
        import_batches.discard(batch)
        raise
    import_batches.discard(batch)
    return report


def _understood(batch: ImportBatch, actor: Actor, mapping: Mapping[str, str] | None, order: str) -> int:
    """Keep what the columns mean. Returns the number of rows."""
    found = import_lists.look(batch)
    chosen = found.mapping if mapping is None else dict(mapping)
    if unknown := sorted(set(chosen) - set(found.table.columns)):
        message = _("The file has no column “%(column)s”.") % {"column": unknown[0][:60]}
        raise DomainError.on("mapping", message, "mapping")
    if unknown := sorted(set(chosen.values()) - {*import_columns.MEANINGS, *found.questions}):
        message = _("“%(meaning)s” is none of the meanings of a column.") % {"meaning": unknown[0][:60]}
        raise DomainError.on("mapping", message, "mapping")
    import_lists.set_columns(batch, actor=actor, mapping=chosen, order=order)
    return len(found.table.rows)


def check(batch: ImportBatch, event: Event, plan: Plan) -> Report:
    """What would happen now. Nothing is written."""
    checked = service.preview(batch, event, target=plan.target, add_alike=plan.add_alike)
    figures, found = checked.figures(), checked.look
    valid = figures["rows"] - figures["faulty"]
    return Report(
        rows=figures["rows"], valid=valid, created=0, skipped=valid - figures["added"],
        columns={column: found.mapping.get(column, "") for column in found.table.columns}, faults=checked.faults,
        left_out=[(entry.number, service.reason(verdict)) for entry, verdict in checked.not_new() if not verdict.state],
    )  # fmt: skip


def _taken(batch: ImportBatch, event: Event, actor: Actor, plan: Plan, *, long: bool) -> Report | Job:
    report = None if long else check(batch, event, plan)
    done = service.apply(
        batch, event, actor=actor, target=plan.target, faulty=plan.faulty, add_alike=plan.add_alike, tell=plan.tell,
        reply_by=plan.reply_by, most_at_once=AT_ONCE,
    )  # fmt: skip
    if report is None:
        return cast(Job, done.job)
    counts = result_of(done)
    if (
        done.state == ImportBatch.State.UPLOADED
    ):  # nobody was taken, because of the faults that the report names
        import_batches.discard(done)
    report.created, report.skipped = counts["created"], counts["skipped"]
    return report


def result_of(batch: ImportBatch) -> dict[str, int]:
    """What became of a list that was applied, in the words of a report."""
    rows, faulty, added = (batch.counts.get(name, 0) for name in ("rows", "faulty", "added"))
    return {
        "rows": rows, "valid": rows - faulty, "created": added, "updated": 0, "skipped": rows - faulty - added,
    }  # fmt: skip


def _check_later(batch: ImportBatch, actor: Actor, plan: Plan) -> Job:
    """A job looks at the list, keeps the counts, and discards it."""
    with transaction.atomic():
        arguments = {"batch": str(batch.uid), "target": plan.target, "add_alike": plan.add_alike}
        batch.job = jobs.enqueue(JOB, arguments, key=f"check:{batch.uid}", actor_id=actor.id)
        batch.save(update_fields=["job"])
    return batch.job
