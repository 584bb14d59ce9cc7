"""Who took part, in counts only: what a dossier may say of an event's participants. No name, no small cell.

A count under K could point at a person. It is not shown, and neither is what would give it away: when the hidden counts of a
table could be computed from its total, the next smallest goes with them. Areas are those of the first level, never districts.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper

from core.fields import TextMap
from core.small_cells import K as K
from core.small_cells import shown as shown
from core.text import ascii_digits, fold
from directory.models import Area, Term
from events.enums import Risk
from events.models import Event, Registration
from events.services.attendance import was_present

CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:\+|\b0)\d[\d ()./-]{7,}\d")


@dataclass(frozen=True)
class Counts:
    """Participants of one event by kind (code) and by first-level area (code), before anything is hidden."""

    confirmed: int = 0
    attended: int = 0
    districts: int = 0
    by_category: Mapping[str, int] = field(default_factory=dict)
    by_area: Mapping[str, int] = field(default_factory=dict)

    @property
    def basis(self) -> str:
        """Whom the tables count: those who were signed in, or, while nobody was, those who had a place."""
        return "attended" if self.attended else "confirmed"


def count(event: Event) -> Counts:
    """The participants of an event, counted in one query."""
    rows = list(
        Registration.objects.filter(event=event)
        .confirmed()
        .annotate(present=ExpressionWrapper(was_present(), BooleanField()))
        .order_by()
        .values_list("category", "area__path", "present")
    )
    present = [row for row in rows if row[2]]
    paths = [path.rstrip("/").split("/") for _category, path, _present in present or rows if path]
    return Counts(
        confirmed=len(rows),
        attended=len(present),
        districts=len({path[2] for path in paths if len(path) > 2}),
        by_category=Counter(category for category, _path, _present in present or rows if category),
        by_area=Counter(path[1] for path in paths if len(path) > 1),
    )


def table(event: Event, language: str, counts: Counts | None = None) -> dict:
    """The annex of a dossier: plain values, in the document's language. Without any table when few came or the event is confidential."""
    counts = counts or count(event)
    total = counts.attended or counts.confirmed
    annex: dict = {
        "basis": counts.basis,
        "total": total if total >= K else None,
        "reported": {
            "number": event.reported_count,
            "qualifier": event.reported_qualifier,
            "kind": event.reported_kind,
        }
        if event.reported_count
        else None,
        "districts": counts.districts if total >= K else None,
        "by_category": None,
        "by_area": None,
    }
    if total >= K and event.risk != Risk.CONFIDENTIAL:
        annex["by_category"] = _rows(counts.by_category, category_names(language))
        annex["by_area"] = _rows(counts.by_area, area_names(counts.by_area, language))
    return annex


def category_names(language: str) -> dict[str, str]:
    """{code: label} of the kinds of participants, in the document's language."""
    return {
        term.code: TextMap(term.labels).in_language(language)[0] or term.label
        for term in Term.objects.filter(vocabulary="category")
    }


def area_names(codes, language: str) -> dict[str, str]:
    """{code: name} of areas, in the document's language."""
    return {
        area.code: area.names.in_language(language)[0] or area.name
        for area in Area.objects.filter(code__in=list(codes))
    }


class Names:
    """The names of those who registered for an event, to keep them out of what leaves. Read when first asked."""

    def __init__(self, event: Event):
        self.event = event

    @cached_property
    def keys(self) -> list[str]:
        keys = (
            Registration.objects.filter(event=self.event)
            .order_by()
            .values_list("name_key", flat=True)
            .distinct()
        )
        return [f" {key} " for key in keys if len(key) > 3]

    def are_in(self, text: str) -> bool:
        """Whether the text holds somebody's name, an e-mail address or what looks like a phone number."""
        folded = f" {fold(text)} "
        return bool(CONTACT.search(ascii_digits(text))) or any(key in folded for key in self.keys)


def _rows(cells: Mapping[str, int], names: Mapping[str, str]) -> dict | None:
    known = {code: number for code, number in cells.items() if code in names}
    visible, rest = shown(known)
    rows = [{"name": names[code], "count": number} for code, number in visible.items()]
    return {"rows": rows, "others": rest} if rows else None
