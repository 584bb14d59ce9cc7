"""A form that comes after its session has ended: what was typed is not lost, and no other site gains by that."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from events.models import Theme
from tests.events.desk import url, words

OURS = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def desk(cast, settings) -> Client:
    """A browser with a page of the desk open."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.organiser)
    return client


def form_of(page) -> dict:
    """All that the form of a page would send, and where to."""
    html = page.content.decode()
    fields = dict(re.findall(r'<textarea class="vh" name="([^"]+)"[^>]*>\n(.*?)</textarea>', html, re.S))
    return {
        **fields,
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1],
    }


def test_what_was_typed_is_sent_again_after_signing_in(desk, event, cast):
    address = url("desk-themes", event)
    token = form_of(desk.get(address))["csrfmiddlewaretoken"]
    text = "What is missing,\r\nlong thought about?"
    sent = {"title_en": "A new theme", "questions_en": text, "csrfmiddlewaretoken": token}
    Session.objects.all().delete()
    kept = desk.post(address, sent, **OURS)
    assert kept.status_code == 401 and "You were signed out meanwhile" in words(kept)
    assert "long thought about" in words(kept) and 'href="/sign-in/"' in kept.content.decode()
    page = form_of(kept)
    assert page["questions_en"] == text
    signing = form_of(desk.get("/sign-in/"))
    desk.post("/sign-in/", {"login": cast.organiser.email, "password": "wrong", **signing}, **OURS)
    desk.force_login(cast.organiser)  # signed in; the token of the page that waits is an old one now
    desk.cookies["csrftoken"] = "a" * 32
    stale = desk.post(address, page, **OURS)
    assert stale.status_code == 403 and "Look at it, and send it again." in words(stale)
    assert desk.post(address, form_of(stale), **OURS).status_code == 302
    assert Theme.objects.get(title__en="A new theme").questions["en"] == text.replace("\r", "")


def test_nobody_else_gains_by_it(desk, event, cast):
    """Another site's form is refused and not shown; a password is never shown; without cookies there is nothing to send again."""
    address, sent = (
        url("desk-themes", event),
        {"title_en": "Of another site", "csrfmiddlewaretoken": "b" * 32},
    )
    desk.get(address)
    for more in ({"HTTP_ORIGIN": "https://evil.example"}, {}, {"HTTP_ORIGIN": "null"}):
        refused = desk.post(address, sent, **more)
        assert refused.status_code == 403 and "Of another site" not in refused.content.decode()
    secret = desk.post("/sign-in/", {"login": "a@b.example", "password": "my secret word", **sent}, **OURS)
    assert secret.status_code == 403 and "my secret word" not in secret.content.decode()
    stranger = Client(enforce_csrf_checks=True)
    assert "Of another site" not in stranger.post(address, sent, **OURS).content.decode()
    assert Client().post(address, sent).status_code == 302  # nobody was signed in
