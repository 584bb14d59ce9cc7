"""The interface in a browser: nothing for axe to find, nothing wider than a phone, lists that change in place, errors that are read."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LOOKS = [
    ("en", "light", 1280, "/styleguide/"),
    ("en", "dark", 360, "/styleguide/?desk"),
    ("ur", "light", 360, "/styleguide/"),
    ("ur", "dark", 1280, "/styleguide/?desk"),
    ("bn", "light", 360, "/sign-in/"),
]


def test_axe_finds_nothing_and_nothing_is_cut_off(new_page, live_server):
    page = new_page()
    for look in LOOKS:
        language, theme, width, path = look
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.goto(path, wait_until="networkidle")
        found = Axe().run(page).response["violations"]
        assert [(look, each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, look
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")


def test_a_list_changes_in_place_and_its_address_with_it(browser_page):
    page = browser_page
    page.goto("/styleguide/", wait_until="networkidle")
    page.evaluate("window.same = true")
    page.check("input[name=app_label][value=core]")
    page.wait_for_url("**/styleguide/?app_label=core")
    page.locator(".active-filters .chip").wait_for()
    assert page.evaluate("window.same") is True
    expect(page.locator("input[name=app_label][value=core]")).to_be_focused()
    page.wait_for_function("document.getElementById('announce').textContent.includes('entries')")
    page.click(".active-filters .chip")
    page.wait_for_url("**/styleguide/")
    expect(page.locator("input[name=app_label][value=core]")).not_to_be_checked()


def test_a_list_works_without_scripts(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/styleguide/")
    page.check("input[name=app_label][value=core]")
    page.click(".facets details button[type=submit]")
    expect(page).to_have_url(re.compile("app_label=core"))
    expect(page.locator(".active-filters .chip")).to_have_count(1)
    page.click(".active-filters .chip")
    expect(page).not_to_have_url(re.compile("app_label"))


def test_refused_answers_are_read_out_and_lead_to_their_control(browser_page):
    page = browser_page
    page.goto("/styleguide/", wait_until="networkidle")
    expect(page.locator("[data-errors]").first).to_be_focused()
    page.click("[data-errors] a[href='#wrong_phone']")
    expect(page.locator("#wrong_phone")).to_be_focused()


def test_typed_words_are_not_left_behind_without_a_question(browser_page):
    page, asked = browser_page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/sign-in/")
    page.click("input[name=login]")
    page.goto("/styleguide/")
    assert asked == []  # nothing was typed
    page.click("#wrong_phone")
    page.keyboard.type("1")
    page.goto("/sign-in/")
    assert asked == ["beforeunload"]
    page.click("input[name=login]")
    page.keyboard.type("nobody@example.org")
    page.fill("input[name=password]", "wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[data-errors]").first).to_be_visible()
    assert asked == ["beforeunload"]  # what is sent is not left behind


def test_a_menu_closes_on_escape(phone_page):
    page = phone_page
    page.goto("/styleguide/")
    page.click("[data-menu] summary")
    expect(page.locator("[data-menu][open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-menu][open]")).to_have_count(0)
    expect(page.locator("[data-menu] summary:focus")).to_have_count(1)
