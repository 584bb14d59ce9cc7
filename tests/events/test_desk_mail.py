"""The outbox of an event, and the mails that a demonstration wrote."""

import pytest
from django.core.cache import cache

from core import outbox
from core.models import AuditEvent, OutboundMail
from directory.models import Letter
from events.models import EventLetter
from events.services import contacts
from tests.cast import make_event
from tests.events.desk import statements, url, words
from tests.events.people import join


@pytest.fixture
def client(cast):
    return cast.client("registrar")


def test_mails_are_listed_by_name_without_an_address(client, event, spo):
    join(event, 1)
    join(make_event(spo, "another"), 2, name="Somebody else")
    answer = client.get(url("desk-mail", event))
    seen = words(answer)
    assert "Confirmation" in seen and "Person 1" in seen and "Somebody else" not in seen
    assert "@people.example" not in answer.content.decode()


def test_a_failed_mail_is_shown_with_its_error_and_tried_again(client, event):
    join(event)
    mail = OutboundMail.objects.get()
    OutboundMail.objects.filter(pk=mail.pk).update(
        state="failed", attempts=8, error="550: the mail server refused the recipient"
    )
    seen = words(client.get(url("desk-mail", event) + "?state=failed"))
    assert "1 failed" in seen and "550: the mail server refused the recipient" in seen
    client.post(url("desk-mail-retry", event, mail.uid))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("queued", 0, "")


def test_mail_of_another_event_cannot_be_tried_again(client, event, spo):
    join(make_event(spo, "another"))
    mail = OutboundMail.objects.get()
    OutboundMail.objects.filter(pk=mail.pk).update(state="failed")
    assert client.post(url("desk-mail-retry", event, mail.uid)).status_code == 404
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_a_mail_that_went_out_stays_sent(client, event):
    join(event)
    mail = OutboundMail.objects.get()
    OutboundMail.objects.filter(pk=mail.pk).update(state="sent")
    client.post(url("desk-mail-retry", event, mail.uid))
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_calls_and_mails_stand_in_one_list_with_their_channel(client, cast, event):
    first, second = join(event, 1), join(event, 2)
    actor = cast.actor("registrar")
    contacts.record_attempt(first, actor=actor, channel="phone", outcome="no_answer", note="Rang twice")
    contacts.record_attempt(second, actor=actor, channel="in_person", outcome="yes")

    def listed(query: str) -> list[str]:
        page = words(client.get(url("desk-mail", event) + query))
        found = ("Confirmation", "Rang twice", "Will come", "Person 1", "Person 2")
        return [word for word in found if word in page.partition("Message To State When")[2]]

    own = client.get(url("desk-registration", event, first.code)).content.decode()
    assert f"{url('desk-mail', event)}?person={first.code}" in own
    assert "4 messages" in words(client.get(url("desk-mail", event)))
    assert listed("") == ["Confirmation", "Rang twice", "Will come", "Person 1", "Person 2"]
    assert listed("?channel=phone") == ["Rang twice", "Person 1"]
    assert listed("?channel=mail&channel=in_person") == ["Confirmation", "Will come", "Person 1", "Person 2"]
    assert listed(f"?person={second.code}") == ["Confirmation", "Will come", "Person 2"]
    assert listed(f"?person={first.code}&channel=mail") == ["Confirmation", "Person 1"]
    assert listed("?what=registration.confirmed&sort=oldest") == ["Confirmation", "Person 1", "Person 2"]
    assert listed("?what=registration.declined") == listed("?person=nobody") == []
    assert listed("?state=sent") == [] and len(listed("?state=queued")) == 3


def test_a_letter_that_was_issued_stands_in_the_list(client, event, mohr):
    letter = Letter.objects.create(host=event.host, direction="out", our_number="SPO/12", correspondent=mohr)
    fields = {
        "event": event,
        "institution": mohr,
        "office": "Secretary",
        "subject": "Invitation",
        "body": "Sir,",
    }
    EventLetter.objects.create(kind="invitation", letter=letter, **fields)
    EventLetter.objects.create(kind="reminder", **{**fields, "office": "A draft"})
    seen = words(client.get(url("desk-mail", event)))
    assert "1 message" in seen and "Secretary, Ministry of Human Rights" in seen and "SPO/12" in seen
    assert "A draft" not in seen


def test_all_failed_ones_are_tried_again_at_once(client, event, spo):
    for number in (1, 2, 3):
        join(event, number)
    join(make_event(spo, "another"), 4)
    sent = OutboundMail.objects.earliest("id")
    OutboundMail.objects.exclude(pk=sent.pk).update(state="failed", attempts=8)
    OutboundMail.objects.filter(pk=sent.pk).update(state="sent")
    answer = client.post(url("desk-mail-retry-all", event), follow=True)
    assert "2 mails are tried again" in words(answer)
    assert sorted(OutboundMail.objects.values_list("state", flat=True)) == [
        "failed",
        "queued",
        "queued",
        "sent",
    ]


def test_what_waits_can_be_dropped_one_or_all(client, event, spo):
    for number in (1, 2, 3, 4):
        join(event, number)
    other = join(make_event(spo, "another"), 5)
    first, second, *_rest = OutboundMail.objects.order_by("id")
    OutboundMail.objects.filter(pk=second.pk).update(state="sent")
    assert "This mail is not sent." in words(
        client.post(url("desk-mail-drop", event, first.uid), follow=True)
    )
    assert "has gone out already" in words(client.post(url("desk-mail-drop", event, second.uid), follow=True))
    page = url("desk-mail-drop-all", event)
    assert "Do not send the 2 mails that wait?" in words(client.get(page))
    assert "2 mails are not sent." in words(client.post(page, follow=True))
    states = OutboundMail.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["cancelled", "sent", "cancelled", "cancelled", "queued"]
    assert not OutboundMail.objects.get(pk=first.pk).secrets
    assert client.post(url("desk-mail-drop", other.event, first.uid)).status_code == 404
    assert AuditEvent.objects.filter(verb="mail_dropped").count() == 2


def test_a_resting_queue_is_said(client, event):
    cache.set(outbox.PAUSE_KEY, "ConnectionRefusedError", 60)
    try:
        assert "The mail server does not answer" in words(client.get(url("desk-mail", event)))
    finally:
        cache.delete(outbox.PAUSE_KEY)


def test_the_list_costs_the_same_for_one_and_three(client, event):
    join(event, 1)
    one = statements(client, url("desk-mail", event))
    join(event, 2), join(event, 3)
    assert (one, statements(client, url("desk-mail", event))) == (12, 12)


def test_who_may_not_manage_registrations_neither_retries_nor_drops(cast, event):
    join(event)
    mail = OutboundMail.objects.get()
    for name, args in (
        ("desk-mail-drop", [mail.uid]),
        ("desk-mail-drop-all", []),
        ("desk-mail-retry-all", []),
    ):
        assert cast.client("viewer").post(url(name, event, *args)).status_code == 403
        assert cast.client("outsider").post(url(name, event, *args)).status_code == 404
    assert OutboundMail.objects.get().state == "queued"
