"""What on an event needs somebody: the tasks of the desk's first page, and how far the thread of one event has got."""

from datetime import timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.desk import Task
from core.models import OutboundMail
from core.permissions import may
from events.enums import EventState, RegistrationState
from events.models import Event, Release, Session
from events.untold import untold_numbers

SOON = timedelta(days=30)
DECIDE_WITHIN = timedelta(days=7)  # who registered longer ago has waited too long


def tasks(actor: Actor) -> list[Task]:
    """What the actor's events need today. Three queries."""
    if not actor.is_team:
        return []
    waiting = Q(registrations__state=RegistrationState.PENDING)
    released = Release.objects.filter(event=OuterRef(OuterRef("pk"))).order_by("-number")
    events = list(
        Event.objects.for_team(actor)
        .filter(
            Q(state=EventState.DRAFT)
            | Q(state=EventState.PUBLISHED, ends_at__gt=timezone.now() - timedelta(days=1))
            | Q(state=EventState.CANCELLED, ends_at__gt=timezone.now())
        )
        .annotate(
            pending=Count("registrations", filter=waiting),
            oldest=Min("registrations__created_at", filter=waiting),
            has_agenda=Exists(Session.objects.filter(event=OuterRef("pk"))),
            unreleased=Exists(
                Session.objects.filter(
                    event=OuterRef("pk"), changed_at__gt=Subquery(released.values("released_at")[:1])
                )
            ),
        )
        .order_by("starts_at")
    )
    failed = _failed_mails(events)
    to_call = untold_numbers(events)
    return [
        task
        for event in events
        for task in [
            *(
                _of(event, actor, failed.get(str(event.uid), 0))
                if event.state != EventState.CANCELLED
                else []
            ),
            *_to_call(event, actor, *to_call.get(event.pk, (0, 0))),
        ]
    ]


def _failed_mails(events: list[Event]) -> dict[str, int]:
    rows = OutboundMail.objects.filter(
        state=OutboundMail.State.FAILED, scope__in=[str(event.uid) for event in events]
    )
    return dict(rows.values_list("scope").annotate(number=Count("pk")).order_by())


def _of(event: Event, actor: Actor, failed: int) -> list[Task]:
    today = timezone.now().astimezone(event.zone).date()
    found = []
    if event.pending and may(actor, "events.manage_registrations", event):
        found.append(_decide(event))
    if (
        event.state == EventState.PUBLISHED
        and today in event.days
        and may(actor, "events.sign_in_people", event)
    ):
        found.append(
            Task(
                _("Sign people in today"),
                _url("desk-sign-in", event),
                _("Open the desk"),
                str(event),
                "check",
                today,
            )
        )
    if event.state == EventState.DRAFT and may(actor, "events.manage_event", event):
        hint = _("“%(event)s” is a draft: only the team sees it.") % {"event": event}
        found.append(
            Task(
                _("Publish the event"),
                _url("desk-event", event),
                _("See what is missing"),
                hint,
                "cal",
                event.days[0],
            )
        )
    found += _agenda(event, actor)
    if failed and may(actor, "events.manage_registrations", event):
        title = ngettext("One mail could not be delivered", "%(n)d mails could not be delivered", failed) % {
            "n": failed
        }
        found.append(Task(title, _url("desk-mail", event), _("Look at it"), str(event), "alert", today))
    return found


def _agenda(event: Event, actor: Actor) -> list[Task]:
    """An event that begins soon without an agenda; an agenda that was changed since everybody saw it last."""
    found: list[Task] = []
    if event.state != EventState.PUBLISHED or not may(actor, "events.edit_programme", event):
        return found
    soon = timezone.now() < event.starts_at < timezone.now() + SOON
    if soon and not event.has_agenda:
        hint = _("“%(event)s” begins on %(day)s.") % {"event": event, "day": date_format(event.days[0])}
        found.append(
            Task(
                _("Write the agenda"),
                _url("desk-sessions", event),
                _("Add sessions"),
                hint,
                "list",
                event.days[0],
            )
        )
    if event.unreleased:
        title, hint = (
            _("Release the agenda again"),
            _("“%(event)s”: everybody still sees the release before."),
        )
        found.append(
            Task(
                title,
                _url("desk-releases", event),
                _("See what changed"),
                hint % {"event": event},
                "list",
                event.days[0],
            )
        )
    return found


def _to_call(event: Event, actor: Actor, number: int, got_a_place: int) -> list[Task]:
    """People without an e-mail address whom nobody has told where they stand."""
    if not number or not may(actor, "events.manage_registrations", event):
        return []
    if number == got_a_place:
        title = ngettext(
            "One person got a place and must be phoned", "%(n)d people got a place and must be phoned", number
        )
    else:
        title = ngettext(
            "One person must be told by phone where they stand",
            "%(n)d people must be told by phone where they stand",
            number,
        )
    today = timezone.now().astimezone(event.zone).date()
    return [
        Task(title % {"n": number}, _url("desk-untold", event), _("See whom"), str(event), "phone", today)
    ]


def _decide(event: Event) -> Task:
    title = ngettext(
        "One registration waits for a decision", "%(n)d registrations wait for a decision", event.pending
    )
    hint = _("%(event)s. The oldest has waited %(time)s.") % {
        "event": event,
        "time": timesince(event.oldest, depth=1),
    }
    url = f"{_url('desk-registrations', event)}?state=pending"
    due = (event.oldest + DECIDE_WITHIN).date()
    return Task(
        title % {"n": event.pending},
        url,
        _("Decide"),
        hint,
        "clock",
        due,
        late=event.oldest < timezone.now() - DECIDE_WITHIN,
    )


def _url(name: str, event: Event) -> str:
    return reverse(f"events:{name}", args=[event.slug])
