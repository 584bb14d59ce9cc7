"""Registering in a browser: on a phone, with and without scripts, and nothing for axe to find."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from directory.models import Area
from events.models import Event, Pool, Registration
from tests.cast import make_event, make_session

pytestmark = pytest.mark.browser
FORM = "/events/policy-consultation/register/"


@pytest.fixture
def open_event(spo, areas, categories) -> Event:
    """With more districts than fit on a screen: one of them known by two names."""
    for number in range(20):
        Area.objects.create(
            code=f"PK-PB.d{number}", country="PK", level=2, parent=areas.punjab, name=f"District {number}"
        )
    Area.objects.create(
        code="PK-SD.hyd", country="PK", level=2, parent=areas.sindh, name="Hyderabad", aliases=["Neroon Kot"]
    )
    event = make_event(spo)
    make_session(event, "Gap analysis")
    make_session(event, "Side by side")
    Pool.objects.create(event=event, kind="per_area", level=2, size=3)
    return event


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_registers_on_a_phone_changes_and_withdraws(open_event, new_page, scripts):
    page = new_page(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    page.goto("/events/")
    page.click("text=Policy consultation")
    page.click("a:has-text('Register')")
    page.fill("#id_name", "ثمینہ")
    page.click("text=Send my registration")
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.locator("[data-errors] a")).to_have_count(2)
    expect(page.locator("#id_name")).to_have_value("ثمینہ")
    page.fill("#id_phone", "0300 1234567")
    if scripts:
        page.fill(".narrow-box", "neroon")
        expect(page.locator("#id_area")).to_have_value("PK-SD.hyd")
    else:
        page.select_option("#id_area", "PK-SD.hyd")
    page.check("#id_consent_outcome")
    page.click("text=Send my registration")
    expect(page.locator("h1")).to_contain_text("Your place is confirmed")
    page.click("text=See my registration")
    expect(page.locator("main")).to_contain_text("Hyderabad")
    expect(page.locator("#id_consent_outcome")).to_be_checked()
    page.uncheck("#id_consent_outcome")
    with page.expect_navigation():
        page.click("text=Save what I allow")
    expect(page.locator("#id_consent_outcome")).not_to_be_checked()
    page.click("text=Withdraw my registration")
    page.click("button:has-text('Withdraw')")
    expect(page.locator("main")).to_contain_text("You are not registered any more")
    assert Registration.objects.get().state == "cancelled"


def test_a_double_click_is_one_registration(open_event, browser_page):
    page = browser_page
    page.goto(FORM)
    page.fill("#id_name", "Sitara")
    page.fill("#id_email", "sitara@people.example")
    page.select_option("#id_area", "-")
    page.dblclick("text=Send my registration")
    page.wait_for_url("**/done/")
    assert Registration.objects.count() == 1


PAGES = [
    "/events/",
    "/events/policy-consultation/",
    "/events/policy-consultation/agenda/",
    FORM,
    "/about/data/",
]


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1280), ("ur", "dark", 360)])
def test_axe_finds_nothing_on_public_pages(open_event, new_page, live_server, language, theme, width):
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for path in PAGES:
        page.goto(path, wait_until="networkidle")
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
