"""Forms of answers: a position, the letter that carries them, the reply that is issued."""

from django.utils.translation import gettext_lazy

from core.forms import ChoiceField, DateField, Form, TextField, YesField
from recommendations.enums import PositionValue, Publish
from recommendations.models import Position, SubmissionItem
from recommendations.services.positions import MAX_PART, MAX_REASON

# What each position means, for somebody who gives it for the first time.
HINTS = {
    PositionValue.AGREED_IN_PRINCIPLE: gettext_lazy("Its aim, not yet the way there"),
    PositionValue.NOTED: gettext_lazy("Taken note of, no decision"),
    PositionValue.NOT_COMPETENT: gettext_lazy("Say who is, if you know"),
}


class PositionForm(Form):
    """The position on one recommendation. Drafts may be incomplete: what is missing is said before the reply is issued."""

    value = ChoiceField(
        label=gettext_lazy("Position"),
        choices=PositionValue.choices,
        required=False,
        columns=True,
        hints=HINTS,
    )
    part = TextField(
        label=gettext_lazy("Which part is agreed?"),
        required=False,
        multiline=True,
        rows=2,
        max_length=MAX_PART,
    )
    reason = TextField(
        label=gettext_lazy("Reason"), required=False, multiline=True, rows=3, max_length=MAX_REASON,
        help_text=gettext_lazy("Needed unless agreed."),
    )  # fmt: skip
    reveals = {"value": {PositionValue.AGREED_IN_PART: ["part"]}}

    def __init__(self, data=None, *, item: SubmissionItem, position: Position | None, **kwargs):
        initial = (
            {"value": position.value, "part": position.part, "reason": position.reason} if position else {}
        )
        super().__init__(data, prefix=item.uid.hex[:12], initial=initial, **kwargs)
        self.item, self.position = item, position
        for name in ("value", "part", "reason"):
            self.fields[name].quiet = True  # "optional" would be misread: it depends


class RowForm(PositionForm):
    """The same as a row of the keyboard grid: 1 to 8 choose, Tab goes on."""

    value = ChoiceField(
        label=gettext_lazy("Position"), required=False, radios=False,
        choices=[(value, f"{number} {label}") for number, (value, label) in enumerate(PositionValue.choices, 1)],
    )  # fmt: skip
    part = TextField(
        label=gettext_lazy("Which part"), required=False, multiline=True, rows=1, max_length=MAX_PART
    )
    reason = TextField(
        label=gettext_lazy("Reason"), required=False, multiline=True, rows=1, max_length=MAX_REASON
    )
    reveals = {}


class LetterForm(Form):
    """Facts of the addressee's letter, typed once."""

    letter_number = TextField(label=gettext_lazy("Number of their letter"), max_length=80)
    letter_date = DateField(label=gettext_lazy("Date of the letter"))
    authority = TextField(
        label=gettext_lazy("Signed by (office)"), max_length=200,
        help_text=gettext_lazy("The competent authority, such as “Secretary, Ministry of Human Rights”."),
    )  # fmt: skip
    publish = ChoiceField(
        label=gettext_lazy("May the answer be published?"), choices=Publish.choices, initial=Publish.YES,
        hints={Publish.NO: gettext_lazy("The public page then says only that an answer came.")},
    )  # fmt: skip


class IssueForm(LetterForm):
    """The reply as the institution issues it."""

    letter_number = TextField(label=gettext_lazy("Number of your letter"), max_length=80)
    confirmed = YesField(
        label=gettext_lazy("I confirm that this is the position of the ministry."), required=True
    )
    field_order = ["letter_number", "letter_date", "authority", "publish", "confirmed"]


class ConfirmForm(Form):
    """The second person's word."""

    compared = YesField(label=gettext_lazy("I have compared every line with the letter."), required=True)
