"""Reading single cells of a list: days and times in the ways that people and programs write them, yes and no."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from core.dates import in_our_time
from core.text import ascii_digits, fold

SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets
SERIALS = range(20_000, 80_000)  # 1954 to 2119: a day that lost its format
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january январь января জানুয়ারি جنوری يناير", "feb february февраль февраля ফেব্রুয়ারি فروری فبراير",
            "mar march март марта মার্চ مارچ مارس", "apr april апрель апреля এপ্রিল اپریل أبريل", "may май мая মে مئی مايو",
            "jun june июнь июня জুন جون يونيو", "jul july июль июля জুলাই جولائی يوليو", "aug august август августа আগস্ট اگست أغسطس",
            "sep sept september сентябрь сентября সেপ্টেম্বর ستمبر سبتمبر", "oct october октябрь октября অক্টোবর اکتوبر أكتوبر",
            "nov november ноябрь ноября নভেম্বর نومبر نوفمبر", "dec december декабрь декабря ডিসেম্বর دسمبر ديسمبر",
        ),
        start=1,
    )
    for name in fold(names).split()
}  # fmt: skip
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMBERS = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([AaPp])?\.?[Mm]?")
YES = frozenset(fold("yes y true 1 x ok হ্যাঁ جی ہاں نعم да ҳа бале oui si हाँ ✓").split()) | {fold("جی ہاں")}
NO = frozenset(fold("no n false 0 না نہیں نہ لا нет не non नहीं").split()) | {""}


def date_order(values: Iterable[str]) -> str:
    """How a column of days is written: "dmy", "mdy", "ask" when both would do (or some rows contradict others), "" when it plays no part."""
    orders = set()
    seen = False
    for value in values:
        found = NUMBERS.match(ascii_digits(value))
        if not found or YEAR_FIRST.match(ascii_digits(value)):
            continue
        seen = True
        first, separator, second = int(found[1]), found[2], int(found[3])
        if first > 12 or separator == ".":
            orders.add("dmy")
        elif second > 12:
            orders.add("mdy")
    if not seen:
        return ""
    return orders.pop() if len(orders) == 1 else "ask"


def read_moment(value: str, order: str = "dmy") -> datetime | None:
    """The day and time of a cell without a zone, None for an empty one. Raises ValueError for what is no day.

    Understood: 2023-02-10T09:12, 2023/02/10 9:12 PM, 10.02.2023, 10-2-23 (by `order`), Feb 10, 2023, 10 February 2023, and the number
    that a spreadsheet counts days by. Digits may be of any script. Zones behind the time are passed over: it is the clock on the wall.
    """
    text = ascii_digits(value).strip()
    if text in ("", "-", "--", "—"):
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in SERIALS:
        whole = datetime.combine(SERIAL_ZERO, time()) + timedelta(days=float(text))
        return whole.replace(microsecond=0)
    day, rest = _day(text, order)
    if not in_our_time(day):
        raise ValueError(text)
    return datetime.combine(day, _clock(rest))


def _day(text: str, order: str) -> tuple[date, str]:
    if found := YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[2]), int(found[3])), text[found.end() :]
    if found := NUMBERS.match(text):
        first, second = int(found[1]), int(found[3])
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
        month, day = (first, second) if order == "mdy" and found[2] != "." else (second, first)
        return date(year, month, day), text[found.end() :]
    words = re.findall(r"\d+|[^\s\d,./:-]+", re.split(r"\d{1,2}:\d{2}", text)[0])
    numbers = [int(word) for word in words if word.isdigit()]
    named = [MONTHS[fold(word)] for word in words if fold(word) in MONTHS]
    if len(named) != 1 or len(numbers) != 2:
        raise ValueError(text)
    year, day = max(numbers), min(numbers)
    clock = re.search(r"\d{1,2}:\d{2}.*", text)
    return date(year + (2000 if year < 100 else 0), named[0], day), clock[0] if clock else ""


def _clock(text: str) -> time:
    found = CLOCK.search(text)
    if not found:
        return time()
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def read_yes(value: str) -> bool:
    """Whether a cell says yes. Raises ValueError for what is neither yes nor no."""
    word = fold(value)
    if word in YES or value.strip() in ("✓", "✔"):
        return True
    if word in NO:
        return False
    raise ValueError(value)
