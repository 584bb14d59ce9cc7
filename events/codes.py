"""What the QR code on a badge or a confirmation holds: the registration's own short code, with a word in front that says whose it is."""

from events.models import Registration

PREFIX = "SANLAP:"


def qr_text(registration: Registration) -> str:
    """What the QR code of a registration holds."""
    return scanned(registration.code)


def scanned(code: str) -> str:
    """A code as it is scanned. Upper case throughout: a QR code then needs fewer modules, and is read from further away."""
    return f"{PREFIX}{code}".upper()


def plain_code(text: str) -> str:
    """The code as it is kept, out of what was scanned or typed."""
    text = text.strip().upper().removeprefix(PREFIX)
    return text.strip().lower()
