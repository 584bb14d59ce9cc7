"""What consultations answer to questions from below and beside (core.registry). Loaded once by ConsultationsConfig.ready()."""

from collections import Counter

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import jobs, mails, queries, redaction, rules, workflow  # noqa: F401 - registers permissions, machines, mails, jobs
from consultations.enums import AttributionRule, MinutesState
from consultations.models import Minutes
from core.actors import ANONYMOUS, Actor
from core.desk import Figure, RailItem, Step, Task
from core.permissions import may
from core.prepared import Given, Prepared
from core.registry import desk_tasks, edition_figures, event_places, event_steps, home_figures
from events.enums import SessionState, SessionType
from events.models import Event, Session


@event_places.add
def places_of_event(event: Event, actor: Actor) -> list[RailItem]:
    """The list of minutes, for the drafting circle."""
    if not queries.in_circle(actor, event):
        return []
    return [
        RailItem(
            _("Minutes"), reverse("consultations:minutes-list", args=[event.slug]), "list", 50, "minutes-list"
        )
    ]


@desk_tasks.add
def tasks(actor: Actor) -> list[Task]:
    """A rapporteur's sessions of today, and minutes that wait for a step of this person. Two queries."""
    waiting = (_waiting(minutes, actor) for minutes in queries.waiting(actor))
    return [_today(session) for session in queries.sessions_today(actor)] + [task for task in waiting if task]


def _today(session: Session) -> Task:
    begins = session.starts_at.astimezone(session.event.zone)
    hint = ", ".join(filter(None, [f"{begins:%H:%M}", str(session.room or ""), str(session.event)]))
    title = _("Minutes: %(session)s") % {"session": session.title}
    return Task(
        title, _url("minutes-edit", session), _("Open the minutes"), hint, "pen", begins.date(), begins=begins
    )


def _waiting(minutes: Minutes, actor: Actor) -> Task | None:
    """The next step of these minutes, when it is this person's."""
    event, session, words = minutes.event, minutes.session, {"session": str(minutes.session)}
    approver = may(actor, "consultations.approve_minutes", minutes)
    until = minutes.corrections_until
    if minutes.state == MinutesState.APPROVED:
        if not approver or minutes.strictest_attribution == AttributionRule.CLOSED or not event.is_public:
            return None
        title = _("Publish the minutes: %(session)s") % words
        return Task(title, _url("minutes-publish", session), _("See the preview"), str(event), "eye")
    if minutes.state == MinutesState.CIRCULATED and until and until > timezone.now():
        day = until.astimezone(event.zone).date()
        hint = _("Corrections until %(day)s. %(event)s") % {"day": date_format(day), "event": event}
        title = _("Circulated: %(session)s") % words
        return Task(title, _url("minutes-edit", session), _("Open the minutes"), hint, "clock", day)
    if approver:
        title = _("Minutes wait for approval: %(session)s") % words
        hint = _("%(event)s. Drafting need not wait for it.") % {"event": event}
        return Task(title, _url("minutes-approve", session), _("Read and approve"), hint, "pen")
    if minutes.state == MinutesState.PREPARED and may(actor, "consultations.circulate_minutes", minutes):
        title = _("Circulate the minutes: %(session)s") % words
        return Task(title, _url("minutes-edit", session), _("Open the minutes"), str(event), "send")
    return None


_minutes_of_sessions = Prepared(
    lambda: (
        Session.objects.filter(event=Given("event"), state=SessionState.PLANNED)
        .exclude(type=SessionType.BREAK)
        .order_by()
        .values_list("minutes__state", "minutes__strictest_attribution")
    )
)


@event_steps.add
def steps(event: Event) -> list[Step]:
    """How much of what was said is public. Only what the public may know. One query."""
    if event.state in ("draft", "cancelled"):
        return []
    rows = _minutes_of_sessions(event=event.pk)
    if not rows:
        return []
    published = sum(
        state == MinutesState.PUBLISHED and rule != AttributionRule.CLOSED for state, rule in rows
    )
    total = len(rows)
    hint = ngettext("of %(n)d session: %(k)d published", "of %(n)d sessions: %(k)d published", total) % {
        "n": total,
        "k": published,
    }
    state = "done" if published else "now" if event.starts_at <= timezone.now() else "ahead"
    url = reverse("consultations:event-minutes", args=[event.slug]) if published else ""
    return [Step(_("Words"), state, hint if published or state == "now" else "", url, order=40)]


@home_figures.add
def figures() -> list[Figure]:
    """The entries that everyone can read."""
    return [Figure(redaction.published_count(), _("Words"), _("entries in published minutes"), order=20)]


@edition_figures.add
def minutes_of(events: list[Event], _actor: Actor) -> dict[int, Figure]:
    """How many minutes of each event everyone can read. One query."""
    rows = Minutes.objects.visible_to(ANONYMOUS).filter(session__event__in=events)
    found = Counter(rows.order_by().values_list("session__event", flat=True))
    return {
        event: Figure(number, ngettext("minutes published", "minutes published", number), "", order=20)
        for event, number in found.items()
    }


def _url(name: str, session: Session) -> str:
    return reverse(f"consultations:{name}", args=[session.event.slug, session.uid])
