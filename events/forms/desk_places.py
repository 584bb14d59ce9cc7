"""Forms around places: the rules of the waiting list, invitations, delegations, a substitute."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core import forms
from core.errors import DomainError
from core.forms.widgets import language_name
from core.tables import FilterSet
from directory.models import Area, Institution
from directory.queries import category_labels
from events import enums
from events.forms.desk_people import areas_of
from events.forms.fields import narrowed
from events.models import Event
from events.services.answer_by import check_reply_by
from events.services.details import region_of


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
        self.fields["language"].choices = _languages(event)
        self.fields["language"].initial = self.fields["language"].choices[0][0]
        self.event = event

    def clean(self) -> dict:
        """Said before anybody is shown, not only when they are invited."""
        data = super().clean()
        try:
            check_reply_by(self.event, data.get("reply_by"))
        except DomainError as error:
            self.add_domain_error(error)
        return data


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for purpose in enums.ConsentPurpose:
            self.fields[f"consent_{purpose}"] = forms.ConsentField(label=purpose.label)

    def consents(self) -> dict[str, bool]:
        """{purpose: yes} of what was allowed on the phone; what is not ticked stays as it was."""
        return {p.value: True for p in enums.ConsentPurpose if self.cleaned_data.get(f"consent_{p}")}


class DelegationSeatsForm(forms.Form):
    """How many seats a delegation has, and until when it may leave them without a name."""

    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500)
    release_at = forms.DateTimeField(
        label=_("Give unnamed seats to others on"),
        required=False,
        help_text=_("Leave empty to keep them until you free them."),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["release_at"].zone = event.timezone


class DelegationForm(DelegationSeatsForm):
    """Seats for an institution, which says itself who comes: one that is known, or a new name."""

    reveals = {"which": {"known": ["institution"], "new": ["name"]}}
    which = forms.ChoiceField(
        label=_("Institution"),
        choices=[("known", _("From the list")), ("new", _("It is not in the list"))],
        initial="known",
    )
    institution = forms.ObjectField(
        Institution.objects.none(), key="code", label=_("Institution in the list"), required=False
    )
    name = forms.TextField(label=_("Full name"), max_length=200, required=False)
    office = forms.TextField(
        label=_("Office"), max_length=200, required=False, help_text=_("Whom the link goes to.")
    )
    email = forms.EmailField(
        label=_("E-mail address of the office"),
        required=False,
        help_text=_("The link goes there at once. Without it you enter the names from their letter."),
    )
    language = forms.ChoiceField(label=_("Language of the message"), radios=False)
    category = forms.ChoiceField(label=_("They take part as"), radios=False, required=False)
    area = forms.ObjectField(
        Area.objects.none(), key="code", label=_("They count for this area"), required=False
    )
    note = forms.TextField(label=_("Note for the team"), max_length=500, required=False)
    field_order = [
        "which",
        "institution",
        "name",
        "seats",
        "office",
        "email",
        "language",
        "category",
        "area",
        "release_at",
        "note",
    ]

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        narrowed(self.fields["institution"]).queryset = Institution.objects.order_by("name")
        self.fields["institution"].quiet = self.fields["name"].quiet = True
        narrowed(self.fields["area"]).queryset = areas_of(event)
        self.fields["category"].choices = list(category_labels().items())
        self.fields["language"].choices = _languages(event)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("which") == "known" and not data.get("institution") and "institution" not in self.errors:
            self.add_error("institution", _("Choose an institution from the list."))
        if data.get("which") == "new" and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write the name of the institution."))
        return data

    def for_service(self) -> dict:
        """What add_delegation takes beside the institution."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("which", "institution", "name")
        }


class ManyDelegationsForm(forms.Form):
    """Seats for many institutions, an institution on each line."""

    institutions = forms.TextField(
        label=_("Which institutions"),
        max_length=50_000,
        multiline=True,
        rows=8,
        help_text=_(
            "An institution on each line: name, seats, e-mail address of the office, office. Paste them from a table, or put "
            "semicolons between. Only the name is needed; without a number it gets one seat."
        ),
    )
    language = forms.ChoiceField(label=_("Language of the message"), radios=False)
    category = forms.ChoiceField(label=_("They take part as"), radios=False, required=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = list(category_labels().items())
        self.fields["language"].choices = _languages(event)
        self.fields["language"].initial = self.fields["language"].choices[0][0]


def _languages(event: Event) -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in dict.fromkeys([*event.languages, "en"])]


class DelegateForm(forms.Form):
    """Somebody whom a delegation names, or who comes in another's place."""

    honorific = forms.TextField(
        label=_("Honorific"), max_length=40, required=False, help_text=_("Such as Justice (R) or Begum.")
    )
    name = forms.TextField(label=_("Name"), max_length=120)
    designation = forms.TextField(
        label=_("Designation"), max_length=160, required=False, help_text=_("Such as Section Officer.")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.PhoneField(label=_("Phone number"), required=False)
    needs = forms.TextField(
        label=_("What they need to take part"), max_length=1_000, multiline=True, rows=2, required=False
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].region = region_of(event)
        self.fields["email"].help_text = _("For the confirmation and the calendar.")
