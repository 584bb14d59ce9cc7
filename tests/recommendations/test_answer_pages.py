"""Staff record a reply from the ministry's letter: the pages, the keyboard grid in a browser, the second person."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from recommendations.models import Answer, Position
from recommendations.services import answers
from tests.browser import until
from tests.cast import PASSWORD
from tests.recommendations import packages
from tests.shared import shared

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

LETTER = {"letter_number": "F.7(2)/HR", "authority": "Secretary", "publish": "yes"}


@shared
def submission(event, areas, mohr):
    return packages.delivered(event, mohr, packages.recommendations(event, areas, mohr))


@shared
def recorded(submission, cast) -> Answer:
    """Typed by the drafter: one position of three."""
    given = [{"recommendation": submission.items.first().recommendation.ref, "value": "agreed"}]
    return answers.record_answer(
        submission, actor=cast.actor("drafter"), letter_date=packages.today(), positions=given, **LETTER
    )


def url(name: str, submission, *args) -> str:
    return reverse(f"recommendations:{name}", args=["policy-consultation", submission.code, *args])


def row(item, value="", reason="", part="") -> dict:
    prefix = item.uid.hex[:12]
    return {f"{prefix}-value": value, f"{prefix}-reason": reason, f"{prefix}-part": part}


def rows(submission, *values) -> dict:
    """One (value, reason) for each recommendation in order."""
    data: dict = {}
    for item, (value, reason) in zip(submission.items.all(), values, strict=True):
        data |= row(item, value, reason)
    return data


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


# -- Who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["answer-page", "answer-edit", "answer-letter", "answer-discard"])
def test_who_may_open_a_record(recorded, submission, cast, name):
    address = url(name, submission, recorded.uid)
    expected = {"organiser": 200, "drafter": 200, "chair": 200, "viewer": 403, "registrar": 403}
    expected |= {"outsider": 404, "reviewer": 404, "nobody": 404, "anonymous": 302}
    assert {who: cast.client(who).get(address).status_code for who in expected} == expected
    assert cast.client("organiser").put(address).status_code == 405


def test_a_record_of_another_submission_is_not_found(recorded, submission, event, ask, cast):
    other = packages.sent(event, ask, [submission.items.first().recommendation], number="SPO/A/1")
    assert cast.client("organiser").get(url("answer-page", other, recorded.uid)).status_code == 404


# -- The normal path -----------------------------------------------------------------------------------------------------


def test_from_the_letter_to_the_confirmation(submission, cast):
    client = cast.client("drafter")
    assert "Number of their letter" in page(client, url("answer-new", submission))
    response = client.post(
        url("answer-new", submission), {**LETTER, "letter_date": packages.today().isoformat()}
    )
    answer = Answer.objects.get()
    assert response.url == url("answer-edit", submission, answer.uid)
    text = page(client, response.url)
    assert "1 Agreed" in text and "8 No comments" in text and "0 of 3 filled in" in text
    data = rows(submission, ("agreed", ""), ("noted", "Under study"), ("not_agreed", "No funds"))
    response = client.post(url("answer-edit", submission, answer.uid), {**data, "revision": answer.revision})
    assert response.url == url("answer-page", submission, answer.uid)
    text = page(client, response.url)
    assert "Someone else must confirm" in text and 'name="compared"' not in text
    chair = cast.client("chair")
    assert 'name="compared"' in page(chair, response.url)
    confirm = url("answer-confirm", submission, answer.uid)
    answer.refresh_from_db()
    assert chair.post(confirm, {"revision": answer.revision}).status_code == 400  # not ticked
    assert chair.post(confirm, {"revision": answer.revision, "compared": "on"}).url == url(
        "submission-page", submission
    )
    answer.refresh_from_db()
    assert (answer.state, answer.confirmed_by) == ("confirmed", "Chair Test")
    text = page(client, url("submission-page", submission))
    assert "3 of 3 answered" in text and "No funds" in text


def test_the_author_is_told_who_may_confirm(recorded, submission, cast):
    response = cast.client("drafter").post(
        url("answer-confirm", submission, recorded.uid), {"compared": "on"}
    )
    assert response.status_code == 400
    assert "Someone else must confirm what you typed" in response.content.decode()
    assert Answer.objects.get().state == "draft"
    assert cast.client("drafter").get(url("answer-confirm", submission, recorded.uid)).status_code == 302


def test_what_lacks_something_is_marked_and_not_confirmed(recorded, submission, cast):
    data = rows(submission, ("agreed", ""), ("noted", ""), ("", ""))
    cast.client("drafter").post(url("answer-edit", submission, recorded.uid), data)
    text = page(cast.client("chair"), url("answer-page", submission, recorded.uid))
    assert "Not complete yet" in text and "Give the reason" in text and 'name="compared"' not in text
    response = cast.client("chair").post(url("answer-confirm", submission, recorded.uid), {"compared": "on"})
    assert response.status_code == 400
    assert Answer.objects.get().state == "draft"


def test_somebody_saved_meanwhile(recorded, submission, cast):
    old = recorded.revision
    answers.save_answer(recorded, actor=cast.actor("organiser"))
    data = rows(submission, ("noted", "Mine"), ("", ""), ("", ""))
    response = cast.client("drafter").post(
        url("answer-edit", submission, recorded.uid), {**data, "revision": old}
    )
    text = response.content.decode()
    assert response.status_code == 400
    assert "Organiser Test changed this record meanwhile" in text and "Mine" in text
    assert Position.objects.get().value == "agreed"


def test_bad_rows_are_marked_and_nothing_changes(recorded, submission, cast):
    data = rows(submission, ("noted", "x" * 4_001), ("rejected", "?"), ("noted", "fine"))
    response = cast.client("drafter").post(url("answer-edit", submission, recorded.uid), data)
    text = response.content.decode()
    assert response.status_code == 400
    assert "at most 4000 characters" in text and "Some rows hold a mistake" in text and "fine" in text
    assert [position.value for position in Position.objects.all()] == ["agreed"]


def test_the_letters_facts_can_be_mended(recorded, submission, cast):
    address = url("answer-letter", submission, recorded.uid)
    data = {**LETTER, "letter_number": "F.8", "letter_date": "2099-01-01"}
    response = cast.client("organiser").post(address, data)
    assert response.status_code == 400 and "in the future" in response.content.decode()
    cast.client("organiser").post(address, {**data, "letter_date": packages.today().isoformat()})
    recorded.refresh_from_db()
    assert (recorded.letter_number, recorded.positions.count()) == ("F.8", 1)


def test_what_is_on_record_is_only_shown(recorded, submission, cast):
    answers.confirm(recorded, actor=cast.actor("chair"))
    client = cast.client("drafter")
    for name in ("answer-edit", "answer-letter", "answer-discard"):
        assert client.get(url(name, submission, recorded.uid)).url == url(
            "answer-page", submission, recorded.uid
        )
    assert "Change the answers" not in page(client, url("answer-page", submission, recorded.uid))


def test_a_wrong_record_is_put_aside(recorded, submission, cast):
    cast.client("drafter").post(url("answer-discard", submission, recorded.uid))
    assert Answer.objects.get().state == "discarded"
    assert recorded.letter_number not in page(cast.client("drafter"), url("submission-page", submission))
    assert cast.client("drafter").get(url("answer-page", submission, recorded.uid)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_grid_asks_the_same_number_of_questions(
    event, mohr, areas, cast, django_assert_num_queries, number
):
    submission = packages.delivered(event, mohr, packages.recommendations(event, areas, mohr)[:number])
    answer = answers.record_answer(submission, actor=cast.actor("drafter"))
    client = cast.client("drafter")
    with django_assert_num_queries(9):
        page(client, url("answer-edit", submission, answer.uid))


# -- In a browser --------------------------------------------------------------------------------------------------------


def sign_in(page, name: str) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=login]", f"{name}@test.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")


def held_back(page, address: str) -> list:
    """What the server answered to a form that saves itself, before the page has it: (route, answer)."""
    answered: list = []

    def hold(route) -> None:
        if "hx-request" in route.request.headers:
            answered.append((route, route.fetch()))
        else:
            route.continue_()

    page.route(address, hold)
    return answered


@pytest.mark.browser
def test_the_grid_is_filled_by_keyboard_and_saves_itself(recorded, submission, browser_page):
    """1 to 8 choose, Tab goes to the reason, Enter to the next line; other digits than ours work; nothing is lost on the way."""
    page = browser_page
    sign_in(page, "drafter")
    page.goto(url("answer-edit", submission, recorded.uid))
    keys = page.keyboard  # the second line has the focus: it is the first without a position
    keys.press("5")
    keys.press("Tab")
    keys.type("Under study")
    keys.press("Enter")
    page.locator(":focus").dispatch_event(
        "keydown", {"key": "۲", "bubbles": True}
    )  # a Persian two: agreed in part
    keys.press("Tab")
    keys.type("The federal level")
    keys.press("Tab")
    keys.type("Budget")
    page.get_by_text("3 of 3 filled in").wait_for()
    page.locator("#saved:not(.is-waiting)").wait_for()
    wanted = [
        ("agreed", "", ""),
        ("noted", "", "Under study"),
        ("agreed_in_part", "The federal level", "Budget"),
    ]
    until(lambda: [(p.value, p.part, p.reason) for p in recorded.positions.order_by("item__serial")], wanted)
    page.locator("#saved:not(.is-waiting)").wait_for()
    slow = held_back(page, f"**{url('answer-edit', submission, recorded.uid)}")
    keys.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("type", "submit")
    for _ in range(100):  # leaving the box saves once more; that is done, but its answer is on its way
        if not slow:
            page.wait_for_timeout(100)
    keys.press("Enter")
    route, answer = slow.pop()
    route.fulfill(response=answer)
    page.wait_for_url(f"**{url('answer-page', submission, recorded.uid)}")


@pytest.mark.browser
def test_the_ministrys_draft_saves_itself_and_survives_a_lost_connection(
    submission, cast, browser, live_server
):
    context = browser.new_context(
        base_url=live_server.url
    )  # not `browser_page`: a lost connection is a complaint there
    page = context.new_page()
    sign_in(page, "reviewer")
    page.goto(reverse("recommendations:reviewer-submission", args=[submission.code]))
    page.get_by_label("Not agreed").first.check()
    page.get_by_label("Reason").first.fill("No funds this year")
    page.get_by_text("1 in draft").wait_for()
    page.context.set_offline(True)
    page.get_by_label("Reason").first.fill("No funds this year or next")
    page.get_by_text("No connection").wait_for()
    page.context.set_offline(False)
    page.locator("form[data-autosave] .saved.is-off").wait_for(state="detached", timeout=20_000)
    page.get_by_text("Draft saved").first.wait_for()
    until(
        lambda: [(p.value, p.reason) for p in Position.objects.all()],
        [("not_agreed", "No funds this year or next")],
    )
    context.close()
