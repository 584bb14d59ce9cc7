"""Registrations on the desk: the list, finding somebody, deciding, entering people, taking the list along."""

from functools import cache, partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.errors import DomainError
from core.exports import csv_response, xlsx_response
from core.permissions import may, require
from core.routes import declare
from core.sealed import blind_index
from core.tables import ListPage, list_page
from core.text import clean, fold, normal_email, normal_phone
from core.ui.frame import chip
from core.workflow import can
from directory.models import Area
from directory.queries import category_labels, provinces
from events.enums import Channel, QuestionKind, RegistrationState
from events.exports import registration_header, registration_rows
from events.forms.desk_people import areas_of
from events.forms.desk_registrations import EntryForm, ExportForm, FindForm, OfficialForm, RegistrationFilters
from events.models import Event, Question, Registration
from events.resources import RowsExport
from events.services import invitations
from events.services import registrations as service
from events.services.answers import asked
from events.services.details import region_of
from events.views.desk import desk_page, team_event
from events.workflow import REGISTRATION

SEERS = ("organiser", "manager", "registration", "checkin")
MANAGERS = ("organiser", "manager", "registration")
MOST_FOUND = 50
NAMED = 5  # people named in one message
CHIPS = {  # kind and icon
    RegistrationState.INVITED: ("", "mail"),
    RegistrationState.PENDING: ("need", "clock"),
    RegistrationState.OFFERED: ("need", "clock"),
    RegistrationState.CONFIRMED: ("yes", "check"),
    RegistrationState.WAITLISTED: ("note", "list"),
    RegistrationState.DECLINED: ("", "x"),
    RegistrationState.CANCELLED: ("", "x"),
}
SORTS = {
    "arrival": (gettext_lazy("Arrival"), "queue_no"),
    "name": (gettext_lazy("Name"), "name_key"),
    "state": (gettext_lazy("State"), "state"),
    "area": (gettext_lazy("Area"), "area__name"),
}


# What a row of the list shows. What is sealed is not even read for it.
SHOWN = (
    "code", "state", "honorific", "name", "designation", "office", "category", "institution_text", "possible_duplicate", "created_at",
    "area__name", "area__names", "institution__name", "institution__names",
)  # fmt: skip


def _rows(request: HttpRequest, event: Event) -> QuerySet[Registration]:
    return Registration.objects.visible_to(request.actor).filter(event=event)


def _listed(request: HttpRequest, event: Event) -> QuerySet[Registration]:
    return _rows(request, event).select_related("area", "institution").only(*SHOWN)


def _table(request: HttpRequest, event: Event, *, counts: bool = True) -> tuple[ListPage, dict[str, str]]:
    rows = _listed(request, event)
    categories = category_labels()
    filters = partial(RegistrationFilters, categories=categories, areas=_areas(request, event))
    numbers = {}
    if counts:
        numbers["state"] = dict(event.registrations.values_list("state").annotate(n=Count("pk")).order_by())
    table = list_page(request, rows, filters=filters, sorts=SORTS, default_sort="arrival", counts=numbers)
    if counts and not table.is_filtered:
        table.know_count(sum(numbers["state"].values()))
    return table, categories


def _areas(request: HttpRequest, event: Event) -> list[Area]:
    """The provinces, and whichever area a link led to: a list of all districts would be long, and slow to draw."""
    areas = provinces(event.country or event.host.country)
    chosen = request.GET.get("area", "")[:80]
    if chosen and chosen not in {area.code for area in areas}:
        return [*areas, *areas_of(event).filter(code=chosen)]
    return areas


def _log(request: HttpRequest, event: Event, verb: str, **data) -> None:
    audit.write(
        audit.Kind.DISCLOSURE, verb, actor=request.actor, about=event, host=event.host.code, data=data
    )


