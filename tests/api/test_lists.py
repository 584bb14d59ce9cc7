"""Public lists ask the database as often for three rows as for one."""

import pytest

from recommendations.services import drafting
from tests.cast import make_event
from tests.recommendations.support import adopted, answered, draft_of, received

pytestmark = pytest.mark.django_db


def put_and_answered(event, mohr, text: str):
    answered(received(adopted(event, text=text, addressees=[(mohr, "lead")]), mohr))


def test_recommendations(event, mohr, client, django_assert_num_queries):
    put_and_answered(event, mohr, "Publish the gap analysis.")
    for rows in (1, 3):
        with django_assert_num_queries(3):
            answer = client.get("/api/v1/recommendations/").json()
        assert [row["addressees"][0]["institution"] for row in answer["results"]] == ["mohr"] * rows
        put_and_answered(event, mohr, "Name a focal point.")
        put_and_answered(event, mohr, "Train the clerks.")


def test_events(event, spo, client, django_assert_num_queries):
    for rows in (1, 3):
        with django_assert_num_queries(2):
            assert client.get("/api/v1/events/").json()["count"] == rows
        make_event(spo, slug=f"second-{rows}")
        make_event(spo, slug=f"third-{rows}")


def test_a_draft_shows_its_newest_wording_to_its_circle(event, cast, client):
    drafting.revise(draft_of(event), actor=cast.actor("organiser"), text="Name two focal points.")
    [row] = cast.client("organiser").get("/api/v1/recommendations/").json()["results"]
    assert (row["ref"], row["text"]) == (None, "Name two focal points.")
    assert client.get("/api/v1/recommendations/").json()["count"] == 0
