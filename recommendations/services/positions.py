"""What an answer says about each recommendation: read, checked, written. The verbs are in services.answers."""

import hashlib
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from core.errors import DomainError
from recommendations.enums import REASON_REQUIRED, PositionValue
from recommendations.models import Answer, Position, Recommendation, SubmissionItem
from recommendations.services.given import text

MAX_REASON, MAX_PART = 4_000, 2_000


def stamp(position: Position | None) -> str:
    """A short mark of what a position says now, so that a page can tell whether it changed since."""
    if position is None or not any(values(position)):
        return ""
    return hashlib.sha256("\x1f".join(values(position)).encode()).hexdigest()[:16]


def problem(position: Position) -> str:
    """What a position lacks before it can be issued or confirmed, as a sentence; "" when it is complete."""
    if not position.value:
        return _("Choose a position, or clear the text.")
    if position.value == PositionValue.AGREED_IN_PART and not position.part:
        return _("Say which part is agreed.")
    if position.value in REASON_REQUIRED and not position.reason:
        return _("Give the reason: it is needed unless the recommendation is agreed.")
    return ""


def write(answer: Answer, given: Iterable[Mapping]) -> None:
    """Bring the rows in line with what was given: a row without value and text is no row.

    `given`: {recommendation (object, reference, its uid or the item's), value, part, reason} each.
    """
    given = list(given)
    items = _items_by_name(answer) if given else {}
    present = {position.item_id: position for position in answer.positions.all()}
    changed, new = [], []
    for one in given:
        named = one["recommendation"]
        item = items.get(named.pk if isinstance(named, Recommendation) else str(named))
        if item is None:
            message = _("“%(ref)s” is not in this submission.") % {"ref": str(named)[:40]}
            raise DomainError.on("positions", message, "unknown_item")
        wanted = cleaned(one.get("value", ""), one.get("part", ""), one.get("reason", ""))
        position = present.get(item.pk)
        if position is not None and values(position) != wanted:
            changed.append(position)
        elif position is None and any(wanted):
            position = Position(answer=answer, item=item)
            new.append(position)
        else:
            continue
        position.value, position.part, position.reason = wanted
    if len({position.item_id for position in new}) != len(new):
        raise DomainError.on("positions", _("A recommendation is answered twice in this answer."), "twice")
    Position.objects.bulk_create(new)
    Position.objects.bulk_update(changed, ["value", "part", "reason"], batch_size=200)


def _items_by_name(answer: Answer) -> dict[str | int | None, SubmissionItem]:
    items: dict[str | int | None, SubmissionItem] = {}
    for item in answer.submission.items.select_related("recommendation"):
        recommendation = item.recommendation
        for key in (str(item.uid), recommendation.ref, str(recommendation.uid), recommendation.pk):
            items[key] = item
    return items


def cleaned(value: str, part: str, reason: str) -> tuple[str, str, str]:
    """The three as they may be kept. Raises DomainError for an unknown value or a text that is too long."""
    if value and value not in PositionValue.values:
        raise DomainError.on("value", _("Choose one of the positions in the list."), "unknown_value")
    return (
        str(value),
        text("part", _("The part"), part, MAX_PART, multiline=True),
        text("reason", _("The reason"), reason, MAX_REASON, multiline=True),
    )


def values(position: Position) -> tuple[str, str, str]:
    return (position.value, position.part, position.reason)


def must_be_complete(answer: Answer) -> None:
    """Raises DomainError naming each item that lacks something. Rows that were cleared again are taken away."""
    rows = list(answer.positions.select_related("item__recommendation"))
    empty = [row for row in rows if not any(values(row))]
    Position.objects.filter(pk__in=[row.pk for row in empty]).delete()
    rows = [row for row in rows if row not in empty]
    if not rows:
        raise DomainError(
            _("There is no position yet. Answer at least one recommendation first."), "no_positions"
        )
    lacking = {str(row.item.uid): [sentence] for row in rows if (sentence := problem(row))}
    if lacking:
        refs = ", ".join(row.item.recommendation.ref or "" for row in rows if str(row.item.uid) in lacking)
        raise DomainError(
            _("Something is missing at %(refs)s. Complete it, then go on.") % {"refs": refs},
            "incomplete",
            fields=lacking,
        )
