"""What others may read of the minutes. Every page, export and document that shows an entry outside the drafting circle asks here.

The rule that counts is the strictest one that the session ever had:

| rule | words | who spoke |
|---|---|---|
| on the record | yes | as the entry says |
| named without quotation | yes | never beside words; apart, who took part |
| affiliation | yes | organisation, category or area; never a name |
| Chatham House | yes | nothing |
| closed | nothing | nothing |

Withheld entries keep their number and say nothing else, not even their kind: "testimony" alone can tell too much.
The typist, the speakers of the agenda and the people present are never shown here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consultations import queries, validators
from consultations.enums import Attribution, AttributionRule, EntryKind, EntryVisibility, MinutesState
from consultations.models import Entry, Minutes
from core.actors import ANONYMOUS
from directory.queries import category_labels

# Who reads -> which visibility they may read. The drafting circle reads the entries themselves.
AUDIENCES: dict[str, frozenset[str]] = {
    "public": frozenset({EntryVisibility.PUBLIC}),
    "participants": frozenset({EntryVisibility.PUBLIC, EntryVisibility.PARTICIPANTS}),
}
# "Who took part" with one line would tie every word to it.
FEWEST_NAMED = 2


@dataclass(frozen=True)
class PublicEntry:
    """An entry as an outsider may read it. `withheld`: only its number stands; text, kind and attribution are empty."""

    number: int
    kind: str = ""
    text: str = ""
    language: str = ""
    interpreted: bool = False
    attribution: str = ""
    withheld: bool = False
    uid: str = ""

    @property
    def kind_label(self) -> str:
        return str(EntryKind(self.kind).label) if self.kind else ""


def is_public(minutes: Minutes) -> bool:
    """Whether outsiders may read these minutes at all (the same question as Minutes.objects.visible_to, for one at hand)."""
    event = minutes.session.event
    return (
        minutes.state == MinutesState.PUBLISHED
        and minutes.strictest_attribution in AttributionRule.values
        and minutes.strictest_attribution != AttributionRule.CLOSED
        and event.is_public
    )


def public_entries(minutes: Minutes) -> list[PublicEntry]:
    """The entries of published minutes for everyone; [] where the minutes are not public. One query."""
    return entries_for(minutes, "public") if is_public(minutes) else []


def entries_for(minutes: Minutes, audience: str) -> list[PublicEntry]:
    """The entries as `audience` would read them, whatever state the minutes are in: for previews and circulation."""
    if minutes.strictest_attribution in ("", AttributionRule.CLOSED):
        return []
    rows = list(minutes.entries.standing().select_related("institution", "area").order_by("number"))
    labels = category_labels() if any(row.attribution == Attribution.CATEGORY for row in rows) else {}
    return [_redacted(row, minutes.strictest_attribution, AUDIENCES[audience], labels) for row in rows]


def public_entry(entry: Entry, labels: Mapping[str, str] | None = None) -> PublicEntry | None:
    """One entry for everyone, such as a source of a recommendation. None when it was struck out or its minutes are not public.

    Read it with minutes__session__event, institution and area. `labels` (directory.queries.category_labels) saves a query per entry.
    """
    if entry.struck_at is not None or not is_public(entry.minutes):
        return None
    if labels is None:
        labels = category_labels() if entry.attribution == Attribution.CATEGORY else {}
    return _redacted(entry, entry.minutes.strictest_attribution, AUDIENCES["public"], labels)


def who_took_part(minutes: Minutes, audience: str = "public") -> list[str]:
    """Under "named without quotation": the names and organisations of those who spoke, apart from any words, in alphabetical order."""
    if minutes.strictest_attribution != AttributionRule.NAMED_NO_QUOTE:
        return []
    rows = minutes.entries.standing().filter(
        visibility__in=AUDIENCES[audience], attribution__in=[Attribution.NAMED, Attribution.ORGANISATION]
    )
    lines = {queries.who_line(row, {}) for row in rows.select_related("institution", "area")}
    return sorted(lines) if len(lines) >= FEWEST_NAMED else []


def published_count() -> int:
    """How many entries everyone can read."""
    minutes = Minutes.objects.visible_to(ANONYMOUS)
    return Entry.objects.standing().filter(minutes__in=minutes, visibility=EntryVisibility.PUBLIC).count()


def _redacted(entry: Entry, rule: str, readable: frozenset[str], labels: Mapping[str, str]) -> PublicEntry:
    if entry.visibility not in readable:
        return PublicEntry(entry.number, withheld=True)
    beside_words = entry.attribution in validators.levels(rule) and rule != AttributionRule.NAMED_NO_QUOTE
    return PublicEntry(
        number=entry.number,
        kind=entry.kind,
        text=entry.text,
        language=entry.language,
        interpreted=entry.interpreted,
        attribution=queries.who_line(entry, labels) if beside_words else "",
        uid=str(entry.uid),
    )
