"""Papers of an event: what stands on them, who may have them, how they are kept and removed."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from core import files, jobs, pdf
from core.actors import SYSTEM
from core.errors import DomainError, Forbidden
from core.models import AuditEvent, Job
from directory.models import Term
from events.models import Certificate, EventPartner, Paper, Session
from events.papers import content_of
from events.papers.programme import seated
from events.papers.words import told
from events.services import attendance, papers, programme
from events.services.checkin import sign_in
from events.services.consents import set_consents
from tests.events.desk import statements, url, words
from tests.events.people import join
from tests.needs import missing

NAMES = {
    "ur": "عائشہ صدیقہ",
    "bn": "রোকেয়া বেগম",
    "ru": "Фирӯза Қаҳҳорова",
    "en": "Abdul Rahman",
    "ne": "सीता राई",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "papers"


@pytest.fixture
def organiser(cast):
    return cast.actor("organiser")


@pytest.fixture
def quick(monkeypatch) -> list[str]:
    """No PDF is laid out: the HTML of each paper is kept, and an empty page stands for it."""
    seen: list[str] = []
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(out)
    monkeypatch.setattr(pdf, "library_problem", lambda: "")
    monkeypatch.setattr(pdf, "render", lambda document: seen.append(document.html) or out.getvalue())
    return seen


def ask(event, actor, kind, **options) -> Paper:
    return papers.request_paper(event, actor=actor, kind=kind, options=options)


def made(paper: Paper) -> Paper:
    """The job, run as a worker would."""
    if problem := pdf.library_problem():
        missing(problem)
    jobs.run_job.func(paper.job_id)
    paper.refresh_from_db()
    assert paper.state == "made", paper.job.error
    return paper


def read(paper: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(files.path_of(paper.path).read_bytes()))


def text(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts(reader: PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found.add(font.get_object()["/BaseFont"].split("+")[-1])
    return found


def speakers(event, session: Session, organiser) -> None:
    for precedence, name, role in [
        (30, "Third", "panellist"),
        (10, "First", "chief_guest"),
        (20, "Second", "chair"),
    ]:
        programme.add_speaker(
            session, actor=organiser, name=name, title="Judge", role=role, precedence=precedence
        )


# == What stands on them ==========================================================================================


@pytest.mark.once
@pytest.mark.slow
def test_badges_hold_every_script_in_our_own_fonts_and_no_person_in_the_metadata(event, organiser):
    for number, name in enumerate(NAMES.values()):
        join(event, number, name=name, category="cso", institution_text="Rights Desk")
    paper = made(ask(event, organiser, "badges", per_page="8"))
    reader = read(paper)
    assert (paper.pages, len(reader.pages)) == (1, 1)
    said = text(reader)
    assert said.count("Civil society organisation") == 5 and "Abdul Rahman" in said
    assert all(code in said for code in event.registrations.values_list("code", flat=True))
    assert {font.removesuffix("-Bold").replace("-", " ") for font in fonts(reader)} <= set(pdf.FONT_FAMILIES)
    about = f"{dict(reader.metadata)} {reader.xmp_metadata}"
    assert not [name for name in NAMES.values() if name in about] and organiser.label not in about
    assert str(event) in reader.metadata.title


def test_paper_names_no_kind_that_can_put_a_person_at_risk(event):
    Term.objects.create(
        vocabulary="category", code="whrd", label="Woman human rights defender", is_sensitive=True
    )
    people = [join(event, number, category=code) for number, code in enumerate(("cso", "whrd"))]
    day = event.days[0].isoformat()
    for person in people:
        sign_in(event, actor=SYSTEM, registration=person, point=day, nonce=person.code)
    cards = content_of(event, "badges", {})["pages"][0]
    rows = content_of(event, "filled_sheet", {"point": day})["sheets"][0]["rows"]
    for lines in (cards, rows):
        assert {line["category"] for line in lines} == {"Civil society organisation", "Participant"}
    set_consents(people[1], actor=SYSTEM, consents={"photo": True})
    set_consents(people[0], actor=SYSTEM, consents={"photo": True})
    set_consents(people[0], actor=SYSTEM, consents={"photo": False})
    marked = content_of(event, "badges", {"photo": True})["pages"][0]
    assert [card["code"] for card in marked if card.get("photo")] == [people[1].code]
    assert not [card for card in cards if card.get("photo")]
    people[0].category = ""
    people[0].save()
    assert {line["category"] for line in content_of(event, "badges", {})["pages"][0]} == {"Participant"}


def test_a_name_is_set_in_the_letters_it_is_written_in(event):
    assert [told(name)["lang"] for name in NAMES.values()] == list(NAMES)
    assert told("Khan (خان)")["lang"] == "en"
    event.languages = ["ps", "en"]
    assert told("زرمینه", event)["lang"] == "ps"


@pytest.mark.once
def test_the_programme_tells_days_speakers_by_precedence_languages_and_the_funder(
    event, session, organiser, mohr
):
    speakers(event, session, organiser)
    Session.objects.filter(pk=session.pk).update(languages=["en"], interpretation=["sd"])
    called_off = event.sessions.last()
    programme.cancel_session(called_off, actor=organiser)
    EventPartner.objects.create(
        event=event, institution=mohr, role="funder", disclaimer="The funder is not responsible."
    )
    content = content_of(event, "programme", {"language": "en"})
    [day] = content["days"]
    [row] = day["rows"]
    assert [line["name"]["text"] for line in row["speakers"]] == ["First", "Second", "Third"]
    assert row["languages"] == "English, interpreted into سنڌي"
    assert row["time"] == "09:30–10:30"  # the event's own clock
    said = text(read(made(ask(event, organiser, "programme", language="en"))))
    assert "Chief guest First, Judge" in said and "The funder is not responsible." in said
    assert str(called_off) not in said and "Karachi time" in said


def test_the_first_in_precedence_sits_in_the_middle(event, session, organiser):
    assert seated([1, 2, 3, 4, 5]) == [4, 2, 1, 3, 5]
    assert seated([1]) == [1]
    speakers(event, session, organiser)
    [plan] = content_of(event, "dais_plan", {})["plans"]
    assert [seat["name"]["text"] for seat in plan["seats"]] == ["Second", "First", "Third"]
    assert [person["number"] for person in plan["people"]] == [1, 2, 3]
    while session.speakers.count() > 1:
        session.speakers.last().delete()
    assert (
        content_of(event, "dais_plan", {})["plans"] == []
    )  # whoever is alone there needs no plan, unless it is asked for
    [plan] = content_of(event, "dais_plan", {"session": str(session.uid)})["plans"]
    assert len(plan["people"]) == 1


def test_place_cards_are_for_those_who_speak_once_each_or_for_those_who_come(event, session, organiser):
    speakers(event, session, organiser)
    programme.add_speaker(event.sessions.last(), actor=organiser, name="First", title="Judge", precedence=1)
    join(event, 1, name="Zahid")

    def names(**options):
        return [card["name"]["text"] for card in content_of(event, "place_cards", options)["cards"]]

    assert names() == ["First", "Second", "Third"]
    assert names(whom="people") == ["Zahid"]


def test_filled_and_allowance_sheets_list_who_was_there(event, organiser):
    day = event.days[0].isoformat()
    there, on_paper, away = (join(event, n, name=name) for n, name in enumerate(["Amina", "Bilal", "Zahid"]))
    sign_in(event, actor=organiser, registration=there, point=day, nonce="1")
    attendance.set_attendance(on_paper, actor=organiser, point=day, status="present", source="sheet")
    sign_in(event, actor=organiser, registration=away, point=event.days[1].isoformat(), nonce="2")
    for kind in ("filled_sheet", "allowance"):
        [sheet] = content_of(event, kind, {"point": day})["sheets"]
        assert [row["name"]["text"] for row in sheet["rows"]] == ["Amina", "Bilal"]
    [sheet] = content_of(event, "filled_sheet", {"point": day})["sheets"]
    assert sheet["rows"][0]["at"] and sheet["rows"][1]["how"] == "Signed sheet" and sheet["expected"] == 3


def test_a_certificate_is_a_page_with_its_code_and_where_to_check_it(event, organiser, quick):
    for number, name in enumerate(["Amina", "Bilal"]):
        one = join(event, number, name=name)
        Certificate.objects.create(
            registration=one,
            number=f"SPO/C/{number}",
            name=name,
            share=100,
            attended=2,
            of=2,
            issued_at=timezone.now(),
        )
    last = Certificate.objects.get(name="Bilal")
    Certificate.objects.create(
        registration=join(event, 7), name="Revoked", share=1, attended=1, of=1, issued_at=timezone.now(), revoked_at=timezone.now()
    )  # fmt: skip
    made(ask(event, organiser, "certificates", language="en"))
    [html] = quick
    assert html.count("<section") == 2 and "Revoked" not in html
    assert f"/{last.code}/" in html and "SPO/C/1" in html and html.count('class="qr"') == 2


# == Asked for, kept, removed =======================================================================================


def test_the_same_paper_is_made_once_and_again_when_something_changed(event, organiser, quick):
    join(event, 1, name="Amina")
    first = made(ask(event, organiser, "badges"))
    assert ask(event, organiser, "badges") == first and Job.objects.filter(kind="paper.render").count() == 1
    join(event, 2, name="Zahid")
    second = ask(event, organiser, "badges")
    assert second != first and second.state == "queued"
    files.remove(first.path)  # somebody emptied the folder
    assert ask(event, organiser, "badges") == second


def test_asked_twice_before_it_is_made_it_is_one_job(event, organiser):
    join(event, 1)
    assert ask(event, organiser, "badges") == ask(event, organiser, "badges")
    assert Job.objects.filter(kind="paper.render").count() == 1


def test_what_changed_while_it_waited_is_on_it_and_known_by_it(event, organiser, quick):
    person = join(event, 1, name="Amina")
    paper = ask(event, organiser, "badges")
    person.name = "Amina Bibi"
    person.save()
    jobs.run_job.func(paper.job_id)
    paper.refresh_from_db()
    assert paper.state == "made" and ask(event, organiser, "badges") == paper


def test_papers_with_names_go_after_a_week_and_the_programme_stays(event, organiser, quick, folder):
    join(event, 1, phone="0300 1234567")
    for kind, options in [("badges", {}), ("programme", {}), ("call_list", {"reason": "To ask"})]:
        jobs.run_job.func(ask(event, organiser, kind, **options).job_id)
    assert len(list(folder.iterdir())) == 3
    now = timezone.now()
    assert papers.remove_due(now=now + timedelta(hours=23)) == 0
    assert papers.remove_due(now=now + timedelta(days=1, hours=1)) == 1  # the call list
    assert papers.remove_due(now=now + timedelta(days=7, hours=1)) == 1
    assert [paper.kind for paper in Paper.objects.all()] == ["programme"] and len(list(folder.iterdir())) == 1


def test_who_may_not_may_not(event, cast):
    join(event, 1)
    for who, kind in [
        ("viewer", "programme"),
        ("programmer", "badges"),
        ("checkin", "call_list"),
        ("outsider", "programme"),
    ]:
        with pytest.raises(Forbidden):
            ask(event, cast.actor(who), kind, reason="x")
    assert ask(event, cast.actor("checkin"), "sheet").state == "queued"


def test_nothing_to_print_is_said(event, organiser):
    for kind in ("badges", "dais_plan", "certificates", "place_cards"):
        with pytest.raises(DomainError, match="Nobody and nothing"):
            ask(event, organiser, kind)
    with pytest.raises(DomainError, match="not known"):
        ask(event, organiser, "poster")


def test_without_the_library_the_page_says_what_to_install(event, cast, organiser, monkeypatch):
    def fails(_document):
        raise pdf.PdfUnavailable("libpango")

    monkeypatch.setattr(pdf, "render", fails)
    monkeypatch.setattr(pdf, "library_problem", lambda: "libpango is missing")
    jobs.run_job.func(ask(event, organiser, "programme").job_id)
    said = words(cast.client("organiser").get(url("desk-papers", event)))
    assert "apt-get install" in said and "Not made" in said


# == Call list ======================================================================================================


def test_the_call_list_opens_each_number_with_the_reason_and_is_for_one_person(event, cast, quick):
    registrar = cast.actor("registrar")
    join(event, 1, name="With phone", phone="+923001234567")
    join(event, 2, name="By mail")
    with pytest.raises(DomainError, match="what the list is for"):
        ask(event, registrar, "call_list")
    paper = made(ask(event, registrar, "call_list", reason="To ask who comes"))
    assert "+92 300 1234567" in quick[0] and "By e-mail only" in quick[0]
    row = AuditEvent.objects.get(verb="reveal")
    assert (row.actor_label, row.data["purpose"], row.data["fields"]) == (
        "Registrar Test", "To ask who comes", ["phone"],
    )  # fmt: skip
    assert (
        cast.client("registrar").get(url("desk-paper-file", event, paper.uid)).getvalue().startswith(b"%PDF")
    )
    assert cast.client("organiser").get(url("desk-paper-file", event, paper.uid)).status_code == 404
    assert "1234567" not in str(list(Paper.objects.values()) + list(Job.objects.values()))


def test_a_call_list_is_not_made_for_who_lost_the_right(event, cast):
    join(event, 1, phone="+923001234567")
    paper = ask(event, cast.actor("registrar"), "call_list", reason="To ask")
    event.roles.filter(user=cast.registrar).delete()
    jobs.run_job.func(paper.job_id)
    paper.refresh_from_db()
    assert paper.state == "failed" and not AuditEvent.objects.filter(verb="reveal").exists()


# == Pages ===========================================================================================================


def test_from_the_page_to_the_file_with_a_row_in_the_log(event, cast, quick):
    join(event, 1, name="Amina")
    client = cast.client("checkin")
    page = url("desk-paper-new", event, "badges")
    answer = client.post(page, {"per_page": "10", "sort": "name", "photo": "on", "language": "en"})
    assert answer.status_code == 302 and answer["Location"] == page
    paper = Paper.objects.get()
    assert "Waiting for its turn" in words(client.get(page)) and paper.options["photo"] is True
    assert "A camera for whoever allows photographs" in words(client.get(page)).split("Made lately")[1]
    assert client.get(url("desk-paper-file", event, paper.uid)).status_code == 302
    progress = client.get(url("desk-paper-progress", event, paper.uid))
    assert "HX-Refresh" not in progress.headers
    jobs.run_job.func(paper.job_id)
    assert client.get(url("desk-paper-progress", event, paper.uid)).headers["HX-Refresh"] == "true"
    assert "PDF, 1 page" in words(client.get(url("desk-papers", event)))
    file = client.get(url("desk-paper-file", event, paper.uid))
    assert file["Content-Type"] == "application/pdf" and file["Cache-Control"] == "private, no-store"
    assert file.getvalue().startswith(b"%PDF")
    row = AuditEvent.objects.get(kind="disclosure", verb="print")
    assert (row.actor_label, row.data["paper"]) == ("Checkin Test", "badges")


def test_the_form_keeps_what_was_chosen_and_says_what_is_wrong(event, cast):
    client = cast.client("registrar")
    answer = client.post(url("desk-paper-new", event, "call_list"), {"language": "en", "state": "invited"})
    assert answer.status_code == 200 and "What is this list for?" in words(answer)
    assert 'value="invited" selected' in answer.content.decode()
    nobody = client.post(url("desk-paper-new", event, "badges"), {"per_page": "8", "language": "en"})
    assert "Nobody and nothing would be on this paper" in words(nobody)
    assert client.get(url("desk-paper-new", event, "poster")).status_code == 404
    assert client.get(url("desk-paper-new", event, "letters")).status_code == 404
    assert cast.client("programmer").get(url("desk-paper-new", event, "badges")).status_code == 403
    assert cast.client("outsider").get(url("desk-papers", event)).status_code == 404
    assert cast.client("viewer").get(url("desk-papers", event)).status_code == 403


def test_the_page_costs_the_same_with_one_paper_and_three(event, cast, organiser):
    join(event, 1)
    ask(event, organiser, "badges")
    one = statements(cast.client("organiser"), url("desk-papers", event))
    ask(event, organiser, "sheet"), ask(event, organiser, "programme")
    assert (one, statements(cast.client("organiser"), url("desk-papers", event))) == (6, 6)
