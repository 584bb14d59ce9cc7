"""The agenda as day columns in a browser: dragged, moved by keys, by buttons without scripts, and nothing for axe."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import until
from tests.events.test_desk_browser import (
    DESK,
    sign_in,  # noqa: F401 - the fixture
)

pytestmark = pytest.mark.browser
COLUMNS = f"{DESK}sessions/columns/"


def begins(session) -> timedelta:
    session.refresh_from_db()
    return session.starts_at - session.event.starts_at


def test_a_session_is_dragged_and_moved_by_keys(cast, event, session, new_page, sign_in):  # noqa: F811
    page = sign_in(new_page(), cast, "programmer")
    page.goto(COLUMNS)
    card = page.locator(f"#card-{session.uid}")
    first = int(card.get_attribute("data-start"))
    card.focus()
    with page.expect_response("**/move/"):
        page.keyboard.press("ArrowDown")
    expect(card).to_have_attribute("data-start", str(first + 15))  # the columns have come back
    expect(card).to_be_focused()
    assert begins(session) == timedelta(minutes=15)
    with page.expect_response("**/move/"):
        page.keyboard.press("ArrowRight")
    assert begins(session) == timedelta(days=1, minutes=15)
    page.wait_for_selector(
        f"#card-{session.uid} .need-line"
    )  # the other session of that day is in the same room
    expect(card).to_be_focused()
    box = card.bounding_box()
    column = page.locator(".grid-column").first.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(column["x"] + 20, box["y"] + 12 + 54, steps=5)
    with page.expect_response("**/move/"):
        page.mouse.up()
    assert begins(session) == timedelta(minutes=45)
    expect(card).to_have_attribute("data-start", str(first + 45))
    expect(card).to_be_focused()
    assert not Axe().run(page, context="#grid").response["violations"]


def test_the_buttons_work_without_scripts(cast, event, session, new_page, sign_in):  # noqa: F811
    page = sign_in(new_page(java_script_enabled=False), cast, "programmer")
    page.goto(COLUMNS)
    page.locator(f"#card-{session.uid}").get_by_role("button", name="Later").click()
    until(lambda: begins(session), timedelta(minutes=15))
