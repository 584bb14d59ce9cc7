"""Forms of the next edition and of the series it belongs to."""

from datetime import date

from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from core import forms
from events.enums import ClonePart
from events.models import Event, Series
from events.old_years import moved_title


class CloneForm(forms.Form):
    """Another event like this one: its title, its first day, what it takes over."""

    title = forms.TextMapField(label=_("Title"), max_length=200)
    starts_on = forms.DateField(label=_("First day"))
    parts = forms.ChoicesField(
        label=_("What it takes over"),
        choices=ClonePart.choices,
        required=False,
        initial=ClonePart.values,
        hints={
            "agenda": _("Sessions that were called off stay behind."),
            "questions": _("Answers are deleted as many days after the new event as after this one."),
            "team": _("Only who may still hold the role."),
            "reminders": _("They go as many days before the new dates as before these."),
            "materials": _(
                "Files are copied. What belongs to a session or theme comes only together with it."
            ),
        },
    )
    same_series = forms.YesField(label=_("Put it into the same series"), initial=True)
    offered_for = forms.DateField(
        widget=HiddenInput, required=False
    )  # the first day whose year the title shown has

    def __init__(self, *args, event: Event, starts_on: date, **kwargs):
        self.event, self.first = event, starts_on
        title = moved_title(event, starts_on)
        initial = {
            "title": title,
            "starts_on": starts_on,
            "offered_for": starts_on,
            **kwargs.pop("initial", {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["title"].languages = event.languages or ["en"]
        if event.series is None:
            del self.fields["same_series"]

    def clean(self) -> dict:
        """The year of a title that was left as it was offered, at first or in a preview, follows the first day."""
        data = super().clean()
        offered = moved_title(self.event, data.get("offered_for") or self.first)
        if data.get("starts_on"):
            if dict(data.get("title") or {}) == offered:
                data["title"] = moved_title(self.event, data["starts_on"])
            data["offered_for"] = data["starts_on"]
        return data

    def for_service(self) -> dict:
        """What clone_event takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "offered_for"}
        together = data.pop("same_series", False)
        return {**data, "series": self.event.series if together else None}


class SeriesForm(forms.Form):
    """What a series is called and what it is about."""

    title = forms.TextMapField(label=_("Title of the series"), max_length=200)
    about = forms.TextMapField(label=_("What it is about"), max_length=2_000, multiline=True, required=False)

    def __init__(self, *args, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("title", "about"):
            self.fields[name].languages = languages or ["en"]


class PutForm(forms.Form):
    """Which of the host's series an event belongs to."""

    series = forms.ObjectField(Series.objects.none(), key="slug", label=_("Series"), required=False)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, initial={"series": event.series and event.series.slug}, **kwargs)
        self.fields["series"].queryset = Series.objects.filter(host=event.host)
