"""The order of precedence among those who are called: that of the letters by which they, or their office, were asked."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.models import Event, EventLetter, Registration

LAST = 32_767  # nobody wrote to them: after all others, by name


def has_precedence(event: Event) -> bool:
    """Whether offices were written to, so that there is an order among them."""
    return event.letters.exists()


def with_precedence(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Each row with `precedence`: of the letter to this person or to their delegation, else of a letter to their institution."""
    letters = EventLetter.objects.filter(event=OuterRef("event")).order_by("precedence")
    own = letters.filter(Q(registration=OuterRef("pk")) | Q(delegation=OuterRef("delegation")))
    office = letters.filter(institution=OuterRef("institution"))
    return rows.annotate(
        precedence=Coalesce(
            Subquery(own.values("precedence")[:1]), Subquery(office.values("precedence")[:1]), LAST
        )
    )


def precedence_of(event: Event, people: list[Registration]) -> dict[int, int]:
    """The same for people at hand, by row id: one query."""
    rows: QuerySet = with_precedence(event.registrations.filter(pk__in=[one.pk for one in people]))
    return dict(rows.values_list("pk", "precedence"))
