"""Registering together with what belongs to it: the sessions that somebody chooses, at once and in one transaction."""

from collections.abc import Sequence

from django.db import transaction

from core.actors import Actor
from events.enums import RegistrationState
from events.models import Event, Session
from events.services.choices import set_choices
from events.services.registrations import Registered, link_actor, register


def register_choosing(
    event: Event, *, actor: Actor, sessions: Sequence[Session] = (), **details
) -> Registered:
    """`register`, and let the person come to these of the sessions that people choose: all or nothing.

    Who gets no place at once keeps none of the sessions: seats are for those who come; they choose once they have a place.
    Errors as in `register` and `set_choices`.
    """
    if not sessions:
        return register(event, actor=actor, **details)
    with transaction.atomic():
        done = register(event, actor=actor, **details)
        if done.is_new and done.registration.state == RegistrationState.CONFIRMED:
            set_choices(done.registration, sessions, actor=link_actor(done.registration))
    return done
