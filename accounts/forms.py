"""Forms of accounts that allauth does not have."""

from functools import cache
from zoneinfo import available_timezones

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from core import forms
from directory.models import Area, Institution


class PasswordField(forms.TextField):
    """A password as it was typed: not trimmed, not changed, never shown again."""

    def __init__(self, **kwargs):
        attrs = {"autocomplete": "new-password", "dir": "ltr"}
        super().__init__(widget=django_forms.PasswordInput(attrs=attrs), **kwargs)

    def read(self, value: str) -> str:
        return value[:4_096]


class NewPersonForm(forms.Form):
    """Who accepts an invitation without having an account yet."""

    name = forms.TextField(label=_("Your name"), max_length=120, help_text=_("As colleagues should see it."))
    password = PasswordField(
        label=_("A password"),
        help_text=_("At least ten characters. A few words that only you would put together are best."),
    )


class FirstRunForm(NewPersonForm):
    """The first administrator, and the institution that will hold events."""

    email = forms.EmailField(label=_("Your e-mail address"))
    institution = forms.TextField(label=_("Your institution"), max_length=200)
    prefix = forms.TextField(
        label=_("Its short name in reference numbers"),
        max_length=12,
        help_text=_("Capital letters, such as SPO. It stands in SPO-2027-001 for good."),
    )
    country = forms.ChoiceField(
        label=_("Country"), radios=False, required=False, empty_label=_("Another country")
    )
    timezone = forms.ChoiceField(label=_("Time zone"), radios=False, initial="Asia/Dhaka")
    field_order = ["name", "email", "password", "institution", "prefix", "country", "timezone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [(area.country, str(area)) for area in Area.objects.filter(level=0)]
        self.fields["timezone"].choices = [(zone, zone.replace("_", " ")) for zone in _zones()]

    def clean_prefix(self) -> str:
        return self.cleaned_data["prefix"].upper()


@cache
def _zones() -> list[str]:
    """Time zones by name, those of Asia first. The list is read from many files, so only once."""
    known = [zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")]
    return sorted(known, key=lambda zone: (not zone.startswith("Asia/"), zone))


class InvitePersonForm(forms.Form):
    """Somebody new in an institution. `institutions` are those that the inviter may invite to."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.TextField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        hints={
            "organiser": _("Makes events of the institution and sees all of them."),
            "focal_point": _(
                "Answers for an institution that recommendations are put to. Sees only what was submitted to it."
            ),
            "assessor": _("Assesses what was reported as done."),
        },
    )
    institution = forms.ObjectField(Institution.objects.none(), key="code", label=_("Institution"))

    def __init__(self, *args, institutions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = institutions
