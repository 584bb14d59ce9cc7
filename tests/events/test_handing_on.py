"""Handing one's place on: the person names somebody, who says yes by mail; only where the event allows it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core import outbox
from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from events.mails import _state_words
from events.models import Event, Registration
from events.services import handing_on, invitations, registrations, substitution
from events.services.events import cancel_event, update_event
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
    seen = words(visitor.get(mine))
    assert "Your place was handed to somebody else" in seen and "to the person whom you had asked." in seen
    assert "Zara" not in seen, "by which name the other came is theirs to tell"
    assert "Register again" in seen and "not registered any more" not in seen
    shown = words(cast.client("registrar").get(url("desk-registration", generous, new.code)))
    assert "Zara Khan" in shown and "Sitara" in shown


def told_who_asked() -> list:
    """The mails that have gone to whoever named somebody else, and no others of theirs."""
    outbox.send_due()
    return [each for each in mail.outbox if each.to == ["sitara@people.example"]]


def test_who_says_nothing_in_time_is_asked_no_longer(mine, generous):
    old = Registration.objects.get()
    asked = handing_on.hand_on(old, actor=registrations.link_actor(old), **ZARA)
    now = timezone.now()
    assert timedelta(days=2, hours=23) < asked.reply_by - now < timedelta(days=3)
    assert "Please answer by" in link()[1]
    assert "They can answer until" in words(Client().get(mine))
    assert handing_on.lapse(generous) == [] == told_who_asked()
    assert handing_on.lapse(generous, now=asked.reply_by) == [asked]
    assert handing_on.lapse(generous, now=asked.reply_by) == []
    Registration.objects.filter(pk=asked.pk).update(ended_at=asked.reply_by)  # as the clock would have it
    asked.refresh_from_db()
    assert (asked.state, asked.changes.last().data["asked"]) == ("cancelled", "lapsed")
    [told] = told_who_asked()
    assert "We have not heard from Zara whether they come" in told.body
    assert "Zara has not answered in time. Your place is still yours." in words(Client().get(mine))
    with pytest.raises(Conflict):
        invitations.accept(asked, actor=registrations.link_actor(asked))
    # soon before the event there is half of the time left
    Event.objects.update(starts_at=now + timedelta(hours=10))
    old.event.refresh_from_db()
    again = handing_on.hand_on(old, actor=registrations.link_actor(old), **ZARA)
    assert timedelta(hours=4) < again.reply_by - now < timedelta(hours=6)
    Registration.objects.filter(pk=again.pk).update(reply_by=now)
    handing_on.lapse_due()
    again.refresh_from_db()
    assert again.state == "cancelled"


def test_of_an_event_that_is_called_off_nobody_is_told_that_their_place_is_theirs(mine, generous, cast):
    old = Registration.objects.get()
    asked = handing_on.hand_on(old, actor=registrations.link_actor(old), **ZARA)
    cancel_event(generous, actor=cast.actor("organiser"), note="Flood")
    outbox.send_due()
    mail.outbox.clear()
    Registration.objects.filter(pk=asked.pk).update(reply_by=asked.invited_at)
    handing_on.lapse_due()
    assert handing_on.lapse(generous) == []
    invitations.refuse(asked, actor=registrations.link_actor(asked))
    assert told_who_asked() == []


def test_an_invitation_that_is_taken_back_is_told_too(mine, generous, cast):
    """The organisers end what the person had asked of somebody: that is no secret from the person."""
    old = Registration.objects.get()
    asked = handing_on.hand_on(old, actor=registrations.link_actor(old), **ZARA)
    registrations.cancel(asked, actor=cast.actor("registrar"))
    [told] = told_who_asked()
    assert "Your place is still yours" in told.body


def test_a_place_that_staff_handed_over(mine, generous, cast):
    """The person learns that and when, not to whom."""
    old = Registration.objects.get()
    substitution.substitute(old, actor=cast.actor("registrar"), name="Gul")
    seen = words(Client().get(mine))
    assert "Your place was handed to somebody else" in seen and "it passed to another person" in seen
    assert "The organisers did this." in seen and "Gul" not in seen


def test_the_place_stays_while_nobody_has_said_yes(mine, generous):
    visitor, old = Client(), Registration.objects.get()
    visitor.post(f"{mine}hand-on/", ZARA)
    theirs, _text = link()
    assert "The place stays yours." in words(visitor.post(f"{mine}hand-on/back/", follow=True))
    assert "This place is not offered to you any more" in words(visitor.get(theirs, follow=True))
    actor = registrations.link_actor(old)
    first = handing_on.hand_on(old, actor=actor, **ZARA)
    second = handing_on.hand_on(old, actor=actor, name="Omar", email="omar@people.example")
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "invited")
    invitations.refuse(second, actor=registrations.link_actor(second))
    assert "Omar cannot come in your place. It is still yours." in words(visitor.get(mine))
    [told] = told_who_asked()
    assert told.subject == "The place is still yours: Policy consultation"
    assert "Omar cannot come to “Policy consultation” in your place." in told.body
    third = handing_on.hand_on(old, actor=actor, **ZARA)
    registrations.cancel(old, actor=actor)
    third.refresh_from_db()
    assert third.state == "cancelled"
    assert "Somebody else can have your place." in _state_words(Registration.objects.get(pk=old.pk))
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
    page = f"/r/{invitations.renew_link(asked)}/invitation/"
    told = f"The list is closed, so the organisers decide who comes in the place of {person.name}."
    assert told in words(Client().get(page))
    answer = Client().post(page, {"name": "Zara", "language": "en"})
    assert answer.status_code == 409 and told in words(answer)
    assert join(generous, 9, source="staff", actor=SYSTEM).replaces is None


def test_a_guarded_events_mail_names_nobody(mine, generous):
    Event.objects.update(risk="restricted", visibility="unlisted")
    Client().post(f"{mine}hand-on/", ZARA)
    _address, text = link()
    for secret in ("Policy", "hotel", "Islamabad", "Sitara"):
        assert secret not in text
    asked = Registration.objects.get(state="invited")
    invitations.refuse(asked, actor=registrations.link_actor(asked))
    [told] = told_who_asked()
    assert told.subject == "Your registration"
    assert "The person whom you asked does not come to the meeting in your place." in told.body
    for secret in ("Policy", "hotel", "Islamabad", "Zara"):
        assert secret not in told.body
