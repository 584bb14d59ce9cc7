"""Permissions of the installation itself."""

import rules

from core.actors import Actor


@rules.predicate
def is_administrator(actor: Actor) -> bool:
    return actor.is_administrator


@rules.predicate
def is_organiser(actor: Actor) -> bool:
    return bool(actor.organiser_of)


@rules.predicate
def organises_host(actor: Actor, institution) -> bool:
    return institution is not None and institution.pk in actor.organiser_of


rules.add_perm("accounts.organise", is_organiser)
rules.add_perm("accounts.administer", is_administrator)
rules.add_perm("accounts.invite", is_administrator | organises_host)
