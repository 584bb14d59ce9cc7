"""What everybody may read of events: the list, an event, its agenda as page and calendar, and what happens to people's data."""

import django_filters
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import ical
from core.actors import ANONYMOUS, Actor
from core.desk import Step
from core.fingerprint import fingerprint
from core.languages import language_name
from core.memo import briefly
from core.permissions import may
from core.registry import event_steps
from core.routes import declare
from core.small_cells import K
from core.tables import FilterSet, SearchFilter, list_page
from events import queries
from events.agenda import Agenda, public_agenda
from events.calendar import session_items
from events.coverage import coverage
from events.coverage_map import province_map, public_provinces
from events.enums import EventKind
from events.materials import shown_materials
from events.models import Event
from events.snapshots import change_words


class EventFilters(FilterSet):
    """What the public list can be narrowed to."""

    q = SearchFilter("search_key", label=gettext_lazy("Title or place"))
    when = django_filters.ChoiceFilter(
        label=gettext_lazy("When"),
        choices=[("upcoming", gettext_lazy("To come")), ("past", gettext_lazy("Over"))],
        empty_label=gettext_lazy("Any time"),
        method="by_time",
    )
    kind = django_filters.MultipleChoiceFilter(choices=EventKind.choices, label=gettext_lazy("Kind"))
    country = django_filters.MultipleChoiceFilter(label=gettext_lazy("Country"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["country"].extra["choices"] = queries.countries_of(self.queryset)

    def by_time(self, events, _name, value):
        now = timezone.now()
        return events.filter(ends_at__gte=now) if value == "upcoming" else events.filter(ends_at__lt=now)


@declare("public")
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """The public events: what is to come first, then what is over."""
    sorts = {"date": (_("date"), *queries.coming_first()), "title": (_("title"), "search_key")}
    table = list_page(
        request,
        queries.listed_events(request.actor),
        filters=EventFilters,
        sorts=sorts,
        default_sort="date",
        per_page=25,
    )
    for event in table.rows:
        event.window = queries.registration_status(event)
        event.when_words = queries.date_words(event)
        event.country_words = queries.country_name(event)
    return render(request, "events/public/list.html", {"table": table, "now": timezone.now()})


def _event(actor: Actor, slug: str) -> Event:
    event = queries.shown_event(actor, slug)
    if event is None:
        raise Http404
    return event


def _page(request: HttpRequest, template: str, event: Event, **context) -> HttpResponse:
    """A page about an event, with all times as its own clocks show them."""
    with timezone.override(event.zone):
        return render(request, template, _common(request.actor, event) | context)


def _common(actor: Actor, event: Event) -> dict:
    """What every page about an event says of it."""
    return {
        "event": event,
        "window": queries.registration_status(event),
        "dates": queries.when_words(event),
        "clock": queries.clock_of(event),
        "is_over": queries.is_over(event),
        "on_team": actor.is_signed_in and may(actor, "events.see_desk", event),
    }


@declare("public")
@require_safe
def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: what, when, who, how far it has got, and its agenda. The template keeps it under a fingerprint of all of this."""
    said = (
        _said(request.actor, slug) if request.actor.is_signed_in else _said_to_anybody(slug, get_language())
    )
    with timezone.override(said["event"].zone):
        return render(request, "events/public/event.html", said)


@briefly
def _said_to_anybody(slug: str, language: str) -> dict:
    """What the page says to who is not signed in, in this language. Raises Http404."""
    return _said(ANONYMOUS, slug)


def _said(actor: Actor, slug: str) -> dict:
    event = _event(actor, slug)
    standing = queries.standing(event)
    agenda = public_agenda(event, standing.themes)
    papers = shown_materials(event)
    themes = [
        {"title": str(theme.title), "text": str(theme.questions), "lang": theme.title.language}
        for theme in standing.themes
    ]
    said = _common(actor, event) | {
        "steps": _steps(event),
        "themes": themes,
        "partners": standing.partners,
        "country": queries.country_name(event),
    }
    series = (event.series.slug, str(event.series)) if event.series else ()
    shown = {name: value for name, value in said.items() if name != "event"}
    with timezone.override(event.zone):
        key = queries.page_key(event, agenda, papers.key, series, shown)
    return said | {
        "agenda": agenda,
        "papers": papers,
        "count": queries.count_words(event),
        "languages": [language_name(code) for code in event.languages],
        "key": key,
    }


def _steps(event: Event) -> list[Step]:
    return sorted((step for ask in event_steps for step in ask(event)), key=lambda step: step.order)


@declare("public")
@require_safe
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole agenda by day."""
    event = _event(request.actor, slug)
    themes = event.themes.all()
    context = {"agenda": public_agenda(event, themes), "papers": shown_materials(event)}
    return _page(request, "events/public/agenda.html", event, **context)


@declare("public")
@require_safe
def agenda_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What has changed from release to release, the newest first."""
    event = _event(request.actor, slug)
    releases = list(event.releases.defer("snapshot"))
    for release in releases:
        release.sentences = [change_words(change, event.zone) for change in release.changes]
    return _page(request, "events/public/agenda_changes.html", event, releases=releases)


@declare("public")
@require_safe
def agenda_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda as a feed that calendars subscribe to. One of a discreet event says neither what nor where."""
    event = _event(request.actor, slug)
    agenda = public_agenda(event, ())
    key = fingerprint(queries.page_key(event, agenda), get_language(), settings.SITE_URL)
    body = caches["local"].get_or_set(f"agenda.ics:{key}", lambda: _feed(event, agenda), timeout=3600)
    return ical.response(body, "agenda" if event.is_discreet else event.slug)


def _feed(event: Event, agenda: Agenda) -> bytes:
    items = session_items(event, agenda)
    return ical.feed(_("Meeting") if event.is_discreet else str(event.title), items, event.zone)


@declare("public")
@require_safe
def coverage_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the people of an event come from, by province, with no number below five. There is none of a discreet event."""
    event = _event(request.actor, slug)
    found = None if event.is_discreet else coverage(event)
    if found is None or not found.total:
        raise Http404
    return _page(
        request,
        "events/public/coverage.html",
        event,
        map=province_map(event, found),
        provinces=public_provinces(found),
        least=K,
        enough=found.confirmed >= K,
        found=found,
    )


@declare("public")
@require_safe
def about_data(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who sees it, and for how long."""
    return render(request, "events/public/about_data.html")
