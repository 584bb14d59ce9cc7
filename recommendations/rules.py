"""Permissions of recommendations, submissions and answers."""

import rules

from core.actors import Actor
from events.models import Event
from recommendations.enums import AnswerSource


def _event_id(obj) -> int | None:
    return obj.pk if isinstance(obj, Event) else getattr(obj, "event_id", None)


@rules.predicate
def organises_host(actor: Actor, obj) -> bool:
    return obj is not None and obj.host_id in actor.organiser_of


def holds(*roles: str):
    @rules.predicate(f"rec_holds:{'/'.join(roles)}")
    def check(actor: Actor, obj) -> bool:
        event = _event_id(obj)
        return event is not None and actor.has_role(event, *roles)

    return check


@rules.predicate
def is_focal_point(actor: Actor, submission) -> bool:
    """A focal point of the addressee, once the submission was sent."""
    return submission.addressee_id in actor.focal_for and submission.sent_at is not None


def of_submission(predicate):
    """The same question, asked about an answer's submission."""

    @rules.predicate(f"answer:{predicate.name}")
    def check(actor: Actor, answer) -> bool:
        return predicate.test(actor, answer.submission)

    return check


@rules.predicate
def by_focal_point(actor: Actor, answer) -> bool:
    return answer.source == AnswerSource.FOCAL_POINT


@rules.predicate
def by_staff(actor: Actor, answer) -> bool:
    return answer.source == AnswerSource.STAFF


manager = organises_host | holds("manager")
submitter = manager | holds("drafter")
answer_team = of_submission(organises_host) | of_submission(holds("manager", "drafter", "chair"))

rules.add_perm("recommendations.draft", manager | holds("drafter", "chair"))
rules.add_perm("recommendations.adopt", manager | holds("chair"))
rules.add_perm("recommendations.prepare_submission", submitter)
rules.add_perm("recommendations.send_submission", submitter)
rules.add_perm("recommendations.acknowledge", submitter | is_focal_point)
rules.add_perm("recommendations.record_answer", submitter | holds("chair"))
rules.add_perm("recommendations.write_answer", is_focal_point)
rules.add_perm("recommendations.issue_answer", of_submission(is_focal_point) & by_focal_point)
rules.add_perm("recommendations.confirm_answer", answer_team & by_staff)
rules.add_perm(
    "recommendations.edit_answer", (answer_team & by_staff) | (of_submission(is_focal_point) & by_focal_point)
)
