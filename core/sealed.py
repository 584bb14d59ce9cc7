"""Encryption of single values (AES-GCM) with a key ring, and the blind index that finds them again.

A token is `v1.<key id>.<base64 of nonce and ciphertext>`. What it belongs to (label.field:uid) is authenticated with it,
so a token pasted into another row does not open. FIELD_KEYS is `id:base64,id:base64`: the first encrypts, all decrypt;
the id `index` is the key of the blind index. The index is deterministic: it finds equal values and shows which are equal.
"""

import base64
import functools
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class SealBroken(Exception):
    """A token that does not open: wrong key, moved to another row, or damaged."""


class Sealed:
    """An encrypted value. It has no plaintext and no useful `str`, so it cannot slip into a page or a log."""

    __slots__ = ("token",)

    def __init__(self, token: str):
        self.token = token

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return "•••" if self.token else ""

    def __repr__(self) -> str:
        return "<Sealed>" if self.token else "<Sealed: empty>"

    def __eq__(self, other) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


@functools.lru_cache(maxsize=4)
def _ring(setting: str) -> dict[str, bytes]:
    try:
        ring = {
            name: base64.urlsafe_b64decode(key)
            for name, key in (part.split(":", 1) for part in setting.split(","))
        }
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS must be id:base64,id:base64. See docs/settings.md.") from error
    if "index" not in ring or len(ring) < 2 or any(len(key) != 32 for key in ring.values()):
        raise ImproperlyConfigured("FIELD_KEYS needs the key `index` and at least one other, 32 bytes each.")
    return ring


def _context(obj: models.Model, field: str) -> bytes:
    return f"{obj._meta.label_lower}.{field}:{obj.uid}".encode()


def encrypt(plaintext: str, context: bytes) -> str:
    """A token for `plaintext`, bound to `context`."""
    ring = _ring(settings.FIELD_KEYS)
    key_id = next(name for name in ring if name != "index")
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(ring[key_id]).encrypt(nonce, plaintext.encode(), context)
    return f"v1.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(token: str, context: bytes) -> str:
    """The plaintext of a token. Raises SealBroken. Only `core.access` and the outbox call this."""
    try:
        _version, key_id, body = token.split(".", 2)
        raw = base64.urlsafe_b64decode(body)
        return AESGCM(_ring(settings.FIELD_KEYS)[key_id]).decrypt(raw[:12], raw[12:], context).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise SealBroken("a sealed value does not open with the keys of this installation") from error


def seal(obj: models.Model, field: str, plaintext: str) -> None:
    """Put `plaintext` (may be empty) into the SealedField `field` of `obj`, which keeps its uid for life. Does not save."""
    setattr(obj, field, Sealed(encrypt(plaintext, _context(obj, field)) if plaintext else ""))


def open_sealed(obj: models.Model, field: str) -> str:
    """The plaintext, without a disclosure row. For the outbox and `core.access` only; a test pins the callers."""
    sealed = getattr(obj, field)
    return decrypt(sealed.token, _context(obj, field)) if sealed else ""


def blind_index(kind: str, normal: str) -> str:
    """A keyed hash of a normalised value, for exact search and duplicates; "" for "". `kind` keeps e-mails and phones apart."""
    if not normal:
        return ""
    return hmac.new(
        _ring(settings.FIELD_KEYS)["index"], f"{kind}\0{normal}".encode(), hashlib.sha256
    ).hexdigest()
