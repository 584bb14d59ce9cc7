"""Files that people send as an answer: one sent by itself, and its way out, which is logged."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.permissions import may, require
from events.enums import OPEN, QuestionKind
from events.models import Question, QuestionAnswer, Registration
from events.services import answers
from events.services.decisions import lock_with_event


def answer_with_file(
    registration: Registration, question: Question, *, actor: Actor, file: UploadedFile
) -> QuestionAnswer:
    """Answer one question with a file; the other answers stay, and a file that was sent before goes.

    By the person or the team, as `answers.set_answers`. Raises DomainError "not_asked" when this person is not asked for it, or on
    the question for a file that cannot be taken; Conflict "ended", "frozen".
    """
    by_staff = may(actor, answers.MANAGE, registration)
    if not by_staff:
        require(actor, "events.change_own_registration", registration)
    asked = answers.questions_for(registration)
    if (
        question not in asked
        or question.kind != QuestionKind.FILE
        or not _is_asked(registration, question, actor)
    ):
        raise DomainError(_("You are not asked for this file."), "not_asked")
    values = answers.clean_answers([question], {answers.key(question): file})
    with answers.stored(registration.event, values) as kept, transaction.atomic():
        event = lock_with_event(registration)
        if registration.state not in OPEN:
            raise Conflict(_("This registration has ended."), "ended")
        if event.frozen_at and not by_staff:
            raise Conflict(_("The list is closed. Please call the organisers about a change."), "frozen")
        answers.save_answers(registration, kept)
    return registration.question_answers.select_related("question").get(question=question)


def _is_asked(registration: Registration, question: Question, actor: Actor) -> bool:
    """Whether what the person answered before leads to this question. Looking at that answer is logged as any look is."""
    parent = question.condition
    if parent is None:
        return True
    rows = list(registration.question_answers.filter(question=parent).select_related("question__condition"))
    if not rows or not _is_asked(registration, parent, actor):
        return False
    host = registration.event.host.code
    [(_row, answer)] = answers.read_answers(
        rows, actor=actor, purpose="whether a question is asked", host=host
    )
    return answers.fits(answer, question.condition_value)


def read_file(answer: QuestionAnswer, *, actor: Actor) -> bytes | None:
    """The file, after the disclosure is logged; None when there is none."""
    registration = answer.registration
    require(actor, "events.reveal_contact", registration)
    path = answers.file_of(answer.file_path) if answer.file_path else None
    if path is None or not path.exists():
        return None
    host = registration.event.host.code
    audit.write(
        audit.Kind.DISCLOSURE, "reveal", actor=actor, about=registration, host=host, data={"fields": ["file"]}
    )
    return path.read_bytes()


def delete_file(answer: QuestionAnswer, *, actor: Actor) -> None:
    """Delete a file that was sent as an answer, with its row: by the team, or by the person at any time, since it is theirs.
    Leaves an audit row with the question. Raises DomainError "no_file" for an answer that is none.
    """
    registration = answer.registration
    if not may(actor, "events.change_own_registration", registration):
        require(actor, answers.MANAGE, registration)
    if not answer.file_path:
        raise DomainError(_("There is no file here."), "no_file")
    with transaction.atomic():  # the log tells of no deletion that was not one
        audit.write(
            audit.Kind.OFFICIAL, "file deleted", actor=actor, about=registration, host=registration.event.host.code,
            data={"question": str(answer.question.uid)},
        )  # fmt: skip
        answers.delete_answers(QuestionAnswer.objects.filter(pk=answer.pk))
