"""Staff correct a registration, and note the answers of several invited people at once."""

import pytest

from core.sealed import open_sealed
from events.services import invitations, registrations
from tests.events.desk import url, words
from tests.events.people import join, states


@pytest.fixture
def client(cast):
    return cast.client("registrar")


def test_the_desk_corrects_what_was_misheard_and_keeps_the_contact_it_does_not_see(client, event, areas):
    person = join(event, 1, name="Sitra", phone="+923001234567", category="cso", area=areas.lahore)
    page = url("desk-registration-correct", event, person.code)
    assert page in client.get(url("desk-registration", event, person.code)).content.decode()
    shown = client.get(page)
    assert "Sitra" in words(shown) + shown.content.decode() and "1234567" not in shown.content.decode()
    form = {
        "name": "Sitara Bibi", "honorific": "Dr.", "category": "media", "area": "PK-PB.lahore", "language": "en",
        "email": "new@people.example",
    }  # fmt: skip
    assert client.post(page, form | {"name": ""}).status_code == 200
    assert client.post(page, form).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.honorific, person.category) == ("Sitara Bibi", "Dr.", "media")
    assert open_sealed(person, "phone") == "+923001234567"
    assert open_sealed(person, "email") == "new@people.example"
    change = person.changes.order_by("id").last()
    assert (change.transition, change.actor_label) == ("update", "Registrar Test")


def test_who_has_withdrawn_is_not_corrected(client, event, cast):
    person = join(event)
    registrations.cancel(person, actor=cast.actor("registrar"))
    page = url("desk-registration-correct", event, person.code)
    assert page not in client.get(url("desk-registration", event, person.code)).content.decode()
    answer = client.post(page, {"name": "Another", "language": "en"})
    assert "can no longer be changed" in words(answer)


def test_answers_of_several_invited_are_noted_at_once_and_one_message_names_each_reason(client, event, cast):
    event.pools.all().delete()
    people = [{"name": f"Guest {number}", "email": f"guest{number}@people.example"} for number in range(8)]
    guests = invitations.invite(event, people, actor=cast.actor("registrar")).invited
    assert "They said yes" in words(client.get(url("desk-registrations", event)))
    page, chosen = url("desk-registration-decide", event), [guest.code for guest in guests]
    refused = words(client.post(page, {"decision": "approve", "chosen": chosen}, follow=True))
    assert refused.count("Record their answer instead") == 1 and "Guest 4 and 3 more:" in refused
    assert "8 answers are recorded: will come." in words(
        client.post(page, {"decision": "come", "chosen": chosen}, follow=True)
    )
    assert states(event) == ["c"] * 8
