"""The one door for state. Each machine is a table of transitions in its app's workflow.py; `apply` is the only mover.

Buttons on pages, errors of the API and tests are rendered from the same table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import rules
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import DomainError, Forbidden, InvalidTransition
from core.locking import lock
from core.models import StatusChange


@dataclass(frozen=True)
class Transition:
    """One allowed move.

    name: the verb (also the API action). label: on the button. sources: states it may start from. target: where it leads.
    permission: a name in the rules table, asked with (actor, object). requires: evidence that must be given (fields).
    takes_away: something gets lost or closed, so the page asks for confirmation.
    """

    name: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    permission: str
    requires: tuple[str, ...] = ()
    takes_away: bool = False


@dataclass(frozen=True)
class Machine:
    """A state machine: its model's history class, the state field, the labels of its states and its table."""

    name: str
    change: type[StatusChange]
    states: type[models.TextChoices]
    transitions: tuple[Transition, ...]
    state_field: str = "state"
    _by_name: dict[str, Transition] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self):
        for transition_ in self.transitions:
            unknown = {*transition_.sources, transition_.target} - set(self.states.values)
            if unknown or transition_.name in self._by_name:
                raise ValueError(f"{self.name}.{transition_.name}: {unknown or 'named twice'}")
            self._by_name[transition_.name] = transition_

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def state_of(self, obj: models.Model) -> str:
        return getattr(obj, self.state_field)

    def label_of(self, obj: models.Model) -> str:
        return str(self.states(self.state_of(obj)).label)


def apply(
    machine: Machine,
    name: str,
    obj: models.Model,
    *,
    actor: Actor,
    note: str = "",
    on: date | None = None,
    evidence: Mapping[str, object] | None = None,
    update_fields: Iterable[str] = (),
    already_locked: bool = False,
) -> StatusChange:
    """Move `obj` along the transition `name` and write the history row; `obj` itself carries the new state afterwards.

    1. locks the row and reads its state again, 2. checks permission, state and evidence, 3. saves the state and `update_fields`
    (set on `obj` by the caller), 4. appends the change row. `evidence` goes into the row's `data`: plain values, nothing personal.
    Raises InvalidTransition (409), Forbidden (403), DomainError for missing evidence. Call it inside the service's transaction.
    """
    move = machine[name]
    evidence = dict(evidence or {})
    with transaction.atomic():
        current = machine.state_of(obj if already_locked else lock(obj))
        if not actor.is_system and not rules.has_perm(move.permission, actor, obj):
            raise Forbidden()
        if current not in move.sources:
            raise InvalidTransition(
                _("This is not possible now: the present state is “%(state)s”.")
                % {"state": machine.states(current).label},
                state=current,
                transition=name,
            )
        for required in move.requires:
            if evidence.get(required) in (None, "", [], {}):
                raise DomainError.on(required, _("Please fill in this field first."), "required")
        setattr(obj, machine.state_field, move.target)
        obj.save(update_fields=[machine.state_field, *update_fields])
        return record(machine, obj, name, current, actor=actor, note=note, on=on, evidence=evidence)


def record(
    machine: Machine,
    obj: models.Model,
    name: str,
    from_state: str,
    *,
    actor: Actor,
    note="",
    on=None,
    evidence=None,
) -> StatusChange:
    """Append a history row without moving: for the birth of an object (`from_state` "")."""
    return machine.change.objects.create(
        subject=obj,
        transition=name,
        from_state=from_state,
        to_state=machine.state_of(obj),
        on=on,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        note=note,
        data={
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in (evidence or {}).items()
        },
    )


def available(machine: Machine, obj: models.Model, actor: Actor) -> list[Transition]:
    """The moves that `actor` may make from where `obj` stands now: the page's buttons."""
    state = machine.state_of(obj)
    return [
        t
        for t in machine.transitions
        if state in t.sources and (actor.is_system or rules.has_perm(t.permission, actor, obj))
    ]


def can(machine: Machine, name: str, obj: models.Model, actor: Actor) -> bool:
    """Whether the button for the move `name` belongs on the page."""
    return any(move.name == name for move in available(machine, obj, actor))
