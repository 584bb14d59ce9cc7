"""A series for everybody: its editions side by side, and as a calendar."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import ical
from core.actors import ANONYMOUS, Actor
from core.desk import Figure
from core.permissions import may
from core.registry import edition_figures
from core.routes import declare
from events import queries
from events.calendar import event_item
from events.models import Event, Series


@dataclass
class Edition:
    """One event of a series, with what is known of it in words and numbers."""

    event: Event
    when: str
    count: str
    country: str
    themes: list[dict]
    figures: list[Figure] = field(default_factory=list)


@declare("public")
@require_safe
def series_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions of a series, the newest first: when, where, who came, about what, and what came of it."""
    series, events = _series(request.actor, slug)
    context = {
        "series": series,
        "editions": _editions(events, request.actor),
        "has_calendar": any(event.is_listed for event in events),
        "may_edit": may(request.actor, "events.manage_series", series),
    }
    return render(request, "events/public/series.html", context)


@declare("public")
@require_safe
def series_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions as calendar entries; one that was called off stays, marked so. What everybody may know, whoever asks."""
    series, events = _series(ANONYMOUS, slug)
    items = [event_item(event) for event in reversed(events)]
    body = ical.feed(str(series.title), items, events[0].zone)
    return ical.response(body, series.slug)


def _series(actor: Actor, slug: str) -> tuple[Series, list[Event]]:
    """The series and its editions for this reader. A series without any is not there, except for those who keep it."""
    series = get_object_or_404(Series.objects.select_related("host"), slug=slug)
    listed = Event.objects.listed().values("pk")
    own = Event.objects.for_team(actor).values("pk")
    events = list(
        series.events.filter(Q(pk__in=listed) | Q(pk__in=own))
        .prefetch_related("themes")
        .order_by("-starts_at", "-id")
    )
    if not events and not (actor.is_signed_in and may(actor, "events.manage_series", series)):
        raise Http404(_("There is no such series."))
    return series, events


def _editions(events: list[Event], actor: Actor) -> list[Edition]:
    found = [ask(events, actor) for ask in edition_figures] if events else []
    return [
        Edition(
            event,
            queries.date_words(event),
            queries.count_words(event),
            queries.country_name(event),
            [
                {"title": str(theme.title), "text": "", "lang": theme.title.language}
                for theme in event.themes.all()
            ],
            sorted((each[event.pk] for each in found if event.pk in each), key=lambda one: one.order),
        )
        for event in events
    ]
