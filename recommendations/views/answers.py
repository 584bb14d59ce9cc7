"""Staff record the answers from the ministry's letter: its facts once, a keyboard grid, and a second person who confirms."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import workflow
from core.errors import DomainError
from core.permissions import may, require
from core.routes import declare
from recommendations.enums import AnswerSource, AnswerState
from recommendations.forms.answers import ConfirmForm, LetterForm, RowForm
from recommendations.models import Answer, Position, Submission
from recommendations.services import answers
from recommendations.services import positions as rows
from recommendations.views.submission_frame import (
    BOTH,
    TEAM,
    address,
    attempt,
    desk_page,
    posted,
    team_submission,
)
from recommendations.workflow import ANSWER


def _answer(request: HttpRequest, slug: str, code: str, uid) -> tuple[Submission, Answer]:
    """An answer that this team may see: not what the addressee is still drafting."""
    submission = team_submission(request, slug, code)
    listed = (
        Answer.objects.visible_to(request.actor)
        .exclude(state=AnswerState.DISCARDED)
        .prefetch_related("positions")
    )
    answer = get_object_or_404(listed, submission=submission, uid=uid)
    answer.submission = submission
    return submission, answer


@declare(*TEAM, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def answer_new(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The facts of the letter, once; then the grid."""
    submission = team_submission(request, slug, code)
    if submission.sent_at is None:
        messages.error(request, _("This submission was not sent yet, so there cannot be an answer to it."))
        return redirect(address("submission-page", submission))
    form = LetterForm(posted(request), initial={"authority": _last_authority(submission)})
    made: list[Answer] = []

    def call() -> None:
        made.append(answers.record_answer(submission, actor=request.actor, **form.cleaned_data))

    if request.method == "POST" and attempt(request, form, call):
        return redirect(address("answer-edit", submission, made[0].uid))
    status = 400 if form.is_bound else 200
    return desk_page(
        request, "answers_letter", submission.event, form=form, submission=submission, status=status
    )


