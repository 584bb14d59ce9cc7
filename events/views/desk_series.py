"""The next edition of an event, and the series that editions stand in."""

from collections.abc import Collection
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.dates import span
from core.errors import DomainError
from core.routes import declare
from events.enums import ClonePart
from events.forms.desk_series import CloneForm, PutForm, SeriesForm
from events.models import Event
from events.old_years import still_named
from events.queries import is_over
from events.services import clone
from events.services import series as service
from events.shifting import moved, next_day
from events.views.desk import desk_page, team_event


@declare("organiser", methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def event_clone(request: HttpRequest, slug: str) -> HttpResponse:
    """Make another event like this: choose the parts and the first day, look at the new dates, make it."""
    event = team_event(request, slug, "events.make_another")
    day, parts = next_day(event), ClonePart.values
    form = CloneForm(request.POST or None, event=event, starts_on=day)
    if request.method == "POST" and form.is_valid():
        first, day, parts = day, form.cleaned_data["starts_on"], form.cleaned_data["parts"]
        if "preview" in request.POST:
            form = CloneForm(event=event, starts_on=first, initial=form.cleaned_data)
        else:
            try:
                made = clone.clone_event(event, actor=request.actor, **form.for_service())
            except DomainError as error:
                form.add_domain_error(error)
            else:
                messages.success(request, _("The event is made. Only its team sees it until you publish it."))
                _tell_old_years(request, event, made, parts)
                return redirect("events:desk-event", made.slug)
    context = {
        "form": form,
        "moves": _moves(event, day),
        "old": still_named(event, day, parts),
        "is_over": is_over(event),
    }
    return desk_page(request, "events/desk/event_clone.html", event, "desk-event", **context)


def _tell_old_years(request: HttpRequest, event: Event, made: Event, parts: Collection[str]) -> None:
    """What was taken over and names a year that is not the new event's: said when it can be changed."""
    if old := still_named(event, made.days[0], parts):
        places = ", ".join(dict.fromkeys(one.where for one in old))
        messages.warning(
            request,
            _("Still with the year before, as they were taken over: %(places)s.") % {"places": places},
        )


def _moves(event: Event, day: date) -> list[tuple[str, str, str]]:
    """(what, when now, when then): what the page shows before anything is made."""
    days, zone = (day - event.days[0]).days, event.zone
    first, last = event.days[0], event.days[-1]
    then = [moved(moment, zone, days).astimezone(zone).date() for moment in (event.starts_at, event.ends_at)]
    rows = [(_("The event"), span(first, last), span(*then))]
    for label, moment in (
        (_("Registration opens"), event.registration_opens_at),
        (_("Registration closes"), event.registration_closes_at),
    ):
        if moment:
            now, later = moment.astimezone(zone).date(), moved(moment, zone, days).astimezone(zone).date()
            rows.append((label, span(now, now), span(later, later)))
    return rows


@declare("organiser", "manager", methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def event_series(request: HttpRequest, slug: str) -> HttpResponse:
    """The series of an event: put it into one, take it out, begin a new one, say what the series is about."""
    event = team_event(request, slug, "events.manage_event")
    posted = request.POST.get("do", "")
    put = PutForm(request.POST if posted == "put" else None, event=event)
    about = SeriesForm(
        request.POST if posted in ("new", "about") else None,
        languages=event.languages,
        initial={"title": event.series.title, "about": event.series.about}
        if event.series and posted != "new"
        else {"title": event.title},
    )
    form = {"put": put, "new": about, "about": about}.get(posted)
    if form is not None and form.is_valid() and _done(request, event, posted, form):
        return redirect("events:desk-event-series", event.slug)
    editions = service.editions(event.series) if event.series else []
    return desk_page(
        request, "events/desk/event_series.html", event, "desk-event", put=put, about=about, editions=editions
    )


def _done(request: HttpRequest, event: Event, what: str, form) -> bool:
    try:
        if what == "put":
            service.put_event(event, actor=request.actor, series=form.cleaned_data["series"])
        elif what == "new":
            made = service.make_series(event.host, actor=request.actor, **form.cleaned_data)
            service.put_event(event, actor=request.actor, series=made)
        elif event.series:
            service.update_series(event.series, actor=request.actor, **form.cleaned_data)
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Saved."))
    return True


def series_url(event: Event) -> str:
    """The public page of the event's series."""
    return reverse("events:series-page", args=[event.series.slug]) if event.series else ""
