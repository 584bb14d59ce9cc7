"""Forms around registrations: filters of the list, a person or an official entered by staff, decisions, reasons."""

import django_filters
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import forms
from core.forms.widgets import language_name
from core.tables import FilterSet
from directory.models import Area, Institution
from directory.queries import category_labels, within
from events import enums
from events.allowed import allowing
from events.forms.fields import NARROW, narrowed
from events.forms.questions import QuestionsMixin
from events.forms.registration import AreaSelect
from events.models import Event, Registration
from events.queries import area_choices
from events.services.answers import asked

PURPOSES = [
    ("event", _("To tell them something about this event")),
    ("identity", _("To find out whether two registrations are one person")),
    ("safety", _("For their safety")),
    ("other", _("Another reason")),
]


class RegistrationFilters(FilterSet):
    """What the list can be narrowed to. There is no search by name in the address: names do not belong into logs and histories."""

    state = django_filters.MultipleChoiceFilter(choices=enums.RegistrationState.choices, label=_("State"))
    category = django_filters.MultipleChoiceFilter(label=_("Kind of participants"))
    area = django_filters.ChoiceFilter(method="in_area", label=_("Area"))
    allows = django_filters.MultipleChoiceFilter(
        method="allowed", choices=enums.ConsentPurpose.choices, label=_("What they allow")
    )
    flag = django_filters.MultipleChoiceFilter(
        method="flagged", choices=[("duplicate", _("Possible duplicate"))], label=_("To look at")
    )

    def __init__(self, *args, categories: dict[str, str], areas: list[Area], **kwargs):
        self.areas = {area.code: area for area in areas}
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = list(categories.items())
        self.filters["area"].extra |= {"choices": [(area.code, _indented(area)) for area in areas]}

    def in_area(self, queryset, name, value):
        return queryset.filter(within(self.areas[value])) if value in self.areas else queryset

    def allowed(self, queryset, name, value):
        for purpose in value:  # each of those ticked
            queryset = allowing(queryset, purpose)
        return queryset

    def flagged(self, queryset, name, value):
        return queryset.filter(possible_duplicate=True) if "duplicate" in value else queryset


def _indented(area: Area) -> str:
    return f"— {area}" if area.level > 1 else str(area)


class FindForm(forms.Form):
    """Looks for a name, or for exactly one e-mail address or phone number. Sent by POST, kept nowhere."""

    term = forms.TextField(label=_("Name, e-mail address or phone number"), max_length=200)


