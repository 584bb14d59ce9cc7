"""What is read outside the desk: published minutes, and circulated ones through the link of a mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from consultations import queries, redaction
from consultations.enums import AttributionRule, MinutesState
from consultations.models import Minutes
from core.routes import declare
from events.models import Event


@declare("public")
@require_GET
def minutes_page(request: HttpRequest, uid) -> HttpResponse:
    """Published minutes, redacted by the strictest rule they ever had. The drafting circle sees the same page before."""
    minutes = get_object_or_404(queries.with_everything().visible_to(request.actor), uid=uid)
    if minutes.strictest_attribution in ("", AttributionRule.CLOSED):
        raise Http404  # also for the circle: there is no public face of these
    return _show(request, minutes, "public", preview=not redaction.is_public(minutes))


@declare("public")
@require_safe
def event_minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """The published minutes of an event, by theme: the way from the event to what was said there."""
    event = get_object_or_404(Event.objects.visible_to(request.actor), slug=slug)
    context = {"event": event, "themes": queries.published_by_theme(event, request.actor)}
    with timezone.override(event.zone):
        return render(request, "consultations/event_minutes.html", context)


@declare("participant")
@require_GET
def minutes_read(request: HttpRequest, token: str) -> HttpResponse:
    """Circulated minutes for one of those present. Once published, the public page; when taken back, nothing."""
    link = queries.reading_link(token)
    if link is None:
        raise Http404
    minutes = link.minutes
    if redaction.is_public(minutes):
        return redirect(minutes)
    if minutes.state != MinutesState.CIRCULATED or minutes.version != link.version:
        raise Http404
    response = _show(request, minutes, "participants", preview=False)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _show(request: HttpRequest, minutes: Minutes, audience: str, *, preview: bool) -> HttpResponse:
    context = {
        "minutes": minutes, "session": minutes.session, "event": minutes.event, "preview": preview, "audience": audience,
        "entries": redaction.entries_for(minutes, audience), "took_part": redaction.who_took_part(minutes, audience),
        "decisions": list(minutes.session.decisions.all()), "approval": queries.approval_of(minutes),
    }  # fmt: skip
    with timezone.override(minutes.event.zone):
        return render(request, "consultations/minutes_page.html", context)
