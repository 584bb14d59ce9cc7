"""Series: the editions of one dialogue, year after year. A series has one host; so have its events."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from core import workflow
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.text import address_of
from directory.models import Institution
from events.models import Event, Series
from events.workflow import EVENT


def make_series(
    host: Institution, *, actor: Actor, title: Mapping, about: Mapping | None = None, slug: str = ""
) -> Series:
    """A new series of `host`; its address comes from the title. Raises Forbidden; DomainError without a title; Conflict "slug_taken"."""
    series = Series(host=host, title=title, about=about or {})
    require(actor, "events.manage_series", series)
    _title_given(title)
    with transaction.atomic():
        lock(host)
        series.slug = slug or _free_slug(series)
        if Series.objects.filter(slug=series.slug).exists():
            raise Conflict(_("This address is taken by another series."), "slug_taken")
        series.save(force_insert=True)
    return series


def update_series(
    series: Series, *, actor: Actor, title: Mapping | None = None, about: Mapping | None = None
) -> Series:
    """Change what a series is called and what it is about; its address stays."""
    require(actor, "events.manage_series", series)
    if title is not None:
        _title_given(title)
        series.title = title
    if about is not None:
        series.about = about
    series.save(update_fields=["title", "about"])
    return series


def put_event(event: Event, *, actor: Actor, series: Series | None) -> Event:
    """Put an event into a series of its host, or take it out (None). Effects: the event, a row of its history.

    An event that was called off or closed may move too: its edition was one.
    """
    require(actor, "events.manage_event", event)
    if series is not None and series.host_id != event.host_id:
        raise DomainError.on("series", _("Choose a series of the same host."), "foreign_series")
    with transaction.atomic():
        locked = lock(event)
        if locked.series_id != (series.pk if series else None):
            event.series = series
            event.save(update_fields=["series", "changed_at"])
            workflow.record(
                EVENT, event, "update", locked.state, actor=actor, evidence={"fields": ["series"]}
            )
    return event


def editions(series: Series) -> list[Event]:
    """All events of a series, the newest first, for its team. `when` says in words when each was."""
    return list(series.events.order_by("-starts_at", "-id"))


def _free_slug(series: Series) -> str:
    base = next(
        (slug for text in (series.title.get("en", ""), *series.title.values()) if (slug := address_of(text))),
        f"{series.host.code}-series",
    )  # fmt: skip
    taken = set(Series.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _title_given(title: Mapping) -> None:
    if not any(title.values()):
        raise DomainError.on("title", _("Write a title in at least one language."), "required")
