"""Handing one's place on: the person names somebody, who says yes by mail; only where the event allows it."""

import pytest
from django.core import mail
from django.test import Client

from core import outbox
from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from events.mails import _state_words
from events.models import Event, Registration
from events.services import handing_on, invitations, registrations
from events.services.events import update_event
from tests.events.desk import url, words
from tests.events.people import filled, join, own_page
from tests.shared import shared

ZARA = {"name": "Zara", "email": "zara@people.example", "language": "en"}


@shared
def generous(event, cast) -> Event:
    """The cast's event, where people may hand their place on."""
    return update_event(event, actor=cast.actor("organiser"), substitutes=True)


@pytest.fixture
def mine(generous, areas) -> str:
    """The own page of somebody with a place."""
    page = own_page(
        Client().post("/events/policy-consultation/register/", filled(needs="A ramp", language="en"))
    )
    Registration.objects.update(possible_duplicate=False)
    outbox.send_due()
    mail.outbox.clear()
    return page


def link() -> tuple[str, str]:
    """(address, text) of the mail to whoever was asked."""
    outbox.send_due()
    [message] = [each for each in mail.outbox if each.to == ["zara@people.example"]]
    return "/r/" + message.body.split("/r/")[1].split("/")[0] + "/", message.body


def test_a_place_passes_when_the_other_says_yes(mine, generous, cast):
    visitor = Client()
    old = Registration.objects.get()
    assert "Somebody else comes in my place" in words(visitor.get(mine))
    assert words(visitor.get(f"{mine}hand-on/")).count("Until they say yes, the place is yours") == 1
    own = visitor.post(f"{mine}hand-on/", {**ZARA, "email": "sitara@people.example"})
    assert own.status_code == 400 and "This is your own address" in words(own)
    seen = words(visitor.post(f"{mine}hand-on/", ZARA, follow=True))
    assert "Zara gets a mail from us now." in seen and "you asked Zara to come in your place" in seen
    theirs, text = link()
    assert "Sitara cannot come to “Policy consultation”" in text
    invitation = visitor.get(theirs, follow=True)
    assert "Sitara cannot come and would like you to come instead" in words(invitation)
    assert "A ramp" not in invitation.content.decode() and "The organisers then decide" not in words(
        invitation
    )
    answer = {"name": "Zara Khan", "email": "", "phone": "", "language": "en", "needs": "None"}
    strange = visitor.post(invitation.redirect_chain[-1][0], {**answer, "email": "else@people.example"})
    assert strange.status_code == 409 and "offered to another address" in words(strange)
    done = visitor.post(invitation.redirect_chain[-1][0], answer, follow=True)
    assert "You have a place" in words(done) and "A ramp" not in words(done)
    new = Registration.objects.get(name="Zara Khan")
    before, old = old, Registration.objects.get(pk=old.pk)
    assert (new.state, old.state, new.replaces) == ("confirmed", "cancelled", old)
    assert (new.queue_no, new.area, new.category) == (before.queue_no, before.area, before.category)
    assert old.changes.last().data["replaced_by"] == new.code and old.changes.last().actor_kind == "link"
    mail.outbox.clear()
    outbox.send_due()
    told = {message.to[0]: message.body for message in mail.outbox}
    assert "Somebody else comes in your place." in told["sitara@people.example"]
    assert "is confirmed" in told["zara@people.example"]
    shown = words(cast.client("registrar").get(url("desk-registration", generous, new.code)))
    assert "Zara Khan" in shown and "Sitara" in shown


def test_the_place_stays_while_nobody_has_said_yes(mine, generous):
    visitor, old = Client(), Registration.objects.get()
    visitor.post(f"{mine}hand-on/", ZARA)
    theirs, _text = link()
    assert "The place stays yours." in words(visitor.post(f"{mine}hand-on/back/", follow=True))
    assert "You are not registered any more" in words(visitor.get(theirs, follow=True))
    actor = registrations.link_actor(old)
    first = handing_on.hand_on(old, actor=actor, **ZARA)
    second = handing_on.hand_on(old, actor=actor, name="Omar", email="omar@people.example")
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "invited")
    invitations.refuse(second, actor=registrations.link_actor(second))
    assert "Omar cannot come in your place. It is still yours." in words(visitor.get(mine))
    third = handing_on.hand_on(old, actor=actor, **ZARA)
    registrations.cancel(old, actor=actor)
    third.refresh_from_db()
    assert third.state == "cancelled"
    assert "Your place goes to somebody who is waiting." in _state_words(Registration.objects.get(pk=old.pk))
    assert visitor.get(f"{mine}hand-on/").status_code == 404


def test_what_is_refused(mine, generous, cast):
    """Where the event does not allow it, to strangers without end, by anybody else; a closed list asks the organisers."""
    person = Registration.objects.get()
    actor = registrations.link_actor(person)

    def refused(error=Conflict, **changes) -> str:
        with pytest.raises(error) as found:
            handing_on.hand_on(person, actor=actor, **{**ZARA, **changes})
        return found.value.code

    assert refused(DomainError, email="") == "required"
    for who in ("anonymous", "registrar", "outsider"):
        with pytest.raises(Forbidden):
            handing_on.hand_on(person, actor=cast.actor(who), **ZARA)
    for number in range(handing_on.MOST):
        handing_on.hand_on(person, actor=actor, name="A", email=f"a{number}@people.example")
    assert refused() == "too_often"
    asked = Registration.objects.latest("id")
    Event.objects.update(substitutes=False)
    person.refresh_from_db()
    assert refused() == "not_allowed" and Client().get(f"{mine}hand-on/").status_code == 404
    with pytest.raises(Conflict) as gone:
        invitations.accept(asked, actor=registrations.link_actor(asked))
    assert gone.value.code == "gone"
    Event.objects.update(substitutes=True, frozen_at="2026-01-01T00:00Z")
    seen = words(Client().post(f"{mine}hand-on/", ZARA, follow=True))
    assert "The organisers are asked for this change." in seen
    assert person.change_requests.count() == 1
    assert join(generous, 9, source="staff", actor=SYSTEM).replaces is None


def test_a_guarded_events_mail_names_nobody(mine, generous):
    Event.objects.update(risk="restricted", visibility="unlisted")
    Client().post(f"{mine}hand-on/", ZARA)
    _address, text = link()
    for secret in ("Policy", "hotel", "Islamabad", "Sitara"):
        assert secret not in text
