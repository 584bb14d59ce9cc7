"""Permissions of consultations."""

import rules

from core.actors import Actor
from events.rules import event_of, holds, manager


@rules.predicate
def rapporteur_of_session(actor: Actor, minutes: object) -> bool:
    """A rapporteur of the event whose sessions are not limited, or are limited to one that includes this."""
    event = event_of(minutes)
    if event is None or not actor.has_role(event.pk, "rapporteur"):
        return False
    limited_to = actor.sessions.get(event.pk)
    return not limited_to or getattr(minutes, "session_id", None) in limited_to


rules.add_perm("consultations.see_minutes_desk", manager | holds("chair", "drafter") | rapporteur_of_session)
rules.add_perm("consultations.take_minutes", manager | rapporteur_of_session)
rules.add_perm("consultations.circulate_minutes", manager | holds("chair") | rapporteur_of_session)
rules.add_perm("consultations.approve_minutes", manager | holds("chair"))
rules.add_perm("consultations.see_entries", manager | holds("chair", "drafter", "rapporteur"))
rules.add_perm("consultations.record_decision", manager | holds("chair"))
