"""The editor in a browser: typed with the keyboard, saved by itself, through a lost network, beside a second rapporteur."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultations.models import Entry
from consultations.services import entries
from tests.browser import until
from tests.consultations.helpers import started, write
from tests.consultations.test_pages_access import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTOSAVED = 5_000  # milliseconds: the promise


@pytest.fixture
def sign_in(new_page, cast, live_server):
    """A page signed in as one of the cast."""

    def open_as(name: str, **options) -> Page:
        page = new_page(**options)
        cookie = cast.client(name).cookies["sanlap_session"]
        page.context.add_cookies([{"name": "sanlap_session", "value": cookie.value, "url": live_server.url}])
        return page

    return open_as


@pytest.fixture
def editor(sign_in, session, cast) -> Page:
    """The editor of minutes under "affiliation or category only"; the cursor is in the composer."""
    started(session, cast)
    page = sign_in("rapporteur")
    page.goto(address("minutes-edit", session))
    ready(page)
    expect(page.locator("#new_text")).to_be_focused()
    return page


def ready(page: Page) -> None:
    """The keys work from here on."""
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


def texts() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("text", flat=True))


def all_saved(page: Page) -> None:
    expect(page.locator("#light")).to_contain_text("All saved")


def test_what_is_typed_before_the_script_has_come_is_saved_too(sign_in, session, cast):
    started(session, cast)
    page = sign_in("rapporteur")
    waiting = []
    page.route(
        "**/minutes-book*.js", lambda route: waiting.append(route)
    )  # a slow network: the page is there, its script is not
    page.goto(address("minutes-edit", session), wait_until="commit")
    page.locator("#new_text").fill("Nobody writes the treaty reports.")
    for _ in range(100):  # the route is told only while the browser is asked something
        if not waiting:
            page.wait_for_timeout(100)
    assert texts() == []
    waiting.pop().continue_()
    all_saved(page)
    assert texts() == ["Nobody writes the treaty reports."]


def test_three_entries_with_the_keyboard_alone_stay_after_a_reload(editor, session):
    keyboard = editor.keyboard
    keyboard.type("Nobody writes the treaty reports.")
    keyboard.press("Enter")
    keyboard.type("Publish one list")
    keyboard.press("Shift+Enter")
    keyboard.type("by June.")
    keyboard.press("Control+Digit4")
    keyboard.press("Enter")
    keyboard.type("ضلعی سطح پر کوئی دفتر نہیں۔")  # another script takes its language of the event
    expect(editor.locator("#new_text")).to_have_attribute("lang", "ur")
    expect(editor.locator("#new_text")).to_have_attribute("dir", "rtl")
    keyboard.press("Enter")
    all_saved(editor)
    rows = list(Entry.objects.order_by("number").values_list("number", "text", "kind", "language"))
    assert rows == [
        (1, "Nobody writes the treaty reports.", "point", "en"),
        (2, "Publish one list\nby June.", "proposal", "en"),
        (3, "ضلعی سطح پر کوئی دفتر نہیں۔", "point", "ur"),
    ]
    editor.reload()
    expect(editor.locator(".entry-text")).to_have_text([row[1] for row in rows], use_inner_text=False)
    expect(editor.locator(".entry-text").nth(2)).to_have_attribute("dir", "rtl")
    expect(editor.locator(".entry-text").nth(2)).to_have_attribute("lang", "ur")
    expect(editor.locator("#new select[name=language]")).to_have_value("ur")


def test_what_is_typed_is_saved_within_five_seconds_and_at_once_on_leaving(sign_in, session, cast):
    started(session, cast)
    editor = sign_in("rapporteur")
    editor.clock.install(time=timezone.now())
    editor.goto(address("minutes-edit", session))
    ready(editor)
    editor.clock.pause_at(
        timezone.now() + timedelta(hours=1)
    )  # five seconds of the page's own clock, however busy the machine is
    expect(editor.locator("#new_text")).to_be_focused()
    editor.keyboard.type("Half a sent")
    assert texts() == []
    with editor.expect_response("**/entries/"):
        editor.clock.run_for(AUTOSAVED)
    until(texts, ["Half a sent"])
    all_saved(editor)
    editor.clock.resume()
    editor.keyboard.type("ence, finished.")
    editor.keyboard.press("Enter")
    until(texts, ["Half a sentence, finished."])
    expect(editor.locator("#entries > li")).to_have_count(1)
    editor.keyboard.type("Left.")
    editor.locator("h1").click()
    until(texts, ["Half a sentence, finished.", "Left."])


def test_enter_that_ends_a_composed_letter_does_not_end_the_entry(editor):
    editor.keyboard.type("One entry")
    for event in ("{key: 'Enter', isComposing: true}", "{key: 'Enter', keyCode: 229}"):
        pressed = f"new KeyboardEvent('keydown', {{...{event}, bubbles: true, cancelable: true}})"
        editor.evaluate(f"document.getElementById('new_text').dispatchEvent({pressed})")
    assert editor.locator("#new_text").input_value() == "One entry"
    expect(editor.locator("#entries > li")).to_have_count(0)


def test_without_network_entries_wait_and_are_sent_in_order(editor):
    editor.keyboard.type("Before.")
    editor.keyboard.press("Enter")
    all_saved(editor)
    editor.context.set_offline(True)
    for text in ("First without network.", "Second without network."):
        editor.keyboard.type(text)
        editor.keyboard.press("Enter")
    expect(editor.locator("#light")).to_contain_text("2 entries are saved on this computer only")
    assert texts() == ["Before."]
    editor.context.set_offline(False)
    all_saved(editor)
    assert texts() == ["Before.", "First without network.", "Second without network."]
    expect(editor.locator("#entries .entry-no")).to_have_text(["1", "2", "3"])


def cut(page: Page) -> None:
    """The page is there, but nothing that it sends arrives; until it is loaded again."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')) }")


