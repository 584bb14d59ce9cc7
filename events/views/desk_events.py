"""The organiser's events: the list, a new one, one event's overview, changing and ending it."""

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError, Forbidden
from core.permissions import may, require
from core.routes import declare
from core.tables import FilterSet, SearchFilter, list_page
from core.views import rail_for
from directory.models import Institution
from directory.queries import district_level
from events import coverage, enums
from events.forms.desk_event import ChangeEventForm, NewEventForm, NoteForm
from events.models import Event
from events.queries import date_words
from events.services import events as service
from events.services import seats
from events.services.releases import pending
from events.views.desk import desk_page, team_event

ANYONE = ("team", "organiser")
MANAGERS = ("organiser", "manager")


class EventFilters(FilterSet):
    """What the list of events can be narrowed to."""

    q = SearchFilter("search_key", label=gettext_lazy("Title or place"))
    state = django_filters.MultipleChoiceFilter(choices=enums.EventState.choices, label=gettext_lazy("State"))
    kind = django_filters.MultipleChoiceFilter(choices=enums.EventKind.choices, label=gettext_lazy("Kind"))


SORTS = {
    "date": (gettext_lazy("Date"), "-starts_at"),
    "title": (gettext_lazy("Title"), "search_key"),
    "confirmed": (gettext_lazy("Confirmed"), "-confirmed"),
}


@declare(*ANYONE)
@login_required
@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """The events that this person works on."""
    actor = request.actor
    if not actor.is_team:
        raise Http404
    confirmed = Count("registrations", filter=Q(registrations__state="confirmed"))
    events = Event.objects.for_team(actor).select_related("host").annotate(confirmed=confirmed)
    table = list_page(request, events, filters=EventFilters, sorts=SORTS, default_sort="date")
    for event in table.rows:
        event.when = date_words(event)
    context = {
        "table": table,
        "may_create": bool(actor.organiser_of),
        "rail": rail_for(actor),
        "rail_key": "events",
    }
    return render(request, "events/desk/event_list.html", context)


@declare("signed_in")
@login_required
@require_GET
def upcoming(request: HttpRequest) -> HttpResponse:
    """The next events of this person, for the slot on the desk's first page."""
    coming = (
        Event.objects.for_team(request.actor).filter(ends_at__gt=timezone.now()).exclude(state="cancelled")
    )
    events = list(coming.order_by("starts_at")[:3])
    for event in events:
        event.when = date_words(event)
    rows = [
        (event, coverage.numbers(event) if may(request.actor, "events.see_coverage", event) else None)
        for event in events
    ]
    context = {"rows": rows, "may_create": bool(request.actor.organiser_of)}
    if not rows:
        context["has_held"] = Event.objects.for_team(request.actor).exists()
    return render(request, "events/desk/_upcoming.html", context)


