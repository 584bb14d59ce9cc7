"""The ministry's desk: what was put to it, the document beside the answers, the reply. Drafts are seen by its focal points alone."""

from datetime import date

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import workflow
from core.errors import DomainError, StaleRevision
from core.routes import declare
from core.tables import FilterSet, SearchFilter, list_page
from directory.models import Institution
from recommendations import queries_submissions as queries
from recommendations.documents import reading
from recommendations.enums import COUNTING_ANSWERS, PositionValue
from recommendations.forms.answers import IssueForm, PositionForm
from recommendations.forms.submissions import OwnAcknowledgeForm
from recommendations.models import Answer, Submission
from recommendations.services import answers, letters, submissions
from recommendations.services import positions as rows
from recommendations.views.submission_frame import BOTH, attempt, ministry_page, posted, reviewer_submission
from recommendations.workflow import DELIVERY

SORTS = {
    "due": (gettext_lazy("Reply due"), F("respond_by").asc(nulls_last=True)),
    "newest": (gettext_lazy("Newest"), "-sent_at"),
    "from": (gettext_lazy("From"), "host__search_key"),
}
OPEN, ANSWERED = "open", "answered"


class InboxFilters(FilterSet):
    """What the inbox can be narrowed to."""

    q = SearchFilter("host__search_key", label=gettext_lazy("From"))
    answers = django_filters.ChoiceFilter(
        label=gettext_lazy("Reply"),
        choices=[(OPEN, gettext_lazy("Still open")), (ANSWERED, gettext_lazy("All answered"))],
        method="by_answers",
    )

    def by_answers(self, queryset, _name, value):
        return (
            queryset.filter(answered__lt=F("total"))
            if value == OPEN
            else queryset.filter(answered__gte=F("total"))
        )


