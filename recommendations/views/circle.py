"""What the pages of drafting and adoption share: finding things for the drafting circle, and the desk's frame."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from core.permissions import require
from events.desk import desk_page as desk_page
from events.models import Event
from recommendations.models import Recommendation

CIRCLE = ("organiser", "manager", "drafter", "chair")
DECIDERS = ("organiser", "manager", "chair")
DRAFTING, ADOPTION = "drafting-desk", "adoption-desk"


def circle_event(request: HttpRequest, slug: str, permission: str = "recommendations.draft") -> Event:
    """The event for its drafting circle: 404 to those outside the team, 403 to others of the team."""
    event = get_object_or_404(Event.objects.for_team(request.actor).select_related("host"), slug=slug)
    require(request.actor, permission, event)
    return event


def circle_recommendation(request: HttpRequest, slug: str, uid: UUID) -> Recommendation:
    """A text of that event for its drafting circle."""
    event = circle_event(request, slug)
    rows = Recommendation.objects.for_circle(request.actor).select_related(
        "theme", "adopted_version", "decision"
    )
    rec = get_object_or_404(rows, event=event, uid=uid)
    rec.event, rec.host = event, event.host
    return rec


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a POST too."""
    return request.POST if request.method == "POST" else None


def in_order(rows: Iterable[Recommendation], uids: Sequence[str]) -> list[Recommendation]:
    """Those of `rows` that are named, in the order in which they are named; whatever else is named is left out."""
    known = {str(row.uid): row for row in rows}
    return [known[uid] for uid in dict.fromkeys(uids) if uid in known]
