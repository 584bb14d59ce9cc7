"""The pages of adoption: choose, say how it was decided, read the numbers."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.models import DecisionRecord
from core.views import tasks_for
from recommendations.models import Recommendation
from recommendations.services import drafting
from tests.cast import make_event
from tests.recommendations.support import adopted, draft_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages; tests/test_routes.py opens each on PostgreSQL
DECISION = {"on": "2026-03-02", "method": "consensus", "entitled": "50", "present": "46"}


def at(name: str, event, *args) -> str:
    return reverse(f"recommendations:{name}", args=[event.slug, *args])


def tabled(event, text: str = "Give shelter."):
    from core.actors import SYSTEM

    return drafting.table(draft_of(event, text=text), actor=SYSTEM)


def given(*recs, **more) -> dict:
    read = {f"{rec.uid.hex}-read": rec.versions.count() for rec in recs}
    return {"chosen": [str(rec.uid) for rec in recs], "outcome": "adopt", **read, **DECISION, **more}


def test_who_opens_the_pages(event, cast):
    rec = adopted(event)
    waiting = tabled(event)
    desk, decide = at("adoption-desk", event), f"{at('adoption-decide', event)}?chosen={waiting.uid}"
    done = at("adoption-done", event, rec.decision.uid)
    for name, statuses in {
        "chair": (200, 200, 200), "organiser": (200, 200, 200), "drafter": (200, 403, 200), "viewer": (403, 403, 403),
        "rapporteur": (403, 403, 403), "outsider": (404, 404, 404), "reviewer": (404, 404, 404), "anonymous": (302, 302, 302),
    }.items():  # fmt: skip
        assert tuple(cast.client(name).get(url).status_code for url in (desk, decide, done)) == statuses, name


def test_missing_and_wrong_methods(event, spo, cast):
    elsewhere = adopted(make_event(spo, "other"))
    chair = cast.client("chair")
    assert chair.get(at("adoption-done", event, uuid.uuid4())).status_code == 404
    assert chair.get(at("adoption-done", event, elsewhere.decision.uid)).status_code == 404
    assert chair.post(at("adoption-desk", event)).status_code == 405
    assert chair.delete(at("adoption-decide", event)).status_code == 405
    assert Client().get("/desk/events/none/adoption/").status_code == 302


def test_a_drafter_reads_what_is_tabled_and_decides_nothing(event, cast):
    rec = tabled(event)
    text = cast.client("drafter").get(at("adoption-desk", event)).content.decode()
    assert "Give shelter." in text
    assert 'name="outcome"' not in text
    assert cast.client("drafter").post(at("adoption-decide", event), given(rec)).status_code == 403
    rec.refresh_from_db()
    assert rec.state == "tabled"


def test_adopting_the_chosen_in_the_order_given(event, cast):
    first, second, third = (tabled(event, f"Text {n}.") for n in (1, 2, 3))
    chair = cast.client("chair")
    page = chair.get(
        at("adoption-decide", event), {"chosen": [str(third.uid), str(first.uid)], "outcome": "adopt"}
    ).content.decode()
    assert "Nobody can change a word any more." in page
    assert "SPO-year-number" in page
    words = {
        f"{first.uid.hex}-0-words": "Mind the cost.",
        f"{first.uid.hex}-1-words": "Too late.",
        f"{first.uid.hex}-1-named_as": "PILER",
    }
    response = chair.post(at("adoption-decide", event), given(third, first, **words))
    record = DecisionRecord.objects.get()
    assert response["Location"] == at("adoption-done", event, record.uid)
    done = chair.get(response["Location"]).content.decode()
    assert "2 recommendations adopted" in done
    refs = {rec.pk: rec.ref for rec in Recommendation.objects.exclude(ref=None)}
    assert refs == {third.pk: "SPO-2026-001", first.pk: "SPO-2026-002"}
    assert list(first.reservations.values_list("words", "named_as")) == [
        ("Mind the cost.", ""),
        ("Too late.", "PILER"),
    ]
    assert (record.present, record.entitled, record.method) == (46, 50, "consensus")
    second.refresh_from_db()
    assert second.state == "tabled"


def test_a_second_click_leads_to_the_same_numbers(event, cast):
    rec = tabled(event)
    chair, url = cast.client("chair"), at("adoption-decide", event)
    first = chair.post(url, given(rec))
    again = chair.post(url, given(rec))
    assert first["Location"] == again["Location"]
    assert DecisionRecord.objects.count() == 1


def test_a_text_changed_meanwhile_is_not_adopted(event, cast):
    rec = tabled(event)
    answers = given(rec)
    drafting.revise(rec, actor=cast.actor("drafter"), text="Give shelter, changed.")
    response = cast.client("chair").post(at("adoption-decide", event), answers)
    assert response.status_code == 400
    assert "was changed while you decided" in response.content.decode()
    assert not DecisionRecord.objects.exists()
    rec.refresh_from_db()
    assert rec.state == "tabled"


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": ""}, {"on": (timezone.localdate() + timedelta(days=2)).isoformat()}, {"method": ""}, {"method": "coin"}, {"present": "51"},
        {"entitled": "-1"}, {"note": "n" * 4_001}, {"words": "w" * 2_001}, {"named_as": "PILER"}, {"words": "a\x00"},
    ],
)  # fmt: skip
def test_bad_input_keeps_what_was_typed_and_decides_nothing(event, cast, wrong):
    rec = tabled(event)
    more = {
        f"{rec.uid.hex}-0-{key}" if key in ("words", "named_as") else key: value
        for key, value in wrong.items()
    }
    response = cast.client("chair").post(
        at("adoption-decide", event), given(rec, **{"note": "Typed with care."} | more)
    )
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode() or 'class="errors"' in response.content.decode()
    if "note" not in wrong:
        assert "Typed with care." in response.content.decode()
    assert not DecisionRecord.objects.exists()
    rec.refresh_from_db()
    assert (rec.state, rec.ref) == ("tabled", None)


def test_not_adopted_and_put_off(event, cast):
    rejected, deferred = tabled(event, "Text 1."), tabled(event, "Text 2.")
    chair, url = cast.client("chair"), at("adoption-decide", event)
    response = chair.post(url, given(rejected, outcome="reject"))
    assert "1 text not adopted" in chair.get(response["Location"]).content.decode()
    assert chair.post(url, {"chosen": str(deferred.uid), "outcome": "defer", "note": ""}).status_code == 400
    assert (
        chair.post(
            url, {"chosen": str(deferred.uid), "outcome": "defer", "note": "Ask the ministry."}
        ).status_code
        == 302
    )
    rejected.refresh_from_db()
    deferred.refresh_from_db()
    assert (rejected.state, deferred.state) == ("not_adopted", "deferred")
    assert deferred.changes.last().note == "Ask the ministry."


@pytest.mark.parametrize("chosen", [[], ["nonsense"], [str(uuid.uuid4())]])
def test_nothing_chosen_leads_back(event, cast, chosen):
    tabled(event)
    for method in ("get", "post"):
        response = getattr(cast.client("chair"), method)(
            at("adoption-decide", event), {"chosen": chosen, "outcome": "adopt"}
        )
        assert response["Location"] == at("adoption-desk", event)


def test_a_text_of_another_event_cannot_be_decided_here(event, spo, cast):
    other = tabled(make_event(spo, "other"))
    response = cast.client("chair").post(at("adoption-decide", event), given(other))
    assert response["Location"] == at("adoption-desk", event)
    other.refresh_from_db()
    assert other.state == "tabled"


def test_tabled_texts_are_a_task_for_those_who_decide(event, cast):
    tabled(event)
    tabled(event, "Another.")
    for name, waits in {
        "chair": True,
        "organiser": True,
        "drafter": False,
        "viewer": False,
        "outsider": False,
    }.items():
        titles = [task.title for task in tasks_for(cast.actor(name))]
        assert ("2 texts are tabled for adoption" in titles) is waits, name


def test_the_desk_leads_the_circle_to_drafting_and_adoption(event, cast):
    from core.registry import event_places

    for name, there in {"drafter": True, "chair": True, "viewer": False, "rapporteur": False}.items():
        keys = {item.key for ask in event_places for item in ask(event, cast.actor(name))}
        assert ({"drafting-desk", "adoption-desk"} <= keys) is there, name
        assert keys.isdisjoint({"drafting-desk", "adoption-desk"}) is not there


def test_the_thread_of_an_event_says_how_far_its_recommendations_have_got(event, mohr):
    from core.registry import event_steps
    from tests.recommendations.support import answered, received

    def steps() -> list[tuple[str, str, str]]:
        found = sorted((step for ask in event_steps for step in ask(event)), key=lambda step: step.order)
        return [(step.title, step.state, step.hint) for step in found if step.order >= 50]

    tabled(event)
    assert steps() == [("Recommendations", "ahead", ""), ("Submission", "ahead", ""), ("Answer", "ahead", "")]
    rec, other = adopted(event), adopted(event)
    submission = received(rec, mohr, days_ago=90)
    assert steps()[0] == ("Recommendations", "done", "2 adopted")
    assert steps()[2] == ("Answer", "late", "0 of 1 answered")
    answered(submission, "agreed")
    assert steps()[1:] == [
        ("Submission", "done", "1 of 2 put to an institution"),
        ("Answer", "done", "1 of 1 answered"),
    ]
    assert other.ref


def test_the_pages_take_as_many_queries_for_three_as_for_one(event, cast, django_assert_num_queries):
    chair, url = cast.client("chair"), at("adoption-desk", event)
    tabled(event)
    chair.get(url)
    with django_assert_num_queries(7):
        chair.get(url)
    tabled(event)
    tabled(event)
    with django_assert_num_queries(7):
        chair.get(url)
