"""Answers: drafted by the addressee and issued, or recorded from its letter and confirmed by a second person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, Role
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition, StaleRevision
from core.models import AuditEvent
from directory.models import Letter
from events.models import EventRole
from recommendations.enums import REASON_REQUIRED, PositionValue
from recommendations.models import Answer, Position
from recommendations.services import answers, positions
from recommendations.workflow import ANSWER
from tests.cast import make_institution, make_user
from tests.recommendations import packages
from tests.shared import shared
from tests.threads import together

LETTER = {"letter_number": "F.7(2)/2026-HR", "authority": "Secretary", "publish": "yes"}


@shared
def adopted(event, areas, mohr):
    return packages.recommendations(event, areas, mohr)


@shared
def submission(event, mohr, adopted):
    return packages.delivered(event, mohr, adopted)


@shared
def recorded(submission, cast) -> Answer:
    """Typed by the drafter from the ministry's letter: three positions."""
    return record(submission, cast.actor("drafter"))


@shared
def drafted(submission, cast) -> Answer:
    """Begun by the focal point: one position."""
    answer = answers.open_answer(submission, actor=cast.actor("reviewer"))
    answers.save_position(answer, submission.items.first(), actor=cast.actor("reviewer"), value="agreed")
    return answer


def record(submission, actor) -> Answer:
    given = [
        {"recommendation": submission.items.get(serial=1).recommendation.ref, "value": "agreed"},
        {"recommendation": submission.items.get(serial=2).recommendation, "value": "noted", "reason": "Under study."},
        {"recommendation": str(submission.items.get(serial=3).uid), "value": "not_competent", "reason": "A matter of the provinces."},
    ]  # fmt: skip
    return answers.record_answer(
        submission, actor=actor, letter_date=packages.today(), positions=given, **LETTER
    )


def issue(answer, actor, **fields) -> Answer:
    return answers.issue(answer, actor=actor, **{**LETTER, "letter_date": packages.today(), **fields})


# -- From the letter ---------------------------------------------------------------------------------------------------


def test_what_one_person_typed_counts_when_another_confirms(recorded, adopted, cast, mohr):
    adopted[0].refresh_from_db()
    assert (adopted[0].stage, adopted[0].position) == ("submitted", "")
    answers.confirm(recorded, actor=cast.actor("chair"))
    assert (recorded.state, recorded.confirmed_by, recorded.confirmed_by_same_person) == (
        "confirmed",
        "Chair Test",
        False,
    )
    for rec in adopted:
        rec.refresh_from_db()
    assert [(rec.stage, rec.position) for rec in adopted] == [
        ("responded", "agreed"), ("responded", "noted"), ("responded", "not_competent"),
    ]  # fmt: skip
    letter = Letter.objects.get(direction="in")
    assert (letter.their_number, letter.correspondent, letter.carries[0]["type"]) == (
        LETTER["letter_number"],
        mohr,
        "answer",
    )
    assert AuditEvent.objects.get(verb="answer.confirmed").data["positions"] == 3


def test_a_numbered_reply_is_also_the_acknowledgement(recorded, submission, cast):
    assert submission.state == "delivered"
    answers.confirm(recorded, actor=cast.actor("chair"))
    submission.refresh_from_db()
    assert (submission.state, submission.their_number) == ("acknowledged", LETTER["letter_number"])
    change = submission.changes.last()
    assert (change.actor_kind, change.note) == ("system", "By the reply that Chair Test put on record.")
    assert Letter.objects.filter(direction="in").count() == 1


def test_the_author_may_not_confirm(recorded, cast):
    with pytest.raises(Forbidden, match="Someone else must confirm"):
        answers.confirm(recorded, actor=cast.actor("drafter"))
    assert Answer.objects.get().state == "draft"


def test_who_saves_last_is_the_author(recorded, cast):
    answers.save_answer(recorded, actor=cast.actor("organiser"), **LETTER, letter_date=packages.today())
    with pytest.raises(Forbidden, match="Someone else"):
        answers.confirm(recorded, actor=cast.actor("organiser"))
    answers.confirm(recorded, actor=cast.actor("drafter"))
    assert recorded.state == "confirmed"


