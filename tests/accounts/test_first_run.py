"""The first start of an empty installation."""

import pytest

from accounts.models import Membership, User
from accounts.services.first_run import create_first_administrator, is_first_run
from core.errors import Conflict, DomainError
from core.models import AuditEvent
from directory.models import Institution
from tests.events.desk import words

GIVEN = {
    "email": "Boss@Example.org", "name": "A. Boss", "password": "four words of mine", "institution": "A civic institution",
    "prefix": "aci", "country": "PK", "timezone": "Asia/Karachi",
}  # fmt: skip


def test_the_first_person_becomes_administrator_and_organiser(client, areas):
    answer = client.post("/first-run/", GIVEN)
    user, host = User.objects.get(), Institution.objects.get()
    assert answer.url == "/desk/"
    assert (user.email, user.is_superuser, user.is_staff, user.check_password(GIVEN["password"])) == (
        "boss@example.org",
        True,
        True,
        True,
    )
    assert (host.name, host.reference_prefix, host.is_host, host.timezone, host.country) == (
        "A civic institution",
        "ACI",
        True,
        "Asia/Karachi",
        "PK",
    )
    assert Membership.objects.get().role == "organiser"
    assert AuditEvent.objects.filter(kind="security", verb="first_administrator").count() == 1
    assert "Make your first event" in words(client.get("/desk/events/upcoming/"))


def test_afterwards_the_page_does_not_exist(client, areas):
    client.post("/first-run/", GIVEN)
    for method in (client.get, client.post):
        assert method("/first-run/").status_code == 404
    assert not is_first_run()


def test_a_second_first_person_is_refused(areas):
    create_first_administrator(**{**GIVEN, "prefix": "ACI"})
    with pytest.raises(Conflict):
        create_first_administrator(**{**GIVEN, "email": "other@example.org", "prefix": "OTHER"})
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "x"},
        {"name": "​"},
        {"password": "1234567890"},
        {"institution": ""},
        {"prefix": "S P O"},
        {"timezone": "Mars"},
        {"country": "XX"},
    ],
)
def test_what_does_not_do_is_asked_again_and_nothing_is_made(client, areas, wrong):
    answer = client.post("/first-run/", {**GIVEN, **wrong})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert GIVEN["password"] not in answer.content.decode()
    assert (User.objects.count(), Institution.objects.count(), Membership.objects.count()) == (0, 0, 0)


def test_the_service_checks_the_password_itself(db):
    with pytest.raises(DomainError) as error:
        create_first_administrator(**{**GIVEN, "prefix": "ACI", "password": "short"})
    assert "password" in error.value.fields
