"""The phone at the door in a browser: its camera, its big answers, a hall without network, and what is left when its link ends."""

import json
from datetime import timedelta

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from core.actors import SYSTEM
from events.codes import qr_text
from events.models import Device, Event, Registration, Scan
from events.services import devices
from tests.browser import FLAGS, chromium, until
from tests.events.people import join

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def token(event) -> str:
    until = timezone.now() + timedelta(hours=8)
    return devices.make_device(event, actor=SYSTEM, label="Main door", expires_at=until).token


@pytest.fixture
def people(event) -> list[Registration]:
    return [join(event, 1, name="Sitāra Bībī"), join(event, 2, name="Zahid Khan"), join(event, 3, name="Gul")]


def opened(page, token: str):
    page.goto(f"/scan/#{token}")
    page.wait_for_selector("#door:not([hidden])")
    return page


def type_code(page, text: str) -> None:
    page.fill("#term", text)
    page.keyboard.press("Enter")


def answered(page, word: str) -> str:
    page.wait_for_selector(f".scan-word:text-is('{word}')")
    return page.inner_text("#answer")


def without_network(page, cable) -> None:
    """The line is pulled, and the browser knows."""
    page.wait_for_selector("#light:text-is('Connected')")
    cable.pull()
    page.context.set_offline(True)


def with_network(page, cable) -> None:
    cable.plug()
    page.context.set_offline(False)


def kept(page) -> dict[str, str]:
    return page.evaluate("({...localStorage})")


def test_codes_and_names_get_a_big_answer(event, people, token, new_page):
    sitara, _zahid, gul = people
    Registration.objects.filter(pk=gul.pk).update(state="waitlisted")
    page = opened(new_page(**PHONE), token)
    assert page.inner_text("#event") == "Policy consultation"
    page.wait_for_selector("#light:text-is('Connected')")
    type_code(page, f"SANLAP:{sitara.code.upper()}")
    assert "Sitāra Bībī" in answered(page, "Present")
    assert "scan-answer--yes" in page.get_attribute("#answer", "class")
    type_code(page, sitara.code)
    assert "Was signed in here before." in answered(page, "Already signed in")
    type_code(page, "zah")  # part of a name signs nobody in: another tap does
    assert page.inner_text("#answer .scan-name") == "Sitāra Bībī"
    page.get_by_role("button", name="Present: Zahid Khan").tap()
    page.wait_for_selector(".scan-name:has-text('Zahid Khan')")
    type_code(page, gul.code)
    assert "Is on the waiting list" in answered(page, "Refused")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Let in").tap()
    answered(page, "Present")
    type_code(page, "abcdefghij")
    page.wait_for_selector(".scan-why:text-is('Nobody at this event has this code.')")
    until(lambda: list(Scan.objects.values_list("result", "reason", "forced")), [
        ("ok", "", False), ("duplicate", "signed_in", False), ("ok", "", False), ("refused", "waitlisted", False),
        ("ok", "agreed", True), ("refused", "unknown", False),
    ])  # fmt: skip
    expect(page.locator("#light")).to_have_text("Connected")
    expect(page.locator("#present")).to_have_text("3")


def test_a_hall_without_network(event, people, token, new_page, cable):
    """The page opens again, signs in from its encrypted list, and sends once there is network: each scan once."""
    sitara, _zahid, _gul = people
    page = opened(new_page(base_url=cable.url, **PHONE), token)
    page.wait_for_function("navigator.serviceWorker.ready.then((ready) => Boolean(ready.active))")
    page.wait_for_function(
        "async () => { for (const n of await caches.keys()) if (n.startsWith('scan-')) return true; return false; }"
    )
    everything = json.dumps(kept(page))
    assert "scan-list:" in everything and "Zahid" not in everything and token not in everything
    without_network(page, cable)
    page.reload()
    page.wait_for_selector("#door:not([hidden])")
    type_code(page, sitara.code)
    assert "Sitāra Bībī" in answered(page, "Present")
    type_code(page, sitara.code)
    answered(page, "Already signed in")
    page.wait_for_function(
        "document.getElementById('light').textContent === 'No network: kept on this phone · waiting to be sent: 2'"
    )
    page.reload()
    page.wait_for_selector("#light:text-is('No network: kept on this phone · waiting to be sent: 2')")
    expect(page.locator("#present")).to_have_text("1")
    assert not Scan.objects.exists()
    with_network(page, cable)
    page.wait_for_selector("#light:text-is('Connected')")
    until(lambda: list(Scan.objects.order_by("scanned_at").values_list("registration__name", "result")), [
        ("Sitāra Bībī", "ok"), ("Sitāra Bībī", "duplicate"),
    ])  # fmt: skip
    page.wait_for_function(
        "!Object.entries({...localStorage}).some(([name, value]) => name.startsWith('scan-queue:') && value.length > 60)"
    )


