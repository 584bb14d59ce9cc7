"""Who allows what. The newest word of each person counts, and no word is a no."""

from django.db.models import OuterRef, QuerySet, Subquery

from events.models import Consent, Registration


def allowing(rows: QuerySet[Registration], purpose: str) -> QuerySet[Registration]:
    """Those of these people who allow it now."""
    said = Consent.objects.filter(registration=OuterRef("pk"), purpose=purpose).order_by("-id")
    word = f"allows_{purpose}"
    return rows.alias(**{word: Subquery(said.values("given")[:1])}).filter(**{word: True})
