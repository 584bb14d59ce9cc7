"""Papers of an event on the desk: which there are, having one made, how that goes on, the file."""

import re

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core import audit, files, pdf
from core.errors import DomainError
from core.permissions import may, require
from core.routes import declare
from events.enums import PaperKind, PaperState
from events.forms.desk_papers import FIELDS, PaperForm
from events.models import Event, Paper
from events.papers import KINDS
from events.papers.kinds import language_of
from events.services import papers as service
from events.views.desk import desk_page, team_event

TEAM = ("organiser", "manager", "programme", "registration", "checkin")
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
SHOWN = 6  # of those made lately
NOTES = {
    PaperKind.PROGRAMME: gettext_lazy("The agenda by day, who speaks, who stands behind the event."),
    PaperKind.DAIS_PLAN: gettext_lazy("Who sits where on the dais, by order of precedence."),
    PaperKind.BADGES: gettext_lazy("With the kind of participant in colour and word, and a code for the scanner."),
    PaperKind.PLACE_CARDS: gettext_lazy("One A4 sheet each, folded to stand on the table."),
    PaperKind.SHEET: gettext_lazy("To be signed by hand, with room for those who come unannounced."),
    PaperKind.FILLED_SHEET: gettext_lazy("Who was there, from the sign-in desk, the sheets and the online report."),
    PaperKind.ALLOWANCE: gettext_lazy("Who was there, with the amounts left empty: they are kept on paper only."),
    PaperKind.CERTIFICATES: gettext_lazy("One page for each certificate that was issued."),
    PaperKind.CALL_LIST: gettext_lazy("Phone numbers with boxes to tick. Each number on it is logged with your reason."),
}  # fmt: skip


@declare(*TEAM)
@login_required
@require_GET
def papers(request: HttpRequest, slug: str) -> HttpResponse:
    """Every kind that this person may have made, with the last one of each."""
    event = team_event(request, slug, "events.make_programme")
    kinds = [kind for kind in FIELDS if may(request.actor, KINDS[kind].permission, event)]
    last: dict[str, Paper] = {}
    for paper in _rows(request, event).filter(kind__in=kinds).order_by("-id"):
        last.setdefault(paper.kind, paper)
    items = [(kind, NOTES[kind], told(last[kind]) if kind in last else None) for kind in kinds]
    return desk_page(request, "events/desk/papers.html", event, "desk-papers", items=items, problem=problem())


@declare(*TEAM, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_new(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """Choose, then have it made. The same choice again gives the file that is there, unless something has changed."""
    event = team_event(request, slug, "events.make_programme")
    if paper not in FIELDS:
        raise Http404
    require(request.actor, KINDS[paper].permission, event)
    only = re.sub("[^a-z0-9, ]", "", request.GET.get("codes", "")[:200])
    form = PaperForm(request.POST or None, event=event, kind=paper, initial={"codes": only})
    if request.method == "POST" and form.is_valid():
        try:
            service.request_paper(event, actor=request.actor, kind=paper, options=form.options())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("events:desk-paper-new", slug, paper)
    made = [told(row, form) for row in _rows(request, event).filter(kind=paper).order_by("-id")[:SHOWN]]
    context = {"kind": PaperKind(paper), "note": NOTES[PaperKind(paper)], "form": form, "made": made}
    return desk_page(
        request, "events/desk/paper_new.html", event, "desk-papers", problem=problem(), **context
    )


@declare(*TEAM)
@login_required
@require_GET
def paper_progress(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """How the making goes on, asked every two seconds. When it is over the page loads again and shows how it ended."""
    event = team_event(request, slug, "events.make_programme")
    paper = get_object_or_404(_rows(request, event), uid=uid)
    require(request.actor, KINDS[paper.kind].permission, event)
    response = render(request, "events/desk/_paper_progress.html", {"paper": told(paper)})
    if not service.is_being_made(paper):
        response.headers["HX-Refresh"] = "true"
    return response


@declare(*TEAM, discloses="names")
@login_required
@require_GET
def paper_file(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The file. Taking one with names is logged before the first byte leaves."""
    event = team_event(request, slug, "events.make_programme")
    paper = get_object_or_404(_rows(request, event), uid=uid)
    require(request.actor, KINDS[paper.kind].permission, event)
    path = files.path_of(paper.path) if paper.path else None
    if paper.state != PaperState.MADE or path is None or not path.exists():
        return (
            redirect("events:desk-paper-new", slug, paper.kind)
            if paper.kind in FIELDS
            else redirect("events:desk-letters", slug)
        )
    if KINDS[paper.kind].names:
        audit.write(
            audit.Kind.DISCLOSURE, "print", actor=request.actor, about=event, host=event.host.code,
            data={"paper": paper.kind, "pages": paper.pages, "sha256": paper.sha256[:16]},
        )  # fmt: skip
    name = f"{event.slug}-{paper.kind.replace('_', '-')}"
    if paper.kind != PaperKind.LETTERS:  # each of those has a language of its own
        name += f"-{language_of(event, paper.options)}"
    response = FileResponse(path.open("rb"), filename=f"{name}.pdf", content_type="application/pdf")
    response.headers["Content-Security-Policy"] = PDF_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _rows(request: HttpRequest, event: Event):
    return service.of_desk(event, request.actor).select_related("job", "event")


def told(paper: Paper, form: PaperForm | None = None) -> Paper:
    """With what a page says of it: what was chosen, whether it is being made or failed, and where it is."""
    paper.chosen = ", ".join(_chosen(paper, form)) if form else ""
    paper.is_live, paper.has_failed = service.is_being_made(paper), service.has_failed(paper)
    paper.progress_url = reverse("events:desk-paper-progress", args=[paper.event.slug, paper.uid])
    paper.url = reverse("events:desk-paper-file", args=[paper.event.slug, paper.uid])
    return paper


def _chosen(paper: Paper, form: PaperForm) -> list[str]:
    """The choices in words, without those that go without saying."""
    said = []
    for name, value in paper.options.items():
        choices = dict(getattr(form.fields.get(name), "choices", None) or {})
        if name in form.fields and name != "reason":
            said.append(str(form.fields[name].label if value is True else choices.get(value, value)))
    return said


def problem() -> str:
    missing = pdf.library_problem()
    return pdf.PdfUnavailable(missing).message if missing else ""
