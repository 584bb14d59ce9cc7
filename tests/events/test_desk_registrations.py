"""Registrations on the desk: the list, finding, deciding, entering, taking along. Nothing is seen without a trace."""

import csv
import io

import pytest

from core.actors import SYSTEM
from core.models import AuditEvent
from core.sealed import open_sealed
from events.models import Delegation, Event, Registration
from events.services.consents import set_consents
from tests.events.desk import statements, url, words
from tests.events.people import join, states


@pytest.fixture
def client(cast):
    return cast.client("registrar")


def disclosures(verb: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(kind="disclosure", verb=verb).order_by("id"))


def person(name: str = "Sitara", **fields) -> dict:
    return {"name": name, "phone": "0300 1234567", "language": "en", **fields}


# == The list ====================================================================================================


def test_the_list_is_filtered_and_sorted_in_the_address(client, event, areas):
    join(event, 1, name="Zahid", category="media", area=areas.karachi)
    join(event, 2, name="Amina", category="cso", area=areas.lahore)
    join(event, 3, name="Amina again", email="person2@people.example")

    def listed(query):
        return [row.name for row in client.get(url("desk-registrations", event) + query).context["rows"]]

    assert listed("") == ["Zahid", "Amina", "Amina again"]
    assert listed("?sort=name") == ["Amina", "Amina again", "Zahid"]
    assert listed("?category=media") == ["Zahid"]
    assert listed("?area=PK-SD") == ["Zahid"]
    assert listed("?area=PK-PB.lahore") == ["Amina"]
    assert listed("?flag=duplicate") == ["Amina again"]
    assert listed("?state=waitlisted") == []
    assert listed("?allows=photo") == []
    for consents in ({"photo": True, "listed": True}, {"listed": False}):
        set_consents(Registration.objects.get(name="Zahid"), actor=SYSTEM, consents=consents)
    assert listed("?allows=photo") == ["Zahid"] and listed("?allows=photo&allows=listed") == []
    assert listed("?area=nowhere&state=nonsense&page=99&sort=evil") == ["Zahid", "Amina", "Amina again"]


