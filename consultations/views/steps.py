"""The steps of minutes: prepare, circulate, approve, publish, reopen, tighten the rule. Each page shows what the step will do."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from consultations import queries, redaction
from consultations.enums import AttributionRule, MinutesState
from consultations.forms import ApproveForm, CirculateForm, PublishForm, ReopenForm, RuleForm, SummaryForm
from consultations.models import Minutes
from consultations.services import minutes as service
from consultations.services.disclosures import log_sealed
from consultations.views.frame import CIRCLE, address, circle_minutes, desk, desk_page
from consultations.workflow import MINUTES
from core import workflow
from core.errors import DomainError
from core.permissions import require
from core.routes import declare

APPROVERS = ("chair", "manager", "organiser")
WRITERS = ("rapporteur", "manager", "organiser")
BOTH = ["GET", "POST"]
# Steps that are one button; the others have a page that shows what will happen.
PLAIN = ("prepare", "resume")
# Which button is the page's primary one, in each state.
FIRST = {
    MinutesState.TAKING: "prepare",
    MinutesState.REOPENED: "prepare",
    MinutesState.PREPARED: "circulate",
    MinutesState.CIRCULATED: "approve",
    MinutesState.APPROVED: "publish",
}


def steps_of(minutes: Minutes, actor) -> dict:
    """The buttons that the table of transitions gives this person now: `first` (the primary one) and `others`."""
    moves = [move for move in workflow.available(MINUTES, minutes, actor) if move.name != "open"]
    if minutes.strictest_attribution == AttributionRule.CLOSED:
        moves = [move for move in moves if move.name not in ("circulate", "publish")]
    if not minutes.event.is_public:
        moves = [move for move in moves if move.name != "publish"]
    buttons = [
        {
            "name": move.name, "label": move.label, "takes_away": move.takes_away, "plain": move.name in PLAIN,
            "url": address("minutes-move" if move.name in PLAIN else f"minutes-{move.name}", minutes),
        }
        for move in moves
    ]  # fmt: skip
    wanted = FIRST.get(minutes.state)
    first = next((button for button in buttons if button["name"] == wanted), None)
    if first is None:
        first = next(
            (button for button in buttons if not button["takes_away"] and button["name"] != "resume"), None
        )
    return {"first": first, "others": [button for button in buttons if button is not first]}


@declare(*WRITERS, methods=("POST",))
@desk
@require_POST
def minutes_move(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The steps that need nothing but the press of a button."""
    minutes = circle_minutes(request, slug, uid)
    step = request.POST.get("step", "")
    if step not in PLAIN:
        raise Http404
    try:
        getattr(service, step)(minutes, actor=request.actor)
        messages.success(
            request, {"prepare": _("The minutes are prepared."), "resume": _("You can write again.")}[step]
        )
    except DomainError as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    return redirect(address("minutes-edit", minutes))


def _page(
    request: HttpRequest, minutes: Minutes, template: str, form, status: int = 200, **context
) -> HttpResponse:
    context = {
        "minutes": minutes,
        "session": minutes.session,
        "form": form,
        "back": address("minutes-edit", minutes),
    } | context
    return desk_page(
        request,
        f"consultations/{template}.html",
        minutes.event,
        status=400 if form.is_bound else status,
        **context,
    )


def _sent(request: HttpRequest):
    """What was sent, an empty form too."""
    return request.POST if request.method == "POST" else None


def _try(request: HttpRequest, form, call, done: str) -> bool:
    """Run the service with the form's answers. False, with the reason in the form, when it refuses."""
    if not form.is_valid():
        return False
    try:
        call()
    except DomainError as error:
        if error.status == 403:
            raise
        form.add_domain_error(error)
        return False
    messages.success(request, done)
    return True


