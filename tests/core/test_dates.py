"""Dates in words."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from core.dates import clock_words, date_on_paper, offset, span

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 1, 12), date(2027, 1, 12), "12 January 2027"),
        (date(2027, 1, 12), date(2027, 1, 13), "12–13 January 2027"),
        (date(2027, 1, 30), date(2027, 2, 2), "30 January – 2 February 2027"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 December 2026 – 2 January 2027"),
    ],
)
def test_a_span_says_no_month_or_year_twice(first, last, words):
    assert span(first, last) == words


def test_a_span_without_year_and_in_the_readers_language():
    assert span(date(2008, 9, 17), date(2008, 9, 18), year=False) == "17–18 September"
    with translation.override("ur"):
        assert span(date(2027, 1, 12), date(2027, 1, 13)) == "12–13 جنوری 2027"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Karachi", "UTC+5"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/New_York", "UTC−5"),
        ("Europe/London", "UTC"),
    ],
)
def test_the_offset_of_a_zone(zone, words):
    assert offset(ZoneInfo(zone), datetime(2027, 1, 12, tzinfo=UTC)) == words


def test_whose_clock_it_is():
    moment = datetime(2027, 7, 1, tzinfo=UTC)
    assert clock_words(ZoneInfo("Asia/Dhaka"), moment) == "Dhaka time (UTC+6)"
    assert clock_words(ZoneInfo("America/New_York"), moment) == "New York time (UTC−4)"
    assert clock_words(ZoneInfo("UTC"), moment) == "UTC"


def test_whose_clock_it_is_when_the_clocks_change_meanwhile():
    march, april = datetime(2027, 3, 8, 9, tzinfo=UTC), datetime(2027, 4, 4, 9, tzinfo=UTC)
    assert clock_words(ZoneInfo("Europe/London"), march, april) == "London time (UTC, at the end UTC+1)"
    assert clock_words(ZoneInfo("Asia/Dhaka"), march, april) == "Dhaka time (UTC+6)"


def test_dates_are_written_as_the_readers_script_and_a_letters_language_do():
    day = datetime(2027, 1, 12, 9, 30, tzinfo=UTC)
    page = Template('{% load ui %}{{ day|date:"l, j E Y, H:i" }}|{{ none|date:"j E" }}')
    seen, letters = {}, {}
    for language in ("en", "ur", "bn", "tg", "ru"):
        with translation.override(language):
            seen[language], letters[language] = page.render(Context({"day": day})), date_on_paper(day.date())
    assert seen["en"] == "Tuesday, 12 January 2027, 09:30|" and seen["ur"] == "منگل، 12 جنوری 2027، 09:30|"
    assert (letters["ur"], letters["tg"], letters["ru"]) == (
        "12 جنوری 2027",
        "12 январ 2027",
        "12 января 2027 г.",
    )
    assert letters["bn"].startswith("১২ ") and letters["bn"].endswith(" ২০২৭") and "," not in letters["bn"]
    with translation.override("bn"):
        assert "," not in date_format(day.date())
