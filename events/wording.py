"""Texts that organisers write to people: placeholders, the language of the reader, and what a discreet event keeps to itself."""

import re
from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.fields import TextMap
from core.outbox import Message
from core.text import clean, fold
from events.enums import OPEN, RegistrationState
from events.models import Event, Registration
from events.queries import date_words

PLACEHOLDER = re.compile(r"\{\s*([\w ]{1,40}?)\s*\}")
PLACEHOLDERS = ("name", "event", "dates")
LONGEST_SUBJECT, LONGEST_BODY = 150, 6_000
NOT_SHOWN = gettext_lazy("[the address of this person’s own page, which nobody else is shown]")
SHORTEST_TELLING = 4  # letters of a title or place below which finding it in a text means nothing


def cleaned(event: Event, field: str, texts: Mapping[str, str], *, label: str, longest: int) -> TextMap:
    """The texts as they may be kept, by language. Raises DomainError on `field` for what is too long or holds a placeholder that
    nobody fills in."""
    try:
        kept = {
            code: clean(words, label=label, max_length=longest, multiline=field == "body")
            for code, words in texts.items()
        }
    except DomainError as error:
        raise DomainError.on(field, error.message, error.code) from error
    unknown = [
        found for words in kept.values() for found in PLACEHOLDER.findall(words) if found not in PLACEHOLDERS
    ]
    if unknown:
        message = _("“{%(word)s}” is not known. Only {name}, {event} and {dates} are filled in.")
        raise DomainError.on(field, message % {"word": unknown[0]}, "placeholder")
    return TextMap({code: words for code, words in kept.items() if words})


def filled(words: str, registration: Registration) -> str:
    """The words with their placeholders filled in, in the language that is active. A discreet event is “the meeting”."""
    event = registration.event
    values = {
        "name": registration.name,
        "event": _("the meeting") if event.is_discreet else str(event.title),
        "dates": date_words(event),
    }
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), words)


def written(
    registration: Registration,
    *,
    subject: TextMap,
    body: TextMap,
    neutral: str | Promise,
    own_page: str | Promise,
) -> Message:
    """The mail as this person gets it. `neutral`: the subject when the event is discreet, whatever was typed. `own_page`: what
    `own_page_words` takes."""
    with translation.override(registration.language):
        event = registration.event
        line = (
            str(neutral)
            if event.is_discreet
            else filled(subject.in_language(registration.language)[0], registration)
        )
        text = filled(body.in_language(registration.language)[0], registration)
        parts = [part for part in (text, own_page_words(registration, own_page), _signed(event)) if part]
        return Message(" ".join(line.split()), "\n\n".join(parts) + "\n")


def own_page_words(registration: Registration, address: str | Promise) -> str:
    """Where the person sees, changes or answers, in the language that is active. `address`: that of their own page
    (`links.own_address`), or `NOT_SHOWN` where somebody else reads. Nothing for who has none, and for who is not registered any more.
    """
    if not registration.token_hash or registration.state not in OPEN:
        return ""
    words = (
        _("Say yes or no here:\n%(link)s")
        if registration.state == RegistrationState.INVITED
        else _("To see or change your registration:\n%(link)s")
    )
    alone = _("This address is for you alone. Please do not pass it on.")
    return words % {"link": address} + "\n" + alone


def _signed(event: Event) -> str:
    """Who writes, and why the reader gets it."""
    if event.is_discreet:
        return _("The organisers")
    return _("%(host)s\nYou get this message because you are registered for, or invited to, “%(event)s”.") % {
        "host": event.host,
        "event": event.title,
    }


def gives_away(event: Event, texts: Iterable[str]) -> list[str]:
    """What of a discreet event stands in texts that go out: its title, its place, those behind it. Empty for an open event."""
    if not event.is_discreet:
        return []
    known = [*event.title.values(), event.venue, event.city, event.host.name, event.host.short_name]
    said = f" {' '.join(fold(text) for text in texts)} "
    found = [word for word in known if len(word) >= SHORTEST_TELLING and f" {fold(word)} " in said]
    return list(dict.fromkeys(found))
