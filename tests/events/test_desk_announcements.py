"""The desk's pages of announcements and reminders: write, look, confirm the number, see how it went."""

import re

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.models import AuditEvent, OutboundMail
from events.models import Announcement, Attendance, ContactAttempt, Event, Registration, Reminder
from events.services import registrations, reminders
from tests.events.desk import statements, url, words
from tests.events.people import join
from tests.shared import shared

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

TEXT = {
    "states": ["confirmed"],
    "subject_en": "Bring your papers",
    "body_en": "Dear {name}.",
    "body_ur": "محترم {name}",
}


@shared
def three(event) -> list[Registration]:
    """Two with an address, the second of them reading Urdu, and one with only a phone."""
    join(event, 1), join(event, 2, language="ur"), join(event, 3, email="", phone="+923001234567")
    OutboundMail.objects.all().delete()
    return list(event.registrations.all())


@pytest.fixture
def client(cast):
    return cast.client("registrar")


def drafted(client, event, **changes) -> Announcement:
    answer = client.post(url("desk-announcement-new", event), {**TEXT, **changes})
    row = Announcement.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, url("desk-announcement", event, row.uid))
    return row


def test_a_draft_is_written_looked_at_and_changed(client, event, three):
    row = drafted(client, event)
    seen = words(client.get(url("desk-announcement", event, row.uid)))
    assert "2 people get this mail" in seen and "1 more gave no e-mail address" in seen
    assert "Dear Person 1." in seen and "Send to 2 people…" in seen
    assert "Person 1 · English" in seen and "Person 2 · اردو" in seen
    urdu = client.get(url("desk-announcement", event, row.uid) + f"?as={three[1].code}")
    assert "محترم Person 2" in words(urdu) and 'lang="ur"' in urdu.content.decode()
    assert "@people.example" not in urdu.content.decode()
    for odd in ("%00", "nobody"):  # then as the first of them
        assert "Dear Person 1." in words(client.get(url("desk-announcement", event, row.uid) + f"?as={odd}"))
    assert AuditEvent.objects.filter(verb="list").count() == 4
    edit = url("desk-announcement-edit", event, row.uid)
    assert "Dear {name}." in client.get(edit).content.decode()
    client.post(edit, {**TEXT, "states": ["invited"], "provinces": ["PK-SD"]})
    row.refresh_from_db()
    assert (row.audience["states"], row.audience["areas"]) == (["invited"], ["PK-SD"])
    assert "Nobody of those chosen can be reached" in words(
        client.get(url("desk-announcement", event, row.uid))
    )


