"""The browser itself: it reaches the live server, keeps people apart, and does not let a page's complaints pass."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from events.models import Theme
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser


def test_a_person_signs_in_and_another_does_not_become_him(cast, new_page):
    page, other = new_page(), new_page()
    sign_in(page, cast.organiser.email)
    other.goto("/desk/")
    expect(other).to_have_url(re.compile("/sign-in/"))


def test_a_form_that_was_kept_over_a_sign_in_goes_out_with_one_press(cast, event, new_page):
    page, address = new_page(), "/desk/events/policy-consultation/themes/"
    sign_in(page, cast.organiser.email)
    page.goto(address)
    Session.objects.all().delete()
    page.fill("[name=title_en]", "Typed for long")
    page.get_by_role("button", name="Add a theme").click()
    expect(page.locator("h1")).to_have_text("You were signed out meanwhile")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").last.click()
    sign_in(opened.value, cast.organiser.email)
    page.get_by_role("button", name="Send it again").click()
    page.wait_for_url(f"**{address}")
    expect(page.locator("main")).to_contain_text("Typed for long")
    assert Theme.objects.filter(title__en="Typed for long").count() == 1


def sign_in(page, email: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")


def test_the_sign_in_page_fits_a_small_phone(cast, phone_page):
    phone_page.goto("/sign-in/")
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 360
