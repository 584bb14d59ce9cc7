"""The pages of the steps, the public page, and what other pages show of minutes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from consultations import hooks
from consultations.models import Minutes
from consultations.services import minutes
from consultations.services.decisions import record_decision
from core.registry import desk_tasks, event_places, event_steps, home_figures
from core.views import tasks_for
from events.models import EventRole, Registration, Scan
from tests.cast import make_session
from tests.consultations.helpers import approved, prepared, published, started, write
from tests.consultations.test_pages_access import address

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages; tests/test_routes.py opens each on PostgreSQL


def html(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


# == Buttons come from the table ================================================================================


@pytest.mark.parametrize(
    ("who", "make", "names"),
    [
        ("rapporteur", started, ["prepare"]),
        ("chair", started, []),
        ("drafter", prepared, []),
        ("rapporteur", prepared, ["circulate", "resume"]),
        ("chair", prepared, ["approve", "circulate"]),
        ("organiser", prepared, ["approve", "circulate", "resume"]),
        ("chair", approved, ["publish", "reopen"]),
        ("rapporteur", approved, []),
        ("chair", published, ["reopen"]),
    ],
)
def test_the_editor_offers_the_steps_that_this_person_may_take_now(session, cast, who, make, names):
    make(session, cast)
    response = cast.client(who).get(address("minutes-edit", session))
    shown = [response.context["first"], *response.context["others"]]
    assert sorted(button["name"] for button in shown if button) == names
    assert response.content.decode().count("btn--primary") <= 1


@pytest.mark.parametrize(
    ("rule", "names"),
    [("closed", ["approve", "resume"]), ("affiliation", ["approve", "circulate", "resume"])],
)
def test_closed_minutes_have_no_button_that_leads_outside(session, cast, rule, names):
    prepared(session, cast, rule)
    response = cast.client("organiser").get(address("minutes-edit", session))
    assert sorted(b["name"] for b in [response.context["first"], *response.context["others"]] if b) == names


# == Steps ======================================================================================================


def test_prepare_and_resume_are_one_press(session, cast):
    write(started(session, cast), cast.actor("rapporteur"))
    client = cast.client("rapporteur")
    client.post(address("minutes-move", session), {"step": "prepare"})
    assert Minutes.objects.get().state == "prepared"
    client.post(address("minutes-move", session), {"step": "resume"})
    assert Minutes.objects.get().state == "taking"
    assert client.post(address("minutes-move", session), {"step": "publish"}).status_code == 404


def test_preparing_without_an_entry_says_what_is_missing(session, cast):
    started(session, cast)
    response = cast.client("rapporteur").post(
        address("minutes-move", session), {"step": "prepare"}, follow=True
    )
    assert "There is no entry yet." in html(response)


def test_the_circulation_page_counts_before_it_sends(session, event, cast):
    prepared(session, cast)
    day = session.starts_at.astimezone(event.zone).date().isoformat()
    for number, index in enumerate(["a", "", "c"]):
        row = Registration.objects.create(
            event=event, name=f"N{number}", state="confirmed", queue_no=number, email_index=index
        )
        Scan.objects.create(
            event=event,
            registration=row,
            point=day,
            scanned_at=timezone.now(),
            nonce=str(number),
            result="ok",
        )
    client = cast.client("rapporteur")
    context = client.get(address("minutes-circulate", session)).context
    assert (context["present"], context["by_mail"], context["on_paper"]) == (3, 2, 1)
    bad = client.post(address("minutes-circulate", session), {"until": "12.1.2020"})
    assert bad.status_code == 400
    assert "12.1.2020" in bad.content.decode() or "2020-01-12" in bad.content.decode()
    assert Minutes.objects.get().state == "prepared"
    until = timezone.localdate() + timedelta(days=5)
    client.post(address("minutes-circulate", session), {"until": until.isoformat()})
    row = Minutes.objects.get()
    assert (row.state, row.corrections_until.astimezone(event.zone).date()) == ("circulated", until)


def test_the_chair_approves_with_office_and_day(session, event, cast):
    prepared(session, cast, texts=("Words to approve.",))
    client = cast.client("chair")
    assert "Words to approve." in html(client.get(address("minutes-approve", session)))
    today = timezone.localdate(timezone=event.zone)
    response = client.post(
        address("minutes-approve", session),
        {"signature": "in_person", "office": "Chair of the day", "on": today.isoformat()},
    )
    assert response.headers["Location"] == address("minutes-publish", session)
    row = Minutes.objects.get()
    assert (row.state, row.approved_by, row.changes.last().on) == ("approved", "Chair of the day", today)


def test_approving_twice_says_that_it_was_done(session, event, cast):
    approved(session, cast)
    data = {"signature": "in_person", "on": timezone.localdate(timezone=event.zone).isoformat()}
    response = cast.client("chair").post(address("minutes-approve", session), data)
    assert response.status_code == 400
    assert "the present state is “Approved”" in response.content.decode()


def test_early_approval_is_pointed_out(session, cast):
    of = prepared(session, cast)
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    assert "Corrections are still possible" in html(
        cast.client("chair").get(address("minutes-approve", session))
    )


def test_publication_shows_both_previews_and_needs_a_yes(session, cast):
    of = started(session, cast, "on_record")
    write(of, cast.actor("rapporteur"), "For everyone.")
    write(of, cast.actor("rapporteur"), "For the room.", visibility="participants")
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    client = cast.client("chair")
    url = address("minutes-publish", session)
    assert "For the room." not in html(client.get(url))
    assert "For the room." in html(client.get(url + "?audience=participants"))
    assert client.post(url, {}).status_code == 400
    assert Minutes.objects.get().state == "approved"
    response = client.post(url, {"seen": "on"})
    assert response.headers["Location"] == of.get_absolute_url()
    assert Minutes.objects.get().state == "published"


def test_the_preview_points_at_a_name_in_the_words(session, event, cast):
    Registration.objects.create(event=event, name="Zubaida Planted", state="confirmed", queue_no=1)
    approved(session, cast, "chatham_house", texts=("Zubaida Planted said so.",))
    assert "the name of somebody who takes part" in html(
        cast.client("chair").get(address("minutes-publish", session))
    )


def test_reopening_says_what_is_lost_and_asks_why(session, cast):
    published(session, cast)
    client = cast.client("chair")
    page = html(client.get(address("minutes-reopen", session)))
    assert "The public page disappears" in page
    assert client.post(address("minutes-reopen", session), {"note": ""}).status_code == 400
    client.post(address("minutes-reopen", session), {"note": "A correction came late."})
    assert Minutes.objects.get().state == "reopened"


def test_tightening_offers_only_stricter_rules(session, cast):
    started(session, cast, "affiliation")
    client = cast.client("rapporteur")
    page = html(client.get(address("minutes-tighten", session)))
    assert 'value="chatham_house"' in page
    assert 'value="on_record"' not in page
    assert client.post(address("minutes-tighten", session), {"attribution": "on_record"}).status_code == 400
    client.post(address("minutes-tighten", session), {"attribution": "chatham_house"})
    assert Minutes.objects.get().strictest_attribution == "chatham_house"


def test_the_print_shows_what_those_present_read(session, cast):
    of = started(session, cast, "affiliation")
    write(of, cast.actor("rapporteur"), "For the room.", visibility="participants")
    write(of, cast.actor("organiser"), "Sealed words.", kind="testimony")
    page = html(cast.client("organiser").get(address("minutes-print", session)))
    assert "For the room." in page
    assert "Sealed words." not in page


# == The public page ============================================================================================


def test_the_public_page_shows_words_decision_approval_and_hash(session, event, cast, client):
    of = published(session, cast, texts=("Public words.",))
    figures = {"present": 46, "entitled": 50, "quorum": 26, "votes_for": 40, "votes_against": 4}
    on = timezone.localdate(timezone=event.zone)
    record_decision(
        event, actor=cast.actor("chair"), on=on, method="vote", session=session, note="Inner note.", **figures
    )
    page = html(client.get(of.get_absolute_url()))
    for words in (
        "Public words.",
        of.approved_hash,
        "The chair",
        "40 for, 4 against",
        "quorum 26",
        "Gap analysis: practice",
    ):
        assert words in page
    assert "Inner note." not in page
    assert "drafting circle sees this page" not in page


def test_the_circle_sees_the_public_face_before_with_a_note(session, cast):
    of = prepared(session, cast)
    assert "drafting circle sees this page" in html(cast.client("drafter").get(of.get_absolute_url()))


def test_the_public_page_costs_the_same_for_one_entry_and_for_three(
    session, cast, client, django_assert_num_queries
):
    of = published(session, cast, texts=("One.",))
    client.get(of.get_absolute_url())
    with django_assert_num_queries(4):
        client.get(of.get_absolute_url())
    minutes.reopen(of, actor=cast.actor("chair"), note="More.")
    for text in ("Two.", "Three."):
        write(of, cast.actor("rapporteur"), text)
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    minutes.publish(of, actor=cast.actor("chair"))
    with django_assert_num_queries(4):
        client.get(of.get_absolute_url())


# == What other pages show ======================================================================================


def places(event, actor) -> list[str]:
    return [item.label for ask in event_places for item in ask(event, actor)]


@pytest.mark.parametrize(
    ("who", "has"),
    [("rapporteur", True), ("chair", True), ("organiser", True), ("registrar", False), ("viewer", False)],
)
def test_minutes_have_their_place_in_the_rail_of_the_circle(event, cast, who, has):
    assert ("Minutes" in places(event, cast.actor(who))) is has


def titles(actor) -> list[str]:
    return [task.title for task in hooks.tasks(actor)]


@pytest.fixture
def today(event, session):
    """The day of the session, an hour before it begins."""
    with time_machine.travel(session.starts_at - timedelta(hours=1), tick=False):
        yield


def test_a_rapporteur_finds_todays_sessions_on_the_desk(session, event, cast, today):
    make_session(event, "Tea", hour=2, type="break")
    make_session(event, "Called off", hour=3, state="cancelled")
    assert titles(cast.actor("rapporteur")) == ["Minutes: Gap analysis: practice"]
    assert titles(cast.actor("chair")) == []
    of = started(session, cast)
    assert titles(cast.actor("rapporteur")) == ["Minutes: Gap analysis: practice"]
    write(of, cast.actor("rapporteur"))
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    assert titles(cast.actor("rapporteur")) == ["Circulate the minutes: Gap analysis: practice"]
    assert titles(cast.actor("chair")) == ["Minutes wait for approval: Gap analysis: practice"]


def test_the_sessions_of_one_day_are_in_the_order_of_time(session, event, cast, today):
    make_session(event, "A later one", hour=5)
    make_session(event, "Z in between", hour=3)
    assert [task.title for task in tasks_for(cast.actor("rapporteur"))] == [
        "Minutes: Gap analysis: practice", "Minutes: Z in between", "Minutes: A later one",
    ]  # fmt: skip


def test_a_rapporteur_limited_to_a_session_is_asked_for_that_one(session, event, cast, today):
    second = make_session(event, "Second room", hour=0)
    EventRole.objects.get(event=event, role="rapporteur").sessions.set([second])
    assert titles(cast.actor("rapporteur")) == ["Minutes: Second room"]


def test_today_is_the_day_at_the_place_of_the_event(event, cast):
    """22:00 in UTC on the day before is past midnight in Karachi."""
    late = (event.starts_at - timedelta(days=1)).replace(hour=22, minute=0)
    with time_machine.travel(late, tick=False):
        assert titles(cast.actor("rapporteur")) == ["Minutes: Gap analysis: practice"]


def test_circulated_and_approved_minutes_wait_for_somebody(session, cast):
    of = prepared(session, cast)
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    assert titles(cast.actor("rapporteur")) == ["Circulated: Gap analysis: practice"]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=9), tick=False):
        assert titles(cast.actor("chair")) == ["Minutes wait for approval: Gap analysis: practice"]
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    assert titles(cast.actor("chair")) == ["Publish the minutes: Gap analysis: practice"]
    minutes.publish(of, actor=cast.actor("chair"))
    assert titles(cast.actor("chair")) == []


@pytest.mark.parametrize("who", ["registrar", "viewer", "outsider", "reviewer", "nobody", "anonymous"])
def test_nobody_else_is_asked_for_anything(session, cast, who):
    prepared(session, cast)
    assert titles(cast.actor(who)) == []


def test_the_desk_costs_two_queries_however_many_minutes_wait(
    session, event, cast, django_assert_num_queries
):
    actor = cast.actor("rapporteur")
    prepared(session, cast)
    with django_assert_num_queries(2):
        assert len(hooks.tasks(actor)) == 1
    for hour in (2, 3):
        prepared(make_session(event, f"Session {hour}", hour=hour), cast)
    with django_assert_num_queries(2):
        assert len(hooks.tasks(actor)) == 3


def test_the_thread_of_the_event_says_how_much_is_public_and_no_more(
    session, event, cast, django_assert_num_queries
):
    with django_assert_num_queries(1):
        (step,) = hooks.steps(event)
    assert (step.state, step.hint) == ("ahead", "")
    published(session, cast)
    (step,) = hooks.steps(event)
    assert (step.state, step.hint) == ("done", "of 2 sessions: 1 published")
    minutes.tighten(Minutes.objects.get(), actor=cast.actor("organiser"), attribution="closed")
    assert hooks.steps(event)[0].state == "ahead"
    event.state = "draft"
    assert hooks.steps(event) == []


def test_everything_is_registered():
    assert hooks.tasks in list(desk_tasks)
    assert hooks.steps in list(event_steps)
    assert hooks.figures in list(home_figures)
    assert hooks.figures()[0].number == 0
