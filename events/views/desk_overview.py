"""One event at a glance: its figures, its thread, what is done and what comes next, what may be done with it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core import workflow
from core.models import AuditEvent
from core.permissions import may
from core.registry import event_steps
from core.routes import declare
from events import coverage
from events.models import Event
from events.preparation import parts_of
from events.views.desk import desk_page, team_event
from events.workflow import EVENT

ANYONE = ("team", "organiser")


@declare(*ANYONE)
@login_required
@require_GET
def event_overview(request: HttpRequest, slug: str) -> HttpResponse:
    """One event at a glance: its figures, its thread, what stands before publishing, what may be done with it."""
    event = team_event(request, slug)
    steps = sorted((step for ask in event_steps for step in ask(event)), key=lambda step: step.order)
    context = {
        "numbers": coverage.numbers(event),
        "steps": steps,
        "moves": [move.name for move in workflow.available(EVENT, event, request.actor)],
        "preparation": parts_of(event, request.actor),
        "may_edit": may(request.actor, "events.manage_event", event),
        "may_repeat": may(request.actor, "events.make_another", event),
        "may_see_people": may(request.actor, "events.see_registrations", event),
        "may_see_coverage": may(request.actor, "events.see_coverage", event),
        "chair_notes": _circle_notes(event),
    }
    return desk_page(request, "events/desk/event_overview.html", event, "desk-event", **context)


def _circle_notes(event: Event) -> list[AuditEvent]:
    """Government people in the drafting circle, with the reason: shown so that the chair knows."""
    rows = AuditEvent.objects.filter(object_uid=str(event.uid), verb="event_role_granted").exclude(
        data__reason=""
    )
    return [row for row in rows.order_by("-id")[:5] if row.data.get("reason")]
