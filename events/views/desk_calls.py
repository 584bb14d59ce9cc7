"""The list of calls: whom to reach, the numbers for a reason, and a tick for what came of each call."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core import audit
from core.access import reveal_many
from core.errors import DomainError
from core.routes import declare
from core.tables import ListPage, list_page
from events.enums import ContactOutcome
from events.forms.desk_calls import STATES, WAYS, CallFilters, CallForm
from events.forms.desk_registrations import RevealForm
from events.models import ContactAttempt, Event, Registration
from events.papers.sheets import spaced
from events.precedence import has_precedence, with_precedence
from events.services import contacts
from events.short_text import short_text
from events.views.desk import desk_page, team_event

CALLERS = ("organiser", "manager", "registration")
PERMISSION = "events.reveal_contact"
REASON = "call_reason"  # in the session: why numbers were looked at last, and of which event
SORTS = {
    "precedence": (gettext_lazy("Precedence"), "precedence", "name_key", "queue_no"),
    "name": (gettext_lazy("Name"), "name_key", "queue_no"),
    "tried": (gettext_lazy("Longest not tried"), "last_at", "name_key", "queue_no"),
}


def _rows(request: HttpRequest, event: Event) -> QuerySet[Registration]:
    """Whoever may be called about this event, with the last attempt."""
    last = ContactAttempt.objects.filter(registration=OuterRef("pk")).order_by("-id")
    rows = Registration.objects.visible_to(request.actor).filter(
        event=event, merged_into=None, state__in=STATES
    )
    return with_precedence(rows.select_related("institution")).annotate(
        last_outcome=Subquery(last.values("outcome")[:1]),
        last_at=Subquery(last.values("at")[:1]),
        tries=Subquery(last.order_by().values("registration").annotate(n=Count("pk")).values("n")),
    )


def _table(request: HttpRequest, event: Event) -> ListPage:
    """By precedence where offices were written to, else by name."""
    offices = has_precedence(event)
    sorts = SORTS if offices else {key: sort for key, sort in SORTS.items() if key != "precedence"}
    first = "precedence" if offices else "name"
    table = list_page(request, _rows(request, event), filters=CallFilters, sorts=sorts, default_sort=first)
    table.path = reverse(
        "events:desk-calls", args=[event.slug]
    )  # filters lead there from the page with numbers too
    return table


@declare(*CALLERS, discloses="names")
@login_required
@require_GET
def calls(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom to call. Seeing the list is logged, before it is shown; there is no number on it."""
    event = team_event(request, slug, PERMISSION)
    table = _table(request, event)
    audit.write(
        audit.Kind.DISCLOSURE, "list", actor=request.actor, about=event, host=event.host.code, data={"rows": len(table.rows), "for": "calls"},
    )  # fmt: skip
    return _page(request, event, table)


@declare(*CALLERS, methods=("POST",), discloses="contact")
@login_required
@require_POST
def call_numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page with the phone numbers of those on it: one row in the log for each person, with the reason. Until one signs out,
    the reason stays filled in for the next time."""
    event = team_event(request, slug, PERMISSION)
    table, form = _table(request, event), RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, event, table, form=form)
    request.session[REASON] = {"event": str(event.uid), **form.cleaned_data}
    people = [row for row in table.rows if row.phone_index]
    opened = reveal_many(people, ["phone"], actor=request.actor, purpose=form.reason(), host=event.host.code)
    numbers = {row.pk: values["phone"] for row, values in zip(people, opened, strict=True)}
    return _page(request, event, table, numbers=numbers)


@declare(*CALLERS, methods=("POST",), discloses="names")
@login_required
@require_POST
def call_note(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What came of a call: kept with channel, time and who. The word of somebody who is invited is their answer. htmx gets only
    that person's part of the list, so that numbers which are shown stay."""
    event = team_event(request, slug, PERMISSION)
    rows = Registration.objects.visible_to(request.actor).select_related("event__host")
    person = get_object_or_404(rows, event=event, code=code)
    form, said, problem = CallForm(request.POST), "", ""
    try:
        if not form.is_valid():
            raise DomainError(next(iter(form.errors.values()))[0], "call")
        contacts.record_reply(person, actor=request.actor, **form.cleaned_data)
    except DomainError as error:
        problem = error.message
    else:
        said = _("Noted: %(said)s.") % {"said": ContactOutcome(form.cleaned_data["outcome"]).label}
    if request.htmx:
        return _one(request, event, person, said, problem)
    level = messages.WARNING if problem else messages.SUCCESS
    messages.add_message(
        request, level, _("%(name)s: %(reason)s") % {"name": person, "reason": problem or said}
    )
    query = request.GET.urlencode()
    return redirect(f"{reverse('events:desk-calls', args=[slug])}{'?' + query if query else ''}")


def _one(request: HttpRequest, event: Event, person: Registration, said: str, problem: str) -> HttpResponse:
    """One person of the list after a tick; of who is not on it any more, only what was noted."""
    row = _rows(request, event).filter(pk=person.pk).first()
    if row is not None:
        _put_into_words(event, row)
    note = request.POST.get("note", "")[:300] if problem else ""
    context = {
        "row": row, "code": person.code, "said": said, "problem": problem, "note": note, "query": request.GET.urlencode(),
        "outcomes": ContactOutcome, "ways": WAYS, "event": event,
    }  # fmt: skip
    with timezone.override(event.zone):
        response = render(request, "events/desk/_call.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _put_into_words(event: Event, row: Registration) -> None:
    row.last_label = ContactOutcome(row.last_outcome).label if row.last_outcome else ""
    row.text = short_text(event, row)


def _known_reason(request: HttpRequest, event: Event) -> dict:
    """The reason that was given before in this session, for this event; else the usual one."""
    kept = request.session.get(REASON, {})
    if kept.get("event") != str(event.uid):
        return {"purpose": "event"}
    return {"purpose": kept.get("purpose"), "words": kept.get("words", ""), "again": True}


def _page(
    request: HttpRequest,
    event: Event,
    table: ListPage,
    *,
    form: RevealForm | None = None,
    numbers: dict[int, str] | None = None,
) -> HttpResponse:
    for row in table.rows:
        number = (numbers or {}).get(row.pk, "")
        row.number, row.number_words = number, spaced(number) if number else ""
        _put_into_words(event, row)
    context = {
        "table": table,
        "form": form or RevealForm(initial=_known_reason(request, event)),
        "with_phone": sum(1 for row in table.rows if row.phone_index),
        "shown": numbers is not None,
        "outcomes": ContactOutcome,
        "ways": WAYS,
    }
    response = desk_page(request, "events/desk/calls.html", event, "desk-calls", **context)
    response.headers["Cache-Control"] = "no-store"
    return response
