"""Writing entries: each address takes a plain form and answers with a page, or takes the same from the editor's script with JSON."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultations import queries
from consultations.forms import EntryForm
from consultations.models import Entry, Minutes
from consultations.services import entries as service
from consultations.services.disclosures import log_sealed
from consultations.views.editor import editor_page, line_of, marker_of
from consultations.views.frame import CIRCLE, address, circle_minutes, desk, desk_page, error_body, wants_json
from core.errors import DomainError, StaleRevision
from core.permissions import may, require
from core.routes import declare
from directory.queries import category_labels

WRITERS = ("rapporteur", "manager", "organiser")
SENT_AGAIN = ("language", "kind", "theme", "who", "speaker", "visibility", "interpreted", "client_key")


@declare(*CIRCLE, methods=("GET", "POST"), write=WRITERS)
@desk
@require_http_methods(["GET", "POST"])
def entries(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """POST writes the next entry. GET (JSON) tells an open editor what others changed since its marker."""
    minutes = circle_minutes(request, slug, uid)
    if request.method == "GET":
        return _changes(request, minutes)
    require(request.actor, "consultations.take_minutes", minutes)
    form = EntryForm(request.POST, minutes=minutes, auto_id="new_%s")
    if not form.is_valid():
        return _refused(request, minutes, _as_error(form), form=form)
    try:
        return _written(request, minutes, _add(request, minutes, form))
    except StaleRevision as error:
        return _conflict(request, minutes, form, error)
    except DomainError as error:
        form.add_domain_error(error)
        return _refused(request, minutes, error, form=form)


def _add(request: HttpRequest, minutes: Minutes, form: EntryForm) -> Entry:
    """The entry; when its first answer got lost and more was typed since, that is saved over what the first sending made."""
    client, values = form.cleaned_data["client"], form.values()
    entry = service.add_entry(
        minutes, actor=request.actor, client_key=form.cleaned_data["client_key"], client=client, **values
    )
    if entry.resent:
        entry = service.save_entry(entry, actor=request.actor, revision=1, client=client, **values)
    return entry


def _changes(request: HttpRequest, minutes: Minutes) -> HttpResponse:
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = None
    if since is None or since.tzinfo is None:
        return redirect(address("minutes-edit", minutes))
    changed = list(queries.editor_entries(minutes, request.actor, since=since))
    log_sealed(changed, about=minutes, actor=request.actor)
    labels = category_labels() if any(entry.category for entry in changed) else {}
    may_write = minutes.is_writable and may(request.actor, "consultations.take_minutes", minutes)
    return JsonResponse({
        "entries": [_entry_json(request, minutes, entry, may_write, labels) for entry in changed],
        "marker": marker_of(changed) if changed else since.isoformat(), "writable": may_write, "state": minutes.get_state_display(),
    })  # fmt: skip


@declare(*WRITERS, methods=("POST",))
@desk
@require_POST
def entry_save(request: HttpRequest, slug: str, uid, entry) -> HttpResponse:
    """Change an entry. A stale revision is answered with both texts."""
    minutes = circle_minutes(request, slug, uid)
    require(request.actor, "consultations.take_minutes", minutes)
    row = _entry(request, minutes, entry)
    form = EntryForm(request.POST, minutes=minutes, entry=row, auto_id="edit_%s")
    if not form.is_valid():
        return _refused(request, minutes, _as_error(form), editing=form)
    revision = form.cleaned_data["revision"] or 0
    try:
        saved = service.save_entry(
            row, actor=request.actor, revision=revision, client=form.cleaned_data["client"], **form.values()
        )
    except StaleRevision as error:
        return _conflict(request, minutes, form, error)
    except DomainError as error:
        form.add_domain_error(error)
        return _refused(request, minutes, error, editing=form)
    return _written(request, minutes, saved)


@declare(*WRITERS, methods=("POST",))
@desk
@require_POST
def entry_strike(request: HttpRequest, slug: str, uid, entry) -> HttpResponse:
    """Strike an entry out, or take it up again (`restore` is sent along)."""
    minutes = circle_minutes(request, slug, uid)
    act = service.restore_entry if "restore" in request.POST else service.strike_entry
    return _written(
        request,
        minutes,
        act(_entry(request, minutes, entry), actor=request.actor, client=request.POST.get("client", "")[:64]),
    )


def _entry(request: HttpRequest, minutes: Minutes, uid) -> Entry:
    entry = get_object_or_404(queries.editor_entries(minutes, request.actor), uid=uid)
    entry.minutes = minutes
    return entry


def _entry_json(
    request: HttpRequest, minutes: Minutes, entry: Entry, may_write: bool = True, labels: dict | None = None
) -> dict:
    line = {
        "line": line_of(entry, labels),
        "minutes": minutes,
        "session": minutes.session,
        "may_write": may_write,
    }
    return {
        "uid": str(entry.uid), "number": entry.number, "revision": entry.revision, "client_key": entry.client_key,
        "struck": entry.struck_at is not None, "visibility": entry.visibility,
        "html": render_to_string("consultations/_entry.html", line, request),
    }  # fmt: skip


def _written(request: HttpRequest, minutes: Minutes, entry: Entry) -> HttpResponse:
    """The entry was saved: as JSON with what may be wrong in its text, or back to the editor, where the next is typed."""
    warnings = queries.warnings(minutes, entry.text) if entry.struck_at is None else []
    if wants_json(request):
        return JsonResponse(_entry_json(request, minutes, entry) | {"warnings": warnings})
    for warning in warnings:
        messages.warning(
            request, _("Entry %(number)s: %(warning)s") % {"number": entry.number, "warning": warning}
        )
    return redirect(f"{address('minutes-edit', minutes)}#new")


def _as_error(form: EntryForm) -> DomainError:
    fields = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    first = next(iter(fields.values()))[0]
    return DomainError(first, "invalid", fields=fields)


def _refused(request: HttpRequest, minutes: Minutes, error: DomainError, **forms) -> HttpResponse:
    """Nothing was saved: says why, with everything that was typed."""
    if wants_json(request):
        return JsonResponse(error_body(error), status=error.status)
    return editor_page(request, minutes, status=error.status, **forms)


def _conflict(request: HttpRequest, minutes: Minutes, form: EntryForm, error: StaleRevision) -> HttpResponse:
    entry = _entry(request, minutes, error.data["uid"])
    if wants_json(request):
        return JsonResponse(error_body(error) | {"entry": _entry_json(request, minutes, entry)}, status=409)
    mine, theirs = error.data["mine"], error.data["theirs"]
    sent = {name: form.data.get(name, "") for name in SENT_AGAIN}
    context = {
        "minutes": minutes, "session": minutes.session, "entry": entry, "error": error, "sent": sent, "mine": mine, "theirs": theirs,
        "both": f"{mine}\n\n{theirs}", "by": error.data["by"],
    }  # fmt: skip
    return desk_page(request, "consultations/entry_conflict.html", minutes.event, status=409, **context)
