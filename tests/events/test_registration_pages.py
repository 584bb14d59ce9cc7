"""The registration form, as a person's browser sees it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from core import throttle
from core.models import OutboundMail
from core.sealed import open_sealed
from events.models import Event, Registration
from events.services import registrations
from tests.events.people import FORM, filled, join, own_page, texts

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL


@pytest.fixture
def visitor(event) -> Client:
    return Client()


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


def test_going_back_and_sending_again_is_the_same_registration(visitor):
    """A browser that fetches the form anew has another form token; the person is the same."""
    own_page(visitor.post(FORM, filled(name="Sitara Bibi")))
    again = visitor.post(FORM, filled(name="sitara  bibi", needs="A ramp"), follow=True)
    assert "You are registered already" in texts(again) and "What you said" in texts(again)
    assert Registration.objects.count() == 1
    own_page(visitor.post(FORM, filled(name="Her sister", email="", phone="+923005551235")))
    own_page(visitor.post(FORM, filled(name="Her sister", email="sister@people.example", phone="")))
    assert Registration.objects.count() == 3, "several people share a phone"
    stranger = Client()
    own_page(stranger.post(FORM, filled(name="Sitara Bibi")))
    assert Registration.objects.count() == 4, "nobody else learns who is registered"
    Registration.objects.update(state="cancelled")
    own_page(stranger.post(FORM, filled(name="Sitara Bibi")))
    assert Registration.objects.count() == 5


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
    Client().post(FORM, filled(name="\u09af\u09bc"))
    assert Registration.objects.count() == 2
    assert len(set(Registration.objects.values_list("name", flat=True))) == 1


def test_a_phone_is_read_as_it_is_written(event):
    for phone in ("+880 1711-000000", "+৮৮০ ১৭১১ ০০০০০০", "03001234567", "0092 300 1234567"):
        own_page(Client().post(FORM, filled(email="", phone=phone)))
    numbers = [open_sealed(row, "phone") for row in Registration.objects.all()]
    assert numbers == ["+8801711000000", "+8801711000000", "+923001234567", "+923001234567"]


def test_the_example_of_a_number_is_of_the_events_country(visitor, event):
    for country, example in (
        ("PK", "+92 301 0000000"),
        ("BD", "+880 1810-000000"),
        ("TJ", "+992 91 000 0000"),
    ):
        Event.objects.update(country=country)
        assert f"With country code, such as {example}." in texts(visitor.get(FORM))
    Event.objects.update(country="")
    assert "With country code: + and all digits." in texts(visitor.get(FORM))


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
        ({"registration_opens_at": None}, "By invitation"),
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
    own_page(Client().post(FORM, filled()))
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
    assert len(queries) == 17, "\n".join(query["sql"][:150] for query in queries)
