"""Reminders: due by the dates of the event, queued once, dropped when late, moved with the dates, in each reader's language."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from core import outbox
from core.errors import Conflict, DomainError, Forbidden
from core.jobs import run_job
from core.models import Job, OutboundMail
from events.models import Event, Registration, Reminder
from events.services import reminders
from events.services.reminders import plan, queue_reminder
from tests.cast import make_event
from tests.events.desk import url, words
from tests.events.people import join
from tests.shared import shared


@shared
def three(event) -> list[Registration]:
    """One who comes, one invited, one who waits."""
    join(event, 1), join(event, 2), join(event, 3)
    for number, state in ((2, "invited"), (3, "waitlisted")):
        event.registrations.filter(queue_no=number).update(state=state)
    OutboundMail.objects.all().delete()
    return list(event.registrations.all())


def rule(event, cast, **fields) -> Reminder:
    given = {"anchor": "start", "days_before": 3, "audience": "confirmed", **fields}
    return reminders.add_reminder(event, actor=cast.actor("registrar"), **given)


def test_it_is_due_at_nine_on_its_day_for_a_day(event, cast):
    row = rule(event, cast)
    due = plan(row, event).due
    local = due.astimezone(event.zone)
    assert (event.days[0] - local.date()).days == 3 and (local.hour, local.minute) == (9, 0)
    minute = timedelta(minutes=1)
    stands = [
        plan(row, event, now=moment).state
        for moment in (due - minute, due, due + timedelta(days=1) - minute, due + timedelta(days=1))
    ]
    assert stands == ["waiting", "due", "due", "dropped"]
    event.state = "cancelled"
    assert plan(row, event, now=due).state == "off"


def test_it_never_goes_once_the_event_has_begun_or_registration_has_closed(event, cast):
    last = rule(event, cast, days_before=1)
    begins = event.starts_at
    event.starts_at = plan(last, event).due + timedelta(
        hours=20
    )  # in the night: a day later would be too late
    assert plan(last, event, now=event.starts_at - timedelta(minutes=1)).state == "due"
    assert plan(last, event, now=event.starts_at).state == "dropped"
    event.starts_at = begins
    closing = rule(event, cast, anchor="closes", days_before=1, audience="not_replied")
    assert plan(closing, event).until <= event.registration_closes_at
    event.registration_closes_at = None
    assert plan(closing, event).state == "no_date"


def test_it_is_queued_once(event, three, cast):
    row = rule(event, cast)
    now = plan(row, event).due + timedelta(hours=1)
    assert queue_reminder(row, now=now - timedelta(hours=2)) == 0
    assert queue_reminder(row, now=now) == 1
    assert queue_reminder(row, now=now) == 0
    row.refresh_from_db()
    assert (row.recipients, plan(row, event, now=now).state) == (1, "sent")
    mail = OutboundMail.objects.get()
    assert mail.template == "event.reminder" and mail.expires_at == event.starts_at


def test_changed_dates_move_it_and_it_goes_again(event, three, cast):
    row = rule(event, cast)
    queue_reminder(row, now=plan(row, event).due)
    row.refresh_from_db()
    for name in ("starts_at", "ends_at"):
        setattr(event, name, getattr(event, name) + timedelta(days=30))
    event.save()
    assert plan(row, event, now=row.done_at).state == "waiting"
    assert queue_reminder(row, now=plan(row, event).due) == 1
    assert OutboundMail.objects.count() == 2


def test_the_scheduler_makes_one_job_for_each_that_is_due(event, three, cast, spo):
    start = timezone.now() + timedelta(days=2)
    Event.objects.filter(pk=event.pk).update(starts_at=start, ends_at=start + timedelta(days=1))
    event.refresh_from_db()
    now = timezone.now()
    due = [rule(event, cast, days_before=days) for days in (1, 2, 3, 4)]
    expected = [str(row.uid) for row in due if plan(row, event, now=now).state == "due"]
    assert len(expected) == 1
    rule(make_event(spo, "far-away"), cast_of(cast))
    assert reminders.queue_due() == expected == reminders.queue_due()
    [job] = Job.objects.filter(kind="reminder.queue")
    run_job.func(job.pk)
    assert OutboundMail.objects.filter(template="event.reminder").count() == 1
    assert reminders.queue_due() == []


def cast_of(cast):
    """The organiser stands for the registrar at another event of the host."""

    class Organiser:
        def actor(self, _name):
            return cast.actor("organiser")

    return Organiser()


def test_each_audience_has_standard_words_in_the_readers_language(event, three, cast):
    Registration.objects.filter(pk=three[2].pk).update(language="ur")
    for audience in ("confirmed", "not_replied", "waitlisted"):
        row = rule(event, cast, audience=audience)
        queue_reminder(row, now=plan(row, event).due)
    outbox.send_due()
    by_person = {message.to[0][:7]: message for message in django_mail.outbox}
    assert by_person["person1"].subject == "Soon: Policy consultation"
    assert "A hotel, Islamabad" in by_person["person1"].body
    assert by_person["person2"].subject == "Will you come? Policy consultation"
    assert "Registration closes:" in by_person["person2"].body
    assert "پالیسی مشاورت" in by_person["person3"].subject
    assert "فہرستِ انتظار" in by_person["person3"].body


def test_own_words_are_used_with_their_placeholders(event, three, cast):
    row = rule(
        event, cast, subject={"en": "Tomorrow"}, body={"en": "Dear {name}, bring your CNIC to {event}."}
    )
    queue_reminder(row, now=plan(row, event).due)
    outbox.send_due()
    [message] = django_mail.outbox
    assert message.subject == "Tomorrow"
    assert "Dear Person 1, bring your CNIC to Policy consultation." in message.body


def test_a_discreet_event_is_not_named(event, three, cast):
    Event.objects.update(risk="restricted", visibility="unlisted")
    row = rule(event, cast)
    queue_reminder(row, now=plan(row, event).due)
    outbox.send_due()
    [message] = django_mail.outbox
    assert message.subject == "A reminder about your registration"
    for secret in ("Policy", "hotel", "Islamabad", "When:"):
        assert secret not in message.body


def test_who_has_answered_meanwhile_and_a_removed_rule_send_nothing(event, three, cast):
    asked, soon = rule(event, cast, audience="not_replied"), rule(event, cast)
    for row in (asked, soon):
        queue_reminder(row, now=plan(row, event).due)
    event.registrations.filter(state="invited").update(state="declined")
    reminders.remove_reminder(soon, actor=cast.actor("registrar"))
    assert outbox.send_due() == {"cancelled": 2}


def test_what_does_not_fit_is_refused(event, cast):
    rule(event, cast)
    with pytest.raises(Conflict, match="such a reminder already"):
        rule(event, cast)
    for fields in (
        {"days_before": 0}, {"days_before": 91}, {"anchor": "end"}, {"audience": "all"}, {"subject": {"en": "Only a subject"}},
        {"subject": {"en": "x"}, "body": {"en": "{link}"}},
    ):  # fmt: skip
        with pytest.raises(DomainError):
            rule(event, cast, **{"audience": "waitlisted", **fields})
    with pytest.raises(Forbidden):
        reminders.add_reminder(
            event, actor=cast.actor("viewer"), anchor="start", days_before=3, audience="waitlisted"
        )
    other = rule(event, cast, days_before=5)
    with pytest.raises(Conflict):
        reminders.update_reminder(
            other, actor=cast.actor("registrar"), anchor="start", days_before=3, audience="confirmed"
        )
    assert event.reminders.count() == 2


def test_another_event_gets_the_rules_none_of_them_sent(event, three, cast, spo):
    row = rule(event, cast, subject={"en": "Soon"}, body={"en": "Come."})
    queue_reminder(row, now=plan(row, event).due)
    target = make_event(spo, "next-year")
    assert reminders.copy_reminders(event, target) == 1
    copy = target.reminders.get()
    assert (copy.days_before, copy.body, copy.done_at, copy.recipients) == (3, {"en": "Come."}, None, 0)


def test_before_the_day_to_answer_by_each_invited_person_is_reminded_on_their_own_day(event, cast, three):
    """Counted from the day that each invitation names; who has none, or has answered, hears nothing."""
    with pytest.raises(DomainError) as wrong:
        rule(event, cast, anchor="reply", audience="confirmed")
    assert wrong.value.fields["audience"]
    row = rule(event, cast, anchor="reply", days_before=2, audience="not_replied")
    assert plan(row, event).state == "no_date"
    early, late = (join(event, number) for number in (7, 8))
    base = timezone.now() + timedelta(days=10)
    for person, by in ((early, base), (late, base + timedelta(days=3))):
        Registration.objects.filter(pk=person.pk).update(state="invited", reply_by=by)
    OutboundMail.objects.all().delete()
    first = plan(row, event)
    assert first.state == "waiting" and first.due.hour == 9
    assert (base.astimezone(event.zone).date() - first.due.date()).days == 2
    assert queue_reminder(row, now=first.due) == 1 and queue_reminder(row, now=first.due) == 0
    row.refresh_from_db()
    second = plan(row, event, now=first.due + timedelta(hours=1))
    assert (second.state, second.due - first.due) == ("waiting", timedelta(days=3))
    Registration.objects.filter(pk=early.pk).update(state="confirmed")
    assert queue_reminder(row, now=second.due) == 1
    told = OutboundMail.objects.get(to_label=late.code)
    assert told.expires_at == base + timedelta(days=3)
    assert "Please answer by" in outbox.render(told).text
    assert "2 days before the day to answer an invitation by" in words(
        cast.client("registrar").get(url("desk-reminders", event))
    )
