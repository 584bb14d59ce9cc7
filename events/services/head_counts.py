"""The anonymous tally at a point: how many of which sex and age, with or without a disability. Sums only, no link to anybody."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from events.models import Event, HeadCount
from events.services.checkin import check_point
from events.tally import MOST, QUESTIONS

RECORD = "events.record_attendance"


def set_head_count(
    event: Event, *, actor: Actor, point: str, counts: Mapping[str, Mapping[str, int]], note: str = ""
) -> HeadCount:
    """The sums at a point, as counted; they replace those of before. Raises DomainError for anything but such numbers."""
    require(actor, RECORD, event)
    kept = _checked(event, point, counts)
    note = clean(note, label=_("The note"), max_length=200)
    with transaction.atomic():
        lock(event)
        row, _created = HeadCount.objects.update_or_create(
            event=event,
            point=point,
            defaults={"counts": kept, "note": note, "actor_label": actor.label[:200]},
        )
    return row


def count_one(event: Event, *, actor: Actor, point: str, answers: Mapping[str, str]) -> HeadCount:
    """One more person, by what they said: {"sex": "f", "age": "18-29"}. A question without an answer counts as not said."""
    require(actor, RECORD, event)
    one = {name: {answers.get(name) or "unknown": 1} for name in QUESTIONS}
    one = _checked(event, point, one)
    with transaction.atomic():
        lock(event)
        row, _created = HeadCount.objects.get_or_create(event=event, point=point)
        for name, [(value, _n)] in ((name, list(answer.items())) for name, answer in one.items()):
            sums = row.counts.setdefault(name, {})
            sums[value] = sums.get(value, 0) + 1
        row.actor_label = actor.label[:200]
        row.save()
    return row


def _checked(event: Event, point: str, counts: Mapping) -> dict[str, dict[str, int]]:
    """The counts as they may be kept: known questions and answers, whole numbers, none for nothing."""
    check_point(event, point)
    kept: dict[str, dict[str, int]] = {}
    for name, answers in counts.items():
        known = QUESTIONS.get(name, ("", {}))[1]
        for value, number in answers.items():
            if value not in known:
                raise DomainError(_("This question or answer is not part of the head count."), "unknown")
            if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST:
                raise DomainError.on(f"{name}_{value}", _("Write a whole number."), "number")
            if number:
                kept.setdefault(name, {})[value] = number
    return kept
