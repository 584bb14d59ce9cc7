"""The dossier itself: the PDF in the page or as a download, the same as a page to read and print, and how its making goes on."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.routes import declare
from recommendations.documents import dossier
from recommendations.enums import DocumentState, SubmissionState
from recommendations.models import Submission
from recommendations.services import snapshots
from recommendations.views.submission_frame import TEAM, team_submission

# A PDF is no page of ours: it may run nothing, fetch nothing, and be framed by our own pages only.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
PRINT = "recommendations/dossier/print.html"


def _submission(request: HttpRequest, code: str) -> Submission:
    """For the team and, once it was sent, the addressee's focal points; 404 to everybody else."""
    rows = Submission.objects.visible_to(request.actor).select_related("host", "addressee", "event__host")
    return get_object_or_404(rows, code=code)


@declare(*TEAM, "reviewer")
@login_required
@require_GET
def dossier_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, shown in the page; `?download` saves it. While there is none, the same as a page."""
    submission = _submission(request, code)
    if submission.state == SubmissionState.PREPARED:
        raise Http404
    document = submission.documents.filter(state=DocumentState.READY).first()
    path = dossier.path_of(document) if document else None
    if path is None or not path.exists():
        return redirect("recommendations:dossier-text", code)
    name = "".join(letter if letter.isalnum() else "-" for letter in submission.number) + ".pdf"
    response = FileResponse(
        path.open("rb"),
        as_attachment="download" in request.GET,
        filename=name,
        content_type="application/pdf",
    )
    response.headers["Content-Security-Policy"] = PDF_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


@declare(*TEAM, "reviewer")
@login_required
@require_GET
def dossier_text(request: HttpRequest, code: str) -> HttpResponse:
    """The document as a page, to read or to print; before it is sent a preview of what would leave, for the team alone."""
    submission = _submission(request, code)
    if submission.state == SubmissionState.PREPARED:
        return HttpResponse(dossier.render(snapshots.freeze(submission), "", PRINT))
    return HttpResponse(dossier.html_of(submission, PRINT))


@declare(*TEAM)
@login_required
@require_GET
def dossier_progress(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """How the making goes on, asked every two seconds. When it is over the page loads again and shows how it ended."""
    submission = team_submission(request, slug, code)
    document = get_object_or_404(submission.documents.select_related("job"), kind="dossier")
    url = reverse("recommendations:dossier-progress", args=[slug, code])
    response = render(
        request,
        "recommendations/_dossier_progress.html",
        {"document": document, "poll_url": url, "submission": submission},
    )
    if document.state == DocumentState.READY or document.job is None or document.job.is_over:
        response.headers["HX-Refresh"] = "true"
    return response