def test_what_does_not_fit_stays_typed(client, event):
    answer = client.post(
        url("desk-announcement-new", event), {**TEXT, "body_en": "Go to {link}", "states": []}
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "Go to {link}" in page and "Answer “Who gets it”." in page
    answer = client.post(url("desk-announcement-new", event), {**TEXT, "body_en": "Go to {link}"})
    assert "“{link}” is not known." in answer.content.decode() and not Announcement.objects.exists()


def test_the_count_follows_what_is_ticked(client, event, three, areas):
    count = url("desk-announcement-count", event)
    Registration.objects.filter(pk=three[0].pk).update(area=areas.thatta)
    assert "2 people get this mail" in words(client.get(count + "?states=confirmed"))
    assert "1 person gets this mail" in words(client.get(count + "?states=confirmed&provinces=PK-SD"))
    assert "1 person gets this mail" in words(client.get(count + "?states=confirmed&district=PK-SD.thatta"))
    for odd in ("", "?states=x", "?states=confirmed&district=%00&sessions=1"):
        assert "0 people get this mail" in words(client.get(count + odd))


def test_after_the_event_those_who_came_are_proposed(client, event, three):
    new = url("desk-announcement-new", event)
    Attendance.objects.create(registration=three[0], point="2027-01-01", status="present", source="desk")
    assert "2 people get this mail" in words(client.get(new))
    Event.objects.update(state="closed")
    page = client.get(new)
    assert "1 person gets this mail" in words(page)
    assert page.context["form"]["states"].value() == ["came"]
    assert "?text=thanks" in client.get(url("desk-announcements", event)).content.decode()
    Event.objects.update(languages=["en", "ur", "ne"])
    ready = client.get(f"{new}?text=thanks")
    form = ready.context["form"]
    assert form["states"].value() == ["came"] and set(form["body"].value()) == {"en", "ur"}
    written = {
        f"{name}_{code}": words for name in ("subject", "body") for code, words in form[name].value().items()
    }
    client.post(new, {"states": ["came"], **written})
    read = words(client.get(url("desk-announcement", event, event.announcements.get().uid)))
    assert "thank you for taking part in Policy consultation (21–22 January 2027)" in read
    Attendance.objects.all().delete()
    assert client.get(f"{new}?text=thanks").context["form"]["states"].value() == ["confirmed"]
    row = drafted(client, event, states=["did_not_come"])
    assert "Confirmed, but did not come" in words(client.get(url("desk-announcement", event, row.uid)))


def test_sending_asks_with_the_number_and_is_refused_when_it_has_changed(client, event, three):
    row = drafted(client, event)
    ask = url("desk-announcement-send", event, row.uid)
    assert "Send this to 2 people?" in words(client.get(ask))
    join(event, 4)
    OutboundMail.objects.all().delete()
    answer = client.post(ask, {"count": "2"}, follow=True)
    assert answer.redirect_chain == [(ask, 302)]
    assert "it would go to 3 people now, not to 2" in words(answer) and "Send this to 3 people?" in words(
        answer
    )
    assert not OutboundMail.objects.exists()
    assert client.post(ask, {"count": "many"}).status_code == 200
    group = re.search(r'name="group" value="([^"]+)"', client.get(ask).content.decode())[1]
    registrations.cancel(event.registrations.get(name="Person 4"), actor=SYSTEM)
    join(event, 5)
    OutboundMail.objects.all().delete()
    answer = client.post(ask, {"count": "3", "group": group}, follow=True)
    assert "since you looked, 1 joined those it goes to and 1 left" in words(answer)
    assert not OutboundMail.objects.exists()
    group = re.search(r'name="group" value="([^"]+)"', answer.content.decode())[1]
    answer = client.post(ask, {"count": "3", "group": group}, follow=True)
    assert "It goes to 3 people." in words(answer) and OutboundMail.objects.count() == 3
    assert client.post(ask, {"count": "3"}).status_code == 302 and OutboundMail.objects.count() == 3
    edit = client.get(url("desk-announcement-edit", event, row.uid), follow=True)
    assert "cannot be changed" in words(edit)


def test_what_became_of_each_mail_is_shown_and_failed_ones_are_tried_again(client, event, three):
    row = drafted(client, event)
    client.post(url("desk-announcement-send", event, row.uid), {"count": "2"})
    failed = OutboundMail.objects.filter(context__registration=str(three[0].uid))
    failed.update(state="failed", error="550: the mail server refused the recipient")
    page = url("desk-announcement", event, row.uid)
    seen = words(client.get(page))
    assert "1 failed" in seen and "550: the mail server refused the recipient" in seen
    assert "Person 2" not in words(client.get(page + "?state=failed")).split("How it went")[1]
    answer = client.post(url("desk-announcement-retry", event, row.uid), follow=True)
    assert "One mail is tried again" in words(answer)
    assert failed.get().state == "queued"


def test_who_has_no_address_is_called_from_there(client, event, three):
    row = drafted(client, event)
    client.post(url("desk-announcement-send", event, row.uid), {"count": "2"})
    page = url("desk-announcement", event, row.uid)
    assert "To be called" in words(client.get(page)) and "Person 3" in words(client.get(page))
    told = url("desk-registration-told", event, three[2].code)
    client.post(told, {"outcome": "no_answer", "announcement": str(row.uid)})
    assert "Person 3" in words(client.get(page))
    answer = client.post(told, {"outcome": "reached", "announcement": str(row.uid)})
    assert answer["Location"] == page
    assert "To be called" not in words(client.get(page))
    assert list(ContactAttempt.objects.values_list("channel", "outcome")) == [
        ("phone", "no_answer"),
        ("phone", "reached"),
    ]
    assert client.post(told, {"announcement": "'; --"})["Location"] == url("desk-untold", event)


def test_a_discarded_draft_is_gone(client, event, three):
    row = drafted(client, event)
    discard = url("desk-announcement-discard", event, row.uid)
    assert "Discard this draft?" in words(client.get(discard))
    client.post(discard)
    assert client.get(url("desk-announcement", event, row.uid)).status_code == 404
    assert "Bring your papers" not in words(client.get(url("desk-announcements", event)))


def test_a_guarded_event_warns_of_its_text(client, event, three):
    Event.objects.update(risk="restricted", visibility="unlisted")
    assert "The mail gets a neutral subject" in words(client.get(url("desk-announcement-new", event)))
    row = drafted(client, event, body_en="The Policy Consultation is in ISLAMABAD.")
    seen = words(client.get(url("desk-announcement", event, row.uid)))
    assert "The text gives the event away" in seen and "“Policy consultation”, “Islamabad”" in seen
    assert "A message about your registration" in seen


def test_lists_cost_the_same_for_one_and_three(client, event, three):
    def costs() -> tuple[int, int, int]:
        sent = url("desk-announcement", event, row.uid)
        return tuple(
            statements(client, one)
            for one in (url("desk-announcements", event), sent, url("desk-reminders", event))
        )

    row = drafted(client, event)
    drafted(client, event)
    reminders.add_reminder(event, actor=SYSTEM, anchor="start", days_before=1, audience="confirmed")
    Registration.objects.exclude(pk=three[0].pk).update(state="cancelled")
    client.post(url("desk-announcement-send", event, row.uid), {"count": "1"})
    one = costs()
    for number in (2, 3):
        join(event, number + 10)
        drafted(client, event)
        reminders.add_reminder(event, actor=SYSTEM, anchor="start", days_before=number, audience="confirmed")
    row = drafted(client, event)
    client.post(url("desk-announcement-send", event, row.uid), {"count": "3"})
    assert (one, costs()) == ((6, 10, 7), (6, 10, 7))


# == Reminders ===================================================================================================

RULE = {"days_before": "3", "anchor": "start", "audience": "confirmed", "words": "standard"}


def test_a_reminder_is_set_changed_and_removed(client, event, three):
    page = url("desk-reminders", event)
    assert "No reminder goes out" in words(client.get(page))
    assert "is set" in words(client.post(page, RULE, follow=True))
    row = Reminder.objects.get()
    seen = words(client.get(page))
    assert "3 days before the start" in seen and "Goes by itself" in seen and "2 people now" in seen
    assert "09:00" in seen
    again = client.post(page, RULE)
    assert again.status_code == 200 and "such a reminder already" in again.content.decode()
    edit = url("desk-reminder", event, row.uid)
    own = {**RULE, "days_before": "۵", "words": "own", "subject_en": "Soon", "body_en": "Come, {name}."}
    client.post(edit, own)
    row.refresh_from_db()
    assert (row.days_before, row.body) == (5, {"en": "Come, {name}."})
    assert "Come, {name}." in client.get(edit).content.decode()
    client.post(edit, {**own, "words": "standard"})
    row.refresh_from_db()
    assert not row.body
    client.post(url("desk-reminder-remove", event, row.uid))
    assert not Reminder.objects.exists()


def test_the_page_says_what_was_sent_and_what_was_too_late(client, event, three):
    sent = Reminder.objects.create(event=event, anchor="start", days_before=61, audience="confirmed")
    Reminder.objects.create(event=event, anchor="start", days_before=89, audience="confirmed")
    Reminder.objects.create(event=event, anchor="closes", days_before=1, audience="not_replied")
    Reminder.objects.filter(pk=sent.pk).update(done_at=timezone.now(), recipients=7)
    Event.objects.update(registration_closes_at=None)
    seen = words(client.get(url("desk-reminders", event)))
    assert "Not sent: its day had passed" in seen and "Waits: registration has no end yet" in seen
    assert "went to 7 people" in seen


@pytest.mark.parametrize(
    "name", ["desk-announcements", "desk-announcement-new", "desk-reminders", "desk-untold"]
)
def test_who_may_not_write_to_people_sees_no_such_page(name, event, cast):
    page = url(name, event)
    assert cast.client("outsider").get(page).status_code == 404
    assert cast.client("viewer").get(page).status_code == 403
    assert cast.client("registrar").get(page).status_code == 200
    assert cast.client("registrar").delete(page).status_code == 405
