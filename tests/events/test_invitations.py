"""Personal invitations: who is asked, what they answer, and that an invitation passes a closed form but never the limit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from core.models import OutboundMail
from core.outbox import render
from core.sealed import open_sealed
from directory.models import Term
from events.invitees import read_people
from events.models import Event, Registration
from events.services import invitations, registrations
from tests.events.desk import statements, url, words
from tests.events.people import join, states

ALI = {"name": "Ali", "email": "ali@people.example", "category": "cso"}
SARA = {"name": "Sara", "phone": "+923001234567"}


@pytest.fixture
def invited(event, cast) -> list[Registration]:
    return invitations.invite(event, [ALI, SARA], actor=cast.actor("registrar")).invited


@pytest.fixture
def link(invited) -> str:
    """The address in Ali's mail."""
    [line] = [line for line in render(mail()).text.splitlines() if "/r/" in line]
    return "/r/" + line.split("/r/")[1]


def mail() -> OutboundMail:
    return OutboundMail.objects.get(template="registration.invited")


def yes(**fields) -> dict:
    return {
        "name": "Ali",
        "email": "",
        "phone": "",
        "category": "cso",
        "area": "-",
        "language": "en",
        **fields,
    }


def state(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.state


def test_inviting_writes_a_row_history_and_a_mail_each(event, invited):
    assert states(event) == ["i", "i"]
    assert [person.queue_no for person in invited] == [1, 2]
    assert [person.changes.get().transition for person in invited] == ["invite", "invite"]
    message = render(mail())
    assert message.subject == "Invitation: Policy consultation" and "Dear Ali," in message.text
    assert OutboundMail.objects.count() == 1  # Sara has a phone only


def test_of_a_discreet_event_the_mail_names_neither_title_nor_host(event, invited):
    Event.objects.update(risk="restricted")
    message = render(mail())
    assert not any(word in message.subject + message.text for word in ("Policy", "SPO", "Islamabad"))
    assert "/r/" in message.text


def test_nobody_is_invited_when_one_has_a_fault(event, cast):
    with pytest.raises(DomainError) as error:
        invitations.invite(event, [ALI, {"name": "", "email": "x"}], actor=cast.actor("organiser"))
    assert error.value.fields["people"][0].startswith("Line 2:")
    assert not event.registrations.exists()


def test_who_is_known_is_left_out(event, invited, cast):
    again = invitations.invite(event, [ALI, {"name": "New"}], actor=cast.actor("registrar"))
    assert ([person.name for person in again.invited], again.known) == (["New"], ["Ali"])


@pytest.mark.parametrize("who", ["checkin", "viewer", "outsider", "anonymous"])
def test_only_the_registration_team_invites(event, cast, who):
    with pytest.raises(Forbidden):
        invitations.invite(event, [ALI], actor=cast.actor(who))


def test_the_time_to_answer_lies_between_now_and_the_event(event, cast):
    for moment in (timezone.now() - timedelta(hours=1), event.ends_at + timedelta(days=1)):
        with pytest.raises(DomainError) as error:
            invitations.invite(event, [ALI], actor=SYSTEM, reply_by=moment)
        assert list(error.value.fields) == ["reply_by"]
        typed = {"people": PASTED, "language": "en", "reply_by": f"{moment:%Y-%m-%dT%H:%M}"}
        shown = words(cast.client("organiser").post(url("desk-invitation-new", event), typed))
        assert "lies between now and the event" in shown and "Is this right?" not in shown


def test_an_invitation_passes_the_closed_form_and_the_decision(event, link, client):
    Event.objects.update(approval="manual", registration_closes_at=timezone.now() - timedelta(days=2))
    page = client.get(link, follow=True)
    assert "Ali, you are invited" in words(page) and page["Cache-Control"] == "no-store"
    assert client.post(f"{link}invitation/", yes(consent_photo="on")).status_code == 302
    ali = event.registrations.get(name="Ali")
    assert (ali.state, ali.reply_channel) == ("confirmed", "web")
    assert registrations.current_consents(ali) == {"photo": True}
    assert "You have a place" in words(client.get(link))
    assert client.post(f"{link}invitation/", yes(name="Other"), follow=True).status_code == 200
    ali.refresh_from_db()
    assert ali.name == "Ali"  # answered once


def test_the_page_speaks_the_language_of_the_letter_until_another_is_chosen(event, link, invited, client):
    Registration.objects.update(language="ur")
    page = client.get(link, follow=True)
    assert '<html lang="ur" dir="rtl">' in page.content.decode() and page["Content-Language"] == "ur"
    client.post(link + "refuse/")
    assert '<html lang="ur" dir="rtl">' in client.get(link).content.decode()
    Registration.objects.update(state="invited")
    refused = client.post(link + "refuse/", {"words": "x" * 501})
    assert refused.status_code == 400 and f'href="{link}"' in refused.content.decode()
    missing = client.get(link + "certificate/")
    assert missing.status_code == 404
    for page in (refused, missing):
        assert '<html lang="ur" dir="rtl">' in page.content.decode() and page["Cache-Control"] == "no-store"
    Registration.objects.update(state="declined")
    client.cookies["django_language"] = "en"
    assert '<html lang="en" dir="ltr">' in client.get(link).content.decode()
    Registration.objects.update(language="ne")  # content in it, no interface
    del client.cookies["django_language"]
    assert '<html lang="en" dir="ltr">' in client.get(link).content.decode()


def test_but_never_the_limit(event, link, client):
    event.pools.filter(kind="event").update(size=1)
    join(event)
    client.post(f"{link}invitation/", yes())
    assert states(event) == ["w", "i", "c"]
    Event.objects.update(waiting_list=False)
    sara = event.registrations.get(name="Sara")
    with pytest.raises(Conflict) as error:
        invitations.accept(sara, actor=SYSTEM, channel="phone")
    assert error.value.code == "full" and state(sara) == "invited"


def test_somebody_else_with_the_link_waits_for_a_decision(event, link, client):
    client.post(f"{link}invitation/", yes(name="Omar", email="omar@people.example"))
    omar = event.registrations.get(name="Omar")
    assert omar.state == "pending" and open_sealed(omar, "email") == "omar@people.example"
    assert omar.changes.last().data == {"channel": "web", "forwarded": "yes"}


def test_the_invited_contact_typed_again_is_no_other(event, link, client):
    client.post(f"{link}invitation/", yes(email=" ALI@people.example", phone="+923007654321"))
    assert event.registrations.get(name="Ali").state == "confirmed"


def test_saying_no_with_words(event, link, client):
    assert client.post(f"{link}refuse/", {"words": "I am abroad."}).status_code == 302
    ali = event.registrations.get(name="Ali")
    assert (ali.state, ali.changes.last().note) == ("declined", "I am abroad.")
    assert OutboundMail.objects.count() == 1  # no answer to an answer
    page = words(client.get(link))
    assert "You said that you cannot come" in page and "Declined" not in page, "nobody declined them"


def test_an_invitation_taken_back_answers_no_more(event, invited, link, client):
    registrations.cancel(invited[0], actor=SYSTEM)
    assert OutboundMail.objects.count() == 1
    client.post(f"{link}invitation/", yes())
    assert state(invited[0]) == "cancelled"


def test_after_the_event_nobody_can_answer(event, invited, link, client):
    Event.objects.update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2)
    )
    assert "takes no answers any more" in words(client.get(link, follow=True))
    assert client.post(f"{link}invitation/", yes()).status_code == 409
    assert state(invited[0]) == "invited"