def test_unsent_entries_survive_a_reload_of_the_tab(editor):
    cut(editor)
    editor.keyboard.type("Typed in a tunnel.")
    editor.keyboard.press("Enter")
    expect(editor.locator("#light")).to_contain_text("saved on this computer only")
    assert texts() == []
    editor.reload()
    until(texts, ["Typed in a tunnel."])
    all_saved(editor)
    expect(editor.locator(".entry-text")).to_have_text(["Typed in a tunnel."])
    assert "Typed in a tunnel." not in editor.evaluate("JSON.stringify(sessionStorage)")


def test_a_shared_computer_keeps_nothing(editor):
    cut(editor)
    editor.locator("#shared").check()
    editor.locator("#new_text").focus()
    editor.keyboard.type("Not for the next one here.")
    editor.keyboard.press("Enter")
    expect(editor.locator("#light")).to_contain_text("Do not close this page")
    assert "Not for the next" not in editor.evaluate("JSON.stringify([sessionStorage, localStorage])")


def test_an_entry_is_changed_in_place_and_struck_out(editor, session, cast):
    editor.keyboard.type("The frist version.")
    editor.keyboard.press("Enter")
    all_saved(editor)
    editor.keyboard.press("ArrowUp")
    box = editor.locator("#entries textarea")
    expect(box).to_be_focused()
    box.fill("The first version.")
    editor.locator("#entries select[name=kind]").select_option("commitment")
    box.press("Enter")
    expect(editor.locator("#entries .entry-text")).to_have_text(["The first version."])
    expect(editor.locator("#entries .chip")).to_have_text(["Commitment"])
    expect(editor.locator("#new_text")).to_be_focused()
    until(lambda: list(Entry.objects.values_list("text", "kind")), [("The first version.", "commitment")])
    editor.locator("#entries .entry-text").click()
    editor.get_by_role("button", name="Strike out").click()
    expect(editor.locator("#entries .is-struck")).to_have_count(1)
    until(lambda: Entry.objects.filter(struck_at=None).count(), 0)


def test_testimony_is_sealed_and_stays_so_while_one_types_on(editor):
    editor.keyboard.type("What happened to her.")
    editor.keyboard.press("Control+Digit8")
    editor.keyboard.press("Enter")
    all_saved(editor)
    editor.locator("#entries .entry-text").click()
    editor.keyboard.type(" And after.")
    until(texts, ["What happened to her. And after."])
    all_saved(editor)
    assert Entry.objects.get().visibility == "sealed"


@pytest.mark.parametrize(
    ("button", "left"),
    [("Keep mine", "Mine."), ("Write from both", "Mine.\n\nTheirs.")],
)
def test_two_people_on_one_entry_see_both_texts_and_choose(sign_in, session, cast, button, left):
    entry = write(started(session, cast), cast.actor("rapporteur"), "First.")
    page = sign_in("rapporteur")
    page.goto(address("minutes-edit", session))
    ready(page)
    page.locator("#entries .entry-text").click()
    expect(page.locator("#entries textarea")).to_be_focused()
    entries.save_entry(entry, actor=cast.actor("organiser"), revision=1, text="Theirs.")
    page.locator("#entries textarea").fill("Mine.")
    page.keyboard.press("Enter")
    conflict = page.locator(".is-conflict")
    expect(conflict.locator("[data-mine]")).to_have_text("Mine.")
    expect(conflict.locator("[data-theirs]")).to_have_text("Theirs.")
    expect(conflict).to_contain_text("Organiser Test")
    conflict.get_by_role("button", name=button).click()
    until(texts, [left])
    expect(page.locator(".is-conflict")).to_have_count(0)


def test_signed_out_in_between_the_text_waits(editor):
    cookies = editor.context.cookies()
    editor.context.clear_cookies()
    editor.keyboard.type("Typed while signed out.")
    editor.keyboard.press("Enter")
    expect(editor.locator("#light")).to_contain_text("You are signed out")
    editor.context.add_cookies(cookies)
    until(texts, ["Typed while signed out."])


def test_prepare_takes_what_is_still_being_typed(editor, session):
    editor.keyboard.type("The last words")
    editor.get_by_role("button", name="Prepare for circulation").click()
    expect(editor.locator(".state")).to_contain_text("Prepared")
    until(texts, ["The last words"])


def test_it_works_without_script(sign_in, session, cast):
    started(session, cast)
    page = sign_in("rapporteur", java_script_enabled=False)
    page.goto(address("minutes-edit", session))
    for text in ("One.", "Two."):
        page.locator("#new_text").fill(text)
        page.get_by_role("button", name="Enter").click()
        expect(page.locator("#entries")).to_contain_text(text)
    assert texts() == ["One.", "Two."]
    page.get_by_role("link", name="Change 1").click()
    page.locator("#entries textarea").fill("One, changed.")
    page.get_by_role("button", name="Done").click()
    until(texts, ["One, changed.", "Two."])


def test_editor_has_no_accessibility_faults_and_fits_a_phone_in_urdu(sign_in, session, cast):
    of = started(session, cast)
    write(of, cast.actor("rapporteur"), kind="proposal", attribution="category", category="cso")
    write(of, cast.actor("rapporteur"), "ضلعی سطح پر", language="ur", kind="testimony")
    page = sign_in("rapporteur", locale="ur", viewport={"width": 360, "height": 800})
    page.goto(address("minutes-edit", session))
    page.locator("#entries .entry-text").first.click()
    expect(page.locator("#entries textarea").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
