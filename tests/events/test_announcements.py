"""Announcements: who is meant, what each of them reads, sent once to as many as was confirmed."""

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import outbox
from core.errors import Conflict, DomainError, Forbidden
from core.jobs import run_job
from core.models import AuditEvent, Job, OutboundMail
from events import audience as audiences
from events.attendance import by_kind, marks_of
from events.audience import Audience, Reach
from events.mails_people import announcement_to
from events.models import Announcement, Attendance, Delegation, Event, Registration, Scan, SessionChoice
from events.services import announcements
from events.wording import gives_away
from tests.events.people import join
from tests.shared import shared

SUBJECT = {"en": "Bring your papers", "ur": "کاغذات ساتھ لائیں"}
BODY = {"en": "Dear {name},\n\n{event} is on {dates}.", "ur": "محترم {name}،\n\n{event}"}


@shared
def people(event, areas) -> list[Registration]:
    """Three who come (one reads Urdu, one has only a phone), one who waits for a decision, one invited."""
    join(event, 1, category="cso", area=areas.karachi)
    join(event, 2, language="ur", category="ministry", area=areas.lahore)
    join(event, 3, email="", phone="+923001234567", category="cso")
    waiting, invited = join(event, 4), join(event, 5)
    Registration.objects.filter(pk=waiting.pk).update(state="pending")
    Registration.objects.filter(pk=invited.pk).update(state="invited")
    OutboundMail.objects.all().delete()
    return list(event.registrations.select_related("event__host"))


def written(event, actor, **fields) -> Announcement:
    given = {"subject": SUBJECT, "body": BODY, "audience": Audience(), **fields}
    return announcements.draft(event, actor=actor, **given)


def test_an_audience_is_narrowed_by_each_part(event, people, areas, session, mohr):
    delegation = Delegation.objects.create(event=event, institution=mohr, seats=2)
    Registration.objects.filter(pk=people[0].pk).update(delegation=delegation)
    SessionChoice.objects.create(registration=people[1], session=session)

    def names(**parts) -> str:
        return "".join(one.name[-1] for one in audiences.people(event, Audience(**parts)))

    assert names() == "123"
    assert names(states=["invited"]) == "5"
    assert names(states=["confirmed", "pending"]) == "1234"
    assert names(categories=["cso"]) == "13"
    assert names(areas=[areas.sindh.code]) == "1"
    assert names(areas=["no-such-area"]) == ""
    assert names(sessions=[str(session.uid)]) == "2"
    assert names(delegations=[str(delegation.uid)]) == "1"
    assert names(categories=["cso"], areas=[areas.lahore.code]) == ""
    assert audiences.reach(event, Audience()) == Reach(by_mail=2, without=1)


def test_who_came_and_who_did_not_are_as_the_attendance_says(event, people, cast):
    """A scan, a word that stands against one, a word alone; whoever came without a place came too."""
    day, now = event.starts_at.date().isoformat(), timezone.now()
    for one in (people[0], people[1]):
        Scan.objects.create(
            event=event, registration=one, point=day, nonce=one.code, scanned_at=now, result="ok"
        )
    Attendance.objects.create(registration=people[1], point=day, status="absent", source="desk")
    Attendance.objects.create(registration=people[3], point=day, status="present", source="desk")

    def names(*groups: str) -> str:
        return "".join(one.name[-1] for one in audiences.people(event, Audience(states=groups)))

    assert (names("came"), names("did_not_come"), names("came", "invited")) == ("14", "23", "145")
    assert sum(kind.came for kind in by_kind(event, marks_of(event))) == 2
    row = written(event, cast.actor("registrar"), audience=Audience(states=["came"]))
    announcements.send(row, actor=cast.actor("registrar"), count=2)
    assert outbox.send_due() == {"sent": 2}


def test_each_reads_their_own_language_with_the_placeholders_filled_in(event, people, cast):
    row = written(event, cast.actor("registrar"))
    english, urdu = announcement_to(row, people[0]), announcement_to(row, people[1])
    assert english.subject == "Bring your papers"
    assert "Dear Person 1," in english.text and "Policy consultation is on" in english.text
    assert "see or change your registration:\n[the address of this person’s own page" in english.text
    people[0].state = "invited"
    assert "Say yes or no here:\n[the address of" in announcement_to(row, people[0]).text
    people[0].state = "cancelled"
    assert "the address of" not in announcement_to(row, people[0]).text
    assert urdu.subject == SUBJECT["ur"] and "محترم Person 2" in urdu.text and "پالیسی مشاورت" in urdu.text


