"""Forms around messages: whom an announcement is for and what it says, and the rules of reminders."""

from django.utils.translation import gettext_lazy as _

from core import forms
from directory.models import Area
from directory.queries import PROVINCE, area_words, category_labels, provinces
from events.audience import GROUPS, Audience, group_label
from events.enums import ReminderAnchor, ReminderAudience
from events.forms.desk_people import areas_of
from events.forms.fields import narrowed
from events.models import Announcement, Delegation, Event, Reminder, Session
from events.services.reminders import MOST_DAYS
from events.wording import LONGEST_BODY, LONGEST_SUBJECT

FILLED_IN = _(
    "{name}, {event} and {dates} are filled in for each person. The address of their own page stands at the end of each mail "
    "by itself."
)
NEUTRAL = _("For your own list. The mail itself gets a neutral subject, because the event is guarded.")


class AudienceForm(forms.Form):
    """Whom an announcement is for. Each part narrows."""

    states = forms.ChoicesField(label=_("Who gets it"), columns=True, initial=["confirmed"])
    categories = forms.ChoicesField(label=_("Only these kinds of participants"), required=False, columns=True)
    provinces = forms.ChoicesField(label=PROVINCE.only_from, required=False, columns=True)
    district = forms.ObjectField(
        Area.objects.none(), key="code", label=_("Only from one district"), required=False
    )
    sessions = forms.ObjectsField(
        Session.objects.none(), label=_("Only those who chose these sessions"), required=False
    )
    delegations = forms.ObjectsField(
        Delegation.objects.none(), label=_("Only these delegations"), required=False
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["states"].choices = [(str(group), group_label(group)) for group in GROUPS]
        self.fields["categories"].choices = list(category_labels().items())
        areas = provinces(event.country or event.host.country)
        self.fields["provinces"].label = area_words(areas).only_from
        self.fields["provinces"].choices = [(area.code, str(area)) for area in areas]
        narrowed(self.fields["district"]).queryset = areas_of(event).filter(level=2)
        self.fields["sessions"].queryset = event.sessions.filter(is_choice=True)
        self.fields["delegations"].queryset = event.delegations.select_related("institution")
        for name, field in self.fields.items():
            field.quiet = name != "states"
        for name in ("categories", "provinces"):
            if not self.fields[name].choices:
                del self.fields[name]
        for name in ("sessions", "delegations"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]

    @property
    def narrowing(self) -> list:
        """The fields below the first, as they are drawn."""
        return [self[name] for name in AudienceForm.base_fields if name in self.fields and name != "states"]

    @property
    def is_narrowed(self) -> bool:
        return any(bound.value() for bound in self.narrowing)

    def audience(self) -> Audience:
        """What was chosen; what is not understood does not narrow."""
        data = self.cleaned_data
        district = data.get("district")
        return Audience(
            states=data.get("states", ()),
            categories=data.get("categories", ()),
            areas=[*data.get("provinces", ()), *([district.code] if district else [])],
            sessions=[str(one.uid) for one in data.get("sessions") or ()],
            delegations=[str(one.uid) for one in data.get("delegations") or ()],
        )


class AnnouncementForm(AudienceForm):
    """What an announcement says, in each language of the event, and whom it is for."""

    subject = forms.TextMapField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.TextMapField(label=_("Text"), max_length=LONGEST_BODY, multiline=True, help_text=FILLED_IN)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        for name in ("subject", "body"):
            self.fields[name].languages = event.languages or ["en"]
        if event.is_discreet:
            self.fields["subject"].help_text = NEUTRAL

    def for_service(self) -> dict:
        """What `draft` and `revise` take."""
        return {
            "subject": self.cleaned_data["subject"],
            "body": self.cleaned_data["body"],
            "audience": self.audience(),
        }

    @staticmethod
    def initial_of(announcement: Announcement) -> dict:
        """A draft, as the form shows it."""
        audience = Audience.read(announcement.audience)
        district = [code for code in audience.areas if Area.objects.filter(code=code, level=2).exists()]
        return {
            "subject": announcement.subject,
            "body": announcement.body,
            "states": audience.states,
            "categories": audience.categories,
            "provinces": [code for code in audience.areas if code not in district],
            "district": district[0] if district else None,
            "sessions": audience.sessions,
            "delegations": audience.delegations,
        }


class SendForm(forms.Form):
    """As many as the sender was told, and who they were (audience.mark_of)."""

    count = forms.IntegerField(min_value=0)
    group = forms.TextField(max_length=100_000, required=False)


class ReminderForm(forms.Form):
    """When a reminder goes, to whom, and what it says. Without own words it has the standard ones."""

    reveals = {"words": {"own": ["subject", "body"]}}
    days_before = forms.IntegerField(label=_("Days before"), min_value=1, max_value=MOST_DAYS)
    anchor = forms.ChoiceField(label=_("Counted from"), choices=ReminderAnchor.choices, initial="start")
    audience = forms.ChoiceField(
        label=_("Who gets it"), choices=ReminderAudience.choices, initial="confirmed"
    )
    words = forms.ChoiceField(
        label=_("What it says"),
        choices=[
            ("standard", _("The standard words, in each reader’s language")),
            ("own", _("Our own words")),
        ],
        initial="standard",
    )
    subject = forms.TextMapField(label=_("Subject"), max_length=LONGEST_SUBJECT, required=False)
    body = forms.TextMapField(
        label=_("Text"), max_length=LONGEST_BODY, multiline=True, required=False, help_text=FILLED_IN
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("subject", "body"):
            self.fields[name].languages, self.fields[name].quiet = event.languages or ["en"], True
        if event.is_discreet:
            self.fields["subject"].help_text = NEUTRAL

    def for_service(self) -> dict:
        """What `add_reminder` and `update_reminder` take."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "words"}
        return {**data, "subject": data["subject"] or {}, "body": data["body"] or {}}

    @staticmethod
    def initial_of(reminder: Reminder) -> dict:
        """A reminder, as the form shows it."""
        names = ("days_before", "anchor", "audience", "subject", "body")
        return {
            **{name: getattr(reminder, name) for name in names},
            "words": "own" if reminder.body else "standard",
        }
