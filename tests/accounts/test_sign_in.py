"""Signing in: what must not tell a stranger who has an account."""

import re

import pytest

from core.models import OutboundMail
from core.outbox import render


@pytest.mark.parametrize("whose, mails", [("organiser@test.example", 1), ("nobody-has-this@test.example", 0)])
def test_asking_for_a_code_looks_the_same_with_and_without_an_account(cast, client, whose, mails):
    answer = client.post("/sign-in/code/", {"email": whose})
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/code/confirm/")
    assert OutboundMail.objects.filter(template="accounts.message").count() == mails


def test_labels_of_the_sign_in_page_are_in_the_readers_language(client, db):
    client.cookies["django_language"] = "ur"
    page = client.get("/sign-in/").content.decode()
    assert 'lang="ur"' in page and "ای میل پتہ" in page and ">Email<" not in page


@pytest.mark.parametrize("whose, mails", [("organiser@test.example", 1), ("nobody-has-this@test.example", 0)])
def test_a_forgotten_password_is_chosen_anew_by_a_code(cast, client, whose, mails):
    """The same answer whether the address has an account; the new password signs in, and ends what was signed in before."""
    elsewhere = cast.client("organiser")
    assert "/sign-in/forgotten/" in client.get("/sign-in/").content.decode()
    answer = client.post("/sign-in/forgotten/", {"email": whose}, follow=True)
    assert answer.redirect_chain == [("/sign-in/forgotten/code/", 302)]
    assert f"If {whose} has an account, a code was sent to it." in answer.content.decode()
    sent = OutboundMail.objects.filter(template="accounts.message")
    assert sent.count() == mails
    wrong = client.post("/sign-in/forgotten/code/", {"code": "ZZZZZZ"})
    assert wrong.status_code == 200 and client.get("/sign-in/forgotten/new/").status_code == 302
    if not mails:
        return
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", render(sent.get()).text, re.M)[1]
    assert client.post("/sign-in/forgotten/code/", {"code": code}).url == "/sign-in/forgotten/new/"
    weak = client.post("/sign-in/forgotten/new/", {"password1": "1234", "password2": "1234"})
    assert weak.status_code == 200 and "password" in weak.content.decode()
    words = {"password1": "four plain words here", "password2": "four plain words here"}
    done = client.post("/sign-in/forgotten/new/", words, follow=True)
    assert "Your new password is kept" in done.content.decode()
    assert elsewhere.get("/desk/").status_code == 302
    signed_in = client.post("/sign-in/", {"login": whose, "password": "four plain words here"})
    assert signed_in.status_code == 302 and signed_in.url == "/desk/"