def test_staff_record_what_was_said_on_the_phone(event, invited, cast):
    ali, sara = invited
    desk = cast.client("registrar")
    page = url("desk-registration-reply", event, sara.code)
    assert "Record the answer" in words(desk.get(url("desk-registration", event, sara.code)))
    assert "Answer “Will they come?”" in words(desk.post(page, {"channel": "phone"}))
    yes_on_the_phone = {"coming": "yes", "channel": "phone", "consent_outcome": "on"}
    assert desk.post(page, yes_on_the_phone).status_code == 302
    assert (state(sara), sara.reply_channel) == ("confirmed", "phone")
    assert [(row.purpose, row.given, row.spoken) for row in sara.consents.all()] == [("outcome", True, True)]
    no = {"coming": "no", "channel": "letter", "words": "The secretary is on leave."}
    desk.post(url("desk-registration-reply", event, ali.code), no)
    assert (state(ali), ali.changes.last().note) == ("declined", "The secretary is on leave.")
    twice = desk.post(page, {"coming": "yes", "channel": "phone"})
    assert twice.status_code == 409
    assert cast.client("checkin").post(page, no).status_code == 403
    assert cast.client("outsider").post(page, no).status_code == 404


def test_inviting_again_makes_a_new_link(event, invited, link, client, cast):
    client.post(f"{link}refuse/")
    move = url("desk-registration-move", event, invited[0].code, "invite")
    assert cast.client("registrar").post(move).status_code == 302
    assert state(invited[0]) == "invited"
    assert client.get(link).status_code == 404
    assert OutboundMail.objects.filter(template="registration.invited").count() == 2


