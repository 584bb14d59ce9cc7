"""{{ papers|of_session:item.uid }}: what there is to read of one session."""

from uuid import UUID

from django import template

from events.materials import Materials, Shown

register = template.Library()


@register.filter
def of_session(papers: Materials, uid: UUID) -> list[Shown]:
    """The materials of a session; none when there are none."""
    return papers.by_session.get(str(uid), [])
