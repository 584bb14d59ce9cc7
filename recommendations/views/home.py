"""The front page: what this is, how far the thread has got, the newest answers, the events."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.services.first_run import is_first_run
from core.registry import home_figures
from core.routes import declare
from events import queries as event_queries
from recommendations import thread
from recommendations.queries import newest_answers

EVENTS = 6
ANSWERS = 3


@declare("public")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    events = list(event_queries.listed_events(request.actor).order_by(*event_queries.coming_first())[:EVENTS])
    for event in events:
        event.when_words = event_queries.date_words(event)
        event.country_words = event_queries.country_name(event)
        event.count_words = event_queries.count_words(event)
        event.window = event_queries.registration_status(event)
    figures = sorted((figure for ask in home_figures for figure in ask()), key=lambda figure: figure.order)
    context = {
        "events": events,
        "figures": figures if any(figure.number for figure in figures) else [],
        "answers": [thread.answered_line(position) for position in newest_answers(ANSWERS)],
        "is_first_run": not events and is_first_run(),
        "today": timezone.localdate(),
    }
    return render(request, "recommendations/home.html", context)
