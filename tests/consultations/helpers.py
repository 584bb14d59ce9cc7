"""Short ways to minutes in a state, through the services."""

import itertools

from consultations.models import Entry, Minutes
from consultations.services import entries, minutes
from core.actors import Actor

_keys = itertools.count(1)


def started(session, cast, rule: str = "affiliation", by: str = "rapporteur") -> Minutes:
    """Minutes being taken under a rule."""
    return minutes.open_minutes(session, actor=cast.actor(by), attribution=rule)


def write(of: Minutes, actor: Actor, text: str = "The police do not record threats.", **fields) -> Entry:
    """An entry."""
    return entries.add_entry(
        of, actor=actor, text=text, client_key=fields.pop("client_key", f"key-{next(_keys)}"), **fields
    )


def prepared(session, cast, rule: str = "affiliation", texts=("One point.",)) -> Minutes:
    of = started(session, cast, rule)
    for text in texts:
        write(of, cast.actor("rapporteur"), text)
    return minutes.prepare(of, actor=cast.actor("rapporteur"))


def approved(session, cast, rule: str = "affiliation", texts=("One point.",)) -> Minutes:
    return minutes.approve(
        prepared(session, cast, rule, texts), actor=cast.actor("chair"), signature="in_system"
    )


def published(session, cast, rule: str = "affiliation", texts=("One point.",)) -> Minutes:
    return minutes.publish(approved(session, cast, rule, texts), actor=cast.actor("chair"))


def close_and_publish(of: Minutes, cast) -> Minutes:
    """From taking to published."""
    minutes.prepare(of, actor=cast.actor("rapporteur"))
    minutes.approve(of, actor=cast.actor("chair"), signature="in_person")
    return minutes.publish(of, actor=cast.actor("chair"))
