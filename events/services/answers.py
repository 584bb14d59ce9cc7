"""What people answer to an event's own questions: read and checked, sealed, shown to who may see it, deleted on its day.

Whether a conditional question was asked is decided here, whatever a browser sent.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.access import reveal_many
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.fields import TextMap
from core.permissions import may, require
from core.sealed import seal
from core.text import ascii_digits, clean
from events.enums import OPEN, QuestionKind, QuestionStage
from events.models import Event, Question, QuestionAnswer, Registration
from events.services.decisions import lock_with_event

MANAGE = "events.manage_registrations"
LONGEST = {QuestionKind.TEXT: 300, QuestionKind.LONG: 4_000}
FILE_MB = 5
# What a file may be: its ending, and how its first bytes look.
FILE_KINDS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "docx": b"PK\x03\x04",
}


def asked(event: Event, *stages: str) -> list[Question]:
    """The questions that are asked now, in their order; `stages`: only of these. One query."""
    if not getattr(event, "has_questions", True):  # known from events.queries.HAS_QUESTIONS
        return []
    rows = event.questions.filter(retired_at=None).select_related("condition")
    return list(rows.filter(stage__in=stages) if stages else rows)


def key(question: Question) -> str:
    """What a question is called in forms and in errors."""
    return f"q_{question.uid.hex}"


def clean_answers(
    questions: Sequence[Question], given: Mapping[str, object], *, required: bool = True
) -> dict[Question, object]:
    """The answers to keep, from {key or uid of the question: what was typed}. None: not answered, or not asked under its condition.

    Raises one DomainError that names every question with a fault. `required`: whether what must be answered must be answered now.
    """
    found: dict[int, object] = {}
    wrong: dict[str, list[str]] = {}
    by_id = {question.pk: question for question in questions}

    def read(question: Question) -> object:
        if question.pk in found:
            return found[question.pk]
        found[question.pk] = None
        parent = by_id.get(question.condition_id or 0)
        if parent is None or fits(read(parent), question.condition_value):
            try:
                found[question.pk] = _read(question, given.get(key(question), given.get(str(question.uid))))
            except DomainError as error:
                wrong[key(question)] = [error.message]
            else:
                if required and question.required and found[question.pk] in (None, "", []):
                    wrong[key(question)] = [_("Answer “%(question)s”.") % {"question": question.label}]
        return found[question.pk]

    for question in questions:
        read(question)
    if wrong:
        raise DomainError(" ".join(text for [text] in wrong.values()), "answers", fields=wrong)
    return {question: found[question.pk] for question in questions}


def fits(answer: object, wanted: str) -> bool:
    """Whether a question that hangs on this answer is asked."""
    return wanted in answer if isinstance(answer, list) else answer == wanted


def _read(question: Question, given: object) -> object:
    """One answer as it is kept: text, code, list of codes, number, day as text, yes; a file as it was sent."""
    if given in (None, "", []):
        return None
    kind, label = question.kind, str(question.label)[:100]
    if kind == QuestionKind.FILE:
        return _checked_file(given)
    if kind == QuestionKind.CONSENT:
        return True if given in (True, "on", "true") else None
    if kind == QuestionKind.NUMBER:
        text = ascii_digits(str(given)).strip()
        if not text.lstrip("-").isdecimal() or len(text) > 15:
            raise DomainError(_("Write a whole number for “%(question)s”.") % {"question": label}, "number")
        return int(text)
    if kind == QuestionKind.DATE:
        try:
            day = given if isinstance(given, date) else parse_date(str(given))
        except ValueError:
            day = None
        if day is None:
            raise DomainError(_("Write a day for “%(question)s”.") % {"question": label}, "date")
        return day.isoformat()
    if kind in (QuestionKind.CHOICE, QuestionKind.MANY):
        return _chosen(question, given, label)
    return clean(
        str(given), label=label, max_length=LONGEST[QuestionKind(kind)], multiline=kind == QuestionKind.LONG
    )


def _chosen(question: Question, given: object, label: str) -> object:
    codes = [option["code"] for option in question.options]
    many = question.kind == QuestionKind.MANY
    chosen = given if many and isinstance(given, list | tuple) else [given]
    if any(code not in codes for code in chosen):
        raise DomainError(
            _("Choose from the answers listed under “%(question)s”.") % {"question": label}, "choice"
        )
    return [code for code in codes if code in chosen] if many else chosen[0]


# == Files =======================================================================================================


def _checked_file(given: object) -> UploadedFile:
    if not isinstance(given, UploadedFile):
        raise DomainError(_("Send a file here."), "file")
    ending = Path(given.name or "").suffix.lower().removeprefix(".")
    if ending not in FILE_KINDS:
        message = _("This kind of file cannot be used here. Send one of: %(endings)s.")
        raise DomainError(message % {"endings": "PDF, PNG, JPG, DOCX"}, "file_kind")
    if (given.size or 0) > FILE_MB * 1_000_000:
        raise DomainError(
            _("This file is larger than %(most)s MB. Make it smaller.") % {"most": FILE_MB}, "file_size"
        )
    given.seek(0)
    start = given.read(16)
    given.seek(0)
    if not start.startswith(FILE_KINDS[ending]):
        message = _("This file is not what its name says. Save it again as PDF, PNG, JPG or DOCX.")
        raise DomainError(message, "file_kind")
    return given


@dataclass(frozen=True)
class StoredFile:
    path: str
    name: str
    size: int


@dataclass
class Kept:
    """Answers whose files are on disk; `saved` are the paths that rows point to."""

    values: dict[Question, object]
    saved: set[str] = field(default_factory=set)


@contextmanager
def stored(event: Event, values: Mapping[Question, object]) -> Iterator[Kept]:
    """Write the files among the answers before the transaction that saves them, and take away those that no row came to name."""
    kept = Kept({})
    try:
        for question, value in values.items():
            kept.values[question] = _store(event, value) if isinstance(value, UploadedFile) else value
        yield kept
    finally:
        for value in kept.values.values():
            if isinstance(value, StoredFile) and value.path not in kept.saved:
                file_of(value.path).unlink(missing_ok=True)


def _store(event: Event, upload: UploadedFile) -> StoredFile:
    path = f"answers/{event.uid}/{uuid.uuid4().hex}"
    target = file_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    name = clean(Path(upload.name or "").name, label=_("The name of the file"), max_length=200)
    return StoredFile(path, name, upload.size or 0)


def file_of(path: str) -> Path:
    """Where a stored file lies: private, it leaves through a view that checks who asks."""
    return Path(settings.MEDIA_ROOT) / path


# == Saving ======================================================================================================


def save_answers(registration: Registration, kept: Kept) -> None:
    """Write the answers of a registration: a row each, none for what was not answered. A question left out stays as it was; a file
    that was not sent anew stays. The caller holds the event's lock."""
    before = {row.question_id: row for row in registration.question_answers.all()}
    for question, value in kept.values.items():
        row = before.get(question.pk)
        if value in (None, "", []):
            if row and question.kind != QuestionKind.FILE:
                row.delete()
            continue
        old = row.file_path if row else ""
        row = row or QuestionAnswer(registration=registration, question=question)
        if isinstance(value, StoredFile):
            row.file_path, row.file_name, row.file_size = value.path, value.name, value.size
            kept.saved.add(value.path)
        else:
            seal(row, "value", json.dumps(value, ensure_ascii=False))
        row.save()
        if old and old != row.file_path:
            _unlink_after([old])


