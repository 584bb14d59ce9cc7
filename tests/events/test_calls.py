"""Calls: whom to reach, numbers for a reason, ticks that are kept, and texts to copy that give nothing away."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import Conflict, DomainError, Forbidden
from core.models import AuditEvent
from events.models import ContactAttempt, Event, EventLetter, Registration
from events.papers import content_of
from events.services import contacts, invitations, letters, retention
from events.short_text import short_text
from tests.events.desk import statements, url, words
from tests.events.people import join


@pytest.fixture
def registrar(cast):
    return cast.actor("registrar")


def invited(event, registrar, name="Amina", phone="+923001234567") -> Registration:
    invitations.invite(event, actor=registrar, people=[{"name": name, "phone": phone, "language": "en"}])
    return Registration.objects.get(event=event, name=name)


def test_will_come_and_will_not_are_answers_of_who_is_invited(event, registrar):
    amina, bilal = invited(event, registrar), invited(event, registrar, "Bilal", "+923007654321")
    contacts.record_reply(amina, actor=registrar, channel="phone", outcome="yes", note="Comes by bus")
    contacts.record_reply(bilal, actor=registrar, channel="message", outcome="no")
    amina.refresh_from_db(), bilal.refresh_from_db()
    assert [(one.state, one.reply_channel) for one in (amina, bilal)] == [
        ("confirmed", "phone"),
        ("declined", "message"),
    ]
    kept = ContactAttempt.objects.order_by("id").values_list("outcome", "channel", "note", "actor_label")
    assert list(kept) == [
        ("yes", "phone", "Comes by bus", "Registrar Test"),
        ("no", "message", "", "Registrar Test"),
    ]


def test_of_others_it_is_written_down_and_changes_nothing(event, registrar):
    person = join(event, 1)
    contacts.record_reply(person, actor=registrar, channel="phone", outcome="no")
    contacts.record_reply(person, actor=registrar, channel="phone", outcome="no_answer")
    person.refresh_from_db()
    assert person.state == "confirmed" and person.contact_attempts.count() == 2


def test_an_attempt_stays_when_the_answer_cannot_be_taken(event, registrar):
    amina = invited(event, registrar)
    event.state = "cancelled"
    event.save()
    amina.refresh_from_db()
    with pytest.raises((Conflict, DomainError)):
        contacts.record_reply(amina, actor=registrar, channel="phone", outcome="yes")
    assert ContactAttempt.objects.get().outcome == "yes" and amina.state == "invited"


def test_wrong_words_and_wrong_people(event, cast, registrar):
    person = join(event, 1)
    for fields in ({"channel": "pigeon", "outcome": "yes"}, {"channel": "phone", "outcome": "maybe"}):
        with pytest.raises(DomainError):
            contacts.record_reply(person, actor=registrar, **fields)
    with pytest.raises(Forbidden):
        contacts.record_reply(person, actor=cast.actor("checkin"), channel="phone", outcome="yes")
    assert not ContactAttempt.objects.exists()


def test_the_page_ticks_and_keeps_the_filters(event, cast, registrar):
    amina = invited(event, registrar)
    join(event, 2, name="Zahid", email="z@people.example")
    client, page = cast.client("registrar"), url("desk-calls", event)
    said = words(client.get(page))
    assert "Amina" in said and "Not tried yet" in said and "E-mail only" in said and "1234567" not in said
    call = url("desk-registration-call", event, amina.code)
    answer = client.post(f"{call}?state=invited", {"outcome": "no_answer", "channel": "phone", "note": ""})
    assert answer["Location"] == f"{page}?state=invited"
    assert "No answer" in words(client.get(page + "?last=no_answer")) and "Zahid" not in words(
        client.get(page + "?last=no_answer")
    )
    assert "Amina" not in words(client.get(page + "?last=none")) and "Zahid" in words(
        client.get(page + "?last=none")
    )
    bad = client.post(call, {"outcome": "", "channel": "phone"}, follow=True)
    assert bad.status_code == 200 and ContactAttempt.objects.count() == 1
    assert AuditEvent.objects.filter(verb="list", data__for="calls").exists()


def test_numbers_are_shown_for_a_reason_that_is_logged(event, cast, registrar):
    invited(event, registrar)
    client, page = cast.client("registrar"), url("desk-call-numbers", event)
    assert "1234567" not in words(client.post(page, {"purpose": "other"}))
    assert not AuditEvent.objects.filter(verb="reveal").exists()
    answer = client.post(page, {"purpose": "event"})
    assert "+92 300 1234567" in words(answer) and answer["Cache-Control"] == "no-store"
    assert AuditEvent.objects.get(verb="reveal").data["fields"] == ["phone"]
    assert f'action="{url("desk-calls", event)}"' in answer.content.decode()  # where the filters lead
    again = client.get(url("desk-calls", event) + "?state=invited")  # the reason stays, the numbers do not
    assert "1234567" not in words(again) and again.context["form"].initial["again"]
    shown = again.content.decode().split('id="list"')[1]  # within what a filter renews, so that it goes along
    assert f'action="{page}?state=invited"' in shown
    call = url("desk-registration-call", event, Registration.objects.get(name="Amina").code)
    for data, said in (
        ({"outcome": "x", "note": "Later"}, 'value="Later"'),
        ({"outcome": "no_answer"}, "Noted: No answer."),
    ):
        part = client.post(call, {"channel": "phone", **data}, headers={"HX-Request": "true"})
        assert said in part.content.decode() and "<html" not in part.content.decode()
    tried = ContactAttempt.objects.latest("id").at.astimezone(event.zone)
    assert f"No answer, {tried:%-d %b, %H:%M}" in words(part)  # on the event's clock, as on the whole page
    part = client.post(call, {"channel": "phone", "outcome": "no"}, headers={"HX-Request": "true"})
    assert (
        "Noted:" in words(part) and "<form" not in part.content.decode()
    )  # said no: nobody to call any more
    for who, status in (("checkin", 403), ("outsider", 404)):
        assert cast.client(who).post(page, {"purpose": "event"}).status_code == status
        assert cast.client(who).get(url("desk-calls", event)).status_code == status


def test_the_list_of_calls_costs_the_same_for_one_person_and_three(event, cast):
    join(event, 1)
    one = statements(cast.client("registrar"), url("desk-calls", event))
    join(event, 2), join(event, 3)
    assert (one, statements(cast.client("registrar"), url("desk-calls", event))) == (9, 9)


def test_offices_are_called_in_order_of_precedence_on_the_page_and_on_paper(event, cast, mohr):
    """Zafar was asked himself, Bilal by a letter to his ministry, Amina by none."""
    ask, organiser = event.host, cast.actor("organiser")
    join(event, 1, name="Amina")
    zafar = join(event, 2, name="Zafar", institution=ask)
    join(event, 3, name="Bilal", institution=mohr)
    page, client = url("desk-calls", event), cast.client("registrar")
    assert order(words(client.get(page))) == ["Amina", "Bilal", "Zafar"]
    assert "Precedence" not in words(client.get(page))
    first, second = (
        letters.draft_letters(event, actor=organiser, kind="invitation", institutions=[one])[0]
        for one in (ask, mohr)
    )
    letters.update_letter(first, actor=organiser, precedence=2)
    letters.update_letter(second, actor=organiser, precedence=5)
    EventLetter.objects.filter(pk=first.pk).update(registration=zafar)
    assert order(words(client.get(page))) == ["Zafar", "Bilal", "Amina"]
    assert order(words(client.get(f"{page}?sort=name"))) == ["Amina", "Bilal", "Zafar"]
    for options, said in (({}, ["Zafar", "Bilal", "Amina"]), ({"sort": "name"}, ["Amina", "Bilal", "Zafar"])):
        groups = content_of(event, "call_list", {"reason": "To ask", **options})["groups"]
        assert [row["name"]["text"] for group in groups for row in group["rows"]] == said
    form = client.get(url("desk-paper-new", event, "call_list")).content.decode()
    assert re.search(r'value="precedence"[^>]*\bchecked', form)


def order(said: str) -> list[str]:
    return sorted(("Amina", "Bilal", "Zafar"), key=said.index)


def test_a_text_to_copy_says_what_is_needed_and_of_a_discreet_event_nothing(event, cast, registrar):
    amina = invited(event, registrar)
    amina.reply_by = timezone.now() + timedelta(days=3)
    amina.save()
    text = str(short_text(event, amina))
    assert "Hello Amina." in text and "Policy consultation" in text and "Islamabad" in text
    assert "Please answer by" in text and event.get_absolute_url() in text
    assert amina.code not in text and "/r/" not in text
    event.risk = "confidential"
    text = str(short_text(event, amina))
    given_away = [
        word for word in ("Policy", "Islamabad", "SPO", "Strengthening", "http", "202") if word in text
    ]
    assert "Amina" in text and given_away == []
    seen = cast.client("registrar").get(url("desk-registration", event, amina.code))
    assert "Text to copy into a message" in words(seen)
    assert "Text to copy into a message" not in words(
        cast.client("checkin").get(url("desk-registration", event, amina.code))
    )


def test_what_was_noted_of_a_call_is_forgotten_with_the_person(event, registrar):
    person = join(event, 1)
    contacts.record_attempt(person, actor=registrar, channel="phone", outcome="reached", note="Is ill")
    ended = timezone.now() - timedelta(days=181)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(days=1), ends_at=ended)
    retention.forget_people()
    assert [(row.outcome, row.note) for row in ContactAttempt.objects.all()] == [("reached", "")]
