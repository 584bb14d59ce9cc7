"""The desk of submissions: the packages of an event, one package, and its way to the addressee."""

import django_filters
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import pdf, workflow
from core.errors import DomainError
from core.permissions import may, require
from core.routes import declare
from core.tables import FilterSet, SearchFilter, list_page
from events.models import Event
from recommendations import participation
from recommendations import queries_submissions as queries
from recommendations.documents import drafts
from recommendations.enums import SubmissionState
from recommendations.forms.submissions import (
    AcknowledgeForm,
    DeliveryForm,
    PackageForm,
    ReturnForm,
    SendForm,
    SubmissionForm,
)
from recommendations.models import Submission
from recommendations.services import dossiers, letters, submissions
from recommendations.views.submission_frame import (
    BOTH,
    SENDERS,
    TEAM,
    address,
    attempt,
    desk_page,
    posted,
    team_event,
    team_submission,
)
from recommendations.workflow import DELIVERY

SORTS = {
    "newest": (gettext_lazy("Newest"), "-id"),
    "due": (gettext_lazy("Reply due"), "respond_by"),
    "addressee": (gettext_lazy("Addressee"), "addressee__search_key"),
}
# The steps that a form records: its form, the service, the title, the button, what is said afterwards.
STEPS = {
    "deliver": (
        DeliveryForm,
        submissions.deliver,
        gettext_lazy("Record the delivery"),
        gettext_lazy("The delivery is on record. The clock runs."),
    ),
    "acknowledge": (
        AcknowledgeForm,
        submissions.acknowledge,
        gettext_lazy("Record their acknowledgement"),
        gettext_lazy("The acknowledgement is on record."),
    ),
    "return": (
        ReturnForm,
        submissions.return_,
        gettext_lazy("Record that it came back"),
        gettext_lazy("It is on record. The clock stands still until it is delivered again."),
    ),
}


class SubmissionFilters(FilterSet):
    """What the list can be narrowed to."""

    q = SearchFilter("addressee__search_key", label=gettext_lazy("Addressee"))
    state = django_filters.MultipleChoiceFilter(choices=SubmissionState.choices, label=gettext_lazy("State"))


# == The list and a new package ====================================================================================


@declare(*TEAM)
@login_required
@require_GET
def submission_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What was put to whom, how far it has got, what is due."""
    event = team_event(request, slug)
    rows = queries.with_counts(
        Submission.objects.visible_to(request.actor).filter(event=event)
    ).select_related("addressee")
    table = list_page(request, rows, filters=SubmissionFilters, sorts=SORTS, default_sort="newest")
    today = letters.today_at(event.host)
    for row in table.rows:
        row.progress = queries.progress(row, today)
    context = {"table": table, "may_prepare": may(request.actor, "recommendations.prepare_submission", event)}
    context["ready"] = queries.can_be_put(event).filter(items=None).count()
    return desk_page(request, "submissions_list", event, **context)


@declare(*SENDERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def submission_new(request: HttpRequest, slug: str) -> HttpResponse:
    """What, to whom, and the letter."""
    event = team_event(request, slug, "recommendations.prepare_submission")
    form = PackageForm(posted(request), event=event, initial=_first_words(event))
    made: list[Submission] = []

    def call() -> None:
        made.extend(submissions.prepare_package(event, actor=request.actor, **form.cleaned_data))

    if request.method == "POST" and attempt(request, form, call):
        messages.success(request, _("Prepared. Nothing is sent yet: look at it, then send it."))
        return (
            redirect(address("submission-page", made[0]))
            if len(made) == 1
            else redirect("recommendations:submission-list", slug)
        )
    return desk_page(request, "submissions_new", event, form=form, status=400 if form.is_bound else 200)


def _first_words(event: Event) -> dict:
    """What a new package starts from: everything that was not put to anybody yet, last time's signatory, a plain letter."""
    last = queries.last_signed(event.host)
    fresh = [rec for rec in queries.can_be_put(event) if not rec.items.all()]
    named = {addressing.institution.code for rec in fresh for addressing in rec.addressings.all()}
    language = event.languages[0] if event.languages else "en"
    return {
        "recommendations": [rec.uid for rec in fresh],
        "addressees": sorted(named) if len(named) == 1 else [],
        "subject": event.title.in_language(language)[0],
        "cover_letter": drafts.cover_letter(event, language),
        "signatory_name": last.signatory_name if last else "",
        "signatory_designation": last.signatory_designation if last else "",
        "language": language,
        "acknowledge_days": settings.ACKNOWLEDGE_DAYS,
        "respond_days": settings.RESPOND_DAYS,
    }


# == One submission ================================================================================================


@declare(*TEAM)
@login_required
@require_GET
def submission_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """How far it has got, the dossier, the answers, and the next step."""
    submission = team_submission(request, slug, code)
    today = letters.today_at(submission.host)
    positions = queries.on_record(submission)
    items = list(submission.items.select_related("recommendation", "version"))
    for item in items:
        item.position = positions.get(item.pk)
    moves = [move.name for move in workflow.available(DELIVERY, submission, request.actor)]
    context = {
        "submission": submission,
        "progress": queries.progress(submission, today),
        "items": items,
        "answers": list(queries.recorded(submission, request.actor)),
        "changes": list(submission.changes.all()),
        "document": submission.documents.select_related("job").first(),
        "moves": moves,
        "may_send": may(request.actor, "recommendations.send_submission", submission),
        "may_record": submission.sent_at is not None
        and may(request.actor, "recommendations.record_answer", submission),
    }
    if context["document"]:
        context |= told_of(context["document"])
    return desk_page(request, "submissions_page", submission.event, **context)


