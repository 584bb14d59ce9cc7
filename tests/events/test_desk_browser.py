"""The desk in a browser: the sign-in desk on a phone with and without scripts, choosing several rows, and nothing for axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from events.models import Registration, Scan
from tests.browser import until
from tests.events.people import join

pytestmark = pytest.mark.browser
DESK = "/desk/events/policy-consultation/"


@pytest.fixture
def sign_in(live_server):
    """Puts somebody of the cast behind a page."""

    def enter(page, cast, who: str):
        client = cast.client(who)
        page.context.add_cookies(
            [
                {
                    "name": "sanlap_session",
                    "value": client.cookies["sanlap_session"].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    return enter


@pytest.fixture
def people(event) -> list[Registration]:
    return [join(event, 1, name="Sitara Bibi"), join(event, 2, name="Zahid Khan")]


def test_one_tap_and_the_desk_is_ready_for_the_next(cast, event, people, new_page, sign_in):
    page = sign_in(
        new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True), cast, "checkin"
    )
    page.goto(f"{DESK}sign-in/")
    page.locator("#term").press_sequentially("sit")
    page.get_by_role("button", name=re.compile("Present.*Sitara Bibi")).click()
    page.wait_for_selector("#result :text('Sitara Bibi is present')")
    expect(page.locator("#count")).to_have_text("1 of 2 present")
    expect(page.locator("#term")).to_be_focused()
    expect(page.locator("#term")).to_have_value("")
    page.keyboard.type("zah")
    page.get_by_role("button", name=re.compile("Present.*Zahid Khan")).dblclick()
    page.wait_for_selector("#count:text('2 of 2 present')")
    assert Scan.objects.count() == 2


def test_a_late_search_does_not_take_the_button_away_that_was_tapped(cast, event, people, new_page, sign_in):
    """The search is sent once more, a name is tapped twice, and the search answers first. (Complaints of the page are a failure.)"""
    page = sign_in(new_page(), cast, "checkin")
    page.goto(f"{DESK}sign-in/")
    page.fill("#term", "sit")
    present = page.get_by_role("button", name=re.compile("Present.*Sitara Bibi"))
    present.wait_for()
    held: list = []
    page.route("**/sign-in/*/", lambda route: held.append(route))
    page.get_by_role("button", name="Find").click()
    present.dblclick()
    until(lambda: (page.locator(".htmx-request").count(), len(held)), (2, 2))
    search, tap = sorted(held, key=lambda route: route.request.url.endswith("/mark/"))
    with page.expect_response("**/sign-in/find/"):
        search.continue_()
    with page.expect_response("**/sign-in/mark/"):
        tap.continue_()
    expect(page.locator("#count")).to_have_text("1 of 2 present")
    expect(page.locator("#result")).to_contain_text("Sitara Bibi is present")
    expect(page.locator("#found")).to_be_empty()
    assert Scan.objects.count() == 1


def test_the_sign_in_desk_works_without_scripts(cast, event, people, new_page, sign_in):
    Registration.objects.filter(name="Zahid Khan").update(state="pending")
    page = sign_in(new_page(java_script_enabled=False), cast, "checkin")
    page.goto(f"{DESK}sign-in/")
    page.fill("#term", "zahid")
    page.click("text=Find")
    page.get_by_role("button", name=re.compile("Present.*Zahid Khan")).click()
    expect(page.locator("main")).to_contain_text("Zahid Khan has no place")
    page.check("text=Is on the paper list")
    page.get_by_role("button", name="Let in").click()
    expect(page.locator("main")).to_contain_text("Zahid Khan is present.")
    assert Scan.objects.get(result="ok").reason == "on_paper"


def test_several_rows_are_chosen_and_approved(cast, event, people, new_page, sign_in):
    Registration.objects.update(state="pending")
    page = sign_in(new_page(), cast, "registrar")
    page.goto(f"{DESK}registrations/")
    page.check("[data-choose-all]")
    expect(page.locator("[data-bulk-count]")).to_have_text("Chosen: 2")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("main")).to_contain_text("2 registrations are approved.")
    assert set(Registration.objects.values_list("state", flat=True)) == {"confirmed"}
    # The rail is longer than this screen: it scrolls by itself and shows where one is.
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{DESK}papers/")
    expect(page.locator(".rail [aria-current]")).to_be_in_viewport(ratio=1)


def test_filters_change_the_address_and_come_back(cast, event, people, new_page, sign_in):
    page = sign_in(new_page(), cast, "registrar")
    page.goto(f"{DESK}registrations/")
    page.click("summary:has-text('Filters')")
    page.check("text=On the waiting list")
    page.wait_for_url("**/registrations/?state=waitlisted")
    page.wait_for_selector("text=Nothing fits these filters")
    page.go_back()
    page.wait_for_selector("text=Sitara Bibi")


WIDE = ["", "edit/", "themes/", "sessions/", "places/", "partners/", "team/", "coverage/", "mail/"]
NARROW = ["sessions/", "registrations/", "registrations/new/official/", "coverage/", "sign-in/"]


@pytest.mark.parametrize(
    ("language", "theme", "width", "paths"), [("en", "light", 1280, WIDE), ("ur", "dark", 360, NARROW)]
)
def test_axe_finds_nothing_on_the_desk(
    cast, event, people, new_page, sign_in, live_server, language, theme, width, paths
):
    page = sign_in(new_page(viewport={"width": width, "height": 800}, color_scheme=theme), cast, "organiser")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    one = [
        f"{DESK}registrations/{people[0].code}/",
        f"{DESK}sessions/{event.sessions.first().uid}/",
        "/desk/",
        "/desk/events/new/",
    ]
    for path in [*(f"{DESK}{each}" for each in paths), *one]:
        page.goto(path, wait_until="networkidle")
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
