"""The state machines of recommendations: text, delivery, answer."""

from django.utils.translation import gettext_lazy as _

from core.workflow import Machine, Transition
from recommendations.enums import AnswerState as A
from recommendations.enums import SubmissionState as S
from recommendations.enums import TextState as T
from recommendations.models import AnswerChange, RecommendationChange, SubmissionChange

TEXT = Machine(
    "recommendation",
    RecommendationChange,
    T,
    (
        Transition(
            "table", _("Put on the table"), (T.DRAFTED, T.DEFERRED), T.TABLED, "recommendations.draft"
        ),
        Transition("adopt", _("Adopt"), (T.TABLED,), T.ADOPTED, "recommendations.adopt", ("decision",)),
        Transition(
            "reject", _("Not adopted"), (T.TABLED,), T.NOT_ADOPTED, "recommendations.adopt", ("decision",)
        ),
        Transition("defer", _("Defer"), (T.TABLED,), T.DEFERRED, "recommendations.adopt", ("note",)),
        Transition(
            "redraft", _("Take back to drafting"), (T.TABLED, T.DEFERRED), T.DRAFTED, "recommendations.draft"
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            (T.DRAFTED, T.TABLED, T.DEFERRED, T.ADOPTED),
            T.WITHDRAWN,
            "recommendations.adopt",
            ("note",),
            True,
        ),
    ),
)

DELIVERY = Machine(
    "submission",
    SubmissionChange,
    S,
    (
        Transition(
            "send", _("Send"), (S.PREPARED,), S.SUBMITTED, "recommendations.send_submission", takes_away=True
        ),
        Transition(
            "deliver",
            _("Record the delivery"),
            (S.SUBMITTED, S.RETURNED),
            S.DELIVERED,
            "recommendations.send_submission",
            ("on", "means"),
        ),
        Transition(
            "acknowledge",
            _("Acknowledge"),
            (S.SUBMITTED, S.DELIVERED),
            S.ACKNOWLEDGED,
            "recommendations.acknowledge",
            ("on", "their_number"),
        ),
        Transition(
            "return",
            _("Record that it came back"),
            (S.SUBMITTED, S.DELIVERED),
            S.RETURNED,
            "recommendations.send_submission",
            ("note",),
        ),
    ),
)

ANSWER = Machine(
    "answer",
    AnswerChange,
    A,
    (
        Transition(
            "issue",
            _("Issue the reply"),
            (A.DRAFT,),
            A.OFFICIAL,
            "recommendations.issue_answer",
            ("letter_number", "letter_date", "authority"),
        ),
        Transition(
            "confirm",
            _("Confirm"),
            (A.DRAFT,),
            A.CONFIRMED,
            "recommendations.confirm_answer",
            ("letter_date", "authority"),
        ),
        Transition(
            "discard", _("Discard"), (A.DRAFT,), A.DISCARDED, "recommendations.edit_answer", takes_away=True
        ),
    ),
)
