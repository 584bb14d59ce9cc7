"""Forms of consultations. One form serves the page that works without scripts and the editor that saves by itself."""

import uuid

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import enums, queries, validators
from consultations.models import MAX_ENTRY, Entry, Minutes
from core import forms
from core.languages import direction
from directory.models import Area, Institution
from events.models import Event, Session

RULE_HINTS = {
    enums.AttributionRule.ON_RECORD: gettext_lazy(
        "Speakers may be named, by office. For officials and public statements."
    ),
    enums.AttributionRule.NAMED_NO_QUOTE: gettext_lazy(
        "A list of who took part, apart from the words; no words are tied to anybody."
    ),
    enums.AttributionRule.AFFILIATION: gettext_lazy(
        "“A civil society participant”, “Sindh”. No names are kept."
    ),
    enums.AttributionRule.CHATHAM_HOUSE: gettext_lazy(
        "The words may be used. Who said them is not written down at all."
    ),
    enums.AttributionRule.CLOSED: gettext_lazy(
        "For the drafting circle only: never circulated, never published."
    ),
}


class RuleForm(forms.Form):
    """Which rule the session runs under. `stricter_than` leaves only the rules that a running session may still be moved to."""

    attribution = forms.ChoiceField(
        label=gettext_lazy("What may the minutes say about who spoke?"),
        choices=enums.AttributionRule.choices,
        hints=RULE_HINTS,
    )

    def __init__(self, *args, stricter_than: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if stricter_than:
            self.fields["attribution"].choices = [
                choice
                for choice in enums.AttributionRule.choices
                if validators.is_stricter(choice[0], stricter_than)
            ]


class EntryForm(forms.Form):
    """An entry. Text is enough. `who` joins the level of attribution and its value, such as "category:cso"."""

    text = forms.TextField(label=gettext_lazy("Entry"), max_length=MAX_ENTRY, multiline=True, rows=2)
    language = forms.ChoiceField(label=gettext_lazy("Language"), radios=False, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=enums.EntryKind.choices, radios=False, required=False
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), radios=False, required=False, empty_label=gettext_lazy("No theme")
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who spoke"),
        radios=False,
        required=False,
        empty_label=gettext_lazy("Nobody named"),
    )
    speaker = forms.TextField(label=gettext_lazy("Name or office"), max_length=160, required=False)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read it"), choices=enums.EntryVisibility.choices, radios=False, required=False,
        empty_label=gettext_lazy("As usual for its kind"),
    )  # fmt: skip
    interpreted = forms.YesField(label=gettext_lazy("Heard through interpretation"))
    revision = forms.IntegerField(required=False, min_value=1, widget=django_forms.HiddenInput)
    client_key = forms.TextField(required=False, max_length=64, widget=django_forms.HiddenInput)
    client = forms.TextField(required=False, max_length=64, widget=django_forms.HiddenInput)

    def __init__(
        self,
        data=None,
        *,
        minutes: Minutes,
        entry: Entry | None = None,
        choices: dict | None = None,
        **kwargs,
    ):
        self.minutes, self.entry = minutes, entry
        choices = choices or entry_choices(minutes)
        kwargs["initial"] = (entry_initial(entry) if entry else new_initial(minutes)) | kwargs.get(
            "initial", {}
        )
        super().__init__(data, **kwargs)
        for name in ("language", "theme", "who"):
            self.fields[name].choices = choices[name]
        if entry is not None:
            self._keep_choice("who", kwargs["initial"]["who"], queries.who_line(entry, {}))
            self._keep_choice("language", entry.language, entry.language)
        language = (data or kwargs["initial"]).get("language") or "en"
        self.fields["text"].widget.attrs |= {"lang": language, "dir": direction(language)}
        self.names_allowed = enums.Attribution.NAMED in validators.levels(minutes.strictest_attribution)
        if not self.names_allowed and data is None:
            del self.fields["speaker"]

    def _keep_choice(self, name: str, value: str, label: str) -> None:
        """What the entry has stays possible, although it is no longer among the usual answers."""
        flat = {key for key, group in self.fields[name].choices if not isinstance(group, list)}
        flat |= {
            key
            for _label, group in self.fields[name].choices
            if isinstance(group, list)
            for key, _text in group
        }
        if value and value not in flat:
            self.fields[name].choices = [*self.fields[name].choices, (value, label)]

    def clean_who(self) -> dict:
        """The level and its value, as the services take them."""
        level, _colon, key = self.cleaned_data["who"].partition(":")
        if not level:
            return {"attribution": enums.Attribution.NONE}
        found: dict = {"attribution": level}
        if level == enums.Attribution.CATEGORY:
            found["category"] = key
        elif level == enums.Attribution.ORGANISATION:
            found["institution"] = Institution.objects.filter(code=key).first()
        elif level == enums.Attribution.AREA:
            found["area"] = Area.objects.filter(code=key).first()
        return found

    def clean_theme(self):
        return (
            self.minutes.event.themes.filter(uid=self.cleaned_data["theme"]).first()
            if self.cleaned_data["theme"]
            else None
        )

    def clean(self):
        cleaned = super().clean()
        who = cleaned.get("who")
        if who is not None and cleaned.get("speaker"):
            if who["attribution"] in (enums.Attribution.NAMED, enums.Attribution.NONE):
                who |= {"attribution": enums.Attribution.NAMED, "speaker": cleaned["speaker"]}
        elif who is not None and who["attribution"] == enums.Attribution.NAMED:
            self.add_error(
                "speaker" if "speaker" in self.fields else "who",
                ValidationError(_("Write the name or the office of who spoke.")),
            )
        return cleaned

    def values(self) -> dict:
        """What the services take. Empty answers stay out, so that the services' own defaults hold."""
        cleaned = self.cleaned_data
        values = {
            "text": cleaned["text"],
            "interpreted": cleaned["interpreted"],
            "theme": cleaned["theme"],
            **cleaned["who"],
        }
        values |= {name: cleaned[name] for name in ("language", "kind", "visibility") if cleaned[name]}
        if cleaned.get("speaker") and "speaker" not in values:
            values["speaker"] = cleaned["speaker"]  # the service says why it cannot be kept
        return values