def test_another_desk_was_quicker(event, people, token, new_page):
    page = opened(new_page(**PHONE), token)
    sitara = people[0]
    from events.services.checkin import sign_in

    sign_in(event, actor=SYSTEM, registration=sitara, point=page.input_value("#point"), nonce="other")
    type_code(page, sitara.code)
    assert "Was signed in here before." in answered(page, "Already signed in")


def test_when_the_link_ends_the_list_goes_and_what_was_not_sent_stays(event, people, token, new_page, cable):
    page = opened(new_page(base_url=cable.url, **PHONE), token)
    without_network(page, cable)
    type_code(page, people[0].code)
    answered(page, "Present")
    page.wait_for_selector("#light:text-is('No network: kept on this phone · waiting to be sent: 1')")
    Device.objects.update(revoked_at=timezone.now())
    with_network(page, cable)
    page.wait_for_selector("#over:not([hidden])")
    assert people[0].code in page.inner_text("#unsent-list") and not page.is_visible("#door")
    assert not any(name.startswith("scan-list:") for name in kept(page))
    page.click("#forget")
    page.wait_for_selector("#unsent", state="hidden")
    page.wait_for_function("localStorage.length === 0")
    assert not Scan.objects.exists()
    assert page.is_visible("#over-link") and not page.is_visible("#over-event")
    Event.objects.update(state="closed")
    page.reload()
    page.wait_for_selector("#over-event:not([hidden])")
    assert not page.is_visible("#over-link")


def test_without_a_link_it_says_so(new_page, live_server):
    page = new_page(**PHONE)
    page.goto("/scan/")
    page.wait_for_selector("#no-link:not([hidden])")
    assert not page.is_visible("#door")


SIZE = (640, 480)


def film(matrix, path) -> None:
    """A film of one picture: the code in the middle, 10 pixels a module, as a camera would see it."""
    width, height = SIZE
    wide = len(matrix)
    left, top = (width - wide * 10) // 2, (height - wide * 10) // 2
    luma = bytearray(b"\xeb" * (width * height))
    for y in range(wide * 10):
        for x in range(wide * 10):
            if matrix[y // 10][x // 10]:
                luma[(top + y) * width + left + x] = 16
    picture = bytes(luma) + b"\x80" * (width * height // 2)
    frames = b"".join(b"FRAME\n" + picture for _frame in range(4))
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frames)


# Chromium on Linux has no BarcodeDetector of its own. This one knows a single picture: it answers only when what the camera
# shows is that picture, module by module. Everything before and after the reading itself is ours and real.
READER = """
window.BarcodeDetector = class {
  async detect(video) {
    const canvas = new OffscreenCanvas(%(width)d, %(height)d), pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0, %(width)d, %(height)d);
    const { data } = pen.getImageData(0, 0, %(width)d, %(height)d), matrix = %(matrix)s, wide = matrix.length;
    const left = (%(width)d - wide * 10) / 2, top = (%(height)d - wide * 10) / 2;
    const dark = (x, y) => data[4 * ((top + y * 10 + 5 | 0) * %(width)d + (left + x * 10 + 5 | 0))] < 128;
    const same = matrix.every((row, y) => row.every((module, x) => Boolean(module) === dark(x, y)));
    return same ? [{ rawValue: %(text)s }] : [];
  }
};
"""


def test_the_camera_reads_a_badge(event, people, token, browser, live_server, server_at_rest, tmp_path):
    text = qr_text(people[0])
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    film(matrix, tmp_path / "badge.y4m")
    flags = [
        *FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'badge.y4m'}",
    ]  # fmt: skip
    reader = READER % {
        "width": SIZE[0],
        "height": SIZE[1],
        "matrix": json.dumps(matrix),
        "text": json.dumps(text),
    }
    filmed = browser.browser_type.launch(executable_path=chromium(), args=flags, headless=True)
    try:
        page = filmed.new_page(base_url=live_server.url, locale="en-GB")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.add_init_script(reader)
        opened(page, token)
        page.click("#start")
        assert "Sitāra Bībī" in answered(page, "Present")
        until(lambda: [scan.registration for scan in Scan.objects.filter(result="ok")], [people[0]])
        page.wait_for_selector(
            "#light:has-text('Connected')"
        )  # it goes on looking: the same badge comes again
    finally:
        filmed.close()
    assert faults == []
