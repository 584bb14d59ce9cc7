"""Lists of people as offices send them, taken in by the import as an organiser would. Everybody on them is invented."""

import csv
import io
from collections.abc import Mapping, Sequence

from core.actors import Actor
from core.models import ImportBatch
from events.models import Event
from events.services import import_lists, import_registrations


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The list as a file, in the form in which Excel saves it."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig")


def take_in(
    event: Event,
    actor: Actor,
    name: str,
    data: bytes,
    *,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]] | None = None,
    faulty: str = "all",
    tell: bool = False,
) -> ImportBatch:
    """Upload a list, say what its columns and strange words mean, and register its people."""
    batch = import_lists.upload(event, data, name, actor=actor)
    import_lists.set_columns(batch, actor=actor, mapping=columns)
    if words:
        import_lists.set_choices(batch, actor=actor, choices=words)
    return import_registrations.apply(
        batch, event, actor=actor, target="confirmed", faulty=faulty, add_alike=True, tell=tell
    )