def test_a_host_with_one_officer_confirms_on_another_day_and_it_shows(submission, cast):
    EventRole.objects.filter(role__in=("manager", "drafter", "chair")).delete()
    recorded = record(submission, cast.actor("organiser"))
    with pytest.raises(Forbidden, match="tomorrow"):
        answers.confirm(recorded, actor=cast.actor("organiser"))
    Answer.objects.update(changed_at=timezone.now() - timedelta(days=1))
    answers.confirm(recorded, actor=cast.actor("organiser"))
    assert (recorded.state, recorded.confirmed_by_same_person) == ("confirmed", True)


def test_with_a_colleague_another_day_does_not_help(submission, cast, spo):
    EventRole.objects.filter(role__in=("manager", "drafter", "chair")).delete()
    colleague = make_user("colleague")
    Membership.objects.create(user=colleague, institution=spo, role=Role.ORGANISER)
    recorded = record(submission, cast.actor("organiser"))
    Answer.objects.update(changed_at=timezone.now() - timedelta(days=9))
    with pytest.raises(Forbidden, match="Someone else"):
        answers.confirm(recorded, actor=cast.actor("organiser"))
    colleague.is_active = False
    colleague.save()
    answers.confirm(recorded, actor=cast.actor("organiser"))
    assert recorded.confirmed_by_same_person


def test_a_confirmation_is_of_what_was_read(recorded, cast):
    seen = recorded.revision
    ref = recorded.submission.items.get(serial=1).recommendation.ref
    given = [{"recommendation": ref, "value": "noted", "reason": "x"}]
    answers.save_answer(recorded, actor=cast.actor("drafter"), positions=given)
    with pytest.raises(StaleRevision, match="changed after you read it"):
        answers.confirm(recorded, actor=cast.actor("chair"), revision=seen)
    with pytest.raises(StaleRevision, match="Drafter Test changed this record"):
        answers.save_answer(recorded, actor=cast.actor("organiser"), revision=seen)


@pytest.mark.parametrize("value", list(PositionValue))
def test_a_reason_is_needed_unless_agreed(recorded, cast, value):
    row = recorded.positions.get(item__serial=1)
    Position.objects.filter(pk=row.pk).update(value=value, reason="", part="The first half")
    if value in REASON_REQUIRED:
        with pytest.raises(DomainError, match=row.item.recommendation.ref) as error:
            answers.confirm(recorded, actor=cast.actor("chair"))
        assert "reason" in error.value.fields[str(row.item.uid)][0]
        assert Answer.objects.get().state == "draft"
    else:
        assert answers.confirm(recorded, actor=cast.actor("chair")).state == "confirmed"


def test_in_part_says_which_part(recorded, cast):
    recorded.positions.filter(item__serial=1).update(value="agreed_in_part", reason="Budget")
    with pytest.raises(DomainError) as error:
        answers.confirm(recorded, actor=cast.actor("chair"))
    assert list(error.value.fields.values()) == [["Say which part is agreed."]]


