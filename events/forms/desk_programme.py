"""Forms of themes, sessions and speakers."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import forms
from core.languages import language_name
from directory.models import Institution
from events import enums
from events.forms.fields import ClockField, day_choices, is_skipped, moment, narrowed
from events.models import Event, Session, Theme
from events.shifting import moved


class ThemeForm(forms.Form):
    """A theme and its guiding questions."""

    title = forms.TextMapField(label=_("Theme"), max_length=200)
    questions = forms.TextMapField(
        label=_("Guiding questions"),
        max_length=4_000,
        multiline=True,
        required=False,
        help_text=_("One on each line."),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("title", "questions"):
            self.fields[name].languages = event.languages or ["en"]


class SessionForm(forms.Form):
    """An item of the agenda. Day and clock times are asked apart: that is how an agenda is written."""

    title = forms.TextMapField(label=_("Title"), max_length=200)
    description = forms.TextMapField(
        label=_("What it is about"), max_length=2_000, multiline=True, required=False, help_text=_("Everybody reads it on the agenda.")
    )  # fmt: skip
    type = forms.ChoiceField(
        label=_("Kind"), choices=enums.SessionType.choices, radios=False, initial="plenary"
    )
    day = forms.ChoiceField(label=_("Day"))
    start = ClockField(label=pgettext_lazy("of a time", "From"), help_text=_("Such as 09:30."))
    end = ClockField(label=pgettext_lazy("of a time", "To"))
    theme = forms.ObjectField(Theme.objects.none(), label=_("Theme"), required=False)
    room = forms.TextField(
        label=_("Room"), max_length=120, required=False, help_text=_("A new name makes a new room.")
    )
    part = forms.TextField(label=_("Part or module"), max_length=120, required=False)
    languages = forms.ChoicesField(label=_("Spoken"), required=False, columns=True)
    interpretation = forms.ChoicesField(label=_("Interpreted into"), required=False, columns=True)
    is_choice = forms.YesField(
        label=_("Participants choose it"),
        hint=_("For sessions side by side: each person says on their own page which they come to."),
    )
    seats = forms.IntegerField(
        label=_("Seats of this session"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("For a session that participants choose. Leave empty for no limit."),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        for name in ("title", "description"):
            self.fields[name].languages = event.languages or ["en"]
        if event.kind == enums.EventKind.COURSE:
            self.fields["type"].initial = enums.SessionType.LIVE_CLASS
        days = day_choices(event)
        self.fields["day"] = forms.ChoiceField(
            label=_("Day"), choices=days, radios=len(days) <= 4, initial=days[0][0]
        )
        self.fields["theme"].queryset = event.themes.all()
        self.fields["room"].widget.attrs["list"] = "rooms"
        known = dict.fromkeys(
            [*event.languages, *self._said("languages"), *self._said("interpretation"), "en"]
        )
        for name in ("languages", "interpretation"):
            self.fields[name].choices = [(code, language_name(code)) for code in known]

    def _said(self, name: str) -> list[str]:
        return self.initial.get(name) or []

    def clean(self) -> dict:
        data = super().clean()
        for name in ("start", "end"):
            if data.get("day") and data.get(name) and is_skipped(self.event, data["day"], data[name]):
                message = _(
                    "This hour does not exist on that day: the clocks were put forward. Choose another."
                )
                self.add_error(name, message)
        return data

    def for_service(self) -> dict:
        """What add_session and update_session take."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seats"}
        day, start, end = data.pop("day"), data.pop("start"), data.pop("end")
        return {**data, "starts_at": moment(self.event, day, start), "ends_at": moment(self.event, day, end)}


class MoveForm(forms.Form):
    """Where a session goes: a day and a time (dragged), or so many days and minutes on (a button, an arrow key)."""

    day = forms.ChoiceField(label=_("Day"), required=False)
    start = ClockField(label=pgettext_lazy("of a time", "From"), required=False)
    days = forms.IntegerField(label=_("Days"), min_value=-400, max_value=400, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=-1440, max_value=1440, required=False)

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        self.fields["day"].choices = day_choices(session.event)

    def starts_at(self) -> datetime:
        """The new start. Days keep the time on the wall; minutes are minutes."""
        data, event, begins = self.cleaned_data, self.session.event, self.session.starts_at
        if data["day"] and data["start"]:
            return moment(event, data["day"], data["start"]).astimezone(UTC)
        return moved(begins, event.zone, data["days"] or 0) + timedelta(minutes=data["minutes"] or 0)


class SpeakerForm(forms.Form):
    """Who speaks. The name may be left out: an office can speak."""

    name = forms.TextField(label=_("Name"), max_length=120, required=False)
    title = forms.TextField(label=_("Designation and office"), max_length=160, required=False)
    institution = forms.ObjectField(
        Institution.objects.none(), key="code", label=_("Institution"), required=False
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=enums.SpeakerRole.choices, radios=False, initial="panellist"
    )
    precedence = forms.IntegerField(
        label=_("Order of precedence"), min_value=1, max_value=999, required=False,
        help_text=_("The lowest number comes first. Left empty, the role decides."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        narrowed(self.fields["institution"]).queryset = Institution.objects.order_by("name")


class ReleaseForm(forms.Form):
    """The name under which everybody sees the agenda from now on."""

    name = forms.TextField(
        label=_("Name of this release"),
        max_length=120,
        help_text=_("Such as “Draft for comments” or “Final agenda”."),
    )
    note = forms.TextMapField(
        label=_("What readers should know"), max_length=1_000, multiline=True, required=False
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].languages = event.languages or ["en"]
