"""Forms of the desk of submissions."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import ChoiceField, DateField, Form, IntegerField, ObjectsField, TextField, YesField
from core.languages import direction, language_name
from directory.models import Institution
from events.models import Event
from recommendations import queries_submissions as queries
from recommendations.enums import DeliveryMeans
from recommendations.models import Recommendation, Submission


class RecommendationsField(ObjectsField):
    """Recommendations with their number and words, each in its language."""

    def label_from_instance(self, obj: Recommendation) -> str:
        version = obj.adopted_version
        return format_html(
            '<span class="ref">{}</span> <bdi lang="{}" dir="{}">{}</bdi>',
            obj.ref,
            version.language,
            direction(version.language),
            version.text,
        )


class LettersFields(Form):
    """The letter, who signs it, and the clocks: what a package and one submission have in common."""

    subject = TextField(label=gettext_lazy("Subject"), max_length=300)
    cover_letter = TextField(
        label=gettext_lazy("Cover letter"), multiline=True, rows=12, max_length=20_000,
        help_text=gettext_lazy("Printed under your name, number and date. An empty line begins a new paragraph."),
    )  # fmt: skip
    addressed_office = TextField(
        label=gettext_lazy("Office it is addressed to"), required=False, max_length=200,
        help_text=gettext_lazy("An office, such as “The Secretary”. Offices stay when people move."),
    )  # fmt: skip
    signatory_name = TextField(label=gettext_lazy("Signed by"), required=False, max_length=120)
    signatory_designation = TextField(label=gettext_lazy("Designation"), required=False, max_length=160)
    language = ChoiceField(label=gettext_lazy("Language of the letter"), radios=False)
    number = TextField(label=gettext_lazy("Our number"), max_length=60)
    acknowledge_days = IntegerField(
        label=gettext_lazy("Acknowledgement asked within (days)"), min_value=1, max_value=730
    )
    respond_days = IntegerField(label=gettext_lazy("Reply asked within (days)"), min_value=1, max_value=730)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code)) for code in event.languages or ["en"]]


class PackageForm(LettersFields):
    """A new package: what, to whom, and the letter."""

    recommendations = RecommendationsField(
        Recommendation.objects.none(), label=gettext_lazy("Recommendations")
    )
    addressees = ObjectsField(
        Institution.objects.none(), key="code", label=gettext_lazy("Put to"), columns=True,
        help_text=gettext_lazy("Each gets a submission of its own, with its own number and clock."),
    )  # fmt: skip
    each_its_own = YesField(
        label=gettext_lazy("Give each only the recommendations that name it as addressee")
    )
    field_order = ["recommendations", "addressees", "each_its_own"]

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, event=event, **kwargs)
        rows = queries.can_be_put(event)
        self.fields["recommendations"].queryset = rows
        self.fields["recommendations"].hints = {str(rec.uid): _told(rec) for rec in rows}
        self.fields["addressees"].queryset = queries.may_be_addressed(event)
        self.fields["number"].required = False
        self.fields["number"].help_text = _(
            "Leave it empty to take the next one of your register. You can change it until it is sent."
        )


class SubmissionForm(LettersFields):
    """One submission that is not sent yet."""

    recommendations = RecommendationsField(
        Recommendation.objects.none(), label=gettext_lazy("Recommendations")
    )
    field_order = ["recommendations"]

    def __init__(self, *args, submission: Submission, **kwargs):
        super().__init__(*args, event=submission.event, **kwargs)
        self.fields["recommendations"].queryset = queries.can_be_put(submission.event)


def _told(recommendation: Recommendation) -> str:
    """Whom it is addressed to, and where it was put already."""
    named = ", ".join(addressing.institution.short for addressing in recommendation.addressings.all())
    put = ", ".join(
        f"{item.submission.addressee.short} ({item.submission.number})" for item in recommendation.items.all()
    )
    parts = [_("For %(names)s") % {"names": named}] if named else []
    if put:
        parts.append(_("already in %(numbers)s") % {"numbers": put})
    return " · ".join(parts)


class DeliveryForm(Form):
    """When and how it reached them."""

    on = DateField(label=gettext_lazy("Delivered on"))
    means = ChoiceField(label=gettext_lazy("How"), choices=DeliveryMeans.choices)
    receipt = TextField(
        label=gettext_lazy("Their stamp or diary number"), required=False, max_length=120,
        help_text=gettext_lazy("Only with their own receipt does the public page count the days."),
    )  # fmt: skip


class AcknowledgeForm(Form):
    """Their own number for it."""

    their_number = TextField(label=gettext_lazy("Their diary or letter number"), max_length=80)
    on = DateField(label=gettext_lazy("Date of the acknowledgement"))


class OwnAcknowledgeForm(AcknowledgeForm):
    """The same, said by the addressee itself."""

    their_number = TextField(label=gettext_lazy("Your diary or letter number"), max_length=80)
    field_order = ["their_number", "on"]


class ReturnForm(Form):
    """Why it came back."""

    note = TextField(label=gettext_lazy("Why it came back"), multiline=True, rows=3, max_length=1_000)


class SendForm(Form):
    """The last look."""

    checked = YesField(label=gettext_lazy("I have read the letter and the list."), required=True)
