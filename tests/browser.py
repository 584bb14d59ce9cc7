"""Debian's Chromium for browser tests, against Django's threaded live server on the file database.

    @pytest.mark.browser
    def test_a_page(browser_page): browser_page.goto("/")

The live server commits for real: its rows are removed after the test (pytest-django's transactional_db).
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.needs import missing

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
NO_FAULTS = (
    "Failed to load resource",  # repeats an answer's status, and a test may well want a 403 or 409
    "htmx:sendAbort",  # a search gave way to the next letter (hx-sync replace)
    "htmx:afterRequest",  # repeats sendAbort, and sendError, which does count
)
TIMEOUT = 15_000  # milliseconds; two cores are shared with the server and its database


def chromium() -> str | None:
    """Where Debian's (or another) Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def until(says: Callable[[], object], wanted: object, *, seconds: float = TIMEOUT / 1000) -> None:
    """Wait until the database says what it should: the browser sends in its own time."""
    end = time.monotonic() + seconds
    while says() != wanted and time.monotonic() < end:
        time.sleep(0.1)
    assert says() == wanted


@dataclass
class Complaints:
    """What the browser complained about: script errors and blocked content. Empty, or the test fails."""

    said: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.said.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: self._console(page, message))

    def _console(self, page: Page, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(said in message.text for said in NO_FAULTS):
            self.said.append(f"{message.type} on {page.url}: {message.text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    program = chromium()
    if program is None:
        missing("Chromium is missing. Debian, Ubuntu: apt-get install chromium")
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS, headless=True)
        yield running
        running.close()


@pytest.fixture
def new_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """A function that opens a page as a new person would: own cookies. Takes Playwright's context options (viewport, locale)."""
    complaints = Complaints()
    contexts: list[BrowserContext] = []

    def open_page(**options) -> Page:
        wanted = {
            "viewport": {"width": 1280, "height": 900},
            "locale": "en-GB",
            "reduced_motion": "reduce",
        } | options
        context = browser.new_context(base_url=live_server.url, **wanted)
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints.said == []


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """A page of a desk-sized window."""
    return new_page()


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    """A page of a small phone."""
    return new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
