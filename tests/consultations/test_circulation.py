"""Circulating: one mail and one link for each person present, nothing twice, nothing told to whoever sees the mailbox."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consultations.models import ReadingLink
from consultations.queries import present
from consultations.services import circulation, minutes
from core import jobs, outbox
from core.errors import DomainError
from core.models import Job, OutboundMail
from core.sealed import blind_index, seal
from events.models import Registration, Scan
from tests.consultations.helpers import prepared, write

pytestmark = pytest.mark.django_db


def come(
    event, session, name: str, email: str = "", *, signed_in: bool = True, state: str = "confirmed"
) -> Registration:
    """A registration, signed in on the day of the session."""
    number = event.registrations.count() + 1
    row = Registration(event=event, name=name, state=state, queue_no=number)
    seal(row, "email", email)
    row.email_index = blind_index("email", email)
    row.save()
    if signed_in:
        day = session.starts_at.astimezone(event.zone).date().isoformat()
        Scan.objects.create(
            event=event,
            registration=row,
            point=day,
            scanned_at=timezone.now(),
            nonce=f"n{number}",
            result="ok",
        )
    return row


def run_job() -> None:
    row = Job.objects.get(kind="consultations.circulate")
    jobs.run_job.call(row.pk)
    row.refresh_from_db()
    assert row.state == "done", row.error


@pytest.fixture
def of(session, cast):
    return prepared(session, cast, "affiliation", texts=("Public words.",))


@pytest.fixture
def people(event, session):
    return [
        come(event, session, "Aisha", "aisha@test.example"),
        come(event, session, "Bilal", "bilal@test.example"),
        come(event, session, "Without mail"),
        come(event, session, "Stayed at home", "home@test.example", signed_in=False),
        come(event, session, "Withdrew", "withdrew@test.example", state="cancelled"),
    ]


def test_circulation_sets_a_deadline_and_mails_those_present_with_an_address(of, people, cast, event):
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    assert of.corrections_until.astimezone(event.zone).date() == timezone.localdate(
        timezone=event.zone
    ) + timedelta(days=7)
    assert not OutboundMail.objects.exists()  # addresses are opened by the job, not in the request
    run_job()
    assert {row.scope for row in OutboundMail.objects.all()} == {str(person.uid) for person in people[:2]}
    assert present(of).count() == 3


def test_running_the_job_again_sends_nothing_twice(of, people, cast):
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    assert circulation.send_links(of, version=1) == 2
    assert circulation.send_links(of, version=1) == 0
    assert OutboundMail.objects.count() == ReadingLink.objects.count() == 2


def test_nobody_is_mailed_once_the_minutes_have_moved_on(of, people, cast):
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    assert circulation.send_links(of, version=1) == 0


def sent(of, cast) -> list:
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    run_job()
    outbox.send_due()
    return mail.outbox


def test_the_mail_holds_a_link_that_opens_the_text_for_those_present(of, people, cast, client):
    first = sent(of, cast)[0]
    assert first.to == ["aisha@test.example"]
    assert "Gap analysis: practice" in first.subject
    path = re.search(r"(/minutes/read/\S+)", first.body).group(1)
    response = client.get(path)
    assert response.status_code == 200
    assert "Public words." in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


def test_the_link_shows_what_those_present_may_read_and_nothing_sealed(session, cast, event, client):
    from tests.consultations.helpers import started

    of = started(session, cast, "affiliation")
    write(of, cast.actor("rapporteur"), "For the room.", visibility="participants")
    write(of, cast.actor("rapporteur"), "Sealed words.", kind="testimony")
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    come(event, session, "Aisha", "aisha@test.example")
    body = sent(of, cast)[0].body
    html = client.get(re.search(r"(/minutes/read/\S+)", body).group(1)).content.decode()
    assert "For the room." in html
    assert "Sealed words." not in html


def test_the_link_ends_with_the_circulation_and_leads_on_once_published(of, people, cast, client):
    path = re.search(r"(/minutes/read/\S+)", sent(of, cast)[0].body).group(1)
    minutes.approve(of, actor=cast.actor("chair"), signature="in_system")
    assert client.get(path).status_code == 404
    minutes.publish(of, actor=cast.actor("chair"))
    assert client.get(path).headers["Location"] == of.get_absolute_url()
    minutes.reopen(of, actor=cast.actor("chair"), note="To correct it.")
    assert client.get(path).status_code == 404


def test_the_link_of_somebody_who_withdrew_is_dead(of, people, cast, client):
    path = re.search(r"(/minutes/read/\S+)", sent(of, cast)[0].body).group(1)
    people[0].state = "cancelled"
    people[0].save()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 43, "..%2F"])
def test_a_guessed_link_opens_nothing(client, token):
    assert client.get(f"/minutes/read/{token}/").status_code == 404


@pytest.mark.parametrize("changes", [{"risk": "restricted"}, {"visibility": "restricted"}])
def test_mails_of_a_discreet_event_name_neither_event_nor_session(of, people, cast, event, changes):
    for name, value in changes.items():
        setattr(event, name, value)
    event.save()
    message = sent(of, cast)[0]
    for word in ("Gap analysis", "Policy consultation", "inutes of", "SPO", "Strengthening"):
        assert word not in message.subject + message.body


def test_no_mail_names_its_reader_or_anybody_else(of, people, cast):
    for message in sent(of, cast):
        for word in ("Aisha", "Bilal", "Rapporteur Test", "Public words"):
            assert word not in message.subject + message.body


def test_a_deadline_gone_by_is_refused(of, cast):
    with pytest.raises(DomainError) as refused:
        minutes.circulate(of, actor=cast.actor("rapporteur"), until=date(2020, 1, 1))
    assert refused.value.fields["until"]
    of.refresh_from_db()
    assert of.state == "prepared"


def test_a_new_version_is_sent_again(of, people, cast):
    sent(of, cast)
    minutes.reopen(of, actor=cast.actor("chair"), note="Much was missing.")
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    minutes.circulate(of, actor=cast.actor("rapporteur"))
    assert circulation.send_links(of, version=2) == 2
    assert ReadingLink.objects.count() == 4
