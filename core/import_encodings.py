"""The character set of a list: UTF-8 and UTF-16 prove themselves, older ones are guessed by how their letters stand together."""

import re

from django.utils.translation import gettext as _

from core.errors import DomainError

ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp1252", "cp1256", "mac-roman")
# UTF-8 that was read as Western text and saved so: é became Ã©, ন became à¦¨.
TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")


def decoded(data: bytes, chosen: str = "") -> tuple[str, str]:
    """(text, character set), as chosen or guessed. Raises DomainError with a sentence when the bytes cannot be read so."""
    encoding = chosen or guess_encoding(data)
    if encoding not in ENCODINGS:
        raise DomainError(_("Choose one of the character sets in the list."), "encoding")
    return (_decoded(data, encoding) if chosen else _mended(_guessed(data, encoding))), encoding


def _guessed(data: bytes, encoding: str) -> str:
    """Decoded as it was guessed. A list in UTF-8 into which something else was copied is named by that row."""
    try:
        return _decoded(data, encoding)
    except DomainError as error:
        if encoding != "utf-8":
            message = _(
                "The characters of this file cannot be read. Save it again as CSV in UTF-8, or as .xlsx."
            )
            raise DomainError(message, "encoding") from error
        row = _row_of_fault(data)
        message = _(
            "Row %(row)d holds characters that are not UTF-8 as in the other rows. Write it anew and save the list again."
        )
        raise DomainError(message % {"row": row}, "encoding", row=row) from error


def _row_of_fault(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return len(data[: fault.start].splitlines()) or 1
    return 1


def _mended(text: str) -> str:
    """UTF-8 that somebody opened as Western text and saved, made whole again; any other text as it is."""
    if not TWICE.search(text):
        return text
    try:
        return b"".join(_western(character) for character in text).decode("utf-8")
    except UnicodeError:
        return text


def _western(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")  # the five places that cp1252 leaves free


def _decoded(data: bytes, encoding: str) -> str:
    try:
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16-be" if data[:200:2].count(0) > data[1:200:2].count(0) else "utf-16-le")
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise DomainError(
            _("This file is not in the character set “%(name)s”. Choose another, or save it as CSV in UTF-8.")
            % {"name": encoding},
            "encoding",
        ) from error


def guess_encoding(data: bytes) -> str:
    """UTF-8 and UTF-16 prove themselves; the old Cyrillic, Arabic and Western sets are told apart by how letters stand together."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4_000]
    if b"\x00" in head:
        nuls = max(head[::2].count(0), head[1::2].count(0))
        return "utf-16" if nuls > len(head) // 4 else "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        good = data.decode("utf-8", "ignore").encode()
        mostly = sum(byte > 0x7F for byte in good) * 2 >= sum(byte > 0x7F for byte in data)
        return "utf-8" if mostly else _guess_old(data)
    return "utf-8"


def _guess_old(data: bytes) -> str:
    """Western letters beyond ASCII stand alone among others; Cyrillic words are made of them, small after the first; Arabic ones too,
    but read as Cyrillic they mix large and small."""
    words = re.findall(rb"[A-Za-z\x80-\xff]{2,}", data)
    high = sum(len(re.findall(rb"[\xc0-\xff\xa8\xb8]", word)) for word in words)
    together = sum(len(found) for word in words for found in re.findall(rb"[\xc0-\xff\xa8\xb8]{2,}", word))
    if not high or together < high / 2:
        return "cp1252" if b"\n" in data else "mac-roman"  # lines that end as on an old Macintosh
    cyrillic = data.decode("cp1251", "replace")
    mixed = len(re.findall("[а-яё][А-ЯЁ]", cyrillic))
    return "cp1256" if mixed > together / 10 else "cp1251"
