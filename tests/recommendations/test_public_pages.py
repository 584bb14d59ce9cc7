"""The page of a recommendation with its thread: what each reader may see."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event
from recommendations.services import adoption, drafting
from recommendations.services.adoption import Reserved
from tests.recommendations.support import (
    adopted,
    answered,
    decision_of,
    draft_of,
    entry_in,
    minutes_of,
    put_to,
    received,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages; tests/test_routes.py opens each on PostgreSQL
TODAY = timezone.localdate()
OUTSIDE = ("anonymous", "outsider", "viewer", "registrar", "rapporteur", "reviewer", "assessor")


def page(rec, client: Client | None = None, language: str = "en") -> str:
    response = (client or Client()).get(f"/recommendations/{rec.ref}/", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def knots(rec, client: Client | None = None) -> dict[str, str]:
    thread = (client or Client()).get(f"/recommendations/{rec.ref}/").context["thread"]
    return {"text": thread.text_state, "submission": thread.submission_state, "answer": thread.answer_state}


# == Words ====================================================================================================


def test_published_words_are_shown_and_the_rest_is_counted(event, cast, session):
    published = minutes_of(session, state="published")
    waiting = minutes_of(event.sessions.last(), state="taking")
    entries = [
        entry_in(published, "Shelters turn people away.", attribution="category", category="cso"),
        entry_in(published, "Only for the room.", visibility="participants"),
        entry_in(
            published, "What a survivor told.", visibility="sealed", kind="testimony", speaker="Sitara Bibi"
        ),
        entry_in(waiting, "Not out yet."),
        entry_in(waiting, "Sealed and not out.", visibility="sealed"),
        entry_in(published, "Struck out.", struck_at=timezone.now()),
    ]
    rec = adopted(event, entries=entries[:5])
    rec.sources.create(entry=entries[5])
    text = page(rec)
    assert "Shelters turn people away." in text
    assert "Civil society organisation" in text
    for hidden in (
        "Only for the room.",
        "What a survivor told.",
        "Not out yet.",
        "Sealed and not out.",
        "Struck out.",
        "Sitara",
        "Testimony",
    ):
        assert hidden not in text
    assert "1 entry not yet published" in text
    assert "1 entry stays with those who were in the room" in text
    assert "2 sealed entries. They support this text and are shown to nobody." in text
    assert f"{published.get_absolute_url()}#n{entries[0].number}" in text
    assert waiting.get_absolute_url() not in text


@pytest.mark.parametrize(
    ("rule", "named"), [("on_record", True), ("chatham_house", False), ("affiliation", False)]
)
def test_the_strictest_rule_of_the_session_decides_who_is_named(event, session, rule, named):
    minutes = minutes_of(session, state="published", attribution="on_record", strictest_attribution=rule)
    rec = adopted(event, entries=[entry_in(minutes, "Do it.", attribution="named", speaker="Sitara Bibi")])
    assert ("Sitara Bibi" in page(rec)) is named
    assert ("speaker withheld" in page(rec)) is not named


def test_a_closed_session_is_not_even_named(event, session):
    minutes = minutes_of(session, state="published", attribution="closed")
    rec = adopted(event, entries=[entry_in(minutes, "Inside.")])
    text = page(rec)
    assert "Gap analysis: practice" not in text
    assert "Inside." not in text
    assert "1 entry stays with those who were in the room" in text


def test_a_text_from_outside_the_minutes_says_where_it_comes_from(event):
    assert "A written contribution" in page(adopted(event, origin_reason="A written contribution"))


# == Text =====================================================================================================


def test_everyone_sees_the_adopted_words_and_the_circle_how_they_came_about(event, cast, mohr):
    rec = draft_of(event, text="Give services to all.", rationale="Beds are full.")
    drafting.revise(rec, actor=cast.actor("drafter"), text="Give shelter to all.", note="after comments")
    decision = decision_of(
        event, method="vote", votes_for=40, votes_against=2, abstentions=4, present=46, entitled=50
    )
    adoption.adopt(
        rec,
        actor=cast.actor("chair"),
        decision=decision,
        reservations=[Reserved("Too little."), Reserved("Too soon.", "PILER")],
    )
    for who in OUTSIDE:
        text = page(rec, cast.client(who))
        assert "Give shelter to all." in text
        assert "services" not in text
        assert "after comments" not in text
        assert "Drafter Test" not in text
    for shown in (
        "40 for, 2 against, 4 abstained",
        "46 of 50 present",
        "Too little.",
        "PILER",
        "name withheld",
        "Beds are full.",
    ):
        assert shown in page(rec)
    assert rec.adopted_version.sha256 in page(rec)
    for who in ("drafter", "chair", "organiser"):
        text = page(rec, cast.client(who))
        assert "<del>services</del>" in text
        assert "<ins>shelter</ins>" in text
        assert "Earlier versions are seen by the drafting circle only." in text


def test_a_draft_has_no_page_and_its_number_cannot_be_guessed(event, cast):
    rec = draft_of(event)
    for who in (*OUTSIDE, "drafter"):
        assert cast.client(who).get("/recommendations/SPO-2026-001/").status_code == 404
        assert cast.client(who).get(f"/recommendations/{rec.uid}/").status_code == 404
        assert cast.client(who).get("/recommendations/None/").status_code == 404


def test_a_withdrawn_text_keeps_its_page_which_says_so(event, cast):
    rec = adopted(event)
    drafting.withdraw(rec, actor=cast.actor("chair"), note="An internal reason.")
    text = page(rec)
    assert "Withdrawn" in text
    assert "An internal reason." not in text
    assert knots(rec)["text"] == "cut"


@pytest.mark.parametrize("hidden", [{"visibility": "restricted"}, {"state": "draft"}])
def test_a_hidden_event_hides_its_recommendations(event, cast, mohr, hidden):
    rec = adopted(event)
    Event.objects.filter(pk=event.pk).update(**hidden)
    for path in (f"/recommendations/{rec.ref}/", f"/recommendations/{rec.ref}/data.json"):
        for who in ("anonymous", "outsider", "nobody", "viewer", "reviewer"):
            assert cast.client(who).get(path).status_code == 404
        for who in ("organiser", "drafter", "chair"):
            assert cast.client(who).get(path).status_code == 200


def test_a_focal_point_sees_of_a_restricted_event_only_what_was_put_to_it(event, cast, mohr, ask, session):
    minutes = minutes_of(session, state="published")
    rec = adopted(
        event, entries=[entry_in(minutes, "Said inside.")], addressees=[(mohr, "lead"), (ask, "supporting")]
    )
    other = adopted(event, text="For somebody else.")
    received(rec, mohr)
    answered(received(rec, ask), "noted", reason="Words of another institution.")
    Event.objects.filter(pk=event.pk).update(visibility="restricted")
    text = page(rec, cast.client("reviewer"))
    assert "Ministry of Human Rights" in text
    for hidden in (
        "Ain o Salish Kendra",
        "Words of another institution.",
        "Said inside.",
        "Policy consultation</a>",
    ):
        assert hidden not in text
    assert cast.client("reviewer").get(f"/recommendations/{other.ref}/").status_code == 404


def test_an_unlisted_event_shows_to_whoever_has_the_address(event):
    rec = adopted(event)
    Event.objects.filter(pk=event.pk).update(visibility="unlisted")
    assert rec.ref in page(rec)


# == Submission and answer ====================================================================================


def test_nothing_is_said_of_a_submission_that_is_only_prepared(event, mohr):
    rec = adopted(event, addressees=[(mohr, "lead")])
    put_to(rec, mohr, state="prepared", number="SPO/2026/99")
    text = page(rec)
    assert "SPO/2026/99" not in text
    assert "Not put to anybody yet" in text
    assert knots(rec) == {"text": "done", "submission": "ahead", "answer": "ahead"}


def test_sent_without_receipt_says_so_and_runs_no_clock(event, mohr):
    rec = adopted(event)
    put_to(
        rec,
        mohr,
        state="delivered",
        delivered_on=TODAY - timedelta(days=100),
        delivery_means="courier",
        respond_by=TODAY - timedelta(days=40),
    )
    text = page(rec)
    assert "receipt not confirmed" in text
    assert "Courier" in text
    assert "past the date" not in text
    assert knots(rec)["answer"] == "now"


def test_a_late_answer_is_silence_not_refusal(event, mohr):
    rec = adopted(event)
    received(rec, mohr, days_ago=122)
    text = page(rec)
    assert "No response, 62 days past the date" in text
    assert "Silence is not a refusal." in text
    assert knots(rec)["answer"] == "late"


def test_several_addressees_are_strands_with_their_own_state(event, mohr, ask, spo):
    rec = adopted(event, addressees=[(mohr, "lead"), (ask, "supporting"), (spo, "supporting")])
    answered(received(rec, mohr), "agreed_in_part", reason="Work permits are not ours.", letter_date=TODAY)
    received(rec, ask, days_ago=61)
    text = page(rec)
    assert "1 of 2 institutions answered" in text
    assert "Put to 2 of 3 institutions" in text
    assert "Work permits are not ours." in text
    assert "An answer is overdue" in text
    thread = Client().get(f"/recommendations/{rec.ref}/").context["thread"]
    assert [(strand.institution.code, strand.state) for strand in thread.strands] == [
        ("mohr", "done"),
        ("ask", "late"),
        ("spo", "ahead"),
    ]
    assert knots(rec)["answer"] == "late"


@pytest.mark.parametrize(
    ("publish", "position", "words"), [("yes", True, True), ("summary", True, False), ("no", False, False)]
)
def test_an_answer_shows_as_far_as_it_may_be_published(event, mohr, cast, publish, position, words):
    rec = adopted(event)
    answered(received(rec, mohr), "not_agreed", reason="The law forbids it.", publish=publish)
    for client in (Client(), cast.client("drafter")):
        text = page(rec, client)
        assert ("Not agreed" in text) is position
        assert ("The law forbids it." in text) is words
        assert ("Secretary" in text) is words
        assert ("An answer is on record. It may not be published." in text) is (publish == "no")
    data = Client().get(f"/recommendations/{rec.ref}/data.json").content.decode()
    assert ("The law forbids it." in data) is words
    assert ("not_agreed" in data) is position


def test_a_draft_of_an_answer_is_seen_by_nobody_here(event, mohr, cast):
    rec = adopted(event)
    answered(received(rec, mohr), "agreed", reason="Typed, not confirmed.", state="draft")
    for who in ("anonymous", "organiser", "reviewer"):
        assert "Typed, not confirmed." not in page(rec, cast.client(who))
    assert knots(rec)["answer"] == "now"


def test_the_newest_answer_stands_and_earlier_ones_are_counted(event, mohr):
    rec = adopted(event)
    submission = received(rec, mohr, days_ago=50)
    answered(submission, "not_agreed", reason="First.", letter_date=TODAY - timedelta(days=30))
    answered(submission, "agreed", reason="Second.", letter_date=TODAY - timedelta(days=3))
    text = page(rec)
    assert "Second." in text
    assert "First." not in text
    assert "2 answers on record" in text


def test_samples_are_marked(event, mohr):
    rec = adopted(event, is_sample=True)
    answered(received(rec, mohr, is_sample=True), "agreed")
    assert page(rec).count('class="sample"') >= 2


def test_hostile_words_are_text(event, mohr):
    attack = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    rec = adopted(event, text=attack, rationale=attack, origin_reason=attack)
    answered(received(rec, mohr), "noted", reason=attack)
    for text in (
        page(rec),
        Client().get("/recommendations/").content.decode(),
        Client().get("/").content.decode(),
    ):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(rec)


def test_content_carries_its_own_language_and_direction(event):
    text = page(adopted(event, text="پناہ دیں۔", language="ur"))
    assert '<h1 class="h1--text" lang="ur" dir="rtl">' in text


def test_the_data_of_the_page(event, mohr):
    rec = adopted(event, addressees=[(mohr, "lead")], sdgs=["16.10"])
    answered(received(rec, mohr, days_ago=20), "agreed", reason="Yes.", letter_date=TODAY)
    response = Client().get(f"/recommendations/{rec.ref}/data.json")
    data = json.loads(response.content)
    assert (data["ref"], data["stage"], data["sdgs"]) == (rec.ref, "responded", ["16.10"])
    assert data["addressees"][0]["answers"][0]["position"] == "agreed"
    assert data["addressees"][0]["receipt_confirmed"] is True


def test_methods_and_missing_numbers(event):
    rec = adopted(event)
    assert Client().post(f"/recommendations/{rec.ref}/").status_code == 405
    assert Client().post("/").status_code == 405
    assert Client().get("/recommendations/SPO-1999-001/").status_code == 404
    assert Client().get("/recommendations/SPO-1999-001/data.json").status_code == 404


def test_the_page_takes_as_many_queries_for_three_of_everything(
    event, mohr, ask, spo, session, django_assert_num_queries
):
    """Rec, is it public, sources, reservations, addressees, submissions, positions; category labels when an entry has one."""
    minutes = minutes_of(session, state="published")
    rec = adopted(event, entries=[entry_in(minutes, "One.")])
    answered(received(rec, mohr), "agreed", reason="Yes.")
    client = Client()
    with django_assert_num_queries(7):
        page(rec, client)
    for institution in (ask, spo):
        rec.sources.create(entry=entry_in(minutes, "More."))
        answered(received(rec, institution), "noted", reason="Read.")
    with django_assert_num_queries(7):
        page(rec, client)
