"""Forms of places (seats) and of the team."""

from django.utils.translation import gettext_lazy as _

from core import forms
from directory.models import Area
from directory.queries import DISTRICT, AreaWords, category_labels
from events import enums
from events.forms.fields import narrowed
from events.models import Event, Session


class PlacesForm(forms.Form):
    """The two limits that nearly every event has."""

    seats = forms.IntegerField(
        label=_("Seats in all"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Leave empty for no limit."),
    )
    per_district = forms.IntegerField(
        label=_("At most from each district"),
        min_value=1,
        max_value=1_000,
        required=False,
        help_text=_("Such as 3. Leave empty for no limit."),
    )

    def __init__(self, *args, areas: AreaWords, **kwargs):
        super().__init__(*args, **kwargs)
        if areas is not DISTRICT:
            self.fields["per_district"].label = _("At most from %(each)s") % {"each": areas.each}


class LimitForm(forms.Form):
    """One more limit: for one kind of participants, or for one area with all below it."""

    reveals = {"kind": {"category": ["category"], "area": ["area"]}}
    kind = forms.ChoiceField(
        label=_("Limit"), choices=[("category", _("One kind of participants")), ("area", _("One area"))]
    )
    category = forms.ChoiceField(label=_("Kind of participants"), radios=False, required=False)
    area = forms.ObjectField(Area.objects.none(), key="code", label=_("Area"), required=False)
    size = forms.IntegerField(label=_("Seats"), min_value=0, max_value=100_000)
    reserved = forms.YesField(
        label=_("Keep these seats for them"),
        hint=_(
            "So many seats of the event can be taken by nobody else. Without it, it is a limit: no more of them can come."
        ),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = list(category_labels().items())
        narrowed(self.fields["area"]).queryset = areas_of(event)
        self.fields["category"].quiet = self.fields["area"].quiet = True

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if kind and not data.get(kind) and kind not in self.errors:
            self.add_error(kind, _("Say for whom these seats are."))
        return data


def areas_of(event: Event):
    """Provinces and districts of the event's country, to choose from."""
    country = event.country or event.host.country
    return Area.objects.filter(country=country, level__in=[1, 2], valid_to=None).order_by("level", "name")


class InviteForm(forms.Form):
    """Somebody new on the team, by e-mail."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.TextField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=enums.EventRoleCode.choices,
        hints={
            "manager": _("Everything on this event."),
            "programme": _("Themes, sessions and speakers."),
            "registration": _("Registrations, with contacts; sign-in."),
            "checkin": _("Marks people present. Sees names, no contacts."),
            "rapporteur": _("Takes minutes, in all sessions or in those chosen."),
            "drafter": _("Drafts recommendations and submissions."),
            "chair": _("Approves minutes, adopts recommendations."),
            "viewer": _("Looks on: the overview only."),
        },
    )
    reveals = {"role": {"rapporteur": ["sessions"]}}
    sessions = forms.ObjectsField(
        Session.objects.none(),
        label=_("Only in these sessions"),
        required=False,
        help_text=_("None ticked: in all of them."),
    )

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sessions"].queryset = event.sessions.exclude(type="break")


class RoleForm(InviteForm):
    """One more role for somebody on the team, or other sessions for a rapporteur."""

    email = None
    name = None
    reason = forms.TextField(
        label=_("Reason"), max_length=300, multiline=True, rows=2, required=False,
        help_text=_("Needed when somebody of a government institution joins the drafting circle. The chair sees it."),
    )  # fmt: skip
