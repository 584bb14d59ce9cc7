"""Reads of the drafting desk: the entries a drafter may choose from, and the drafts of an event."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from consultations.enums import EntryVisibility
from consultations.models import Entry, Minutes, MinutesQuerySet
from core.actors import Actor
from events.models import Event, Theme
from recommendations.enums import TextState
from recommendations.models import Recommendation, Source, Version
from recommendations.queries import similar

WORKED_ON = (TextState.DRAFTED, TextState.TABLED, TextState.DEFERRED)


def entries_for(event: Event, actor: Actor) -> QuerySet:
    """The entries of an event that this drafter may choose from, by theme (their own, else their session's), with their use."""
    used = Source.objects.filter(entry=OuterRef("pk")).exclude(
        recommendation__state__in=[TextState.WITHDRAWN, TextState.NOT_ADOPTED]
    )
    uses = used.order_by().values("entry").annotate(n=Count("pk")).values("n")
    return (
        Entry.objects.visible_to(actor)
        .standing()
        .filter(minutes__session__event=event)
        .annotate(
            shown_theme=Coalesce("theme", "minutes__session__theme"),
            uses=Coalesce(Subquery(uses, output_field=IntegerField()), 0),
        )
        .select_related("minutes__session")
    )


def unseen_sealed(event: Event, actor: Actor) -> int:
    """How many sealed entries the drafting circle holds that this drafter may not read."""
    sealed = Entry.objects.standing().filter(minutes__session__event=event, visibility=EntryVisibility.SEALED)
    sealed = sealed.filter(minutes__in=Minutes.objects.filter(MinutesQuerySet.circle(actor)))
    return sealed.exclude(pk__in=Entry.objects.visible_to(actor).values("pk")).count()


@dataclass(frozen=True)
class Group:
    theme: Theme | None
    entries: list[Entry]


def by_theme(entries: list[Entry], event: Event) -> list[Group]:
    """Entries as `entries_for` gives them, in the order of the themes; without a theme last."""
    themes = {theme.pk: theme for theme in event.themes.all()}
    groups: dict[int | None, list[Entry]] = {pk: [] for pk in (*themes, None)}
    for entry in entries:
        shown = getattr(entry, "shown_theme", None)
        groups[shown if shown in themes else None].append(entry)
    return [Group(themes.get(pk), rows) for pk, rows in groups.items() if rows]  # type: ignore[arg-type]


def texts_of(event: Event, actor: Actor) -> QuerySet:
    """All recommendations of an event for its drafting circle, each with its newest wording, in the order of the themes."""
    newest = Version.objects.filter(recommendation=OuterRef("pk")).order_by("-number")
    return (
        Recommendation.objects.for_circle(actor)
        .filter(event=event)
        .annotate(
            wording=Subquery(newest.values("text")[:1]),
            wording_language=Subquery(newest.values("language")[:1]),
            version_number=Subquery(newest.values("number")[:1]),
            drawn_from=Count("sources", distinct=True),
        )
        .select_related("theme", "adopted_version")
        .prefetch_related("addressings__institution")
        .order_by("theme__position", "theme_id", "pk")
    )


def resembling(text: str, event: Event, actor: Actor, *, besides: Recommendation | None = None) -> list:
    """Texts of the same host that this drafter may see and that resemble `text`."""
    among = (
        Recommendation.objects.visible_to(actor).filter(host=event.host).exclude(state=TextState.WITHDRAWN)
    )
    return similar(text, among=among.exclude(pk=besides.pk) if besides else among)
