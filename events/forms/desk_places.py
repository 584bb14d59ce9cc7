"""Forms around places: the rules of the waiting list, invitations, delegations, a substitute."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core import forms
from core.forms.widgets import language_name
from core.tables import FilterSet
from events import enums
from events.models import Event


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


class InviteePeopleForm(forms.Form):
    """Whom to invite, typed or pasted, and until when they may answer. The view sets the zone of the event."""

    people = forms.TextField(
        label=_("Whom to invite"),
        max_length=100_000,
        multiline=True,
        rows=8,
        help_text=_(
            "A person on each line: name, e-mail address or phone number, kind of participants, district, institution. "
            "Paste them from a table, or put commas between. Only the name is needed."
        ),
    )
    reply_by = forms.DateTimeField(label=_("Please answer by"), required=False)
    language = forms.ChoiceField(label=_("Language of the invitation"), radios=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].zone = event.timezone
        self.fields["language"].choices = [
            (code, language_name(code)) for code in dict.fromkeys([*event.languages, "en"])
        ]


REPLIES = [("none", _("No answer yet")), ("yes", _("Yes")), ("no", _("No"))]


class InvitationFilters(FilterSet):
    """Invitations by what was answered."""

    reply = django_filters.MultipleChoiceFilter(method="replied", choices=REPLIES, label=_("Answer"))

    def replied(self, queryset, name, value):
        return queryset.filter(reply__in=value) if value else queryset


class ReplyForm(forms.Form):
    """What somebody invited answered, and how it reached us."""

    coming = forms.ChoiceField(label=_("Will they come?"), choices=[("yes", _("Yes")), ("no", _("No"))])
    channel = forms.ChoiceField(
        label=_("How did the answer come?"),
        choices=[(one.value, one.label) for one in enums.Channel if one != enums.Channel.WEB],
        radios=False,
    )
    words = forms.TextField(label=_("What they said"), max_length=500, required=False)
