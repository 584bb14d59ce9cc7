"""An event's own questions on the desk, and the answers to them."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.routes import declare
from events.forms.questions import QuestionForm, typed_options
from events.models import Event, Question, QuestionAnswer
from events.services import answers
from events.services import questions as service
from events.services.answer_files import delete_file, read_file
from events.services.retention import AFTER_CLOSE
from events.views.desk import desk_page, team_event
from events.views.desk_registration import find

MANAGERS = ("organiser", "manager", "registration")
BOTH = ["GET", "POST"]
KEY = "desk-questions"


@declare(*MANAGERS)
@login_required
@require_GET
def question_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What the event asks beside the fixed questions, in its order."""
    event = team_event(request, slug, "events.manage_registrations")
    rows = list(answers.asked(event))
    for row in rows:
        row.uneven = service.uneven_lines(row)
    return desk_page(request, "events/desk/questions.html", event, KEY, rows=rows)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def question_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more question. When its answers are deleted is filled in: as long after the event as contacts are kept."""
    event = team_event(request, slug, "events.manage_registrations")
    initial = {
        "kind": "text",
        "purpose": {code: _("To prepare the event.") for code in event.languages[:1] or ["en"]},
        "delete_on": (event.ends_at + AFTER_CLOSE).astimezone(event.zone).date(),
    }
    form = QuestionForm(request.POST or None, event=event, initial=initial)
    return _save(request, event, form, None)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def question_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change a question."""
    event, question = _find(request, slug, uid)
    now = {
        name: getattr(question, name)
        for name in ("label", "help", "kind", "required", "stage", "purpose", "delete_on")
    }
    parent = question.condition
    now |= {
        "options": typed_options(question),
        "condition": f"{parent.uid}:{question.condition_value}" if parent else "",
    }
    form = QuestionForm(request.POST or None, event=event, question=question, initial=now)
    return _save(request, event, form, question)


def _save(request: HttpRequest, event: Event, form: QuestionForm, question: Question | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if question is None:
                question = service.add_question(event, actor=request.actor, **form.for_service())
            else:
                service.update_question(question, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The question is saved."))
            return redirect("events:desk-questions", event.slug)
    context = {"form": form, "question": question}
    return desk_page(request, "events/desk/question_edit.html", event, KEY, **context)


def _find(request: HttpRequest, slug: str, uid) -> tuple[Event, Question]:
    event = team_event(request, slug, "events.manage_registrations")
    rows = event.questions.filter(retired_at=None).select_related("event__host", "condition")
    return event, get_object_or_404(rows, uid=uid)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def question_move(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """One place up or down."""
    event, question = _find(request, slug, uid)
    service.move_question(question, actor=request.actor, up=request.POST.get("to") == "up")
    return redirect("events:desk-questions", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def question_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Ask it no longer."""
    event, question = _find(request, slug, uid)
    service.remove_question(question, actor=request.actor)
    messages.success(request, _("The question is asked no longer."))
    return redirect("events:desk-questions", event.slug)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(BOTH)
def answer_file_delete(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """Delete such a file, after a page that says what is lost. Logged."""
    event, registration = find(request, slug, code, "events.manage_registrations")
    rows = QuestionAnswer.objects.exclude(file_path="").select_related(
        "question", "registration__event__host"
    )
    row = get_object_or_404(rows, registration=registration, uid=uid)
    page = reverse("events:desk-registration", args=[event.slug, registration.code])
    if request.method == "POST":
        delete_file(row, actor=request.actor)
        messages.success(request, _("The file is deleted."))
        return redirect(page)
    context = {
        "title": _("Delete this file?"),
        "question": f"{row.question.label}: {row.file_name}",
        "lost": [_("Nobody can bring it back. That it was deleted, and by whom, stays in the log.")],
        "submit": _("Delete the file"),
        "cancel_url": page,
    }
    return desk_page(request, "confirm_desk.html", event, "desk-registrations", **context)


@declare(*MANAGERS, discloses="names")
@login_required
@require_GET
def answer_file(request: HttpRequest, slug: str, code: str, uid) -> HttpResponse:
    """A file that somebody sent as an answer: saved, never shown in the browser. Logged."""
    _event, registration = find(request, slug, code, "events.reveal_contact")
    row = get_object_or_404(QuestionAnswer, registration=registration, uid=uid)
    data = read_file(row, actor=request.actor)
    if data is None:
        raise Http404
    response = FileResponse(
        BytesIO(data), as_attachment=True, filename=row.file_name, content_type="application/octet-stream"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
