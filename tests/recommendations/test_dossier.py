"""The dossier: what it says, what it must never say, and how it gets safely onto the disk."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from core import jobs, pdf
from core.errors import Conflict, DomainError
from core.models import Job
from recommendations import participation
from recommendations.documents import dossier, reading
from recommendations.models import Submission, SubmissionDocument
from recommendations.services import dossiers, snapshots
from tests.needs import missing
from tests.recommendations import packages
from tests.shared import shared


@shared
def submission(event, areas, mohr) -> Submission:
    """Sent, of an event with 18 people and minutes that are published."""
    packages.people(event, areas)
    adopted = packages.recommendations(event, areas, mohr)
    packages.reserve(adopted[0])
    return packages.sent(event, mohr, adopted)


@shared
def document(submission) -> SubmissionDocument:
    return submission.documents.get()


@pytest.fixture
def files(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def made(document: SubmissionDocument) -> SubmissionDocument:
    """The job, run as a worker would."""
    if problem := pdf.library_problem():
        missing(problem)
    jobs.run_job.func(document.job_id)
    document.refresh_from_db()
    return document


@shared
def rendered(document) -> SubmissionDocument:
    """Made once for the tests that only look into it: rendering takes seconds."""
    return made(document)


def words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


# -- What leaves -------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_nothing_that_leaves_holds_anything_personal(rendered):
    """Content, text, metadata and attachments of the PDF, its print view: none holds what was planted."""
    content = rendered.submission.content
    data = dossier.path_of(rendered).read_bytes()
    reader = PdfReader(io.BytesIO(data))
    leaving = {
        "content": json.dumps(content, ensure_ascii=False),
        "text": words(data),
        "metadata": f"{dict(reader.metadata)} {reader.xmp_metadata}",
        "attachments": str(dict(reader.attachments)),
        "bytes": data.decode("latin-1"),
        "print view": dossier.html_of(rendered.submission, "recommendations/dossier/print.html"),
    }
    found = [
        (where, secret)
        for where, text in leaving.items()
        for secret in packages.SECRETS
        if secret.lower() in text.lower()
    ]
    assert found == []
    assert not reader.attachments


def test_the_planted_secrets_are_there_to_be_found(submission, event):
    """The control: the database holds each of them, so the test above can fail."""
    from core.sealed import open_sealed
    from directory.models import Institution
    from events.models import Registration, Speaker
    from recommendations.models import Reservation

    row = Registration.objects.filter(event=event).first()
    held = [
        row.name,
        row.designation,
        row.needs,
        open_sealed(row, "email"),
        open_sealed(row, "phone"),
        row.institution_text,
    ]
    held += [
        Speaker.objects.get().name,
        Reservation.objects.get().named_as,
        Institution.objects.get(code="quietorg").name,
    ]
    sources = submission.items.first().recommendation.sources.all()
    held += [source.entry.text + source.entry.speaker + source.entry.author_label for source in sources]
    assert [secret for secret in packages.SECRETS if secret not in " ".join(held)] == []


def test_content_tells_the_chain_in_counts_and_published_words(submission):
    first, second, third = submission.content["items"]
    origin = first["origin"]
    assert origin["entries"] == 6  # seven sources, one of a closed session
    assert origin["published"] == 5  # one is for the drafting circle only
    assert [session["title"]["text"] for session in origin["sessions"]] == ["Gap analysis: practice"]
    assert origin["by_area"] == [{"name": "Sindh", "count": 1}]  # the province, not the district
    assert origin["by_category"] == [
        {"name": "Civil society organisation", "count": 1}
    ]  # two from ministries are too few
    assert [quote["text"] for quote in origin["quotes"]] == [
        packages.URDU,
        "Shelters turn people away.",
        "The desk is understaffed.",
    ]
    assert [quote["by"] for quote in origin["quotes"]] == ["Sindh", "Civil society organisation", ""]
    assert (first["rationale"], first["sdgs"]) == ("Departments plan against gaps they cannot see.", ["16.6"])
    assert first["decision"]["method"] == "consensus" and first["decision"]["present"] == 46
    assert first["reservations"] == ["Smaller provinces ask for a year longer."]
    assert (second["language"], second["text"]) == ("ur", packages.URDU)
    assert third["origin"]["reason"] == "A written contribution"
    counts = submission.content["participation"]
    assert (counts["total"], counts["basis"], counts["districts"]) == (18, "attended", 3)


def test_unpublished_minutes_give_counts_but_no_words(event, areas, mohr):
    packages.people(event, areas)
    submission = packages.sent(event, mohr, packages.recommendations(event, areas, mohr, published=False))
    origin = submission.content["items"][0]["origin"]
    assert (origin["entries"], origin["published"], origin["quotes"], origin["by_area"]) == (6, 0, [], [])
    with reading.in_language_of(submission.content):
        assert "not published yet" in reading.read(submission.content, "")["themes"][0].items[0]["drawn_from"]


@pytest.mark.parametrize(
    ("cells", "visible", "rest"),
    [
        ({"a": 20, "b": 6, "c": 2}, {"a": 20}, 8),  # c alone could be computed: b goes with it
        ({"a": 20, "b": 6}, {"a": 20, "b": 6}, 0),
        ({"a": 20, "b": 3, "c": 4}, {"a": 20}, 7),
        ({"a": 20, "b": 1, "c": 1}, {}, 22),  # two together are still under five
        ({"a": 4}, {}, 0),
        ({}, {}, 0),
    ],
)
def test_small_cells_go_with_what_would_give_them_away(cells, visible, rest):
    assert participation.shown(cells) == (visible, rest)


def test_small_cells_of_an_event(submission):
    counts = submission.content["participation"]
    assert counts["by_category"] is None  # 16 and 2: hiding the 2 leaves only the 16, which goes too
    assert counts["by_area"] is None


def test_a_small_event_shows_no_total(event, areas, mohr):
    for number in range(1, 5):
        packages.person(event, number, area=areas.karachi)
    counts = participation.table(event, "en")
    assert (counts["total"], counts["districts"], counts["by_area"]) == (None, None, None)


def test_the_same_database_gives_the_same_content(submission):
    again = snapshots.freeze(Submission.objects.get())
    assert snapshots.fingerprint(again) == submission.content_sha256
    assert snapshots.canonical({"b": 1, "a": "ہ"}) == '{"a":"ہ","b":1}'.encode()


@pytest.mark.parametrize("number", [1, 3])
def test_freezing_asks_the_same_number_of_questions(event, areas, mohr, django_assert_num_queries, number):
    submission = packages.prepared(event, mohr, packages.recommendations(event, areas, mohr)[:number])
    submission = Submission.objects.select_related("host", "addressee", "event").get(pk=submission.pk)
    with django_assert_num_queries(9):
        snapshots.freeze(submission)


# -- The PDF -----------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_pdf_holds_the_texts_in_our_fonts_alone(rendered):
    data = dossier.path_of(rendered).read_bytes()
    reader = PdfReader(io.BytesIO(data))
    text = words(data)
    for piece in (
        "Human rights policy framework",
        "Ministry of Human Rights",
        packages.ENGLISH,
        rendered.submission.number,
        "A. Director",
    ):
        assert piece in text, piece
    assert "Smaller provinces ask for a year longer" in text
    assert "18 people took part" in text
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    bundled = {family.replace(" ", "-") for family in pdf.FONT_FAMILIES}
    assert {font for font in fonts if font.removesuffix("-Bold") not in bundled} == set()
    assert "Sanlap-Nastaliq" in fonts
    assert reader.metadata.title.startswith(rendered.submission.number)
    assert (rendered.state, rendered.pages, rendered.size) == ("ready", len(reader.pages), len(data))
    assert dossier.hashlib.sha256(data).hexdigest() == rendered.sha256
    assert rendered.job.state == "done"


@pytest.mark.once
def test_the_same_content_gives_the_same_bytes(rendered, submission):
    again = dossier.pdf_of(dossier.html_of(submission), submission.content_sha256)
    assert again == dossier.path_of(rendered).read_bytes()


@pytest.mark.once
def test_user_text_fetches_nothing_and_stays_text(event, areas, mohr, files):
    """Addresses in a text are printed, never opened: no image, no file, no sheet, no attachment."""
    bait = (
        '<img src="http://127.0.0.1:9/x.png"><link rel=attachment href="file:///etc/passwd">'
        '<style>@import url(http://127.0.0.1:9/y.css)</style><!-- fonts -->{% now "Y" %}'
    )
    adopted = packages.recommendations(event, areas, mohr)
    submission = packages.sent(event, mohr, adopted, cover_letter=bait, subject="<script>alert(1)</script>")
    document = made(submission.documents.get())
    data = (files / document.path).read_bytes()
    text = words(data).replace(" ", "")  # lines may break anywhere in an address
    for piece in ("<imgsrc=", "file:///etc/passwd", "@importurl", "<script>alert(1)</script>", "{%now"):
        assert piece in text, piece
    assert not PdfReader(io.BytesIO(data)).attachments
    assert b"root:x:0" not in data


@pytest.mark.once
def test_an_address_that_is_not_bundled_stops_the_document(submission):
    """The control: had a text become markup, the renderer itself would refuse."""
    if problem := pdf.library_problem():
        missing(problem)
    html = dossier.html_of(submission).replace("</main>", '<img src="http://127.0.0.1:9/x.png"></main>')
    with pytest.raises(RuntimeError, match="could not be made"):
        dossier.pdf_of(html, "x")


def test_content_changed_by_hand_makes_no_document(submission):
    submission.content["items"][0]["text"] = "Something else"
    with pytest.raises(DomainError, match="not what was sent"):
        dossier.html_of(submission)


# -- On the disk, whatever happens -------------------------------------------------------------------------------------


def test_a_job_that_dies_half_way_leaves_nothing_and_is_done_again(document, files, monkeypatch):
    """Killed at each report of progress in turn: no half file, no row that promises one; the next try ends well."""
    if problem := pdf.library_problem():
        missing(problem)
    monkeypatch.setattr(dossier, "pdf_of", lambda html, sha256: PDF)
    for dies_at in (0, 1, 2, 3):
        with monkeypatch.context() as patch:
            patch.setattr(jobs.Run, "progress", _dies(dies_at))
            Job.objects.update(state="queued", attempts=0, run_at=document.job.created_at)
            jobs.run_job.func(document.job_id)
        document.refresh_from_db()
        assert (document.state, document.path, document.sha256) == ("queued", "", "")
        assert document.job.state == "retry"
        assert list(files.rglob("*.part")) == []
        assert not dossiers.has_failed(document)
    Job.objects.update(run_at=document.job.created_at)
    jobs.run_job.func(document.job_id)
    document.refresh_from_db()
    assert (document.state, len(list(files.rglob("*.pdf")))) == ("ready", 1)
    assert dossier.path_of(document).read_bytes() == PDF


def test_a_disk_that_is_full_leaves_no_half_file(submission, files, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        dossier.store(submission, PDF)
    assert list((files / "dossiers").iterdir()) == []


def test_it_fails_for_good_after_three_tries_and_may_be_ordered_again(document, files, monkeypatch, cast):
    def broken(html, sha256):
        raise RuntimeError("boom")

    monkeypatch.setattr(dossier, "pdf_of", broken)
    for _try in range(3):
        Job.objects.update(run_at=document.job.created_at)
        jobs.run_job.func(document.job_id)
    document.refresh_from_db()
    assert (document.state, document.job.state, dossiers.has_failed(document)) == ("failed", "failed", True)
    document = dossiers.order_again(document, actor=cast.actor("organiser"))
    assert (document.state, document.job.state) == ("queued", "queued")
    with pytest.raises(Conflict, match="being made"):
        dossiers.order_again(document, actor=cast.actor("organiser"))


def test_a_worker_that_died_each_time_counts_as_failed(document):
    dossiers.mark(document, "rendering")
    Job.objects.update(state="failed")
    document.refresh_from_db()
    assert dossiers.has_failed(document)


def test_without_pango_it_says_so_at_once(document, files, monkeypatch):
    def absent(html, sha256):
        raise pdf.PdfUnavailable("libpango is missing")

    monkeypatch.setattr(dossier, "pdf_of", absent)
    jobs.run_job.func(document.job_id)
    document.refresh_from_db()
    assert (document.state, document.job.state) == ("failed", "failed")
    assert "apt-get install" in document.job.error


def test_a_document_that_is_there_is_not_made_again(document, files, monkeypatch):
    monkeypatch.setattr(dossier, "pdf_of", lambda html, sha256: PDF)
    jobs.run_job.func(document.job_id)
    monkeypatch.setattr(dossier, "pdf_of", None)
    Job.objects.update(state="queued")
    jobs.run_job.func(document.job_id)
    assert Job.objects.get(pk=document.job_id).state == "done"


def _dies(at: int):
    def progress(run, done, total):
        if done == at:
            raise RuntimeError("the worker died here")

    return progress


def _pdf() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


PDF = _pdf()
