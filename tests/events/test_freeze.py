"""The closed list: people ask, the organisers decide. And two registrations that are one person."""

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Conflict, Forbidden
from core.models import AuditEvent, OutboundMail
from core.outbox import render
from core.sealed import open_sealed
from events.messages_list import of_mails
from events.models import ChangeRequest, DistinctPair, Event, QuestionAnswer, Scan
from events.services import delegations, freeze, merging, questions, registrations
from events.services.answers import key
from events.services.registrations import register
from tests.events.desk import statements, url, words
from tests.events.people import FORM, filled, join, own_page, states


@pytest.fixture
def mine(event, client) -> str:
    """The address of somebody's own page, once the list is closed."""
    page = own_page(client.post(FORM, filled(language="en")))
    freeze.freeze(event, actor=SYSTEM)
    return page


def asked(event) -> ChangeRequest:
    return ChangeRequest.objects.select_related("registration__event__host").get(registration__event=event)


def changed(**fields) -> dict:
    return filled(
        **{
            "language": "en",
            "name": "Sitara B.",
            "email": "new@people.example",
            "area": "PK-SD.thatta",
            **fields,
        }
    )


def test_a_change_is_asked_for_and_made_by_the_desk(event, mine, client, cast):
    assert client.post(f"{mine}change/", changed()).status_code == 302
    person = event.registrations.get()
    assert person.name == "Sitara"
    assert "new@people.example" not in asked(event).data.token
    assert "You asked for a change" in words(client.get(mine))
    desk, page = cast.client("registrar"), url("desk-changes", event)
    shown = words(desk.get(page))
    assert "Sitara B." in shown and "new@people.example" in shown and "Thatta now: Karachi South" in shown
    assert AuditEvent.objects.filter(object_type="events.changerequest", verb="reveal").count() == 1
    assert desk.post(url("desk-change", event, asked(event).uid), {"decision": "accept"}).status_code == 302
    person.refresh_from_db()
    assert (person.name, str(person.area)) == ("Sitara B.", "Thatta")
    assert open_sealed(person, "email") == "new@people.example"
    again = desk.post(url("desk-change", event, asked(event).uid), {"decision": "accept"})
    assert again.status_code == 409
    mail = OutboundMail.objects.get(template="registration.request_decided")
    assert "have made the change" in render(mail).text
    [row] = [line for line in of_mails(list(OutboundMail.objects.all())) if line.mail == mail]
    assert (row.what, row.whom, row.code) == ("Your request", "Sitara B.", person.code)


def test_withdrawing_is_asked_for_and_refused_with_a_reason(event, mine, client, cast):
    seen = words(client.get(f"{mine}withdraw/"))
    assert "Ask to be taken off the list" in seen and "goes to somebody else" not in seen
    assert client.post(f"{mine}withdraw/").status_code == 302
    assert states(event) == ["c"]
    desk = cast.client("registrar")
    refuse = {"decision": "refuse", "note": "The bus is booked."}
    assert desk.post(url("desk-change", event, asked(event).uid), refuse).status_code == 302
    assert states(event) == ["c"] and "The bus is booked." in words(client.get(mine))
    client.post(f"{mine}withdraw/")
    request = event.registrations.get().change_requests.get(state="open")
    assert "The list is closed: you can ask" in words(client.get(mine))
    Event.objects.filter(pk=event.pk).update(state="closed")
    assert "The list is closed: you can ask" not in words(client.get(mine)), "the event is over"
    Event.objects.filter(pk=event.pk).update(state="published")
    desk.post(url("desk-change", event, request.uid), {"decision": "accept"})
    assert states(event) == ["x"]


def test_nobody_gets_around_the_closed_list(event, mine):
    person = event.registrations.get()
    own = registrations.link_actor(person)
    for change in (
        lambda: registrations.cancel(person, actor=own),
        lambda: registrations.update_registration(person, actor=own, name="X"),
    ):
        with pytest.raises(Conflict) as error:
            change()
        assert error.value.code == "frozen"
    registrations.update_registration(person, actor=SYSTEM, name="By staff")
    with pytest.raises(Forbidden):
        freeze.accept_request(freeze.ask_to_withdraw(person, actor=own), actor=own)


def test_a_second_request_takes_the_place_of_the_first(event, mine, client):
    client.post(f"{mine}change/", changed())
    client.post(f"{mine}change/", changed(name="Third"))
    assert freeze.what_is_asked(asked(event), actor=SYSTEM, purpose="test")["details"]["name"] == "Third"


def test_a_delegation_asks_too(event, mohr, client, cast):
    made = delegations.add_delegation(event, mohr, actor=SYSTEM, seats=2)
    person = delegations.name_person(made.delegation, actor=SYSTEM, name="A. Officer")
    freeze.freeze(event, actor=SYSTEM)
    link = f"/d/{made.token}/"
    assert "You can still ask for a change" in words(client.get(link))
    assert client.post(link, {"name": "B"}).status_code == 409
    assert client.post(f"{link}{person.code}/substitute/", {"name": "C. Officer"}).status_code == 302
    assert states(event) == ["c"]
    assert "C. Officer" in words(cast.client("registrar").get(url("desk-changes", event)))
    freeze.accept_request(asked(event), actor=cast.actor("registrar"))
    assert states(event) == ["c", "x"] and event.registrations.get(state="confirmed").name == "C. Officer"


def test_closing_and_opening_on_the_desk(event, cast):
    desk, page = cast.client("registrar"), url("desk-freeze", event)
    for frozen in ("yes", "no"):
        assert desk.post(page, {"frozen": frozen}).status_code == 302
        event.refresh_from_db()
        assert bool(event.frozen_at) == (frozen == "yes")
    for name in ("desk-changes", "desk-duplicates"):
        assert cast.client("checkin").get(url(name, event)).status_code == 403
        assert cast.client("outsider").get(url(name, event)).status_code == 404
    assert cast.client("checkin").post(page, {"frozen": "yes"}).status_code == 403


