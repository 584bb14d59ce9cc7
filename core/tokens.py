"""Secrets that travel in links: 256 random bits, kept only as a hash."""

import hashlib
import secrets


def make_token() -> tuple[str, str]:
    """(token for the link, hash for the row)."""
    token = secrets.token_urlsafe(32)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
