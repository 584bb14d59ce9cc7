"""The event's own form, and who stands behind it."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import forms
from core.dates import named_zones, usual_zone
from core.forms.widgets import language_name
from directory.models import Area, Institution
from events import enums
from events.forms.fields import narrowed
from events.models import Event
from events.services.moving import times_to_come
from events.shifting import is_zone, moved

# Languages that an event's texts may be in, beside those of the interface.
CONTENT_LANGUAGES = [
    *(code for code, _name in settings.LANGUAGES),
    "ne",
    "hi",
    "ps",
    "sd",
    "fa",
    "ar",
    "uz",
    "ky",
    "fr",
]
SPOKEN_IN = {"BD": ["bn"], "NP": ["ne"], "PK": ["ur"], "TJ": ["tg", "ru"]}
RISK_HINTS = {
    "open": _("Nothing about it needs to be hidden."),
    "restricted": _("Being seen with it can harm somebody. It is never listed for everyone."),
    "confidential": _("Only the team and those registered may know of it."),
}
VISIBILITY_HINTS = {
    "public": _("On the list of events, and found by search engines."),
    "unlisted": _("Not on the list; the address can be sent on."),
    "restricted": _("No public page."),
}


# Beside all of Asia: where those who take part online, or travel to an event, usually are.
ELSEWHERE = (
    "Africa/Cairo Africa/Johannesburg Africa/Nairobi America/New_York Australia/Sydney Europe/Berlin Europe/Brussels Europe/Istanbul "
    "Europe/London Europe/Moscow Europe/Zurich Pacific/Apia Pacific/Auckland Pacific/Fiji"
).split()


@cache
def _zones() -> tuple[str, ...]:
    return (*sorted(zone for zone in named_zones() if zone.startswith("Asia/")), *ELSEWHERE, "UTC")


def zone_choices(*others: str) -> list[tuple[str, str]]:
    """Time zones by name, those of Asia first; `others` are kept even when the list lacks them."""
    return [(zone, zone.replace("_", " ")) for zone in dict.fromkeys((*_zones(), *filter(None, others)))]


def languages_for(host: Institution) -> list[str]:
    """What a new event of this host starts with: English and what is spoken there."""
    return ["en", *SPOKEN_IN.get(host.country, [])]


class EventForm(forms.Form):
    """All of an event that a person types, on one page. `host` gives the defaults; `event` is the one that is changed."""

    languages = forms.ChoicesField(
        label=_("Languages of the event"),
        columns=True,
        help_text=_(
            "Texts on its pages can be written in each. Tick a language, then “Show these languages”."
        ),
    )
    title = forms.TextMapField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of event"), choices=enums.EventKind.choices, radios=False, initial="consultation"
    )
    summary = forms.TextMapField(
        label=_("In a few sentences"), max_length=4_000, multiline=True, required=False
    )
    audience = forms.TextMapField(label=_("Who can come"), max_length=1_000, multiline=True, required=False)
    timezone = forms.ChoiceField(
        label=_("Time zone"), radios=False, help_text=_("All times below are as the clock shows there.")
    )
    starts_at = forms.DateTimeField(label=_("Begins"))
    ends_at = forms.DateTimeField(label=_("Ends"))
    format = forms.ChoiceField(label=_("How people meet"), choices=enums.Format.choices, initial="in_person")
    venue = forms.TextField(label=_("Venue"), max_length=200, required=False)
    city = forms.TextField(label=_("City"), max_length=120, required=False)
    country = forms.ChoiceField(
        label=_("Country"), radios=False, required=False, empty_label=_("Another country")
    )
    joining_link = forms.UrlField(label=_("Joining link"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who can see it"), choices=enums.Visibility.choices, initial="public", hints=VISIBILITY_HINTS
    )
    risk = forms.ChoiceField(
        label=_("Risk for those who come"), choices=enums.Risk.choices, initial="open", hints=RISK_HINTS
    )
    registration_opens_at = forms.DateTimeField(
        label=_("Registration opens"),
        required=False,
        help_text=_("Empty, but with a day on which it closes: as soon as the event is published."),
    )
    registration_closes_at = forms.DateTimeField(label=_("Registration closes"), required=False)
    approval = forms.ChoiceField(label=_("Who gets a place"), choices=enums.Approval.choices, initial="none")
    waiting_list = forms.YesField(
        label=_("Keep a waiting list"),
        hint=_("When a place frees, whoever waits longest and fits gets it by itself."),
        initial=True,
    )
    substitutes = forms.YesField(
        label=_("People may hand their place on"),
        hint=_("Who cannot come names somebody else, who says yes by mail. You see both."),
    )
    coverage_target = forms.IntegerField(
        label=_("Districts to reach"), min_value=0, max_value=2_000, required=False
    )

    def __init__(self, *args, host: Institution, event: Event | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["languages"].choices = [(code, language_name(code)) for code in CONTENT_LANGUAGES]
        self.fields["languages"].initial = languages_for(host)
        usual = usual_zone(host.timezone, host.country)
        self.fields["timezone"].choices = zone_choices(usual, host.timezone, event.timezone if event else "")
        self.fields["timezone"].initial = usual
        narrowed(self.fields["timezone"])
        self.fields["country"].choices = [(area.country, str(area)) for area in Area.objects.filter(level=0)]
        self.fields["country"].initial = host.country
        chosen = self._now("languages") or languages_for(host)
        for name in ("title", "summary", "audience"):
            typed = {code for code in CONTENT_LANGUAGES if self.data.get(self.add_prefix(f"{name}_{code}"))}
            self.fields[name].languages = [code for code in CONTENT_LANGUAGES if code in {*chosen, *typed}]
        zone = self._now("timezone")
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                field.zone = zone if is_zone(zone) else host.timezone
        kept = bool(event and event.joining_link)
        self.fields["joining_link"].help_text = (
            _("A link is kept, sealed. Type another to replace it.")
            if kept
            else _("Kept sealed; only confirmed people get it, one by one.")
        )

    @property
    def language_names(self) -> list[str]:
        """The languages whose texts the form asks for now."""
        return [language_name(code) for code in self.fields["title"].languages]

    def _now(self, name: str):
        """What the field holds at this moment: typed, or as it was before."""
        if self.is_bound:
            return self.data.getlist(name) if name == "languages" else self.data.get(name, "")
        return self.get_initial_for_field(self.fields[name], name)

    def keep_typing(self) -> None:
        """Show the form again as it was typed, without judging it: only the languages of its texts changed."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def for_service(self) -> dict:
        """What create_event and update_event take. An empty joining link keeps the one there is."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in SEATS | EDIT_ONLY}
        data["coverage_target"] = data["coverage_target"] or 0
        if not data["joining_link"]:
            del data["joining_link"]
        return data


SEATS = {"seats", "per_district"}
EDIT_ONLY = {"note", "move_agenda", "move_registration"}


class NewEventForm(EventForm):
    """A new event also asks for its seats, which later have a page of their own."""

    seats = forms.IntegerField(label=_("Seats in all"), min_value=1, max_value=100_000, required=False)
    per_district = forms.IntegerField(
        label=_("At most from each district"),
        min_value=1,
        max_value=1_000,
        required=False,
        help_text=_("Such as 3. Leave empty for no limit."),
    )


class ChangeEventForm(EventForm):
    """An event that exists: what it was reported to be, and what a change must say."""

    date_precision = forms.ChoiceField(
        label=_("How sure the dates are"), choices=enums.DatePrecision.choices, radios=False
    )
    reported_count = forms.IntegerField(
        label=_("Participants as reported elsewhere"), min_value=0, max_value=1_000_000, required=False
    )
    reported_qualifier = forms.ChoiceField(
        label=_("The number is"), choices=enums.CountQualifier.choices, radios=False, required=False
    )
    reported_kind = forms.TextField(
        label=_("It counts"),
        max_length=40,
        required=False,
        help_text=_("Such as “registered” or “attended”."),
    )
    move_agenda = forms.YesField(
        label=_("Move the agenda along"),
        hint=_("When the first day moves, every session moves by as many days."),
    )
    move_registration = forms.YesField(label=_("Move registration times along"))
    note = forms.TextField(
        label=_("Reason"), max_length=500, multiline=True, rows=2, required=False,
        help_text=_("Needed when the risk becomes lower. Stays in the history of the event."),
    )  # fmt: skip

    def __init__(self, *args, event: Event, **kwargs):
        initial = {
            name: getattr(event, name)
            for name in self.base_fields
            if hasattr(event, name) and name != "joining_link"
        }
        # Whoever moves the days seldom means to leave the sessions behind, or the times of registration.
        initial["move_agenda"] = initial["move_registration"] = True
        super().__init__(
            *args, event=event, host=event.host, initial=initial | kwargs.pop("initial", {}), **kwargs
        )
        self._offer_registration(event)
        if event.languages:
            self.fields["languages"].choices += [
                (code, language_name(code)) for code in event.languages if code not in CONTENT_LANGUAGES
            ]

    def _offer_registration(self, event: Event) -> None:
        """The tick for the times of registration that are to come: which these are, and what they would become with the first day
        that is typed now. None when all have passed."""
        words = {"registration_opens_at": _("opens %(at)s"), "registration_closes_at": _("closes %(at)s")}
        by, times = self._typed_move(event), []
        for name in times_to_come(event):
            at = getattr(event, name)
            shown, then = (
                date_format(one.astimezone(event.zone), "j E Y, H:i")
                for one in (at, moved(at, event.zone, by))
            )
            if by:
                shown = _("%(now)s → %(then)s") % {"now": shown, "then": then}
            times.append(words[name] % {"at": shown})
        if not times:
            del self.fields["move_registration"]
            return
        hint = (
            _("From now to then: %(times)s. Unless you change it below.")
            if by
            else _("Now: %(times)s. It moves by as many days as the first day, unless you change it below.")
        )
        self.fields["move_registration"].help_text = hint % {"times": "; ".join(times)}

    def _typed_move(self, event: Event) -> int:
        """By how many days the first day would move as it is typed now; 0 for what is no day."""
        try:
            typed = self.is_bound and self.fields["starts_at"].clean(self.data.get("starts_at", ""))
        except ValidationError:
            return 0
        return (typed.date() - event.days[0]).days if typed else 0


class NoteForm(forms.Form):
    """A step that asks why."""

    note = forms.TextField(label=_("Reason"), max_length=500, multiline=True, rows=3)


class PartnerForm(forms.Form):
    """An institution behind the event: one that is known, or a new name."""

    reveals = {"which": {"known": ["institution"], "new": ["name", "short_name"]}}
    which = forms.ChoiceField(
        label=_("Institution"),
        choices=[("known", _("From the list")), ("new", _("It is not in the list"))],
        initial="known",
    )
    institution = forms.ObjectField(
        Institution.objects.none(), key="code", label=_("Institution in the list"), required=False
    )
    name = forms.TextField(label=_("Full name"), max_length=200, required=False)
    short_name = forms.TextField(
        label=_("Short name"), max_length=60, required=False, help_text=_("As people say it, such as SPO.")
    )
    role = forms.ChoiceField(label=_("Its part"), choices=enums.PartnerRole.choices)
    disclaimer = forms.TextField(
        label=_("What the funder wants to be said"), max_length=1_000, multiline=True, rows=3, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        narrowed(self.fields["institution"]).queryset = Institution.objects.order_by("name")
        self.fields["institution"].quiet = self.fields["name"].quiet = True

    def clean(self):
        data = super().clean()
        if data.get("which") == "known" and not data.get("institution") and "institution" not in self.errors:
            self.add_error("institution", _("Choose an institution from the list."))
        if data.get("which") == "new" and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write the name of the institution."))
        return data
