"""The mails that a demonstration wrote to files instead of sending them. Read-only; only where mail goes to files."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

MOST_FILES = 200
SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django writes after each mail of a file
NAME = re.compile(r"[\w.-]{1,80}\.log")


@dataclass(frozen=True)
class Written:
    """One mail: where it stands (file and place in it), to whom, about what, when, its text."""

    file: str
    number: int
    to: str
    subject: str
    at: datetime
    text: str


def folder() -> Path | None:
    """Where mails are written; None when they are really sent."""
    path = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(path) if path else None


def newest() -> list[Written]:
    """The newest mails first."""
    place = folder()
    if place is None or not place.is_dir():
        return []
    files = sorted(place.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)[:MOST_FILES]
    mails = [mail for path in files for mail in _read(path)]
    return sorted(mails, key=lambda mail: mail.at, reverse=True)


def find(file: str, number: int) -> Written | None:
    """One mail of one file."""
    place = folder()
    if place is None or not NAME.fullmatch(file) or not (place / file).is_file():
        return None
    return next((mail for mail in _read(place / file) if mail.number == number), None)


def _read(path: Path) -> list[Written]:
    written = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    parts = [part for part in path.read_bytes().split(SEPARATOR) if part.strip()]
    return [
        _mail(
            path.name,
            number,
            email.message_from_bytes(part.lstrip(b"\n"), policy=email.policy.default),
            written,
        )
        for number, part in enumerate(parts, 1)
    ]


def _mail(file: str, number: int, message: EmailMessage, written: datetime) -> Written:
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    at = getattr(date, "datetime", None) or written
    return Written(
        file,
        number,
        str(message["To"] or ""),
        str(message["Subject"] or ""),
        at,
        body.get_content() if body else "",
    )
