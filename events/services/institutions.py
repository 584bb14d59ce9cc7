"""Institutions that an organiser names while working on an event: found in the list, or added to it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Forbidden
from core.permissions import may, require
from core.text import fold
from directory.models import Institution
from directory.services.institutions import create_institution
from events.enums import Format
from events.models import Event, EventPartner
from events.services.events import set_partner


def known_institutions() -> dict[str, Institution]:
    """The institutions by each of their names, folded. One query."""
    found: dict[str, Institution] = {}
    for institution in Institution.objects.all():
        for word in institution.search_key.split(" | "):
            found.setdefault(word, institution)
    return found


def institutions_called(
    names: Sequence[str], *, event: Event, actor: Actor, short_name: str = ""
) -> list[Institution]:
    """For each name the institution that is called so, or a new one; in the order of the names. One query for those that are known.

    A new one is of the event's country, unless the event is online: there they come from anywhere. `short_name`: of a new one, where
    there is one name. Raises Forbidden for who may not add institutions. The caller holds the transaction.
    """
    known = known_institutions()
    for name in names:
        if fold(name) in known:
            continue
        if not may(actor, "directory.add_institution"):
            message = _("“%(name)s” is not in the list of institutions. Ask an organiser to add it.") % {
                "name": name
            }
            raise Forbidden(message, fields={"name": [message]})
        country = "" if event.format == Format.ONLINE else event.country
        known[fold(name)] = create_institution(actor=actor, name=name, short_name=short_name, country=country)
    return [known[fold(name)] for name in names]


def name_partner(
    event: Event, *, actor: Actor, name: str, short_name: str, role: str, disclaimer: str = ""
) -> EventPartner:
    """Name an institution behind the event that the organiser has not found in the list; one that is there by this name is taken.

    Both or nothing. Raises Forbidden for who may not add institutions, and what set_partner raises.
    """
    require(actor, "events.manage_event", event)
    with transaction.atomic():
        [institution] = institutions_called([name], event=event, actor=actor, short_name=short_name)
        return set_partner(event, actor=actor, institution=institution, role=role, disclaimer=disclaimer)
