"""Calls: what the list can be narrowed to, and what came of one."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core import forms
from core.tables import FilterSet
from directory.queries import category_labels
from events.enums import Channel, ContactOutcome, RegistrationState

STATES = [
    RegistrationState.INVITED,
    RegistrationState.PENDING,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
]
WAYS = [Channel.PHONE, Channel.MESSAGE, Channel.IN_PERSON, Channel.LETTER, Channel.MAIL]


class CallFilters(FilterSet):
    """Not by name: names do not belong into addresses and histories."""

    state = django_filters.MultipleChoiceFilter(
        choices=[(s.value, s.label) for s in STATES], label=_("State")
    )
    last = django_filters.MultipleChoiceFilter(
        method="last_was",
        choices=[("none", _("Not tried yet")), *ContactOutcome.choices],
        label=_("Last time"),
    )
    category = django_filters.MultipleChoiceFilter(label=_("Kind of participants"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = list(category_labels().items())

    def last_was(self, queryset, name, value):
        wanted = queryset.filter(last_outcome__in=[one for one in value if one != "none"])
        return wanted | queryset.filter(last_outcome=None) if "none" in value else wanted


class CallForm(forms.Form):
    """What came of one call. The buttons carry the outcome."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=ContactOutcome.choices)
    channel = forms.ChoiceField(label=_("How"), radios=False, choices=[(w.value, w.label) for w in WAYS])
    note = forms.TextField(label=_("Note"), max_length=300, required=False)
