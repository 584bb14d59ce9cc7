"""The ministry's desk: what a focal point sees, what stays private, and how a reply is issued."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership, Role
from core.views import rail_for, tasks_for
from recommendations.models import Answer, Position, Submission
from recommendations.services import answers, positions, submissions
from tests.cast import make_institution, make_user
from tests.recommendations import packages
from tests.shared import shared

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

LETTER = {"letter_number": "F.7(2)/HR", "authority": "Secretary", "publish": "yes"}


@shared
def adopted(event, areas, mohr):
    packages.people(event, areas)
    return packages.recommendations(event, areas, mohr)


@shared
def submission(event, mohr, adopted) -> Submission:
    return packages.delivered(event, mohr, adopted)


@pytest.fixture
def stranger(cast) -> str:
    """A focal point of another ministry."""
    cast.users["stranger"] = make_user("stranger")
    other = make_institution("moi", "Ministry of Interior")
    Membership.objects.create(user=cast.users["stranger"], institution=other, role=Role.FOCAL_POINT)
    return "stranger"


def url(name: str, submission: Submission | None = None, *args) -> str:
    return reverse(
        f"recommendations:reviewer-{name}", args=[*([submission.code] if submission else []), *args]
    )


def fields(item, **values) -> dict:
    """A position as the form sends it."""
    prefix = item.uid.hex[:12]
    seen = values.pop("seen", None)
    data = {f"{prefix}-{name}": value for name, value in values.items()}
    return data if seen is None else {**data, "seen": seen}


def draft(submission, cast, value="agreed", **values) -> Answer:
    answer = answers.open_answer(submission, actor=cast.actor("reviewer"))
    answers.save_position(
        answer, submission.items.first(), actor=cast.actor("reviewer"), value=value, **values
    )
    return answer


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


# -- Who sees what -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["submission", "acknowledge", "reply", "discard", "note"])
def test_only_the_addressees_focal_points_get_in(submission, cast, stranger, name):
    draft(submission, cast)
    for who in (stranger, "organiser", "drafter", "chair", "viewer", "assessor", "outsider", "nobody"):
        assert cast.client(who).get(url(name, submission)).status_code == 404, who
    assert cast.client("anonymous").get(url(name, submission)).status_code == 302
    assert cast.client("reviewer").get(url(name, submission)).status_code == (404 if name == "note" else 200)


def test_nobody_else_writes_a_position(submission, cast, stranger):
    item = submission.items.first()
    address = url("position", submission, item.uid)
    for who in (stranger, "organiser", "drafter", "chair", "nobody"):
        assert cast.client(who).post(address, fields(item, value="agreed")).status_code == 404, who
    assert cast.client("reviewer").get(address).status_code == 405
    assert not Answer.objects.exists()


def test_the_inbox_holds_what_was_sent_to_us_alone(submission, event, ask, adopted, mohr, cast, stranger):
    packages.prepared(event, mohr, adopted, number="SPO/P/1", subject="Not sent yet", package=None)
    packages.sent(event, ask, adopted, number="SPO/A/1", subject="For somebody else")
    text = page(cast.client("reviewer"), url("inbox"))
    assert submission.number in text
    assert "Not sent yet" not in text and "For somebody else" not in text
    assert submission.number not in page(cast.client(stranger), url("inbox"))
    for who in ("organiser", "nobody"):
        assert cast.client(who).get(url("inbox")).status_code == 404
    assert cast.client("reviewer").post(url("inbox")).status_code == 405


def test_the_inbox_filters(submission, event, mohr, adopted, cast):
    client = cast.client("reviewer")
    assert submission.number in page(client, url("inbox") + "?answers=open")
    assert submission.number not in page(client, url("inbox") + "?answers=answered")
    assert submission.number in page(client, url("inbox") + "?q=participatory")
    assert submission.number in page(client, url("inbox") + "?answers=nonsense&sort=%00&page=x")


def test_nothing_on_the_ministrys_desk_names_a_participant(submission, cast):
    draft(submission, cast)
    client = cast.client("reviewer")
    document = reverse("recommendations:dossier-text", args=[submission.code])
    pages = {
        address: page(client, address).lower()
        for address in (url("inbox"), url("submission", submission), document)
    }
    found = [
        (address, secret)
        for address, text in pages.items()
        for secret in packages.SECRETS
        if secret.lower() in text
    ]
    assert found == []


def test_a_draft_is_the_ministrys_own(submission, cast):
    draft(submission, cast, "not_agreed", reason="Words that nobody outside may read")
    for who in ("organiser", "drafter", "chair"):
        text = page(
            cast.client(who),
            reverse("recommendations:submission-page", args=[submission.event.slug, submission.code]),
        )
        assert "Words that nobody" not in text and "Not agreed" not in text, who
        answer = Answer.objects.get()
        address = reverse(
            "recommendations:answer-page", args=[submission.event.slug, submission.code, answer.uid]
        )
        assert cast.client(who).get(address).status_code == 404, who
    assert "Words that nobody" in page(cast.client("reviewer"), url("submission", submission))


# -- Reading writes nothing, writing saves -------------------------------------------------------------------------------


def test_looking_begins_no_answer(submission, cast):
    text = page(cast.client("reviewer"), url("submission", submission))
    assert "0 of 3 answered" in text and "Not started" in text
    assert packages.URDU in text and 'lang="ur" dir="rtl"' in text
    assert not Answer.objects.exists()


def test_a_position_is_saved_without_script(submission, cast):
    item = submission.items.first()
    data = fields(item, value="agreed_in_part", part="The list", reason="Provinces report elsewhere", seen="")
    response = cast.client("reviewer").post(url("position", submission, item.uid), data)
    assert response.url == f"{url('submission', submission)}#{item.recommendation.ref}"
    position = Position.objects.get()
    assert (position.value, position.part, position.reason) == (
        "agreed_in_part",
        "The list",
        "Provinces report elsewhere",
    )


def test_with_script_the_page_changes_in_place(submission, cast):
    item = submission.items.first()
    response = cast.client("reviewer").post(
        url("position", submission, item.uid),
        fields(item, value="noted", reason="Under study", seen=""),
        headers={"HX-Request": "true"},
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert "Draft saved" in text and "1 in draft" in text and "Noted · draft" in text
    assert f'value="{positions.stamp(Position.objects.get())}"' in text


def test_two_colleagues_at_once_lose_nothing(submission, cast):
    item = submission.items.first()
    draft(submission, cast, "agreed", reason="The first colleague’s words")
    data = fields(item, value="not_agreed", reason="The second colleague’s words", seen="")
    response = cast.client("reviewer").post(url("position", submission, item.uid), data)
    text = response.content.decode()
    assert response.status_code == 409
    assert "The first colleague’s words" in text and "The second colleague’s words" in text
    assert Position.objects.get().value == "agreed"
    fragment = cast.client("reviewer").post(
        url("position", submission, item.uid), data, headers={"HX-Request": "true"}
    )
    assert "The first colleague’s words" in fragment.content.decode()
    again = fields(
        item,
        value="not_agreed",
        reason="The second colleague’s words",
        seen=positions.stamp(Position.objects.get()),
    )
    cast.client("reviewer").post(url("position", submission, item.uid), again)
    assert Position.objects.get().value == "not_agreed"


@pytest.mark.parametrize("values", [{"value": "rejected"}, {"reason": "x" * 5_000}, {"reason": "a\x00b"}])
def test_bad_input_keeps_what_was_typed_and_changes_nothing(submission, cast, values):
    item = submission.items.first()
    data = fields(item, **{"part": "", "reason": "My words", "value": "noted", **values})
    response = cast.client("reviewer").post(url("position", submission, item.uid), data)
    assert response.status_code == 400
    assert data[f"{item.uid.hex[:12]}-reason"].replace("\x00", "")[:20] in response.content.decode().replace(
        "\x00", ""
    )
    assert not Position.objects.exists()
    fragment = cast.client("reviewer").post(
        url("position", submission, item.uid), data, headers={"HX-Request": "true"}
    )
    assert "is-off" in fragment.content.decode()


def test_an_item_of_another_submission_is_not_found(submission, event, ask, adopted, cast):
    other = packages.sent(event, ask, adopted, number="SPO/A/1").items.first()
    assert (
        cast.client("reviewer")
        .post(url("position", submission, other.uid), fields(other, value="agreed"))
        .status_code
        == 404
    )


# -- Acknowledge and issue -----------------------------------------------------------------------------------------------


def test_the_ministry_acknowledges_with_its_diary_number(submission, cast):
    client = cast.client("reviewer")
    assert "Please acknowledge" in page(client, url("submission", submission))
    bad = client.post(url("acknowledge", submission), {"their_number": "", "on": "2099-01-01"})
    assert bad.status_code == 400
    client.post(
        url("acknowledge", submission), {"their_number": "Diary 88", "on": packages.today().isoformat()}
    )
    submission.refresh_from_db()
    assert (submission.state, submission.their_number) == ("acknowledged", "Diary 88")
    assert "Please acknowledge" not in page(client, url("submission", submission))
    assert client.get(url("acknowledge", submission)).status_code == 302


def test_the_reply_is_reviewed_and_issued(submission, cast, adopted):
    client = cast.client("reviewer")
    assert client.get(url("reply", submission)).url == url("submission", submission)  # nothing to issue yet
    draft(submission, cast, "noted")
    assert "Complete these first" in page(client, url("reply", submission))
    letter = {**LETTER, "letter_date": packages.today().isoformat()}
    assert client.post(url("reply", submission), {**letter, "confirmed": "on"}).status_code == 400
    draft(submission, cast, "noted", reason="Under study")
    text = page(client, url("reply", submission))
    assert "2 recommendations are not answered in this reply" in text
    assert "I confirm that this is the position of Ministry of Human Rights." in text
    response = client.post(url("reply", submission), letter)
    assert (
        response.status_code == 400 and "F.7(2)/HR" in response.content.decode()
    )  # not confirmed; what was typed stays
    assert client.post(url("reply", submission), {**letter, "confirmed": "on"}).url == url(
        "submission", submission
    )
    assert Answer.objects.get().state == "official"
    text = page(client, url("submission", submission))
    assert "Your reply is on record" in text and "1 of 3 answered" in text
    note = page(client, url("note", submission))
    assert "F.7(2)/HR" in note and "Under study" in note and "not answered yet" in note
    team = page(
        cast.client("organiser"),
        reverse("recommendations:submission-page", args=[submission.event.slug, submission.code]),
    )
    assert "Issued by the addressee" in team and "Under study" in team


def test_a_draft_can_be_put_aside(submission, cast):
    draft(submission, cast)
    client = cast.client("reviewer")
    assert "What was issued stays" in page(client, url("discard", submission))
    client.post(url("discard", submission))
    assert Answer.objects.get().state == "discarded"
    assert client.get(url("discard", submission)).status_code == 302


# -- The desk -------------------------------------------------------------------------------------------------------------


def test_the_desk_of_a_focal_point(submission, cast):
    actor = cast.actor("reviewer")
    assert [item.key for item in rail_for(actor) if item.key.startswith("reviewer")] == ["reviewer-inbox"]
    assert [task.title for task in tasks_for(actor)] == [
        "Received, not acknowledged yet: Human rights policy framework"
    ]
    submissions.acknowledge(submission, actor=actor, on=packages.today(), their_number="7")
    days = (submission.respond_by - packages.today()).days
    assert [task.title for task in tasks_for(actor)] == [
        f"A reply is due in {days} days: Human rights policy framework"
    ]
    Submission.objects.update(respond_by=packages.today() - timedelta(days=3))
    (task,) = tasks_for(actor)
    assert (task.title, task.late) == ("A reply is 3 days late: Human rights policy framework", True)


def test_the_desk_of_the_team(event, mohr, adopted, cast):
    def ours(who: str) -> list[str]:
        titles = [task.title for task in tasks_for(cast.actor(who))]
        return [title for title in titles if "SPO/" in title or "reply" in title]

    submission = packages.sent(event, mohr, adopted, days_ago=90)
    assert ours("drafter") == [f"{submission.number} · MoHR is sent; its delivery is not recorded"]
    submissions.deliver(
        submission, actor=packages.SYSTEM, on=packages.today() - timedelta(days=20), means="registry"
    )
    assert ours("drafter") == [f"{submission.number} · MoHR: not acknowledged yet"]
    Submission.objects.update(respond_by=packages.today() - timedelta(days=1))
    assert ours("chair") == [f"{submission.number} · MoHR: the reply is 1 day late"]
    given = [{"recommendation": rec.ref, "value": "agreed"} for rec in adopted]
    answers.record_answer(
        submission, actor=cast.actor("drafter"), positions=given, letter_date=packages.today(), **LETTER
    )
    assert "A reply of MoHR waits for your confirmation" in ours("chair")
    assert "A reply of MoHR waits for your confirmation" not in ours("drafter")
    answers.confirm(Answer.objects.get(), actor=cast.actor("chair"))
    for who in ("chair", "drafter", "viewer", "registrar", "outsider"):
        assert ours(who) == [], who


# -- SQL -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_asks_the_same_number_of_questions(
    event, mohr, adopted, cast, django_assert_num_queries, number
):
    client = cast.client("reviewer")
    for n in range(number):
        packages.delivered(event, mohr, adopted[:1], number=f"SPO/{n}/x")
    with django_assert_num_queries(7):
        page(client, url("inbox"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    event, mohr, adopted, cast, django_assert_num_queries, number
):
    submission = packages.delivered(event, mohr, adopted[:number])
    answer = answers.open_answer(submission, actor=cast.actor("reviewer"))
    for item in submission.items.all():
        answers.save_position(answer, item, actor=cast.actor("reviewer"), value="agreed")
    client = cast.client("reviewer")
    with django_assert_num_queries(11):
        page(client, url("submission", submission))


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_the_same_number_of_questions(
    event, mohr, adopted, cast, django_assert_num_queries, number
):
    from recommendations.hooks_submissions import tasks

    for n in range(number):
        submission = packages.delivered(event, mohr, adopted[:1], number=f"SPO/{n}/x")
        answers.record_answer(submission, actor=cast.actor("drafter"), letter_date=packages.today(), **LETTER)
    actor = cast.actor("organiser")
    with django_assert_num_queries(2):
        tasks(actor)
