"""The team's pages of submissions: who may open them, what each does, and how often each asks the database."""

import pytest
from django.urls import reverse

from core import jobs
from events.models import EventRole
from recommendations.documents import dossier
from recommendations.models import Answer, Submission
from recommendations.services import answers, dossiers
from tests.cast import make_institution
from tests.recommendations import packages
from tests.shared import shared

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

LETTER = {"letter_number": "F.7", "authority": "Secretary", "publish": "yes"}


@shared
def adopted(event, areas, mohr):
    return packages.recommendations(event, areas, mohr)


@shared
def prepared(event, mohr, adopted) -> Submission:
    return packages.prepared(event, mohr, adopted)


@shared
def delivered(event, mohr, adopted) -> Submission:
    return packages.delivered(event, mohr, adopted, number="SPO/D/1")


@shared
def recorded(delivered, cast) -> Answer:
    given = [
        {
            "recommendation": delivered.items.first().recommendation.ref,
            "value": "noted",
            "reason": "Under study",
        }
    ]
    return answers.record_answer(
        delivered, actor=cast.actor("drafter"), letter_date=packages.today(), positions=given, **LETTER
    )


def url(name: str, submission: Submission | None = None, *args, slug: str = "policy-consultation") -> str:
    return reverse(f"recommendations:{name}", args=[slug, *([submission.code] if submission else []), *args])


def package(adopted, **fields) -> dict:
    return {
        "recommendations": [str(rec.uid) for rec in adopted],
        "addressees": ["mohr"],
        "subject": "Framework",
        "cover_letter": "Dear Secretary",
        "signatory_name": "A. Director",
        "signatory_designation": "Director",
        "language": "en",
        "acknowledge_days": "14",
        "respond_days": "60",
        **fields,
    }


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def closed(response) -> None:
    """Close the file, which a server does after it has sent it."""
    for close in response._resource_closers:
        close()


# -- Who may ------------------------------------------------------------------------------------------------------------

PAGES = (
    "submission-list",
    "submission-new",
    "submission-page",
    "submission-edit",
    "submission-send",
    "submission-discard",
)
READERS = ("organiser", "drafter", "chair")
WRITERS = ("organiser", "drafter")


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_those_who_work_on_them_alone(prepared, cast, name):
    address = url(name) if name in ("submission-list", "submission-new") else url(name, prepared)
    allowed = READERS if name in ("submission-list", "submission-page") else WRITERS
    for who in (
        "organiser",
        "drafter",
        "chair",
        "registrar",
        "rapporteur",
        "viewer",
        "outsider",
        "reviewer",
        "assessor",
        "nobody",
    ):
        on_team = who in (*READERS, "registrar", "rapporteur", "viewer")
        expected = 200 if who in allowed else 403 if on_team else 404
        assert cast.client(who).get(address).status_code == expected, who
    assert cast.client("anonymous").get(address).status_code == 302


@pytest.mark.parametrize(
    "name", ["submission-deliver", "submission-acknowledge", "submission-return", "answer-new"]
)
def test_steps_open_for_those_who_take_them(delivered, cast, name):
    Submission.objects.update(state="submitted")
    chair = 200 if name == "answer-new" else 403
    expected = {"organiser": 200, "chair": chair, "viewer": 403, "outsider": 404, "reviewer": 404}
    assert {who: cast.client(who).get(url(name, delivered)).status_code for who in expected} == expected


def test_missing_and_foreign_look_the_same(prepared, event, ask, cast):
    from tests.cast import make_event

    other = make_event(ask, "other-event")
    client = cast.client("organiser")
    assert client.get(url("submission-page", prepared, slug=other.slug)).status_code == 404
    assert client.get(f"/desk/events/{event.slug}/submissions/nothere/").status_code == 404
    assert client.post(url("submission-page", prepared)).status_code == 405
    assert client.get(url("dossier-again", prepared)).status_code == 405


def test_a_post_without_the_right_changes_nothing(prepared, cast):
    for name in ("submission-send", "submission-edit", "submission-discard"):
        assert cast.client("chair").post(url(name, prepared), {"checked": "on"}).status_code == 403
        assert cast.client("outsider").post(url(name, prepared), {"checked": "on"}).status_code == 404
    assert Submission.objects.get().state == "prepared"


# -- From package to delivery -------------------------------------------------------------------------------------------


