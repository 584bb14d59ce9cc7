"""What the registration form promises: names and contacts go when their time is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEvent
from events.models import EventChange, Registration
from events.services import events as event_service
from events.services.registrations import register
from events.services.retention import forget_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(event, cast):
    """One who wants to hear what came of it, and one who does not."""
    actor = cast.actor("anonymous")
    plain = register(
        event, actor=actor, name="Sitara", email="sitara@example.org", needs="a ramp"
    ).registration
    wishes = register(
        event, actor=actor, name="Gul", phone="+923001234567", consents={"outcome": True}
    ).registration
    return plain, wishes


def held(registration: Registration) -> tuple:
    registration.refresh_from_db()
    return bool(registration.email), bool(registration.phone), registration.email_index, registration.needs


def test_contacts_go_90_days_after_the_event_was_closed_and_so_do_names(event, cast, two):
    plain, wishes = two
    event_service.close_event(event, actor=cast.actor("organiser"))
    EventChange.objects.update(at=timezone.now() - timedelta(days=89))
    assert forget_people() == 0
    EventChange.objects.update(at=timezone.now() - timedelta(days=91))
    assert forget_people() == 1
    assert held(plain) == (False, False, "", "")
    assert held(wishes)[1] is True
    assert (plain.name, plain.state, wishes.name) == ("—", "confirmed", "Gul")
    assert AuditEvent.objects.get(verb="people_forgotten").data == {"count": 1}
    assert forget_people() == 0


def test_contacts_of_an_event_that_nobody_closed_go_after_180_days(event, two):
    plain, _wishes = two
    assert forget_people(now=event.ends_at + timedelta(days=179)) == 0
    assert forget_people(now=event.ends_at + timedelta(days=181)) == 1
    assert held(plain) == (False, False, "", "")


def test_a_wish_that_was_withdrawn_no_longer_keeps_the_contact(event, two, cast):
    from events.services.registrations import set_consents

    _plain, wishes = two
    set_consents(wishes, actor=cast.actor("organiser"), consents={"outcome": False})
    assert forget_people(now=event.ends_at + timedelta(days=181)) == 2
