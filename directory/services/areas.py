"""Writing areas: whole lists at once, so that loading a country again changes only what differs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError
from directory.models import Area

WRITTEN = [
    "country",
    "parent",
    "level",
    "kind",
    "path",
    "name",
    "names",
    "aliases",
    "search_key",
    "valid_from",
    "valid_to",
]


@dataclass(frozen=True)
class AreaRow:
    """An area as a file states it. `parent` is a code, empty for a country."""

    code: str
    name: str
    parent: str = ""
    kind: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Sequence[str] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    created: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            self.created + other.created,
            self.changed + other.changed,
            self.same + other.same,
            self.ended + other.ended,
        )

    def __str__(self) -> str:
        return f"{self.created} new, {self.changed} changed, {self.same} as they were, {self.ended} ended"


def load_areas(rows: Iterable[AreaRow]) -> Loaded:
    """Make or update the areas of `rows`, all or none. Never deletes.

    A list is taken as whole for each country and level in it (countries themselves apart): an area that it no longer names gets
    `valid_to` today and keeps its code, because registrations and entries point at it. Being named again lifts that.
    Raises DomainError naming each row that has a double code or a parent that is neither in the list nor known.
    """
    rows = list(rows)
    with transaction.atomic():
        known = {area.code: area for area in Area.objects.select_related("parent")}
        _check(rows, known)
        result = Loaded()
        for _depth, group in _by_depth(rows, known):
            result += _write(group, known)
        return result + Loaded(ended=_end_vanished(rows, known))


def _check(rows: list[AreaRow], known: dict[str, Area]) -> None:
    times = Counter(row.code for row in rows)
    problems = [
        _("The code %(code)s appears twice.") % {"code": code} for code, count in times.items() if count > 1
    ]
    reachable = {*times, *known}
    lies_in = {area.code: area.parent.code for area in known.values() if area.parent}
    parents = set(lies_in.values())
    for row in rows:
        if "-" not in row.code and "." not in row.code:
            if row.parent:
                problems.append(_("%(code)s is a country and can have no parent.") % {"code": row.code})
        elif row.parent not in reachable or row.parent[:2] != row.code[:2] or row.parent == row.code:
            problems.append(
                _("%(code)s has no parent: load %(parent)s first.")
                % {"code": row.code, "parent": row.parent or row.code[:2]}
            )
        elif row.code in parents and lies_in.get(row.code) not in (None, row.parent):
            problems.append(
                _("%(code)s has areas below it and cannot move. Give it a new code.") % {"code": row.code}
            )
    if problems:
        raise DomainError(
            _("Nothing was changed.") + " " + " ".join(problems[:10]), "bad_rows", problems=problems
        )


def _by_depth(rows: list[AreaRow], known: dict[str, Area]) -> list[tuple[int, list[AreaRow]]]:
    """The rows from the country downwards, so that a parent is there before its children."""
    given = {row.code: row for row in rows}

    def depth(code: str, seen: frozenset = frozenset()) -> int:
        if code in seen:
            raise DomainError(_("%(code)s lies within itself.") % {"code": code}, "circle")
        if code not in given:
            return known[code].level
        parent = given[code].parent
        return depth(parent, seen | {code}) + 1 if parent else 0

    groups: dict[int, list[AreaRow]] = {}
    for row in rows:
        groups.setdefault(depth(row.code), []).append(row)
    return sorted(groups.items())


def _write(rows: list[AreaRow], known: dict[str, Area]) -> Loaded:
    new, changed = [], []
    for row in rows:
        before = known.get(row.code)
        area = Area(
            pk=before.pk if before else None,
            code=row.code,
            parent=known[row.parent] if row.parent else None,
            kind=row.kind,
            name=row.name,
            names=dict(row.names),
            aliases=list(row.aliases),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        area.derive()
        if before is None:
            new.append(area)
        elif any(getattr(area, name) != getattr(before, name) for name in WRITTEN):
            changed.append(area)
    Area.objects.bulk_create(new)
    Area.objects.bulk_update(changed, WRITTEN, batch_size=200)
    known |= {area.code: area for area in (*new, *changed)}
    return Loaded(created=len(new), changed=len(changed), same=len(rows) - len(new) - len(changed))


def _end_vanished(rows: list[AreaRow], known: dict[str, Area]) -> int:
    named = {row.code for row in rows}
    lists = {(known[code].country, known[code].level) for code in named if known[code].level}
    gone = [
        area.pk
        for area in known.values()
        if area.code not in named and area.valid_to is None and (area.country, area.level) in lists
    ]
    return Area.objects.filter(pk__in=gone).update(valid_to=timezone.localdate())
