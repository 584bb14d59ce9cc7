"""The registration form and the page of one's own registration, as a person's browser sees them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from core import throttle
from core.models import AuditEvent, OutboundMail
from core.sealed import open_sealed, seal
from events.models import Event, Registration
from events.services import registrations
from tests.events.people import join

FORM = "/events/policy-consultation/register/"


@pytest.fixture
def visitor(event) -> Client:
    return Client()


def filled(**changes) -> dict:
    """What a person types, with a token as the page gives it."""
    answers = {
        "name": "Sitara", "email": "sitara@people.example", "phone": "", "institution_text": "A women’s circle", "category": "cso",
        "area": "PK-SD.karachi-south", "language": "ur", "needs": "", "form_token": registrations.new_form_token(),
    }  # fmt: skip
    return {**answers, **changes}


def own_page(response) -> str:
    """The address of the person's own page, out of the answer to the form."""
    assert response.status_code == 302 and response["Location"].endswith("/done/"), response.content.decode()[
        :3000
    ]
    return response["Location"].removesuffix("done/")


def texts(response) -> str:
    return " ".join(response.content.decode().split())


# == Registering =================================================================================================


def test_a_visitor_registers_and_gets_the_own_page(visitor, areas):
    form = visitor.get(FORM)
    assert form.status_code == 200 and "About 3 minutes" in texts(form)
    token = form.context["form"]["form_token"].value()
    done = visitor.post(FORM, filled(form_token=token, consent_photo="on"), follow=True)
    assert "Your place is confirmed" in texts(done) and "/r/" in texts(done)
    row = Registration.objects.get()
    assert (row.name, row.state, row.language, row.category, row.area) == (
        "Sitara",
        "confirmed",
        "ur",
        "cso",
        areas.karachi,
    )
    assert registrations.current_consents(row) == {"photo": True}
    assert OutboundMail.objects.get().template == "registration.confirmed"


def test_consents_are_off_in_the_page(visitor):
    page = texts(visitor.get(FORM))
    assert page.count('type="checkbox"') == 4 and "checked" not in page.split("What you allow")[1]


def test_two_clicks_make_one_registration_and_the_same_answer(visitor):
    answers = filled()
    first, second = visitor.post(FORM, answers), Client().post(FORM, answers)
    assert own_page(first) == own_page(second)
    assert Registration.objects.count() == OutboundMail.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"name": ""}, "name", "Fill in “The name to call you”"),
        ({"name": "\u200b\u2060"}, "name", "Fill in “The name to call you”"),
        ({"name": "x" * 10_000}, "name", "too long: at most 120 characters"),
        ({"name": "a\x00b"}, "name", "cannot be shown"),
        ({"name": "two\nlines"}, "name", "on one line"),
        ({"name": "e" + "\u0301" * 50}, "name", "too many marks"),
        ({"email": "", "phone": ""}, "email", "Give an e-mail address or a phone number"),
        ({"email": "not an address"}, "email", "name@example.org"),
        ({"email": "a@b.com\nBcc: x@y.z"}, "email", "one line"),
        ({"phone": "12"}, "phone", "too short or too long"),
        ({"phone": "call me"}, "phone", "country code"),
        ({"area": ""}, "area", "Answer “Your district”"),
        ({"area": "PK-XX.nowhere"}, "area", "Choose from the answers"),
        ({"category": "<script>"}, "category", "Choose from the answers"),
        ({"language": "xx"}, "language", "Choose from the answers"),
        ({"needs": "n" * 5_000}, "needs", "too long"),
        ({"institution_text": "i" * 300}, "institution_text", "too long"),
    ],
)
def test_an_error_names_the_field_and_keeps_what_was_typed(visitor, changes, field, says):
    answers = filled(**changes)
    response = visitor.post(FORM, answers)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert says in " ".join(form.errors[field])
    page = texts(response)
    assert f'href="#id_{field}"' in page  # the summary leads to it
    assert "Error:" in page.split("</title>")[0]
    kept = "Sitara" if field != "name" else "sitara@people.example"
    assert kept in page and (field == "institution_text" or "A women’s circle" in page)
    assert form["form_token"].value() == answers["form_token"]  # sent again it is still the same form
    assert not Registration.objects.exists() and not OutboundMail.objects.exists()


