"""Certificates on the desk: the rule, who has earned one, issuing and taking back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import audit
from core.errors import DomainError
from core.routes import declare
from events.attendance import marks_of, shares
from events.forms.desk_check_in import IssueForm, RuleForm
from events.models import Certificate, Event
from events.points import attendable, points_of
from events.services import certificates as service
from events.views.desk import desk_page, team_event

ISSUERS = ("organiser", "manager", "registration")
ISSUE = "events.issue_certificates"


@declare(*ISSUERS, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(["GET", "POST"])
def certificates(request: HttpRequest, slug: str) -> HttpResponse:
    """Who attended how much, who has earned a certificate and who has one. POST sets the rule."""
    event = team_event(request, slug, ISSUE)
    form = RuleForm(
        request.POST or None, initial={"share": event.certificate_share, "measure": event.certificate_measure}
    )
    if request.method == "POST" and form.is_valid():
        try:
            service.set_rule(event, actor=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The rule is kept."))
            return redirect("events:desk-certificates", event.slug)
    return _page(request, event, form)


def _held(event: Event) -> dict[int, Certificate]:
    """The certificates that hold, by the id of the registration."""
    rows = Certificate.objects.filter(registration__event=event, revoked_at=None)
    return {one.registration_id: one for one in rows}


def _present_anywhere(event: Event) -> int:
    """How many were noted as present at any point, whether it counts or not."""
    marks = marks_of(event)
    return len(
        {person for code in marks.points for person, mark in marks.at(code).items() if mark.is_present}
    )


def _page(request: HttpRequest, event: Event, form: RuleForm) -> HttpResponse:
    held, mails = _held(event), service.mails_of(event)
    found = shares(event)
    rows, reachable = [], len(service.untold(event))
    for share in found:
        person, certificate = share.registration, held.get(share.registration.pk)
        earned = bool(event.certificate_share) and share.reaches(event.certificate_share)
        mail = mails.get(str(certificate.uid)) if certificate else None
        rows.append({"share": share, "certificate": certificate, "earned": earned, "mail": mail})
        reachable += bool(person.email_index) and earned and certificate is None
    audit.write(
        audit.Kind.DISCLOSURE, "list", actor=request.actor, about=event, host=event.host.code,
        data={"of": "certificates", "rows": len(rows)},
    )  # fmt: skip
    points = [point for point in points_of(event) if point.counts]
    to_issue = sum(row["earned"] and row["certificate"] is None for row in rows)
    context = {
        "form": form,
        "rows": rows,
        "elsewhere": 0 if rows else _present_anywhere(event),
        "points": points,
        "most": attendable(points),
        "to_issue": to_issue,
        "nothing_to_do": not to_issue and not reachable,
        "issued": len(held),
        "issue_form": IssueForm(reachable=reachable) if reachable else None,
    }
    return desk_page(request, "events/desk/certificates.html", event, "desk-certificates", **context)


@declare(*ISSUERS, methods=("POST",))
@login_required
@require_POST
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Give all who have earned one their certificate, and tell them if that is ticked."""
    event = team_event(request, slug, ISSUE)
    tell = bool(request.POST.get("tell"))
    waiting = len(service.mails_of(event))
    try:
        n = len(service.issue(event, actor=request.actor, tell=tell))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        told = len(service.mails_of(event)) - waiting
        said = [
            ngettext("%(n)d certificate is issued.", "%(n)d certificates are issued.", n) % {"n": n}
            if n
            else "",
            ngettext("One person gets a mail.", "%(n)d people get a mail.", told) % {"n": told}
            if told
            else "",
        ]
        words = " ".join(filter(None, said))
        messages.success(request, words or _("Everybody who has earned one has it already."))
    return redirect("events:desk-certificates", event.slug)


@declare(*ISSUERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take a certificate back, after a page that says what that means."""
    event = team_event(request, slug, ISSUE)
    rows = Certificate.objects.select_related("registration__event__host").filter(revoked_at=None)
    certificate = get_object_or_404(rows, registration__event=event, uid=uid)
    if request.method == "POST":
        service.revoke(certificate, actor=request.actor)
        messages.success(request, _("The certificate is taken back."))
        return redirect("events:desk-certificates", event.slug)
    context = {
        "title": _("Take this certificate back?"),
        "question": f"{certificate.name}: {certificate.number}",
        "lost": [
            _("Whoever checks its code is told that it no longer holds. Its number is not given again.")
        ],
        "submit": _("Take it back"),
        "cancel_url": reverse("events:desk-certificates", args=[event.slug]),
    }
    return desk_page(request, "confirm_desk.html", event, "desk-certificates", **context)
