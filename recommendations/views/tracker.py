"""The public tracker: the list, its downloads, the page of one recommendation, those of one event."""

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.languages import language_name
from core.permissions import may
from core.routes import declare
from events.models import Event
from recommendations import charts, exports, thread
from recommendations.models import Recommendation
from recommendations.queries import numbered_of
from recommendations.tracker import Tracker


@declare("public")
@require_safe
def tracker(request: HttpRequest) -> HttpResponse:
    """Every public recommendation, with filters, counts and two charts; the same for every reader."""
    found = Tracker(request)
    table = found.table
    one_event = len(found.filters.chosen.get("event", ())) == 1  # then no row needs to name it
    lines = [
        thread.line(rec, found.addressees(rec), None if one_event else found.events.get(rec.event_id or 0))
        for rec in table.rows
    ]
    downloads = [
        ("CSV", reverse("recommendations:tracker-csv")),
        ("JSON", reverse("recommendations:tracker-json")),
    ]
    context = {
        "table": table,
        "lines": lines,
        "downloads": downloads,
        "sample": any(line.rec.is_sample for line in lines),
    }
    if table.count:
        context["charts"] = [charts.by_position(found), charts.by_stage(found)]
    return render(request, "recommendations/tracker.html", context)


@declare("public")
@require_safe
def tracker_csv(request: HttpRequest) -> StreamingHttpResponse:
    return exports.tracker_csv(Tracker(request))


@declare("public")
@require_safe
def tracker_json(request: HttpRequest) -> StreamingHttpResponse:
    return exports.tracker_json(Tracker(request))


def _recommendation(request: HttpRequest, ref: str) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.actor).filter(ref__isnull=False)
    return get_object_or_404(
        rows.select_related("host", "event__host", "theme", "adopted_version", "decision"), ref=ref
    )


@declare("public")
@require_safe
def recommendation_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One recommendation and its thread."""
    rec = _recommendation(request, ref)
    language = language_name(rec.adopted_version.language) if rec.adopted_version else ""
    context = {"rec": rec, "thread": thread.build(rec, request.actor), "language": language}
    if rec.event:
        context["on_desk"] = request.actor.is_team and may(request.actor, "recommendations.draft", rec.event)
        with timezone.override(rec.event.zone):
            return render(request, "recommendations/recommendation.html", context)
    return render(request, "recommendations/recommendation.html", context)


@declare("public")
@require_safe
def recommendation_json(request: HttpRequest, ref: str) -> JsonResponse:
    """The same as data: the text, and per addressee what was put to it and what it answered."""
    rec = _recommendation(request, ref)
    response = JsonResponse(
        exports.thread_dict(thread.build(rec, request.actor)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{rec.ref}.json"'
    return response


@declare("public")
@require_safe
def event_recommendations(request: HttpRequest, slug: str) -> HttpResponse:
    """The public recommendations of an event: a part of its page (htmx), or a page of its own."""
    event = get_object_or_404(Event.objects.visible_to(request.actor), slug=slug)
    lines = [
        thread.line(rec, [addressing.institution for addressing in rec.addressings.all()], None)
        for rec in numbered_of(event, request.actor)
    ]
    context = {
        "event": event,
        "lines": lines,
        "on_desk": request.actor.is_team and may(request.actor, "recommendations.draft", event),
    }
    template = "_event_lines" if request.htmx else "event_recommendations"
    return render(request, f"recommendations/{template}.html", context)
