"""Forms of sign-in and attendance: somebody on no list, points, phones, a correction, a head count, the certificate rule."""

from datetime import datetime, timedelta

from django import forms as django_forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import forms
from directory.models import Area
from directory.queries import category_labels
from events import enums
from events.forms.fields import NARROW, day_choices
from events.forms.registration import AreaSelect
from events.models import Event, Session
from events.points import Point
from events.queries import area_choices
from events.tally import MOST, QUESTIONS


class WalkInForm(forms.Form):
    """As little as the door needs: the rest can be added later."""

    name = forms.TextField(
        label=_("Name to use"),
        max_length=120,
        help_text=_("As they want to be called here. It may be a pseudonym."),
    )
    institution_text = forms.TextField(label=_("Institution"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Kind of participants"), radios=False, required=False)
    area = forms.ChoiceField(
        label=_("District"),
        radios=False,
        required=False,
        widget=AreaSelect(attrs={"class": "select", "data-narrow": NARROW}),
    )
    phone = forms.PhoneField(label=_("Phone"), required=False)
    form_token = forms.TextField(widget=django_forms.HiddenInput, max_length=64)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["category"].choices = list(category_labels().items())
        self.areas = area_choices(event.country or event.host.country)
        self.fields["area"].choices, self.fields["area"].widget.finds = self.areas.choices, self.areas.finds
        self.fields["phone"].region = event.country or settings.DEFAULT_PHONE_REGION

    def clean_area(self) -> Area | None:
        return self.areas.by_code.get(self.cleaned_data["area"])

    def for_service(self) -> dict:
        """What walk_ins.enter takes."""
        return {**self.cleaned_data, "language": (self.event.languages or ["en"])[0]}


class PointForm(forms.Form):
    """One more point to sign in at."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[choice for choice in enums.PointKind.choices if choice[0] != enums.PointKind.DAY],
    )
    session = forms.ObjectField(
        Session.objects.none(),
        label=_("Session"),
        required=False,
        help_text=_("Its name comes from the agenda."),
    )
    label = forms.TextField(
        label=_("Its name"),
        max_length=120,
        required=False,
        help_text=_("Such as Dinner, or Bus to the field visit."),
    )
    day = forms.ChoiceField(label=_("Day"), radios=False, required=False)
    counts = forms.YesField(
        label=_("Counts towards the certificate"),
        hint=_("As soon as one point here counts, the days themselves no longer do."),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["session"].queryset = event.sessions.filter(check_points=None)
        self.fields["day"].choices = day_choices(event)

    def for_service(self) -> dict:
        """What add_point takes."""
        data = self.cleaned_data
        language = (self.event.languages or ["en"])[0]
        return {
            "kind": data["kind"],
            "session": data["session"] if data["kind"] == enums.PointKind.SESSION else None,
            "label": {language: data["label"]} if data["label"] else {},
            "on": next((day for day in self.event.days if day.isoformat() == data["day"]), None),
            "counts": data["counts"],
        }


class DeviceForm(forms.Form):
    """A phone for the door. How long: at most until the day after the event."""

    label = forms.TextField(
        label=_("Which phone is it?"), max_length=80, help_text=_("Such as Main door, or Amina’s phone.")
    )
    until = forms.ChoiceField(label=_("How long may it sign people in?"), choices=[])
    points = forms.ChoicesField(
        label=_("Only at these points"), required=False, help_text=_("None chosen: at all of them.")
    )

    def __init__(self, *args, event: Event, points: list[Point], **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["points"].choices = [(point.code, point.label) for point in points]
        self.fields["until"].choices = [
            ("day", _("12 hours from now")),
            ("event", _("Until the evening after the event")),
        ]
        self.fields["until"].initial = "day"

    def for_service(self) -> dict:
        """What make_device takes."""
        data = self.cleaned_data
        return {
            "label": data["label"],
            "expires_at": self._until(data["until"]),
            "points": data["points"] or (),
        }

    def _until(self, choice: str) -> datetime:
        half_a_day = timezone.now() + timedelta(hours=12)
        return max(half_a_day, self.event.ends_at + timedelta(days=1)) if choice == "event" else half_a_day


class IssueForm(forms.Form):
    """Whether those who get a certificate are told."""

    tell = forms.YesField(label=_("Tell people by mail"), initial=True)

    def __init__(self, *args, reachable: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tell"].help_text = ngettext(
            "One person with an e-mail address gets the link to their certificate, once.",
            "%(n)d people with an e-mail address get the link to their certificate, once.",
            reachable,
        ) % {"n": reachable}


class MarkForm(forms.Form):
    """What is right about one person at one point, and why."""

    status = forms.ChoiceField(
        label=_("What is right?"),
        choices=[*enums.AttendanceStatus.choices, ("scan", _("As signed in: take back what was typed"))],
    )
    note = forms.TextField(
        label=_("Why?"), max_length=200, required=False, help_text=_("Such as: the wrong badge was scanned.")
    )
    sure = forms.YesField(label=_("The day is yet to come, and I note it all the same"))

    def __init__(self, *args, is_ahead: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_ahead:
            del self.fields["sure"]

    def clean(self) -> dict:
        data = super().clean()
        said = data.get("status") in (enums.AttendanceStatus.PRESENT, enums.AttendanceStatus.ABSENT)
        if said and "sure" in self.fields and not data.get("sure"):
            self.add_error("sure", _("This day is yet to come. Tick this if you are sure."))
        return data

    def for_service(self) -> dict:
        """What set_attendance takes."""
        return {"status": self.cleaned_data["status"], "note": self.cleaned_data["note"]}


class TallyForm(forms.Form):
    """One person more, by what they say. No name is asked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, answers) in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=list(answers.items()), initial="unknown", columns=True
            )


