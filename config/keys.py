"""Where the secrets of an installation come from.

On one machine Sanlap makes its own keys on first start and keeps them in DATA_DIR/keys, readable by its user alone.
In production (`MODE=production`) they must be given in the environment: a key that lies beside the database protects nothing.
"""

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def make_field_keys() -> str:
    """A new key ring: one key that encrypts (`k1`) and one for the blind index (`index`), 256 bits each."""
    return ",".join(f"{name}:{base64.urlsafe_b64encode(os.urandom(32)).decode()}" for name in ("k1", "index"))


def make_secret_key() -> str:
    return secrets.token_urlsafe(50)


def given_or_made(name: str, given: str, make, *, production: bool, folder: Path) -> str:
    """The value of the setting `name`: as given, else (not in production) read from or made in `folder`."""
    if given:
        return given
    if production:
        raise ImproperlyConfigured(f"{name} must be set when MODE=production. See docs/settings.md.")
    path = folder / name.lower()
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Two processes may start at once: the first to create the file wins, the other reads it.
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _wait_for(path)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
    return _wait_for(path)


def _wait_for(path: Path) -> str:
    import time  # noqa: PLC0415 - only on the rare first start of two processes at once

    for _ in range(50):
        if value := path.read_text().strip():
            return value
        time.sleep(0.02)
    raise ImproperlyConfigured(f"{path} is empty. Remove it, or restore it from a backup.")
