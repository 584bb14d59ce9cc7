"""Reads shared by pages and API: recommendations of an event, texts that resemble one another, newest answers, figures."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from core.text import fold
from directory.queries import is_past
from events.models import Event
from recommendations.enums import Publish, Stage
from recommendations.models import Answer, Position, Recommendation, Version

ALIKE = 0.3  # share of words in common from which two texts resemble each other
COMPARED = 3_000  # newest texts of a host that a draft is compared with


@dataclass(frozen=True)
class Alike:
    """A text that resembles another: the share of words in common (in hundredths), the recommendation, its wording."""

    share: int
    rec: Recommendation
    version: Version


def similar(text: str, *, among: QuerySet[Recommendation], limit: int = 5) -> list[Alike]:
    """Those of `among` that share most words with `text`; only clear resemblances."""
    words = _words(text)
    if not words:
        return []
    scored = []
    for pk, key in among.order_by("-pk").values_list("pk", "search_key")[:COMPARED]:
        other = _words(key)
        alike = len(words & other) / len(words | other) if other else 0
        if alike >= ALIKE:
            scored.append((round(100 * alike), pk))
    best = sorted(scored, reverse=True)[:limit]
    rows = (
        among.select_related("adopted_version")
        .prefetch_related("versions")
        .in_bulk([pk for _alike, pk in best])
    )
    return [Alike(share, rows[pk], wording(rows[pk])) for share, pk in best]


def wording(rec: Recommendation) -> Version:
    """The adopted version, else the newest. Reads `versions`, which a list prefetches."""
    return rec.adopted_version or max(rec.versions.all(), key=lambda version: version.number)


def _words(text: str) -> frozenset[str]:
    """Folded words that carry meaning: short ones are mostly grammar, numbers are mostly references."""
    return frozenset(word for word in fold(text).split() if len(word) > 2 and not word.isdecimal())


def numbered_of(event: Event, actor: Actor) -> QuerySet[Recommendation]:
    """The adopted recommendations of an event that this reader may see, by number."""
    rows = Recommendation.objects.visible_to(actor).filter(event=event, ref__isnull=False)
    return (
        rows.select_related("adopted_version", "host")
        .prefetch_related("addressings__institution")
        .order_by("ref")
    )


def newest_answers(limit: int) -> list[Position]:
    """The newest positions on record that may be published, one per recommendation, with all that a line about them shows."""
    rows = (
        Position.objects.filter(
            answer__in=Answer.objects.counting().exclude(publish=Publish.NO),
            item__recommendation__in=Recommendation.objects.listed(),
        )
        .exclude(value="")
        .select_related(
            "answer",
            "item__submission__addressee",
            "item__recommendation__adopted_version",
            "item__recommendation__host",
        )
        .order_by("-answer__letter_date", "-pk")
    )
    newest: dict[int, Position] = {}
    for position in rows[: limit * 20]:  # one letter answers many recommendations
        newest.setdefault(position.item.recommendation_id, position)
    return list(newest.values())[:limit]


def is_overdue() -> Q:
    return is_past("respond_by")


def figures() -> dict[str, int]:
    """What the front page counts: numbered, put to an institution, answered, overdue."""
    put_to = Q(stage__in=(Stage.SUBMITTED, Stage.ACKNOWLEDGED, Stage.RESPONDED))
    return Recommendation.objects.listed().aggregate(
        numbered=Count("pk"),
        put_to=Count("pk", filter=put_to),
        answered=Count("pk", filter=Q(stage=Stage.RESPONDED)),
        overdue=Count("pk", filter=is_overdue()),
    )
