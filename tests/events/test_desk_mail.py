"""The outbox of an event, and the mails that a demonstration wrote."""

import pytest
from django.core.cache import cache

from core import outbox
from core.models import OutboundMail
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
