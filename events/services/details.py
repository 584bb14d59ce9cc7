"""What somebody says about themselves, cleaned and checked: the same for the form, the API and staff."""

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.text import clean, normal_email, normal_phone
from directory.models import Term
from events.models import Event

LONGEST = {
    "name": 120,
    "honorific": 40,
    "designation": 160,
    "office": 200,
    "institution_text": 200,
    "needs": 1_000,
}
OBJECTS = frozenset({"area", "institution"})
FIELDS = frozenset({*LONGEST, *OBJECTS, "email", "phone", "category", "language"})


def clean_details(event: Event, *, required: tuple[str, ...] = ("name",), **given) -> dict:
    """The fields given, as they may be kept; e-mail and phone in the form in which they are compared.

    Raises one DomainError that names every field with a fault. `required` counts only for fields that are given.
    """
    if unknown := set(given) - FIELDS:
        raise TypeError(f"not fields that somebody says about themselves: {sorted(unknown)}")
    cleaned, wrong, code = {}, {}, ""
    for field, value in given.items():
        try:
            cleaned[field] = (
                value if field in OBJECTS else _clean(event, field, value, required=field in required)
            )
        except DomainError as error:
            wrong[field] = [error.message]
            code = "invalid" if code else error.code
    if wrong:
        raise DomainError(" ".join(message for [message] in wrong.values()), code, fields=wrong)
    return cleaned


def _clean(event: Event, field: str, value: str, *, required: bool) -> str:
    if field == "email":
        return normal_email(value) if clean(value, label=_("The e-mail address"), max_length=254) else ""
    if field == "phone":
        return (
            normal_phone(value, region_of(event))
            if clean(value, label=_("The phone number"), max_length=40)
            else ""
        )
    if field == "category":
        return _category(clean(value, label=_("The kind of participants"), max_length=40))
    if field == "language":
        return _language(event, value)
    return clean(
        value, label=_label(field), max_length=LONGEST[field], multiline=field == "needs", required=required
    )


def _label(field: str) -> str:
    return {
        "name": _("The name"),
        "honorific": _("The honorific"),
        "designation": _("The designation"),
        "office": _("The office"),
        "institution_text": _("The institution"),
        "needs": _("What you need"),
    }[field]


def _category(code: str) -> str:
    if code and not Term.objects.filter(vocabulary="category", code=code).exists():
        raise DomainError(_("Choose one of the kinds of participants in the list."), "category")
    return code


def _language(event: Event, code: str) -> str:
    if code not in dict(settings.LANGUAGES) and code not in event.languages:
        raise DomainError(_("Choose one of the languages in the list."), "language")
    return code


def region_of(event: Event) -> str:
    """Where a phone number without a country code is read: the event's country, else what the installation says."""
    return event.country or settings.DEFAULT_PHONE_REGION