# == Two that are one ============================================================================================


def test_pairs_are_pointed_out(event):
    first = join(event, 1, phone="+923001234567", institution_text="A union")
    join(event, 1, name="Person one")
    join(event, 2, phone="+92 300 1234567")
    join(event, 3, name="person  1", institution_text="a Union")
    join(event, 4, name="Person 1")  # of nobody knows where
    found = [(pair.older.queue_no, pair.newer.queue_no, pair.why) for pair in merging.pairs(event)]
    assert found == [(1, 2, "email"), (1, 3, "phone"), (1, 4, "name")]
    registrations.cancel(first, actor=SYSTEM)
    assert merging.pairs(event) == []


def test_merging_keeps_the_older_and_moves_what_the_newer_has(event, cast):
    question = questions.add_question(event, actor=SYSTEM, kind="text", label={"en": "Why?"})
    one = join(event, 1, needs="")
    answered = {key(question): "Because"}
    two = register(
        event, actor=SYSTEM, source="staff", name="Person", phone="+923001234567", needs="A ramp", consents={"photo": True}, answers=answered
    ).registration  # fmt: skip
    Scan.objects.create(
        event=event, registration=two, point="day-1", nonce="n", scanned_at=timezone.now(), result="ok"
    )
    kept = merging.merge(two, one, actor=cast.actor("registrar"))
    assert kept == one and kept.needs == "A ramp" and open_sealed(kept, "phone") == "+923001234567"
    assert registrations.current_consents(kept) == {"photo": True}
    assert QuestionAnswer.objects.get().registration == kept and kept.scans.count() == 1
    two.refresh_from_db()
    assert (two.state, two.merged_into) == ("cancelled", kept)
    assert kept.changes.last().data == {"merged": two.code}
    assert OutboundMail.objects.filter(template="registration.cancelled").count() == 0
    with pytest.raises(Conflict):
        merging.merge(one, two, actor=SYSTEM)
    with pytest.raises(Forbidden):
        merging.merge(one, two, actor=cast.actor("checkin"))


def test_the_seat_of_the_newer_goes_to_the_older_who_waited(event):
    event.pools.filter(kind="event").update(size=1)
    first, one = join(event, 1), join(event, 2)
    other = join(event, 3)
    Event.objects.update(waiting_list=True)
    registrations.cancel(first, actor=SYSTEM)  # 2 has the seat, 3 waits
    merging.merge(one, other, actor=SYSTEM)
    assert states(event) == ["x", "c", "x"]
    late = join(event, 4)
    event.registrations.filter(pk=late.pk).update(state="confirmed")
    event.registrations.filter(pk=one.pk).update(state="waitlisted")
    late.refresh_from_db(), one.refresh_from_db()
    merging.merge(one, late, actor=SYSTEM)
    assert states(event) == ["x", "c", "x", "x"]


def test_merging_on_the_desk(event, cast):
    one, two = join(event, 1), join(event, 1, name="Again")
    desk, page = cast.client("registrar"), url("desk-duplicates", event)
    assert "They have the same e-mail address." in words(desk.get(page))
    sent = {"one": one.code, "other": two.code}
    assert cast.client("checkin").post(url("desk-duplicate-merge", event), sent).status_code == 403
    assert desk.post(url("desk-duplicate-merge", event), {**sent, "other": "nobody"}).status_code == 404
    assert desk.post(url("desk-duplicate-merge", event), sent).status_code == 302
    assert states(event) == ["c", "x"]
    assert "Nobody seems to be registered twice" in words(desk.get(page))


def test_two_people_with_one_address_are_kept_apart(event, cast):
    """What staff said is remembered with who said it, and can be taken back; a third with the address is still pointed out."""
    one, two = join(event, 1), join(event, 1, name="Sister")
    desk, page = cast.client("registrar"), url("desk-duplicates", event)
    apart, sent = url("desk-duplicate-apart", event), {"one": one.code, "other": two.code}
    assert cast.client("checkin").post(apart, sent).status_code == 403 and desk.get(apart).status_code == 405
    assert cast.client("outsider").post(apart, sent).status_code == 404
    assert "They are two people" in words(desk.get(page))
    for _ in range(2):
        seen = words(desk.post(apart, sent, follow=True))
    assert "Nobody seems to be registered twice" in seen and "Two people, as somebody said" in seen
    assert cast.registrar.name in seen and not event.registrations.filter(possible_duplicate=True).exists()
    assert [change.data for change in two.changes.filter(transition="keep_apart")] == [{"from": one.code}]
    join(event, 1, name="Brother")
    assert [(str(pair.older), str(pair.newer)) for pair in merging.pairs(event)] == [("Person 1", "Brother")]
    pair = DistinctPair.objects.get()
    again = url("desk-duplicate-again", event, pair.uid)
    assert cast.client("viewer").post(again).status_code == 403
    assert "Two people, as somebody said" not in words(desk.post(again, follow=True))
    assert len(merging.pairs(event)) == 2 and desk.post(again).status_code == 404
    with pytest.raises(Conflict):
        merging.keep_apart(one, one, actor=SYSTEM)


def test_the_page_of_duplicates_needs_as_many_statements_for_3_as_for_1(event, cast):
    desk, page = cast.client("registrar"), url("desk-duplicates", event)
    join(event, 1), join(event, 1)
    one = statements(desk, page)
    join(event, 1), join(event, 1)
    assert (one, statements(desk, page)) == (9, 9)
