"""The drafting desk: what was said on one side, the drafts on the other; a text with its versions; its steps."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.services.disclosures import log_sealed
from core import diff, workflow
from core.permissions import require
from core.routes import declare
from core.tables import list_page
from recommendations import queries_drafting as queries
from recommendations.enums import TextState
from recommendations.forms.drafting import (
    AddresseeFields,
    DraftForm,
    EntryFilters,
    NoteForm,
    SourcesForm,
    addressees_of,
)
from recommendations.models import MAX_TEXT, Recommendation
from recommendations.services import drafting
from recommendations.services.drafting import OPEN
from recommendations.views.circle import (
    CIRCLE,
    DRAFTING,
    circle_event,
    circle_recommendation,
    desk_page,
    in_order,
    posted,
)
from recommendations.views.submission_frame import attempt
from recommendations.workflow import TEXT

MOVES = {"table": drafting.table, "redraft": drafting.redraft, "withdraw": drafting.withdraw}
MOST_ENTRIES = 200  # on a page


@declare(*CIRCLE)
@login_required
@require_safe
def drafting_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Entries by theme to choose from, and the drafts."""
    event = circle_event(request, slug)
    table = list_page(
        request,
        queries.entries_for(event, request.actor),
        filters=partial(EntryFilters, event=event),
        sorts={"session": (_("session"), "minutes__session__starts_at", "minutes_id", "number")},
        default_sort="session",
        per_page=MOST_ENTRIES,
        id="entries",
    )
    log_sealed(table.rows, about=event, actor=request.actor)
    texts = list(queries.texts_of(event, request.actor))
    context = {
        "table": table,
        "groups": queries.by_theme(table.rows, event),
        "drafts": [text for text in texts if text.state in OPEN],
        "decided": [text for text in texts if text.state not in OPEN],
        "unseen_sealed": queries.unseen_sealed(event, request.actor),
    }
    return desk_page(request, "recommendations/drafting_desk.html", event, DRAFTING, **context)


