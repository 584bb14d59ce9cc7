"""The recommendations of an event, as part and page; the front page."""

import pytest
from django.test import Client

from accounts.models import User
from events.models import Event
from tests.cast import make_event
from tests.recommendations.support import adopted, answered, draft_of, received

pytestmark = pytest.mark.django_db


# == The recommendations of an event ==========================================================================


def test_an_event_lists_its_adopted_texts_as_a_part_and_as_a_page(event, cast):
    rec = adopted(event)
    draft_of(event, text="A secret draft.")
    url = f"/events/{event.slug}/recommendations/"
    part = Client().get(url, headers={"hx-request": "true"}).content.decode()
    whole = Client().get(url).content.decode()
    assert rec.ref in part
    assert "<html" not in part
    assert "<html" in whole
    for who in ("anonymous", "drafter"):
        assert "A secret draft." not in cast.client(who).get(url).content.decode()
    assert "Drafting desk" in cast.client("drafter").get(url).content.decode()
    assert "Drafting desk" not in cast.client("viewer").get(url).content.decode()
    assert f'hx-get="{url}"' in Client().get(event.get_absolute_url()).content.decode()


def test_an_event_of_others_or_none(event, spo, cast):
    hidden = make_event(spo, "hidden", visibility="restricted")
    for who in ("anonymous", "outsider"):
        assert cast.client(who).get(f"/events/{hidden.slug}/recommendations/").status_code == 404
    assert Client().get("/events/none/recommendations/").status_code == 404
    assert (
        "No recommendation is adopted yet"
        in Client().get(f"/events/{event.slug}/recommendations/").content.decode()
    )


# == The front page ===========================================================================================


def test_the_front_page_of_an_empty_installation_leads_to_its_first_account():
    text = Client().get("/").content.decode()
    assert "/first-run/" in text
    assert "Nothing here yet" in text


def test_without_events_but_with_people_nobody_is_sent_to_the_first_run(db):
    User.objects.create_user("a@test.example", "sanlap-demo", name="A")
    assert "/first-run/" not in Client().get("/").content.decode()


def test_the_front_page_shows_figures_answers_and_events(event, mohr, spo):
    make_event(spo, "secret-event", visibility="restricted", title={"en": "Secret event"})
    make_event(spo, "planned", state="draft", title={"en": "Planned event"})
    rec = adopted(event, text="Give shelter.", addressees=[(mohr, "lead")])
    answered(received(rec, mohr, days_ago=20), "agreed", reason="Shelters are open.")
    quiet = adopted(event, text="Name a focal point.")
    answered(received(quiet, mohr), "not_agreed", reason="Between us.", publish="no")
    received(adopted(event, text="Publish the budget."), mohr, days_ago=90)
    response = Client().get("/")
    text = response.content.decode()
    for shown in ("Give shelter.", "Shelters are open.", "Policy consultation", "one answer is overdue"):
        assert shown in text
    for hidden in ("Between us.", "Secret event", "Planned event"):
        assert hidden not in text
    figures = {figure.title: figure.number for figure in response.context["figures"]}
    assert figures["Recommendations"] == 3
    assert figures["Submissions"] == 3
    assert figures["Answers"] == 2


def test_figures_and_answers_leave_out_hidden_events(event, mohr):
    answered(received(adopted(event, text="Hidden text."), mohr), "agreed", reason="Hidden words.")
    Event.objects.filter(pk=event.pk).update(visibility="restricted")
    response = Client().get("/")
    assert "Hidden" not in response.content.decode()
    assert response.context["figures"] == []


def test_the_front_page_takes_as_many_queries_for_many(event, mohr, spo, django_assert_num_queries):
    client = Client()
    client.get("/")  # reference data is remembered
    for number in range(3):
        answered(received(adopted(event, text=f"Text {number}."), mohr), "agreed", reason="Yes.")
        make_event(spo, f"event-{number}")
        with django_assert_num_queries(6):
            client.get("/")
