"""The interface in a browser: nothing for axe to find, nothing wider than a phone, lists that change in place, errors that are read."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

LOOKS = [
    ("en", "light", 1280, "/styleguide/"),
    ("en", "dark", 360, "/styleguide/?desk"),
    ("ur", "light", 360, "/styleguide/"),
    ("ur", "dark", 1280, "/styleguide/?desk"),
    ("bn", "light", 360, "/sign-in/"),
]


@pytest.mark.parametrize(("language", "theme", "width", "path"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(new_page, live_server, language, theme, width, path):
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(path, wait_until="networkidle")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")


def test_a_list_changes_in_place_and_its_address_with_it(browser_page):
    page = browser_page
    page.goto("/styleguide/", wait_until="networkidle")
    page.evaluate("window.same = true")
    page.check("input[name=app_label][value=core]")
    page.wait_for_url("**/styleguide/?app_label=core")
    page.locator(".active-filters .chip").wait_for()
    assert page.evaluate("window.same") is True
    assert page.evaluate("document.activeElement.value") == "core"
    page.wait_for_function("document.getElementById('announce').textContent.includes('entries')")
    page.click(".active-filters .chip")
    page.wait_for_url("**/styleguide/")
    assert not page.is_checked("input[name=app_label][value=core]")


def test_a_list_works_without_scripts(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/styleguide/")
    page.check("input[name=app_label][value=core]")
    page.click(".facets details button[type=submit]")
    assert "app_label=core" in page.url
    assert page.locator(".active-filters .chip").count() == 1
    page.click(".active-filters .chip")
    assert "app_label" not in page.url


def test_refused_answers_are_read_out_and_lead_to_their_control(browser_page):
    page = browser_page
    page.goto("/styleguide/", wait_until="networkidle")
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    page.click("[data-errors] a[href='#wrong_phone']")
    assert page.evaluate("document.activeElement.id") == "wrong_phone"


def test_a_menu_closes_on_escape(phone_page):
    page = phone_page
    page.goto("/styleguide/")
    page.click("[data-menu] summary")
    assert page.locator("[data-menu][open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("[data-menu][open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
