"""The outbox: nothing is lost, nothing goes twice, and a dead server does not use up a mail's tries."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core import outbox
from core.models import OutboundMail
from core.outbox import State

pytestmark = pytest.mark.django_db


@outbox.template("test.hello")
def hello(mail: outbox.Mail) -> outbox.Message:
    if mail.context.get("gone"):
        raise outbox.NotNeeded
    return outbox.Message("Hello", f"Your link: /r/{mail.secrets.get('token', '')}/")


@pytest.fixture(autouse=True)
def queue_is_not_paused():
    cache.delete(outbox.PAUSE_KEY)
    yield
    cache.delete(outbox.PAUSE_KEY)


def queue(key: str = "k1", **fields) -> OutboundMail:
    outbox.queue(
        "test.hello", **{"to": "sitara@example.org", "key": key, "secrets": {"token": "s3cret"}, **fields}
    )
    return OutboundMail.objects.get(idempotency_key=key)


def test_a_mail_is_sent_once_and_its_secrets_are_blanked(smtp):
    row = queue()
    assert outbox.send_due() == {"sent": 1}
    assert outbox.send_due() == {}
    assert smtp.recipients == ["sitara@example.org"]
    assert "/r/s3cret/" in smtp.messages[0].get_content()
    row.refresh_from_db()
    assert (row.state, row.subject, bool(row.secrets)) == (State.SENT, "Hello", False)


def test_the_same_key_is_the_same_mail():
    first = queue()
    assert queue(to="another@example.org", secrets=None).pk == first.pk
    assert OutboundMail.objects.count() == 1


def test_the_address_is_not_readable_in_the_row():
    row = queue()
    assert "sitara" not in str({field.name: getattr(row, field.name) for field in row._meta.fields})


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_a_change_that_was_rolled_back_does_not_exist():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queue()
        raise ZeroDivisionError
    assert not OutboundMail.objects.exists()


def test_a_reason_that_is_gone_cancels_the_mail(smtp):
    row = queue(context={"gone": True})
    assert outbox.send_due() == {"cancelled": 1}
    row.refresh_from_db()
    assert (row.state, smtp.messages) == (State.CANCELLED, [])


def test_a_mail_that_is_too_late_is_dropped(smtp):
    row = queue(expires_at=timezone.now() - timedelta(minutes=1))
    outbox.send_due()
    row.refresh_from_db()
    assert (row.state, smtp.messages) == (State.EXPIRED, [])


def test_a_dead_server_pauses_the_queue_and_keeps_every_try(smtp):
    rows = [queue(f"k{n}") for n in range(3)]
    smtp.stop()
    assert outbox.send_due() == {"paused": 1}
    assert outbox.send_due() == {"paused": 1}
    states = {(row.state, row.attempts) for row in OutboundMail.objects.all()}
    assert states == {(State.QUEUED, 0), (State.RETRY, 0)}
    smtp._start()
    from django.conf import settings

    settings.EMAIL_PORT = smtp.port
    cache.delete(outbox.PAUSE_KEY)
    OutboundMail.objects.update(due_at=timezone.now())
    assert outbox.send_due() == {"sent": len(rows)}


def test_a_refused_recipient_fails_at_once_and_the_others_still_go(smtp):
    smtp.refuse["nobody@example.org"] = "550 No such user nobody@example.org"
    refused, other = queue("a", to="nobody@example.org"), queue("b")
    assert outbox.send_due() == {"failed": 1, "sent": 1}
    refused.refresh_from_db()
    other.refresh_from_db()
    assert (refused.state, other.state) == (State.FAILED, State.SENT)
    assert refused.error == "550: the mail server refused the recipient"


def test_a_passing_refusal_is_tried_again_later_and_a_person_may_retry_a_failed_mail(smtp):
    row = queue()
    smtp.answer = "451 try later"
    for _try in range(outbox.MAX_ATTEMPTS):
        OutboundMail.objects.update(due_at=timezone.now())
        outbox.send_due()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.FAILED, outbox.MAX_ATTEMPTS)
    smtp.answer = "250 OK"
    outbox.retry(row)
    assert outbox.send_due() == {"sent": 1}


def test_a_mail_whose_worker_died_is_taken_up_again(smtp):
    row = queue()
    OutboundMail.objects.update(state=State.SENDING, claimed_at=timezone.now() - timedelta(hours=1))
    assert outbox.send_due() == {"sent": 1}
    row.refresh_from_db()
    assert row.state == State.SENT


def test_the_message_id_is_the_rows_own(smtp):
    row = queue()
    outbox.send_due()
    assert smtp.messages[0]["Message-ID"].startswith(f"<{row.uid}@")