@declare(*SEERS, discloses="names")
@login_required
@require_GET
def registration_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is registered. Seeing the list is logged, before it is shown."""
    event = team_event(request, slug, "events.see_registrations")
    table, categories = _table(request, event)
    _log(request, event, "list", rows=len(table.rows), filters=[active.label for active in table.active])
    return _list(request, event, table=table, rows=table.rows, categories=categories, find=FindForm())


def _list(
    request: HttpRequest, event: Event, *, rows: list[Registration], categories: dict[str, str], **context
) -> HttpResponse:
    # Drawn once for each state and told once for each event, not for each row: this list is opened all day long.
    states = {RegistrationState(row.state) for row in rows}
    chips = {state.value: chip(state.label, *CHIPS[state]) for state in states}
    here = reverse("events:desk-registrations", args=[event.slug])
    day = cache(lambda on: date_format(on, "j M"))  # most of a page come on a few days
    for row in rows:
        arrived = row.created_at.astimezone(event.zone)
        row.arrived = f"{day(arrived.date())}, {arrived:%H:%M}"
        row.category_label = categories.get(row.category, row.category)
        row.chip, row.url = chips[row.state], f"{here}{row.code}/"
    manages = may(request.actor, "events.manage_registrations", event)
    response = desk_page(
        request,
        "events/desk/registrations.html",
        event,
        "desk-registrations",
        rows=rows,
        may_manage=manages,
        any_invited=any(row.state == RegistrationState.INVITED for row in rows),
        **context,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*SEERS, methods=("POST",), discloses="names")
@login_required
@require_POST
def registration_find(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for a name (folded), or exactly for an e-mail address or phone number. What was typed goes into no log and no address."""
    event = team_event(request, slug, "events.see_registrations")
    form = FindForm(request.POST)
    found: list[Registration] = []
    table, categories = _table(request, event, counts=False)
    if form.is_valid():
        kind, condition = _condition(form.cleaned_data["term"], event)
        matching = _listed(request, event).filter(condition).order_by("name_key", "queue_no")
        found = list(matching[: MOST_FOUND + 1])
        _log(request, event, "search", by=kind, rows=len(found))
    context = {"table": table, "find": form, "searched": True, "more": len(found) > MOST_FOUND}
    return _list(request, event, rows=found[:MOST_FOUND], categories=categories, **context)


def _condition(term: str, event: Event) -> tuple[str, Q]:
    """(what was looked for, the condition). A term that cannot be an address or a number is a name."""
    try:
        if "@" in term:
            return "email", Q(email_index=blind_index("email", normal_email(term)))
        if sum(character.isdigit() for character in term) >= 6:
            number = Q(phone_index=blind_index("phone", normal_phone(term, region_of(event))))
            return "phone", number | Q(code=term.strip().lower())  # a code can have that many digits too
    except DomainError:
        pass
    named = Q()
    for word in fold(term).split()[:10]:
        named &= Q(name_key__contains=word)
    return "name", named | Q(code=term.strip().lower()) if named else Q(code=term.strip().lower())


# == Deciding about several ======================================================================================