def test_the_list_shows_no_contact_and_leaves_one_row_in_the_log(client, event):
    join(event, 1, email="secret@people.example", phone="+923001234567")
    answer = client.get(url("desk-registrations", event))
    assert "secret@" not in answer.content.decode() and "1234567" not in answer.content.decode()
    [row] = disclosures("list")
    assert (row.object_uid, row.host, row.data["rows"], row.actor_label) == (
        str(event.uid),
        "spo",
        1,
        "Registrar Test",
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_sign_in_desk_sees_names_but_decides_nothing(cast, event):
    join(event)
    seen = cast.client("checkin").get(url("desk-registrations", event))
    assert (
        "Person 1" in words(seen)
        and 'name="chosen"' not in seen.content.decode()
        and "Enter somebody" not in words(seen)
    )


def test_the_sign_in_desk_reads_of_a_delegation_that_it_cannot_open(cast, event, mohr):
    delegation = Delegation.objects.create(event=event, institution=mohr, seats=2)
    one, link = join(event), f"/delegations/{delegation.uid}/"
    Registration.objects.filter(pk=one.pk).update(delegation=delegation)
    page = url("desk-registration", event, one.code)
    desk, registrar = cast.client("checkin").get(page), cast.client("registrar").get(page)
    assert "Ministry of Human Rights" in words(desk) and link not in desk.content.decode()
    assert link in registrar.content.decode()


def test_the_list_costs_the_same_for_one_row_and_three(client, event, areas):
    join(event, 1, area=areas.karachi, category="cso")
    one = statements(client, url("desk-registrations", event))
    join(event, 2, area=areas.lahore, category="media"), join(event, 3, area=areas.thatta)
    assert (one, statements(client, url("desk-registrations", event))) == (8, 8)


# == Finding =====================================================================================================


@pytest.mark.parametrize(
    "term, by, found",
    [
        ("sitara", "name", ["Sitāra Bībī"]),
        ("BIBI sit", "name", ["Sitāra Bībī"]),
        ("Person1@People.example ", "email", ["Sitāra Bībī"]),
        ("0300-1234567", "phone", ["Sitāra Bībī"]),
        ("person1@people", "email", []),
        ("people.example", "name", []),
        ("%", "name", []),
    ],
)
def test_people_are_found_by_name_or_by_the_whole_contact(client, event, term, by, found):
    join(event, 1, name="Sitāra Bībī", phone="+923001234567")
    join(event, 2, name="Zahid")
    answer = client.post(url("desk-registration-find", event), {"term": term})
    assert [row.name for row in answer.context["rows"]] == found
    [row] = disclosures("search")
    assert row.data == {"by": by if term != "person1@people" else "name", "rows": len(found)}
    assert term.strip().lower() not in str(row.data).lower() or term == "%"


def test_a_registration_is_found_by_its_code(client, event):
    join(event)
    for code in ("abcdefghjk", "k8x36u749x"):  # the second has as many digits as a phone number
        Registration.objects.update(code=code)
        answer = client.post(url("desk-registration-find", event), {"term": code.upper()})
        assert [row.code for row in answer.context["rows"]] == [code]


def test_an_empty_search_is_asked_again(client, event):
    answer = client.post(url("desk-registration-find", event), {"term": "​"})
    assert answer.status_code == 200 and answer.context["find"].errors
    assert disclosures("search") == []


# == Deciding ====================================================================================================


@pytest.fixture
def asking(event) -> list[Registration]:
    Event.objects.filter(pk=event.pk).update(approval="manual")
    event.refresh_from_db()
    return [join(event, number) for number in range(3)]


def decide(client, event, chosen, **fields):
    return client.post(
        url("desk-registration-decide", event),
        {"chosen": [row.code for row in chosen], **fields},
        follow=True,
    )


def test_several_are_approved_at_once(client, event, asking):
    seen = words(decide(client, event, asking[:2], decision="approve"))
    assert "2 registrations are approved." in seen
    assert states(event) == ["c", "c", "p"]


def test_who_finds_no_place_waits_and_that_is_said(client, event, asking):
    Event.objects.filter(pk=event.pk).update(approval="manual")
    event.pools.filter(kind="event").update(size=1)
    seen = words(decide(client, event, asking, decision="approve"))
    assert states(event) == ["c", "w", "w"]
    assert "3 registrations are approved. 2 of them wait for a place." in seen


def test_the_list_comes_back_as_it_was_filtered(client, event, asking):
    address = url("desk-registration-decide", event) + "?state=pending"
    assert (
        f'action="{address}"'
        in client.get(url("desk-registrations", event) + "?state=pending").content.decode()
    )
    done = client.post(address, {"chosen": [asking[0].code], "decision": "approve"})
    assert done["Location"] == url("desk-registrations", event) + "?state=pending"
    asked = client.post(address, {"chosen": [asking[1].code], "decision": "decline"})
    assert f'action="{address}"' in asked.content.decode()


def test_declining_several_asks_once_more(client, event, asking):
    asked = decide(client, event, asking[:2], decision="decline")
    assert "Decline these 2 registrations?" in words(asked) and states(event) == ["p", "p", "p"]
    decide(client, event, asking[:2], decision="decline", sure="1", note="From another province.")
    assert states(event) == ["d", "d", "p"]
    assert asking[0].changes.last().note == "From another province."
    Registration.objects.filter(pk=asking[1].pk).update(state="confirmed")
    one = decide(client, event, asking[1:], decision="decline")
    assert "Decline this registration?" in words(one) and "These are left out" in words(one)
    assert [(len(one.context["chosen"]), len(one.context["others"]))] == [(1, 1)]
    none = decide(client, event, [asking[1]], decision="decline")
    assert "withdrawn one by one" in words(none) and "Decline this registration?" not in words(none)


def test_choosing_nothing_or_somebody_elses_changes_nothing(client, event, asking, spo):
    from tests.cast import make_event

    theirs = join(make_event(spo, "another", approval="manual"))
    for chosen in ([], [theirs]):
        assert "Tick the registrations first" in words(decide(client, event, chosen, decision="approve"))
    theirs.refresh_from_db()
    assert (theirs.state, states(event)) == ("pending", ["p", "p", "p"])


def test_what_cannot_be_decided_is_said_and_the_rest_is_done(client, event, asking):
    client.post(url("desk-registration-move", event, asking[0].code, "cancel"), {"note": "Fell ill."})
    seen = words(decide(client, event, asking, decision="approve"))
    assert states(event) == ["x", "c", "c"] and "Person 0: This is not possible now" in seen


# == One registration ============================================================================================


def test_the_page_shows_history_and_consents_but_no_contact(client, event):
    row = join(event, 1, consents={"photo": True}, needs="A ramp.")
    answer = client.get(url("desk-registration", event, row.code))
    seen = words(answer)
    assert (
        "A ramp." in seen
        and "Show me in photographs: yes" in seen
        and "Quote me by name in published minutes: no" in seen
    )
    assert "person1@" not in answer.content.decode()
    assert disclosures("view")[0].object_uid == str(row.uid)


def test_contact_is_shown_once_for_a_reason_that_is_logged_first(client, event):
    row = join(event, 1, phone="+923001234567")
    answer = client.post(url("desk-registration-contact", event, row.code), {"purpose": "identity"})
    assert "person1@people.example" in words(answer) and "+923001234567" in words(answer)
    [logged] = disclosures("reveal")
    assert (logged.object_uid, logged.data) == (
        str(row.uid),
        {"fields": ["email", "phone"], "purpose": "identity"},
    )
    assert "person1@" not in client.get(url("desk-registration", event, row.code)).content.decode()


@pytest.mark.parametrize("posted", [{}, {"purpose": "other"}, {"purpose": "nonsense"}])
def test_without_a_reason_nothing_is_shown(client, event, posted):
    row = join(event)
    answer = client.post(url("desk-registration-contact", event, row.code), posted)
    assert answer.status_code == 200 and "person1@" not in answer.content.decode()
    assert disclosures("reveal") == []


@pytest.mark.parametrize("move, state", [("decline", "declined"), ("cancel", "cancelled")])
def test_ending_a_registration_needs_a_reason(client, event, asking, move, state):
    row = asking[0]
    address = url("desk-registration-move", event, row.code, move)
    assert client.post(address, {"note": " "}).status_code == 200
    assert states(event)[0] == "p"
    client.post(address, {"note": "Asked us to."})
    row.refresh_from_db()
    assert (row.state, row.changes.last().note) == (state, "Asked us to.")
    client.post(url("desk-registration-move", event, row.code, "reopen"), {"note": "A mistake."})
    row.refresh_from_db()
    assert row.state == "pending"


# == Entering ====================================================================================================


def test_somebody_who_phoned_is_entered_with_what_they_allow(client, event, areas):
    Event.objects.filter(pk=event.pk).update(
        registration_opens_at=None, registration_closes_at=None, approval="manual"
    )
    client.post(
        url("desk-registration-new", event, "person"),
        person(area="PK-SD.thatta", category="cso", consent_outcome="on"),
    )
    row = Registration.objects.get()
    assert (row.name, row.source, row.state, row.area.name, open_sealed(row, "phone")) == (
        "Sitara",
        "staff",
        "confirmed",
        "Thatta",
        "+923001234567",
    )
    assert [(c.purpose, c.given, c.spoken) for c in row.consents.all()] == [("outcome", True, True)]


def test_an_official_is_entered_by_office(client, event, mohr):
    posted = {
        "honorific": "Mr",
        "designation": "Section Officer",
        "office": "Human Rights Wing",
        "institution": "mohr",
        "language": "en",
    }
    client.post(url("desk-registration-new", event, "official"), posted)
    row = Registration.objects.get()
    assert (row.name, row.honorific, row.office, row.institution, row.source) == (
        "Section Officer",
        "Mr",
        "Human Rights Wing",
        mohr,
        "nomination",
    )


def test_two_clicks_enter_one_person(client, event):
    page = client.get(url("desk-registration-new", event, "person"))
    token = page.context["form_token"]
    for _click in range(2):
        client.post(url("desk-registration-new", event, "person"), person(form_token=token))
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "y" * 10_000},
        {"name": "a\x00b"},
        {"phone": "call me"},
        {"email": "x"},
        {"area": "XX"},
    ],
)
def test_what_does_not_fit_is_asked_again_with_what_was_typed(client, event, wrong):
    answer = client.post(
        url("desk-registration-new", event, "person"),
        person(institution_text="A press club", **wrong) | wrong,
    )
    assert answer.status_code == 200 and 'value="A press club"' in answer.content.decode()
    assert not Registration.objects.exists()


