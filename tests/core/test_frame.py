"""The frame of the site: error pages, language, sign-in page, style guide."""

import pytest
from django.test import RequestFactory, override_settings

from core import views


@pytest.mark.django_db
def test_a_missing_page_says_what_to_do(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert b"There is no such page" in response.content
    assert b"<title>There is no such page" in response.content


@pytest.mark.parametrize("path", ["/r/%00/", "/api/v1/registrations/%00/"])
def test_an_address_with_a_nul_names_nothing(client, db, path):
    """PostgreSQL would refuse to look for it."""
    assert client.get(path).status_code == 404


def test_the_page_of_a_failure_needs_nothing(rf: RequestFactory):
    """No database mark: a query would fail this test."""
    request = rf.get("/")
    request.request_id = "abc123"
    response = views.server_error(request)
    assert response.status_code == 500
    assert b"abc123" in response.content
    assert b"css/base.css" in response.content


@override_settings(
    STORAGES={"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}},
    STATIC_ROOT="/nowhere",
)
def test_the_page_of_a_failure_stands_without_static_files(rf: RequestFactory):
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"This did not work" in response.content and b"css/base.css" not in response.content


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_kindly(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/language/setlang/", {"language": "ur"})
    assert response.status_code == 403
    assert b"This page was open too long" in response.content


@pytest.mark.django_db
def test_the_language_is_chosen_by_post_and_turns_the_page(client):
    before = client.get("/sign-in/")
    assert b'<html lang="en" dir="ltr">' in before.content
    response = client.post("/language/setlang/", {"language": "ur", "next": "/sign-in/"})
    assert response.url == "/sign-in/"
    assert b'<html lang="ur" dir="rtl">' in client.get("/sign-in/").content


@pytest.mark.django_db
def test_the_sign_in_page_has_our_fields_and_no_sign_up(client):
    page = client.get("/sign-in/").content.decode()
    assert 'class="input"' in page and "placeholder" not in page
    assert "sign-up" not in page and "signup" not in page
    refused = client.post("/sign-in/", {"login": "nobody@example.org", "password": "x"}).content.decode()
    assert "<title>Error: Sign in" in refused
    assert 'value="nobody@example.org"' in refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/styleguide/", "/styleguide/?desk", "/styleguide/?page=zz&sort=-&app_label=%00"]
)
def test_the_style_guide_shows_everything(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert b" style=" not in response.content


@pytest.mark.django_db
def test_the_style_guide_is_not_there_in_production(client):
    with override_settings(MODE="production", DEMO=False, DEBUG=False):
        assert client.get("/styleguide/").status_code == 404
    assert client.post("/styleguide/").status_code == 405
