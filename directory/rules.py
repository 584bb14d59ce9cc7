"""Permissions of the directory. Institutions are shared by all hosts; people and letters belong to one."""

import rules

from core.actors import Actor
from directory.models import Institution


@rules.predicate
def is_administrator(actor: Actor) -> bool:
    return actor.is_administrator


@rules.predicate
def is_organiser(actor: Actor) -> bool:
    """Organiser of any host: adds the partners and ministries that an event needs."""
    return bool(actor.organiser_of)


@rules.predicate
def organises_host(actor: Actor, institution: Institution | None) -> bool:
    return institution is not None and institution.pk in actor.organiser_of


rules.add_perm("directory.add_institution", is_administrator | is_organiser)
rules.add_perm("directory.change_institution", is_administrator)
rules.add_perm("directory.make_host", is_administrator)
rules.add_perm("directory.manage_people", organises_host)
