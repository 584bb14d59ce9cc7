"""The browser itself: it reaches the live server, keeps people apart, and does not let a page's complaints pass."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD

pytestmark = pytest.mark.browser


def test_a_person_signs_in_and_another_does_not_become_him(cast, new_page):
    page, other = new_page(), new_page()
    page.goto("/sign-in/")
    page.fill("input[name=login]", cast.organiser.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")
    other.goto("/desk/")
    expect(other).to_have_url(re.compile("/sign-in/"))


def test_the_sign_in_page_fits_a_small_phone(cast, phone_page):
    phone_page.goto("/sign-in/")
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 360