def told_of(document) -> dict:
    """What a page says of a dossier that is not there (yet): whether it failed, and why in plain words."""
    failed = dossiers.has_failed(document)
    problem = pdf.library_problem() if failed else ""
    return {"document_failed": failed, "pdf_problem": pdf.PdfUnavailable(problem).message if problem else ""}


@declare(*SENDERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def submission_edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Change the letter or the list, until it is sent."""
    submission = team_submission(request, slug, code, "recommendations.prepare_submission")
    if submission.state != SubmissionState.PREPARED:
        return _too_late(request, submission, _("It was sent. What left cannot be changed."))
    initial = {
        name: getattr(submission, name) for name in (*submissions.TEXTS, "acknowledge_days", "respond_days")
    }
    initial["recommendations"] = [
        item.recommendation.uid for item in submission.items.select_related("recommendation")
    ]
    form = SubmissionForm(posted(request), submission=submission, initial=initial)

    def call() -> None:
        submissions.update(submission, actor=request.actor, **form.cleaned_data)

    if request.method == "POST" and attempt(request, form, call, _("Saved.")):
        return redirect(address("submission-page", submission))
    return desk_page(
        request,
        "submissions_edit",
        submission.event,
        form=form,
        submission=submission,
        status=400 if form.is_bound else 200,
    )


@declare(*SENDERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def submission_send(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The document as it will leave, what is missing, and what sending means; then send."""
    submission = team_submission(request, slug, code, "recommendations.send_submission")
    if submission.state != SubmissionState.PREPARED:
        return _too_late(request, submission, _("It was sent already."))
    form = SendForm(posted(request))

    def call() -> None:
        submissions.send(submission, actor=request.actor)

    done = _("Sent. The text is frozen, and the dossier is being made.")
    if request.method == "POST" and attempt(request, form, call, done):
        return redirect(address("submission-page", submission))
    context = {
        "form": form,
        "submission": submission,
        "missing": submissions.missing(submission),
        "naming": _texts_that_name(submission),
        "pdf_problem": pdf.library_problem() and pdf.PdfUnavailable("").message,
    }
    return desk_page(
        request, "submissions_send", submission.event, status=400 if form.is_bound else 200, **context
    )


def _texts_that_name(submission: Submission) -> list[str]:
    """Where the letter or an adopted text names a registered person: quotes leave such words out, these are for people to decide."""
    names = participation.Names(submission.event)
    texts = [(_("The cover letter"), submission.cover_letter), (_("The subject"), submission.subject)]
    for item in submission.items.select_related("recommendation", "version").prefetch_related(
        "recommendation__reservations"
    ):
        rec = item.recommendation
        words = [
            item.version.text,
            rec.rationale,
            rec.origin_reason,
            *(r.words for r in rec.reservations.all()),
        ]
        texts.append((rec.ref, "\n".join(words)))
    return [where for where, text in texts if names.are_in(text)]


@declare(*SENDERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def submission_step(request: HttpRequest, slug: str, code: str, step: str) -> HttpResponse:
    """Record what happened to it: delivered, acknowledged by letter, or returned."""
    form_class, service, title, done = STEPS[step]
    move = DELIVERY[step]
    submission = team_submission(request, slug, code)
    require(request.actor, move.permission, submission)
    if submission.state not in move.sources:
        return _too_late(request, submission, _("This step is not possible now."))
    form = form_class(posted(request), initial={"on": letters.today_at(submission.host), "means": "registry"})

    def call() -> None:
        service(submission, actor=request.actor, **form.cleaned_data)

    if request.method == "POST" and attempt(request, form, call, done):
        return redirect(address("submission-page", submission))
    context = {"form": form, "submission": submission, "title": title, "step": step, "label": move.label}
    return desk_page(
        request, "submissions_step", submission.event, status=400 if form.is_bound else 200, **context
    )


@declare(*SENDERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def submission_discard(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Throw away what was never sent, after saying what that means."""
    submission = team_submission(request, slug, code, "recommendations.prepare_submission")
    if submission.state != SubmissionState.PREPARED:
        return _too_late(request, submission, _("It was sent, so it stays on record."))
    if request.method == "POST":
        submissions.discard(submission, actor=request.actor)
        messages.success(request, _("Thrown away. The recommendations are free again."))
        return redirect("recommendations:submission-list", slug)
    context = {
        "title": _("Throw this submission away?"),
        "question": f"{submission.number} · {submission.addressee}",
        "lost": [_("The letter and the choice of recommendations."), _("The number. It is not given again.")],
        "submit": _("Throw away"),
        "cancel_url": address("submission-page", submission),
    }
    return desk_page(request, "submissions_discard", submission.event, **context)


@declare(*SENDERS, methods=("POST",))
@login_required
@require_POST
def dossier_again(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Make the PDF once more, after it failed."""
    submission = team_submission(request, slug, code)
    require(request.actor, "recommendations.send_submission", submission)
    document = submission.documents.select_related("job", "submission__host").first()
    try:
        if document is None:
            raise DomainError(_("The dossier is made when the submission is sent."), "not_sent")
        dossiers.order_again(document, actor=request.actor)
        messages.success(request, _("The PDF is being made again."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect(address("submission-page", submission))


def _too_late(request: HttpRequest, submission: Submission, message: str) -> HttpResponse:
    """Somebody else was quicker, or the page was old: say so on the page that shows how things stand."""
    messages.error(request, message)
    return redirect(address("submission-page", submission))
