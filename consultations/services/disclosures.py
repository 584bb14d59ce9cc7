"""Who read what is sealed: an audit row before sealed entries are shown to somebody else than their author."""

from collections.abc import Iterable

from consultations.enums import EntryVisibility
from consultations.models import Entry, Minutes
from core import audit
from core.actors import Actor
from events.models import Event


def log_sealed(entries: Iterable[Entry], *, about: Minutes | Event, actor: Actor) -> None:
    """Write one disclosure row that names (by uid) the sealed entries that `actor` is about to read; none, no row."""
    opened = [
        str(entry.uid)
        for entry in entries
        if entry.visibility == EntryVisibility.SEALED and entry.author_id != actor.id
    ]
    if opened:
        audit.write(
            audit.Kind.DISCLOSURE,
            "sealed_entries",
            actor=actor,
            about=about,
            host=(about if isinstance(about, Event) else about.event).host.code,
            data={"entries": opened},
        )
