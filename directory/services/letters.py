"""The register of letters: what left and what came in, as records."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from core.errors import DomainError
from directory.models import Institution, Letter


def record_letter(
    host: Institution,
    *,
    direction: str,
    correspondent: Institution,
    form: str = Letter.Form.LETTER,
    our_number: str = "",
    our_date: date | None = None,
    their_number: str = "",
    their_date: date | None = None,
    office: str = "",
    signatory_name: str = "",
    signatory_designation: str = "",
    subject: str = "",
    carries: Iterable[Mapping[str, str]] = (),
) -> Letter:
    """Enter a letter of `host` to or from an office of `correspondent`. `carries`: what went or came with it, {"type", "uid"} each.

    Part of the caller's transaction; the caller has asked for the permission that its own act needs (to send a submission, to record
    an answer). Effects: one row. Raises DomainError when a letter that leaves has no number of ours.
    """
    if direction == Letter.Direction.OUT and not our_number:
        raise DomainError.on("our_number", _("A letter that leaves needs our number."), "required")
    return Letter.objects.create(
        host=host,
        direction=direction,
        form=form,
        our_number=our_number,
        our_date=our_date,
        their_number=their_number,
        their_date=their_date,
        correspondent=correspondent,
        office=office,
        signatory_name=signatory_name,
        signatory_designation=signatory_designation,
        subject=subject,
        carries=[dict(thing) for thing in carries],
    )