class SumsForm(forms.Form):
    """The sums of a head count that was made on paper."""

    def __init__(self, *args, counts: dict, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (label, answers) in QUESTIONS.items():
            for value, words in answers.items():
                self.fields[f"{name}_{value}"] = forms.IntegerField(
                    label=f"{label}: {words}", min_value=0, max_value=MOST, required=False,
                    initial=counts.get(name, {}).get(value),
                )  # fmt: skip
                self.fields[f"{name}_{value}"].quiet = True
        self.fields["note"] = forms.TextField(label=_("Note"), max_length=200, required=False)
        self.fields["note"].quiet = True

    def for_service(self) -> dict:
        """What set_head_count takes."""
        return {
            "counts": {
                name: {value: self.cleaned_data[f"{name}_{value}"] or 0 for value in answers}
                for name, (_label, answers) in QUESTIONS.items()
            },
            "note": self.cleaned_data["note"],
        }


class RuleForm(forms.Form):
    """How much must be attended for a certificate."""

    share = forms.IntegerField(
        label=_("Percent of what counts that must be attended"), min_value=1, max_value=100, required=False,
        help_text=_("Such as 80. Empty: this event gives no certificates."),
    )  # fmt: skip
    measure = forms.ChoiceField(
        label=_("Percent of what"), choices=enums.CertificateMeasure.choices, initial=enums.CertificateMeasure.POINTS,
        help_text=_(
            "Choose the time where one long session runs beside two short ones: by their number, whoever stays in the long one has only "
            "half. Days, meals and buses have no time of their own; where no session counts, it is the number."
        ),
    )  # fmt: skip


class CheckNameForm(forms.Form):
    """The name as it is printed, typed by whoever holds the paper."""

    name = forms.TextField(label=_("The name printed on it"), max_length=160)


class CheckCodeForm(forms.Form):
    """The code of a certificate."""

    code = forms.TextField(label=_("Check code"), max_length=20)


class ReasonForm(forms.Form):
    """Why a list leaves the house."""

    reason = forms.TextField(
        label=_("What is this list for?"),
        max_length=160,
        help_text=_("It is kept in the log, with your name and the day."),
    )
