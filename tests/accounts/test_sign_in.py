"""Signing in: what must not tell a stranger who has an account."""

import pytest

from core.models import OutboundMail


@pytest.mark.parametrize("whose, mails", [("organiser@test.example", 1), ("nobody-has-this@test.example", 0)])
def test_asking_for_a_code_looks_the_same_with_and_without_an_account(cast, client, whose, mails):
    answer = client.post("/sign-in/code/", {"email": whose})
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/code/confirm/")
    assert OutboundMail.objects.filter(template="accounts.message").count() == mails


def test_labels_of_the_sign_in_page_are_in_the_readers_language(client, db):
    client.cookies["django_language"] = "ur"
    page = client.get("/sign-in/").content.decode()
    assert 'lang="ur"' in page and "ای میل پتہ" in page and ">Email<" not in page
