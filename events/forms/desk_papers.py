"""What can be chosen about a paper before it is made: one form, with the fields that its kind knows."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import forms
from directory.queries import category_labels
from events.enums import PaperKind as K
from events.enums import RegistrationState, SessionState
from events.models import Event
from events.papers.kinds import language_of
from events.papers.sheets import points_to_print
from events.precedence import has_precedence

FIELDS = {
    K.PROGRAMME: ("copy", "language"),
    K.DAIS_PLAN: ("session", "language"),
    K.BADGES: ("per_page", "category", "sort", "codes", "photo", "language"),
    K.PLACE_CARDS: ("whom", "category", "sort", "codes", "language"),
    K.SHEET: ("point", "sort", "language"),
    K.FILLED_SHEET: ("point", "sort", "language"),
    K.ALLOWANCE: ("point", "sort", "language"),
    K.CERTIFICATES: ("codes", "language"),
    K.CALL_LIST: ("reason", "state", "category", "sort", "language"),
}
SORTS = [("name", _("By name")), ("institution", _("By institution"))]
STATES = [
    (s.value, s.label)
    for s in (RegistrationState.INVITED, RegistrationState.PENDING, RegistrationState.CONFIRMED)
]


class PaperForm(forms.Form):
    """`kind` decides which of the fields stay. `options()` is what the service takes."""

    reason = forms.TextField(
        label=_("What is this list for?"),
        max_length=160,
        help_text=_("Phone numbers are on it: your reason is logged for each person, who can see it."),
    )
    whom = forms.ChoiceField(
        label=_("For whom"),
        choices=[("speakers", _("Those who speak")), ("people", _("Those who come"))],
        initial="speakers",
    )
    copy = forms.ChoiceField(
        label=_("Which agenda"),
        choices=[
            ("released", _("As it was released last, for everybody")),
            ("working", _("As it stands on the desk, marked as a draft where it differs")),
        ],
        initial="released",
    )
    per_page = forms.ChoiceField(
        label=_("Badges on a sheet"),
        choices=[("8", _("8, of 95 × 67 mm")), ("10", _("10, of 95 × 54 mm"))],
        initial="8",
    )
    point = forms.ChoiceField(label=_("For"), radios=False, required=False, empty_label=_("Each day"))
    session = forms.ChoiceField(
        label=_("Session"), radios=False, required=False, empty_label=_("All sessions")
    )
    state = forms.ChoiceField(
        label=_("Whom to call"), radios=False, required=False, choices=STATES, empty_label=_("All who are invited, undecided or confirmed"),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Kind of participants"), radios=False, required=False, empty_label=_("All kinds")
    )
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, initial="name", required=False)
    codes = forms.TextField(
        label=_("Only these registrations"),
        max_length=2_000,
        required=False,
        help_text=_("Their codes, such as k7m2p9qxwt. Empty: all who have a place."),
    )
    photo = forms.YesField(
        label=_("A camera for whoever allows photographs"),
        required=False,
        help_text=_("It stands in the coloured band. Without a camera: no photographs."),
    )
    language = forms.ChoiceField(
        label=_("Language of the headings"), radios=False, choices=settings.LANGUAGES
    )

    def __init__(self, *args, event: Event, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in FIELDS[K(kind)]:
                del self.fields[name]
        if "copy" in self.fields and not event.releases.exists():
            del self.fields["copy"]  # before the first release everybody sees the desk's own
        self.order_fields(FIELDS[K(kind)])
        self.reveals = {"whom": {"people": ["category", "sort", "codes"]}} if "whom" in self.fields else {}
        self.fields["language"].initial = language_of(event, {})
        if K(kind) == K.CALL_LIST and has_precedence(event):
            self.fields["sort"].choices = [("precedence", _("By order of precedence")), *SORTS]
            self.fields["sort"].initial = "precedence"
        if "category" in self.fields:
            self.fields["category"].choices = list(category_labels().items())
        if "point" in self.fields:
            self.fields["point"].choices = [
                (point.code, _said(point.label, point)) for point in points_to_print(event)
            ]
        if "session" in self.fields:
            self.fields["session"].choices = _sessions(event)

    def options(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}


def _said(label: str, point) -> str:
    return f"{label}, {date_format(point.on, 'j M')}" if point.on and point.kind != "day" else label


def _sessions(event: Event) -> list[tuple[str, str]]:
    rows = event.sessions.exclude(state=SessionState.CANCELLED).exclude(speakers=None).distinct()
    return [
        (str(session.uid), f"{date_format(session.starts_at.astimezone(event.zone), 'j M, H:i')} · {session}")
        for session in rows
    ]
