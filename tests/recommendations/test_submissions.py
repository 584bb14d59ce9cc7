"""Packages of recommendations: prepared, sent and frozen, delivered, acknowledged, returned."""

import re
from datetime import timedelta

import pytest

from accounts.models import Membership, Role
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition
from core.models import AuditEvent, Counter, Job
from directory.models import Letter
from recommendations.models import Submission
from recommendations.services import snapshots, submissions
from recommendations.workflow import DELIVERY
from tests.cast import make_institution, make_user
from tests.recommendations import packages
from tests.shared import shared
from tests.threads import together

TODAY = packages.today


@shared
def adopted(event, areas, mohr):
    return packages.recommendations(event, areas, mohr)


@shared
def submission(event, mohr, adopted) -> Submission:
    return packages.prepared(event, mohr, adopted)


# -- Preparing ---------------------------------------------------------------------------------------------------------


def test_prepare_numbers_and_orders(event, mohr, adopted, cast):
    made = submissions.prepare(
        event, actor=cast.actor("drafter"), addressee=mohr, recommendations=[*reversed(adopted), adopted[0]], **packages.FIELDS
    )  # fmt: skip
    year = TODAY().year
    assert re.fullmatch(rf"SPO/{year}/1", made.number)
    assert [item.recommendation.ref for item in made.items.all()] == sorted(rec.ref for rec in adopted)
    assert all(item.version_id == item.recommendation.adopted_version_id for item in made.items.all())
    assert (made.state, made.acknowledge_days, made.respond_days) == ("prepared", 14, 60)
    adopted[0].refresh_from_db()
    assert adopted[0].stage == "compiled"
    assert list(made.changes.values_list("transition", "actor_label")) == [("prepare", "Drafter Test")]


def test_a_number_typed_by_hand_is_kept_and_the_counter_steps_over_it(event, mohr, ask, spo, adopted):
    year = TODAY().year
    first = packages.prepared(event, mohr, adopted, number=f"SPO/{year}/1")
    second = packages.prepared(event, ask, adopted)
    assert (first.number, second.number) == (f"SPO/{year}/1", f"SPO/{year}/2")
    with pytest.raises(DomainError, match="used already") as error:
        packages.prepared(event, make_institution("third", "Third"), adopted, number=first.number)
    assert list(error.value.fields) == ["number"]


def test_several_addressees_are_several_submissions_of_one_package(event, mohr, ask, adopted, cast):
    made = submissions.prepare_package(
        event, actor=cast.actor("organiser"), addressees=[mohr, ask], recommendations=adopted, number="SPO/A/1", **packages.FIELDS
    )  # fmt: skip
    assert len({one.package for one in made}) == 1
    assert [one.addressee for one in made] == [mohr, ask]
    assert made[0].number == "SPO/A/1" != made[1].number
    with pytest.raises(DomainError, match="at least one addressee"):
        submissions.prepare_package(
            event, actor=cast.actor("organiser"), addressees=[], recommendations=adopted, subject="x"
        )


def test_only_adopted_recommendations_of_this_host(event, mohr, adopted):
    adopted[0].state = "withdrawn"
    adopted[0].save()
    with pytest.raises(DomainError, match="is not adopted"):
        packages.prepared(event, mohr, adopted)
    with pytest.raises(DomainError, match="put recommendations to itself"):
        packages.prepared(event, event.host, adopted[1:])
    assert Submission.objects.count() == 0
    assert Counter.objects.filter(kind="submission").count() == 0  # no number is lost


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"subject": "x" * 301}, "subject"),
        ({"subject": "a\x00b"}, "subject"),
        ({"respond_days": 0}, "respond_days"),
        ({"respond_days": 10}, "respond_days"),
        ({"acknowledge_days": 5_000}, "acknowledge_days"),
    ],
)
def test_bad_fields_are_named(event, mohr, adopted, fields, field):
    with pytest.raises(DomainError) as error:
        packages.prepared(event, mohr, adopted, **fields)
    assert list(error.value.fields) == [field]