def test_an_answer_may_leave_items_for_later_but_not_be_empty(recorded, submission, adopted, cast):
    refs = [rec.ref for rec in adopted]
    answers.save_answer(
        recorded,
        actor=cast.actor("drafter"),
        positions=[{"recommendation": ref, "value": "", "reason": ""} for ref in refs],
    )
    with pytest.raises(DomainError, match="no position yet"):
        answers.confirm(recorded, actor=cast.actor("chair"))
    answers.save_answer(
        recorded, actor=cast.actor("drafter"), positions=[{"recommendation": refs[0], "value": "agreed"}]
    )
    answers.confirm(recorded, actor=cast.actor("chair"))
    assert recorded.positions.count() == 1
    adopted[1].refresh_from_db()
    assert adopted[1].stage == "acknowledged"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"recommendation": "SPO-1999-001", "value": "agreed"}, "unknown_item"),
        ({"recommendation": None, "value": "rejected"}, "unknown_value"),
        ({"recommendation": None, "value": "noted", "reason": "x" * 4_001}, "too_long"),
        ({"recommendation": None, "value": "noted", "reason": "a\x00b"}, "control"),
    ],
)
def test_bad_positions_are_refused_whole(submission, adopted, cast, given, code):
    given = {**given, "recommendation": given["recommendation"] or adopted[0].ref}
    with pytest.raises(DomainError) as error:
        answers.record_answer(submission, actor=cast.actor("drafter"), positions=[given], **LETTER)
    assert error.value.code == code
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(("days", "sentence"), [(1, "in the future"), (-30, "cannot be older")])
def test_a_letter_has_a_possible_date(submission, cast, days, sentence):
    with pytest.raises(DomainError, match=sentence) as error:
        answers.record_answer(
            submission,
            actor=cast.actor("drafter"),
            letter_date=packages.today() + timedelta(days=days),
            **LETTER,
        )
    assert list(error.value.fields) == ["letter_date"]


def test_nothing_is_recorded_before_it_was_sent(event, mohr, adopted, cast):
    with pytest.raises(Conflict, match="not sent yet"):
        record(packages.prepared(event, mohr, adopted), cast.actor("drafter"))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_make_one(event, areas, mohr, cast):
    recorded = record(
        packages.delivered(event, mohr, packages.recommendations(event, areas, mohr)), cast.actor("drafter")
    )
    who = [cast.actor("chair"), cast.actor("organiser")] * 2
    results = together(
        [
            lambda actor=actor: answers.confirm(Answer.objects.get(pk=recorded.pk), actor=actor)
            for actor in who
        ]
    )
    assert sum(isinstance(result, Answer) for result in results) == 1
    assert sum(isinstance(result, InvalidTransition) for result in results) == 3
    assert AuditEvent.objects.filter(verb="answer.confirmed").count() == 1


# -- By the focal point ------------------------------------------------------------------------------------------------


def test_the_ministry_drafts_in_private_and_issues(drafted, submission, adopted, cast):
    for who in ("organiser", "drafter", "chair", "outsider", "nobody"):
        assert not Answer.objects.visible_to(cast.actor(who)).exists(), who
    adopted[0].refresh_from_db()
    assert adopted[0].stage == "submitted"
    issue(drafted, cast.actor("reviewer"))
    assert (drafted.state, drafted.authority) == ("official", "Secretary")
    assert drafted.issued_at is not None
    adopted[0].refresh_from_db()
    assert (adopted[0].stage, adopted[0].position) == ("responded", "agreed")
    assert Answer.objects.visible_to(cast.actor("organiser")).exists()
    submission.refresh_from_db()
    assert (submission.state, submission.their_number) == ("acknowledged", LETTER["letter_number"])
    act = AuditEvent.objects.get(verb="answer.issued")
    assert (act.kind, act.actor_label, act.data["positions"]) == ("official", "Reviewer Test", 1)


def test_colleagues_share_one_draft_and_see_each_others_words(drafted, submission, mohr, cast):
    cast.users["second"] = make_user("second")
    Membership.objects.create(user=cast.users["second"], institution=mohr, role=Role.FOCAL_POINT)
    assert answers.open_answer(submission, actor=cast.actor("second")) == drafted
    item = submission.items.first()
    seen = positions.stamp(drafted.positions.get())
    answers.save_position(
        drafted, item, actor=cast.actor("second"), value="noted", reason="Second thoughts.", seen=seen
    )
    with pytest.raises(StaleRevision, match="Second Test changed this answer") as error:
        answers.save_position(
            drafted, item, actor=cast.actor("reviewer"), value="agreed", reason="Mine", seen=seen
        )
    assert error.value.data["reason"] == "Second thoughts."
    assert drafted.positions.get().reason == "Second thoughts."
    answers.save_position(
        drafted,
        item,
        actor=cast.actor("reviewer"),
        value="agreed",
        reason="Mine",
        seen=error.value.data["stamp"],
    )
    assert drafted.positions.get().reason == "Mine"


