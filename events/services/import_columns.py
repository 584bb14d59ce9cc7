"""What the columns of a list of people are called: words in the languages of our hosts, and the guess that they allow."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.import_tables import EMAIL, PHONE, Table
from core.text import ascii_digits, fold
from events.services.import_headings import AFTER, ASKED, BEFORE, COUNTRY, HONORIFICS, OTHERS, TITLE, WORDS

# What a column can mean, in the order in which it is offered.
MEANINGS: dict[str, str | Promise] = {
    "name": _("Name"),
    "first_name": _("First name"),
    "middle_name": _("Middle name or patronymic"),
    "last_name": _("Last name"),
    "named": _("Name and designation in one cell, with a comma between"),
    "honorific": _("Honorific"),
    "designation": _("Designation"),
    "office": _("Office"),
    "institution": _("Institution"),
    "email": _("E-mail address"),
    "phone": _("Phone"),
    "category": _("Kind of participants"),
    "area": _("District"),
    "above": _("Province or division, where it has a column of its own"),
    "language": _("Language for messages"),
    "needs": _("What they need to take part"),
    "registered": _("Day of registration"),
    "status": _("Whether it was approved or cancelled there"),
    "consent_listed": _("Consent: name shared with other participants"),
    "consent_quoted": _("Consent: quoted by name"),
    "consent_photo": _("Consent: photographs"),
    "consent_outcome": _("Consent: told what came of it"),
}
NAMING = ("name", "first_name", "last_name", "named")

# What a form says around the word that counts: "Which district are you from?", "Please write your full name".
_AROUND = re.compile(
    r"^(and )?(please )?((write|enter|give|state|tell us|choose|select|type) )?((what|which) (s )?)?(is |are )?((your|the|of) )*"
    r"|( (are you from|do you come from|do you live in|do you work in|do you represent|do you work for|you represent|\d))+$"
)
MOST_SHEETS = 12  # looked at for one with headings
LOOKED_INTO = 200  # cells of a column
LONGEST_HEADING = 4  # words; a longer one is a question, and says too much to be guessed by a part of it


def _key(text: str) -> str:
    return fold(text.replace("_", " ")).replace(" the ", " ")


_EXACT = {_key(word): meaning for meaning, words in reversed(WORDS.items()) for word in words.split("|")}


def is_known(heading: str) -> bool:
    """Whether a cell reads like the heading of a list of people."""
    return bool(guess([heading]))


def guess(columns: Iterable[str], cells: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """{column: meaning} for the columns whose names say it. No meaning twice: the better name wins, then the earlier column.

    `cells` of the columns, where they are known: what a column holds can speak against its name ("E-mail 1 - Label").
    """
    ranked = sorted(
        (
            (rank, place, column, meaning)
            for place, column in enumerate(columns)
            for rank, meaning in _candidates(column)
            if cells is None or _fits(meaning, cells.get(column, ()))
        ),
        key=lambda found: found[:2],
    )
    mapping: dict[str, str] = {}
    for _rank, _place, column, meaning in ranked:
        if column not in mapping and meaning not in mapping.values():
            mapping[column] = meaning
    values = set(mapping.values())
    if {"first_name", "last_name"} <= values:  # surer than what somebody calls a device
        return {column: meaning for column, meaning in mapping.items() if meaning not in ("name", "named")}
    if "name" in values:
        parts = ("first_name", "middle_name", "last_name", "named")
        return {column: meaning for column, meaning in mapping.items() if meaning not in parts}
    return mapping


def _candidates(column: str) -> list[tuple[int, str]]:
    """(rank, meaning), lowest rank first: the whole heading, a part of it in another language, a word in it."""
    whole = _key(column)
    if whole in _EXACT:
        return [(0, _EXACT[whole])]
    if any(fold(other) in whole.split() for other in OTHERS):
        return []
    if whole == TITLE:
        return [(1, "designation"), (2, "honorific")]
    if whole in _folded(COUNTRY):
        return [(4, "area")]
    if (asked := _AROUND.sub("", whole)) in _EXACT or (asked := _bare(whole)) in _EXACT:
        return [(1, _EXACT[asked])]
    parts = [_key(part) for part in re.split(r"[/()|—–:&\n]+| and ", column)]
    found = [(1, _EXACT[part]) for part in parts if part in _EXACT]
    for together, meaning in ({"name", "designation"}, "named"), ({"email", "phone"}, "phone"):  # in one cell
        if together <= {part for _rank, part in found}:
            found = [(1, meaning)]
    found += [
        (2, meaning) for meaning in ASKED if any(f" {word} " in f" {whole} " for word in _asked(meaning))
    ]
    if len(whole.split()) <= LONGEST_HEADING and not found:
        found += [
            (3, meaning) for word, meaning in _EXACT.items() if " " in word and f" {word} " in f" {whole} "
        ]
    return found


def _bare(whole: str) -> str:
    """A heading without what a form in Bangla, Urdu, Russian, Arabic or Nepali says around the word that counts."""
    longer = ""
    while longer != whole and whole not in _EXACT:
        longer = whole
        for one in _folded(BEFORE):
            whole = whole.removeprefix(f"{one} ")
        for one in _folded(AFTER):
            whole = whole.removesuffix(f" {one}")
    return whole


@cache
def _folded(words: str) -> tuple[str, ...]:
    """Words between bars as keys, the longest first."""
    return tuple(sorted((_key(word) for word in words.split("|")), key=len, reverse=True))


def _fits(meaning: str, cells: Sequence[str]) -> bool:
    """Whether a column can mean this by what it holds. An empty one can."""
    filled = [cell for cell in cells if cell][:LOOKED_INTO]
    if not filled:
        return True
    if meaning == "email":
        return any("@" in cell for cell in filled)
    if meaning == "phone":
        return any(sum(one.isdigit() for one in ascii_digits(cell)) >= 5 for cell in filled)
    if meaning == "designation":
        return not all(_key(cell) in _folded(HONORIFICS) for cell in filled)
    return True


def guess_by_contents(found: Table) -> dict[str, str]:
    """{column: meaning} for a list without headings: addresses and telephone numbers are known by their looks, names come first."""
    mapping: dict[str, str] = {}
    for place, column in enumerate(found.columns):
        cells = [cell for row in found.rows if (cell := row.cells[place])]
        looks = [_look_of(cell) for cell in cells]
        meaning = max(set(looks), key=looks.count) if looks else ""
        if meaning and meaning not in mapping.values():
            mapping[column] = meaning
    return mapping


def _look_of(cell: str) -> str:
    if EMAIL.fullmatch(cell):
        return "email"
    if PHONE.fullmatch(ascii_digits(cell)):
        return "phone"
    digits = sum(character.isdigit() for character in cell)  # few: "12. Ali"
    return "name" if digits * 3 <= sum(character.isalpha() for character in cell) else ""


@cache
def _asked(meaning: str) -> list[str]:
    words = ASKED[meaning]
    return [_key(word) for word in (words.split("|") if "|" in words else words.split())]


def faults(mapping: Mapping[str, str]) -> str:
    """A sentence about what the mapping lacks or says twice; "" when it will do."""

    meanings = list(mapping.values())
    twice = [meaning for meaning in dict.fromkeys(meanings) if meanings.count(meaning) > 1]
    if twice:
        return gettext("Two columns are said to be “%(meaning)s”. Choose one of them.") % {
            "meaning": MEANINGS.get(twice[0], gettext("a question of this event"))
        }
    if not set(NAMING) & set(meanings) and "designation" not in meanings:
        return gettext("Say which column holds the names.")
    return ""
