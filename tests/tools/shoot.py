"""Screenshots of a running Sanlap, signed in as one of the demo cast.

    make run                                            (in another terminal)
    .venv/bin/python tests/tools/shoot.py --as organiser@demo.example --lang ur --width 360 --out /tmp/shots /desk/ /events/

Each page becomes a full-page PNG: <path>-<language>-<width>.png. --dark asks for the dark theme, --print for what a printer gets,
--no-js switches scripts off. Ends with 1 when a page answered 4xx or 5xx, or the browser complained.
"""

import argparse
import re
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.browser import FLAGS, Complaints, chromium

PASSWORD = "sanlap-demo"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("urls", nargs="+", metavar="URL", help="path or address of a page")
    parser.add_argument("--base", default="http://localhost:8000", help="address of the server")
    parser.add_argument(
        "--as", dest="who", default="", help="e-mail address to sign in with; default: a visitor"
    )
    parser.add_argument("--password", default=PASSWORD)
    parser.add_argument("--sign-in", default="/sign-in/", help="path of the sign-in page")
    parser.add_argument("--lang", default="en")
    parser.add_argument(
        "--width", type=int, action="append", help="in CSS pixels; may be repeated (default 1280)"
    )
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", dest="printed", action="store_true")
    parser.add_argument("--no-js", action="store_true")
    parser.add_argument("--click", help="CSS selector to click before the picture is taken")
    return parser.parse_args()


def open_context(browser, options: argparse.Namespace, width: int) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width > 600 else 740},
        locale=options.lang,
        color_scheme="dark" if options.dark else "light",
        java_script_enabled=not options.no_js,
        reduced_motion="reduce",
        device_scale_factor=1,
    )
    context.add_cookies([{"name": "django_language", "value": options.lang, "url": options.base}])
    return context


def sign_in(page: Page, options: argparse.Namespace) -> None:
    page.goto(urljoin(options.base, options.sign_in))
    page.fill("input[name=login]", options.who)
    page.fill("input[name=password]", options.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    if page.locator("input[name=password]").count():
        raise SystemExit(f"Could not sign in as {options.who}: {page.inner_text('main')[:300]}")


def file_name(url: str, options: argparse.Namespace, width: int) -> str:
    parts = urlsplit(url)
    name = re.sub(r"[^\w.-]+", "-", f"{parts.path}-{parts.query}").strip("-") or "home"
    extras = [
        word
        for word, wanted in (("dark", options.dark), ("print", options.printed), ("nojs", options.no_js))
        if wanted
    ]
    return "-".join([name[:100], options.lang, str(width), *extras]) + ".png"


def shoot(page: Page, url: str, options: argparse.Namespace, width: int) -> int:
    """One picture; returns the page's HTTP status."""
    answer = page.goto(urljoin(options.base, url))
    page.wait_for_load_state("networkidle")
    if options.printed:
        page.emulate_media(media="print")
    if options.click:
        page.click(options.click)
        page.wait_for_load_state("networkidle")
    target = options.out / file_name(url, options, width)
    # A window as tall as the page, so that what sticks to the window's edge hides nothing.
    height = page.evaluate("document.documentElement.scrollHeight")
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": min(height, 12_000)})
    page.screenshot(path=target, full_page=True)
    page.set_viewport_size(before)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    status = answer.status if answer else 0
    print(f"{status} {target}{'  WIDER THAN THE WINDOW' if wide else ''}")
    return status


def main() -> int:
    options = arguments()
    program = chromium()
    if program is None:
        raise SystemExit("Chromium is missing. Debian, Ubuntu: apt-get install chromium")
    options.out.mkdir(parents=True, exist_ok=True)
    complaints, statuses = Complaints(), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for width in options.width or [1280]:
            page = open_context(browser, options, width).new_page()
            complaints.watch(page)
            if options.who:
                sign_in(page, options)
            statuses += [shoot(page, url, options, width) for url in options.urls]
        browser.close()
    for said in complaints.said:
        print("!", said)
    return 1 if complaints.said or any(status >= 400 or status == 0 for status in statuses) else 0


if __name__ == "__main__":
    sys.exit(main())
