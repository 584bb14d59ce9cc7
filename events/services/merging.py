"""Two registrations that are one person: pointed out, and merged into the older one by staff."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import workflow
from core.access import reveal_many
from core.actors import Actor
from core.errors import Conflict
from core.permissions import require
from core.text import fold
from events.enums import HOLDING, OPEN
from events.models import DistinctPair, Event, Registration
from events.services import seats
from events.services.choices import take_over
from events.services.decisions import end_locked, lock_with_event
from events.services.registrations import set_contact
from events.workflow import REGISTRATION

MANAGE = "events.manage_registrations"
MOST_PAIRS = 200
KEPT_IF_EMPTY = ("honorific", "designation", "office", "institution_text", "needs", "institution", "person")


@dataclass(frozen=True)
class Pair:
    """Two registrations that may be one person, the older first; `why`: email, phone or name."""

    older: Registration
    newer: Registration
    why: str


def pairs(event: Event) -> list[Pair]:
    """Registrations that are not ended and share an e-mail address, a phone number, or name and institution, and of which nobody said that they
    are two people. Two queries."""
    groups: dict[tuple[str, str], list[Registration]] = defaultdict(list)
    rows = (
        event.registrations.filter(state__in=OPEN).select_related("institution", "area").order_by("queue_no")
    )
    for row in rows.defer("email", "phone"):
        for why, value in (("email", row.email_index), ("phone", row.phone_index), ("name", _called(row))):
            if value:
                groups[why, value].append(row)
    found: dict[tuple[int, int], Pair] = {}
    distinct = set(DistinctPair.objects.filter(older__event=event).values_list("older_id", "newer_id"))
    for (why, _value), same in groups.items():
        for at, newer in enumerate(same):
            older = next((row for row in same[:at] if (row.pk, newer.pk) not in distinct), None)
            if older is not None:
                found.setdefault((older.pk, newer.pk), Pair(older, newer, why))
    return sorted(found.values(), key=lambda pair: (pair.older.queue_no, pair.newer.queue_no))[:MOST_PAIRS]


def _called(row: Registration) -> str:
    """Name and institution, folded; "" without an institution: many people share a name."""
    institution = str(row.institution_id or "") or fold(row.institution_text)
    return f"{row.name_key}|{institution}" if institution and row.name_key else ""


def merge(one: Registration, other: Registration, *, actor: Actor) -> Registration:
    """Make two registrations of one person one: the older stays, the newer is withdrawn and says into which it went.

    A contact that only the newer has is opened (logged) and sealed anew for the older. Then under the event's lock: 1. what the
    older lacks is filled in, 2. scans, consents, answers, choices and calls move to it, unless it has its own, 3. the newer is
    withdrawn without a mail, 4. if it held a seat and the older waited, the older gets a place while there is one, 5. seats that
    became free go to those who wait; history of both. Returns the one that stays. Raises Conflict unless both are of one event and
    not ended.
    """
    require(actor, MANAGE, one)
    kept, gone = sorted((one, other), key=lambda row: row.queue_no)
    if kept.event_id != gone.event_id or kept.pk == gone.pk:
        raise Conflict(_("Choose two registrations of the same event."), "same")
    contact = _missing_contact(kept, gone, actor)
    with transaction.atomic():
        event = lock_with_event(kept)
        gone.refresh_from_db()
        gone.event = event
        if kept.state not in OPEN or gone.state not in OPEN:
            raise Conflict(_("One of the two was withdrawn or declined meanwhile."), "ended")
        gave_a_seat = gone.state in HOLDING
        _fill(kept, gone, contact)
        _move(kept, gone)
        take_over(kept, gone, event=event)
        gone.merged_into = kept
        evidence = {"merged_into": kept.code}
        end_locked(
            gone, "cancel", event=event, actor=actor, evidence=evidence, fields=("merged_into",), told=False
        )
        workflow.record(REGISTRATION, kept, "merge", kept.state, actor=actor, evidence={"merged": gone.code})
        if gave_a_seat and kept.state not in HOLDING and not seats.Seats(event).full_pools(kept):
            seats.confirm(kept, event=event, actor=actor)
        seats.promote_locked(event)
    return kept


def keep_apart(one: Registration, other: Registration, *, actor: Actor) -> DistinctPair:
    """Say that two registrations are two people: the pair is not pointed out again. Effects: a row with who said so, history of both;
    who was flagged as a possible duplicate and is in no other pair is flagged no more. Saying it twice changes nothing."""
    require(actor, MANAGE, one)
    older, newer = sorted((one, other), key=lambda row: row.queue_no)
    if older.event_id != newer.event_id or older.pk == newer.pk:
        raise Conflict(_("Choose two registrations of the same event."), "same")
    with transaction.atomic():
        event = lock_with_event(older)
        newer.refresh_from_db()
        pair, is_new = DistinctPair.objects.get_or_create(
            older=older, newer=newer, defaults={"said_by": actor.label[:200], "said_by_id": actor.id}
        )
        if is_new:
            for row, another in ((older, newer), (newer, older)):
                workflow.record(
                    REGISTRATION, row, "keep_apart", row.state, actor=actor, evidence={"from": another.code}
                )
            left = {row.pk for pair in pairs(event) for row in (pair.older, pair.newer)}
            Registration.objects.filter(pk__in={older.pk, newer.pk} - left).update(possible_duplicate=False)
    return pair


def ask_again(pair: DistinctPair, *, actor: Actor) -> None:
    """Take back that two registrations are two people. Effects: the row goes, history of the newer."""
    require(actor, MANAGE, pair.older)
    with transaction.atomic():
        workflow.record(
            REGISTRATION,
            pair.newer,
            "ask_again",
            pair.newer.state,
            actor=actor,
            evidence={"from": pair.older.code},
        )
        pair.delete()


def kept_apart(event: Event) -> list[DistinctPair]:
    """The pairs of which staff said that they are two people, while both are on the list; the last first."""
    rows = DistinctPair.objects.filter(older__event=event, older__state__in=OPEN, newer__state__in=OPEN)
    return list(rows.select_related("older", "newer").order_by("-id")[:MOST_PAIRS])


def _missing_contact(kept: Registration, gone: Registration, actor: Actor) -> dict[str, str]:
    missing = [kind for kind in ("email", "phone") if getattr(gone, kind) and not getattr(kept, kind)]
    if not missing:
        return {}
    host = gone.event.host.code
    [contact] = reveal_many(
        [gone], missing, actor=actor, purpose=_("Two registrations of one person"), host=host
    )
    return contact


def _fill(kept: Registration, gone: Registration, contact: dict[str, str]) -> None:
    for name in KEPT_IF_EMPTY:
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
    if kept.state not in HOLDING:  # who holds a seat holds it for the kind and area it was counted in
        kept.category, kept.area = kept.category or gone.category, kept.area or gone.area
    set_contact(kept, **contact)
    kept.possible_duplicate = False
    if gone.person_id and gone.person_id == kept.person_id:
        gone.person = None
        gone.save(update_fields=["person"])
    kept.save()


def _move(kept: Registration, gone: Registration) -> None:
    """Rows of which there may be one each move only where the one that stays has none."""
    signed_in = kept.scans.filter(result="ok", forced=False).values("point")
    gone.scans.exclude(result="ok", forced=False, point__in=signed_in).update(registration=kept)
    gone.consents.update(registration=kept)
    gone.contact_attempts.update(registration=kept)
    gone.question_answers.exclude(question__in=kept.question_answers.values("question")).update(
        registration=kept
    )
    gone.attendance.exclude(point__in=kept.attendance.values("point")).update(registration=kept)
