"""The state machine of minutes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.enums import MinutesState as M
from consultations.models import MinutesChange
from core.workflow import Machine, Transition

MINUTES = Machine(
    "minutes",
    MinutesChange,
    M,
    (
        Transition(
            "open",
            _("Start taking minutes"),
            (M.SCHEDULED,),
            M.TAKING,
            "consultations.take_minutes",
            ("attribution",),
        ),
        Transition(
            "prepare",
            _("Prepare for circulation"),
            (M.TAKING, M.REOPENED),
            M.PREPARED,
            "consultations.take_minutes",
        ),
        Transition("resume", _("Go on writing"), (M.PREPARED,), M.TAKING, "consultations.take_minutes"),
        Transition(
            "circulate",
            _("Circulate to those present"),
            (M.PREPARED,),
            M.CIRCULATED,
            "consultations.circulate_minutes",
        ),
        Transition(
            "approve",
            pgettext_lazy("minutes", "Approve"),
            (M.PREPARED, M.CIRCULATED),
            M.APPROVED,
            "consultations.approve_minutes",
            ("signature",),
        ),
        Transition(
            "publish",
            _("Publish"),
            (M.APPROVED,),
            M.PUBLISHED,
            "consultations.approve_minutes",
            takes_away=True,
        ),
        Transition(
            "reopen",
            _("Reopen"),
            (M.CIRCULATED, M.APPROVED, M.PUBLISHED),
            M.REOPENED,
            "consultations.approve_minutes",
            ("note",),
            takes_away=True,
        ),
    ),
)
