"""Registering many people of a list at once: one look at who is there, one count of the seats, one transaction.

The rules are those of `events.services.registrations.register` for staff; what differs is the number of statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens
from core.actors import Actor
from core.errors import Conflict
from core.sealed import blind_index
from core.text import fold
from events.enums import EventState, RegistrationSource, RegistrationState
from events.models import Consent, Event, Registration, RegistrationChange
from events.resources import Entry
from events.services import import_questions, messages, seats
from events.services.registrations import set_contact
from events.workflow import REGISTRATION

TARGETS = (RegistrationState.INVITED, RegistrationState.PENDING, RegistrationState.CONFIRMED)
WORDING = "list"  # consents of a list were given to a sentence that we have not seen
BATCH = 500

NEW, AGAIN, ALIKE, FULL = "new", "again", "alike", "full"


@dataclass(frozen=True)
class Verdict:
    """What becomes of an entry. kind: new | again (the same person is there) | alike (perhaps the same) | full (no place, no list).

    `row`: of the file, when the other one stands in it, else 0. `state`: that it gets.
    """

    kind: str
    row: int = 0
    state: str = ""


@dataclass(frozen=True)
class _Key:
    """By what somebody is known again. Contacts as their blind index."""

    name: str
    institution: str
    email: str
    phone: str

    def compare(self, other: "_Key") -> str:
        """AGAIN, ALIKE or "" for somebody else."""
        contacts = [(self.email, other.email), (self.phone, other.phone)]
        shared = any(mine and mine == theirs for mine, theirs in contacts)
        if shared:
            return AGAIN if self.name == other.name else ALIKE
        if (self.name, self.institution) != (other.name, other.institution):
            return ""
        return ALIKE if any(mine and theirs for mine, theirs in contacts) else AGAIN


@dataclass
class Known:
    """Who is there already, found by contact or by name. Rows of the file join as they are judged.

    `tokens`: of rows taken from a list before, whatever was changed about the person since.
    """

    keys: dict[str, list[tuple[_Key, int]]] = field(default_factory=dict)
    tokens: set[str | None] = field(default_factory=set)

    @classmethod
    def of(cls, event: Event) -> "Known":
        """Everybody at the event, those who withdrew or were declined too: the same list again must not bring them back."""
        known = cls()
        rows = event.registrations.exclude(name_key="").values_list(
            "name_key", "institution_text", "institution__name", "email_index", "phone_index", "form_token"
        )
        for name, text, institution, email, phone, token in rows.iterator(chunk_size=2_000):
            known.tokens.add(token)
            known.add(_Key(name, fold(text or institution or ""), email, phone), 0)
        return known

    def add(self, key: _Key, row: int) -> None:
        for found_by in (f"n:{key.name}", f"e:{key.email}", f"p:{key.phone}"):
            if len(found_by) > 2:
                self.keys.setdefault(found_by, []).append((key, row))

    def find(self, key: _Key) -> tuple[str, int]:
        """(AGAIN, ALIKE or "", row of the file or 0): the surest first."""
        found = [
            (key.compare(other), row)
            for found_by in (f"e:{key.email}", f"p:{key.phone}", f"n:{key.name}")
            if len(found_by) > 2
            for other, row in self.keys.get(found_by, ())
        ]
        for kind in (AGAIN, ALIKE):
            rows = [row for same, row in found if same == kind]
            if rows:
                return kind, min(rows)
        return "", 0


def key_of(entry: Entry) -> _Key:
    """Reckoned once for each entry, which does not change any more."""
    if entry.key is not None:
        return entry.key
    institution = entry.institution_text or (entry.institution.name if entry.institution else "")
    email, phone = blind_index("email", entry.email), blind_index("phone", entry.phone)
    entry.key = _Key(fold(entry.name)[:200], fold(institution), email, phone)
    return entry.key


def judge(event: Event, entries: Sequence[Entry], *, target: str, add_alike: bool) -> list[Verdict]:
    """What becomes of each entry, in the order given. A look without the event's lock is a dry run; under it, a promise."""
    known, counted = Known.of(event), seats.Seats(event)
    verdicts = []
    for entry in entries:
        key = key_of(entry)
        kind, row = (AGAIN, 0) if _token(event, key) in known.tokens else known.find(key)
        if kind == AGAIN or (kind == ALIKE and not add_alike):
            verdicts.append(Verdict(kind, row))
            continue
        state = _state(event, counted, entry, target)
        if state:
            known.add(key, entry.number)
        verdicts.append(Verdict(kind or NEW, row, state) if state else Verdict(FULL))
    return verdicts