@declare("rapporteur", *APPROVERS, methods=("GET", "POST"))
@desk
@require_http_methods(BOTH)
def minutes_circulate(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Whom it goes to, until when; then the mails."""
    minutes = circle_minutes(request, slug, uid)
    require(request.actor, "consultations.circulate_minutes", minutes)
    until = timezone.localdate(timezone=minutes.event.zone) + timedelta(days=settings.CORRECTION_DAYS)
    form = CirculateForm(_sent(request), initial={"until": until})

    def call() -> None:
        service.circulate(minutes, actor=request.actor, until=form.cleaned_data["until"])

    if request.method == "POST" and _try(
        request, form, call, _("The minutes go out now. Whoever has no e-mail needs them on paper.")
    ):
        return redirect(address("minutes-edit", minutes))
    present = queries.present(minutes)
    counts = {"present": present.count(), "by_mail": present.exclude(email_index="").count()}
    counts["on_paper"] = counts["present"] - counts["by_mail"]
    return _page(
        request, minutes, "minutes_circulate", form, **counts, print_url=address("minutes-print", minutes)
    )


@declare(*CIRCLE)
@desk
@require_GET
def minutes_print(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The minutes as those present read them, for print."""
    minutes = circle_minutes(request, slug, uid)
    entries = redaction.entries_for(minutes, "participants")
    took_part = redaction.who_took_part(minutes, "participants")
    context = {
        "minutes": minutes,
        "session": minutes.session,
        "entries": entries,
        "took_part": took_part,
        "back": address("minutes-edit", minutes),
    }
    return desk_page(request, "consultations/minutes_print.html", minutes.event, **context)


@declare(*APPROVERS, methods=("GET", "POST"))
@desk
@require_http_methods(BOTH)
def minutes_approve(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The whole text, and how the chair approves it."""
    minutes = circle_minutes(request, slug, uid)
    require(request.actor, "consultations.approve_minutes", minutes)
    user = (
        User.objects.filter(uid=request.actor.id).first()
        if request.method == "GET" and request.actor.kind == "user"
        else None
    )
    today = timezone.localdate(timezone=minutes.event.zone)
    form = ApproveForm(
        _sent(request), initial={"on": today, "office": (user and user.designation) or _("The chair")}
    )

    def call() -> None:
        service.approve(minutes, actor=request.actor, **form.cleaned_data)

    if request.method == "POST" and _try(
        request, form, call, _("Approved. The text is fixed, and its hash is on record.")
    ):
        next_page = (
            "minutes-publish" if minutes.strictest_attribution != AttributionRule.CLOSED else "minutes-edit"
        )
        return redirect(address(next_page, minutes))
    entries = [entry for entry in queries.editor_entries(minutes, request.actor) if entry.struck_at is None]
    log_sealed(entries, about=minutes, actor=request.actor)
    early = bool(
        minutes.corrections_until
        and minutes.state == MinutesState.CIRCULATED
        and minutes.corrections_until > timezone.now()
    )
    return _page(request, minutes, "minutes_approve", form, entries=entries, early=early)


@declare(*APPROVERS, methods=("GET", "POST"))
@desk
@require_http_methods(BOTH)
def minutes_publish(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """What each audience will read, line by line; then publish."""
    minutes = circle_minutes(request, slug, uid)
    require(request.actor, "consultations.approve_minutes", minutes)
    form = PublishForm(_sent(request))

    def call() -> None:
        service.publish(minutes, actor=request.actor)

    if request.method == "POST" and _try(request, form, call, _("The minutes are public now.")):
        return redirect(minutes.get_absolute_url())
    audience = request.GET.get("audience", "public")
    audience = audience if audience in redaction.AUDIENCES else "public"
    entries = redaction.entries_for(minutes, audience)
    words = " \n ".join(entry.text for entry in redaction.entries_for(minutes, "public"))
    context = {
        "audience": audience, "entries": entries, "withheld": sum(entry.withheld for entry in entries),
        "took_part": redaction.who_took_part(minutes, audience), "warnings": queries.warnings(minutes, words),
        "may_publish": workflow.can(MINUTES, "publish", minutes, request.actor), "approval": queries.approval_of(minutes),
    }  # fmt: skip
    return _page(request, minutes, "minutes_publish", form, **context)


@declare(*APPROVERS, methods=("GET", "POST"))
@desk
@require_http_methods(BOTH)
def minutes_reopen(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Why, and what is lost by it: the approval, and the public page until the next one."""
    minutes = circle_minutes(request, slug, uid)
    require(request.actor, "consultations.approve_minutes", minutes)
    form = ReopenForm(_sent(request))

    def call() -> None:
        service.reopen(minutes, actor=request.actor, note=form.cleaned_data["note"])

    if request.method == "POST" and _try(
        request, form, call, _("The minutes can be written again, as a new version.")
    ):
        return redirect(address("minutes-edit", minutes))
    lost = [_("The approval no longer holds; its date and hash stay in the history.")]
    if minutes.state == MinutesState.PUBLISHED:
        lost.append(_("The public page disappears until the new version is published."))
    return _confirm(request, minutes, form, _("Reopen the minutes"), lost, _("Reopen"))


@declare(*WRITERS, methods=("GET", "POST"))
@desk
@require_http_methods(BOTH)
def minutes_tighten(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """A stricter rule, and what it takes from the entries for good."""
    minutes = circle_minutes(request, slug, uid)
    require(request.actor, "consultations.take_minutes", minutes)
    form = RuleForm(_sent(request), stricter_than=minutes.attribution)

    def call() -> None:
        service.tighten(minutes, actor=request.actor, attribution=form.cleaned_data["attribution"])

    if request.method == "POST" and _try(
        request, form, call, _("The stricter rule holds from now on, for everything in these minutes.")
    ):
        return redirect(address("minutes-edit", minutes))
    lost = [
        _("What the stricter rule does not allow about speakers is erased from every entry and its history."),
        _("The rule can never be loosened again."),
    ]
    return _confirm(request, minutes, form, _("Make the rule stricter"), lost, _("Make it stricter"))


def _confirm(
    request: HttpRequest, minutes: Minutes, form, title: str, lost: list[str], submit: str
) -> HttpResponse:
    context = {
        "title": title,
        "lost": lost,
        "submit": submit,
        "cancel_url": address("minutes-edit", minutes),
        "form": form,
    }
    return desk_page(
        request, "confirm_desk.html", minutes.event, status=400 if form.is_bound else 200, **context
    )


@declare(*WRITERS, methods=("POST",))
@desk
@require_POST
def minutes_summary(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The summary above the entries."""
    minutes = circle_minutes(request, slug, uid)
    form = SummaryForm(request.POST)
    if form.is_valid():
        service.set_summary(minutes, actor=request.actor, summary=form.cleaned_data["summary"])
        messages.success(request, _("The summary is saved."))
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(address("minutes-edit", minutes))
