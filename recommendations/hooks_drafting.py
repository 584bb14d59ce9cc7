"""What drafting and adoption put on desks, on an event's thread and on the front page. Loaded by recommendations.hooks."""

from collections import Counter

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.desk import Figure, RailItem, Step, Task
from core.permissions import may
from core.prepared import Given, Prepared
from core.registry import desk_tasks, edition_figures, event_places, event_steps, home_figures
from directory.queries import day_at_host
from events.models import Event
from recommendations import queries
from recommendations.enums import Stage, TextState
from recommendations.models import Recommendation, Submission

OUT = (Stage.SUBMITTED, Stage.ACKNOWLEDGED, Stage.RESPONDED)


@event_places.add
def places_of_event(event: Event, actor: Actor) -> list[RailItem]:
    """Drafting and adoption, for the drafting circle."""
    if not may(actor, "recommendations.draft", event):
        return []
    drafting = RailItem(
        _("Drafting"), reverse("recommendations:drafting-desk", args=[event.slug]), "pen", 52, "drafting-desk"
    )
    adoption = RailItem(
        _("Adoption"),
        reverse("recommendations:adoption-desk", args=[event.slug]),
        "scale",
        55,
        "adoption-desk",
    )
    return [drafting, adoption]


@desk_tasks.add
def tasks(actor: Actor) -> list[Task]:
    """Tabled texts wait for those who adopt. One query."""
    if not actor.is_team:
        return []
    tabled = Q(recommendations__state=TextState.TABLED)
    events = (
        Event.objects.for_team(actor)
        .annotate(tabled=Count("recommendations", filter=tabled))
        .filter(tabled__gt=0)
    )
    found = []
    for event in events:
        if may(actor, "recommendations.adopt", event):
            title = ngettext(
                "One text is tabled for adoption", "%(n)d texts are tabled for adoption", event.tabled
            ) % {"n": event.tabled}
            url = reverse("recommendations:adoption-desk", args=[event.slug])
            found.append(Task(title, url, _("Decide"), str(event), "scale"))
    return found


_by_stage = Prepared(
    lambda: (
        Recommendation.objects.filter(event=Given("event"), ref__isnull=False)
        .order_by()
        .values_list("stage")
        .annotate(Count("pk"), Min("respond_by"))
    )
)


@event_steps.add
def steps(event: Event) -> list[Step]:
    """How far the public recommendations of an event have got: adopted, put to an institution, answered. One query."""
    rows = _by_stage(event=event.pk)
    adopted, today = sum(n for _stage, n, _due in rows), day_at_host(event.host_id)
    late = any(due < today for _stage, _n, due in rows if due)
    put_to = sum(n for stage, n, _due in rows if stage in OUT)
    answered = sum(n for stage, n, _due in rows if stage == Stage.RESPONDED)
    url = reverse("recommendations:event-recommendations", args=[event.slug]) if adopted else ""
    hint = ngettext("%(n)d adopted", "%(n)d adopted", adopted) % {"n": adopted} if adopted else ""
    text = Step(_("Recommendations"), "done" if adopted else "ahead", hint, url, 50)
    hint = _("%(n)d of %(total)d put to an institution") % {"n": put_to, "total": adopted} if put_to else ""
    submission = Step(_("Submission"), "done" if put_to else "ahead", hint, "", 60)
    state = "late" if late else "done" if put_to and answered == put_to else "now" if put_to else "ahead"
    hint = _("%(n)d of %(total)d answered") % {"n": answered, "total": put_to} if put_to else ""
    return [text, submission, Step(_("Answer"), state, hint, "", 70)]


@home_figures.add
def figures() -> list[Figure]:
    """Numbered recommendations, submissions that left, answers. Two queries."""
    numbers = queries.figures()
    sent = Submission.objects.filter(
        sent_at__isnull=False, items__recommendation__in=Recommendation.objects.listed()
    )
    tracker = reverse("recommendations:tracker")
    late = numbers["overdue"]
    hint = (
        ngettext("one answer is overdue", "%(n)d answers are overdue", late) % {"n": late}
        if late
        else _("recommendations answered")
    )
    address = f"{tracker}?overdue=1" if late else f"{tracker}?stage=responded"
    return [
        Figure(numbers["numbered"], _("Recommendations"), _("adopted, with a number"), tracker, 30),
        Figure(sent.values("pk").distinct().count(), _("Submissions"), _("put to institutions"), "", 40),
        Figure(numbers["answered"], _("Answers"), hint, address, 50, "late" if late else ""),
    ]


@edition_figures.add
def recommendations_of(events: list[Event], _actor: Actor) -> dict[int, Figure]:
    """How many recommendations of each event everyone can read, with the way to them. One query."""
    rows = Recommendation.objects.listed().filter(event__in=events)
    found = Counter(rows.order_by().values_list("event", flat=True))
    tracker = reverse("recommendations:tracker")
    return {
        event.pk: Figure(
            found[event.pk],
            ngettext("recommendation", "recommendations", found[event.pk]),
            "",
            url=f"{tracker}?event={event.slug}",
            order=30,
        )
        for event in events
        if found[event.pk]
    }
