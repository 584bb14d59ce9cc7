"""What a person who registered is told by mail, and what an inbox does not learn."""

import re

from django.conf import settings
from django.core import mail as django_mail
from django.utils import translation

from core import outbox
from core.actors import ANONYMOUS, SYSTEM
from core.models import AuditEvent, OutboundMail
from core.sealed import seal
from events.links import offer_token, own_token
from events.models import Event
from events.services import invitations, registrations
from events.services.registrations import register
from tests.events.people import FORM, join


def sent() -> list:
    outbox.send_due()
    return django_mail.outbox


def test_the_first_mail_says_where_it_stands_and_brings_the_link(event):
    result = register(event, actor=ANONYMOUS, name="A", email="a@people.example")
    [message] = sent()
    assert message.to == ["a@people.example"]
    assert message.subject == "Your place is confirmed: Policy consultation"
    assert (
        f"/r/{result.manage_token}/" in message.body
        and "A hotel, Islamabad" in message.body
        and ", from 09:30, Karachi time (UTC+5)" in message.body
    )
    assert not OutboundMail.objects.get().secrets  # blanked


def test_a_later_mail_brings_a_link_of_its_own_that_ends_with_the_first(event, client):
    """Beside the first link, which stays as it is; it is of this person alone, and ends when the first one is renewed."""
    Event.objects.update(approval="manual")
    result = register(event, actor=ANONYMOUS, name="A", email="a@people.example")
    other = join(event)
    sent()
    registrations.approve(result.registration, actor=SYSTEM)
    later = sent()[-1]
    [secret] = re.findall(r"/r/([\w-]+)/", later.body)
    assert secret == own_token(result.registration) != result.manage_token
    for token in (secret, result.manage_token):
        assert client.get(f"/r/{token}/").status_code == 200
        assert (
            client.get(f"/api/v1/registrations/{result.registration.code}/?token={token}").status_code == 200
        )
    code, mark = secret.split("-")
    for wrong in (
        f"{other.code}-{mark}",
        f"{code}-{mark[::-1]}",
        f"{code}-{offer_token(other).split('-')[1]}",
    ):
        assert client.get(f"/r/{wrong}/").status_code == 404
    assert client.get(f"/api/v1/registrations/{other.code}/?token={secret}").status_code == 404
    invitations.renew_link(result.registration)
    assert [client.get(f"/r/{token}/").status_code for token in (secret, result.manage_token)] == [404, 404]
    result.registration.token_hash = ""
    result.registration.save()
    assert (own_token(result.registration), client.get(f"/r/{secret}/").status_code) == ("", 404)


def test_mails_are_in_the_persons_language(event):
    register(event, actor=ANONYMOUS, name="A", email="a@people.example", language="ur")
    with translation.override("en"):
        assert "پالیسی مشاورت" in sent()[0].subject


def test_who_registers_in_bangla_reads_bangla(event, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "bn"
    form = client.get(FORM).content.decode()
    assert "আপনার জেলা" in form and "নিবন্ধন পাঠান" in form and "ছদ্মনাম" in form
    register(event, actor=ANONYMOUS, name="নদী", email="nodi@people.example", language="bn")
    [message] = sent()
    assert message.subject.startswith("আপনার আসন নিশ্চিত") and "আপনার নিজের পাতা:" in message.body
    assert "Your own page" not in message.body and "When:" not in message.body


def test_who_reads_russian_or_tajik_is_written_to_in_it(event):
    """From the invitation to the end of a registration; English stands in it only where the organisers wrote it."""
    people = {"ru": "Зарина", "tg": "Фирӯза"}
    for language, name in people.items():
        person = {"name": name, "email": f"{language}@people.example", "language": language}
        invitations.invite(event, [person], actor=SYSTEM)
        registration = event.registrations.get(name=name)
        sent()
        invitations.accept(registration, actor=SYSTEM)
        sent()
        registrations.cancel(registration, actor=SYSTEM)
    mails = [f"{message.subject}\n{message.body}" for message in sent()]
    assert len(mails) == 6
    for mail in mails:
        assert not re.search(r"\b(you|your|the|is|are|to|time)\b", mail.replace(str(event.title), "")), mail
    said = "\n".join(mails)
    for words in (
        "приглашает Вас",
        "Ваше место подтверждено",
        "Шуморо даъват мекунад",
        "Ҷойи Шумо тасдиқ шуд",
    ):
        assert words in said


def test_a_discreet_event_says_nothing_in_its_mails(event):
    Event.objects.update(risk="restricted", visibility="unlisted")
    register(event, actor=ANONYMOUS, name="Sitara", email="a@people.example")
    [message] = sent()
    assert message.subject == "Your registration"
    for secret in ("Policy", "hotel", "Islamabad", "Sitara"):
        assert secret not in message.body


def test_the_joining_link_goes_only_to_who_has_a_place_and_is_logged(event):
    event.pools.filter(kind="event").update(size=1)
    seal(event, "joining_link", "https://meet.example/abc")
    event.save()
    join(event, 1)
    join(event, 2)
    bodies = {message.to[0]: message.body for message in sent()}
    assert "https://meet.example/abc" in bodies["person1@people.example"]
    assert "https://meet.example/abc" not in bodies["person2@people.example"]
    assert "waiting list" in bodies["person2@people.example"]
    assert AuditEvent.objects.get().verb == "reveal"


def test_a_mail_that_is_no_longer_true_is_not_sent(event, cast):
    event.pools.filter(kind="event").update(size=1)
    first, second = join(event, 1), join(event, 2)
    registrations.cancel(first, actor=cast.actor("registrar"))  # promotes the second
    registrations.cancel(second, actor=cast.actor("registrar"))
    subjects = sorted((message.to[0][:7], message.subject.split(":")[0]) for message in sent())
    gone = "You are no longer registered"
    assert subjects == [("person1", gone), ("person1", gone), ("person2", gone), ("person2", gone)]
    assert OutboundMail.objects.filter(state="cancelled").get().template == "registration.confirmed"