@declare("reviewer")
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything put to this institution, what is due first."""
    if not request.actor.is_reviewer:
        raise Http404
    listed = queries.with_counts(Submission.objects.for_reviewer(request.actor)).select_related(
        "host", "addressee"
    )
    table = list_page(request, listed, filters=InboxFilters, sorts=SORTS, default_sort="due")
    for row in table.rows:
        row.progress = queries.progress(row, letters.today_at(row.host))
    titles = [str(body) for body in Institution.objects.filter(pk__in=request.actor.focal_for)]
    return ministry_page(
        request, "reviewer_inbox", table=table, rail_title=", ".join(titles), many=len(titles) > 1
    )


# == One submission ================================================================================================


@declare("reviewer")
@login_required
@require_GET
def submission_page(request: HttpRequest, code: str) -> HttpResponse:
    """The document beside the answers."""
    return _page(request, reviewer_submission(request, code))


def _page(
    request: HttpRequest,
    submission: Submission,
    *,
    form: PositionForm | None = None,
    conflict=None,
    status: int = 200,
):
    """The page; `form` and `conflict` are of the one position that could not be saved."""
    draft = queries.draft_of_addressee(submission, request.actor)
    lines = _lines(submission, draft, form)
    drafted = sum(1 for line in lines if line["draft"] and line["draft"].value)
    answered = Answer.objects.filter(submission=submission, state__in=COUNTING_ANSWERS).order_by(
        "-letter_date", "-id"
    )
    with reading.in_language_of(submission.content):
        told = reading.read(submission.content, submission.content_sha256)
    context = {
        "submission": submission,
        "progress": queries.progress(submission, letters.today_at(submission.host)),
        "lines": lines,
        "drafted": drafted,
        "draft": draft,
        "conflict": conflict,
        "answers": list(answered),
        "may_acknowledge": workflow.can(DELIVERY, "acknowledge", submission, request.actor),
        "document": submission.documents.first(),
        "told": told,
        "open_uid": (form.item.uid if form else None) or _first_open(lines),
        "today": letters.today_at(submission.host),
    }
    return ministry_page(request, "reviewer_submission", status=status, **context)


def _lines(submission: Submission, draft: Answer | None, bound: PositionForm | None = None) -> list[dict]:
    """One line per recommendation: its words, what is on record, what is drafted, its form."""
    drafted = {position.item_id: position for position in draft.positions.all()} if draft else {}
    recorded = queries.on_record(submission)
    lines = []
    for item in submission.items.select_related("recommendation", "version"):
        position = drafted.get(item.pk)
        is_bound = bound is not None and bound.item.pk == item.pk
        lines.append(
            {
                "item": item,
                "draft": position,
                "record": recorded.get(item.pk),
                "form": bound if is_bound else PositionForm(item=item, position=position),
                "stamp": rows.stamp(position),
                "problem": rows.problem(position) if position and any(rows.values(position)) else "",
            }
        )
    return lines


def _first_open(lines: list[dict]):
    return next((line["item"].uid for line in lines if not line["record"] and not line["draft"]), None)


@declare("reviewer", methods=("POST",))
@login_required
@require_POST
def position_save(request: HttpRequest, code: str, uid) -> HttpResponse:
    """Keep one position of the draft: as a page, or for the script as the line that says so."""
    submission = reviewer_submission(request, code)
    item = get_object_or_404(submission.items.select_related("recommendation", "version"), uid=uid)
    form = PositionForm(request.POST, item=item, position=None)
    conflict = None
    if form.is_valid():
        try:
            draft = answers.open_answer(submission, actor=request.actor)
            answers.save_position(
                draft, item, actor=request.actor, seen=request.POST.get("seen"), **form.cleaned_data
            )
        except StaleRevision as error:
            conflict = error
        except DomainError as error:
            if error.status == 403:
                raise
            form.add_domain_error(error)
    saved = form.is_valid() and conflict is None
    if request.htmx:
        return _saved_part(request, submission, item, form, conflict)
    if saved:
        messages.success(request, _("Draft saved. Only your institution sees it."))
        return redirect(
            f"{reverse('recommendations:reviewer-submission', args=[code])}#{item.recommendation.ref}"
        )
    return _page(request, submission, form=form, conflict=conflict, status=409 if conflict else 400)


def _saved_part(
    request: HttpRequest, submission: Submission, item, form: PositionForm, conflict
) -> HttpResponse:
    """For the script: what was saved or why not, and the chips that change with it. Always 200, so that it is shown."""
    draft = queries.draft_of_addressee(submission, request.actor)
    lines = _lines(submission, draft)
    line = next(line for line in lines if line["item"].pk == item.pk)
    context = {
        "submission": submission,
        "line": line | {"form": form},
        "conflict": conflict,
        "drafted": sum(1 for one in lines if one["draft"] and one["draft"].value),
        "progress": queries.progress(submission, letters.today_at(submission.host)),
    }
    if conflict:
        context["theirs"] = PositionValue(conflict.data["value"]).label if conflict.data["value"] else ""
    return render(request, "recommendations/_reviewer_saved.html", context)


# == Steps =========================================================================================================


@declare("reviewer", methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def acknowledge(request: HttpRequest, code: str) -> HttpResponse:
    """The ministry confirms that it holds the papers, under its own diary number."""
    submission = reviewer_submission(request, code)
    if not workflow.can(DELIVERY, "acknowledge", submission, request.actor):
        messages.error(request, _("There is nothing to acknowledge now."))
        return redirect("recommendations:reviewer-submission", code)
    form = OwnAcknowledgeForm(posted(request), initial={"on": letters.today_at(submission.host)})

    def call() -> None:
        submissions.acknowledge(submission, actor=request.actor, **form.cleaned_data)

    done = _("Acknowledged. The sender sees your number and the date.")
    if request.method == "POST" and attempt(request, form, call, done):
        return redirect("recommendations:reviewer-submission", code)
    return ministry_page(
        request,
        "reviewer_acknowledge",
        submission=submission,
        form=form,
        status=400 if form.is_bound else 200,
    )


@declare("reviewer", methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """All positions of the draft together; then the reply is issued."""
    submission = reviewer_submission(request, code)
    draft = queries.draft_of_addressee(submission, request.actor)
    lines = [line for line in _lines(submission, draft) if line["draft"] and any(rows.values(line["draft"]))]
    if draft is None or not lines:
        messages.error(request, _("There is no position yet. Answer at least one recommendation first."))
        return redirect("recommendations:reviewer-submission", code)
    form = IssueForm(posted(request), initial=_usual(submission))
    form.fields["confirmed"].label = _("I confirm that this is the position of %(name)s.") % {
        "name": submission.addressee
    }

    def call() -> None:
        answers.issue(draft, actor=request.actor, **form.cleaned_data)

    done = _("The reply is issued. It is on record as the position of %(name)s.") % {
        "name": submission.addressee
    }
    if request.method == "POST" and attempt(request, form, call, done):
        return redirect("recommendations:reviewer-submission", code)
    context = {
        "submission": submission,
        "form": form,
        "lines": lines,
        "problems": [line for line in lines if line["problem"]],
        "left": submission.total - submission.answered - len([line for line in lines if not line["record"]]),
    }
    return ministry_page(request, "reviewer_reply", status=400 if form.is_bound else 200, **context)


def _usual(submission: Submission) -> dict:
    """Today, and who signed for the institution last time."""
    signed = {"submission__addressee": submission.addressee_id, "state__in": COUNTING_ANSWERS}
    last = Answer.objects.filter(**signed).exclude(authority="").order_by("-id").first()
    today: date = letters.today_at(submission.host)
    return {"letter_date": today, "authority": last.authority if last else ""}


@declare("reviewer", methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Put the draft aside, after saying what that means."""
    submission = reviewer_submission(request, code)
    draft = queries.draft_of_addressee(submission, request.actor)
    if draft is None:
        return redirect("recommendations:reviewer-submission", code)
    if request.method == "POST":
        answers.discard(draft, actor=request.actor)
        messages.success(request, _("The draft is put aside."))
        return redirect("recommendations:reviewer-submission", code)
    context = {
        "title": _("Put this draft aside?"),
        "question": str(submission.subject),
        "lost": [_("The draft positions of your institution on this submission. What was issued stays.")],
        "submit": _("Put it aside"),
        "cancel_url": reverse("recommendations:reviewer-submission", args=[code]),
    }
    return ministry_page(request, "reviewer_discard", submission=submission, **context)


@declare("reviewer")
@login_required
@require_GET
def note(request: HttpRequest, code: str) -> HttpResponse:
    """A note for the file: what was asked and what was answered, on one sheet, to print."""
    submission = reviewer_submission(request, code)
    answered = list(
        Answer.objects.visible_to(request.actor)
        .filter(submission=submission, state__in=COUNTING_ANSWERS)
        .order_by("letter_date", "id")
    )
    if not answered:
        raise Http404
    recorded = queries.on_record(submission)
    items = list(submission.items.select_related("recommendation", "version"))
    for item in items:
        item.position = recorded.get(item.pk)
    return ministry_page(request, "reviewer_note", submission=submission, answers=answered, items=items)