def test_update_changes_words_and_items(submission, adopted, cast):
    submissions.update(
        submission, actor=cast.actor("organiser"), subject="Shorter", recommendations=adopted[:1]
    )
    submission.refresh_from_db()
    assert (submission.subject, submission.items.count()) == ("Shorter", 1)
    adopted[2].refresh_from_db()
    assert adopted[2].stage == "adopted"
    submissions.add_item(submission, actor=cast.actor("drafter"), recommendation=adopted[2])
    with pytest.raises(DomainError, match="already"):
        submissions.add_item(submission, actor=cast.actor("drafter"), recommendation=adopted[2])
    submissions.remove_item(submission.items.get(serial=1), actor=cast.actor("drafter"))
    assert [(item.serial, item.recommendation) for item in submission.items.all()] == [(1, adopted[2])]


def test_discard_throws_away_what_was_never_sent(submission, adopted, cast):
    submissions.discard(submission, actor=cast.actor("organiser"))
    assert not Submission.objects.exists()
    adopted[0].refresh_from_db()
    assert adopted[0].stage == "adopted"
    assert AuditEvent.objects.filter(verb="submission.discarded").get().data == {"number": submission.number}


@pytest.mark.parametrize("who", ["chair", "registrar", "outsider", "reviewer", "nobody", "anonymous"])
def test_others_may_not_prepare_or_send(submission, event, mohr, adopted, cast, who):
    with pytest.raises(Forbidden):
        packages.prepared(event, mohr, adopted, actor=cast.actor(who))
    for step in (submissions.update, submissions.send, submissions.discard):
        with pytest.raises(Forbidden):
            step(submission, actor=cast.actor(who))


# -- Sending -----------------------------------------------------------------------------------------------------------


def test_send_freezes_and_leaves_its_traces(submission, adopted, cast, mohr):
    submissions.send(submission, actor=cast.actor("organiser"))
    submission.refresh_from_db()
    assert submission.state == "submitted"
    assert submission.content_sha256 == snapshots.fingerprint(submission.content)
    assert [item["ref"] for item in submission.content["items"]] == [rec.ref for rec in adopted]
    letter = Letter.objects.get()
    assert (letter.direction, letter.our_number, letter.correspondent) == ("out", submission.number, mohr)
    assert submission.letter == letter
    document = submission.documents.get()
    job = Job.objects.get(kind="dossier.render")
    assert (document.state, document.job, job.queue) == ("queued", job, "render")
    act = AuditEvent.objects.get(verb="submission.sent")
    assert (act.kind, act.data["sha256"], act.data["items"]) == ("official", submission.content_sha256, 3)
    adopted[0].refresh_from_db()
    assert adopted[0].stage == "submitted"


def test_what_left_does_not_change(submission, adopted, cast):
    actor = cast.actor("organiser")
    submissions.send(submission, actor=actor)
    frozen = Submission.objects.get().content
    adopted[0].rationale = "Another reason"
    adopted[0].save()
    for step in (
        lambda: submissions.update(submission, actor=actor, subject="Other"),
        lambda: submissions.add_item(submission, actor=actor, recommendation=adopted[0]),
        lambda: submissions.remove_item(submission.items.first(), actor=actor),
        lambda: submissions.discard(submission, actor=actor),
    ):
        with pytest.raises(Conflict, match="cannot be changed"):
            step()
    assert Submission.objects.get().content == frozen
    with pytest.raises(InvalidTransition):
        submissions.send(submission, actor=actor)
    assert Letter.objects.count() == Job.objects.count() == 1


@pytest.mark.parametrize("missing", ["subject", "cover_letter", "signatory_name", "signatory_designation"])
def test_an_incomplete_submission_stays(submission, cast, missing):
    submissions.update(submission, actor=cast.actor("organiser"), **{missing: ""})
    with pytest.raises(DomainError, match="not complete") as error:
        submissions.send(submission, actor=cast.actor("organiser"))
    assert list(error.value.fields) == [missing]
    submission.refresh_from_db()
    assert (submission.state, submission.content, Letter.objects.count()) == ("prepared", {}, 0)


