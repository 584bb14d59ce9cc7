"""Registering, deciding, changing, withdrawing: what the services keep, write and refuse."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import ANONYMOUS
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition
from core.models import OutboundMail
from core.sealed import open_sealed
from events.models import Consent, Event, Registration
from events.services import registrations
from events.services.registrations import register
from tests.events.people import join, states


def test_a_registration_keeps_what_was_said_and_seals_the_contact(event, areas):
    result = register(
        event, actor=ANONYMOUS, name="  Sitara ", email=" Sitara@Example.ORG", phone="0300 1234567", category="cso", area=areas.karachi,
        institution_text="A women’s circle", language="ur", needs="A ramp\nto the hall",
    )  # fmt: skip
    row = Registration.objects.get()
    assert (row.name, row.name_key, row.state, row.source) == ("Sitara", "sitara", "confirmed", "self")
    assert (row.institution_text, row.needs, row.language, row.area) == (
        "A women’s circle",
        "A ramp\nto the hall",
        "ur",
        areas.karachi,
    )
    assert open_sealed(row, "email") == "sitara@example.org"
    assert open_sealed(row, "phone") == "+923001234567"  # read in the event's country
    assert "sitara" not in row.email.token and row.email_index and row.phone_index
    assert len(result.manage_token) >= 43 and result.manage_token not in str(
        Registration.objects.values().get()
    )
    birth = row.changes.get()
    assert (birth.transition, birth.from_state, birth.to_state, birth.data) == (
        "register",
        "",
        "confirmed",
        {"source": "self"},
    )
    assert registrations.by_token(result.manage_token) == row


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "\u200b\u2060\u200d"}, ["name"]),
        ({"name": "x" * 10_000}, ["name"]),
        ({"name": "a\x00b"}, ["name"]),
        ({"name": "\ud800"}, ["name"]),
        ({"name": None}, ["name"]),
        ({"email": "a@b.com\nBcc: x"}, ["email"]),
        ({"email": '"x" <a@b.org>, c@d.org'}, ["email"]),
        ({"phone": "9" * 400}, ["phone"]),
        ({"category": "planet"}, ["category"]),
        ({"language": "xx"}, ["language"]),
        ({"needs": "n" * 1_001}, ["needs"]),
        ({"name": "", "email": "x", "phone": "y", "office": "o" * 300}, ["name", "email", "phone", "office"]),
        ({"consents": {"everything": True}}, ["consents"]),
        ({"source": "planet"}, ["source"]),
    ],
)
def test_bad_input_is_refused_by_the_service_too(event, changes, fields):
    with pytest.raises(DomainError) as error:
        register(event, actor=ANONYMOUS, **{"name": "A", "email": "a@b.org", **changes})
    assert list(error.value.fields) == fields and all(error.value.fields.values())
    assert not Registration.objects.exists() and not OutboundMail.objects.exists()


@pytest.mark.parametrize(
    "name", ["=1+1", "<script>alert(1)</script>", "রফিক র‍্যাব ক্‌ষমা", "{event.__init__}", "A" * 120]
)
def test_odd_text_is_kept_exactly(event, name):
    register(event, actor=ANONYMOUS, name=name, email="a@b.org", institution_text=name)
    row = Registration.objects.get()
    assert (row.name, row.institution_text) == (name, name)


def test_one_contact_is_enough_and_none_is_not(event):
    assert (
        register(event, actor=ANONYMOUS, name="A", phone="+92 300 1234567").registration.state == "confirmed"
    )
    with pytest.raises(DomainError) as error:
        register(event, actor=ANONYMOUS, name="B")
    assert error.value.code == "no_contact" and list(error.value.fields) == ["email"]


def test_staff_enter_an_office_without_a_contact(event, cast):
    row = register(
        event, actor=cast.actor("registrar"), source="staff", name="", honorific="Mr", designation="Section Officer (HR)",
        office="Home Department, Sindh", category="ministry",
    ).registration  # fmt: skip
    assert (row.name, row.honorific, row.office, row.source) == (
        "Section Officer (HR)",
        "Mr",
        "Home Department, Sindh",
        "staff",
    )
    assert not OutboundMail.objects.exists()


@pytest.mark.parametrize("name", ["anonymous", "outsider", "checkin", "viewer", "reviewer"])
def test_others_cannot_enter_people_as_staff(event, cast, name):
    with pytest.raises(Forbidden):
        register(event, actor=cast.actor(name), source="staff", name="A", email="a@b.org")


def test_a_known_contact_is_flagged_and_answered_the_same_way(event):
    first = register(event, actor=ANONYMOUS, name="A", email="a@people.example")
    again = register(event, actor=ANONYMOUS, name="B", email="A@people.example")
    phone = register(event, actor=ANONYMOUS, name="C", email="c@people.example", phone="+923001234567")
    by_phone = register(event, actor=ANONYMOUS, name="D", phone="+92 300 123 4567")
    flags = [r.registration.possible_duplicate for r in (first, again, phone, by_phone)]
    assert flags == [False, True, False, True]
    assert again.registration.state == first.registration.state and again.manage_token
    templates = OutboundMail.objects.values_list("template", flat=True)
    assert list(templates) == ["registration.confirmed"] * 3  # the same mail to both; D gave no address


def test_a_contact_of_another_event_or_of_somebody_who_withdrew_is_no_duplicate(event, spo):
    from tests.cast import make_event

    join(make_event(spo, slug="other"), 1)
    gone = join(event, 1)
    registrations.cancel(gone, actor=registrations.link_actor(gone))
    assert join(event, 1).possible_duplicate is False


def test_the_same_form_twice_is_one_registration_one_mail_and_the_same_link(event):
    token = registrations.new_form_token()
    first = register(event, actor=ANONYMOUS, name="A", email="a@b.org", form_token=token)
    again = register(event, actor=ANONYMOUS, name="A", email="a@b.org", form_token=token)
    assert again.registration == first.registration and again.manage_token == first.manage_token
    assert (first.is_new, again.is_new) == (True, False)
    assert Registration.objects.count() == OutboundMail.objects.count() == 1
    assert token not in str(list(Registration.objects.values()))


def test_a_form_token_of_another_make_or_another_event_joins_nothing(event, spo):
    from tests.cast import make_event

    token = registrations.new_form_token()
    for target, given in (
        (event, "1"),
        (event, "1"),
        (event, token),
        (make_event(spo, slug="other"), token),
        (event, "x" * 10_000),
    ):
        assert register(target, actor=ANONYMOUS, name="A", email="a@b.org", form_token=given).is_new
    assert Registration.objects.count() == 5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": "draft"}, "takes no registrations"),
        ({"state": "closed"}, "takes no registrations"),
        ({"registration_opens_at": None}, "is closed"),
        ({"registration_opens_at": timezone.now() + timedelta(days=1)}, "has not opened yet"),
        ({"registration_closes_at": timezone.now() - timedelta(minutes=1)}, "is closed"),
    ],
)
def test_registration_is_refused_while_it_is_not_open(event, change, says):
    Event.objects.update(**change)
    with pytest.raises(Conflict, match=says) as error:
        join(event)
    assert error.value.code == "closed"
    assert not Registration.objects.exists()


def test_staff_enter_people_after_closing_but_not_into_a_draft(event, cast):
    Event.objects.update(registration_closes_at=timezone.now() - timedelta(days=1))
    assert join(event, 1, actor=cast.actor("registrar"), source="staff").state == "confirmed"
    Event.objects.update(state="draft")
    with pytest.raises(Conflict):
        join(event, 2, actor=cast.actor("registrar"), source="staff")


def test_with_approval_people_ask_first(event, cast):
    Event.objects.update(approval="manual")
    event.pools.filter(kind="event").update(size=1)
    people = [join(event, number) for number in range(4)]
    assert states(event) == ["p", "p", "p", "p"]
    registrar = cast.actor("registrar")
    registrations.approve(people[2], actor=registrar)
    registrations.approve(people[0], actor=registrar)
    registrations.decline(people[1], actor=registrar, note="Asked twice")
    assert states(event) == ["w", "d", "c", "p"]
    assert people[1].changes.last().note == "Asked twice" and people[1].ended_at
    assert join(event, 9, actor=registrar, source="staff").state == "waitlisted"  # who enters may decide


def test_approving_who_waits_needs_a_place(event, cast):
    event.pools.filter(kind="event").update(size=1)
    first, second = join(event, 1), join(event, 2)
    with pytest.raises(Conflict) as error:
        registrations.approve(second, actor=cast.actor("registrar"))
    assert error.value.code == "full"
    with pytest.raises(InvalidTransition):
        registrations.approve(first, actor=cast.actor("registrar"))


def test_approving_without_a_waiting_list_says_full(event, cast):
    Event.objects.update(approval="manual", waiting_list=False)
    event.pools.filter(kind="event").update(size=0)
    person = join(event)
    with pytest.raises(Conflict) as error:
        registrations.approve(person, actor=cast.actor("organiser"))
    assert error.value.code == "full" and states(event) == ["p"]


@pytest.mark.parametrize("name", ["anonymous", "outsider", "checkin", "viewer", "reviewer", "rapporteur"])
@pytest.mark.parametrize(
    "verb", [registrations.approve, registrations.decline, registrations.cancel, registrations.reopen]
)
def test_others_decide_nothing(event, cast, name, verb):
    person = join(event)
    with pytest.raises((Forbidden, InvalidTransition)):
        verb(person, actor=cast.actor(name))
    assert states(event) == ["c"]


def test_a_person_withdraws_with_the_own_link_and_nobody_elses(event):
    me, other = join(event, 1), join(event, 2)
    link = registrations.link_actor(me)
    with pytest.raises(Forbidden):
        registrations.cancel(other, actor=link)
    registrations.cancel(me, actor=link, note="Ill")
    assert states(event) == ["x", "c"] and me.ended_at
    change = me.changes.last()
    assert (change.actor_kind, change.actor_id, change.note) == ("link", me.code, "Ill")
    with pytest.raises(InvalidTransition):
        registrations.cancel(me, actor=link)


def test_who_withdrew_may_be_taken_up_again(event, cast):
    person = join(event)
    registrations.cancel(person, actor=cast.actor("registrar"))
    registrations.reopen(person, actor=cast.actor("registrar"))
    assert states(event) == ["p"] and person.ended_at is None
    registrations.approve(person, actor=cast.actor("registrar"))
    assert states(event) == ["c"]
    assert [c.transition for c in person.changes.all()] == ["register", "cancel", "reopen", "confirm"]


def test_details_change_and_history_names_fields_only(event, areas):
    person = join(event, 1, area=areas.karachi)
    link = registrations.link_actor(person)
    registrations.update_registration(person, actor=link, name="Zohra", needs="Sindhi", phone="+923001112233")
    person.refresh_from_db()
    assert (person.name, person.name_key, person.needs) == ("Zohra", "zohra", "Sindhi")
    assert (
        open_sealed(person, "phone") == "+923001112233"
        and open_sealed(person, "email") == "person1@people.example"
    )
    change = person.changes.last()
    assert (change.transition, change.to_state, change.data) == (
        "update",
        "confirmed",
        {"fields": ["name", "needs", "phone"]},
    )
    with pytest.raises(DomainError, match="so that we can reach you"):
        registrations.update_registration(person, actor=link, email="", phone="")
    registrations.update_registration(person, actor=link, email="")
    assert not Registration.objects.get().email and Registration.objects.get().email_index == ""


def test_moving_to_a_full_district_keeps_the_old_place(event, areas):
    event.pools.filter(kind="per_area").update(size=1)
    person, _other = join(event, 1, area=areas.karachi), join(event, 2, area=areas.thatta)
    waiting = join(event, 3, area=areas.karachi)
    link = registrations.link_actor(person)
    with pytest.raises(Conflict) as error:
        registrations.update_registration(person, actor=link, area=areas.thatta)
    assert error.value.code == "full" and list(error.value.fields) == ["area"]
    person = Registration.objects.select_related("area").get(pk=person.pk)
    assert person.area == areas.karachi and states(event) == ["c", "c", "w"]
    registrations.update_registration(person, actor=link, area=areas.lahore)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"  # the seat of Karachi became free


def test_changes_are_for_the_person_and_the_registration_desk(event, cast):
    person, other = join(event, 1), join(event, 2)
    for actor in (registrations.link_actor(other), cast.actor("checkin"), cast.actor("outsider"), ANONYMOUS):
        with pytest.raises(Forbidden):
            registrations.update_registration(person, actor=actor, name="X")
        with pytest.raises(Forbidden):
            registrations.set_consents(person, actor=actor, consents={"photo": True})
    registrations.update_registration(person, actor=cast.actor("registrar"), name="X")
    registrations.cancel(person, actor=cast.actor("registrar"))
    with pytest.raises(Conflict, match="can no longer be changed"):
        registrations.update_registration(person, actor=cast.actor("registrar"), name="Y")


def test_consents_are_off_append_only_and_keep_their_wording(event):
    result = register(
        event,
        actor=ANONYMOUS,
        name="A",
        email="a@b.org",
        language="ur",
        consents={"photo": True, "quoted": False},
    )
    person = result.registration
    row = Consent.objects.get()
    assert (row.purpose, row.given, row.wording, row.language, row.spoken) == (
        "photo",
        True,
        "2026-11",
        "ur",
        False,
    )
    link = registrations.link_actor(person)
    registrations.set_consents(
        person, actor=link, consents={"photo": False, "listed": True, "quoted": False}, language="en"
    )
    assert registrations.current_consents(person) == {"photo": False, "listed": True}
    assert list(Consent.objects.values_list("purpose", "given")) == [
        ("photo", True),
        ("photo", False),
        ("listed", True),
    ]
    assert registrations.set_consents(person, actor=link, consents={"listed": True}) == []
    with pytest.raises(DomainError):
        registrations.set_consents(person, actor=link, consents={"everything": True})


def test_staff_read_consents_aloud(event, cast):
    person = join(
        event, 1, actor=cast.actor("registrar"), source="staff", consents={"outcome": True}, spoken=True
    )
    assert person.consents.get().spoken is True
