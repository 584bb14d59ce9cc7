"""The mails of a demonstration can be read by everyone; nowhere else is there such a page."""

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse


@pytest.fixture
def written(settings, tmp_path):
    """Two mails in one file, as a run of the outbox writes them."""
    settings.DEMO, settings.EMAIL_FILE_PATH, settings.SITE_URL = True, str(tmp_path), "http://localhost:8000"
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path))
    connection.open()
    text = "Dear Sitara,\n\nYour page:\nhttp://localhost:8000/r/abc-123/\n\nElsewhere: http://evil.example/x <b>bold</b>"
    connection.send_messages(
        [EmailMessage("Your place is confirmed: مشاورت", text, "a@b.example", ["sitara@example.org"])]
    )
    connection.send_messages(
        [EmailMessage("Second", "Text " + "-" * 79 + " in a line", "a@b.example", ["zahid@example.org"])]
    )
    connection.close()
    return next(tmp_path.glob("*.log")).name


def test_the_newest_mails_are_listed(client, written):
    page = client.get(reverse("core:demo-mail")).content.decode()
    assert "Your place is confirmed: مشاورت" in page and "zahid@example.org" in page


def test_a_mail_is_read_and_its_own_link_followed(client, written):
    page = client.get(reverse("core:demo-mail-text", args=[written, 1])).content.decode()
    assert '<a href="/r/abc-123/">http://localhost:8000/r/abc-123/</a>' in page
    assert 'href="http://evil.example' not in page and "<b>bold" not in page
    assert "in a line" in client.get(reverse("core:demo-mail-text", args=[written, 2])).content.decode()


@pytest.mark.parametrize(
    "file, number", [("nothing.log", 1), ("..%2fsecret.log", 1), ("settings.py", 1), (None, 3)]
)
def test_other_files_are_not_found(client, written, file, number):
    assert client.get(f"/demo/mail/{file or written}/{number}/").status_code == 404


def test_outside_a_demonstration_there_is_no_such_page(client, written, settings):
    settings.DEMO = False
    assert client.get(reverse("core:demo-mail")).status_code == 404
    assert client.get(reverse("core:demo-mail-text", args=[written, 1])).status_code == 404


def test_without_mail_the_page_says_what_to_do(client, settings, tmp_path):
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path / "none")
    assert "No mail yet" in client.get(reverse("core:demo-mail")).content.decode()
