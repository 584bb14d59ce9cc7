"""Who has to be told by phone: people without an e-mail address whose place came or went, or whose event was moved or called off,
and to whom nobody has spoken since.

What a person did themselves (link, page) they know; what they said on the phone to an invitation or an offer they know too. What came
of handing the place on they do not: whether the other took it is the other's word.
"""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import ACTIVE, HOLDING, ContactOutcome, EventState, RegistrationState
from events.models import ContactAttempt, Event, EventChange, Registration, RegistrationChange
from events.services.events import MATERIAL

THEMSELVES = ("link", "anonymous")  # kinds of actors
NEWS = (
    Q(transition="offer")
    | Q(transition="confirm", from_state__in=[RegistrationState.PENDING, RegistrationState.WAITLISTED])
    | Q(transition="waitlist", from_state__in=[RegistrationState.PENDING, RegistrationState.OFFERED])
    | Q(transition__in=["decline", "cancel"])
)
HANDED_ON = Q(
    transition="cancel", data__has_key="replaced_by"
)  # counts as their own word, but when it happens is not theirs
NOT_TAKEN = Q(
    from_state=RegistrationState.INVITED,
    to_state__in=[RegistrationState.DECLINED, RegistrationState.CANCELLED],
) & (Q(data__asked="lapsed") | ~Q(data__has_key="replaces"))  # not: taken back by who had asked
MOVED = Q(transition="update", to_state=EventState.PUBLISHED) & reduce(
    or_, (Q(data__fields__icontains=f'"{field}"') for field in sorted(MATERIAL))
)
OFF, PLACE, ELSEWHERE, KEPT = "off", "place", "moved", "kept"  # why somebody must be phoned


def untold(events: Collection[Event]) -> QuerySet[Registration]:
    """Those of these events who must be phoned, each with `why` and `since`: when it happened. In the order in which it happened."""
    news = RegistrationChange.objects.filter(NEWS, subject=OuterRef("pk"))
    news = news.filter(~Q(actor_kind__in=THEMSELVES) | HANDED_ON)
    not_taken = RegistrationChange.objects.filter(NOT_TAKEN, subject__replaces=OuterRef("pk"))
    spoken = ContactAttempt.objects.filter(registration=OuterRef("pk")).exclude(
        outcome=ContactOutcome.NO_ANSWER
    )
    of_event = EventChange.objects.filter(subject=OuterRef("event"))
    open_ones = Registration.objects.filter(
        event__in=events, event__ends_at__gt=timezone.now(), email_index="", merged_into=None
    )
    published = Q(event__state=EventState.PUBLISHED)
    return (
        open_ones.annotate(
            news_state=Subquery(news.order_by("-id").values("to_state")[:1]),
            news_at=Subquery(news.order_by("-id").values("at")[:1]),
            off_at=Subquery(of_event.filter(transition="cancel").order_by("-id").values("at")[:1]),
            moved_at=Subquery(of_event.filter(MOVED).order_by("-id").values("at")[:1]),
            is_replaced=Exists(Registration.objects.active().filter(replaces=OuterRef("pk"))),
            kept_at=Subquery(not_taken.order_by("-id").values("at")[:1]),
            spoken_at=Subquery(spoken.order_by("-at").values("at")[:1]),
        )
        .annotate(
            why=Case(
                When(
                    Q(event__state=EventState.CANCELLED, state__in=ACTIVE) & _unsaid("off_at"),
                    then=Value(OFF),
                ),
                When(published & Q(state=F("news_state")) & _unsaid("news_at"), then=Value(PLACE)),
                When(
                    published & Q(state__in=HOLDING, confirmed_at__lt=F("moved_at")) & _unsaid("moved_at"),
                    then=Value(ELSEWHERE),
                ),
                When(published & Q(state__in=ACTIVE) & _unsaid("kept_at"), then=Value(KEPT)),
                output_field=CharField(),
            )
        )
        .exclude(why=None)
        .annotate(
            since=Case(
                When(why=OFF, then=F("off_at")),
                When(why=PLACE, then=F("news_at")),
                When(why=KEPT, then=F("kept_at")),
                default=F("moved_at"),
            )
        )
        .order_by("since", "queue_no")
    )


def _unsaid(moment: str) -> Q:
    """It has happened, and nobody has spoken to the person since."""
    return Q(**{f"{moment}__isnull": False}) & (Q(spoken_at=None) | Q(spoken_at__lt=F(moment)))


def untold_numbers(events: Collection[Event]) -> dict[int, tuple[int, int]]:
    """{id of an event: (how many must be phoned, how many of them got a place)}, by one query."""
    got = Count("pk", filter=Q(state__in=HOLDING, why=PLACE))
    rows = untold(events).order_by().values("event_id").annotate(all=Count("pk"), got=got)
    return {row["event_id"]: (row["all"], row["got"]) for row in rows}


def news_words(registration: Registration, why: str) -> str:
    """What the person, as `untold` finds them, must be told."""
    if why == OFF:
        return _("The event is cancelled")
    if why == ELSEWHERE:
        return _("Time or place have changed")
    if why == KEPT:
        return _("Nobody took the place that they handed on: it is theirs still")
    if registration.state == RegistrationState.CANCELLED and getattr(registration, "is_replaced", False):
        return _("Somebody else comes in their place")
    words = {
        RegistrationState.CONFIRMED: _("Got a place"),
        RegistrationState.OFFERED: _("Is offered a place"),
        RegistrationState.WAITLISTED: _("Is on the waiting list"),
        RegistrationState.DECLINED: _("Gets no place"),
        RegistrationState.CANCELLED: _("Is no longer registered"),
    }
    return words.get(RegistrationState(registration.state), registration.get_state_display())