def _state(event: Event, counted: seats.Seats, entry: Entry, target: str) -> str:
    """The state that an entry gets; "" when there is neither a place nor a waiting list."""
    if target != RegistrationState.CONFIRMED:
        return target
    person = cast(
        Registration, entry
    )  # seats look at kind and area alone; thousands of models take a second to make
    if not counted.full_pools(person):
        counted.take(person)
        return RegistrationState.CONFIRMED
    return RegistrationState.WAITLISTED if event.waiting_list else ""


def must_take(event: Event) -> None:
    """Raises Conflict unless the event takes registrations by staff."""
    if event.state != EventState.PUBLISHED:
        raise Conflict(_("This event takes no registrations."), "closed")


def write(
    event: Event,
    entries: Sequence[Entry],
    verdicts: Sequence[Verdict],
    *,
    actor: Actor,
    batch: str,
    tell: bool,
    reply_by: datetime | None = None,
) -> int:
    """Save the entries that have a state, in the order given. The caller holds the event's lock, in its transaction.

    Effects: registrations with the next queue numbers, contacts sealed, history (with the day on which they registered elsewhere),
    consents, answers to the event's own questions, and with `tell` the mail of their state with the link to their own page. Returns how many.
    """
    must_take(event)
    chosen = [(entry, verdict) for entry, verdict in zip(entries, verdicts, strict=True) if verdict.state]
    now, secrets = timezone.now(), {}
    rows = []
    for place, (entry, verdict) in enumerate(chosen, start=1):
        token, token_hash = tokens.make_token() if tell and entry.email else ("", "")
        row = _registration(event, entry, verdict, now)
        row.reply_by = reply_by if row.state == RegistrationState.INVITED else None
        row.queue_no, row.token_hash = event.queue_counter + place, token_hash
        secrets[row.uid] = token
        rows.append(row)
    event.queue_counter += len(rows)
    event.save(update_fields=["queue_counter"])
    Registration.objects.bulk_create(rows, batch_size=BATCH)
    births = [_birth(row, entry, actor, batch) for row, (entry, _verdict) in zip(rows, chosen, strict=True)]
    RegistrationChange.objects.bulk_create(births, batch_size=BATCH)
    consents = [
        Consent(registration=row, purpose=purpose, given=True, wording=WORDING, language=row.language)
        for row, (entry, _verdict) in zip(rows, chosen, strict=True)
        for purpose in entry.consents
    ]
    Consent.objects.bulk_create(consents, batch_size=BATCH)
    import_questions.save((row, entry.answers) for row, (entry, _verdict) in zip(rows, chosen, strict=True))
    for row, birth in zip(rows, births, strict=True):
        if secrets[row.uid]:
            messages.tell(row, event=event, change=birth, token=secrets[row.uid])
    return len(rows)


def _token(event: Event, key: _Key) -> str:
    """What a person of a list leaves behind: unique, so that the same row can stand in the event once."""
    return tokens.hash_token(f"{event.uid}:list:{key}")


def _registration(event: Event, entry: Entry, verdict: Verdict, now: datetime) -> Registration:
    key = key_of(entry)
    row = Registration(
        event=event, source=RegistrationSource.IMPORT, state=verdict.state, name=entry.name, name_key=key.name,
        honorific=entry.honorific, designation=entry.designation, office=entry.office, institution=entry.institution,
        institution_text=entry.institution_text, category=entry.category, area=entry.area, language=entry.language, needs=entry.needs,
        possible_duplicate=verdict.kind == ALIKE,
        invited_at=now if verdict.state == RegistrationState.INVITED else None,
        confirmed_at=now if verdict.state == RegistrationState.CONFIRMED else None,
        form_token=_token(event, key),
    )  # fmt: skip
    set_contact(row, email=entry.email, phone=entry.phone)
    return row


def _birth(row: Registration, entry: Entry, actor: Actor, batch: str) -> RegistrationChange:
    transition = "invite" if row.state == RegistrationState.INVITED else "register"
    return RegistrationChange(
        subject=row, transition=transition, from_state="", to_state=REGISTRATION.state_of(row),
        on=entry.registered.date() if entry.registered else None, actor_kind=actor.kind, actor_id=actor.id,
        actor_label=actor.label[:200], data={"source": RegistrationSource.IMPORT.value, "batch": batch},
    )  # fmt: skip
