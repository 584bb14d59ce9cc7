"""The page that each person who registered has for themselves, opened by the secret in its address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import outbox
from core.actors import ANONYMOUS, SYSTEM
from core.models import AuditEvent
from core.sealed import open_sealed, seal
from events.models import Event, Registration
from events.services import registrations
from tests.cast import make_session
from tests.events.people import FORM, filled, join, own_page, texts

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL


@pytest.fixture
def visitor(event) -> Client:
    return Client()


@pytest.fixture
def mine(event, visitor) -> str:
    """The address of the page of a confirmed person from Karachi."""
    return own_page(visitor.post(FORM, filled(needs="A ramp")))


def test_my_page_says_where_it_stands_and_what_i_said(visitor, mine):
    Registration.objects.update(honorific="Dr.", designation="Director")
    page = texts(visitor.get(mine))
    for words in (
        "You have a place",
        "Dr. Sitara",
        "<bdi>Director</bdi>",
        "A women’s circle",
        "Civil society organisation",
        "Karachi South",
        "Sindh",
        "A ramp",
    ):
        assert words in page, words
    assert "sitara@people.example" not in page  # the contact is not shown, not even to whoever has the link


def test_of_a_course_without_a_page_for_everybody_my_page_has_the_agenda_and_the_hours(event, visitor):
    start = datetime(2027, 3, 8, 9, tzinfo=UTC)
    Event.objects.update(
        visibility="restricted",
        timezone="Europe/London",
        starts_at=start,
        ends_at=start + timedelta(days=27, hours=2),
    )
    event.refresh_from_db()
    make_session(event, "The NHRI as protector", day=2)
    make_session(event, "Carrying out the mandate", day=23, hour=-1)
    made = registrations.register(event, actor=ANONYMOUS, name="Aroha", email="aroha@people.example")
    mine = f"/r/{made.manage_token}/"
    page = texts(visitor.get(mine))
    assert "8 March – 4 April 2027, from 09:00" in page and "London time (UTC, at the end UTC+1)" in page
    assert "The NHRI as protector" in page and "Carrying out the mandate" in page
    Event.objects.update(visibility="public")
    assert "Carrying out the mandate" in texts(visitor.get(mine)), "and of one with a page for everybody too"
    outbox.send_due()
    assert "the hour of each session, on your clock too" in django_mail.outbox[0].body
    html = visitor.get(mine).content.decode()
    assert 'datetime="2027-03-10T09:00+00:00"' in html and 'datetime="2027-03-31T09:00+01:00"' in html
    registrations.cancel(made.registration, actor=SYSTEM)
    assert "Carrying out the mandate" not in texts(visitor.get(mine))


@pytest.mark.parametrize("address", ["", "done/", "change/", "withdraw/"])
def test_my_pages_stay_out_of_caches_and_referers(visitor, mine, address):
    response = visitor.get(mine + address)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("address", ["", "done/", "change/", "withdraw/"])
@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 300, "0" * 64, "..%2f", "%00"])
def test_a_wrong_secret_is_a_page_that_does_not_exist(visitor, mine, address, token):
    assert visitor.get(f"/r/{token}/{address}").status_code == 404
    if address in ("change/", "withdraw/"):
        assert visitor.post(f"/r/{token}/{address}").status_code == 404
    assert visitor.post(f"/r/{token}/consents/").status_code == 404


def test_the_hash_in_the_database_opens_nothing(visitor, mine):
    row = Registration.objects.get()
    for guess in (row.token_hash, row.form_token, row.code, str(row.uid), ""):
        assert visitor.get(f"/r/{guess}/").status_code == 404


def test_looking_changes_nothing(visitor, mine):
    before = list(Registration.objects.values())
    for address in ("", "done/", "change/", "withdraw/"):
        visitor.get(mine + address)
        visitor.head(mine + address)
    assert list(Registration.objects.values()) == before
    assert visitor.get(f"{mine}consents/").status_code == 405
    assert not AuditEvent.objects.exists()


def test_i_change_what_i_said_and_keep_my_contact(visitor, mine, areas):
    form = visitor.get(f"{mine}change/").context["form"]
    assert (
        form["name"].value() == "Sitara"
        and form["area"].value() == "PK-SD.karachi-south"
        and not form["email"].value()
    )
    answers = filled(name="Zohra", email="", area="PK-PB.lahore", category="media")
    assert visitor.post(f"{mine}change/", answers)["Location"] == mine
    row = Registration.objects.get()
    assert (row.name, row.area, row.category) == ("Zohra", areas.lahore, "media")
    assert open_sealed(row, "email") == "sitara@people.example"
    assert (row.changes.last().actor_kind, row.changes.last().actor_id) == ("link", row.code)
    visitor.post(f"{mine}change/", {**answers, "email": "new@people.example"})
    assert open_sealed(Registration.objects.get(), "email") == "new@people.example"


def test_a_change_that_does_not_fit_says_so_and_keeps_what_was_typed(visitor, mine, event, areas):
    event.pools.filter(kind="per_area").update(size=1)
    join(event, 1, area=areas.lahore)
    response = visitor.post(f"{mine}change/", filled(name="Zohra", area="PK-PB.lahore"))
    assert (
        response.status_code == 409
        and "Your place is kept as it was" in texts(response)
        and "Zohra" in texts(response)
    )
    assert visitor.post(f"{mine}change/", filled(name="")).context["form"].errors["name"]
    assert Registration.objects.get(queue_no=1).name == "Sitara"


def test_an_area_that_the_form_does_not_offer_survives_a_change(visitor, mine, areas):
    Registration.objects.update(area=areas.sindh)
    code = visitor.get(f"{mine}change/").context["form"]["area"].value()
    visitor.post(f"{mine}change/", filled(area=code, email=""))
    assert Registration.objects.get().area == areas.sindh


def test_i_change_what_i_allow(visitor, mine):
    visitor.post(f"{mine}consents/", {"consent_outcome": "on", "consent_quoted": "on"})
    visitor.post(f"{mine}consents/", {"consent_outcome": "on"})
    row = Registration.objects.get()
    assert registrations.current_consents(row) == {"outcome": True, "quoted": False}
    assert row.consents.count() == 3
    page = texts(visitor.get(mine))
    assert page.count(" checked") == 1


def test_i_withdraw_after_a_page_that_says_what_is_lost(visitor, mine, event):
    assert "What will be lost" in texts(visitor.get(f"{mine}withdraw/"))
    assert Registration.objects.get().state == "confirmed"
    page = visitor.post(f"{mine}withdraw/", follow=True)
    assert "You are not registered any more" in texts(page)
    assert Registration.objects.get().state == "cancelled"
    for address in ("withdraw/", "change/"):
        assert visitor.get(mine + address)["Location"] == mine
        assert visitor.post(mine + address)["Location"] == mine
    assert Registration.objects.get().changes.count() == 2


def test_who_waits_sees_the_own_number_and_moves_up(visitor, event):
    event.pools.filter(kind="event").update(size=1)
    people = [join(event, number) for number in range(3)]
    mine = own_page(visitor.post(FORM, filled(area="-")))
    assert "You are number 3 on the waiting list" in texts(visitor.get(mine))
    registrations.cancel(people[0], actor=registrations.link_actor(people[0]))
    assert "You are number 2 on the waiting list" in texts(visitor.get(mine))


def test_the_joining_link_is_shown_to_who_has_a_place_and_logged(visitor, mine, event):
    seal(event, "joining_link", "https://meet.example/abc")
    event.save()
    assert "https://meet.example/abc" in texts(visitor.get(mine))
    row = AuditEvent.objects.get()
    assert (row.verb, row.actor_kind, row.data["fields"]) == ("reveal", "link", ["joining_link"])
    Registration.objects.update(state="waitlisted")
    assert "meet.example" not in texts(visitor.get(mine))
    assert "meet.example" not in texts(visitor.get(f"{mine}done/"))
    assert "meet.example" not in texts(visitor.get("/events/policy-consultation/"))


def test_the_page_of_a_hidden_event_still_opens_for_who_is_registered(visitor, mine):
    Event.objects.update(visibility="restricted", risk="confidential")
    page = texts(visitor.get(mine))
    assert "You have a place" in page and 'href="/events/policy-consultation/"' not in page


@pytest.mark.parametrize("state", ["pending", "waitlisted", "confirmed", "declined", "cancelled"])
def test_every_state_has_its_words(visitor, mine, state):
    Registration.objects.update(state=state)
    for address in ("", "done/"):
        assert visitor.get(mine + address).status_code == 200


def test_my_page_costs_the_same_for_one_and_for_three(visitor, mine, event):
    for number in (1, 3):
        join(event, number)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(mine)
        assert len(queries) == 7


def test_who_has_seen_my_data_in_roles_not_names(visitor, mine, event, cast):
    assert "Nobody has opened your registration" in texts(visitor.get(mine))
    code = event.registrations.get().code
    desk = f"/desk/events/{event.slug}/registrations/{code}/"
    for who in ("checkin", "registrar", "organiser"):
        cast.client(who).get(desk)
    cast.client("registrar").post(f"{desk}contact/", {"purpose": "event"})
    page = texts(visitor.get(mine))
    assert "Sign-in desk, your registration, without your contact" in page
    assert "Registration, your e-mail address" in page and "Organiser, your registration" in page
    assert "Registrar" not in page and "Checkin" not in page
