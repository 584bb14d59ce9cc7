"""Forms of the drafting desk and of adoption."""

from collections.abc import Iterable

import django_filters
from django.utils.translation import gettext_lazy as _

from consultations.enums import EntryKind
from consultations.models import Entry
from core.forms import ChoiceField, CodesField, Form, IntegerField, ObjectField, ObjectsField, TextField
from core.languages import language_name
from core.tables import FilterSet
from directory.models import Institution
from events.models import Event, Session, Theme
from recommendations.enums import AddresseeRole
from recommendations.models import MAX_TEXT, Recommendation
from recommendations.queries_submissions import may_be_addressed
from recommendations.services.drafting import MAX_NOTE


class AddresseeFields(Form):
    """Whom a text is put to: one institution that leads, others that support it."""

    lead = ObjectField(Institution.objects.none(), key="code", label=_("Put to"), required=False)
    supporting = ObjectsField(
        Institution.objects.none(), key="code", label=_("With the support of"), required=False, columns=True
    )

    def __init__(self, *args, event: Event, rec: Recommendation | None = None, **kwargs):
        self._roles = dict(rec.addressings.values_list("institution", "role")) if rec else {}
        super().__init__(*args, **kwargs)
        known = may_be_addressed(event)
        self.fields["lead"].queryset = self.fields["supporting"].queryset = known

    def clean(self):
        lead = self.cleaned_data.get("lead")
        if lead and lead in (self.cleaned_data.get("supporting") or ()):
            self.add_error(
                "supporting", _("%(name)s leads already; it cannot support itself.") % {"name": lead}
            )
        return super().clean()

    @property
    def addressees(self) -> list[tuple[Institution, str]]:
        """Pairs for the service. Several that led before keep leading."""
        lead, others = self.cleaned_data["lead"], self.cleaned_data["supporting"]
        first = [(lead, AddresseeRole.LEAD.value)] if lead else []
        return first + [(one, self._roles.get(one.pk, AddresseeRole.SUPPORTING.value)) for one in others]


def addressees_of(rec: Recommendation) -> dict:
    """Initial values of `AddresseeFields`."""
    rows = list(rec.addressings.select_related("institution"))
    lead = next((row.institution for row in rows if row.role == AddresseeRole.LEAD), None)
    return {
        "lead": lead.code if lead else None,
        "supporting": [row.institution.code for row in rows if row.institution != lead],
    }


class DraftForm(AddresseeFields):
    """The wording of a recommendation, its reasons, whom it is put to. `base`: the version that the writer read."""

    text = TextField(
        label=_("Text"), max_length=MAX_TEXT, multiline=True, rows=5,
        help_text=_("Who shall do what, by when. One demand in one recommendation."),
    )  # fmt: skip
    language = ChoiceField(
        label=_("Language"),
        radios=False,
        help_text=_("The text is authentic in this language once it is adopted."),
    )
    note = TextField(label=_("What changed, in a few words"), max_length=MAX_NOTE, required=False)
    rationale = TextField(
        label=_("Why"), max_length=MAX_TEXT, multiline=True, rows=3, required=False,
        help_text=_("Goes into the dossier and on the public page. No names of participants."),
    )  # fmt: skip
    theme = ObjectField(Theme.objects.none(), label=_("Theme"), required=False)
    sdgs = CodesField(
        label=_("Sustainable development goals"), required=False, help_text=_("Codes, such as 16 or 16.10.")
    )
    origin_reason = TextField(
        label=_("Where it comes from"), max_length=MAX_TEXT, multiline=True, rows=2, required=False,
        help_text=_("Needed when no entry of the minutes stands behind it. Shown on the public page."),
    )  # fmt: skip
    base = IntegerField(required=False, min_value=1)

    field_order = [
        "text",
        "language",
        "note",
        "origin_reason",
        "lead",
        "supporting",
        "theme",
        "rationale",
        "sdgs",
        "base",
    ]

    def __init__(
        self, *args, event: Event, rec: Recommendation | None = None, has_sources: bool = True, **kwargs
    ):
        super().__init__(*args, event=event, rec=rec, **kwargs)
        self.fields["language"].choices = [(code, language_name(code)) for code in event.languages or ["en"]]
        self.fields["theme"].queryset = event.themes.all()
        for name in ("origin_reason",) if rec or has_sources else ():
            del self.fields[name]
        for name in () if rec else ("note", "base"):
            del self.fields[name]
        if rec:
            self.fields["base"].widget = self.fields["base"].hidden_widget()

    @property
    def words(self) -> dict:
        """The fields that `draft` and `save_draft` share."""
        names = ("text", "language", "theme", "rationale", "sdgs")
        return {name: self.cleaned_data[name] for name in names} | {"addressees": self.addressees}


class NoteForm(Form):
    """The reason of a step."""

    note = TextField(label=_("Reason"), max_length=MAX_TEXT, multiline=True, rows=3)


class ReservationForm(Form):
    """A reservation to one text: its words; a name only when who made it wishes so."""

    words = TextField(
        label=_("Words of the reservation"), max_length=2_000, multiline=True, rows=2, required=False
    )
    named_as = TextField(
        label=_("Name, only if they wish it"),
        max_length=160,
        required=False,
        help_text=_("Empty: shown without a name."),
    )

    def clean(self):
        if (
            self.cleaned_data.get("named_as")
            and not self.cleaned_data.get("words")
            and "words" not in self.errors
        ):
            self.add_error("words", _("Fill in the words of this reservation, or take the name away."))
        return super().clean()

    @property
    def given(self) -> bool:
        return bool(self.cleaned_data.get("words"))


class EntryFilters(FilterSet):
    """What the left side of the drafting desk shows."""

    theme = django_filters.ModelMultipleChoiceFilter(
        queryset=Theme.objects.none(), to_field_name="uid", label=_("Theme"), method="by_theme"
    )
    session = django_filters.ModelMultipleChoiceFilter(
        queryset=Session.objects.none(),
        to_field_name="uid",
        field_name="minutes__session__uid",
        label=_("Session"),
    )
    kind = django_filters.MultipleChoiceFilter(choices=EntryKind.choices, label=_("Kind"))
    use = django_filters.ChoiceFilter(
        label=_("Use"),
        choices=[("free", _("Not used yet")), ("used", _("Used in a draft"))],
        empty_label=_("All"),
        method="by_use",
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["theme"].queryset = event.themes.all()
        self.filters["session"].queryset = event.sessions.filter(minutes__isnull=False)

    def by_theme(self, entries, _name, themes: Iterable[Theme]):
        """An entry without a theme of its own goes by its session's."""
        return entries.filter(shown_theme__in=[theme.pk for theme in themes]) if themes else entries

    def by_use(self, entries, _name, value: str):
        return entries.filter(uses__gt=0) if value == "used" else entries.filter(uses=0)


class SourcesForm(Form):
    """The entries behind a text, and where it comes from when there is none."""

    chosen = ObjectsField(Entry.objects.none(), label=_("Entries"), required=False)
    origin_reason = TextField(
        label=_("Where it comes from"), max_length=MAX_TEXT, multiline=True, rows=2, required=False,
        help_text=_("Needed when no entry of the minutes stands behind it. Shown on the public page."),
    )  # fmt: skip

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = entries
