"""Certificates of attendance: one page for each that was issued (events.services.certificates) and not taken back."""

from collections.abc import Mapping

from django.utils.formats import date_format

from events.enums import PaperKind
from events.models import Certificate, Event
from events.papers.kinds import paper
from events.papers.people import codes_of
from events.papers.words import partners, told


@paper(PaperKind.CERTIFICATES, permission="events.manage_registrations")
def certificates(event: Event, options: Mapping) -> dict:
    """The names as they were issued, with what a reader checks them by."""
    issued = Certificate.objects.filter(registration__event=event, revoked_at=None)
    if codes := codes_of(options):
        issued = issued.filter(registration__code__in=codes)
    rows = issued.order_by("registration__name_key", "id")
    return {
        "certificates": [
            {
                "name": told(one.name, event),
                "number": one.number,
                "code": one.code,
                "attended": one.attended,
                "of": one.of,
                "share": one.share,
                # Where both measures give the same, the number of sessions says more.
                "by_time": bool(one.of) and one.share != one.attended * 100 // one.of,
                "on": date_format(one.issued_at.astimezone(event.zone), "j E Y"),
            }
            for one in rows
        ],
        "partners": partners(event),
    }
