"""The participant's own certificate as a PDF: for whoever was issued one and it holds.

The secret in the address is that of their own page, or the one in the mail about the certificate, which leads here only.
"""

from functools import partial

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import files
from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.routes import declare
from events.enums import PaperKind, PaperState
from events.links import by_certificate_token, opens_own_page
from events.models import Certificate, Paper, Registration
from events.services import papers
from events.services.certificates import held_by
from events.services.registrations import by_token
from events.views.desk_papers import PDF_POLICY, problem
from events.views.registration import about, own

KIND = PaperKind.CERTIFICATES.value


def _holder(token: str) -> Registration | None:
    return by_token(token) or by_certificate_token(token)


of_holder = partial(own, find=_holder)


def _must_hold(registration: Registration) -> Certificate:
    if (certificate := held_by(registration)) is None:
        raise Http404
    return certificate


def _options(registration: Registration) -> dict:
    return {"codes": registration.code, "language": registration.language, papers.OWN: "yes"}


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@of_holder
def page(request: HttpRequest, registration: Registration, _actor: Actor, token: str) -> HttpResponse:
    """Number and share, the PDF to be made and taken, and the address at which anybody checks it."""
    certificate, event, error = _must_hold(registration), registration.event, ""
    if request.method == "POST":
        try:
            papers.request_paper(event, actor=SYSTEM, kind=KIND, options=_options(registration))
        except DomainError as refused:
            error = refused.message
        else:
            return redirect("events:registration-certificate", token)
    context = about(registration) | {
        "certificate": certificate, "token": token, "paper": _shown(registration, token), "problem": error or problem(),
        "is_own_link": opens_own_page(registration, token),
    }  # fmt: skip
    return render(request, "events/registration/certificate.html", context, status=409 if error else 200)


def _shown(registration: Registration, token: str) -> Paper | None:
    """The paper with this person's certificate as it would be printed now, if it was asked for."""
    paper = papers.existing(registration.event, kind=KIND, options=_options(registration))
    if paper is not None:
        paper.is_live, paper.has_failed = papers.is_being_made(paper), papers.has_failed(paper)
        paper.progress_url = reverse("events:registration-certificate-progress", args=[token])
        paper.url = reverse("events:registration-certificate-file", args=[token])
        paper.made_by = ""
    return paper


@declare("participant")
@require_safe
@of_holder
def progress(request: HttpRequest, registration: Registration, _actor: Actor, token: str) -> HttpResponse:
    """How the making goes on, asked every two seconds. When it is over the page loads again."""
    _must_hold(registration)
    paper = _shown(registration, token)
    response = render(request, "events/desk/_paper_progress.html", {"paper": paper})
    if paper is None or not paper.is_live:
        response.headers["HX-Refresh"] = "true"
    return response


@declare("participant")
@require_safe
@of_holder
def file(request: HttpRequest, registration: Registration, _actor: Actor, token: str) -> HttpResponse:
    """The PDF, with this one certificate."""
    certificate = _must_hold(registration)
    paper = _shown(registration, token)
    path = files.path_of(paper.path) if paper and paper.state == PaperState.MADE else None
    if path is None or not path.exists():
        return redirect("events:registration-certificate", token)
    name = f"{certificate.number}.pdf".replace("/", "-")
    response = FileResponse(path.open("rb"), filename=name, content_type="application/pdf")
    response.headers["Content-Security-Policy"] = PDF_POLICY
    return response