def test_a_package_is_prepared_looked_at_and_sent(adopted, cast):
    client = cast.client("organiser")
    assert 'value="{}" checked'.format("2") not in page(client, url("submission-new"))
    response = client.post(url("submission-new"), package(adopted))
    made = Submission.objects.get()
    assert response.url == url("submission-page", made)
    assert "As it would leave now" in page(client, url("submission-page", made))
    assert "Preview: not sent yet" in page(client, reverse("recommendations:dossier-text", args=[made.code]))
    assert client.post(url("submission-send", made)).status_code == 400  # the box is not ticked
    assert client.post(url("submission-send", made), {"checked": "on"}).url == url("submission-page", made)
    text = page(client, url("submission-page", made))
    assert "Waiting for its turn" in text
    assert f'hx-get="{url("dossier-progress", made)}"' in text
    assert "Record the delivery" in text


def test_several_addressees_and_each_its_own(adopted, event, ask, cast):
    adopted[0].addressings.create(institution=ask, role="supporting")
    client = cast.client("organiser")
    data = package(adopted, addressees=["mohr", "ask"], each_its_own="on")
    assert client.post(url("submission-new"), data).url == url("submission-list")
    assert {one.addressee.code: one.items.count() for one in Submission.objects.all()} == {
        "mohr": 3,
        "ask": 1,
    }


def test_what_is_typed_stays_when_something_is_wrong(adopted, cast):
    response = cast.client("organiser").post(
        url("submission-new"),
        package(adopted, subject="x" * 10_000, cover_letter="My own words", recommendations=[]),
    )
    text = response.content.decode()
    assert response.status_code == 400
    assert "My own words" in text
    assert "is too long: at most 300 characters" in text
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("typed", ["a\x00b", "\u200b", "<script>alert(1)</script>", "=1+1", "\ud800"])
def test_odd_text_is_refused_or_kept_exactly(adopted, cast, typed):
    data = package(adopted, subject=typed)
    try:
        response = cast.client("organiser").post(url("submission-new"), data)
    except UnicodeEncodeError:
        return  # the client itself cannot send a lone surrogate
    made = Submission.objects.first()
    assert response.status_code == (302 if made else 400)
    if made:
        assert made.subject == typed
        assert "<script>alert(1)" not in page(cast.client("organiser"), url("submission-page", made))


def test_the_send_page_names_what_is_missing_and_who_is_named(prepared, event, areas, cast):
    packages.person(event, 1, area=areas.karachi, name="Zarmina Qalandari")
    client = cast.client("organiser")
    assert "may stand in it" not in page(client, url("submission-send", prepared))
    data = package(
        [], subject="Framework", cover_letter="As Zarmina Qalandari said", signatory_name="", number="SPO/X/1"
    )
    data["recommendations"] = [str(item.recommendation.uid) for item in prepared.items.all()]
    assert client.post(url("submission-edit", prepared), data).status_code == 302
    text = page(client, url("submission-send", prepared))
    assert "The signatory" in text and "Something is missing" in text
    assert "may stand in it" in text and "The cover letter" in text
    assert client.post(url("submission-send", prepared), {"checked": "on"}).status_code == 400
    assert Submission.objects.get().state == "prepared"


def test_delivery_is_recorded_and_an_impossible_day_is_not(event, mohr, adopted, cast):
    sent = packages.sent(event, mohr, adopted)
    client = cast.client("drafter")
    response = client.post(url("submission-deliver", sent), {"on": "2099-01-01", "means": "registry"})
    assert response.status_code == 400 and "in the future" in response.content.decode()
    client.post(
        url("submission-deliver", sent),
        {"on": packages.today().isoformat(), "means": "registry", "receipt": "Diary 5"},
    )
    sent.refresh_from_db()
    assert (sent.state, sent.delivery_receipt) == ("delivered", "Diary 5")
    assert client.get(url("submission-deliver", sent)).url == url("submission-page", sent)  # once is enough
    client.post(
        url("submission-acknowledge", sent), {"on": packages.today().isoformat(), "their_number": "7"}
    )
    sent.refresh_from_db()
    assert sent.state == "acknowledged"


def test_discard_asks_first(prepared, cast):
    client = cast.client("organiser")
    assert "The number. It is not given again." in page(client, url("submission-discard", prepared))
    assert Submission.objects.exists()
    client.post(url("submission-discard", prepared))
    assert not Submission.objects.exists()


# -- The dossier ---------------------------------------------------------------------------------------------------------


