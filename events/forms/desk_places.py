"""Forms around places: the rules of the waiting list, invitations, delegations, a substitute."""

from django.utils.translation import gettext_lazy as _

from core import forms
from events import enums


class WaitingRulesForm(forms.Form):
    """Who of those who wait gets a freed place, and how."""

    promotion = forms.ChoiceField(
        label=_("Who gets a place that becomes free?"),
        choices=enums.Promotion.choices,
        hints={
            "balance": _("Among people of the same area, who waits longest. Who named no area comes last.")
        },
    )
    offer_hours = forms.IntegerField(
        label=_("Hours to answer"),
        min_value=1,
        max_value=720,
        required=False,
        help_text=_(
            "Such as 48: the place is kept for so long, then offered to the next. Leave empty to give it at once."
        ),
    )
