"""Certificates: earned by the event's rule, numbered, taken back, and checked by a stranger who learns no name."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from core import jobs, outbox, throttle
from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from core.models import AuditEvent, OutboundMail
from events.attendance import shares
from events.models import Certificate, Event, Paper, Registration
from events.points import code_of_session, points_of
from events.services import attendance, certificates, points
from events.services.certificates import eligible, held_by, issue, revoke, set_rule
from events.services.checkin import sign_in
from events.services.programme import cancel_session
from events.services.retention import forget_people
from tests.cast import make_session
from tests.events.desk import url, words
from tests.events.people import FORM, filled, join, own_page


def come(event, number: int = 1, *, days: int = 2, **fields):
    person = join(event, number, **fields)
    for day in event.days[:days]:
        sign_in(event, actor=SYSTEM, registration=person, point=day.isoformat(), nonce=f"{person.pk}{day}")
    return person


@pytest.fixture
def ruled(event) -> Event:
    return set_rule(event, actor=SYSTEM, share=80)


def test_the_rule_says_who_has_earned_one(ruled):
    whole, half = come(ruled, 1), come(ruled, 2, days=1)
    assert [share.registration for share in eligible(ruled)] == [whole]
    set_rule(ruled, actor=SYSTEM, share=50)
    assert [share.registration for share in eligible(ruled)] == [whole, half]
    attendance.set_attendance(half, actor=SYSTEM, point=ruled.days[0].isoformat(), status="absent")
    assert [share.registration for share in eligible(ruled)] == [whole]
    set_rule(ruled, actor=SYSTEM, share=None)
    assert eligible(ruled) == []


def test_a_session_that_is_called_off_counts_for_nobody(ruled, cast):
    """Its point stays, and shows why it does not count; with no other point that counts the days do."""
    held, off = (make_session(ruled, title, hour=hour) for title, hour in (("A", 1), ("B", 3)))
    ruled.sessions.exclude(pk__in=[held.pk, off.pk]).delete()
    assert points.add_sessions(ruled, actor=SYSTEM) == 2
    person = join(ruled)
    sign_in(ruled, actor=SYSTEM, registration=person, point=code_of_session(held), nonce="a")
    assert eligible(ruled) == []
    cancel_session(off, actor=SYSTEM)
    [share] = eligible(ruled)
    assert (share.attended, share.of) == (1, 1)
    assert "Called off" in words(cast.client("organiser").get(url("desk-points", ruled)))
    cancel_session(held, actor=SYSTEM)
    assert {point.code for point in points_of(ruled) if point.counts} == {
        day.isoformat() for day in ruled.days
    }


@pytest.mark.parametrize("share", [0, 101, -1])
def test_a_rule_is_a_percentage(event, share):
    with pytest.raises(DomainError):
        set_rule(event, actor=SYSTEM, share=share)


def test_certificates_are_numbered_without_gaps_and_given_once(ruled):
    come(ruled, 1, name="Sitara", honorific="Dr"), come(ruled, 2), come(ruled, 3, days=1)
    year = timezone.now().astimezone(ruled.zone).year
    assert [(one.number, one.name, one.share) for one in issue(ruled, actor=SYSTEM)] == [
        (f"SPO-C-{year}-0001", "Person 2", 100), (f"SPO-C-{year}-0002", "Dr Sitara", 100),
    ]  # fmt: skip
    assert issue(ruled, actor=SYSTEM) == []
    revoke(Certificate.objects.get(number__endswith="0001"), actor=SYSTEM)
    assert [one.number[-4:] for one in issue(ruled, actor=SYSTEM)] == ["0003"]
    assert list(AuditEvent.objects.filter(verb__startswith="certificate").values_list("verb", flat=True)) == [
        "certificates issued", "certificate revoked", "certificates issued",
    ]  # fmt: skip


def test_by_time_one_long_session_is_as_much_as_two_short_ones_beside_it(event, session, cast):
    """By their number whoever stayed in the long one has half; what is excused is told and does not count."""
    event.sessions.all().delete()
    start, hour = event.starts_at, timedelta(hours=1)
    for title, begins, ends in (("Long", 0, 3), ("First", 0, 1.25), ("Second", 1.5, 3), ("After", 4, 5)):
        event.sessions.create(
            title={"en": title}, type="breakout", starts_at=start + begins * hour, ends_at=start + ends * hour
        )
    points.add_sessions(event, actor=SYSTEM)
    code = {point.label: point.code for point in points_of(event)}
    long, short, excused = join(event, 1), join(event, 2), join(event, 3)
    seen = ((long, "Long"), (short, "First"), (short, "Second"), (excused, "After"))
    for person, title in seen:
        sign_in(event, actor=SYSTEM, registration=person, point=code[title], nonce=f"{person.pk}{title}")
    attendance.set_attendance(excused, actor=SYSTEM, point=code["Long"], status="excused")
    assert [(s.attended, s.of, s.percent) for s in shares(event)] == [(1, 3, 33), (2, 3, 66), (1, 3, 33)]
    client = cast.client("registrar")
    rule = {"share": "60", "measure": "time"}
    page = words(client.post(url("desk-certificates", event), rule, follow=True))
    assert [(s.percent, s.reaches(60)) for s in shares(Event.objects.get())] == [
        (75, True), (68, True), (25, False),
    ]  # fmt: skip
    assert "75 % of the time (1 of 3)" in page and "25 % of the time (1 of 3) excused: 1" in page
    assert client.post(url("desk-certificates", event), {**rule, "measure": "luck"}).status_code == 200
    Event.objects.get().check_points.all().delete()
    sign_in(event, actor=SYSTEM, registration=long, point=event.days[0].isoformat(), nonce="day")
    assert [(s.percent, s.time) for s in shares(Event.objects.get())] == [(50, None)], "days have no time"


def test_nobody_gets_one_who_has_not_earned_it(event, ruled, cast):
    half = come(ruled, 1, days=1)
    with pytest.raises(DomainError):
        issue(ruled, actor=SYSTEM, registrations=[half])
    for who in ("checkin", "rapporteur", "outsider"):
        with pytest.raises(Forbidden):
            issue(ruled, actor=cast.actor(who))
    set_rule(ruled, actor=SYSTEM, share=None)
    with pytest.raises(Conflict):
        issue(ruled, actor=SYSTEM)
    assert not Certificate.objects.exists()


def test_the_desk_sets_the_rule_issues_and_takes_back(event, cast):
    client = cast.client("registrar")
    come(event, 1), come(event, 2, days=1), come(event, 3, email="", phone="+923001234567")
    before = words(client.get(url("desk-certificates", event)))
    assert "No rule yet" in before and "Not enough" not in before
    assert "The rule is kept." in words(
        client.post(url("desk-certificates", event), {"share": "80", "measure": "points"}, follow=True)
    )
    assert "at most 100" in words(
        client.post(url("desk-certificates", event), {"share": "120", "measure": "points"})
    )
    asked = client.get(url("desk-certificates", event))
    assert "One person with an e-mail address gets the link" in words(
        asked
    ) and "Issue 2 certificates" in words(asked)
    assert asked.context["issue_form"]["tell"].value() is True
    seen = words(client.post(url("desk-certificates-issue", event), follow=True))
    assert "2 certificates are issued." in seen and "1 of 2 (50 %)" in seen and "gets a mail" not in seen
    assert "no e-mail address" in seen and "Nobody told them yet" in seen
    told = words(client.post(url("desk-certificates-issue", event), {"tell": "on"}, follow=True))
    assert "One person gets a mail." in told and "Mail: Waiting" in told and "Nobody told them" not in told
    assert "has it already" in words(
        client.post(url("desk-certificates-issue", event), {"tell": "on"}, follow=True)
    )
    one = Certificate.objects.get(registration__name="Person 1")
    assert one.number in words(client.get(url("desk-certificate-revoke", event, one.uid)))
    client.post(url("desk-certificate-revoke", event, one.uid))
    one.refresh_from_db()
    assert one.revoked_at
    assert client.get(url("desk-certificate-revoke", event, one.uid)).status_code == 404


def test_whoever_gets_one_is_told_once_with_a_link_that_leads_to_it_and_no_further(ruled, cast):
    whole, mute = come(ruled, 1), come(ruled, 2, email="", phone="+923001234567")
    client, mails = Client(), OutboundMail.objects.filter(template="certificate.issued")
    assert len(issue(ruled, actor=SYSTEM, tell=True)) == 2 and issue(ruled, actor=SYSTEM, tell=True) == []
    mail = mails.get()
    message, certificate = outbox.render(mail), held_by(whole)
    assert message.subject == "Your certificate: Policy consultation" and certificate.number in message.text
    page = "/r/" + message.text.partition("/r/")[2].split()[0]
    seen = words(client.get(page))
    assert certificate.number in seen and "My registration" not in seen
    assert client.get(page.removesuffix("certificate/")).status_code == 404, "it opens nothing else"
    assert client.get(page.replace(certificate.code, held_by(mute).code)).status_code == 404
    Event.objects.update(risk="restricted", visibility="restricted")
    message = outbox.render(mail)
    assert message.subject == "A message about your registration"
    assert not any(word in message.text for word in ("Policy", "SPO", "consultation"))
    revoke(certificate, actor=SYSTEM)
    assert client.get(page).status_code == 404
    with pytest.raises(outbox.NotNeeded):
        outbox.render(mail)
    issue(ruled, actor=SYSTEM, registrations=[whole], tell=True)
    assert mails.count() == 2, "another certificate is another mail"


@pytest.fixture
def given(ruled) -> Certificate:
    come(ruled, 1, name="Sitāra Bībī", honorific="Dr")
    [certificate] = issue(ruled, actor=SYSTEM)
    return certificate


def check(certificate, typed: str = "") -> str:
    page = f"/certificates/{certificate.code}/"
    return words(Client().post(page, {"name": typed}) if typed else Client().get(page))


def test_a_stranger_learns_what_it_is_for_and_no_name(given, ruled):
    first = ruled.sessions.order_by("starts_at").first()
    half = (
        first.ends_at - first.starts_at
    ) / 2  # side by side, the second half an hour behind: half an hour more in all
    span = {"starts_at": first.starts_at + half, "ends_at": first.ends_at + half}
    ruled.sessions.create(title={"en": "Beside"}, type="breakout", **span)
    page = check(given)
    for fact in (given.number, "Policy consultation", "This certificate holds", "Hours of the programme 2.5"):
        assert fact in page
    assert "Sit" not in page and "100" not in page
    for name in ("sitara bibi", "Dr Sitara Bibi", "DR. SITĀRA BĪBĪ"):
        assert "Yes, this is the name printed on it" in check(given, name)
    for name in ("Sitara", "Bibi", "Zahid"):
        seen = check(given, name)
        assert "No, another name was printed" in seen and "Sitāra" not in seen
    revoke(given, actor=SYSTEM)
    assert "This certificate no longer holds" in check(given)


def test_a_code_is_typed_and_one_that_is_not_known_is_told(given):
    answer = Client().post("/certificates/", {"code": f" {given.code.upper()} "})
    assert answer["Location"] == f"/certificates/{given.code}/"
    assert "only letters and digits" in words(Client().post("/certificates/", {"code": "a/b"}))
    missing = Client().get("/certificates/nosuchcode/")
    assert missing.status_code == 404 and "No certificate has this code" in words(missing)


def test_names_are_not_tried_for_long(given, monkeypatch):
    monkeypatch.setattr(throttle, "PER_CONTACT", throttle.Limit(3, 3600))
    answers = [Client().post(f"/certificates/{given.code}/", {"name": "x"}).status_code for _try in range(4)]
    assert answers == [200, 200, 200, 429]


def test_names_are_forgotten_and_the_rest_still_holds(given, ruled):
    Event.objects.update(starts_at="2020-01-01T00:00Z", ends_at="2020-01-02T00:00Z")
    forget_people()
    given.refresh_from_db()
    assert given.name == "" and certificates.by_code(given.code) == given
    assert "Names of this event are no longer kept" in check(given, "Sitara Bibi")


def test_everybody_has_a_code_to_show(event):
    from events.services.registrations import register

    made = register(event, actor=SYSTEM, name="Sitara", email="s@people.example")
    page = Client().get(f"/r/{made.manage_token}/code/")
    assert made.registration.code in page.content.decode() and 'class="qr-code"' in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "Show or print my code" in words(Client().get(f"/r/{made.manage_token}/"))
    assert Client().get("/r/nonsense/code/").status_code == 404


@pytest.mark.once
def test_everybody_takes_their_own_as_a_pdf(ruled, cast, settings, tmp_path):
    """From the link of the mail, and for one person from the desk; nobody without one that holds."""
    settings.MEDIA_ROOT = tmp_path
    visitor = Client()
    page = own_page(visitor.post(FORM, filled()))
    person, other = Registration.objects.get(), come(ruled, 2)
    for day in ruled.days:
        sign_in(ruled, actor=SYSTEM, registration=person, point=day.isoformat(), nonce=f"x{day}")
    assert "Your certificate" not in words(visitor.get(page))
    for address in ("certificate/", "certificate/progress/", "certificate.pdf"):
        assert visitor.get(page + address).status_code == 404
    Certificate.objects.bulk_create(
        Certificate(
            registration=one,
            number=f"C-{one.pk}",
            name=one.name,
            share=100,
            attended=2,
            of=2,
            issued_at=timezone.now(),
        )
        for one in (person, other)
    )
    desk = cast.client("registrar")
    link = url("desk-paper-new", ruled, "certificates") + f"?codes={person.code}"
    assert link in desk.get(url("desk-certificates", ruled)).content.decode()
    assert f'value="{person.code}"' in desk.get(link).content.decode()
    assert "Your certificate" not in words(visitor.get(page))  # before the event begins nobody is asked
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=1), ends_at=timezone.now() + timedelta(days=1)
    )
    assert f"Certificate C-{person.pk} as a PDF" in words(visitor.get(page))
    assert "Make the PDF" in words(visitor.get(f"{page}certificate/"))
    assert visitor.get(f"{page}certificate.pdf").status_code == 302
    asked = words(visitor.post(f"{page}certificate/", follow=True))
    assert "It takes some seconds." in asked and "Make the PDF" not in asked
    assert "HX-Refresh" not in visitor.get(f"{page}certificate/progress/")
    paper = Paper.objects.get()
    jobs.run_job.func(paper.job_id)
    seen = words(visitor.get(f"{page}certificate/"))
    assert "PDF, 1 page" in seen
    assert "PDF, 1 page" not in words(desk.get(link)) + words(desk.get(url("desk-papers", ruled)))
    assert desk.get(url("desk-paper-file", ruled, paper.uid)).status_code == 404
    assert visitor.get(f"{page}certificate/progress/")["HX-Refresh"] == "true"
    taken = visitor.get(f"{page}certificate.pdf")
    text = PdfReader(io.BytesIO(b"".join(taken.streaming_content))).pages[0].extract_text()
    assert "Sitara" in text and "Person 2" not in text and taken["Cache-Control"] == "no-store"
    for close in taken._resource_closers:
        close()
    revoke(held_by(person), actor=SYSTEM)
    assert visitor.get(f"{page}certificate.pdf").status_code == 404
