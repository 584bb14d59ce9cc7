"""Shared words of the papers: what stands on each of them, and in which script a name is set."""

import re

from django.utils.translation import gettext as _

from core.languages import RTL_LANGUAGES, direction
from directory.queries import terms
from events.models import Event
from events.queries import date_words, standing

# Which language it is matters for the letters' shape only.
_SCRIPTS = (
    (re.compile("[A-Za-z\u00c0-\u024f]"), "en"),
    (re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"), "ur"),
    (re.compile("[\u0980-\u09ff]"), "bn"),
    (re.compile("[\u0900-\u097f]"), "ne"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
)


def told(text: str, event: Event | None = None) -> dict:
    """A name or title with the language whose letters set it: nobody says in which language a name is written."""
    language = max(_SCRIPTS, key=lambda pair: len(pair[0].findall(text)))[1]
    if language == "ur" and event is not None:  # Nastaliq for Urdu, Naskh where the event speaks another
        language = next((code for code in event.languages if code in RTL_LANGUAGES), language)
    return {"text": text, "lang": language, "size": _size(text)}


def _size(text: str) -> str:
    """How long it is, for the size of the letters on a badge."""
    longest = max((len(word) for word in text.split()), default=0)
    if len(text) > 44 or longest > 22:
        return "tiny"
    if len(text) > 26 or longest > 15:
        return "small"
    return ""


def printed_kinds() -> dict[str, str]:
    """{code: label} of the kinds of participants as they may stand on paper beside a name. Paper lies about: a kind that can put
    a person at risk is only "Participant" there."""
    return {
        term.code: str(_("Participant")) if term.is_sensitive else str(term) for term in terms("category")
    }


def frame(event: Event, language: str) -> dict:
    """Whose paper it is: event, days, place, host."""
    text, written = event.title.in_language(language)
    place = ", ".join(part for part in (event.venue, event.city) if part)
    return {
        "language": language,
        "direction": direction(language),
        "event": {"text": text, "lang": written},
        "when": date_words(event),
        "place": told(place),
        "host": str(event.host),
        "is_sample": event.is_sample,
    }


def partners(event: Event) -> list[dict]:
    """Who stands behind the event, by part: [{"role", "names", "disclaimers"}]."""
    found: dict[str, dict] = {}
    for partner in standing(event).partners:
        line = found.setdefault(partner.role, {"role": partner.role, "names": [], "disclaimers": []})
        line["names"].append(partner.name)
        if partner.disclaimer:
            line["disclaimers"].append(told(partner.disclaimer))
    return list(found.values())