def test_a_withdrawn_recommendation_does_not_leave(submission, adopted, cast):
    adopted[1].state = "withdrawn"
    adopted[1].save()
    with pytest.raises(DomainError, match=adopted[1].ref):
        submissions.send(submission, actor=cast.actor("organiser"))
    submissions.update(submission, actor=cast.actor("organiser"), recommendations=[])
    with pytest.raises(DomainError, match="at least one recommendation"):
        submissions.send(submission, actor=cast.actor("organiser"))


# -- After it left -----------------------------------------------------------------------------------------------------


def test_delivery_starts_our_clock_and_the_public_one_only_with_a_receipt(event, mohr, adopted, cast):
    submission = packages.sent(event, mohr, adopted, days_ago=20)
    day = TODAY() - timedelta(days=5)
    submissions.deliver(submission, actor=cast.actor("drafter"), on=day, means="courier")
    assert submission.acknowledge_by == day + timedelta(days=14)
    assert submission.respond_by == day + timedelta(days=60)
    assert not submission.receipt_is_confirmed
    adopted[0].refresh_from_db()
    assert (adopted[0].stage, adopted[0].respond_by) == ("submitted", None)

    submissions.return_(submission, actor=cast.actor("drafter"), note="The counter was closed.")
    assert (submission.state, submission.respond_by, submission.delivered_on) == ("returned", None, None)
    submissions.deliver(
        submission, actor=cast.actor("drafter"), on=TODAY(), means="registry", receipt=" Diary 1123 "
    )
    assert (submission.delivery_receipt, submission.receipt_is_confirmed) == ("Diary 1123", True)
    adopted[0].refresh_from_db()
    assert adopted[0].respond_by == TODAY() + timedelta(days=60)


def test_a_submission_has_its_own_clock(event, mohr, adopted):
    submission = packages.sent(event, mohr, adopted, acknowledge_days=7, respond_days=30)
    submissions.deliver(submission, actor=packages.SYSTEM, on=TODAY(), means="registry")
    assert submission.acknowledge_by == TODAY() + timedelta(days=7)
    assert submission.respond_by == TODAY() + timedelta(days=30)


@pytest.mark.parametrize(("days", "sentence"), [(1, "in the future"), (-9, "It was sent on")])
def test_impossible_days_are_refused_with_a_sentence(event, mohr, adopted, cast, days, sentence):
    submission = packages.sent(event, mohr, adopted, days_ago=5)
    on = TODAY() + timedelta(days=days)
    for step in (
        lambda: submissions.deliver(submission, actor=cast.actor("organiser"), on=on, means="registry"),
        lambda: submissions.acknowledge(submission, actor=cast.actor("reviewer"), on=on, their_number="7"),
    ):
        with pytest.raises(DomainError, match=sentence) as error:
            step()
        assert list(error.value.fields) == ["on"]
    assert Submission.objects.get().state == "submitted"


def test_today_is_the_hosts_day_not_the_servers(event, mohr, adopted, spo):
    """In Karachi a day begins five hours before it does in UTC."""
    spo.timezone = "Pacific/Kiritimati"  # UTC+14: tomorrow for most of our day
    spo.save()
    submission = packages.sent(event, mohr, adopted)
    there = submissions.letters.today_at(spo)
    submissions.deliver(submission, actor=packages.SYSTEM, on=there, means="registry")
    assert submission.delivered_on == there


def test_acknowledgement_by_the_focal_point(event, mohr, adopted, cast):
    submission = packages.delivered(event, mohr, adopted)
    with pytest.raises(DomainError, match="cannot have been acknowledged before"):
        submissions.acknowledge(
            submission,
            actor=cast.actor("reviewer"),
            on=submission.delivered_on - timedelta(days=1),
            their_number="7",
        )
    submissions.acknowledge(submission, actor=cast.actor("reviewer"), on=TODAY(), their_number="Diary 88")
    assert (submission.state, submission.their_number, submission.receipt_is_confirmed) == (
        "acknowledged",
        "Diary 88",
        True,
    )
    assert not Letter.objects.filter(direction="in").exists()
    assert AuditEvent.objects.filter(verb="submission.acknowledged", actor_label="Reviewer Test").exists()


