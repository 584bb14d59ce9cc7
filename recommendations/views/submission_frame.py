"""What the pages of submissions share: finding things for the team and for the addressee, the rail, the file itself."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.permissions import require
from core.views import rail_for
from events.desk import desk_page as page_of_desk
from events.models import Event
from recommendations.models import Submission
from recommendations.queries_submissions import with_counts

TEAM = ("organiser", "manager", "drafter", "chair")
SENDERS = ("organiser", "manager", "drafter")
BOTH = ["GET", "POST"]


def team_event(request: HttpRequest, slug: str, permission: str = "recommendations.record_answer") -> Event:
    """The event for its team: 404 to others, 403 to those of the team who do not work on submissions."""
    event = get_object_or_404(Event.objects.for_team(request.actor).select_related("host"), slug=slug)
    require(request.actor, permission, event)
    return event


def team_submission(
    request: HttpRequest, slug: str, code: str, permission: str = "recommendations.record_answer"
) -> Submission:
    """A submission of that event for its team, with its counts."""
    event = team_event(request, slug, permission)
    rows = with_counts(Submission.objects.visible_to(request.actor)).select_related("addressee")
    submission = get_object_or_404(rows, event=event, code=code)
    submission.event, submission.host = event, event.host
    return submission


def reviewer_submission(request: HttpRequest, code: str) -> Submission:
    """What was put to one's own institution; 404 to everybody else."""
    rows = with_counts(Submission.objects.for_reviewer(request.actor)).select_related(
        "addressee", "host", "event__host"
    )
    return get_object_or_404(rows, code=code)


def address(name: str, submission: Submission, *args) -> str:
    """The address of a desk page of this submission."""
    return reverse(f"recommendations:{name}", args=[submission.event.slug, submission.code, *args])


def desk_page(
    request: HttpRequest, template: str, event: Event, *, status: int = 200, **context
) -> HttpResponse:
    """A page of the event's desk, at its submissions."""
    return page_of_desk(
        request, f"recommendations/{template}.html", event, "submission-list", status=status, **context
    )


def ministry_page(request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
    """A page of the addressee's desk."""
    submission = context.get("submission")
    frame = {
        "rail": rail_for(request.actor),
        "rail_key": "reviewer-inbox",
        "rail_title": str(submission.addressee) if submission else "",
        "rail_name": _("Ministry desk"),
    }
    return render(request, f"recommendations/{template}.html", frame | context, status=status)


def posted(request: HttpRequest):
    """What a form is bound to: also a POST in which nothing at all was filled in."""
    return request.POST if request.method == "POST" else None


def attempt(request: HttpRequest, form, call: Callable[[], object], done: str = "") -> bool:
    """Run the service with the form's answers. False, with the reason in the form, when it refuses; a forbidden step is a 403."""
    if not form.is_valid():
        return False
    try:
        call()
    except DomainError as error:
        if error.status == 403:
            raise
        form.add_domain_error(error)
        return False
    if done:
        messages.success(request, done)
    return True
