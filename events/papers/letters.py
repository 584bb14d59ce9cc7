"""Letters to offices, one after the other in one file: those chosen, drafts marked as drafts."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from core.dates import date_on_paper
from core.languages import direction
from events.enums import PaperKind
from events.models import Event, EventLetter
from events.papers.kinds import paper
from events.papers.words import told

TITLES = 400  # letters in one file at most


@paper(PaperKind.LETTERS, permission="events.write_letters", names=False)
def letters(event: Event, options: Mapping) -> dict:
    """In order of precedence."""
    uids = list(options.get("letters") or [])[:TITLES]
    rows = event.letters.filter(uid__in=uids).select_related("institution", "letter", "event__host")
    return {"letters": [letter_words(row) for row in rows]}


def letter_words(letter: EventLetter) -> dict:
    """One letter as it stands on paper, with its fixed words in its own language."""
    with translation.override(letter.language):
        host, record = letter.event.host, letter.letter
        to_institution, institution_lang = letter.institution.names.in_language(letter.language)
        return {
            "language": letter.language,
            "direction": direction(letter.language),
            "host": host.names.in_language(letter.language)[0] or host.name,
            "address": host.address,
            "number": record.our_number if record else "",
            "is_draft": record is None,
            "date": date_on_paper(record.our_date) if record and record.our_date else "",
            "office": told(letter.office),
            "institution": {"text": to_institution or letter.institution.name, "lang": institution_lang},
            "address_to": letter.institution.address,
            "salutation": told(letter.salutation),
            "subject": {"text": letter.subject, "lang": letter.language},
            "paragraphs": [part for part in letter.body.split("\n\n") if part.strip()],
            "signatory": told(letter.signatory_name),
            "designation": told(letter.signatory_designation),
            "copies": [told(copy) for copy in letter.copies],
            "words": {
                "number": _("No."),
                "date": _("Date"),
                "to": _("To"),
                "subject": _("Subject:"),
                "seal": _("Seal"),
                "copies": _("Copy to:"),
                "draft": _("Draft. Not issued."),
                "sample": _("Sample"),
                "closing": _("Yours faithfully,"),
            },
        }