def entry_choices(minutes: Minutes) -> dict:
    """The answers of the editor's lists, read once for a page with many forms."""
    event = minutes.event
    themes = [(str(theme.uid), f"{number} {theme}") for number, theme in enumerate(event.themes.all(), 1)]
    return {
        "language": queries.content_languages(event, minutes.session),
        "theme": themes,
        "who": queries.who_choices(event, minutes.strictest_attribution),
    }


def new_initial(minutes: Minutes) -> dict:
    theme = minutes.session.theme
    languages = queries.content_languages(minutes.event, minutes.session)
    return {
        "kind": enums.EntryKind.POINT,
        "language": languages[0][0],
        "theme": str(theme.uid) if theme else "",
        "client_key": uuid.uuid4().hex,
    }


def entry_initial(entry: Entry) -> dict:
    return {
        "text": entry.text,
        "language": entry.language,
        "kind": entry.kind,
        "theme": str(entry.theme.uid) if entry.theme else "",
        "who": queries.who_value(entry),
        "speaker": entry.speaker,
        "visibility": entry.visibility,
        "interpreted": entry.interpreted,
        "revision": entry.revision,
        "client_key": entry.client_key,
    }


class CirculateForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Corrections until"),
        help_text=gettext_lazy("The end of this day, at the place of the event."),
    )


class ApproveForm(forms.Form):
    """How the chair approved."""

    signature = forms.ChoiceField(
        label=gettext_lazy("How was it approved?"),
        choices=enums.SignatureMethod.choices,
        initial=enums.SignatureMethod.IN_SYSTEM,
    )
    office = forms.TextField(
        label=gettext_lazy("Office of whoever approved"), max_length=200, required=False,
        help_text=gettext_lazy("Printed on the public page. An office, not a name: “Chair of the consultation”."),
    )  # fmt: skip
    on = forms.DateField(label=gettext_lazy("Day of the approval"))


class PublishForm(forms.Form):
    seen = forms.YesField(
        label=gettext_lazy("I have read both previews, and nothing in them can put anybody at risk"),
        required=True,
    )


class ReopenForm(forms.Form):
    note = forms.TextField(
        label=gettext_lazy("Why?"), max_length=1_000, multiline=True, rows=3,
        help_text=gettext_lazy("Stays on record. For example: “The ministry asked to correct entry 12.”"),
    )  # fmt: skip


class SummaryForm(forms.Form):
    summary = forms.TextField(
        label=gettext_lazy("Summary"), max_length=10_000, multiline=True, rows=6, required=False
    )


class DecisionForm(forms.Form):
    """How a body decided, for `services.decisions.record_decision`. Give it the event; pass `decision_values()` on to the service."""

    on = forms.DateField(label=gettext_lazy("Day of the decision"))
    method = forms.ChoiceField(
        label=gettext_lazy("How was it decided?"), choices=enums.DecisionMethod.choices
    )
    votes_for = forms.IntegerField(
        label=gettext_lazy("Votes for"), required=False, min_value=0, max_value=100_000
    )
    votes_against = forms.IntegerField(
        label=gettext_lazy("Votes against"), required=False, min_value=0, max_value=100_000
    )
    abstentions = forms.IntegerField(
        label=gettext_lazy("Abstentions"), required=False, min_value=0, max_value=100_000
    )
    session = forms.ObjectField(
        Session.objects.none(), label=gettext_lazy("In which session?"), required=False
    )
    entitled = forms.IntegerField(
        label=gettext_lazy("Entitled to decide"), required=False, min_value=0, max_value=100_000
    )
    present = forms.IntegerField(
        label=gettext_lazy("Present"), required=False, min_value=0, max_value=100_000
    )
    quorum = forms.IntegerField(
        label=gettext_lazy("Quorum required"), required=False, min_value=0, max_value=100_000
    )
    note = forms.TextField(
        label=gettext_lazy("Note"), max_length=4_000, multiline=True, rows=3, required=False
    )

    reveals = {"method": {enums.DecisionMethod.VOTE.value: ["votes_for", "votes_against", "abstentions"]}}

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = event.sessions.all()

    def decision_values(self) -> dict:
        names = (
            "on",
            "method",
            "session",
            "entitled",
            "present",
            "quorum",
            "votes_for",
            "votes_against",
            "abstentions",
            "note",
        )
        return {name: self.cleaned_data[name] for name in names}