@declare(*CIRCLE, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A first wording, drawn from the chosen entries, or from elsewhere with the reason."""
    event = circle_event(request, slug)
    given = request.POST if request.method == "POST" else request.GET
    entries = in_order(queries.entries_for(event, request.actor), given.getlist("chosen")[:MOST_ENTRIES])
    form = DraftForm(
        posted(request), event=event, has_sources=bool(entries), initial=_first_wording(event, entries)
    )
    made = []
    if request.method == "POST" and attempt(
        request,
        form,
        lambda: made.append(
            drafting.draft(
                event,
                actor=request.actor,
                entries=entries,
                origin_reason=form.cleaned_data.get("origin_reason", ""),
                **form.words,
            )
        ),
        _("The draft is saved."),
    ):
        return redirect("recommendations:draft-edit", event.slug, made[0].uid)
    status = 400 if form.is_bound else 200
    return desk_page(
        request,
        "recommendations/drafting_new.html",
        event,
        DRAFTING,
        status=status,
        form=form,
        entries=entries,
    )


def _first_wording(event, entries) -> dict:
    """What one entry says is where its text begins; several are for the drafter to join."""
    if not entries:
        return {"language": (event.languages or ["en"])[0]}
    first = entries[0]
    themes = {entry.shown_theme for entry in entries}
    theme = event.themes.filter(pk=first.shown_theme).first() if len(themes) == 1 else None
    known = first.language if first.language in event.languages else (event.languages or ["en"])[0]
    is_readable = len(entries) == 1 and first.visibility != "sealed"
    return {
        "text": first.text[:MAX_TEXT] if is_readable else "",
        "language": known,
        "theme": theme.uid if theme else None,
    }


@declare(*CIRCLE, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """A text: its wording and details while they may change, its sources, its versions, what resembles it, its next steps."""
    rec = circle_recommendation(request, slug, uid)
    if rec.state not in OPEN:
        return _decided(request, rec)
    newest = rec.versions.order_by("-number").first()
    assert newest is not None  # every draft begins with version 1
    initial = {
        "text": newest.text, "language": newest.language, "rationale": rec.rationale, "sdgs": rec.sdgs, "base": newest.number,
        "theme": rec.theme.uid if rec.theme else None, **addressees_of(rec),
    }  # fmt: skip
    form = DraftForm(posted(request), event=rec.event, rec=rec, initial=initial)
    if request.method == "POST" and attempt(
        request, form, lambda: _save(request, rec, form), _("The text is saved.")
    ):
        return redirect("recommendations:draft-edit", slug, uid)
    if form.is_bound and form.data.get("base") != str(newest.number):
        form.data = form.data.copy()
        form.data["base"] = str(
            newest.number
        )  # whoever saves again has seen what a colleague wrote meanwhile
        return _page(request, rec, form, 409, meanwhile=newest)
    return _page(request, rec, form, 400 if form.is_bound else 200)


def _save(request: HttpRequest, rec: Recommendation, form: DraftForm) -> None:
    data = form.cleaned_data
    drafting.save_draft(rec, actor=request.actor, base=data["base"] or 0, note=data["note"], **form.words)


def _page(request: HttpRequest, rec: Recommendation, form, status: int, *, meanwhile=None) -> HttpResponse:
    versions = list(rec.versions.order_by("number"))
    context = {
        "rec": rec,
        "form": form,
        "newest": versions[-1],
        "history": _history(versions, rec),
        "meanwhile": meanwhile,
        "moves": [move for move in workflow.available(TEXT, rec, request.actor) if move.name in MOVES],
        "alike": queries.resembling(versions[-1].text, rec.event, request.actor, besides=rec),
        **_sources(request, rec),
    }
    return desk_page(
        request, "recommendations/drafting_edit.html", rec.event, DRAFTING, status=status, **context
    )


def _history(versions, rec) -> list[dict]:
    """The versions, newest first, each with what changed since the one before."""
    items, before = [], None
    for version in versions:
        parts = diff.words(before.text, version.text) if before else [("=", version.text)]
        items.append({"version": version, "parts": parts, "adopted": version.pk == rec.adopted_version_id})
        before = version
    return items[::-1]


def _sources(request: HttpRequest, rec: Recommendation) -> dict:
    """The entries behind a text as this drafter may see them, and how many sealed ones it may not."""
    rows = queries.entries_for(rec.event, request.actor).filter(sources__recommendation=rec)
    seen = list(rows.order_by("minutes__session__starts_at", "number"))
    log_sealed(seen, about=rec.event, actor=request.actor)
    return {"entries": seen, "unseen": rec.sources.filter(entry__struck_at=None).count() - len(seen)}


def _decided(request: HttpRequest, rec: Recommendation) -> HttpResponse:
    """A text that was decided upon: to read. Whom an adopted one is put to may still change."""
    form = None
    if rec.state == TextState.ADOPTED:
        form = AddresseeFields(posted(request), event=rec.event, rec=rec, initial=addressees_of(rec))
        if request.method == "POST" and attempt(
            request,
            form,
            lambda: drafting.set_addressees(rec, actor=request.actor, addressees=form.addressees),
            _("The addressees are saved."),
        ):
            return redirect("recommendations:draft-edit", rec.event.slug, rec.uid)
    return _page(request, rec, form, 400 if form is not None and form.is_bound else 200)


@declare(*CIRCLE, methods=("POST",))
@login_required
@require_POST
def draft_alike(request: HttpRequest, slug: str) -> HttpResponse:
    """Texts that resemble what is being typed (htmx). Only reads; POST because a text is longer than an address may be."""
    event = circle_event(request, slug)
    rec = (
        Recommendation.objects.for_circle(request.actor)
        .filter(event=event, uid=_uuid(request.POST.get("besides", "")))
        .first()
    )
    alike = queries.resembling(request.POST.get("text", "")[:MAX_TEXT], event, request.actor, besides=rec)
    return render(request, "recommendations/_drafting_alike.html", {"alike": alike, "event": event})


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


@declare(*CIRCLE, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_sources(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """The entries behind a text, all entries to choose from."""
    rec = circle_recommendation(request, slug, uid)
    if rec.state not in OPEN:
        return redirect("recommendations:draft-edit", slug, uid)
    entries = queries.entries_for(rec.event, request.actor)
    chosen = set(rec.sources.values_list("entry", flat=True))
    form = SourcesForm(posted(request), entries=entries, initial={"origin_reason": rec.origin_reason})
    if request.method == "POST" and attempt(
        request,
        form,
        lambda: drafting.set_sources(
            rec,
            actor=request.actor,
            entries=form.cleaned_data["chosen"],
            origin_reason=form.cleaned_data["origin_reason"],
        ),
        _("The entries are saved."),
    ):
        return redirect("recommendations:draft-edit", slug, uid)
    if form.is_bound:
        chosen = {entry.pk for entry in form.cleaned_data.get("chosen") or ()}
    ordered = list(entries.order_by("minutes__session__starts_at", "minutes_id", "number"))
    log_sealed(ordered, about=rec.event, actor=request.actor)
    context = {"rec": rec, "form": form, "groups": queries.by_theme(ordered, rec.event), "chosen": chosen}
    return desk_page(
        request,
        "recommendations/drafting_sources.html",
        rec.event,
        DRAFTING,
        status=400 if form.is_bound else 200,
        **context,
    )


@declare(*CIRCLE, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_move(request: HttpRequest, slug: str, uid: UUID, move: str) -> HttpResponse:
    """A step of the text's workflow that needs no decision of the body; a step that needs a reason asks for it."""
    if move not in MOVES:
        raise Http404
    rec = circle_recommendation(request, slug, uid)
    step = TEXT[move]
    require(request.actor, step.permission, rec)
    asks = "note" in step.requires
    form = NoteForm(posted(request)) if asks else None
    if request.method == "POST" and (form is None or form.is_valid()):
        MOVES[move](rec, actor=request.actor, note=form.cleaned_data["note"] if form else "")
        messages.success(request, _("Done: %(state)s.") % {"state": TEXT.label_of(rec)})
        return redirect("recommendations:draft-edit", slug, uid)
    newest = rec.versions.order_by("-number").first()
    context = {
        "title": step.label, "question": newest.text if newest else "", "form": form, "submit": step.label,
        "lost": [_("The text is no longer worked on. An adopted one keeps its number and its page, which says that it was withdrawn.")]
        if step.takes_away else [],
        "cancel_url": reverse("recommendations:draft-edit", args=[slug, uid]),
    }  # fmt: skip
    status = 400 if form is not None and form.is_bound else 200
    return desk_page(request, "confirm_desk.html", rec.event, DRAFTING, status=status, **context)