@declare(*MANAGERS, methods=("POST",), discloses="names")
@login_required
@require_POST
def registration_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Approve or decline those chosen, or note that those invited come. Declining asks once more, with room for a reason."""
    event = team_event(request, slug, "events.see_registrations")
    require(request.actor, "events.manage_registrations", event)
    chosen = list(
        _rows(request, event)
        .filter(code__in=request.POST.getlist("chosen")[:500])
        .select_related("event__host", "area")
    )
    back = reverse("events:desk-registrations", args=[event.slug])
    decision = request.POST.get("decision", "")
    if not chosen or decision not in ("approve", "come", "decline"):
        messages.warning(request, _("Tick the registrations first, then choose what to do with them."))
        return redirect(back)
    if decision == "decline" and "sure" not in request.POST:
        return _ask_before_declining(request, event, chosen, back)
    note = clean(request.POST.get("note", ""), label=_("The reason"), max_length=500, multiline=True)
    done, refused = 0, []
    for registration in chosen:
        try:
            if decision == "approve":
                service.approve(registration, actor=request.actor)
            elif decision == "come":
                invitations.accept(registration, actor=request.actor, channel=Channel.LETTER)
            else:
                service.decline(registration, actor=request.actor, note=note)
            done += 1
        except DomainError as error:
            refused.append((registration, error.message))
    _report(request, decision, chosen, done, refused)
    filters = request.GET.urlencode()  # as the list was when they were ticked
    if decision == "approve" and done < len(chosen):
        filters = "state=pending"
    return redirect(f"{back}?{filters}" if filters else back)


def _ask_before_declining(
    request: HttpRequest, event: Event, chosen: list[Registration], back: str
) -> HttpResponse:
    """Once more, with room for a reason; who asked for nothing (invited), or has a place, is left out, and it is said what to do."""
    asked = [one for one in chosen if can(REGISTRATION, "decline", one, request.actor)]
    others = [one for one in chosen if one not in asked]
    if not asked:
        words = _(
            "None of those ticked waits for a decision. Whoever is invited or confirmed is withdrawn one by one: open the person, then Decide."
        )
        messages.warning(request, words)
        filters = request.GET.urlencode()
        return redirect(f"{back}?{filters}" if filters else back)
    return desk_page(
        request, "events/desk/decline.html", event, "desk-registrations", chosen=asked, others=others
    )


def _report(
    request: HttpRequest, decision: str, chosen: list[Registration], done: int, refused: list
) -> None:
    """What happened, in one message; then one for each reason for which something did not, with a few names."""
    if done:
        messages.success(request, _done_words(decision, chosen, done))
    reasons: dict[str, list[str]] = {}
    for registration, reason in refused:
        reasons.setdefault(reason, []).append(str(registration))
    for reason, names in reasons.items():
        people = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            people = ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", len(names) - NAMED) % {
                "names": people,
                "n": len(names) - NAMED,
            }
        messages.warning(request, _("%(name)s: %(reason)s") % {"name": people, "reason": reason})


def _done_words(decision: str, chosen: list[Registration], done: int) -> str:
    if decision == "decline":
        return ngettext("One registration is declined.", "%(n)d registrations are declined.", done) % {
            "n": done
        }
    if decision == "come":
        words = ngettext("One answer is recorded: will come.", "%(n)d answers are recorded: will come.", done)
    else:
        words = ngettext("One registration is approved.", "%(n)d registrations are approved.", done)
    words %= {"n": done}
    waiting = sum(registration.state == RegistrationState.WAITLISTED for registration in chosen)
    if waiting := min(waiting, done):
        words += " " + ngettext(
            "One of them waits for a place.", "%(n)d of them wait for a place.", waiting
        ) % {"n": waiting}
    return words


# == Entering somebody ===========================================================================================


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def registration_new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Enter somebody who phoned (`person`), or an office-holder nominated by letter (`official`)."""
    event = team_event(request, slug, "events.manage_registrations")
    official = kind == "official"
    form = (OfficialForm if official else EntryForm)(request.POST or None, request.FILES or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.register(
                event, actor=request.actor, source="nomination" if official else "staff", spoken=True,
                form_token=request.POST.get("form_token"), **form.for_service(),
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request,
                _("%(name)s: %(state)s.")
                % {"name": made.registration, "state": made.registration.get_state_display()},
            )
            return redirect("events:desk-registration", event.slug, made.registration.code)
    token = request.POST.get("form_token") or service.new_form_token()
    return desk_page(
        request,
        "events/desk/registration_new.html",
        event,
        "desk-registrations",
        form=form,
        official=official,
        form_token=token,
    )


# == Taking the list along =======================================================================================


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names, contact")
@login_required
@require_http_methods(["GET", "POST"])
def registration_export(request: HttpRequest, slug: str) -> HttpResponse:
    """The list as CSV or XLSX, as it is filtered in the address. Asks for a reason; logged before the first line leaves."""
    event = team_event(request, slug, "events.see_registrations")
    require(request.actor, "events.export_registrations", event)
    form = ExportForm(request.POST or None)
    table, categories = _table(request, event, counts=False)
    if request.method == "POST" and form.is_valid():
        return _download(request, event, table, categories, form)
    context = {
        "form": form,
        "table": table,
        "back": f"{reverse('events:desk-registrations', args=[event.slug])}?{table.query}",
    }
    return desk_page(request, "events/desk/registration_export.html", event, "desk-registrations", **context)


def _download(
    request: HttpRequest, event: Event, table: ListPage, categories: dict[str, str], form: ExportForm
) -> HttpResponse:
    reason, contacts = form.cleaned_data["reason"], form.cleaned_data["contacts"]
    if contacts:
        require(request.actor, "events.reveal_contact", event)
    questions = _questions_taken(request, event) if form.cleaned_data["answers"] else []
    _log(
        request,
        event,
        "export",
        rows=table.count,
        reason=reason,
        contacts=contacts,
        **({"answers": len(questions)} if questions else {}),
        filters=[active.label for active in table.active],
    )
    rows = registration_rows(
        table.queryset,
        event=event,
        categories=categories,
        actor=request.actor,
        contacts=contacts,
        questions=questions,
        reason=reason,
    )
    name = f"{event.slug}-registrations"
    header = registration_header(event, contacts=contacts, questions=questions)
    if form.cleaned_data["format"] == "xlsx":
        response = xlsx_response(name, RowsExport(header).export(rows).export("xlsx"))
    else:
        response = csv_response(name, header, rows)
    response.headers["Cache-Control"] = "no-store"
    return response


def _questions_taken(request: HttpRequest, event: Event) -> list[Question]:
    """The questions whose answers go along: those asked now, but no files."""
    require(request.actor, "events.reveal_contact", event)
    return [question for question in asked(event) if question.kind != QuestionKind.FILE]