def test_approving_does_not_answer_for_somebody(event, invited):
    with pytest.raises(Conflict) as error:
        registrations.approve(invited[0], actor=SYSTEM)
    assert error.value.code == "invited"


# == Desk ========================================================================================================

PASTED = """Ali Khan, ali.khan@people.example, Civil society organisation, Karachi South, A union
Sara\t+92 300 1234567\tmedia\tLahor
“Bibi”; ; ;

"""


def test_a_pasted_list_is_understood(event, areas):
    read = read_people(PASTED, event)
    assert read.faults == []
    assert [
        (one.get("email") or one.get("phone"), one.get("category"), one.get("area")) for one in read.people
    ] == [
        ("ali.khan@people.example", "cso", areas.karachi),
        ("+92 300 1234567", "media", areas.lahore),
        (None, None, None),
    ]


def test_faults_are_named_by_their_line(event):
    read = read_people("A, nonsense\nB, b@b.example, astronaut, Atlantis\n", event)
    assert read.faults == [
        "Line 1: “nonsense” is neither an e-mail address nor a phone number.",
        "Line 2: “astronaut” is not a kind of participants.",
        "Line 2: “Atlantis” is not an area of this country.",
    ]


def test_the_list_is_shown_before_anything_is_sent(event, cast):
    desk, page = cast.client("organiser"), url("desk-invitation-new", event)
    typed = {"people": PASTED, "language": "ur", "reply_by": ""}
    shown = desk.post(page, typed)
    assert "Is this right?" in words(shown) and "+92 300 1234567" in words(shown)
    assert not event.registrations.exists()
    assert desk.post(page, {**typed, "sure": "1"}).status_code == 302
    assert states(event) == ["i", "i", "i"] and mail().language == "ur"
    back = desk.post(page, {**typed, "sure": "1", "again": "1"})
    assert "Look it over" in words(back) and event.registrations.count() == 3
    nameless = words(desk.post(page, {**typed, "people": "Sara\n, ali@people.example"}))
    assert "Line 2: The name is missing." in nameless and "Is this right?" not in nameless
    wrong = desk.post(page, {**typed, "people": "A, nonsense", "sure": "1"})
    assert "neither an e-mail address nor a phone number" in words(wrong)
    assert cast.client("checkin").get(page).status_code == 403
    assert cast.client("outsider").get(page).status_code == 404


def test_kinds_are_understood_in_any_language_and_shown_in_words(event, cast):
    desk, page = cast.client("organiser"), url("desk-invitation-new", event)
    fields = {"people": "রহিমা, 03001234567, সুশীল সমাজ সংগঠন\nKarim, karim@people.example", "language": "en"}
    Term.objects.filter(vocabulary="category", code="cso").update(labels={"bn": "সুশীল সমাজ সংগঠন"})
    shown = words(desk.post(page, fields))
    assert str(Term.objects.get(vocabulary="category", code="cso")) in shown and ">cso<" not in shown
    assert "1 of them gave no e-mail address" in shown
    event.state = "draft"
    event.save()
    assert "Publish the event first" in words(desk.get(url("desk-invitations", event)))


def test_figures_and_filter_of_the_list(event, invited, link, client, cast):
    listed = cast.client("organiser").get(url("desk-invitations", event)).content.decode()
    assert f'{url("desk-calls", event)}?state=invited"' in listed, (
        "only those who have not answered are phoned"
    )
    client.post(f"{link}refuse/")
    desk, page = cast.client("registrar"), url("desk-invitations", event)
    text = words(desk.get(page))
    assert "Invited 2" in text and "Yes 0" in text and "No 1" in text and "No answer yet 1" in text
    none = words(desk.get(page, {"reply": "none"}))
    assert "Sara" in none and "Ali" not in none
    assert cast.client("checkin").get(page).status_code == 200
    assert cast.client("viewer").get(page).status_code == 403
    assert cast.client("outsider").get(page).status_code == 404
    assert cast.client("registrar").post(page).status_code == 405


def test_the_list_needs_as_many_statements_for_3_as_for_1(event, cast):
    desk, page = cast.client("registrar"), url("desk-invitations", event)
    invitations.invite(event, [ALI], actor=SYSTEM)
    one = statements(desk, page)
    invitations.invite(event, [SARA, {"name": "Third"}], actor=SYSTEM)
    assert (one, statements(desk, page)) == (9, 9)


def test_inviting_many_asks_the_database_little_for_each(event):
    with CaptureQueriesContext(connection) as captured:
        people = [{"name": f"P{n}", "email": f"p{n}@people.example"} for n in range(10)]
        invitations.invite(event, people, actor=SYSTEM)
    assert len(captured) <= 5 + 4 * 10