class EntryForm(QuestionsMixin, forms.Form):
    """Somebody who phoned or came by. Consents are read aloud, one sentence each."""

    name = forms.TextField(
        label=_("Name to use"),
        max_length=120,
        help_text=_("As they want to be called here. It may be a pseudonym."),
    )
    phone = forms.PhoneField(label=_("Phone"), required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    institution_text = forms.TextField(label=_("Institution"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Kind of participants"), radios=False, required=False)
    area = forms.ChoiceField(
        label=_("District"),
        radios=False,
        required=False,
        widget=AreaSelect(attrs={"class": "select", "data-narrow": NARROW}),
    )
    language = forms.ChoiceField(label=_("Language for messages"), radios=False)
    needs = forms.TextField(
        label=_("What they need to take part"), max_length=1_000, multiline=True, rows=2, required=False,
        help_text=_("Such as a wheelchair, interpretation, or food without meat."),
    )  # fmt: skip

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = list(category_labels().items())
        self.areas = area_choices(event.country or event.host.country)
        self.fields["area"].choices, self.fields["area"].widget.finds = self.areas.choices, self.areas.finds
        if self.areas.kind != "district":
            self.fields["area"].label = _("Area")
        self.fields["phone"].region = event.country or settings.DEFAULT_PHONE_REGION
        codes = dict.fromkeys([*event.languages, "en"])
        self.fields["language"].choices = [(code, language_name(code)) for code in codes]
        self.fields["language"].initial = next(iter(codes))
        for purpose in enums.ConsentPurpose:
            self.fields[f"consent_{purpose}"] = forms.ConsentField(label=purpose.label)
        self.ask(asked(event, enums.QuestionStage.NOW), required=False)

    def clean_area(self) -> Area | None:
        return self.areas.by_code.get(self.cleaned_data["area"])

    def for_service(self) -> dict:
        """What register takes."""
        data = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(("consent_", "q_"))
        }
        return {
            "answers": self.answers(),
            **data,
            "consents": {
                p.value: True for p in enums.ConsentPurpose if self.cleaned_data.get(f"consent_{p}")
            },
        }


class OfficialForm(EntryForm):
    """An official, by office: the name may come later."""

    honorific = forms.TextField(
        label=_("Honorific"), max_length=40, required=False, help_text=_("Such as Justice (R) or Begum.")
    )
    designation = forms.TextField(
        label=_("Designation"), max_length=160, help_text=_("Such as Section Officer.")
    )
    office = forms.TextField(label=_("Office"), max_length=200)
    institution = forms.ObjectField(
        Institution.objects.none(), key="code", label=_("Institution"), required=False
    )
    field_order = [
        "honorific",
        "name",
        "designation",
        "office",
        "institution",
        "category",
        "area",
        "phone",
        "email",
        "language",
        "needs",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _(
            "Leave it empty if it is not known yet: then the designation stands for it."
        )
        narrowed(self.fields["institution"]).queryset = Institution.objects.order_by("name")
        del self.fields["institution_text"]


class CorrectForm(EntryForm):
    """What is known of somebody, to be corrected by the desk. A contact that is kept is not shown; a new one takes its place."""

    honorific = forms.TextField(label=_("Honorific"), max_length=40, required=False)
    designation = forms.TextField(label=_("Designation"), max_length=160, required=False)
    office = forms.TextField(label=_("Office"), max_length=200, required=False)
    field_order = ["honorific", "name", "designation", "office", "institution_text", "category", "area", "phone", "email"]  # fmt: skip

    def __init__(self, *args, registration: Registration, **kwargs):
        kept = (
            "honorific",
            "name",
            "designation",
            "office",
            "institution_text",
            "category",
            "language",
            "needs",
        )
        initial = {name: getattr(registration, name) for name in kept}
        initial["area"] = registration.area.code if registration.area else ""
        super().__init__(*args, event=registration.event, initial=initial, **kwargs)
        for name in [name for name in self.fields if name.startswith(("consent_", "q_"))]:
            del self.fields[name]  # those are the person's own to say
        if registration.institution_id:
            del self.fields["institution_text"]  # chosen from the list
        for kind, label in (("phone", _("A new phone number")), ("email", _("A new e-mail address"))):
            if getattr(registration, kind):
                self.fields[kind].label = label
                self.fields[kind].help_text = _("One is kept already. Leave this empty to keep it.")
        languages = self.fields["language"]
        if registration.language not in dict(languages.choices):
            languages.choices = [
                *languages.choices,
                (registration.language, language_name(registration.language)),
            ]

    def for_service(self) -> dict:
        """What `update_registration` takes: all that is shown; a contact only when a new one was typed."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value or name not in ("phone", "email")
        }


class RevealForm(forms.Form):
    """Why somebody's contact is looked at. The person can see who did."""

    reveals = {"purpose": {"other": ["words"]}}
    purpose = forms.ChoiceField(label=_("Why do you need it?"), choices=PURPOSES)
    words = forms.TextField(label=_("The reason"), max_length=160, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].quiet = True

    def clean(self):
        data = super().clean()
        if data.get("purpose") == "other" and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write the reason in a few words."))
        return data

    def reason(self) -> str:
        """The purpose as it goes into the log."""
        return self.cleaned_data.get("words") or self.cleaned_data["purpose"]


class ExportForm(forms.Form):
    """Why a list leaves the house, and whether contacts go with it."""

    reason = forms.TextField(
        label=_("What is this list for?"),
        max_length=160,
        help_text=_("It is kept in the log, with your name and the day."),
    )
    contacts = forms.YesField(
        label=_("With e-mail addresses and phone numbers"),
        hint=_("Each person listed can see that you took their contact."),
    )
    answers = forms.YesField(
        label=_("With the answers to your own questions"),
        hint=_("Take them only if you need them. Files are not in it."),
    )
    format = forms.ChoiceField(
        label=_("As"), choices=[("csv", "CSV"), ("xlsx", "Excel (.xlsx)")], required=False, initial="csv"
    )