# == Taking along ================================================================================================


def download(client, event, query="", **fields) -> list[list[str]]:
    answer = client.post(url("desk-registration-export", event) + query, {"reason": "Name cards", **fields})
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("﻿") and answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(text.removeprefix("﻿"))))


def test_the_download_is_pseudonymous_and_filtered(client, event, areas):
    join(event, 1, name="=1+1", area=areas.karachi, category="cso", institution_text="ক্‌ষ র‍্য")
    join(event, 2, name="Zahid", category="media")
    header, *rows = download(client, event, "?category=cso")
    assert header == [
        "Code",
        "Name to use",
        "State",
        "Kind",
        "Area code",
        "Area",
        "Institution",
        "Registered at (Asia/Karachi)",
    ]
    assert [row[1:7] for row in rows] == [
        ["'=1+1", "Confirmed", "Civil society organisation", "PK-SD.karachi-south", "Karachi South", "ক্‌ষ র‍্য"]
    ]
    [logged] = disclosures("export")
    assert logged.data == {
        "rows": 1,
        "reason": "Name cards",
        "contacts": False,
        "filters": ["Kind of participants"],
    }
    assert disclosures("reveal") == []


def test_contacts_leave_only_when_asked_for_and_each_is_logged(client, event):
    first, second = join(event, 1, phone="+923001234567"), join(event, 2)
    header, *rows = download(client, event, contacts="on")
    assert header[-2:] == ["E-mail", "Phone"]
    assert [row[-2:] for row in rows] == [
        ["person1@people.example", "+923001234567"],
        ["person2@people.example", ""],
    ]
    assert [row.object_uid for row in disclosures("reveal")] == [str(first.uid), str(second.uid)]


def test_a_download_without_a_reason_is_refused(client, event):
    join(event)
    answer = client.post(url("desk-registration-export", event), {"reason": ""})
    assert answer.status_code == 200 and not answer.streaming
    assert disclosures("export") == []


def test_a_long_list_is_streamed_in_order(client, event, monkeypatch):
    monkeypatch.setattr("events.exports.BATCH", 2)
    event.pools.all().delete()
    for number in range(5):
        join(event, number, name=f"Person {number}")
    assert [row[1] for row in download(client, event)[1:]] == [f"Person {number}" for number in range(5)]
