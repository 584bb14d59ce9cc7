"""The agenda as day columns: a session is dragged, moved by arrow keys, or by the buttons on its card."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.errors import DomainError
from core.routes import declare
from events.clashes import warnings
from events.enums import SessionState
from events.forms.desk_programme import MoveForm
from events.models import Event, Session
from events.services import programme
from events.views.desk import desk_page, team_event

EDITORS = ("organiser", "manager", "programme")
PERMISSION = "events.edit_programme"


@dataclass
class Card:
    """A session in its column: minutes of the day from start to end, its lane among those beside it, what to look at."""

    session: Session
    start: int
    end: int
    warnings: list[str]
    lane: int = 0
    lanes: int = 1

    @property
    def is_short(self) -> bool:
        """Too short for more than one line."""
        return self.end - self.start <= 20


@declare(*EDITORS)
@login_required
@require_GET
def grid(request: HttpRequest, slug: str) -> HttpResponse:
    """The days side by side."""
    return _page(request, team_event(request, slug, PERMISSION), "events/desk/grid.html")


@declare(*EDITORS, methods=("POST",))
@login_required
@require_POST
def session_move(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Let a session begin at another time. A script gets the columns back, a browser without it the page."""
    event = team_event(request, slug, PERMISSION)
    session = get_object_or_404(event.sessions.select_related("event__host"), uid=uid)
    form, refused = MoveForm(request.POST, session=session), ""
    if form.is_valid():
        try:
            programme.move_session(session, actor=request.actor, starts_at=form.starts_at())
        except DomainError as error:
            refused = error.message
    else:
        refused = _("A session can only move within the days of the event.")
    if request.htmx:
        return _page(request, event, "events/desk/_grid.html", refused=refused, moved=session)
    if refused:
        messages.error(request, refused)
    return redirect(f"{reverse('events:desk-grid', args=[event.slug])}#card-{session.uid}")


def _page(request: HttpRequest, event: Event, template: str, **context) -> HttpResponse:
    sessions = list(event.sessions.select_related("room", "event").prefetch_related("speakers"))
    planned = [
        (session, sentences)
        for session, sentences in warnings(event, sessions)
        if session.state == SessionState.PLANNED
    ]
    columns = _columns(event, planned)
    return desk_page(request, template, event, "desk-sessions", columns=columns, **context)


def _columns(event: Event, planned: list[tuple[Session, list[str]]]) -> list[tuple[date, list[Card]]]:
    """The cards of each day, side by side where they overlap. A day without sessions is there too, to drag into."""
    days: dict[date, list[Card]] = {day: [] for day in event.days[:31]}
    for session, sentences in planned:
        start, end = (moment.astimezone(event.zone) for moment in (session.starts_at, session.ends_at))
        first = _minutes(start)
        last = max(first + 10, _minutes(end) if end.date() == start.date() else 24 * 60)
        days.setdefault(start.date(), []).append(Card(session, first, last, sentences))
    for cards in days.values():
        _into_lanes(cards)
    return sorted(days.items())


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _into_lanes(cards: list[Card]) -> None:
    """Give each card the first free lane; those that overlap, directly or over others, share the width."""
    group: list[Card] = []
    for card in cards:
        if group and card.start >= max(each.end for each in group):
            group = []
        taken = {each.lane for each in group if each.end > card.start}
        card.lane = next(lane for lane in range(len(group) + 1) if lane not in taken)
        group.append(card)
        for each in group:
            each.lanes = max(one.lane for one in group) + 1
