"""Taking a list of people into an event: upload, columns, a look at what would happen, and the import itself."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit, import_batches
from core.errors import Conflict, DomainError
from core.models import ImportBatch, Job
from core.routes import declare
from directory.queries import category_labels
from events.enums import Approval, RegistrationState
from events.forms.desk_import import DELIMITERS, ColumnsForm, PlanForm, ReadingForm, UploadForm, WordsForm
from events.models import Event
from events.services import import_lists as lists
from events.services import import_registrations as service
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
PLACE = "desk-import-new"
SHOWN = 100  # rows of a list of faults on the page; the file has all


def _event(request: HttpRequest, slug: str) -> Event:
    return team_event(request, slug, lists.MANAGE)


def _batch(request: HttpRequest, event: Event, uid) -> ImportBatch:
    batches = ImportBatch.objects.select_related("job")
    return get_object_or_404(batches, uid=uid, kind=lists.KIND, scope=str(event.uid))


def _page(request: HttpRequest, template: str, event: Event, **context) -> HttpResponse:
    response = desk_page(request, f"events/desk/{template}.html", event, PLACE, **context)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a list. Below: lists that were sent before."""
    event = _event(request, slug)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = lists.upload(event, file.read(), file.name, actor=request.actor)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("events:desk-import-columns", event.slug, batch.uid)
    batches = ImportBatch.objects.filter(kind=lists.KIND, scope=str(event.uid)).exclude(
        state=ImportBatch.State.DISCARDED
    )[:20]
    return _page(request, "import_new", event, form=form, batches=batches)


def _log(request: HttpRequest, event: Event, verb: str, batch: ImportBatch) -> None:
    """Rows of the file are shown: who saw them is on record, before they are."""
    what = {"batch": str(batch.uid)}
    audit.write(
        audit.Kind.DISCLOSURE, verb, actor=request.actor, about=event, host=event.host.code, data=what
    )


def _gone(request: HttpRequest, event: Event, error: Conflict) -> HttpResponse:
    messages.warning(request, error.message)
    return redirect("events:desk-import-new", event.slug)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names, contact")
