"""Adoption: the body decides, the text is frozen, the permanent reference is issued."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import DecisionRecord
from consultations.services.decisions import record_decision
from core import audit, workflow
from core.actors import Actor
from core.counters import next_number
from core.errors import Conflict, DomainError
from core.locking import lock_all
from core.text import clean
from events.models import Event
from recommendations import projection
from recommendations.enums import TextState
from recommendations.models import Recommendation, Reservation, Version
from recommendations.workflow import TEXT

MAX_WORDS = 2_000


@dataclass(frozen=True)
class Reserved:
    """A reservation as it is handed in: its words, and a name only at the reserver's wish."""

    words: str
    named_as: str = ""


def adopt(
    rec: Recommendation,
    *,
    actor: Actor,
    decision: DecisionRecord,
    reservations: Iterable[Reserved | Mapping] = (),
) -> Recommendation:
    """Adopt one text by `decision`. See `adopt_all`."""
    adopted = adopt_all([rec], actor=actor, decision=decision, reservations={rec.pk: list(reservations)})[0]
    for field in ("state", "ref", "adopted_on", "adopted_version_id", "decision_id", "stage", "search_key"):
        setattr(rec, field, getattr(adopted, field))
    return adopted


@transaction.atomic
def adopt_all(
    recs: Sequence[Recommendation],
    *,
    actor: Actor,
    decision: DecisionRecord,
    reservations: Mapping[int, Iterable[Reserved | Mapping]] | None = None,
    read: Mapping[int, int] | None = None,
) -> list[Recommendation]:
    """Adopt several texts by one decision, all or none, numbered in the order given.

    For each: a draft is tabled first (two history rows), then adopted; its newest version is frozen and is authentic in its language;
    the reference PREFIX-YEAR-NNN is issued under the counter's lock (the year is that of the adoption's date, in the host's zone);
    reservations, projection and an official audit row are written.
    `read` maps a recommendation to the number of the version that the body had before it: another one meanwhile is a Conflict.
    Raises InvalidTransition, Forbidden, DomainError when the decision is of another event or lies ahead, or the host has no prefix.
    """
    if not recs:
        raise DomainError(_("Choose at least one text to adopt."), "nothing_chosen")
    locked = {rec.pk: rec for rec in lock_all(Recommendation.objects.filter(pk__in=[rec.pk for rec in recs]))}
    in_order = [locked[rec.pk] for rec in recs]
    for rec in in_order:
        _check(rec, decision)
        version = rec.versions.order_by("-number").first()
        assert version is not None  # every draft begins with version 1
        if read is not None and read.get(rec.pk, version.number) != version.number:
            raise Conflict(
                _("A text was changed while you decided: “%(text)s”. Read it again before you adopt it.")
                % {"text": version.text[:120]},
                "text_changed",
            )
        _adopt(rec, version, actor, decision, list((reservations or {}).get(rec.pk, ())))
    projection.refresh(in_order)
    return in_order


@transaction.atomic
def decide(
    event: Event,
    recs: Sequence[Recommendation],
    *,
    actor: Actor,
    outcome: str,
    decision: Mapping,
    **given: Any,
) -> DecisionRecord:
    """Record one decision and carry it out on all of `recs`, or do nothing: `outcome` is adopt or reject.

    `decision`: the fields of consultations.services.decisions.record_decision; `given`: reservations and what was read (`adopt_all`).
    """
    record = record_decision(event, actor=actor, **decision)
    if outcome == "adopt":
        adopt_all(recs, actor=actor, decision=record, **given)
    else:
        for rec in recs:
            reject(rec, actor=actor, decision=record)
    return record


@transaction.atomic
def defer_all(recs: Sequence[Recommendation], *, actor: Actor, note: str) -> None:
    """Put several texts off for one reason, all or none."""
    for rec in recs:
        defer(rec, actor=actor, note=note)


@transaction.atomic
def reject(rec: Recommendation, *, actor: Actor, decision: DecisionRecord, note: str = "") -> Recommendation:
    """Record that the body did not adopt a tabled text."""
    _check(rec, decision)
    rec.decision = decision
    workflow.apply(
        TEXT, "reject", rec, actor=actor, note=_note(note), on=decision.on, evidence={"decision": str(decision.uid)},
        update_fields=["decision"],
    )  # fmt: skip
    projection.refresh([rec])
    return rec


@transaction.atomic
def defer(rec: Recommendation, *, actor: Actor, note: str) -> Recommendation:
    """Put a tabled text off, with the reason; it may be reworded and tabled again."""
    note = _note(note)
    workflow.apply(TEXT, "defer", rec, actor=actor, note=note, evidence={"note": note})
    projection.refresh([rec])
    return rec


def _adopt(
    rec: Recommendation, version: Version, actor: Actor, decision: DecisionRecord, reservations: list
) -> None:
    """Everything that one adoption writes, except for the projection. `rec` is locked."""
    evidence = {"decision": str(decision.uid)}
    if rec.state in (TextState.DRAFTED, TextState.DEFERRED):
        workflow.apply(TEXT, "table", rec, actor=actor, on=decision.on, already_locked=True)
    if rec.state == TextState.TABLED:
        version.frozen_at = timezone.now()
        version.save(update_fields=["frozen_at"])
        rec.ref, rec.adopted_on = _next_reference(rec, decision), decision.on
        rec.adopted_version, rec.decision = version, decision
    workflow.apply(
        TEXT, "adopt", rec, actor=actor, on=decision.on, evidence=evidence | {"ref": rec.ref, "sha256": version.sha256},
        update_fields=["ref", "adopted_on", "adopted_version", "decision"], already_locked=True,
    )  # fmt: skip
    Reservation.objects.bulk_create(_reservation(rec, decision, one) for one in reservations)
    audit.write(
        audit.Kind.OFFICIAL, "recommendation.adopted", actor=actor, about=rec, host=rec.host.code,
        data=evidence | {"ref": rec.ref, "sha256": version.sha256, "language": version.language},
    )  # fmt: skip


def _check(rec: Recommendation, decision: DecisionRecord) -> None:
    if decision.event_id != rec.event_id:
        raise DomainError.on("decision", _("The decision was taken at another event."), "foreign_decision")
    if decision.on > timezone.localdate(timezone=ZoneInfo(rec.host.timezone)):
        raise DomainError.on("on", _("The day of the decision lies ahead."), "decision_ahead")


def _next_reference(rec: Recommendation, decision: DecisionRecord) -> str:
    """SPO-2017-001: the host's prefix, the year of adoption, the host's next number in that year."""
    prefix = rec.host.reference_prefix
    if not prefix:
        raise DomainError(
            _("%(host)s has no prefix for its references yet. An administrator sets it on the institution.")
            % {"host": rec.host},
            "no_prefix",
        )
    year = decision.on.year
    return f"{prefix}-{year}-{next_number(rec.host.code, 'reference', year):03d}"


def _reservation(rec: Recommendation, decision: DecisionRecord, given: Reserved | Mapping) -> Reservation:
    reserved = (
        given if isinstance(given, Reserved) else Reserved(given.get("words", ""), given.get("named_as", ""))
    )
    return Reservation(
        recommendation=rec,
        decision=decision,
        words=clean(
            reserved.words, label=_("The reservation"), max_length=MAX_WORDS, multiline=True, required=True
        ),
        named_as=clean(reserved.named_as, label=_("The name"), max_length=160),
    )


def _note(note: str) -> str:
    return clean(note, label=_("The reason"), max_length=2_000, multiline=True)
