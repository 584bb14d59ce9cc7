"""Dates in words, in the reader's language; and which day it is."""

import functools
from datetime import date, datetime
from importlib import resources
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.languages import RTL_LANGUAGES

BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


FIRST_YEAR, LAST_YEAR = 1900, 2200  # beyond these time zones and databases disagree or overflow


def in_our_time(day: date) -> bool:
    """Whether a day or moment is one that can be reckoned with."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def today(zone: str = "") -> date:
    """Which day it is in a zone: without one, in that of the site, by which lists choose and count what is late."""
    return timezone.localdate(timezone=ZoneInfo(zone) if zone else timezone.get_default_timezone())


def date_words(value: date, pattern: str = "DATE_FORMAT") -> str:
    """A date as `date_format` writes it, with the comma of the reader's script: "منگل، 12 جنوری 2027"."""
    return with_own_comma(date_format(value, pattern))


def with_own_comma(text: str) -> str:
    """What was put together with Latin commas, as the reader's language writes it."""
    return text.replace(", ", "، ") if get_language() in RTL_LANGUAGES else text


def date_on_paper(day: date) -> str:
    """A day as a letter is dated in the language that is active: with the digits of Bangla, with the year's word in Russian."""
    text = own_digits(date_words(day, "j E Y"))
    return f"{text} г." if get_language() == "ru" else text


def own_digits(text: str) -> str:
    """With the digits in which letters in the active language are written: those of Bangla, else the usual ones."""
    return text.translate(BANGLA_DIGITS) if get_language() == "bn" else text


def span(first: date, last: date, *, year: bool = True) -> str:
    """ "12 January 2027", "12–13 January 2027", "30 January – 2 February 2027", "30 December 2026 – 2 January 2027"."""
    whole = "j E Y" if year else "j E"
    if first == last:
        return date_format(first, whole)
    if year and first.year != last.year:
        return f"{date_format(first, whole)} – {date_format(last, whole)}"
    if (first.year, first.month) != (last.year, last.month):
        return f"{date_format(first, 'j E')} – {date_format(last, whole)}"
    return f"{date_format(first, 'j')}–{date_format(last, whole)}"


def offset(zone: ZoneInfo, at: datetime) -> str:
    """How far the clocks of a zone are from UTC at a moment: "UTC+5", "UTC+5:45", "UTC"."""
    minutes = int(at.astimezone(zone).utcoffset().total_seconds() // 60)  # type: ignore[union-attr]
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def place_of(zone: ZoneInfo) -> str:
    """The city that names a zone: "Karachi" for Asia/Karachi."""
    return str(zone.key or "UTC").rsplit("/", 1)[-1].replace("_", " ")


@functools.cache
def _zones_by_country() -> dict[str, frozenset[str]]:
    """{"BD": {"Asia/Dhaka"}} from the time zone database's own table."""
    table: dict[str, set[str]] = {}
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _where, zone = line.split("\t")[:3]
            table.setdefault(country, set()).add(zone)
    return {country: frozenset(zones) for country, zones in table.items()}


def named_zones() -> frozenset[str]:
    """The zones of all countries, each by its present name: no old spellings, such as Asia/Dacca beside Asia/Dhaka."""
    return frozenset(zone for zones in _zones_by_country().values() for zone in zones)


def usual_zone(zone: str, country: str) -> str:
    """The zone to begin with: the one that was set, else the only one of the country. UTC counts as not set."""
    zones = _zones_by_country().get(country, frozenset())
    return next(iter(zones)) if zone in ("", "UTC") and len(zones) == 1 else zone


def is_clock_of(zone: str, country: str) -> bool:
    """Whether a zone is one of the country's own. True as well for a country that the table does not know, and for none."""
    zones = _zones_by_country().get(country)
    return zones is None or zone in zones


def clock_words(zone: ZoneInfo, at: datetime, until: datetime | None = None) -> str:
    """Whose clock the times are on: "Karachi time (UTC+5)"; "London time (UTC, at the end UTC+1)" when the clocks change `until` then."""
    if zone.key in (None, "UTC", "Etc/UTC"):
        return "UTC"
    words = {"city": place_of(zone), "offset": offset(zone, at)}
    if until is not None and (later := offset(zone, until)) != words["offset"]:
        return _("%(city)s time (%(offset)s, at the end %(later)s)") % {**words, "later": later}
    return _("%(city)s time (%(offset)s)") % words
