"""What every service of this app does first: take the row, and clean what was given."""

from django.db import models

from core.errors import DomainError
from core.locking import lock
from core.text import clean


def hold(row: models.Model) -> None:
    """Lock the row and read it again, so that the caller's object tells what is true now."""
    lock(row)
    row.refresh_from_db()


def text(name: str, label: str, value: str, longest: int, *, multiline: bool = False) -> str:
    """The text as it may be kept; what is wrong with it is said about the field `name`."""
    try:
        return clean(value, label=label, max_length=longest, multiline=multiline)
    except DomainError as error:
        raise DomainError.on(name, error.message, error.code) from error
