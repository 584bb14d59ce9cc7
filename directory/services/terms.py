"""Writing the terms of the vocabularies, whole lists at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import DomainError
from directory.models import Term
from directory.services.areas import Loaded

WRITTEN = ["label", "labels", "aliases", "parent", "position", "is_sensitive"]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class TermRow:
    """A term as a file states it. `parent` is a code of the same vocabulary and vintage. The order of rows is the order of terms."""

    vocabulary: str
    code: str
    label: str
    vintage: str = ""
    parent: str = ""
    sensitive: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    aliases: Sequence[str] = ()

    @property
    def key(self) -> Key:
        return self.vocabulary, self.vintage, self.code


def load_terms(rows: Iterable[TermRow]) -> Loaded:
    """Make or update the terms of `rows`, all or none. Never deletes: a term that a file no longer names stays.

    Raises DomainError naming each row with a double code, or whose parent does not stand above it in the list.
    """
    rows = list(rows)
    _check(rows)
    with transaction.atomic():
        known: dict[Key, Term] = {(t.vocabulary, t.vintage, t.code): t for t in Term.objects.all()}
        tops = [(position, row) for position, row in enumerate(rows) if not row.parent]
        below = [(position, row) for position, row in enumerate(rows) if row.parent]
        return _write(tops, known) + _write(below, known)


def _check(rows: list[TermRow]) -> None:
    seen: set[Key] = set()
    tops: set[Key] = set()
    problems = []
    for row in rows:
        if row.key in seen:
            problems.append(_("The code %(code)s appears twice.") % {"code": row.code})
        if row.parent and (row.vocabulary, row.vintage, row.parent) not in tops:
            problems.append(
                _("%(code)s: put its parent %(parent)s above it.") % {"code": row.code, "parent": row.parent}
            )
        seen.add(row.key)
        if not row.parent:
            tops.add(row.key)
    if problems:
        raise DomainError(
            _("Nothing was changed.") + " " + " ".join(problems[:10]), "bad_rows", problems=problems
        )


def _write(rows: list[tuple[int, TermRow]], known: dict[Key, Term]) -> Loaded:
    new, changed = [], []
    for position, row in rows:
        before = known.get(row.key)
        term = Term(
            pk=before.pk if before else None,
            vocabulary=row.vocabulary,
            vintage=row.vintage,
            code=row.code,
            label=row.label,
            labels=dict(row.labels),
            aliases=list(row.aliases),
            parent=known[row.vocabulary, row.vintage, row.parent] if row.parent else None,
            position=position,
            is_sensitive=row.sensitive,
        )
        term.derive()
        if before is None:
            new.append(term)
        elif any(getattr(term, name) != getattr(before, name) for name in WRITTEN):
            changed.append(term)
        known[row.key] = term
    Term.objects.bulk_create(new)
    Term.objects.bulk_update(changed, WRITTEN, batch_size=200)
    return Loaded(created=len(new), changed=len(changed), same=len(rows) - len(new) - len(changed))
