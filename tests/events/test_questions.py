"""An event's own questions: made on the desk, asked on every form, sealed, read on record, deleted on their day."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.actors import ANONYMOUS, SYSTEM
from core.errors import DomainError
from core.models import AuditEvent
from events.models import Event, Question, QuestionAnswer, Registration
from events.services import answers, questions, registrations, retention
from tests.cast import make_event
from tests.events.desk import url, words
from tests.events.people import FORM, filled, join, own_page

PDF = b"%PDF-1.7 something"


@pytest.fixture
def group(event) -> Question:
    return questions.add_question(
        event, actor=SYSTEM, kind="choice", label={"en": "Which group?"}, required=True,
        options=[{"label": {"en": "Law", "ur": "قانون"}}, {"label": {"en": "Practice", "ur": "عمل"}}],
    )  # fmt: skip


@pytest.fixture
def why(event, group) -> Question:
    """Asked only of those who chose Practice."""
    return questions.add_question(
        event, actor=SYSTEM, kind="text", label={"en": "Which practice?"}, required=True, condition=group, condition_value="a2"
    )  # fmt: skip


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def ask(event, kind="text", **fields) -> Question:
    return questions.add_question(event, actor=SYSTEM, **{"kind": kind, "label": {"en": kind}, **fields})


def kept(registration: Registration) -> dict[str, object]:
    rows = list(registration.question_answers.select_related("question"))
    opened = answers.read_answers(rows, actor=SYSTEM, purpose="test", host="spo")
    return {str(row.question): answer for row, answer in opened}


def register(event, **given) -> Registration:
    made = registrations.register(event, actor=ANONYMOUS, name="A", email="a@people.example", answers=given)
    return made.registration


def test_options_get_codes_that_stay(group):
    assert [option["code"] for option in group.options] == ["a1", "a2"]
    changed = [{"label": {"en": "New"}}, {"code": "a2", "label": {"en": "Practice"}}]
    questions.update_question(group, actor=SYSTEM, options=changed)
    assert [option["code"] for option in group.options] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "riddle"}, "kind"),
        ({"label": {}}, "label"),
        ({"kind": "choice", "options": [{"label": {"en": "One"}}]}, "options"),
        ({"delete_on": timezone.localdate()}, "delete_on"),
        ({"stage": "never"}, "stage"),
    ],
)
def test_what_does_not_make_a_question(event, fields, named):
    with pytest.raises(DomainError) as error:
        ask(event, **fields)
    assert named in error.value.fields and not event.questions.exists()


def test_questions_cannot_wait_for_each_other(event, group):
    second = ask(event, "choice", options=group.options, condition=group, condition_value="a1")
    with pytest.raises(DomainError) as error:
        questions.update_question(group, actor=SYSTEM, condition=second, condition_value="a1")
    assert list(error.value.fields) == ["condition"]


def test_every_kind_of_answer(event, files):
    asked = {kind: ask(event, kind) for kind in ("text", "long", "number", "date", "file", "consent")}
    asked["many"] = ask(event, "many", options=[{"label": {"en": "A"}}, {"label": {"en": "B"}}])
    typed = {
        "text": " line ", "long": "two\nlines", "number": "۴۲", "date": "2027-02-28", "consent": "on", "many": ["a2", "a1"],
        "file": SimpleUploadedFile("cv.PDF", PDF),
    }  # fmt: skip
    person = register(event, **{answers.key(asked[kind]): value for kind, value in typed.items()})
    assert kept(person) == {
        "text": "line", "long": "two\nlines", "number": 42, "date": "2027-02-28", "consent": True, "many": ["a1", "a2"], "file": "cv.PDF",
    }  # fmt: skip
    row = QuestionAnswer.objects.get(question=asked["text"])
    assert "line" not in row.value.token
    assert answers.file_of(QuestionAnswer.objects.get(question=asked["file"]).file_path).read_bytes() == PDF


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "x" * 301), ("number", "many"), ("date", "31.2.2027"), ("file", "no file"), ("text", "a\x00b"),
        ("file", SimpleUploadedFile("page.html", b"<script>")), ("file", SimpleUploadedFile("cv.pdf", b"MZ no pdf")),
        ("file", SimpleUploadedFile("cv.pdf", PDF + b"x" * 5_000_001)),
    ],
)  # fmt: skip
def test_what_is_no_answer(event, files, kind, value):
    question = ask(event, kind)
    with pytest.raises(DomainError) as error:
        register(event, **{answers.key(question): value})
    assert list(error.value.fields) == [answers.key(question)]
    assert not Registration.objects.exists() and not [p for p in files.rglob("*") if p.is_file()]


def test_the_server_decides_what_was_asked(event, group, why):
    with pytest.raises(DomainError) as error:
        register(event, **{answers.key(group): "a2"})
    assert list(error.value.fields) == [answers.key(why)]
    person = register(event, **{answers.key(group): "a1", answers.key(why): "not asked"})
    assert kept(person) == {"Which group?": "a1"}


def test_a_form_sent_twice_leaves_no_second_file(event, files):
    question = ask(event, "file")
    token = registrations.new_form_token()
    for _again in range(2):
        upload = {answers.key(question): SimpleUploadedFile("cv.pdf", PDF)}
        registrations.register(
            event, actor=ANONYMOUS, name="A", email="a@people.example", form_token=token, answers=upload
        )
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1


def test_asked_on_the_public_form(event, group, why, client):
    page = client.get(FORM)
    assert "Which group?" in words(page) and "choice-reveal" in page.content.decode()
    missing = client.post(FORM, filled())
    assert "Answer “Which group?”" in words(missing) and not event.registrations.exists()
    sent = client.post(FORM, filled(**{answers.key(group): "a2", answers.key(why): "Courts"}))
    own_page(sent)
    assert kept(event.registrations.get()) == {"Which group?": "a2", "Which practice?": "Courts"}


def test_later_questions_are_asked_on_the_own_page_once_there_is_a_place(event, files, client):
    meal = ask(event, "text", label={"en": "Which meal?"}, stage="approved", required=True)
    photo = ask(event, "file", label={"en": "Your photograph"}, stage="approved")
    assert "Which meal?" not in words(client.get(FORM))
    mine = own_page(client.post(FORM, filled()))
    assert "There are 2 questions" in words(client.get(mine))
    page = f"{mine}answers/"
    assert "Fill in “Which meal?”" in words(client.post(page, {"sent": "1"}))
    sent = {answers.key(meal): "Rice", answers.key(photo): SimpleUploadedFile("me.png", b"\x89PNG\r\n\x1a\n")}
    assert client.post(page, sent).status_code == 302
    shown = client.get(page)
    assert 'value="Rice"' in shown.content.decode() and "You sent me.png" in words(shown)
    client.post(page, {answers.key(meal): "Bread"})
    assert kept(event.registrations.get()) == {"Which meal?": "Bread", "Your photograph": "me.png"}
    Event.objects.update(frozen_at=timezone.now())
    assert client.post(page, {answers.key(meal): "Fish"}).status_code == 409
    gone = f"{page}{photo.uid}/delete/"
    assert gone in client.get(page).content.decode() and "me.png" in words(client.get(gone))
    assert client.post(gone).url == mine and client.post(gone).status_code == 404
    assert kept(event.registrations.get()) == {"Which meal?": "Bread"}
    assert AuditEvent.objects.get(verb="file deleted").actor_kind == "link"


def test_staff_may_leave_out_what_must_be_answered(event, group, cast):
    desk = cast.client("registrar")
    page = url("desk-registration-new", event, "person")
    assert "Which group?" in words(desk.get(page))
    assert desk.post(page, {"name": "A", "language": "en"}).status_code == 302
    typed = {"name": "B", "language": "en", answers.key(group): "a1"}
    assert desk.post(page, typed).status_code == 302
    assert kept(event.registrations.get(name="B")) == {"Which group?": "a1"}


def test_the_team_reads_answers_on_record_and_deletes_a_file(
    event, group, files, cast, django_capture_on_commit_callbacks
):
    letter = ask(event, "file", label={"en": "A letter"})
    upload = SimpleUploadedFile("letter.pdf", PDF)
    person = register(event, **{answers.key(group): "a2", answers.key(letter): upload})
    page = url("desk-registration", event, person.code)
    AuditEvent.objects.all().delete()
    shown = words(cast.client("registrar").get(page))
    assert "Which group? Practice" in shown and "letter.pdf" in shown
    assert AuditEvent.objects.filter(verb="reveal", object_type="events.questionanswer").count() == 2
    assert "Practice" not in words(cast.client("checkin").get(page))
    row = person.question_answers.get(question=letter)
    file = url("desk-registration-file", event, person.code, row.uid)
    answer = cast.client("registrar").get(file)
    assert b"".join(answer.streaming_content) == PDF
    assert (
        answer["Content-Disposition"].startswith("attachment")
        and answer["X-Content-Type-Options"] == "nosniff"
    )
    assert cast.client("checkin").get(file).status_code == 403
    assert cast.client("outsider").get(file).status_code == 404
    path, gone = answers.file_of(row.file_path), f"{file}delete/"
    for who, status in (("checkin", 403), ("outsider", 404)):
        assert cast.client(who).post(gone).status_code == status and path.exists()
    assert "Nobody can bring it back." in words(cast.client("registrar").get(gone)) and "Delete…" in shown
    with django_capture_on_commit_callbacks(execute=True):
        seen = cast.client("registrar").post(gone)
    assert (
        seen.url == page
        and not path.exists()
        and not person.question_answers.filter(question=letter).exists()
    )
    assert AuditEvent.objects.get(verb="file deleted").data == {"question": str(letter.uid)}
    assert cast.client("registrar").post(gone).status_code == 404


def test_columns_of_the_export_only_when_asked_for(event, group, cast):
    register(event, **{answers.key(group): "a2"})
    desk, page = cast.client("registrar"), url("desk-registration-export", event)
    plain = b"".join(desk.post(page, {"reason": "Groups", "format": "csv"}).streaming_content).decode()
    assert "Which group?" not in plain
    full = b"".join(
        desk.post(page, {"reason": "Groups", "format": "csv", "answers": "on"}).streaming_content
    ).decode()
    assert "Which group?" in full and "Practice" in full and "a@people.example" not in full


def test_answers_are_deleted_on_their_day_and_with_the_person(event, files):
    later = timezone.localdate() + timedelta(days=10)
    letter = ask(event, "file", delete_on=later)
    other = ask(event, "text", label={"en": "Other"})
    upload = SimpleUploadedFile("letter.pdf", PDF)
    person = register(event, **{answers.key(letter): upload, answers.key(other): "stays"})
    assert retention.forget_answers(today=later - timedelta(days=1)) == 0
    assert retention.forget_answers(today=later) == 1
    assert kept(person) == {"Other": "stays"}
    retention.forget_people(now=event.ends_at + timedelta(days=400))
    assert not QuestionAnswer.objects.exists()


def test_copies_for_a_clone(event, group, why, spo):
    questions.update_question(why, actor=SYSTEM, delete_on=event.ends_at.date() + timedelta(days=90))
    target = make_event(spo, slug="next", ends_at=event.ends_at + timedelta(days=365))
    first, second = questions.copy_questions(event, target)
    assert (second.condition, second.condition_value) == (first, "a2")
    assert second.delete_on == target.ends_at.date() + timedelta(days=90)


# == Desk ========================================================================================================


def typed(**fields) -> dict:
    day = (timezone.localdate() + timedelta(days=200)).isoformat()
    return {
        "label_en": "Which group?", "label_ur": "", "help_en": "", "kind": "choice", "options_en": "Law\nPractice", "options_ur": "قانون\nعمل",
        "stage": "now", "condition": "", "purpose_en": "To form groups", "delete_on": day, **fields,
    }  # fmt: skip


def test_building_the_form_on_the_desk(event, cast):
    desk, new = cast.client("registrar"), url("desk-question-new", event)
    assert desk.post(new, typed()).status_code == 302
    first = event.questions.get()
    assert first.options[1] == {"code": "a2", "label": {"en": "Practice", "ur": "عمل"}}
    assert (
        desk.post(new, typed(kind="text", label_en="Which one?", condition=f"{first.uid}:a2")).status_code
        == 302
    )
    second = event.questions.get(kind="text")
    assert second.condition == first
    page = words(desk.get(url("desk-questions", event)))
    assert "depends on “Which group?”" in page
    assert "at least two answers" in words(desk.post(new, typed(options_en="Law", options_ur="")))
    edit = url("desk-question-edit", event, first.uid)
    assert "Practice" in words(desk.get(edit)) and "Fewer answers" not in page
    refused = words(desk.post(edit, typed(options_ur="قانون")))
    assert (
        "as many answers in each language, in the same order. Now there are: English: 2, اردو: 1." in refused
    )
    first.options[0]["label"].pop("ur")
    first.save()  # as it could be kept before
    assert "Fewer answers in one language English: 2, اردو: 1" in words(
        desk.get(url("desk-questions", event))
    )
    assert desk.post(edit, typed(options_en="Law\nPractice at courts", options_ur="")).status_code == 302
    first.refresh_from_db()
    assert [option["code"] for option in first.options] == ["a1", "a2"]
    desk.post(url("desk-question-move", event, second.uid), {"to": "up"})
    assert list(event.questions.values_list("kind", flat=True)) == ["text", "choice"]
    join_and_answer = {answers.key(first): "a1"}
    register(event, **join_and_answer)
    desk.post(url("desk-question-remove", event, first.uid))
    desk.post(url("desk-question-remove", event, second.uid))
    assert [q.retired_at is not None for q in event.questions.all()] == [True]
    assert cast.client("checkin").get(new).status_code == 403
    assert cast.client("outsider").get(url("desk-questions", event)).status_code == 404


def test_the_kind_stays_once_somebody_answered(event, group):
    register(event, **{answers.key(group): "a1"})
    with pytest.raises(DomainError) as error:
        questions.update_question(group, actor=SYSTEM, kind="text")
    assert error.value.code == "answered"


def test_an_event_without_questions_is_as_it_was(event, client):
    assert join(event).state == "confirmed"
    assert "Questions of the organisers" not in words(client.get(FORM))
