"""Announcements that begin with words: thanks to those who came. The team changes them as it likes before they are sent."""

from django.utils import translation
from django.utils.translation import gettext as _

from events.models import Event

LANGUAGES = ("en", "ur", "bn", "tg", "ru")  # whose catalogues have these sentences


def thanks(event: Event) -> dict[str, dict[str, str]]:
    """{"subject", "body"} in those languages of the event that are known here. Placeholders are filled in for each reader."""
    found: dict[str, dict[str, str]] = {"subject": {}, "body": {}}
    for language in event.languages or ["en"]:
        if language in LANGUAGES:
            with translation.override(language):
                found["subject"][language] = _("Thank you for coming")
                found["body"][language] = "\n\n".join(
                    (
                        _("Dear {name},"),
                        _(
                            "thank you for taking part in {event} ({dates}), and for your time and your words."
                        ),
                        _(
                            "We are writing down what was said. What comes of it, and what is answered, we publish step by step; nobody is "
                            "named there who does not wish it."
                        ),
                    )
                )
    return found
