"""Forms that a participant fills in: registering, changing what they said, what they allow."""

from dataclasses import replace

from django.conf import settings
from django.forms import CharField, HiddenInput, Select
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import forms
from core.text import phone_hint
from directory.models import Area
from directory.queries import category_labels
from events.enums import ConsentPurpose, QuestionStage
from events.forms.questions import QuestionsMixin
from events.models import Event, Registration
from events.queries import AreaChoices, area_choices
from events.services.answers import asked
from events.services.details import LONGEST, region_of

ELSEWHERE = "-"
AREA_LABELS = {"district": _("Your district"), "region": _("Your region"), "country": _("Your country")}
CONSENT_HINTS = {
    ConsentPurpose.LISTED: _("In the list that participants of this event get, for 90 days after it."),
    ConsentPurpose.QUOTED: _("Only for what you say in sessions held on the record."),
    ConsentPurpose.PHOTO: _("In the report of this event only."),
    ConsentPurpose.OUTCOME: _(
        "One message for each answer. We keep your contact for this until you take it back."
    ),
}


class AreaSelect(Select):
    """A list of areas that can be narrowed by typing, by their other names and spellings too (static/js/narrow.js)."""

    template_name = "forms/widgets/long_select.html"
    finds: dict[str, str] = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["find"] = self.finds.get(value, "")
        return option


class DetailsForm(forms.Form):
    """What somebody says about themselves. `event` comes from events.queries.event_pages."""

    name = forms.TextField(
        label=_("The name to call you"),
        max_length=LONGEST["name"],
        help_text=_("A pseudonym is fine. It is printed on your badge."),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.PhoneField(label=_("Phone number"), required=False)
    institution_text = forms.TextField(
        label=_("Institution or group"), max_length=LONGEST["institution_text"], required=False,
        help_text=_("Where you work, or whom you speak for."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("You take part as"), radios=False, required=False)
    area = forms.ChoiceField(
        label=_("Your district"), radios=False, required=False,
        widget=AreaSelect(attrs={"class": "select", "data-narrow": _("Type a few letters")}),
        help_text=_("To see that every part of the country is heard. Only counts are shown in public."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language for our messages"), radios=False, choices=settings.LANGUAGES
    )
    needs = forms.TextField(
        label=_("What you need to take part"), max_length=LONGEST["needs"], multiline=True, rows=3, required=False,
        help_text=_("Interpretation, a ramp, food, a place for a child, somebody who comes with you."),
    )  # fmt: skip

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = area_choices(event.country)
        self.fields["name"].widget.attrs["autocomplete"] = "nickname"
        self.fields["institution_text"].widget.attrs["autocomplete"] = "organization"
        self.fields["phone"].region = region_of(event)
        self.fields["phone"].help_text = phone_hint(region_of(event))
        self.fields["email"].quiet = self.fields["phone"].quiet = True  # their legend says that one is enough
        self._offer(category_labels(), self.areas, area_needed=getattr(event, "has_area_seats", False))

    def _offer(self, categories: dict[str, str], areas: AreaChoices, *, area_needed: bool) -> None:
        self.fields["category"].choices = list(categories.items())
        field = self.fields["area"]
        field.label = AREA_LABELS[areas.kind]
        field.widget.finds = areas.finds
        field.choices = [*areas.choices, (ELSEWHERE, _("Elsewhere, or I would rather not say"))]
        field.required = area_needed
        for name, offered in (("category", categories), ("area", areas.choices)):
            if not offered:
                del self.fields[name]

    def clean_area(self) -> Area | None:
        return self.areas.by_code.get(self.cleaned_data["area"])

    def details(self) -> dict:
        """The fields as the services take them."""
        return {
            name: self.cleaned_data[name] for name in DetailsForm.base_fields if name in self.cleaned_data
        }


class ConsentForm(forms.Form):
    """One box for each purpose, all off until somebody turns them on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for purpose in ConsentPurpose:
            self.fields[f"consent_{purpose}"] = forms.ConsentField(
                label=purpose.label, help_text=CONSENT_HINTS[purpose]
            )

    @property
    def consent_fields(self) -> list:
        return [self[f"consent_{purpose}"] for purpose in ConsentPurpose]

    def consents(self) -> dict[str, bool]:
        """{purpose: yes or no} as the services take them."""
        return {str(purpose.value): self.cleaned_data[f"consent_{purpose}"] for purpose in ConsentPurpose}


class RegistrationForm(QuestionsMixin, DetailsForm, ConsentForm):
    """Registering: three minutes on a phone. `form_token` makes two clicks one registration."""

    form_token = CharField(widget=HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()
        self.ask(asked(kwargs["event"], QuestionStage.NOW))

    def clean(self):
        data = super().clean()
        if not self.errors.keys() & {"email", "phone"} and not (data.get("email") or data.get("phone")):
            self.add_error("email", _("Give an e-mail address or a phone number, so that we can reach you."))
        return data


class ChangeForm(DetailsForm):
    """Changing what was said. The contact we hold is not shown: a new one replaces it, an empty field keeps it."""

    def __init__(self, *args, registration: Registration, **kwargs):
        area = registration.area.code if registration.area else ELSEWHERE
        now = {
            name: getattr(registration, name)
            for name in ("name", "institution_text", "category", "language", "needs")
        }
        super().__init__(*args, initial={**now, "area": area}, **kwargs)
        self._keep_area(registration)
        for kind, held, label in (
            ("email", registration.email, _("A new e-mail address")),
            ("phone", registration.phone, _("A new phone number")),
        ):
            if held:
                self.fields[kind].label = label
                self.fields[kind].help_text = _("We have one already. Leave this empty to keep it.")

    def _keep_area(self, registration: Registration) -> None:
        """Offer the area that is on record too, when staff entered one that is not on the list."""
        area = registration.area
        if area and "area" in self.fields and area.code not in self.areas.by_code:
            self.areas = replace(self.areas, by_code={**self.areas.by_code, area.code: area})
            self.fields["area"].choices = [(area.code, str(area)), *self.fields["area"].choices]

    def details(self) -> dict:
        return {
            name: value
            for name, value in super().details().items()
            if value or name not in ("email", "phone")
        }


class HandOnForm(forms.Form):
    """Who comes in one's place."""

    name = forms.TextField(label=_("Their name"), max_length=120)
    email = forms.EmailField(label=_("Their e-mail address"))
    language = forms.ChoiceField(label=_("The language we write to them in"), radios=False)

    def __init__(self, *args, registration: Registration, **kwargs):
        super().__init__(*args, **kwargs)
        known = DetailsForm(event=registration.event).fields["language"]
        self.fields["language"].choices, self.fields["language"].initial = (
            known.choices,
            registration.language,
        )


class InvitationForm(QuestionsMixin, ChangeForm, ConsentForm):
    """Saying yes to an invitation. The contact it went to is kept unless another one is given; a place that was handed on keeps its
    kind and area."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("category", "area") if kwargs["registration"].replaces_id else ():
            self.fields.pop(name, None)
        self.ask(asked(kwargs["event"], QuestionStage.NOW))
