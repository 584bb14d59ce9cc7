"""The main job of Sanlap once, in a browser, as its people: from a new event to a ministry's answer on the public page.

Each step is done by the person whose work it is, by clicking what a newcomer would click.
"""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from core import jobs, outbox
from core.models import Job
from events.models import Event, EventRole, Registration
from recommendations.models import Position, Recommendation, Submission
from tests.browser import until
from tests.cast import EVENT_ROLES, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HERE = ZoneInfo("Asia/Karachi")
TITLE = "Consultation on a policy framework"


def work() -> None:
    """What the workers do: run the jobs that wait, send the mail that is due."""
    for job in Job.objects.filter(state__in=["queued", "retry"]):
        jobs.run_job.func(job.pk)
    outbox.send_due()


@pytest.fixture
def as_(new_page, cast):
    """as_("chair") is the page of that person, signed in; the same one each time."""
    pages: dict[str, Page] = {}

    def page_of(name: str) -> Page:
        if name not in pages:
            page = pages[name] = new_page()
            page.goto("/sign-in/")
            page.fill("input[name=login]", cast.users[name].email)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/desk/**")
        return pages[name]

    return page_of


def press(page: Page, name: str | re.Pattern) -> None:
    """Press the one button or link of the page's main part with this text."""
    page.locator("main").get_by_role("button", name=name).or_(
        page.locator("main").get_by_role("link", name=name)
    ).first.click()


def test_from_a_new_event_to_the_ministrys_answer(as_, new_page, cast, categories, areas, mohr, smtp):
    event = make_the_event(as_("organiser"))
    for name, role in EVENT_ROLES.items():
        EventRole.objects.create(event=event, user=cast.users[name], role=role)
    link = register_on_a_phone(new_page, event, smtp)
    see_and_sign_in(as_, event)
    change_and_come_back(new_page, link)
    take_minutes(as_, event)
    draft_and_adopt(as_, event)
    submission = submit(as_("organiser"), event)
    answer(as_("reviewer"), submission)
    read_the_thread(new_page)


def make_the_event(page: Page) -> Event:
    """The organiser makes, fills and publishes a two-day event."""
    start = timezone.now().astimezone(HERE).replace(hour=9, minute=30) + timedelta(days=40)
    page.goto("/desk/events/new/")
    page.fill("[name=title_en]", TITLE)
    page.select_option("[name=kind]", "consultation")
    page.fill("[name=summary_en]", "Two days: the framework, and a mechanism for defenders.")
    page.select_option("[name=timezone]", "Asia/Karachi")
    page.fill("[name=starts_at]", start.strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=ends_at]", (start + timedelta(days=1, hours=7)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=city]", "Islamabad")
    page.select_option("[name=country]", "PK")
    page.fill("[name=registration_opens_at]", "2026-01-01T09:00")
    page.fill("[name=seats]", "60")
    page.fill("[name=per_district]", "3")
    press(page, "Make the event")
    until(Event.objects.filter(title__en=TITLE).count, 1)
    event = Event.objects.get(title__en=TITLE)
    page.goto(f"/desk/events/{event.slug}/themes/")
    page.fill("[name=title_en]", "Gap analysis")
    page.fill("[name=questions_en]", "Where do law and practice part ways?")
    press(page, "Add a theme")
    until(event.themes.count, 1)
    for day, title in enumerate(["The gap in practice", "A mechanism for defenders"]):
        page.goto(f"/desk/events/{event.slug}/sessions/new/")
        page.fill("[name=title_en]", title)
        page.locator("[name=day]").nth(day).check()
        page.fill("[name=start]", "10:00")
        page.fill("[name=end]", "11:30")
        page.select_option("[name=theme]", label="Gap analysis")
        page.locator("main").get_by_role("button", name="Save", exact=True).click()
        until(event.sessions.count, day + 1)
    page.goto(f"/desk/events/{event.slug}/")
    press(page, re.compile("^Publish"))
    expect(page.locator("main")).to_contain_text("Published")
    return event


def register_on_a_phone(new_page, event: Event, smtp) -> str:
    """A visitor finds the event and registers; the mail has the link to the own page."""
    page = new_page(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page.goto("/events/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("The gap in practice")
    press(page, re.compile("^Register"))
    page.fill("[name=name]", "ستارہ")
    page.fill("[name=phone]", "12")
    page.select_option("[name=area]", label="Thatta")
    press(page, "Send my registration")
    expect(page.get_by_role("alert")).to_contain_text("phone number")
    expect(page.locator("[name=name]")).to_have_value("ستارہ")
    page.fill("[name=phone]", "")
    page.fill("[name=email]", "sitara@example.org")
    press(page, "Send my registration")
    expect(page.locator("main")).to_contain_text("place")
    work()
    [mail] = [m for m in smtp.messages if m["To"] == "sitara@example.org"]
    return re.search(r"/r/[\w-]+/", mail.get_body(("plain",)).get_content()).group(0)


def see_and_sign_in(as_, event: Event) -> None:
    """The organiser sees the registration and the district; an official is entered; the desk marks the first one present."""
    page = as_("organiser")
    page.goto(f"/desk/events/{event.slug}/registrations/")
    expect(page.locator("main")).to_contain_text("ستارہ")
    expect(page.locator("main")).not_to_contain_text("sitara@example.org")
    page.goto(f"/desk/events/{event.slug}/registrations/new/official/")
    page.fill("[name=honorific]", "Mr")
    page.fill("[name=designation]", "Director")
    page.fill("[name=office]", "Human Rights Wing")
    page.locator("main form button[type=submit]").last.click()
    until(event.registrations.count, 2)
    page.goto(f"/desk/events/{event.slug}/coverage/")
    expect(page.locator("main")).to_contain_text("Thatta")
    desk = as_("checkin")
    desk.goto(f"/desk/events/{event.slug}/sign-in/")
    desk.get_by_label("Name or code").fill("ستارہ")
    press(desk, "Find")
    press(desk, re.compile("^Present"))
    expect(desk.locator("main")).to_contain_text("1 of 2")


def change_and_come_back(new_page, link: str) -> None:
    """The participant opens the link of the mail and changes what was said."""
    page = new_page()
    page.goto(link)
    press(page, re.compile("^Change"))
    page.fill("[name=needs]", "a ramp")
    page.locator("main form button[type=submit]").first.click()
    until(lambda: Registration.objects.get(name="ستارہ").needs, "a ramp")


def take_minutes(as_, event: Event) -> None:
    """The rapporteur takes minutes by keyboard and prepares them; the chair approves and publishes."""
    session = event.sessions.order_by("starts_at").first()
    url = f"/desk/events/{event.slug}/minutes/{session.uid}/"
    page = as_("rapporteur")
    page.goto(url)
    page.locator("[name=attribution][value=affiliation]").check()
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()  # the keys work from here on
    for text in ("Departments do not know which reports are due.", "Publish the gap analysis in Urdu."):
        page.locator(".composer textarea").fill(text)
        page.keyboard.press("Enter")
        expect(page.locator(".entries, .list, main").first).to_contain_text(text)
    expect(page.get_by_role("status").filter(has_text="aved").first).to_be_visible()
    press(page, "Prepare for circulation")
    chair = as_("chair")
    for step in ("approve", "publish"):
        chair.goto(f"{url}{step}/")
        if step == "approve":
            chair.locator("[name=signature]").first.check()
        else:
            chair.locator("main input[type=checkbox]").check()
        chair.locator("main form button[type=submit]").last.click()
        expect(chair).not_to_have_url(re.compile(f"/{step}/$"))
    expect(chair.locator("main")).to_contain_text("Published")


def draft_and_adopt(as_, event: Event) -> None:
    """The drafter drafts from what was said; the chair adopts with a decision record and the number is issued."""
    page = as_("drafter")
    page.goto(f"/desk/events/{event.slug}/drafting/")
    page.get_by_label(re.compile("Publish the gap analysis")).check()
    press(page, "Draft from the chosen")
    page.fill("[name=text]", "Publish the gap analysis in Urdu and English.")
    page.select_option("[name=lead]", "mohr")
    page.locator("main form button[type=submit]").last.click()
    until(Recommendation.objects.count, 1)
    draft = Recommendation.objects.get()
    page.goto(f"/desk/events/{event.slug}/drafting/{draft.uid}/")
    press(page, "Put on the table")
    until(lambda: Recommendation.objects.get().state, "tabled")
    chair = as_("chair")
    chair.goto(f"/desk/events/{event.slug}/adoption/")
    press(chair, "Adopted")
    chair.locator("[name=method][value=consensus]").check()
    chair.fill("[name=entitled]", "50")
    chair.fill("[name=present]", "46")
    press(chair, "Adopt and issue the numbers")
    expect(chair.locator("main")).to_contain_text("-001")


def submit(page: Page, event: Event) -> Submission:
    """The organiser puts it to the ministry: the package is frozen, the dossier made, the delivery starts the clock."""
    page.goto(f"/desk/events/{event.slug}/submissions/new/")
    page.locator("[name=recommendations]").check()
    page.locator("[name=addressees][value=mohr]").check()
    page.fill("[name=signatory_name]", "A. Director")
    page.fill("[name=signatory_designation]", "Director")
    press(page, "Save and look at it")
    press(page, "Look at it and send")
    page.get_by_label("I have read the letter and the list.").check()
    press(page, re.compile("^Send"))
    expect(page.locator("main")).to_contain_text("Sent")
    page.goto("about:blank")  # the page watches the job and would load again by itself
    work()
    submission = Submission.objects.get()
    page.goto(f"/desk/events/{event.slug}/submissions/{submission.code}/")
    document = submission.documents.get()
    assert (document.state, len(document.sha256)) == ("ready", 64)
    press(page, re.compile("delivery"))
    page.select_option("[name=means]", "registry") if page.locator(
        "select[name=means]"
    ).count() else page.check("[name=means][value=registry]")
    page.fill("[name=receipt]", "Diary 1123")
    page.locator("main form button[type=submit]").last.click()
    until(Submission.objects.filter(delivered_on=None).count, 0)
    submission.refresh_from_db()
    assert (submission.respond_by - submission.delivered_on).days == 60
    return submission


def answer(page: Page, submission: Submission) -> None:
    """The ministry's focal point reads the PDF, acknowledges, answers and issues the reply."""
    page.goto("/ministry/")
    page.locator("main").get_by_role("link", name=re.compile(submission.subject[:20])).first.click()
    expect(page.locator("iframe")).to_have_attribute("src", re.compile(r"dossier\.pdf"))
    press(page, "Acknowledge")
    page.fill("[name=their_number]", "1123/HR")
    page.locator("main form button[type=submit]").last.click()
    page.goto(f"/ministry/{submission.code}/")
    page.locator("details.answer").first.evaluate("e => e.open = true")
    page.locator("input[name$=-value][value=agreed_in_part]").check()
    page.locator("textarea[name$=-part]").fill("For the federal level.")
    page.locator("textarea[name$=-reason]").fill("Provinces report to their own governments.")
    page.get_by_role("button", name="Save").click()
    said = ("agreed_in_part", "For the federal level.", "Provinces report to their own governments.")
    until(lambda: list(Position.objects.values_list("value", "part", "reason")), [said])
    press(page, "Review and issue the reply")
    page.fill("[name=letter_number]", "7(2)/HR")
    page.fill("[name=authority]", "Secretary")
    page.locator("input[type=checkbox]").last.check()
    page.locator("main form button[type=submit]").last.click()
    until(lambda: submission.answers.get().state, "official")


def read_the_thread(new_page) -> None:
    """Anybody reads the whole thread, and nobody's name is in it."""
    page = new_page()
    page.goto("/recommendations/")
    ref = Recommendation.objects.get(state="adopted").ref
    assert re.fullmatch(r"SPO-\d{4}-001", ref)
    page.get_by_role("link", name=re.compile("gap analysis")).first.click()
    main = page.locator("main")
    for words in (
        ref,
        "The gap in practice",
        "Publish the gap analysis in Urdu.",
        "Agreed in part",
        "For the federal level.",
    ):
        expect(main).to_contain_text(words)
    for private in ("ستارہ", "sitara@example.org", "Rapporteur Test"):
        expect(main).not_to_contain_text(private)
