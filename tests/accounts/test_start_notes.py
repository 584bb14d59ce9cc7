"""What `manage.py serve` tells whoever starts it."""

import pytest

from accounts.hooks import who_may_sign_in
from accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_empty_installation_asks_for_its_first_administrator(settings):
    settings.DEMO = True
    assert "first administrator" in who_may_sign_in()[0]


def test_the_demo_names_its_people_and_no_one_else(settings):
    settings.DEMO = True
    User.objects.create_user("chair@demo.example", "x", name="Chair", designation="Chair of SPO")
    User.objects.create_user("real@example.org", "x", name="Real person")
    said = "\n".join(who_may_sign_in())
    assert "chair@demo.example" in said and "Chair of SPO" in said
    assert "real@example.org" not in said


def test_without_the_demo_nobody_is_named(settings):
    settings.DEMO = False
    User.objects.create_user("chair@demo.example", "x", name="Chair")
    assert who_may_sign_in() == []
