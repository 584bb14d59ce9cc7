"""Answers to an event's own questions as columns of a list: found by the words of the question, read by its kind, saved with the people."""

import json
import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.import_values import read_moment
from core.models import ImportBatch
from core.sealed import seal
from core.text import fold
from events.enums import QuestionKind
from events.models import Question, QuestionAnswer, Registration
from events.services.answers import clean_answers, key

BATCH = 500
# A file cannot stand in a cell, and a consent must be given to our own sentence.
NOT_IN_LISTS = (QuestionKind.FILE, QuestionKind.CONSENT)
Answers = dict[Question, object]


def questions_of(batch: ImportBatch) -> dict[str, Question]:
    """{meaning of a column: question} for what the event of this list asks now, in its order."""
    rows = Question.objects.filter(event__uid=batch.scope, retired_at=None).exclude(kind__in=NOT_IN_LISTS)
    return {key(question): question for question in rows.select_related("condition")}


def guess(columns: Iterable[str], questions: Mapping[str, Question]) -> dict[str, str]:
    """{column: meaning} for the columns that say a question word for word, in any of its languages."""
    known = {fold(text): meaning for meaning, one in questions.items() for text in one.label.values() if text}
    found: dict[str, str] = {}
    for column in columns:
        meaning = known.get(fold(column), "")
        if meaning and meaning not in found.values():
            found[column] = meaning
    return found


def read(
    questions: Mapping[str, Question], cells: Mapping[str, str], order: str
) -> tuple[Answers, dict[str, list[str]]]:
    """(answers, {meaning of the column: sentences}) of one row. An empty cell is no answer; what a condition does not ask is left out."""
    given: dict[str, object] = {}
    wrong: dict[str, list[str]] = {}
    for meaning, question in questions.items():
        cell = cells.get(meaning, "")
        try:
            given[meaning] = _typed(question, cell, order) if cell else None
        except ValueError as error:
            wrong[meaning] = [str(error)]
    if not any(value not in (None, "", []) for value in given.values()):
        return {}, wrong
    try:
        values = clean_answers(list(questions.values()), given, required=False)
    except DomainError as error:
        return {}, {**error.fields, **wrong}
    return {question: value for question, value in values.items() if value not in (None, "", [])}, wrong


def _typed(question: Question, cell: str, order: str) -> object:
    """What a person would have sent with the form; ValueError with a sentence for an answer that is not among those listed."""
    if question.kind == QuestionKind.DATE:
        try:
            moment = read_moment(cell, order or "dmy")
        except ValueError as error:
            raise ValueError(_("“%(value)s” is not a day.") % {"value": cell[:40]}) from error
        return moment.date() if moment else None
    if question.kind == QuestionKind.NUMBER:
        return cell.removesuffix(".0")  # as spreadsheets write whole numbers
    if question.kind == QuestionKind.CHOICE:
        return _code(question, cell)
    if question.kind == QuestionKind.MANY:
        if (whole := _codes(question).get(fold(cell))) is not None:
            return [whole]
        return [_code(question, part) for part in re.split(r"[;|\n,،/]+", cell) if part.strip()]
    return cell


def _code(question: Question, said: str) -> str:
    code = _codes(question).get(fold(said))
    if code is None:
        raise ValueError(
            _("“%(value)s” is not among the answers to this question.") % {"value": said.strip()[:40]}
        )
    return code


def _codes(question: Question) -> dict[str, str]:
    """{what a list may say, folded: code of the answer}."""
    found = {fold(option["code"]): option["code"] for option in question.options}
    return found | {
        fold(text): option["code"] for option in question.options for text in option["label"].values()
    }


def save(answered: Iterable[tuple[Registration, Answers]]) -> None:
    """Keep the answers, sealed. The caller has just made the registrations and holds the event's lock."""
    rows = []
    for registration, answers in answered:
        for question, value in answers.items():
            row = QuestionAnswer(registration=registration, question=question)
            seal(row, "value", json.dumps(value, ensure_ascii=False))
            rows.append(row)
    QuestionAnswer.objects.bulk_create(rows, batch_size=BATCH)
