"""The outbox of an event against a real SMTP server that refuses, hangs and dies: nothing is lost, nothing goes twice, and the
page of the desk says how it stands."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import outbox
from core.models import OutboundMail
from core.outbox import State
from core.sealed import blind_index, seal
from events.audience import Audience
from events.models import Announcement, Registration
from events.services import announcements, reminders
from tests.events.desk import url, words
from tests.shared import shared


@shared
def forty(event) -> list[Registration]:
    """Forty people with an address who have a place."""
    return people(event, 40)


def people(event, number: int) -> list[Registration]:
    rows = []
    for n in range(1, number + 1):
        row = Registration(event=event, state="confirmed", name=f"P{n}", name_key=f"p{n}", queue_no=n)
        seal(row, "email", f"p{n}@people.example")
        row.email_index = blind_index("email", f"p{n}@people.example")
        rows.append(row)
    return Registration.objects.bulk_create(rows)


@pytest.fixture(autouse=True)
def queue_is_not_paused(db):
    cache.delete(outbox.PAUSE_KEY)
    yield
    cache.delete(outbox.PAUSE_KEY)


@pytest.fixture
def sent(event, forty, cast) -> Announcement:
    """An announcement on its way to the forty."""
    actor = cast.actor("registrar")
    row = announcements.draft(event, actor=actor, subject={"en": "S"}, body={"en": "B"}, audience=Audience())
    return announcements.send(row, actor=actor, count=40)


def seen(cast, event, row: Announcement | None = None) -> str:
    page = url("desk-announcement", event, row.uid) if row else url("desk-mail", event)
    return words(cast.client("registrar").get(page))


def all_due() -> None:
    OutboundMail.objects.filter(state=State.RETRY).update(due_at=timezone.now())


def test_a_passing_refusal_is_tried_again_and_each_gets_one_mail(smtp, event, sent, cast):
    smtp.script = ["250 OK", "451 Try later", "421 Busy", "250 OK"]
    assert outbox.send_due() == {"sent": 38, "retry": 2}
    assert "451: the mail server refused the mail" in seen(cast, event, sent)
    assert outbox.send_due() == {}  # not at once
    all_due()
    assert outbox.send_due() == {"sent": 2}
    assert sorted(smtp.recipients) == sorted(f"p{n}@people.example" for n in range(1, 41))


def test_a_lasting_refusal_fails_with_its_words_and_can_be_tried_again_by_hand(smtp, event, sent, cast):
    smtp.refuse = {"p7@people.example": "550 No such user p7@people.example"}
    assert outbox.send_due() == {"sent": 39, "failed": 1}
    page = seen(cast, event, sent)
    assert "1 failed" in page and "550: the mail server refused the recipient" in page and "p7@" not in page
    smtp.refuse = {}
    cast.client("registrar").post(url("desk-announcement-retry", event, sent.uid))
    assert outbox.send_due() == {"sent": 1}
    assert len(smtp.recipients) == len(set(smtp.recipients)) == 40


def test_a_server_that_hangs_is_left_after_a_while_and_nothing_is_lost(smtp, event, sent, cast, settings):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.hangs = True
    assert outbox.send_due() == {"paused": 1}
    assert "The mail server does not answer" in seen(cast, event)
    assert set(OutboundMail.objects.values_list("attempts", flat=True)) == {0}
    smtp.hangs, settings.EMAIL_TIMEOUT = False, 5
    cache.delete(outbox.PAUSE_KEY)  # after a minute
    all_due()
    assert outbox.send_due() == {"sent": 40}
    assert len(set(smtp.recipients)) == 40


def test_a_dead_server_pauses_everything_and_it_goes_once_when_it_is_back(smtp, event, sent, cast, settings):
    smtp.stop()
    for _minute in range(3):
        assert outbox.send_due() == {"paused": 1}
    assert "The mail server does not answer" in seen(cast, event)
    smtp.start_again(settings)
    cast.client("registrar").post(url("desk-mail-retry-all", event))  # does not wait for the minute to end
    assert outbox.send_due() == {"sent": 40} and outbox.send_due() == {}
    assert len(smtp.recipients) == len(set(smtp.recipients)) == 40
    assert "The mail server does not answer" not in seen(cast, event)


def test_what_is_dropped_while_the_server_is_down_never_goes(smtp, event, sent, cast, settings):
    smtp.stop()
    outbox.send_due()
    cast.client("registrar").post(url("desk-mail-drop-all", event))
    smtp.start_again(settings)
    cache.delete(outbox.PAUSE_KEY)
    all_due()
    assert outbox.send_due() == {} and smtp.recipients == []


def test_a_reminder_to_three_hundred_is_queued_by_few_statements(event, cast):
    people(event, 300)
    row = reminders.add_reminder(
        event, actor=cast.actor("registrar"), anchor="start", days_before=3, audience="confirmed"
    )
    due = reminders.plan(row, event).due
    with CaptureQueriesContext(connection) as captured:
        assert reminders.queue_reminder(row, now=due) == 300
    assert len(captured) < 20
    assert OutboundMail.objects.filter(state=State.QUEUED, template="event.reminder").count() == 300
