"""Letters of an event to offices: drafted for many at once, changed, issued under our number, discarded."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.actors import Actor
from core.counters import next_number
from core.dates import today
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.text import clean
from directory.models import Institution, Letter
from directory.services.letters import record_letter
from events.enums import LetterKind
from events.letter_words import LANGUAGES, first_words
from events.models import Delegation, Event, EventLetter
from events.services.answer_by import check_reply_day
from events.services.institutions import institutions_called

MOST = 400  # letters drafted at once
GOVERNMENT, OTHERS_AFTER = (
    50,
    100,
)  # precedence until somebody says otherwise: ministries and other offices of the state first
MARKS = {
    LetterKind.INVITATION: "INV",
    LetterKind.NOMINATION: "NOM",
    LetterKind.REMINDER: "REM",
    LetterKind.THANKS: "THX",
}
TEXTS = {  # what may be changed, how it is called, how long it may be, whether it has lines
    "office": (gettext_lazy("The office"), 200, False),
    "salutation": (gettext_lazy("The salutation"), 120, False),
    "subject": (gettext_lazy("The subject"), 300, False),
    "body": (gettext_lazy("The text"), 6_000, True),
    "signatory_name": (gettext_lazy("The signatory"), 120, False),
    "signatory_designation": (gettext_lazy("The signatory’s designation"), 160, False),
}
OTHERS = ("precedence", "seats", "reply_by")
NEEDED = ("office", "subject", "body", "signatory_name", "signatory_designation")


def draft_letters(
    event: Event,
    *,
    actor: Actor,
    kind: str,
    institutions: Collection[Institution] = (),
    others: Iterable[str] = (),
    language: str = "en",
    seats: int | None = None,
    reply_by: date | None = None,
    copies: Iterable[str] = (),
    **fields: Any,
) -> list[EventLetter]:
    """A draft for each institution, in the words of its kind. `fields`: office, salutation, signatory and the other texts, where they
    are the same for all; a text left empty is filled in. `others`: names of institutions that are not in the list, and are added to it.

    Effects: one row each; a delegation of the institution gives its office and the number of seats; offices of the state stand first,
    and a letter that follows another stands where that one stood. Raises DomainError on a field.
    """
    require(actor, "events.write_letters", event)
    if kind not in LetterKind.values:
        raise DomainError.on("kind", _("Choose what kind of letter it is."), "kind")
    if language not in LANGUAGES:
        raise DomainError.on(
            "language",
            _("We have no words for letters in this language yet. Choose another one."),
            "language",
        )
    check_reply_day(event, reply_by)
    names = [
        name
        for name in dict.fromkeys(clean(one, label=_("The institution"), max_length=200) for one in others)
        if name
    ]
    if not 1 <= len(institutions) + len(names) <= MOST:
        message = _("Choose at least one institution, and at most %(most)d.") % {"most": MOST}
        raise DomainError.on("institutions", message, "number")
    given = {name: value for name, value in _cleaned(fields).items() if value not in ("", None)}
    delegations = {one.institution_id: one for one in Delegation.objects.filter(event=event)}
    made = []
    with transaction.atomic():
        named = institutions_called(names, event=event, actor=actor)
        for institution in dict.fromkeys([*institutions, *named]):
            delegation = delegations.get(institution.pk)
            number = seats or (delegation.seats if delegation else None)
            follows = kind in (LetterKind.REMINDER, LetterKind.THANKS)
            earlier = _earlier(event, institution) if follows else None
            texts = first_words(
                event, kind, institution, language=language, seats=number, reply_by=reply_by, earlier=earlier
            )
            known = _known(institution, delegation, earlier)
            made.append(
                EventLetter.objects.create(
                    event=event, kind=kind, institution=institution, language=language, seats=number, reply_by=reply_by,
                    delegation=delegation, copies=_copies(copies), **{**texts, **known, **given},
                )
            )  # fmt: skip
    return made


def _known(
    institution: Institution, delegation: Delegation | None, earlier: EventLetter | None
) -> dict[str, Any]:
    """Where the letter stands among all, and its office where that is known."""
    known: dict[str, Any] = {"precedence": GOVERNMENT if institution.is_government else OTHERS_AFTER}
    if earlier:
        known = {"precedence": earlier.precedence, "office": earlier.office}
    if delegation and delegation.office:
        known["office"] = delegation.office
    return known


def _earlier(event: Event, institution: Institution) -> EventLetter | None:
    """The last letter to this institution that was issued for the event."""
    issued = event.letters.filter(institution=institution).exclude(letter=None).select_related("letter")
    return issued.order_by("-letter__our_date", "-id").first()


def update_letter(
    letter: EventLetter, *, actor: Actor, copies: Iterable[str] | None = None, **fields: Any
) -> EventLetter:
    """Change a draft. Raises Conflict "issued" when it has left; DomainError on a field."""
    require(actor, "events.write_letters", letter.event)
    changed = _cleaned(fields)
    check_reply_day(letter.event, changed.get("reply_by"))
    with transaction.atomic():
        letter = _draft(letter)
        for name, value in changed.items():
            setattr(letter, name, value)
        if copies is not None:
            letter.copies = _copies(copies)
        letter.save()
    return letter


def discard_letter(letter: EventLetter, *, actor: Actor) -> None:
    """Throw a draft away. Raises Conflict "issued": a letter that has left stays."""
    require(actor, "events.write_letters", letter.event)
    with transaction.atomic():
        _draft(letter).delete()


def issue_letter(letter: EventLetter, *, actor: Actor) -> EventLetter:
    """Give the letter our number and today's date, and enter it in the register of letters; from then on its text stays.

    The number is the host's prefix, the kind, the year and a count without gaps: SPO/INV/2026/001. A request for nomination becomes
    the letter of the institution's delegation. One audit row. Raises Conflict "issued", DomainError when something is missing.
    """
    require(actor, "events.write_letters", letter.event)
    with transaction.atomic():
        letter = _draft(letter)
        for name in NEEDED:
            if not getattr(letter, name):
                message = _("%(what)s is missing.") % {"what": TEXTS[name][0]}
                raise DomainError.on(name, message, "required")
        check_reply_day(letter.event, letter.reply_by)
        event, host = letter.event, letter.event.host
        on = today(host.timezone)
        letter.letter = record_letter(
            host, direction=Letter.Direction.OUT, correspondent=letter.institution, our_number=_number(letter, on.year), our_date=on,
            office=letter.office, signatory_name=letter.signatory_name, signatory_designation=letter.signatory_designation,
            subject=letter.subject, carries=[{"type": f"event_{letter.kind}", "uid": str(event.uid)}],
        )  # fmt: skip
        letter.save(update_fields=["letter"])
        if letter.kind == LetterKind.NOMINATION and letter.delegation_id:
            Delegation.objects.filter(pk=letter.delegation_id, letter=None).update(letter=letter.letter)
        data = {"letter": str(letter.uid), "number": letter.letter.our_number, "kind": letter.kind}
        audit.write(audit.Kind.OFFICIAL, "letter_issued", actor=actor, about=event, host=host.code, data=data)
    return letter


def _number(letter: EventLetter, year: int) -> str:
    host, mark = letter.event.host, MARKS[LetterKind(letter.kind)]
    count = next_number(host.code, f"letter:{mark}", year)
    return f"{host.reference_prefix or host.code.upper()}/{mark}/{year}/{count:03d}"


def _draft(letter: EventLetter) -> EventLetter:
    """The letter under its lock, as long as it has not left."""
    event = letter.event
    letter = lock(letter)
    letter.event = event
    if letter.letter_id:
        raise Conflict(_("This letter was issued. Its text stays; write another one."), "issued")
    return letter


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(TEXTS) - set(OTHERS)
    if unknown:
        raise TypeError(f"no such field of a letter: {', '.join(sorted(unknown))}")
    cleaned = dict(fields)
    for name, (label, longest, lines) in TEXTS.items():
        if name in fields:
            cleaned[name] = clean(fields[name] or "", label=str(label), max_length=longest, multiline=lines)
    return cleaned


def _copies(copies: Iterable[str]) -> list[str]:
    """One office a line, at most twelve."""
    lines = [clean(line, label=_("Copies"), max_length=200) for line in copies]
    found = [line for line in lines if line]
    if len(found) > 12:
        raise DomainError.on("copies", _("A letter has at most 12 copies."), "number")
    return found