@login_required
@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """What the columns mean: guessed, remembered, corrected here."""
    event = _event(request, slug)
    batch = _batch(request, event, uid)
    try:
        look = lists.look(batch)
    except Conflict as error:
        return _gone(request, event, error)
    form = ColumnsForm(request.POST or None, look=look)
    if request.method == "POST" and form.is_valid():
        try:
            lists.set_columns(
                batch, actor=request.actor, mapping=form.mapping(), order=form.cleaned_data["order"]
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("events:desk-import", event.slug, batch.uid)
    _log(request, event, "import_columns", batch)
    context = {
        "look": look,
        "reading": ReadingForm(look=look),
        "separator": dict(DELIMITERS).get(look.grid.delimiter),
        "others": [title for title in look.grid.sheets if title != look.grid.sheet],
    }
    return _page(request, "import_columns", event, batch=batch, form=form, **context)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def import_reading(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The file is read in another way: row of the headings, character set, separator, sheet."""
    event = _event(request, slug)
    batch = _batch(request, event, uid)
    try:
        form = ReadingForm(request.POST, look=lists.look(batch))
        if form.is_valid():
            lists.set_reading(batch, actor=request.actor, **form.for_service())
    except Conflict as error:
        return _gone(request, event, error)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("events:desk-import-columns", event.slug, batch.uid)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names, contact")
@login_required
@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """What would happen (GET), trying another way or doing it (POST), and afterwards what happened. htmx asks here how far it is."""
    event = _event(request, slug)
    batch = _batch(request, event, uid)
    is_at_work = batch.job is not None and batch.job.state != Job.State.FAILED
    if request.htmx and request.method == "GET":
        return _progress(request, event, batch, is_at_work=is_at_work)
    if batch.state != ImportBatch.State.UPLOADED or (is_at_work and request.method == "GET"):
        return _page(request, "import_done", event, batch=batch)
    applies = request.POST.get("do") == "apply"
    form = PlanForm(request.POST or None, initial=_plan(batch, event), applies=applies, zone=event.timezone)
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if applies or name != "faulty"}
        try:
            if applies:
                return _applied(request, event, service.apply(batch, event, actor=request.actor, **data))
            lists.set_plan(batch, actor=request.actor, **data)
            return redirect("events:desk-import", event.slug, batch.uid)
        except DomainError as error:
            form.add_domain_error(error)
    return _preview(request, event, batch, form)


def _progress(request: HttpRequest, event: Event, batch: ImportBatch, *, is_at_work: bool) -> HttpResponse:
    """The bar alone; once it is over, the page is to be fetched anew: it says what happened."""
    if batch.state == ImportBatch.State.UPLOADED and is_at_work and batch.job.state != Job.State.DONE:
        return render(request, "events/desk/_import_progress.html", {"event": event, "batch": batch})
    return HttpResponse(headers={"HX-Refresh": "true"})


def _plan(batch: ImportBatch, event: Event) -> dict:
    """What was chosen last; at first what the event does with everybody."""
    manual = event.approval == Approval.MANUAL
    first = {"target": RegistrationState.PENDING if manual else RegistrationState.CONFIRMED}
    kept = {name: batch.options[name] for name in ("target", "add_alike", "tell") if name in batch.options}
    if at := batch.options.get("reply_by"):
        kept["reply_by"] = datetime.fromisoformat(at)
    return first | kept


def _applied(request: HttpRequest, event: Event, batch: ImportBatch) -> HttpResponse:
    if batch.state == ImportBatch.State.APPLIED:
        number = batch.counts["added"]
        words = ngettext("One person is in the list now.", "%(n)d people are in the list now.", number)
        messages.success(
            request,
            words % {"n": number}
            if number
            else _("Everybody of this list was there already; nobody is added."),
        )
    return redirect("events:desk-import", event.slug, batch.uid)


def _preview(request: HttpRequest, event: Event, batch: ImportBatch, form: PlanForm) -> HttpResponse:
    plan = _plan(batch, event)
    try:
        checked = service.preview(batch, event, target=plan["target"], add_alike=bool(plan.get("add_alike")))
    except Conflict as error:
        return _gone(request, event, error)
    doubles = [(entry, verdict, service.reason(verdict)) for entry, verdict in checked.not_new()]
    remarks = [(entry, remark) for entry in checked.entries for remark in entry.remarks]
    words, kinds = WordsForm(words=checked.words, event=event), category_labels()
    samples = [(entry, kinds.get(entry.category, "")) for entry in checked.entries[:5]]
    figures = checked.figures()
    if not (figures["faulty"] or figures["full"]):
        # Nothing to decide; should a row be refused after all, nobody is taken.
        form.fields["faulty"].widget, form.initial["faulty"] = HiddenInput(), service.ALL
    context = {
        "figures": figures, "faults": checked.faults[:SHOWN], "more_faults": len(checked.faults) - SHOWN,
        "doubles": doubles[:SHOWN], "more_doubles": len(doubles) - SHOWN, "remarks": remarks[:SHOWN], "words": words,
        "samples": samples, "look": checked.look, "stopped": batch.counts.get("stopped"),
        "has_failed": batch.job is not None, "may_apply": event.state == "published",
        "target": dict(form.fields["target"].choices).get(plan["target"]),
    }  # fmt: skip
    _log(request, event, "import_preview", batch)
    return _page(request, "import_page", event, batch=batch, form=form, **context)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def import_words(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """What unknown words of the file mean."""
    event = _event(request, slug)
    batch = _batch(request, event, uid)
    try:
        form = WordsForm(request.POST, words=service.read_rows(batch, event).words, event=event)
        if form.is_valid():
            lists.set_choices(batch, actor=request.actor, choices=form.chosen())
    except Conflict as error:
        return _gone(request, event, error)
    return redirect("events:desk-import", event.slug, batch.uid)


@declare(*MANAGERS, discloses="names, contact")
@login_required
@require_GET
def import_refused(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The rows that are not taken, as a CSV with the reason; logged."""
    event = _event(request, slug)
    batch = _batch(request, event, uid)
    if batch.state == ImportBatch.State.UPLOADED:
        plan = _plan(batch, event)
        try:
            checked = service.preview(
                batch, event, target=plan["target"], add_alike=bool(plan.get("add_alike"))
            )
        except Conflict as error:
            return _gone(request, event, error)
        data = service.refused_csv(checked)
    else:
        data = import_batches.contents(batch)
    if not data:
        messages.warning(request, _("There is no file of refused rows."))
        return redirect("events:desk-import", event.slug, batch.uid)
    _log(request, event, "import_refused", batch)
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-refused.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def import_discard(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The file goes, now."""
    event = _event(request, slug)
    lists.discard(_batch(request, event, uid), actor=request.actor)
    messages.success(request, _("The file is deleted."))
    return redirect("events:desk-import-new", event.slug)