HOSTILE = [
    "=1+1",
    "<script>alert(1)</script>",
    "{{7*7}}{% debug %}",
    "রফিক র‍্যাব ক্‌ষমা",
    "O'Brien; DROP TABLE",
    "‮evil",
    "@SUM(A1)",
    "+880 1711",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_odd_names_are_kept_exactly_and_run_nowhere(visitor, name):
    page = own_page(visitor.post(FORM, filled(name=name, institution_text=name, needs=name)))
    row = Registration.objects.get()
    kept = name.replace("‮", "")  # an override of direction is not part of a name
    assert (row.name, row.institution_text, row.needs) == (kept, kept, kept)
    for address in (page, f"{page}done/", f"{page}change/", f"{page}withdraw/"):
        response = visitor.get(address)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
    assert escape(kept) in visitor.get(page).content.decode()


def test_a_bangla_name_in_any_composition_is_one_and_the_same(visitor):
    visitor.post(FORM, filled(name="\u09df"))
    visitor.post(FORM, filled(name="\u09af\u09bc"))
    assert len(set(Registration.objects.values_list("name", flat=True))) == 1


def test_a_phone_is_read_as_it_is_written(visitor):
    for phone in ("+880 1711-000000", "+৮৮০ ১৭১১ ০০০০০০", "03001234567", "0092 300 1234567"):
        own_page(visitor.post(FORM, filled(email="", phone=phone)))
    numbers = [open_sealed(row, "phone") for row in Registration.objects.all()]
    assert numbers == ["+8801711000000", "+8801711000000", "+923001234567", "+923001234567"]


def test_what_the_form_does_not_ask_is_ignored(visitor, cast):
    evil = {
        "state": "confirmed", "event": "2", "queue_no": "1", "source": "staff", "is_staff": "1", "possible_duplicate": "",
        "honorific": "Dr", "actor": "system", "person": "1", "spoken": "on", "consents": "quoted", "consent_everything": "on",
    }  # fmt: skip
    Event.objects.update(approval="manual")
    own_page(visitor.post(FORM, {**filled(), **evil}))
    row = Registration.objects.get()
    assert (row.state, row.source, row.honorific, row.queue_no, row.person) == (
        "pending",
        "self",
        "",
        1,
        None,
    )
    assert not row.consents.exists()


def test_somebody_from_elsewhere_says_so(visitor):
    own_page(visitor.post(FORM, filled(area="-")))
    assert Registration.objects.get().area is None


def test_who_is_registered_already_gets_the_same_answer(visitor):
    first = visitor.post(FORM, filled(name="A"))
    second = visitor.post(FORM, filled(name="B"))
    pages = [
        re.sub(r"\w{64}", "", texts(visitor.get(answer["Location"]))).replace(own_page(answer), "")
        for answer in (first, second)
    ]
    assert pages[0] == pages[1] and "Your place is confirmed" in pages[0]
    assert Registration.objects.get(name="B").possible_duplicate


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"registration_opens_at": None}, "takes no registrations"),
        ({"state": "closed"}, "Registration is closed"),
        ({"state": "cancelled"}, "takes no registrations"),
    ],
)
def test_a_closed_form_says_whom_to_ask(visitor, fields, says):
    Event.objects.update(**fields)
    page = visitor.get(FORM)
    assert page.status_code == 200 and says in texts(page) and "Back to the event" in texts(page)
    assert visitor.post(FORM, filled()).status_code == 409
    assert not Registration.objects.exists()


def test_the_last_place_is_taken_between_reading_and_sending(visitor, monkeypatch):
    event = Event.objects.get()
    Event.objects.update(waiting_list=False)
    event.pools.filter(kind="event").update(size=1)
    from events import queries

    monkeypatch.setattr(queries, "places_left", lambda event: 1)  # what the page knew a moment ago
    join(event)
    response = visitor.post(FORM, filled())
    assert response.status_code == 409
    assert "All places are taken" in texts(response) and "Sitara" in texts(response)


def test_too_many_tries_keep_what_was_typed(visitor, monkeypatch):
    monkeypatch.setattr(throttle, "PER_CONTACT", throttle.Limit(1, 3600))
    own_page(visitor.post(FORM, filled()))
    response = visitor.post(FORM, filled())
    assert response.status_code == 429
    assert "wait ten minutes" in texts(response) and "Sitara" in texts(response)
    assert Registration.objects.count() == 1


def test_a_form_of_another_site_is_refused(event):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(FORM, filled()).status_code == 403
    assert not Registration.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_form_knows_reading_and_sending_only(visitor, method):
    assert getattr(visitor, method)(FORM).status_code == 405


@pytest.mark.parametrize("already", [1, 3])
def test_registering_costs_the_same_for_one_and_for_three(visitor, already):
    for number in range(already):
        join(Event.objects.get(), number)
    with CaptureQueriesContext(connection) as queries:
        own_page(visitor.post(FORM, filled(consent_photo="on")))
    assert len(queries) == 19, "\n".join(query["sql"][:150] for query in queries)


# == The own page ================================================================================================


@pytest.fixture
def mine(event, visitor) -> str:
    """The address of the page of a confirmed person from Karachi."""
    return own_page(visitor.post(FORM, filled(needs="A ramp")))


def test_my_page_says_where_it_stands_and_what_i_said(visitor, mine):
    page = texts(visitor.get(mine))
    for words in (
        "You have a place",
        "Sitara",
        "A women’s circle",
        "Civil society organisation",
        "Karachi South",
        "Sindh",
        "A ramp",
    ):
        assert words in page, words
    assert "sitara@people.example" not in page  # the contact is not shown, not even to whoever has the link


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
        assert len(queries) == 3