@declare(*TEAM, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def answer_letter(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """Mend the facts of the letter, while it is a draft."""
    submission, answer = _answer(request, slug, code, uid)
    if answer.source != AnswerSource.STAFF or answer.state != AnswerState.DRAFT:
        return redirect(address("answer-page", submission, answer.uid))
    names = ("letter_number", "letter_date", "authority", "publish")
    form = LetterForm(posted(request), initial={name: getattr(answer, name) for name in names})

    def call() -> None:
        answers.save_answer(answer, actor=request.actor, **form.cleaned_data)

    if request.method == "POST" and attempt(request, form, call, _("Saved.")):
        return redirect(address("answer-edit", submission, answer.uid))
    context = {
        "form": form,
        "submission": submission,
        "answer": answer,
        "status": 400 if form.is_bound else 200,
    }
    return desk_page(request, "answers_letter", submission.event, **context)


def _last_authority(submission: Submission) -> str:
    signed = Answer.objects.filter(
        submission__addressee=submission.addressee_id, submission__host=submission.host_id
    )
    last = signed.exclude(authority="").order_by("-id").first()
    return last.authority if last else ""


# == The grid ======================================================================================================


@declare(*TEAM, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def answer_edit(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """One row per recommendation: 1 to 8 choose the position, Tab goes on. Saved as one goes; nothing counts yet."""
    submission, answer = _answer(request, slug, code, uid)
    if answer.source != AnswerSource.STAFF or answer.state != AnswerState.DRAFT:
        return redirect(address("answer-page", submission, answer.uid))
    forms = _rows(submission, answer, request.POST if request.method == "POST" else None)
    problem = _save(request, answer, forms) if request.method == "POST" else ""
    if request.method == "POST" and request.htmx:
        return render(
            request,
            "recommendations/_answers_saved.html",
            {"answer": answer, "problem": problem, **_sum(forms)},
        )
    if request.method == "POST" and not problem:
        messages.success(request, _("Saved as a draft. It counts when a second person has confirmed it."))
        return redirect(address("answer-page", submission, answer.uid))
    context = {"submission": submission, "answer": answer, "forms": forms, "problem": problem, **_sum(forms)}
    return desk_page(request, "answers_grid", submission.event, status=400 if problem else 200, **context)


def _rows(submission: Submission, answer: Answer, data) -> list[RowForm]:
    present = {position.item_id: position for position in answer.positions.all()}
    items = submission.items.select_related("recommendation", "version")
    return [RowForm(data, item=item, position=present.get(item.pk)) for item in items]


def _save(request: HttpRequest, answer: Answer, forms: list[RowForm]) -> str:
    """Save every row. Returns why not, as a sentence, or ""."""
    if not all([form.is_valid() for form in forms]):  # noqa: C419 - every row says its own error
        return _("Some rows hold a mistake and were not saved. They are marked.")
    given = [{"recommendation": str(form.item.uid), **form.cleaned_data} for form in forms]
    revision = request.POST.get("revision", "")
    try:
        answers.save_answer(
            answer,
            actor=request.actor,
            positions=given,
            revision=int(revision) if revision.isdecimal() else None,
        )
    except DomainError as error:
        if error.status == 403:
            raise
        return error.message
    return ""


def _sum(forms: list[RowForm]) -> dict:
    """How many rows have a position, and how many of those lack something."""
    filled = incomplete = 0
    for form in forms:
        data = getattr(form, "cleaned_data", None) or form.initial
        value, part, reason = (data.get(name) or "" for name in ("value", "part", "reason"))
        filled += bool(value)
        if value or part or reason:
            position = Position(value=value, part=part, reason=reason)
            form.problem = rows.problem(position)
            incomplete += bool(form.problem)
    return {"filled": filled, "incomplete": incomplete, "count": len(forms)}


# == What was recorded, and the second person ======================================================================


@declare(*TEAM)
@login_required
@require_GET
def answer_page(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """An answer as it is on record, or as it waits for the second person."""
    submission, answer = _answer(request, slug, code, uid)
    return desk_page(
        request, "answers_page", submission.event, **_told(request, submission, answer), form=ConfirmForm()
    )


def _told(request: HttpRequest, submission: Submission, answer: Answer) -> dict:
    listed = list(answer.positions.select_related("item__recommendation", "item__version"))
    for position in listed:
        position.problem = rows.problem(position) if any(rows.values(position)) else ""
    listed = [position for position in listed if any(rows.values(position))]
    is_draft = answer.state == AnswerState.DRAFT
    moves = [move.name for move in workflow.available(ANSWER, answer, request.actor)]
    may_confirm = "confirm" in moves
    return {
        "submission": submission,
        "answer": answer,
        "positions": listed,
        "problems": sum(bool(position.problem) for position in listed),
        "is_draft": is_draft,
        "is_author": answer.author_id == request.actor.id,
        "may_confirm": may_confirm,
        "why_not": answers.why_not_confirm(answer, request.actor) if is_draft and may_confirm else "",
        "may_edit": is_draft and may(request.actor, "recommendations.edit_answer", answer),
        "changes": list(answer.changes.all()),
    }


@declare(*TEAM, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def answer_confirm(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """The second person has compared it with the letter: it counts from now. (By GET: the page that has the form.)"""
    submission, answer = _answer(request, slug, code, uid)
    require(request.actor, "recommendations.confirm_answer", answer)
    if request.method == "GET":
        return redirect(address("answer-page", submission, answer.uid))
    form = ConfirmForm(request.POST)
    revision = request.POST.get("revision", "")

    def call() -> None:
        answers.confirm(answer, actor=request.actor, revision=int(revision) if revision.isdecimal() else None)

    try:
        done = attempt(request, form, call, _("Confirmed. The positions are on record now."))
    except DomainError as error:  # the author may not: say what to do instead
        form.add_domain_error(error)
        done = False
    if done:
        return redirect(address("submission-page", submission))
    answer.refresh_from_db()
    answer.submission = submission
    return desk_page(
        request, "answers_page", submission.event, status=400, **_told(request, submission, answer), form=form
    )


@declare(*TEAM, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def answer_discard(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """Put a record aside that was wrong, after saying what that means."""
    submission, answer = _answer(request, slug, code, uid)
    require(request.actor, "recommendations.edit_answer", answer)
    if not workflow.can(ANSWER, "discard", answer, request.actor):
        messages.error(request, _("This answer is on record, so it stays."))
        return redirect(address("answer-page", submission, answer.uid))
    if request.method == "POST":
        answers.discard(answer, actor=request.actor)
        messages.success(request, _("The record is put aside."))
        return redirect(address("submission-page", submission))
    context = {
        "title": _("Put this record aside?"),
        "question": answer.letter_number or str(submission.subject),
        "lost": [_("What was typed from the letter. It stays in the history, but it never counts.")],
        "submit": _("Put it aside"),
        "cancel_url": address("answer-page", submission, answer.uid),
    }
    return desk_page(request, "answers_discard", submission.event, **context)