def test_a_placeholder_that_nobody_fills_in_is_refused(event, cast):
    with pytest.raises(DomainError) as refused:
        written(event, cast.actor("registrar"), body={"en": "Your page: {link}"})
    assert "{link}" in refused.value.message and "body" in refused.value.fields
    kept = written(
        event, cast.actor("registrar"), body={"en": "{a, b} is a set: {"}, subject={"en": "{ name }"}
    )
    assert kept.body["en"] == "{a, b} is a set: {"


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": {"en": " "}},
        {"body": {}},
        {"subject": {"en": "x" * 151}},
        {"audience": Audience(states=[])},
    ],
)
def test_what_is_missing_or_too_long_is_refused(event, cast, fields):
    with pytest.raises(DomainError):
        written(event, cast.actor("registrar"), **fields)
    assert not Announcement.objects.exists()


def test_sent_once_to_as_many_as_was_confirmed(event, people, cast):
    actor = cast.actor("registrar")
    row = written(event, actor)
    with pytest.raises(Conflict, match="to 2 people now, not to 3"):
        announcements.send(row, actor=actor, count=3)
    assert not OutboundMail.objects.exists()
    announcements.send(row, actor=actor, count=2)
    outbox.send_due()
    assert sorted(message.to[0] for message in django_mail.outbox) == [
        "person1@people.example",
        "person2@people.example",
    ]
    with pytest.raises(Conflict, match="sent already"):
        announcements.send(row, actor=actor, count=2)
    announcements.queue(row, people)  # a job that is run again
    outbox.send_due()
    assert len(django_mail.outbox) == 2
    assert AuditEvent.objects.get(verb="announcement_sent").data["count"] == 2
    assert row.audience["to_call"] == [str(people[2].uid)]


def test_what_was_sent_or_discarded_does_not_change(event, people, cast):
    actor = cast.actor("registrar")
    row = announcements.send(written(event, actor), actor=actor, count=2)
    for act in (
        lambda: announcements.revise(row, actor=actor, subject={"en": "x"}, body=BODY, audience=Audience()),
        lambda: announcements.discard(row, actor=actor),
    ):
        with pytest.raises(Conflict):
            act()
    row.refresh_from_db()
    assert row.subject == SUBJECT and row.state == "sent"
    away = written(event, actor)
    announcements.discard(away, actor=actor)
    with pytest.raises(Conflict, match="discarded"):
        announcements.send(away, actor=actor, count=2)


def test_who_is_no_longer_meant_gets_no_mail(event, people, cast):
    actor = cast.actor("registrar")
    announcements.send(written(event, actor), actor=actor, count=2)
    Registration.objects.filter(pk=people[0].pk).update(state="cancelled")
    assert outbox.send_due() == {"cancelled": 1, "sent": 1}


def test_nobody_to_write_to_is_said(event, people, cast):
    row = written(event, cast.actor("registrar"), audience=Audience(states=["declined"]))
    with pytest.raises(Conflict, match="Nobody of those chosen"):
        announcements.send(row, actor=cast.actor("registrar"), count=0)


def test_a_discreet_event_has_a_neutral_subject_and_is_not_named(event, people, cast):
    Event.objects.update(risk="restricted", visibility="unlisted")
    row = written(event, cast.actor("registrar"), subject={"en": "Policy consultation at A hotel"})
    announcements.send(row, actor=cast.actor("registrar"), count=2)
    outbox.send_due()
    [message] = [one for one in django_mail.outbox if one.to == ["person1@people.example"]]
    assert message.subject == "A message about your registration"
    assert "Policy" not in message.body and "the meeting is on" in message.body and "SPO" not in message.body


def test_what_a_text_gives_away_of_a_discreet_event_is_found(event):
    texts = ["Come to islamabad.", "The policy consultation begins at nine."]
    assert gives_away(event, texts) == []
    event.risk = "restricted"
    assert gives_away(event, texts) == ["Policy consultation", "Islamabad"]
    assert gives_away(event, ["Come at nine."]) == []


def test_who_may_not_manage_registrations_may_not_write(event, cast):
    for who in ("checkin", "programmer", "viewer", "outsider", "anonymous"):
        with pytest.raises(Forbidden):
            written(event, cast.actor(who))


def test_three_hundred_are_queued_by_a_job_and_few_statements(event, cast):
    from core.sealed import blind_index, seal

    rows = []
    for number in range(300):
        row = Registration(
            event=event, state="confirmed", name=f"P{number}", name_key=f"p{number}", queue_no=number + 1
        )
        seal(row, "email", f"p{number}@people.example")
        row.email_index = blind_index("email", f"p{number}@people.example")
        rows.append(row)
    Registration.objects.bulk_create(rows)
    actor = cast.actor("registrar")
    row = written(event, actor)
    with CaptureQueriesContext(connection) as sending:
        announcements.send(row, actor=actor, count=300)
    assert not OutboundMail.objects.exists() and len(sending) < 25
    job = Job.objects.get(kind="announcement.queue")
    with CaptureQueriesContext(connection) as queueing:
        run_job.func(job.pk)
    assert OutboundMail.objects.filter(template="event.announcement").count() == 300
    assert len(queueing) < 25
    run_job.func(job.pk)
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job.func(job.pk)  # as after a crash
    job.refresh_from_db()
    assert (OutboundMail.objects.count(), job.state) == (300, "done")
