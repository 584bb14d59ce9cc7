"""The state machines of events: the event itself, and a registration."""

from django.utils.translation import gettext_lazy as _

from core.workflow import Machine, Transition
from events.enums import EventState as E
from events.enums import RegistrationState as R
from events.models import EventChange, RegistrationChange

EVENT = Machine(
    "event",
    EventChange,
    E,
    (
        Transition("publish", _("Publish"), (E.DRAFT,), E.PUBLISHED, "events.manage_event"),
        Transition(
            "cancel",
            _("Cancel the event"),
            (E.PUBLISHED,),
            E.CANCELLED,
            "events.manage_event",
            ("note",),
            takes_away=True,
        ),
        Transition(
            "close", _("Close the event"), (E.PUBLISHED,), E.CLOSED, "events.manage_event", takes_away=True
        ),
    ),
)

REGISTRATION = Machine(
    "registration",
    RegistrationChange,
    R,
    (
        # `confirm`, `waitlist`, `offer` and `ask` are chosen by the seats (services.seats) and by who replies
        # (services.invitations); staff press approve, decline or cancel. `refuse`: somebody invited will not come.
        Transition(
            "confirm",
            _("Give a place"),
            (R.INVITED, R.PENDING, R.WAITLISTED, R.OFFERED),
            R.CONFIRMED,
            "events.reply",
        ),
        Transition(
            "waitlist",
            _("Put on the waiting list"),
            (R.INVITED, R.PENDING, R.OFFERED),
            R.WAITLISTED,
            "events.reply",
        ),
        Transition("offer", _("Offer a place"), (R.WAITLISTED,), R.OFFERED, "events.manage_registrations"),
        Transition("ask", _("Ask for a place"), (R.INVITED,), R.PENDING, "events.reply"),
        Transition("refuse", _("Will not come"), (R.INVITED,), R.DECLINED, "events.reply"),
        Transition(
            "decline",
            _("Decline"),
            (R.PENDING, R.WAITLISTED, R.OFFERED),
            R.DECLINED,
            "events.manage_registrations",
            takes_away=True,
        ),
        Transition(
            "cancel",
            _("Withdraw"),
            (R.INVITED, R.PENDING, R.WAITLISTED, R.OFFERED, R.CONFIRMED),
            R.CANCELLED,
            "events.cancel_registration",
            takes_away=True,
        ),
        Transition(
            "reopen", _("Take up again"), (R.DECLINED, R.CANCELLED), R.PENDING, "events.manage_registrations"
        ),
        Transition(
            "invite", _("Invite again"), (R.DECLINED, R.CANCELLED), R.INVITED, "events.manage_registrations"
        ),
    ),
)
