"""First words of letters to offices, in plain formal language; people change them as they like before a letter is issued."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import date_on_paper, own_digits, span
from directory.models import Institution
from events.enums import LetterKind, PartnerRole
from events.models import Event, EventLetter

LANGUAGES = (
    "en",
    "ur",
    "tg",
    "ru",
    "bn",
)  # in which a letter can be drafted; others would need these sentences in their catalogue


def first_words(
    event: Event,
    kind: str,
    institution: Institution,
    *,
    language: str,
    seats: int | None = None,
    reply_by: date | None = None,
    earlier: EventLetter | None = None,
) -> dict[str, str]:
    """{"office", "salutation", "subject", "body"} of a letter of this kind, in `language`. Paragraphs are parted by an empty line."""
    with translation.override(language):
        facts = _facts(event, language, reply_by)
        office = _("The Secretary") if institution.is_government else _("The Head of the Organisation")
        parts = {
            LetterKind.INVITATION: _invitation,
            LetterKind.NOMINATION: _nomination,
            LetterKind.REMINDER: _reminder,
            LetterKind.THANKS: _thanks,
        }[LetterKind(kind)](facts, seats, earlier)
        subjects = {
            LetterKind.INVITATION: _("Invitation to “%(title)s”, %(when)s"),
            LetterKind.NOMINATION: _("Request for nomination to “%(title)s”, %(when)s"),
            LetterKind.REMINDER: _("Reminder: “%(title)s”, %(when)s"),
            LetterKind.THANKS: _("Our thanks for taking part in “%(title)s”, %(when)s"),
        }
        return {
            "office": office,
            "salutation": _("Dear Sir or Madam,"),
            "subject": (subjects[LetterKind(kind)] % facts)[:300],
            "body": "\n\n".join(part for part in parts if part),
        }


def _facts(event: Event, language: str, reply_by: date | None) -> dict[str, str]:
    title = event.title.in_language(language)[0]
    place = ", ".join(part for part in (event.venue, event.city) if part)
    facts = {
        "title": title,
        "when": own_digits(span(event.days[0], event.days[-1])),
        "host": event.host.names.in_language(language)[0] or event.host.name,
        "place": place,
        "by": date_on_paper(reply_by) if reply_by else "",
    }
    if others := _co_hosts(event, language):
        facts["host"] = _("%(host)s, together with %(others)s,") % {**facts, "others": ", ".join(others)}
    held = (
        _("%(host)s is holding “%(title)s” on %(when)s at %(place)s.")
        if place
        else _("%(host)s is holding “%(title)s” on %(when)s.")
    )
    return facts | {"held": held % facts}


def _co_hosts(event: Event, language: str) -> list[str]:
    """Who else organises the event, in the language of the letter where the name is known in it."""
    partners = event.partners.filter(role__in=[PartnerRole.ORGANISER, PartnerRole.CO_ORGANISER])
    others = partners.exclude(institution=event.host_id).select_related("institution").order_by("position")
    return [one.institution.names.in_language(language)[0] or one.institution.name for one in others]


def _invitation(facts: dict[str, str], seats: int | None, earlier: EventLetter | None) -> list[str]:
    return [
        facts["held"],
        _("We have the honour to invite you, or a senior officer of your choice, to take part."),
        _("Please let us have your reply by %(by)s.") % facts if facts["by"] else _("Please let us have your reply at an early date."),
    ]  # fmt: skip


def _nomination(facts: dict[str, str], seats: int | None, earlier: EventLetter | None) -> list[str]:
    asked = ngettext(
        "We request you to nominate %(n)d representative, with name, designation, office and a phone number or e-mail address.",
        "We request you to nominate %(n)d representatives, each with name, designation, office and a phone number or e-mail address.",
        seats or 1,
    ) % {"n": seats or 1}
    return [
        facts["held"],
        own_digits(asked),
        _("Please let the nomination reach us by %(by)s.") % facts if facts["by"] else "",
        _("A name may be changed later by a letter or a phone call."),
    ]


def _reminder(facts: dict[str, str], seats: int | None, earlier: EventLetter | None) -> list[str]:
    record = earlier.letter if earlier else None
    if record and record.our_date:
        said = facts | {"number": record.our_number, "date": date_on_paper(record.our_date)}
        about = (
            _("We refer to our letter No. %(number)s of %(date)s about “%(title)s”, to be held on %(when)s.")
            % said
        )
    else:
        about = _("We refer to our earlier letter about “%(title)s”, to be held on %(when)s.") % facts
    asked = (
        _("We have not received your reply yet, and would be grateful for it by %(by)s.")
        if facts["by"]
        else _("We have not received your reply yet, and would be grateful for it.")
    )
    return [about, asked % facts, _("If it has been sent in the meantime, please accept our thanks.")]


def _thanks(facts: dict[str, str], seats: int | None, earlier: EventLetter | None) -> list[str]:
    return [
        _("We thank you, and whoever came from your office, for taking part in “%(title)s” on %(when)s.")
        % facts,
        _("What was said there is kept in minutes. We will let you know what comes of it."),
        _("We look forward to working with you again."),
    ]
