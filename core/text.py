"""The one door for text: forms, API and imports clean and fold every string here.

Facts behind the rules: Django's forms accept zero-width-only names and bidi overrides, SQLite stores NUL and any length,
PostgreSQL refuses both; Bangla needs ZWJ/ZWNJ, so those stay; long runs of combining marks stall the PDF renderer.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.errors import DomainError

BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ZERO_WIDTH = re.compile(
    "[\u00ad\u200b\u2060\u180e\ufeff]"
)  # not U+200C/U+200D: Bangla and Urdu are written with them
JOINERS = re.compile("[\u200c\u200d]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
BROKEN = re.compile("[\ud800-\udfff\ufffd]")  # halves of a pair, and what stands for bytes that were no UTF-8
DASHES = re.compile("[/\u2010-\u2015]")
MAX_COMBINING = 8

# Letters that people type one for the other, mapped to one form for search and sort.
_FOLD_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ی",
        "ғ": "г", "қ": "к", "ҳ": "х", "ҷ": "ч", "ӯ": "у", "ӣ": "и", "ё": "е", "ъ": "", "ь": "",
        "ß": "ss", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip


def clean(
    value: str,
    *,
    label: str = "",
    max_length: int | None = None,
    multiline: bool = False,
    required: bool = False,
) -> str:
    """The text as it may be kept: NFC, trimmed, without bidi controls and zero-width characters (joiners stay).

    Raises DomainError with a sentence when the text is too long, holds NUL, control characters or broken Unicode,
    stacks more than 8 combining marks, or is missing although required.
    """
    label = label or _("This text")
    if not isinstance(value, str):
        raise DomainError(_("%(label)s must be text.") % {"label": label}, "not_text")
    if max_length and len(value) > max_length * 4:  # before any costly work on a huge value
        raise _too_long(label, max_length)
    if BROKEN.search(value):
        raise DomainError(
            _("%(label)s holds a broken character. Please type it again.") % {"label": label}, "broken_text"
        )
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = ZERO_WIDTH.sub("", BIDI_CONTROLS.sub("", value))
    allowed = "\n\t" if multiline else "\t"
    if any(character not in allowed for character in CONTROLS.findall(value)):
        if not multiline and "\n" in value and not CONTROLS.search(value.replace("\n", "").replace("\t", "")):
            raise DomainError(_("%(label)s must be on one line.") % {"label": label}, "line_break")
        raise DomainError(
            _("%(label)s holds a character that cannot be shown. Please type it again.") % {"label": label},
            "control",
        )
    value = value.replace("\t", " ").strip() if not multiline else value.strip()
    if not JOINERS.sub("", value).strip():
        value = ""
    if required and not value:
        raise DomainError(_("%(label)s is missing.") % {"label": label}, "required")
    if max_length and len(value) > max_length:
        raise _too_long(label, max_length)
    if _longest_combining_run(value) > MAX_COMBINING:
        raise DomainError(_("%(label)s stacks too many marks on one letter.") % {"label": label}, "combining")
    return value


def _too_long(label: str, max_length: int) -> DomainError:
    return DomainError(
        _("%(label)s is too long: at most %(max)d characters.") % {"label": label, "max": max_length},
        "too_long",
    )


def _longest_combining_run(value: str) -> int:
    if value.isascii():  # here and below: nothing to look at letter by letter
        return 0
    longest = run = 0
    for character in value:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest


def ascii_digits(value: str) -> str:
    """Bangla, Arabic, Devanagari and other decimal digits as 0-9; all else unchanged."""
    if value.isascii():
        return value
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() and not character.isascii() else character
        for character in value
    )


def fold(value: str) -> str:
    """A key for search and sort that does not depend on the database: case, accents, letter variants and digits folded.

    Vowel signs of Indic scripts stay (they are letters there); Latin, Cyrillic and Arabic diacritics go.
    """
    if value.isascii():
        folded = value.casefold()
    else:
        value = JOINERS.sub("", unicodedata.normalize("NFC", value)).casefold().translate(_FOLD_LETTERS)
        decomposed = unicodedata.normalize("NFKD", value)
        kept = "".join(character for character in decomposed if unicodedata.combining(character) in (0, 7, 9))
        folded = unicodedata.normalize("NFC", ascii_digits(kept)).translate(_FOLD_LETTERS)
    return " ".join(re.sub(r"[^\w\u0900-\u0dff]+", " ", folded).split())


def normal_email(value: str) -> str:
    """The address as it is compared: trimmed, lower case, its domain as mail servers write it (letters that only look Latin are seen
    then: xn--pople-zwe.example). Raises DomainError when it is not an address."""
    value = clean(value, label=_("The e-mail address"), max_length=254).lower()
    try:
        validate_email(value)
        name, _at, domain = value.rpartition("@")
        value = f"{name}@{punycode(domain)}"
    except (ValidationError, UnicodeError) as error:
        raise DomainError(_("Write the e-mail address in the form name@example.org."), "email") from error
    return value


def phone_hint(region: str = "") -> str:
    """How a number is written, with an example of that country where one is known."""
    if example := _phone_example(region):
        return _("With country code, such as %(example)s.") % {"example": example}
    return _("With country code: + and all digits.")


def _phone_example(region: str) -> str:
    """A mobile number of a country as it looks, with zeros where somebody could be called: "+880 1812-000000"; "" when not known."""
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if not region or number is None:
        return ""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    code, _space, rest = written.partition(" ")
    return f"{code} {rest[:3]}{re.sub('[0-9]', '0', rest[3:])}"


def normal_phone(value: str, region: str = "") -> str:
    """The number in E.164 (+8801711000000). `region` (ISO 3166 alpha-2) reads numbers without a country code."""
    value = ascii_digits(clean(value, label=_("The phone number"), max_length=40))
    try:
        number = phonenumbers.parse(value, region or None)
    except phonenumbers.NumberParseException as error:
        example = _phone_example(region)
        message = (
            _("Write the phone number with its country code, such as %(example)s.") % {"example": example}
            if example
            else _("Write the phone number with its country code: + and all digits.")
        )
        raise DomainError(message, "phone") from error
    if not phonenumbers.is_possible_number(number):
        raise DomainError(_("This phone number is too short or too long. Please check it."), "phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def address_of(text: str, longest: int = 60) -> str:
    """Words for an address, such as "eu-tajikistan-seminar": dashes part words, and a long one ends after a whole word. "" without
    Latin letters."""
    slug = slugify(DASHES.sub("-", text)).strip("-")
    if len(slug) > longest:
        slug = slug[: longest + 1].rpartition("-")[0] or slug[:longest]
    return slug.strip("-")
