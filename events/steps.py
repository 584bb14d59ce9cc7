"""The first knots on an event's thread, and what there is to count of events on the home page (core.registry)."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import ANONYMOUS
from core.desk import Figure, Step
from core.registry import event_steps, home_figures
from events import queries
from events.enums import EventState
from events.models import Event


@event_steps.add
def steps(event: Event) -> list[Step]:
    """Announced, registration, the event itself. One query, remembered for a minute."""
    return [_announced(event), *_registration(event), _held(event)]


def _announced(event: Event) -> Step:
    at = queries.announced_at(event.pk) if event.state != EventState.DRAFT else None
    hint = date_format(at.astimezone(event.zone), "j E") if at else ""
    return Step(_("Announced"), "ahead" if event.state == EventState.DRAFT else "done", hint, order=10)


def _registration(event: Event) -> list[Step]:
    window = queries.registration_status(event)
    if window.kind in ("none", "invited") or queries.is_over(event):
        return []
    if event.state == EventState.DRAFT:
        return [Step(_("Registration"), "ahead", order=20)]
    state = {"open": "now", "full": "now", "later": "ahead", "closed": "done"}[window.kind]
    url = reverse("events:registration-new", args=[event.slug]) if window.can_register else ""
    hint = (
        {"full": _("waiting list"), "later": window.words, "closed": _("closed")}.get(window.kind)
        or window.places
        or _("open")
    )
    return [Step(_("Registration"), state, hint, url, order=20)]


def _held(event: Event) -> Step:
    days = queries.date_words(event, year=False)
    title = event.get_kind_display()
    if event.state == EventState.CANCELLED:
        return Step(title, "cut", _("cancelled"), order=30)
    if queries.is_over(event):
        return Step(title, "done", queries.count_words(event) or days, order=30)
    return Step(title, "now" if event.starts_at <= timezone.now() else "ahead", days, order=30)


@home_figures.add
def figures() -> list[Figure]:
    """How many dialogues there are to read about."""
    listed = Event.objects.visible_to(ANONYMOUS).listed().order_by()
    found = listed.aggregate(events=Count("pk"), countries=Count("country", distinct=True))
    if not found["events"]:
        return []
    hint = ngettext("in %(number)d country", "in %(number)d countries", found["countries"]) % {
        "number": found["countries"]
    }
    title = ngettext("dialogue or consultation", "dialogues and consultations", found["events"])
    return [Figure(found["events"], title, hint, reverse("events:event-list"), order=10)]