def test_the_dossier_is_for_the_team_and_the_addressee(delivered, cast, tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    pdf = reverse("recommendations:dossier-pdf", args=[delivered.code])
    text = reverse("recommendations:dossier-text", args=[delivered.code])
    assert cast.client("reviewer").get(pdf).url == text  # not made yet
    monkeypatch.setattr(dossier, "pdf_of", lambda html, sha256: b"%PDF-1.7 small")
    monkeypatch.setattr(dossier, "_pages", lambda data: 1)
    jobs.run_job.func(delivered.documents.get().job_id)
    for who in ("organiser", "drafter", "chair", "reviewer"):
        response = cast.client(who).get(pdf)
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf"), who
        assert b"".join(response.streaming_content) == b"%PDF-1.7 small"
        closed(response)
        assert response["Content-Disposition"].startswith("inline")
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert "no-store" in response["Cache-Control"]
        assert "Human rights policy framework" in page(cast.client(who), text)
    saved = cast.client("organiser").get(f"{pdf}?download")
    assert saved["Content-Disposition"].startswith("attachment")
    closed(saved)
    for who in ("registrar", "viewer", "rapporteur", "outsider", "assessor", "nobody"):
        assert cast.client(who).get(pdf).status_code == 404, who
        assert cast.client(who).get(text).status_code == 404, who
    assert cast.client("anonymous").get(pdf).status_code == 302
    assert pdf in page(cast.client("organiser"), url("submission-page", delivered))


def test_before_it_is_sent_it_is_the_teams_alone(prepared, cast):
    for name in ("dossier-pdf", "dossier-text"):
        assert (
            cast.client("reviewer").get(reverse(f"recommendations:{name}", args=[prepared.code])).status_code
            == 404
        )
    assert (
        cast.client("organiser").get(reverse("recommendations:dossier-pdf", args=[prepared.code])).status_code
        == 404
    )


def test_the_progress_bar_ends_by_itself(delivered, cast):
    client = cast.client("organiser")
    response = client.get(url("dossier-progress", delivered))
    assert "hx-get" in response.content.decode() and "HX-Refresh" not in response.headers
    dossiers.keep(delivered.documents.get(), path="x", sha256="x", size=1, pages=1)
    assert client.get(url("dossier-progress", delivered)).headers["HX-Refresh"] == "true"
    assert cast.client("outsider").get(url("dossier-progress", delivered)).status_code == 404


def test_a_failure_is_said_in_plain_words_with_a_way_on(delivered, cast, monkeypatch):
    client = cast.client("organiser")
    monkeypatch.setattr(dossier, "pdf_of", None)
    for _try in range(3):
        delivered.documents.get().job.__class__.objects.update(run_at=delivered.created_at)
        jobs.run_job.func(delivered.documents.get().job_id)
    text = page(client, url("submission-page", delivered))
    assert "The PDF could not be made" in text and "TypeError" not in text
    assert url("dossier-again", delivered) in text
    assert client.post(url("dossier-again", delivered)).status_code == 302
    assert delivered.documents.get().state == "queued"
    assert cast.client("chair").post(url("dossier-again", delivered)).status_code == 403


def test_without_pango_the_page_says_what_to_install(delivered, cast, monkeypatch):
    from core import pdf

    monkeypatch.setattr(pdf, "library_problem", lambda: "libpango is missing")
    dossiers.mark(delivered.documents.get(), "failed")
    text = page(cast.client("organiser"), url("submission-page", delivered))
    assert "apt-get install" in text and "Read and print it as a page" in text


# -- SQL -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(event, adopted, cast, django_assert_num_queries, number):
    client = cast.client("organiser")
    for n in range(number):
        packages.delivered(event, make_institution(f"body-{n}", f"Body {n}"), adopted[:1])
    client.get(url("submission-list"))
    with django_assert_num_queries(8):
        page(client, url("submission-list"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    event, mohr, adopted, cast, django_assert_num_queries, number
):
    submission = packages.delivered(event, mohr, adopted[:number])
    client = cast.client("organiser")
    client.get(url("submission-page", submission))
    with django_assert_num_queries(11):
        page(client, url("submission-page", submission))


def test_a_manager_of_the_event_may_do_it_all(prepared, event, cast):
    EventRole.objects.create(event=event, user=cast.viewer, role="manager")
    assert cast.client("viewer").post(url("submission-send", prepared), {"checked": "on"}).status_code == 302
    assert Submission.objects.get().state == "submitted"
