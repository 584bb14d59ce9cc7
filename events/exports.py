"""Registrations and coverage as CSV."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.access import reveal_many
from core.actors import Actor
from events.coverage import Coverage
from events.models import Event, Registration

BATCH = 500


def registration_header(*, contacts: bool) -> list[str]:
    header = [
        _("Code"),
        _("Name to use"),
        _("State"),
        _("Kind"),
        _("Area code"),
        _("Area"),
        _("Institution"),
        _("Registered at"),
    ]
    return [*header, _("E-mail"), _("Phone")] if contacts else header


def registration_rows(
    registrations: QuerySet[Registration],
    *,
    event: Event,
    categories: Mapping[str, str],
    actor: Actor,
    contacts: bool = False,
    reason: str = "",
) -> Iterator[list]:
    """One row each, in the order of the queryset. With `contacts` each person's disclosure is written before their row is given."""
    batch: list[Registration] = []
    for registration in registrations.select_related("area", "institution").iterator(chunk_size=BATCH):
        batch.append(registration)
        if len(batch) == BATCH:
            yield from _batch(batch, event, categories, actor, contacts, reason)
            batch = []
    yield from _batch(batch, event, categories, actor, contacts, reason)


def _batch(
    batch: list[Registration],
    event: Event,
    categories: Mapping[str, str],
    actor: Actor,
    contacts: bool,
    reason: str,
) -> Iterable[list]:
    opened = (
        reveal_many(batch, ["email", "phone"], actor=actor, purpose=reason, host=event.host.code)
        if contacts and batch
        else [{}] * len(batch)
    )
    for row, contact in zip(batch, opened, strict=True):
        yield [
            row.code, row.name, row.get_state_display(), categories.get(row.category, row.category), row.area.code if row.area else "",
            str(row.area or ""), row.institution_label, row.created_at.astimezone(event.zone).strftime("%Y-%m-%d %H:%M"), *contact.values(),
        ]  # fmt: skip


def coverage_header() -> list[str]:
    return [
        _("Area code"),
        _("Province"),
        _("District"),
        _("Confirmed"),
        _("Limit"),
        _("Waiting for a decision"),
        _("On the waiting list"),
    ]


def coverage_rows(found: Coverage) -> Iterator[list]:
    """One row for each district, those without anybody too."""
    for province in found.provinces:
        for district in province.districts:
            limit = "" if district.cap is None else district.cap
            yield [
                district.area.code, province.name if province.area else "", str(district.area), district.confirmed, limit,
                district.pending, district.waitlisted,
            ]  # fmt: skip