def test_issuing_needs_the_word_of_the_ministry(drafted, cast):
    with pytest.raises(DomainError, match="Confirm that this is the position") as error:
        issue(drafted, cast.actor("reviewer"), confirmed=False)
    assert list(error.value.fields) == ["confirmed"]
    for missing in ("letter_number", "authority"):
        with pytest.raises(DomainError) as error:
            issue(drafted, cast.actor("reviewer"), **{missing: ""})
        assert list(error.value.fields) == [missing]
    assert Answer.objects.get().state == "draft"
    assert not Letter.objects.filter(direction="in").exists()


def test_what_is_on_record_does_not_change(drafted, recorded, submission, cast):
    issue(drafted, cast.actor("reviewer"))
    answers.confirm(recorded, actor=cast.actor("chair"))
    with pytest.raises(Conflict, match="no longer be changed"):
        answers.save_position(drafted, submission.items.first(), actor=cast.actor("reviewer"), value="noted")
    with pytest.raises(Conflict, match="no longer be changed"):
        answers.save_answer(recorded, actor=cast.actor("drafter"))
    assert answers.open_answer(submission, actor=cast.actor("reviewer")) not in (
        drafted,
        recorded,
    )  # a later reply is a new one


def test_an_item_of_another_submission_is_refused(drafted, event, ask, adopted, cast):
    other = packages.sent(event, ask, adopted)
    with pytest.raises(DomainError, match="not in the submission"):
        answers.save_position(drafted, other.items.first(), actor=cast.actor("reviewer"), value="agreed")


@pytest.mark.parametrize(
    "who", ["organiser", "drafter", "chair", "outsider", "nobody", "assessor", "anonymous"]
)
def test_nobody_else_answers_for_the_ministry(submission, drafted, cast, who):
    actor = cast.actor(who)
    with pytest.raises(Forbidden):
        answers.open_answer(submission, actor=actor)
    with pytest.raises(Forbidden):
        answers.save_position(drafted, submission.items.first(), actor=actor, value="noted")
    with pytest.raises(Forbidden):
        issue(drafted, actor)


@pytest.mark.parametrize("who", ["reviewer", "registrar", "rapporteur", "outsider", "nobody", "anonymous"])
def test_others_do_not_record_or_confirm(submission, recorded, cast, who):
    with pytest.raises(Forbidden):
        record(submission, cast.actor(who))
    for step in (answers.confirm, answers.save_answer, answers.discard):
        with pytest.raises(Forbidden):
            step(recorded, actor=cast.actor(who))


def test_a_focal_point_of_another_ministry_is_nobody_here(submission, drafted, cast):
    cast.users["stranger"] = make_user("stranger")
    other = make_institution("moi", "Ministry of Interior")
    Membership.objects.create(user=cast.users["stranger"], institution=other, role=Role.FOCAL_POINT)
    assert not Answer.objects.visible_to(cast.actor("stranger")).exists()
    with pytest.raises(Forbidden):
        answers.open_answer(submission, actor=cast.actor("stranger"))


@pytest.mark.parametrize("move", ANSWER.transitions, ids=lambda move: move.name)
@pytest.mark.parametrize("state", list(ANSWER.states))
def test_every_move_of_the_table_and_no_other(drafted, recorded, cast, move, state):
    answer = drafted if move.name == "issue" else recorded
    steps = {
        "issue": lambda: issue(answer, cast.actor("reviewer")),
        "confirm": lambda: answers.confirm(answer, actor=cast.actor("chair")),
        "discard": lambda: answers.discard(answer, actor=cast.actor("organiser")),
    }
    Answer.objects.update(state=state)
    if state in move.sources:
        assert steps[move.name]().state == move.target
    else:
        with pytest.raises(InvalidTransition) as error:
            steps[move.name]()
        assert (error.value.status, error.value.data["state"]) == (409, state)
