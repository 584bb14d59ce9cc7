"""Who has to be told by phone: people without an e-mail address whose place came or went, and to whom nobody has spoken since.

What a person did themselves (link, page) they know; what they said on the phone to an invitation or an offer they know too.
"""

from collections.abc import Collection

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import ACTIVE, HOLDING, ContactOutcome, EventState, RegistrationState
from events.models import ContactAttempt, Event, EventChange, Registration, RegistrationChange

THEMSELVES = ("link", "anonymous")  # kinds of actors
NEWS = (
    Q(transition="offer")
    | Q(transition="confirm", from_state__in=[RegistrationState.PENDING, RegistrationState.WAITLISTED])
    | Q(transition="waitlist", from_state__in=[RegistrationState.PENDING, RegistrationState.OFFERED])
    | Q(transition__in=["decline", "cancel"])
)


def untold(events: Collection[Event]) -> QuerySet[Registration]:
    """Those of these events who must be phoned, each with `since`: when it happened. In the order in which it happened."""
    news = RegistrationChange.objects.filter(NEWS, subject=OuterRef("pk")).exclude(actor_kind__in=THEMSELVES)
    called_off = EventChange.objects.filter(subject=OuterRef("event"), transition="cancel").order_by("-id")
    spoken = ContactAttempt.objects.filter(registration=OuterRef("pk")).exclude(
        outcome=ContactOutcome.NO_ANSWER
    )
    off = Q(event__state=EventState.CANCELLED, state__in=ACTIVE)
    mine = Q(event__state=EventState.PUBLISHED, state=F("news_state"))
    return (
        Registration.objects.filter(
            event__in=events, event__ends_at__gt=timezone.now(), email_index="", merged_into=None
        )
        .annotate(
            news_state=Subquery(news.order_by("-id").values("to_state")[:1]),
            since=Case(
                When(off, then=Subquery(called_off.values("at")[:1])),
                default=Subquery(news.order_by("-id").values("at")[:1]),
            ),
            spoken_at=Subquery(spoken.order_by("-at").values("at")[:1]),
        )
        .filter(off | mine, since__isnull=False)
        .filter(Q(spoken_at=None) | Q(spoken_at__lt=F("since")))
        .order_by("since", "queue_no")
    )


def untold_numbers(events: Collection[Event]) -> dict[int, tuple[int, int]]:
    """{id of an event: (how many must be phoned, how many of them got a place)}, by one query."""
    got = Count("pk", filter=Q(state__in=HOLDING, event__state=EventState.PUBLISHED))
    rows = untold(events).order_by().values("event_id").annotate(all=Count("pk"), got=got)
    return {row["event_id"]: (row["all"], row["got"]) for row in rows}


def news_words(registration: Registration) -> str:
    """What the person must be told."""
    if registration.event.state == EventState.CANCELLED:
        return _("The event is cancelled")
    words = {
        RegistrationState.CONFIRMED: _("Got a place"),
        RegistrationState.OFFERED: _("Is offered a place"),
        RegistrationState.WAITLISTED: _("Is on the waiting list"),
        RegistrationState.DECLINED: _("Gets no place"),
        RegistrationState.CANCELLED: _("Is no longer registered"),
    }
    return words.get(RegistrationState(registration.state), registration.get_state_display())
