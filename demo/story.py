"""The order in which the demo is made."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM
from core.models import OutboundMail
from demo.institutions import make_institutions
from demo.others import make_others
from demo.people import make_cast
from demo.seed_000 import make_dialogue
from demo.seed_000_next import make_next_dialogue
from demo.seed_004 import make_next_round
from demo.seed_004_story import make_finished_edition
from directory import imports
from directory.services.areas import load_areas
from directory.services.terms import load_terms

REFUSED = "550 5.1.1 mailbox unavailable"


def make() -> None:
    """Everything; what is there already stays as it is, so that making it twice changes nothing."""
    load_areas([row for path in imports.own_area_files() for row in imports.read_areas(path)])
    load_terms([row for path in imports.own_term_files() for row in imports.read_terms(path)])
    places = make_institutions(SYSTEM)
    make_cast(SYSTEM, places)
    started = timezone.now()
    make_others(places)
    make_dialogue(places)
    make_finished_edition(places)
    make_next_round(places)
    make_next_dialogue(places)
    enter_mails_as_sent(started)


def enter_mails_as_sent(started: datetime) -> None:
    """The mails of the story were due on days gone by, and their addresses belong to nobody: none of them is sent any more. They
    stand as they would after such days: sent, and one of the announcement refused by its receiver."""
    waiting = OutboundMail.objects.filter(state=OutboundMail.State.QUEUED, due_at__lt=started)
    waiting.update(state=OutboundMail.State.SENT, sent_at=F("due_at"), attempts=1, secrets="")
    refused = OutboundMail.objects.filter(template="event.announcement", attempts=1).last()
    if refused is not None and not OutboundMail.objects.filter(state=OutboundMail.State.FAILED).exists():
        refused.state, refused.sent_at, refused.error = OutboundMail.State.FAILED, None, REFUSED
        refused.save(update_fields=["state", "sent_at", "error"])
