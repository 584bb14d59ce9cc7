"""Controls of events that the core does not have."""

from datetime import UTC, date, datetime, time

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from core import text
from core.dates import date_words
from core.forms.fields import NamesItself
from events.models import Event

NARROW = _("Type a few letters")  # above a list that is longer than a screen (static/js/narrow.js)


def narrowed(field: django_forms.ChoiceField) -> django_forms.ChoiceField:
    """The field, with its list to be narrowed by typing."""
    field.widget.attrs["data-narrow"] = NARROW
    return field


class ClockField(NamesItself, django_forms.TimeField):
    """A time of day as people write it: 9:30, 09.30 or 930, in any digits."""

    input_formats = ["%H:%M", "%H.%M", "%H%M", "%H:%M:%S"]
    default_error_messages = {
        "required": _("Fill in “%(label)s”."),
        "invalid": _("Write the time as hour:minute, such as 09:30."),
    }
    widget = django_forms.TextInput

    def widget_attrs(self, widget):
        return {"class": "input input--short", "dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value):
        if isinstance(value, str):
            value = text.ascii_digits(value).strip()
            value = f"0{value}" if len(value) == 3 and value.isdigit() else value
            value = f"{value}:00" if value.isdigit() and len(value) <= 2 else value
        return super().to_python(value)

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, time) else value


def day_choices(event: Event) -> list[tuple[str, str]]:
    """The days of an event as a list to choose from: Monday, 1 March 2027."""
    return [(day.isoformat(), date_words(day, "l, j E Y")) for day in event.days]


def moment(event: Event, day: str, clock: time) -> datetime:
    """A wall-clock time on a day of the event, in its own zone."""
    return datetime.combine(date.fromisoformat(day), clock, tzinfo=event.zone)


def is_skipped(event: Event, day: str, clock: time) -> bool:
    """Whether the clocks of the event are put forward over this time on that day, so that no clock ever shows it."""
    wall = moment(event, day, clock)
    return wall.astimezone(UTC).astimezone(event.zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