@declare("organiser", methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """A new event, on one page. An organiser of several hosts says in the address for which (`?host=`)."""
    if not request.actor.is_team:
        raise Http404
    require(request.actor, "accounts.organise")
    hosts = list(Institution.objects.filter(pk__in=request.actor.organiser_of, is_host=True).order_by("name"))
    host = next((each for each in hosts if each.code == request.GET.get("host")), hosts[0] if hosts else None)
    if host is None:
        raise Forbidden(
            _("Your institution does not hold events here. Ask the administrator to make it a host.")
        )
    form = NewEventForm(request.POST or None, host=host)
    if "refresh" in request.POST:
        form.keep_typing()
    elif request.method == "POST" and form.is_valid() and (event := _create(request, form, host)):
        messages.success(request, _("The event is made. Only its team sees it until you publish it."))
        return redirect("events:desk-event", event.slug)
    context = {
        "form": form,
        "host": host,
        "hosts": hosts,
        "rail": rail_for(request.actor),
        "rail_key": "events",
    }
    return render(request, "events/desk/event_new.html", context)


def _create(request: HttpRequest, form: NewEventForm, host: Institution) -> Event | None:
    """The new event with its seats; None when the service refused (the form says why)."""
    try:
        with transaction.atomic():
            event = service.create_event(host, actor=request.actor, **form.for_service())
            _set_seats(event, request, form.cleaned_data)
        return event
    except DomainError as error:
        form.add_domain_error(error)
        return None


def _set_seats(event: Event, request: HttpRequest, data: dict) -> None:
    if data["seats"]:
        seats.set_pool(event, actor=request.actor, kind=enums.PoolKind.EVENT, size=data["seats"])
    if data["per_district"]:
        level = district_level(event.country or event.host.country)
        seats.set_pool(
            event, actor=request.actor, kind=enums.PoolKind.PER_AREA, level=level, size=data["per_district"]
        )


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def event_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an event."""
    event = team_event(request, slug, "events.manage_event")
    form = ChangeEventForm(request.POST or None, event=event)
    if "refresh" in request.POST:
        form.keep_typing()
    elif request.method == "POST" and form.is_valid():
        was, times = event.risk, registration_words(event)
        try:
            event = service.update_event(
                event,
                actor=request.actor,
                note=form.cleaned_data["note"],
                move_agenda=form.cleaned_data["move_agenda"],
                move_registration=form.cleaned_data.get("move_registration", False),
                **form.for_service(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            if (now := registration_words(event)) != times and now:
                messages.success(request, now)
            for problem in service.publish_problems(event):  # such as sessions that the days have left behind
                messages.warning(request, problem.message)
            if form.cleaned_data["move_agenda"] and pending(event):
                words = _(
                    "The agenda moved along, but everybody still sees it as it was released. Release it again."
                )
                messages.warning(request, words)
            if service.RISK_ORDER[event.risk] > service.RISK_ORDER[was]:
                messages.warning(
                    request,
                    _(
                        "The risk rose, so the event is hidden: only its team and those registered see it now."
                    ),
                )
            return redirect("events:desk-event", event.slug)
    return desk_page(request, "events/desk/event_edit.html", event, "desk-event", form=form)


def registration_words(event: Event) -> str:
    """From when to when people can register, as a sentence; empty without such times."""
    at = {
        name: date_format(moment.astimezone(event.zone), "j E Y, H:i") if moment else ""
        for name, moment in (("opens", event.registration_opens_at), ("closes", event.registration_closes_at))
    }
    if not at["opens"]:
        return ""
    if not at["closes"]:
        return _("Registration opens on %(opens)s.") % at
    return _("Registration opens on %(opens)s and closes on %(closes)s.") % at


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def event_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the event to whom its visibility allows."""
    event = team_event(request, slug, "events.manage_event")
    service.publish_event(event, actor=request.actor)
    messages.success(request, _("The event is published."))
    return redirect("events:desk-event", event.slug)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def event_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Call the event off, after saying what that means and asking why."""
    event = team_event(request, slug, "events.manage_event")
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.cancel_event(event, actor=request.actor, note=form.cleaned_data["note"])
        messages.success(request, _("The event is cancelled, and those registered are told by mail."))
        return redirect("events:desk-event", event.slug)
    told = event.registrations.active().exclude(email_index="").count()
    lost = [
        _("The event cannot be taken up again; nobody can register any more."),
        ngettext("One person gets a mail.", "%(n)d people get a mail.", told) % {"n": told},
    ]
    context = {
        "title": _("Call this event off?"),
        "lost": lost,
        "form": form,
        "submit": _("Call the event off"),
    }
    return desk_page(
        request,
        "confirm_desk.html",
        event,
        "desk-event",
        cancel_url=_home(event),
        question=str(event),
        **context,
    )


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def event_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an event to rest, after saying what that means."""
    event = team_event(request, slug, "events.manage_event")
    if request.method == "POST":
        service.close_event(event, actor=request.actor)
        messages.success(request, _("The event is closed. Its pages, minutes and recommendations stay."))
        return redirect("events:desk-event", event.slug)
    lost = [
        _(
            "Nobody can register any more, and it cannot be opened again. Pages, minutes and recommendations stay."
        ),
        _("Phones at the door end now: wait until each has sent what it kept."),
        _("Nothing more comes in; contacts are deleted 90 days later."),
    ]
    context = {"title": _("Close this event?"), "lost": lost, "submit": _("Close the event")}
    return desk_page(
        request,
        "confirm_desk.html",
        event,
        "desk-event",
        cancel_url=_home(event),
        question=str(event),
        **context,
    )


def _home(event: Event) -> str:
    return reverse("events:desk-event", args=[event.slug])
