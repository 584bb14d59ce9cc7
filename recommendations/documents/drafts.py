"""First words for letters, in the letter's language where our catalogue has it. People change them as they like."""

from django.utils import translation
from django.utils.translation import gettext as _

from core.dates import span
from events.models import Event


def cover_letter(event: Event, language: str) -> str:
    """A plain covering letter for the recommendations of an event."""
    with translation.override(language):
        title = event.title.in_language(language)[0]
        when = span(event.days[0], event.days[-1])
        facts = {"title": title, "when": when, "city": event.city}
        held = (
            _("On %(when)s we held “%(title)s” in %(city)s.")
            if event.city
            else _("On %(when)s we held “%(title)s”.")
        ) % facts
        enclosed = _(
            "The recommendations adopted there that concern you are enclosed, "
            "each with its reasons, where it came from and how it was decided."
        )
        asked = _(
            "Please acknowledge this letter, and give your position on each recommendation. "
            "You may write the reply on the enclosed pages, send a letter, or enter it at your desk in Sanlap."
        )
        paragraphs = [_("Dear Sir or Madam,"), f"{held} {enclosed}", asked, _("Yours faithfully,")]
    return "\n\n".join(paragraphs)
