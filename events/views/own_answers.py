"""Answering the event's own questions on one's own page: later, or anew."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.errors import DomainError
from core.routes import declare
from events.forms.questions import AnswersForm
from events.models import Registration
from events.services import answer_files
from events.services import answers as service
from events.views.registration import ENDED, about, own, page_url


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def answers(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """The questions with what this person answered so far."""
    questions = service.questions_for(registration)
    if not questions or registration.state in ENDED:
        return redirect(page_url(token))
    rows = list(registration.question_answers.select_related("question"))
    opened = service.read_answers(
        rows, actor=actor, purpose="own answers on one's own page", host=registration.event.host.code
    )
    now = {row.question: answer for row, answer in opened}
    form = AnswersForm(request.POST or None, request.FILES or None, questions=questions, now=now)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            service.set_answers(registration, actor=actor, given=form.answers())
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            messages.success(request, _("Your answers are saved."))
            return redirect(page_url(token))
    files = [row for row in rows if row.file_path]
    context = about(registration) | {"form": form, "token": token, "files": files}
    return render(request, "events/registration/answers.html", context, status=status)


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def delete_file(
    request: HttpRequest, registration: Registration, actor: Actor, token: str, uid: UUID
) -> HttpResponse:
    """Delete the file that was sent as the answer to a question, after a page that says what is lost."""
    rows = registration.question_answers.exclude(file_path="").select_related("question")
    row = get_object_or_404(rows, question__uid=uid)
    if request.method == "POST":
        answer_files.delete_file(row, actor=actor)
        messages.success(request, _("The file is deleted."))
        return redirect(page_url(token))
    lost = [_("Nobody can bring it back. That it was deleted, and by whom, stays in the log.")]
    if row.question.required:
        lost.append(_("The organisers have asked for this file and may ask for it again."))
    context = about(registration) | {
        "title": _("Delete this file?"), "question": f"{row.question.label}: {row.file_name}", "lost": lost,
        "submit": _("Delete the file"), "cancel_url": page_url(token),
    }  # fmt: skip
    return render(request, "confirm.html", context)
