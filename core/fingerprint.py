"""Fingerprints: a key under which what was made from some data may be kept. Other data has another key, so nothing goes stale."""

import hashlib


def fingerprint(*parts: object) -> str:
    """A short key of plain values (texts, numbers, moments, uids, and lists, tuples and dicts of them)."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
