"""What each paper of an event shows, as plain data: gathered here, set by events.documents, kept by events.services.papers.

One module per family; each kind is entered with `@paper`. `gather` answers in the language and on the clock that are active.
"""

from events.papers import certificates, letters, people, programme, sheets  # noqa: F401 - each enters its kinds
from events.papers.kinds import KINDS, Kind, content_of

__all__ = ["KINDS", "Kind", "content_of"]
