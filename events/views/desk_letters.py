"""Letters to offices on the desk: the list, drafting for many, changing and issuing one, as PDF and for Word."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import docx
from core.errors import DomainError
from core.routes import declare
from core.tables import list_page
from events.documents.letters import docx_of
from events.enums import PaperKind
from events.forms.desk_letters import LetterFilters, LetterForm, NewLettersForm
from events.models import Event, EventLetter
from events.services import letters as service
from events.services.papers import request_paper
from events.views.desk import desk_page, team_event
from events.views.desk_papers import problem, told

WRITERS = ("organiser", "manager", "registration")
SORTS = {
    "precedence": (gettext_lazy("Precedence"), "precedence", "id"),
    "newest": (gettext_lazy("Newest"), "-id"),
}


def _letter(request: HttpRequest, slug: str, uid) -> EventLetter:
    event = team_event(request, slug, "events.write_letters")
    rows = event.letters.select_related("institution", "letter", "event__host")
    return get_object_or_404(rows, uid=uid)


@declare(*WRITERS)
@login_required
@require_GET
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters of this event in order of precedence, and the PDFs that were made of them."""
    event = team_event(request, slug, "events.write_letters")
    rows = event.letters.select_related("institution", "letter")
    table = list_page(request, rows, filters=LetterFilters, sorts=SORTS, default_sort="precedence")
    made = event.papers.filter(kind=PaperKind.LETTERS).select_related("job", "event").order_by("-id")[:3]
    context = {"table": table, "made": [told(paper) for paper in made], "problem": problem()}
    return desk_page(request, "events/desk/letters.html", event, "desk-letters", **context)


@declare(*WRITERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft for each institution that is ticked."""
    event = team_event(request, slug, "events.write_letters")
    form = NewLettersForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.draft_letters(event, actor=request.actor, **form.given())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            words = ngettext("%(n)d letter is drafted.", "%(n)d letters are drafted.", len(made))
            messages.success(request, words % {"n": len(made)})
            if len(made) == 1:
                return redirect("events:desk-letter", slug, made[0].uid)
            return redirect("events:desk-letters", slug)
    return desk_page(request, "events/desk/letter_new.html", event, "desk-letters", form=form)


@declare(*WRITERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """A draft to change; a letter that was issued, to read."""
    found = _letter(request, slug, uid)
    form = None if found.letter else LetterForm(request.POST or None, letter=found)
    if request.method == "POST" and form is None:
        messages.warning(request, _("This letter was issued. Its text stays; write another one."))
        return redirect("events:desk-letter", slug, uid)
    if request.method == "POST" and form.is_valid():
        try:
            service.update_letter(found, actor=request.actor, **form.given())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("events:desk-letter", slug, uid)
    return desk_page(request, "events/desk/letter.html", found.event, "desk-letters", letter=found, form=form)


@declare(*WRITERS, methods=("POST",))
@login_required
@require_POST
def letter_issue(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Our number and today's date; the text stays from then on."""
    found = _letter(request, slug, uid)
    try:
        issued = service.issue_letter(found, actor=request.actor)
    except DomainError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("Issued as %(number)s.") % {"number": issued.letter.our_number})
    return redirect("events:desk-letter", slug, uid)


@declare(*WRITERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_discard(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Throw a draft away, once it was asked."""
    found = _letter(request, slug, uid)
    if request.method == "POST":
        try:
            service.discard_letter(found, actor=request.actor)
        except DomainError as error:
            messages.warning(request, error.message)
        else:
            messages.success(request, _("The draft is discarded."))
        return redirect("events:desk-letters", slug)
    context = {
        "title": _("Discard this draft?"),
        "lost": [_("The text as it was written. It has no number yet, so no gap stays.")],
        "submit": _("Discard the draft"),
        "cancel_url": reverse("events:desk-letter", args=[slug, uid]),
    }
    return desk_page(request, "confirm_desk.html", found.event, "desk-letters", **context)


@declare(*WRITERS)
@login_required
@require_GET
def letter_docx(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """For Word."""
    found = _letter(request, slug, uid)
    number = found.letter.our_number if found.letter else f"draft-{found.institution.code}"
    name = "".join(character if character.isalnum() else "-" for character in number)
    response = HttpResponse(docx_of(found), content_type=docx.TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@declare(*WRITERS, methods=("POST",))
@login_required
@require_POST
def letters_do(request: HttpRequest, slug: str) -> HttpResponse:
    """With those ticked: issue them, or have one PDF made of them."""
    event = team_event(request, slug, "events.write_letters")
    wanted = [value for value in request.POST.getlist("chosen")[: service.MOST] if len(value) == 36]
    chosen = [
        row for row in event.letters.select_related("event__host", "institution") if str(row.uid) in wanted
    ]
    if not chosen:
        messages.warning(request, _("Tick the letters first, then choose what to do with them."))
    elif request.POST.get("action") == "issue":
        _issue(request, chosen)
    else:
        _one_pdf(request, event, chosen)
    return redirect("events:desk-letters", slug)


def _issue(request: HttpRequest, chosen: list[EventLetter]) -> None:
    done = 0
    for row in chosen:
        try:
            service.issue_letter(row, actor=request.actor)
            done += 1
        except DomainError as error:
            messages.warning(
                request, _("%(name)s: %(reason)s") % {"name": row.institution, "reason": error.message}
            )
    if done:
        words = ngettext("%(n)d letter is issued.", "%(n)d letters are issued.", done)
        messages.success(request, words % {"n": done})


def _one_pdf(request: HttpRequest, event: Event, chosen: list[EventLetter]) -> None:
    options = {"letters": sorted(str(row.uid) for row in chosen)}
    try:
        request_paper(event, actor=request.actor, kind=PaperKind.LETTERS, options=options)
    except DomainError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("The PDF is being made. It stands below when it is ready."))