def test_acknowledgement_by_letter_proves_the_delivery_and_is_a_letter(event, mohr, adopted, cast):
    submission = packages.sent(event, mohr, adopted, days_ago=3)
    submissions.acknowledge(submission, actor=cast.actor("drafter"), on=TODAY(), their_number="F.7(2)")
    assert submission.delivered_on == TODAY()
    assert submission.respond_by == TODAY() + timedelta(days=60)
    letter = Letter.objects.get(direction="in")
    assert (letter.their_number, letter.their_date, letter.correspondent) == ("F.7(2)", TODAY(), mohr)


def test_a_focal_point_of_another_ministry_may_not_acknowledge(event, mohr, adopted, cast):
    other = make_user("stranger")
    Membership.objects.create(
        user=other, institution=make_institution("moi", "Ministry of Interior"), role=Role.FOCAL_POINT
    )
    cast.users["stranger"] = other
    submission = packages.sent(event, mohr, adopted)
    with pytest.raises(Forbidden):
        submissions.acknowledge(submission, actor=cast.actor("stranger"), on=TODAY(), their_number="7")
    assert not Submission.objects.visible_to(cast.actor("stranger")).exists()
    assert Submission.objects.visible_to(cast.actor("reviewer")).exists()


EVIDENCE = {
    "send": {},
    "deliver": {"on": TODAY(), "means": "registry"},
    "acknowledge": {"on": TODAY(), "their_number": "7"},
    "return": {"note": "Came back"},
}
STEPS = {
    "send": submissions.send,
    "deliver": submissions.deliver,
    "acknowledge": submissions.acknowledge,
    "return": submissions.return_,
}


@pytest.mark.parametrize("move", DELIVERY.transitions, ids=lambda move: move.name)
@pytest.mark.parametrize("state", list(DELIVERY.states))
def test_every_move_of_the_table_and_no_other(submission, cast, move, state):
    """Rendered from the transition table: what it has works, what it has not is a 409 that says the present state."""
    if state != "prepared":
        submissions.send(submission, actor=packages.SYSTEM)
    Submission.objects.update(state=state)
    submission.refresh_from_db()
    call = lambda: STEPS[move.name](submission, actor=cast.actor("organiser"), **EVIDENCE[move.name])  # noqa: E731
    if state in move.sources:
        assert call().state == move.target
    else:
        with pytest.raises(InvalidTransition) as error:
            call()
        assert (error.value.status, error.value.data["state"]) == (409, state)
        assert Submission.objects.get().state == state


LACKING = {
    "deliver": {"on": TODAY(), "means": "pigeon"},
    "acknowledge": {"on": TODAY(), "their_number": ""},
    "return": {"note": " "},
}


@pytest.mark.parametrize(("name", "evidence"), LACKING.items())
def test_evidence_is_required(event, mohr, adopted, name, evidence):
    submission = packages.sent(event, mohr, adopted)
    with pytest.raises(DomainError) as error:
        STEPS[name](submission, actor=packages.SYSTEM, **evidence)
    assert error.value.fields
    assert Submission.objects.get().state == "submitted"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sending_twice_at_once_sends_once(event, mohr, areas):
    adopted = packages.recommendations(event, areas, mohr)
    submission = packages.prepared(event, mohr, adopted)
    results = together(
        [lambda: submissions.send(Submission.objects.get(pk=submission.pk), actor=packages.SYSTEM)] * 4
    )
    assert sum(isinstance(result, Submission) for result in results) == 1
    assert sum(isinstance(result, InvalidTransition) for result in results) == 3
    assert Letter.objects.count() == Job.objects.filter(kind="dossier.render").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once(event, mohr, ask, areas):
    adopted = packages.recommendations(event, areas, mohr)
    bodies = [make_institution(f"body-{n}", f"Body {n}") for n in range(6)]
    results = together([lambda body=body: packages.prepared(event, body, adopted[:1]) for body in bodies])
    assert sorted(int(made.number.rsplit("/", 1)[1]) for made in results) == [1, 2, 3, 4, 5, 6]
