"""The pages of an import, as the desk sees them: from the file to the list, and everything that can be wrong with a file."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core import imports, jobs
from core.models import AuditEvent, ImportBatch
from events.models import Attendance, Event, Registration
from events.points import code_of_session
from tests.cast import make_session
from tests.events.desk import url, words
from tests.events.people import join

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

DATA = Path(__file__).parents[1] / "data"
PEOPLE = (DATA / "seminar_people.csv").read_bytes()


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def send(client, event, data: bytes = PEOPLE, name: str = "people.csv", page: str = "desk-import-new"):
    return client.post(url(page, event), {"file": SimpleUploadedFile(name, data)})


def answers(page) -> dict:
    """What a browser would send of the form as it stands."""
    form = page.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form}


def mapped(client, event, data: bytes = PEOPLE) -> str:
    """The address of the preview of a list that was sent and whose columns were accepted as guessed."""
    columns = send(client, event, data)["Location"]
    answer = client.post(columns, answers(client.get(columns)))
    assert answer.status_code == 302, words(answer)
    return answer["Location"]


def test_a_list_from_the_file_to_the_registrations(event, cast):
    client = cast.client("registrar")
    assert client.get(url("desk-import-new", event)).status_code == 200
    columns = client.get(send(client, event)["Location"])
    assert "headings in row 3" in words(columns) and "Amina Invented" in words(columns)
    page = mapped(client, event)
    text = words(client.get(page))
    assert "What would happen" in text and "The name holds no letters." in text
    assert not Registration.objects.exists()
    looked = client.post(page, {"target": "invited", "do": "look"})
    assert looked["Location"] == page and "Invited: they have not answered yet" in words(client.get(page))
    refused = client.post(page, {"target": "confirmed", "do": "apply"})
    assert "When rows cannot be taken" in words(refused) and not Registration.objects.exists()
    done = client.post(page, {"target": "confirmed", "faulty": "valid", "do": "apply"}, follow=True)
    assert "3 people are in the list now." in words(done) and "The list is taken in" in words(done)
    assert Registration.objects.filter(event=event, state="confirmed").count() == 3


def test_a_list_without_faults_asks_nothing_about_faults_and_shows_designations(event, cast):
    client = cast.client("registrar")
    data = b"Honorific,Name,Designation,Office,Category\nDr.,Amina Invented,Director,Office 3,Media\n"
    page = mapped(client, event, data)
    shown = client.get(page)
    assert "Dr. Amina Invented Director , Office 3 Media" in words(shown)
    assert "When rows cannot be taken" not in words(shown)
    assert '<input type="hidden" name="faulty" value="all"' in shown.content.decode()


def test_refused_rows_can_be_fetched_before_and_after_and_each_time_is_logged(event, cast):
    client = cast.client("registrar")
    page = mapped(client, event)
    first = client.get(f"{page}refused/")
    client.post(page, {"target": "confirmed", "faulty": "valid", "do": "apply"})
    second = client.get(f"{page}refused/")
    assert first.content == second.content and b"Total" in first.content
    assert first["Cache-Control"] == "no-store" and "attachment" in first["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="import_refused").count() == 2
    client.post(f"{page}discard/")
    assert client.get(f"{page}refused/").status_code == 302


def test_all_or_nothing_on_the_page(event, cast):
    client = cast.client("registrar")
    page = mapped(client, event)
    answer = client.post(page, {"target": "confirmed", "faulty": "all", "do": "apply"}, follow=True)
    assert "Nobody was taken" in words(answer) and not Registration.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "This file is empty"),
        ("a.csv", b'name,phone\n"A,1\nB,2\n', "opens in row 2 is never closed"),
        ("a.csv", b"name,phone\nA\x00,1\n", "(NUL)"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "damaged"),
        ("a.csv", b"%PDF-1.4", "not a table"),
        ("a.pdf", b"%PDF-1.4", "save it as .xlsx"),
        ("a.csv", b"name,phone\n", "Nothing stands below the headings"),
    ],
)
def test_bad_files_are_answered_with_a_sentence(event, cast, name, data, sentence):
    answer = send(cast.client("registrar"), event, data, name)
    assert answer.status_code == 200 and sentence in words(answer)
    assert not ImportBatch.objects.exists()


def test_without_a_file_the_page_says_so(event, cast):
    answer = cast.client("registrar").post(url("desk-import-new", event), {})
    assert "Choose a file" in words(answer)


def test_columns_must_say_who(event, cast):
    client = cast.client("registrar")
    columns = send(client, event, b"Who,What\nA,1\n")["Location"]
    answer = client.post(columns, answers(client.get(columns)))
    assert answer.status_code == 200 and "Say which column holds the names." in words(answer)


def test_a_file_read_wrongly_is_read_again(event, cast):
    client = cast.client("registrar")
    columns = send(client, event, b"People\nName;Phone\nA,B;1\n")["Location"]
    reading = {"heading": "1", "depth": "1", "encoding": "utf-8", "delimiter": ";"}
    client.post(columns.replace("columns", "reading"), reading)
    assert "headings in row 1" in words(client.get(columns))
    client.post(columns.replace("columns", "reading"), {**reading, "encoding": "utf-16"}, follow=True)
    assert client.get(columns).status_code == 200


def test_ambiguous_days_are_asked_for(event, cast):
    client = cast.client("registrar")
    columns = send(client, event, b"Name,Date\nA,03/02/2027\n")["Location"]
    page = client.get(columns)
    assert "How are days written" in words(page)
    assert client.post(columns, answers(page)).status_code == 200
    assert client.post(columns, {**answers(page), "order": "dmy"}).status_code == 302


def test_unknown_words_are_asked_once(event, cast, areas):
    client = cast.client("registrar")
    page = mapped(client, event, b"Name,District\nA,Somewhere\nB,Somewhere\n")
    shown = client.get(page)
    assert "“\u2068Somewhere\u2069”, in 2 rows" in words(shown)
    client.post(f"{page}words/", {"word_0": areas.thatta.code})
    assert "is no area in the list" not in words(client.get(page))


def test_the_state_of_a_job_is_shown(event, cast):
    client = cast.client("registrar")
    page = mapped(client, event, b"Name,Phone\n" + b"".join(b"Person %d,\n" % n for n in range(210)))
    client.post(page, {"target": "pending", "faulty": "all", "do": "apply"})
    asked = {"HTTP_HX_REQUEST": "true"}
    assert "The list is being taken in" in words(client.get(page)) and f'hx-get="{page}"' in str(
        client.get(page).content
    )
    job = ImportBatch.objects.get().job
    for state, done, said in (("queued", 0, "Waiting for its turn"), ("running", 70, "70 of 210")):
        type(job).objects.filter(pk=job.pk).update(state=state, done=done, total=210)
        told = client.get(page, **asked)
        assert said in words(told) and "Taking the list in" in words(told) and "HX-Refresh" not in told
        assert "Look again" in words(told), "a link for who has no script"
    type(job).objects.filter(pk=job.pk).update(state="queued")
    jobs.run_job.func(job.pk)
    assert client.get(page, **asked)["HX-Refresh"] == "true"
    assert "210" in words(client.get(page)) and "The list is taken in" in words(client.get(page))


def test_files_that_are_gone_lead_back_to_the_start(event, cast):
    client = cast.client("registrar")
    page = mapped(client, event)
    ImportBatch.objects.update(file_path="imports/nothing")
    for address in (page, f"{page}columns/", f"{page}refused/"):
        assert client.get(address)["Location"] == url("desk-import-new", event)
    for address in (f"{page}words/", f"{page}reading/"):
        assert client.post(address, {})["Location"] == url("desk-import-new", event)


def test_who_may_and_who_may_not(event, cast):
    page = mapped(cast.client("registrar"), event)
    assert cast.client("organiser").get(page).status_code == 200
    assert cast.client("checkin").get(page).status_code == 403
    assert cast.client("outsider").get(page).status_code == 404
    assert (
        cast.client("registrar")
        .get(page.replace(page.split("/")[-2], "0" * 8 + "-0000-4000-8000-" + "0" * 12))
        .status_code
        == 404
    )
    zoom = ImportBatch.objects.create(kind="zoom", scope=str(event.uid))
    assert cast.client("registrar").get(url("desk-import", event, zoom.uid)).status_code == 404


def test_the_preview_needs_as_many_statements_for_one_row_as_for_three(event, cast):
    client = cast.client("registrar")
    rows = [b"Person %d,person%d@people.example,Thatta\n" % (n, n) for n in range(3)]
    counts = []
    for number in (1, 3):
        page = mapped(client, event, b"Name,E-mail,District\n" + b"".join(rows[:number]))
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_zoom_report_from_the_file_to_attendance(event, cast):
    client = cast.client("registrar")
    amina, other = join(event, name="Amina Invented"), join(event, 2)
    assert "only who registered" not in words(client.get(url("desk-zoom-new", event)))
    page = send(client, event, (DATA / "zoom_attendees.csv").read_bytes(), page="desk-zoom-new")["Location"]
    shown = client.get(page)
    assert "1 found" in words(shown) and "Galaxy A12" in words(shown) and other.code in shown.content.decode()
    point = event.days[0].isoformat()
    wrong = client.post(page, {"point": point, "person_1": "Nobody at all"})
    assert "Nobody, or more than one person, fits." in words(wrong) and not Attendance.objects.exists()
    done = client.post(page, {"point": point, "person_1": other.code}, follow=True)
    assert "2 people are marked as present." in words(done)
    assert done.redirect_chain[-1][0] == url("desk-attendance-point", event, point)
    assert set(Attendance.objects.values_list("registration", "minutes")) == {(amina.pk, 126), (other.pk, 18)}
    assert client.get(page)["Location"] == url("desk-zoom-new", event)


def test_a_zoom_report_proposes_the_session_that_people_sat_in_else_the_day(event, cast):
    start = datetime(2027, 3, 1, 6, tzinfo=UTC)  # 11:00 in Karachi; the report is of the day after
    Event.objects.update(starts_at=start, ends_at=start + timedelta(days=20))
    event.refresh_from_db()
    sat, next_week = make_session(event, "Sat in", day=1), make_session(event, "Next week", day=8)
    client, data = cast.client("registrar"), (DATA / "zoom_attendees.csv").read_bytes()
    client.post(url("desk-points-sessions", event))
    page = send(client, event, data, page="desk-zoom-new")["Location"]
    form = client.get(page).context["form"]
    assert form["point"].initial == code_of_session(sat) != code_of_session(next_week)
    make_session(event, "After it", day=1, hour=1)
    client.post(url("desk-points-sessions", event))
    assert client.get(page).context["form"]["point"].initial == "2027-03-02"


def test_a_zoom_report_can_be_deleted(event, cast):
    client = cast.client("registrar")
    page = send(client, event, (DATA / "zoom_attendees.csv").read_bytes(), page="desk-zoom-new")["Location"]
    client.post(f"{page}discard/")
    assert ImportBatch.objects.get().state == "discarded"


def test_the_list_leaves_as_a_spreadsheet_that_runs_nothing_and_comes_back_unchanged(event, cast):
    join(
        event,
        name="=HYPERLINK(1)",
        email="a@people.example",
        phone="+92 300 1234567",
        institution_text="+92 300 7654321",
    )
    client = cast.client("registrar")
    export = {"reason": "the door", "contacts": "on", "format": "xlsx"}
    answer = client.post(url("desk-registration-export", event), export)
    assert (
        answer["Content-Disposition"].endswith('registrations.xlsx"')
        and answer["Cache-Control"] == "no-store"
    )
    [sheet] = load_workbook(io.BytesIO(answer.content)).worksheets
    [header, row] = sheet.iter_rows(values_only=True)
    cells = dict(zip(header, row, strict=True))
    assert (cells["Name to use"], cells["Institution"], cells["Phone"]) == (
        "'=HYPERLINK(1)",
        "+92 300 7654321",
        "+923001234567",
    )
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    [_titles, line] = imports.read(answer.content).lines
    assert line.cells[1] == "=HYPERLINK(1)" and "+923001234567" in line.cells
