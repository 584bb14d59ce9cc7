"""Limits on how often a form may be sent: generous for a connection, because an office, a hall or a network shares one, and
tighter for one contact, so that nobody's mailbox is filled through our form.

Tries are counted in the database, where every web process sees them, by one statement outside the business transaction.
Addresses are kept only as keyed hashes, and only for as long as their window lasts.
"""

import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.models import Tally


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `seconds`."""

    most: int
    seconds: int


PER_CONNECTION = Limit(1_000, 10 * 60)
PER_CONTACT = Limit(30, 60 * 60)


class TooMany(DomainError):
    """Tried too often (429). Nothing was changed; the same can be done again later."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "This form was sent very often in a short time. Nothing was changed. Please wait ten minutes and send it again."
            ),
            "too_many",
        )


def check(request: HttpRequest, form: str, *, contact: str = "") -> None:
    """Count this try of `form` (and, if given, of `contact`, such as a normalised address). Raises TooMany beyond a limit.

    Call it before the service, never inside a transaction: a try that was rolled back still counts.
    """
    limits = [(_key(form, "connection", client_address(request)), PER_CONNECTION)]
    if contact:
        limits.append((_key(form, "contact", contact), PER_CONTACT))
    counted = _count({key: limit.seconds for key, limit in limits})
    if any(counted[key] > limit.most for key, limit in limits):
        raise TooMany


def _key(form: str, kind: str, value: str) -> str:
    return salted_hmac("core.throttle", f"{form}\0{kind}\0{value}", algorithm="sha256").hexdigest()


def _count(windows: dict[str, int]) -> dict[str, int]:
    """Add one to each key's window; {key: tries so far}. Keys in order, so that two such statements cannot block each other."""
    now = int(time.time())
    rows = [(key, now - now % seconds + seconds) for key, seconds in sorted(windows.items())]
    table = Tally._meta.db_table
    places = ", ".join(["(%s, %s, 1)"] * len(rows))
    sql = (
        f"INSERT INTO {table} (name, until, tries) VALUES {places} "  # noqa: S608 - only our table's name is put in
        f"ON CONFLICT (name, until) DO UPDATE SET tries = {table}.tries + 1 RETURNING name, tries"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
        return dict(cursor.fetchall())


def client_address(request: HttpRequest) -> str:
    """Who connects: the address that our outermost trusted proxy saw, else the peer. IPv6 counts by network (/64)."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    address = seen[-trusted] if 0 < trusted <= len(seen) else request.META.get("REMOTE_ADDR", "")
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((number, 64), strict=False)) if number.version == 6 else str(number)


def forget() -> int:
    """Delete counts whose window is over. Returns how many."""
    return Tally.objects.filter(until__lt=int(time.time())).delete()[0]
