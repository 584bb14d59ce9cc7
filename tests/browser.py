"""Debian's Chromium for browser tests, against Django's threaded live server on the file database.

    @pytest.mark.browser
    def test_a_page(browser_page): browser_page.goto("/")

The live server commits for real: its rows are removed after the test (pytest-django's transactional_db).
"""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests import shared
from tests.cable import Cable
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
        shared.fall()  # while Playwright's loop runs Django has another connection for this thread, and what stands stands there
        running.close()


@pytest.fixture(scope="session")
def in_hand() -> Iterator[set[int]]:
    """The threads of the live server that answer a request at this moment. Requests of the test client are no matter."""
    busy: set[int] = set()

    def begin(**_kwargs) -> None:
        if threading.current_thread() is not threading.main_thread():
            busy.add(threading.get_ident())

    def end(**_kwargs) -> None:
        busy.discard(threading.get_ident())

    request_started.connect(begin)
    request_finished.connect(end)
    yield busy
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def server_at_rest(live_server, in_hand: set[int]) -> Iterator[None]:
    """Before the database is emptied the server has answered all that it was asked: nothing is written into the next test.

    Whoever opens pages asks for this first, so that it waits when they are closed.
    """
    yield
    until(lambda: len(in_hand), 0)


@pytest.fixture
def cable(live_server) -> Iterator[Cable]:
    """A line to the server that can be pulled out: `new_page(base_url=cable.url)`."""
    line = Cable(live_server.url)
    yield line
    line.close()


@pytest.fixture
def new_page(browser: Browser, live_server, server_at_rest) -> Iterator[Callable[..., Page]]:
    """A function that opens a page as a new person would: own cookies. Takes Playwright's context options (viewport, locale)."""
    complaints = Complaints()
    contexts: list[BrowserContext] = []

    def open_page(**options) -> Page:
        wanted = {
            "base_url": live_server.url,
            "viewport": {"width": 1280, "height": 900},
            "locale": "en-GB",
            "reduced_motion": "reduce",
        } | options
        context = browser.new_context(**wanted)
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
