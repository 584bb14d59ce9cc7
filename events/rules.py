"""Permissions of events. Each name is asked with (actor, object); objects that belong to an event lead to it."""

import rules

from core.actors import Actor
from events.models import Event


def event_of(obj) -> Event | None:
    """The event of an event, theme, session, pool, registration, or of what has a session."""
    if isinstance(obj, Event):
        return obj
    if hasattr(obj, "event_id"):
        return obj.event
    return obj.session.event if hasattr(obj, "session_id") else None


@rules.predicate
def organises(actor: Actor, obj) -> bool:
    """Organiser of the institution that hosts the event."""
    event = event_of(obj)
    return event is not None and event.host_id in actor.organiser_of


def holds(*roles: str):
    """A predicate: the actor has one of these roles on the event of the object."""

    @rules.predicate(f"holds:{'/'.join(roles)}")
    def check(actor: Actor, obj) -> bool:
        event = event_of(obj)
        return event is not None and actor.has_role(event.pk, *roles)

    return check


@rules.predicate
def is_own_registration(actor: Actor, registration) -> bool:
    return actor.registration is not None and getattr(registration, "pk", None) == actor.registration


@rules.predicate
def is_device_of_event(actor: Actor, obj) -> bool:
    """A device at the door of this event. No other rule knows devices, so this is all they may do."""
    event = event_of(obj)
    return actor.kind == "device" and event is not None and actor.device_event == event.pk


@rules.predicate
def is_own_delegation(actor: Actor, obj) -> bool:
    """Whoever holds the link of a delegation, for it and for those whom it named."""
    delegation = getattr(obj, "delegation", obj)
    return actor.kind == "link" and delegation is not None and actor.id == str(getattr(delegation, "uid", ""))


@rules.predicate
def on_team(actor: Actor, obj) -> bool:
    event = event_of(obj)
    return event is not None and (event.host_id in actor.organiser_of or event.pk in actor.event_roles)


@rules.predicate
def is_of_host(actor: Actor, series) -> bool:
    """Organiser of the institution whose series it is."""
    return getattr(series, "host_id", None) in actor.organiser_of


manager = organises | holds("manager")

rules.add_perm("events.see_desk", on_team)
rules.add_perm("events.manage_event", manager)
rules.add_perm("events.make_another", organises)
rules.add_perm("events.manage_series", is_of_host)
rules.add_perm("events.manage_team", manager)
rules.add_perm("events.edit_programme", manager | holds("programme"))
rules.add_perm("events.see_registrations", manager | holds("registration", "checkin"))
rules.add_perm("events.manage_registrations", manager | holds("registration"))
rules.add_perm("events.reveal_contact", manager | holds("registration"))
rules.add_perm("events.export_registrations", manager | holds("registration"))
rules.add_perm(
    "events.cancel_registration", manager | holds("registration") | is_own_registration | is_own_delegation
)
rules.add_perm("events.name_delegates", manager | holds("registration") | is_own_delegation)
# Saying yes or no to an invitation or an offered place: oneself, or staff on the phone.
rules.add_perm("events.reply", manager | holds("registration") | is_own_registration)
rules.add_perm("events.change_own_registration", is_own_registration)
rules.add_perm("events.sign_in_people", manager | holds("registration", "checkin") | is_device_of_event)
rules.add_perm("events.enter_walk_ins", manager | holds("registration", "checkin"))
rules.add_perm("events.manage_check_in", manager | holds("registration"))
rules.add_perm("events.see_attendance", manager | holds("registration", "checkin"))
rules.add_perm("events.record_attendance", manager | holds("registration", "checkin"))
rules.add_perm("events.issue_certificates", manager | holds("registration"))
rules.add_perm("events.see_coverage", manager | holds("registration", "programme", "checkin"))
# Papers: what hangs on the wall, lists with names, letters in the name of the host, calls.
rules.add_perm("events.make_programme", manager | holds("programme", "registration", "checkin"))
rules.add_perm("events.print_lists", manager | holds("registration", "checkin"))
rules.add_perm("events.write_letters", manager | holds("registration"))
rules.add_perm("events.record_contact", manager | holds("registration"))
