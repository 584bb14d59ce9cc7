"""What submissions and answers put on desks: places in the rail, and what needs somebody today. Loaded by recommendations.hooks."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.desk import RailItem, Task
from core.permissions import may
from core.registry import desk_places, desk_tasks, event_places
from events.models import Event
from recommendations.enums import AnswerSource, AnswerState, SubmissionState
from recommendations.models import Answer, Submission
from recommendations.queries_submissions import OUT, Progress, progress, with_counts
from recommendations.services.letters import today_at

MOST = 30  # tasks of one kind: nobody reads more


@event_places.add
def places_of_event(event: Event, actor: Actor) -> list[RailItem]:
    """The submissions of an event, for those who work on them."""
    if not may(actor, "recommendations.record_answer", event):
        return []
    return [
        RailItem(
            _("Submissions"),
            reverse("recommendations:submission-list", args=[event.slug]),
            "send",
            60,
            "submission-list",
        )
    ]


@desk_places.add
def places(actor: Actor) -> list[RailItem]:
    """The inbox of a focal point."""
    if not actor.is_reviewer:
        return []
    return [RailItem(_("Inbox"), reverse("recommendations:reviewer-inbox"), "mail", 10, "reviewer-inbox")]


@desk_tasks.add
def tasks(actor: Actor) -> list[Task]:
    """What needs this person: for the team deliveries, confirmations and silences; for a focal point the replies due."""
    if actor.is_reviewer:
        return [
            task
            for row, now in _open(Submission.objects.for_reviewer(actor))
            for task in _for_reviewer(row, now)
        ]
    if not actor.is_team:
        return []
    rows = _open(Submission.objects.visible_to(actor).exclude(event=None))
    return [task for row, now in rows for task in _for_team(row, now)] + _to_confirm(actor)


def _open(rows: QuerySet[Submission]) -> list[tuple[Submission, Progress]]:
    """Submissions that are out or came back and are not wholly answered, with how far each has got."""
    listed = with_counts(rows.filter(state__in=[*OUT, SubmissionState.RETURNED])).select_related(
        "host", "addressee", "event"
    )
    found = [
        (row, progress(row, today_at(row.host))) for row in listed.order_by("respond_by", "id")[: 10 * MOST]
    ]
    return [(row, now) for row, now in found if not now.is_complete][:MOST]


def _for_team(row: Submission, now: Progress) -> list[Task]:
    url = reverse("recommendations:submission-page", args=[row.event.slug, row.code])
    about = f"{row.number} · {row.addressee.short}"
    if row.state in (SubmissionState.SUBMITTED, SubmissionState.RETURNED):
        step = reverse("recommendations:submission-deliver", args=[row.event.slug, row.code])
        came_back = row.state == SubmissionState.RETURNED
        title = (
            _("%(about)s came back") if came_back else _("%(about)s is sent; its delivery is not recorded")
        )
        return [Task(title % {"about": about}, step, _("Record the delivery"), str(row.subject), "send")]
    if now.answer_is_late:
        words = ngettext(
            "%(about)s: the reply is %(n)d day late", "%(about)s: the reply is %(n)d days late", now.days_late
        )
        title = words % {"about": about, "n": now.days_late}
        return [Task(title, url, _("Look at it"), _answered(row), "clock", row.respond_by, True)]
    if now.acknowledgement_is_late:
        hint = _("It was asked for by %(day)s.") % {"day": _day(row.acknowledge_by)}
        return [
            Task(
                _("%(about)s: not acknowledged yet") % {"about": about},
                url,
                _("Look at it"),
                hint,
                "clock",
                row.acknowledge_by,
                True,
            )
        ]
    return []


def _to_confirm(actor: Actor) -> list[Task]:
    """Replies that a colleague typed from a letter and that wait for this person."""
    drafts = (
        Answer.objects.visible_to(actor)
        .filter(source=AnswerSource.STAFF, state=AnswerState.DRAFT)
        .exclude(author_id=actor.id)
        .select_related("submission__event", "submission__addressee", "submission__host")[:MOST]
    )
    found = []
    for answer in drafts:
        if not may(actor, "recommendations.confirm_answer", answer):
            continue
        row = answer.submission
        url = reverse("recommendations:answer-page", args=[row.event.slug, row.code, answer.uid])
        title = _("A reply of %(name)s waits for your confirmation") % {"name": row.addressee.short}
        hint = _("%(number)s, typed by %(who)s") % {
            "number": answer.letter_number or row.number,
            "who": answer.author_label,
        }
        found.append(Task(title, url, _("Compare and confirm"), hint, "pen"))
    return found


def _for_reviewer(row: Submission, now: Progress) -> list[Task]:
    url = reverse("recommendations:reviewer-submission", args=[row.code])
    hint = f"{row.host.short} · {row.number} · {_answered(row)}"
    if now.answer_is_late:
        words = ngettext(
            "A reply is %(n)d day late: %(what)s", "A reply is %(n)d days late: %(what)s", now.days_late
        )
        return [
            Task(
                words % {"n": now.days_late, "what": row.subject},
                url,
                _("Answer"),
                hint,
                "clock",
                row.respond_by,
                True,
            )
        ]
    if row.state != SubmissionState.ACKNOWLEDGED:
        title = _("Received, not acknowledged yet: %(what)s") % {"what": row.subject}
        return [
            Task(title, url, _("Look at it"), hint, "inbox", row.acknowledge_by, now.acknowledgement_is_late)
        ]
    days = now.respond_in or 0
    words = ngettext("A reply is due in %(n)d day: %(what)s", "A reply is due in %(n)d days: %(what)s", days)
    title = (
        words % {"n": days, "what": row.subject}
        if days
        else _("A reply is due today: %(what)s") % {"what": row.subject}
    )
    return [Task(title, url, _("Answer"), hint, "clock", row.respond_by)]


def _answered(row: Submission) -> str:
    return _("%(n)d of %(total)d answered") % {"n": row.answered, "total": row.total}


def _day(day) -> str:
    return date_format(day, "j E Y") if day else ""
