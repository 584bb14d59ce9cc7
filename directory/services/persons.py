"""People whom a host knows. The name to use may be a pseudonym; contacts and the legal name are sealed."""

from typing import Any

from django.db import transaction

from core.actors import Actor
from core.permissions import require
from core.sealed import blind_index, seal
from core.text import normal_email, normal_phone
from directory.models import Institution, Person

FIELDS = frozenset("name honorific designation institution category area".split())


def create_person(
    host: Institution,
    *,
    actor: Actor,
    name: str,
    email: str = "",
    phone: str = "",
    legal_name: str = "",
    **fields: Any,
) -> Person:
    """Someone new in the host's directory. Without e-mail or phone is normal. Effects: one row, contacts sealed and indexed."""
    require(actor, "directory.manage_people", host)
    _only_known(fields)
    person = Person(host=host, name=name, **fields)
    _set_contacts(person, email, phone)
    seal(person, "legal_name", legal_name)
    person.save(force_insert=True)
    return person


def update_person(
    person: Person,
    *,
    actor: Actor,
    email: str | None = None,
    phone: str | None = None,
    legal_name: str | None = None,
    **changes: Any,
) -> Person:
    """Change what is known of someone. A contact that is not given stays; an empty one is removed."""
    require(actor, "directory.manage_people", person.host)
    _only_known(changes)
    with transaction.atomic():
        for field, value in changes.items():
            setattr(person, field, value)
        _set_contacts(person, email, phone)
        if legal_name is not None:
            seal(person, "legal_name", legal_name)
        person.save()
    return person


def _only_known(fields: dict) -> None:
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"not fields of a person that a service may set: {sorted(unknown)}")


def _set_contacts(person: Person, email: str | None, phone: str | None) -> None:
    if email is not None:
        normal = normal_email(email) if email else ""
        seal(person, "email", normal)
        person.email_index = blind_index("email", normal)
    if phone is not None:
        normal = normal_phone(phone, person.host.country) if phone else ""
        seal(person, "phone", normal)
        person.phone_index = blind_index("phone", normal)
