"""Limits on forms: what counts together, what does not, and what stays in the database."""

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core import throttle
from core.models import Tally

pytestmark = pytest.mark.django_db


def request(address: str = "192.0.2.7", **headers):
    return RequestFactory(REMOTE_ADDR=address).post("/", headers=headers)


@pytest.fixture
def tight(monkeypatch):
    """Limits that a test can reach."""
    monkeypatch.setattr(throttle, "PER_CONNECTION", throttle.Limit(3, 600))
    monkeypatch.setattr(throttle, "PER_CONTACT", throttle.Limit(2, 3600))


def tries(count: int, **kwargs) -> None:
    for _ in range(count):
        throttle.check(request(kwargs.pop("address", "192.0.2.7")), "register", **kwargs)


def test_a_connection_has_its_limit_per_form(tight):
    tries(3)
    with pytest.raises(throttle.TooMany) as error:
        tries(1)
    assert error.value.status == 429 and "wait ten minutes" in error.value.message
    throttle.check(request(), "another form")
    throttle.check(request("192.0.2.8"), "register")


def test_a_contact_has_its_own_tighter_limit(tight):
    throttle.check(request("192.0.2.1"), "register", contact="a")
    throttle.check(request("192.0.2.2"), "register", contact="a")
    throttle.check(request("192.0.2.3"), "register", contact="b")
    with pytest.raises(throttle.TooMany):
        throttle.check(request("192.0.2.4"), "register", contact="a")


def test_a_new_window_starts_afresh_and_old_counts_are_forgotten(tight):
    with time_machine.travel("2027-01-12 10:00:01Z", tick=False):
        tries(3)
    with time_machine.travel("2027-01-12 10:10:01Z", tick=False):
        tries(3)
        assert throttle.forget() == 1
    assert Tally.objects.count() == 1


def test_one_statement_and_no_address_in_the_database():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        throttle.check(request(), "register", contact="sitara@example.org")
    assert len(queries) == 1
    kept = str(list(Tally.objects.values()))
    assert "192.0.2.7" not in kept and "sitara" not in kept


def test_only_trusted_proxies_say_who_connects(settings):
    forged = request("10.0.0.1", **{"X-Forwarded-For": "198.51.100.9, 203.0.113.5"})
    settings.TRUSTED_PROXIES = 0
    assert throttle.client_address(forged) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert throttle.client_address(forged) == "203.0.113.5"
    assert throttle.client_address(request("10.0.0.1")) == "10.0.0.1"


def test_an_ipv6_network_counts_as_one_connection():
    assert throttle.client_address(request("2001:db8:1:2:3::4")) == throttle.client_address(
        request("2001:db8:1:2:ffff::9")
    )
    assert throttle.client_address(request("2001:db8:1:3::1")) != throttle.client_address(
        request("2001:db8:1:2::1")
    )
    assert throttle.client_address(request("")) == "unknown"
