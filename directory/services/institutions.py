"""Institutions: hosts, partners, funders, ministries. Global, so that several hosts may name the same one.

Texts come cleaned (forms and serializers do that).
"""

import re
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from directory.models import Institution

FIELDS = frozenset(
    "name names short_name category country area parent timezone address is_government is_host reference_prefix".split()
)
OF_A_HOST = ("is_host", "reference_prefix")
PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def create_institution(*, actor: Actor, name: str, code: str = "", **fields: Any) -> Institution:
    """A new institution. Its code is made from the short name or the name unless one is given, and stays for life.

    1. checks permission and fields, 2. saves, 3. writes an official act into the audit trail.
    Raises Forbidden; DomainError on a field; Conflict when the code is taken.
    """
    require(actor, "directory.add_institution")
    institution = Institution(name=name, **_known(fields))
    if institution.is_host or institution.reference_prefix:
        require(actor, "directory.make_host")
    check(institution)
    institution.code = code or _free_code(institution)
    _save(institution, actor, "institution.create", sorted({"name", *fields}))
    return institution


def update_institution(institution: Institution, *, actor: Actor, **changes: Any) -> Institution:
    """Change fields of an institution. Its code never changes: addresses and letters use it.

    1. checks permission and fields, 2. saves, 3. writes which fields changed into the audit trail, never their values.
    """
    require(actor, "directory.change_institution")
    with transaction.atomic():
        locked = lock(institution)
        changed = sorted(field for field, value in _known(changes).items() if getattr(locked, field) != value)
        if any(field in OF_A_HOST for field in changed):
            require(actor, "directory.make_host")
        for field in changed:
            setattr(locked, field, changes[field])
        check(locked)
        if changed:
            _save(locked, actor, "institution.update", changed)
    institution.refresh_from_db()
    return institution


def _known(fields: dict) -> dict:
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"not fields of an institution that a service may set: {sorted(unknown)}")
    return fields


def check(institution: Institution) -> None:
    """The fields against each other. Raises DomainError on the first that does not fit."""
    if not institution.name:
        raise DomainError.on("name", _("Write the name of the institution."), "required")
    if not _is_zone(institution.timezone):
        raise DomainError.on(
            "timezone", _("Choose a time zone from the list, such as Asia/Karachi."), "timezone"
        )
    if institution.is_host and not institution.reference_prefix:
        message = _("A host needs a prefix for its reference numbers, such as SPO.")
        raise DomainError.on("reference_prefix", message, "required")
    if institution.reference_prefix and not PREFIX.fullmatch(institution.reference_prefix):
        message = _("The prefix has 2 to 12 capital letters and digits, and starts with a letter.")
        raise DomainError.on("reference_prefix", message, "prefix")
    above = institution.parent
    while above is not None:
        if above.pk == institution.pk:
            raise DomainError.on("parent", _("An institution cannot be part of itself."), "circle")
        above = above.parent


def _is_zone(name: str) -> bool:
    try:
        return bool(name and ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _free_code(institution: Institution) -> str:
    stem = slugify(institution.short_name or institution.name, allow_unicode=False)[:50] or "institution"
    taken = set(Institution.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for n in range(1, 10_000) if (code := stem if n == 1 else f"{stem}-{n}") not in taken)


def _save(institution: Institution, actor: Actor, verb: str, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            institution.save()
            audit.write(audit.Kind.OFFICIAL, verb, actor=actor, about=institution, data={"fields": fields})
    except IntegrityError as error:
        others = Institution.objects.exclude(pk=institution.pk)
        if (
            institution.reference_prefix
            and others.filter(reference_prefix=institution.reference_prefix).exists()
        ):
            message = _("Another institution has this prefix.")
            raise Conflict(message, "prefix_taken", fields={"reference_prefix": [message]}) from error
        message = _("Another institution has this code.")
        raise Conflict(message, "code_taken", fields={"code": [message]}) from error
