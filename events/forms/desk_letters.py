"""Forms of letters to offices: drafting for many, changing one."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core import forms
from core.languages import language_name
from core.tables import FilterSet
from directory.models import Institution
from events.enums import LetterKind
from events.letter_words import LANGUAGES
from events.models import Event, EventLetter


class LetterFilters(FilterSet):
    """What the list of letters can be narrowed to."""

    kind = django_filters.MultipleChoiceFilter(choices=LetterKind.choices, label=_("Kind"))
    state = django_filters.MultipleChoiceFilter(
        method="in_state", choices=[("draft", _("Draft")), ("issued", _("Issued"))], label=_("State")
    )

    def in_state(self, queryset, name, value):
        return queryset.filter(letter__isnull="draft" in value) if len(value) == 1 else queryset


class _Fields(forms.Form):
    """What drafting and changing share."""

    signatory_name = forms.TextField(label=_("Signed by"), max_length=120, required=False)
    signatory_designation = forms.TextField(
        label=_("Designation of who signs"), max_length=160, required=False
    )
    reply_by = forms.DateField(label=_("Reply by"), required=False)
    copies = forms.TextField(
        label=_("Copies to"), max_length=2_500, multiline=True, rows=3, required=False, help_text=_("One office a line.")
    )  # fmt: skip

    def given(self) -> dict:
        """What the services take."""
        return {**self.cleaned_data, "copies": self.cleaned_data["copies"].splitlines()}


class NewLettersForm(_Fields):
    """One draft for each institution that is ticked."""

    kind = forms.ChoiceField(
        label=_("Kind of letter"), choices=LetterKind.choices, initial=LetterKind.INVITATION
    )
    institutions = forms.ObjectsField(
        Institution.objects.none(), key="code", label=_("To"), columns=True, required=False
    )
    others = forms.TextField(
        label=_("Institutions that are not in the list"), max_length=8_000, multiline=True, rows=3, required=False,
        help_text=_("One a line. They are added to the list."),
    )  # fmt: skip
    office = forms.TextField(
        label=_("Office"),
        max_length=200,
        required=False,
        help_text=_(
            "Such as The Secretary. Left empty, each letter gets the office that is known, or a usual one."
        ),
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=1_000,
        required=False,
        help_text=_("In a request for nomination."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[(code, language_name(code)) for code in LANGUAGES], initial="en"
    )
    field_order = [
        "kind",
        "institutions",
        "others",
        "office",
        "language",
        "reply_by",
        "seats",
        "signatory_name",
        "signatory_designation",
        "copies",
    ]

    def given(self) -> dict:
        """What `draft_letters` takes."""
        return {**super().given(), "others": self.cleaned_data["others"].splitlines()}

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        others = Institution.objects.exclude(pk=event.host_id).order_by("-is_government", "name")
        self.fields["institutions"].queryset = others
        self.fields["language"].choices = [
            (code, language_name(code)) for code in LANGUAGES if code in ("en", *event.languages)
        ]
        if last := event.letters.order_by("-id").first():
            self.fields["signatory_name"].initial = last.signatory_name
            self.fields["signatory_designation"].initial = last.signatory_designation


class LetterForm(_Fields):
    """A draft, with all its texts."""

    office = forms.TextField(label=_("Office"), max_length=200)
    salutation = forms.TextField(label=_("Salutation"), max_length=120, required=False)
    subject = forms.TextField(label=_("Subject"), max_length=300)
    body = forms.TextField(label=_("Text"), max_length=6_000, multiline=True, rows=12)
    precedence = forms.IntegerField(
        label=_("Order of precedence"), min_value=1, max_value=32_000, help_text=_("1 comes first.")
    )
    field_order = [
        "office",
        "salutation",
        "subject",
        "body",
        "signatory_name",
        "signatory_designation",
        "reply_by",
        "precedence",
        "copies",
    ]

    def __init__(self, *args, letter: EventLetter, **kwargs):
        initial = {name: getattr(letter, name) for name in self.base_fields if hasattr(letter, name)}
        super().__init__(*args, initial={**initial, "copies": "\n".join(letter.copies)}, **kwargs)
        for name in ("office", "salutation", "subject", "body"):
            self.fields[name].widget.attrs |= {
                "lang": letter.language,
                "dir": "rtl" if letter.language == "ur" else "ltr",
            }