def _unlink_after(paths: Iterable[str]) -> None:
    old = [file_of(path) for path in paths]

    def unlink() -> None:
        for path in old:
            path.unlink(missing_ok=True)

    transaction.on_commit(unlink)


def set_answers(registration: Registration, *, actor: Actor, given: Mapping[str, object]) -> None:
    """Answer, or answer anew, on one's own page or by staff. Once a place is given, the later questions count too.

    Raises DomainError naming the questions with a fault, Conflict "frozen" when the list is closed, "ended".
    """
    if not may(actor, "events.change_own_registration", registration):
        require(actor, MANAGE, registration)
    by_staff = may(actor, MANAGE, registration)
    has_file = {row.question_id for row in registration.question_answers.exclude(file_path="")}
    questions = questions_for(registration)
    values = clean_answers(questions, given, required=False)
    missing = [q for q in questions if q.required and values[q] in (None, "", []) and q.pk not in has_file]
    if (
        missing and not by_staff
    ):  # asked once more, so that what depends on another answer counts only if it was asked
        clean_answers([q for q in questions if q.pk not in has_file], given)
    with stored(registration.event, values) as kept, transaction.atomic():
        event = lock_with_event(registration)
        if registration.state not in OPEN:
            raise Conflict(_("This registration has ended."), "ended")
        if event.frozen_at and not by_staff:
            raise Conflict(_("The list is closed. Please call the organisers about a change."), "frozen")
        save_answers(registration, kept)


def still_to_answer(
    registration: Registration, questions: Sequence[Question], given: Mapping[str, object]
) -> list[Question]:
    """Without those whose file was sent before and is not sent anew: it stays."""
    if all(question.kind != QuestionKind.FILE for question in questions):
        return list(questions)
    sent = set(registration.question_answers.exclude(file_path="").values_list("question_id", flat=True))
    return [q for q in questions if q.pk not in sent or key(q) in given or str(q.uid) in given]


def questions_for(registration: Registration) -> list[Question]:
    """What this person is asked: the later questions only once they have a place."""
    stages = [QuestionStage.NOW, *([QuestionStage.APPROVED] if registration.state == "confirmed" else [])]
    return asked(registration.event, *stages)


# == Reading =====================================================================================================


def read_answers(
    rows: Sequence[QuestionAnswer], *, actor: Actor, purpose: str, host: str
) -> list[tuple[QuestionAnswer, object]]:
    """(row, answer) for each, opened after the disclosure is logged. A file's answer is its name."""
    opened = reveal_many(rows, ["value"], actor=actor, purpose=purpose, host=host) if rows else []
    return [
        (row, row.file_name if row.file_path else json.loads(values["value"]))
        for row, values in zip(rows, opened, strict=True)
    ]


def in_words(question: Question, answer: object) -> str:
    """An answer as people read it."""
    labels = {option["code"]: _text(option["label"]) for option in question.options}
    if isinstance(answer, list):
        return ", ".join(labels.get(code, str(code)) for code in answer)
    if answer is True:
        return str(_("yes"))
    return labels.get(answer, str(answer)) if isinstance(answer, str) else str(answer)


def _text(label: Mapping[str, str]) -> str:
    return str(TextMap(label))


# == Forgetting ==================================================================================================


def delete_answers(rows) -> int:
    """Delete answers with their files. Returns how many."""
    with transaction.atomic():
        _unlink_after(rows.exclude(file_path="").values_list("file_path", flat=True))
        return rows.delete()[0]
