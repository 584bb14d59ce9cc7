"""The demo: made once, the same when made again, in the states that the README's tour promises, and without a contact in clear text."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from consultations.enums import EntryKind, MinutesState
from consultations.models import Entry, Minutes
from consultations.redaction import public_entries
from core import audit
from core.access import reveal
from core.actors import ANONYMOUS, SYSTEM
from core.models import ImportBatch, Job, OutboundMail
from demo import names, people
from demo.clock import weekday_before
from events.clashes import clashes
from events.models import (
    Announcement,
    Certificate,
    ChangeRequest,
    ContactAttempt,
    Event,
    QuestionAnswer,
    Series,
    SessionChoice,
    Speaker,
)
from events.services.delegations import named_in
from events.services.merging import pairs
from events.services.releases import pending
from recommendations import projection
from recommendations.models import Recommendation, Submission

pytestmark = (
    pytest.mark.once
)  # what it tells does not depend on the database; that it can be made is asked on both
FINISHED, NEXT, DIALOGUE = (
    "human-rights-policy-framework",
    "policy-framework-second-round",
    "nhrc-dialogue-2023",
)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Made once for all tests of this module, and rolled back after them."""
    block = transaction.atomic()
    block._from_testcase = True  # as the transaction around any other test
    with django_db_blocker.unblock(), block:
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def finished(demo) -> Event:
    return Event.objects.get(slug=FINISHED)


def everything() -> dict[str, list]:
    """All rows of all tables, as they are."""
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in apps.get_models()
    }


def dump() -> str:
    """Every value of every table, as the database keeps it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        texts = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            texts += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(texts)


@pytest.mark.both
def test_making_it_again_changes_nothing(demo):
    before = everything()
    call_command("demo", verbosity=0)
    assert everything() == before


def test_only_an_empty_installation_gets_it_at_the_start(db):
    User.objects.create_user("someone@test.example", "x", name="Someone")
    call_command("demo", if_empty=True, verbosity=0)
    assert not Event.objects.exists()


def test_production_refuses_it(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never made"):
        call_command("demo", verbosity=0)
    assert not User.objects.exists()


def test_it_says_who_may_sign_in(demo, capsys):
    call_command("demo")
    said = capsys.readouterr().out
    assert "sanlap-demo" in said
    assert all(people.email(name) in said for name in people.CAST)


@pytest.mark.parametrize("name", people.CAST)
def test_everyone_of_the_cast_can_sign_in(demo, name):
    assert Client().login(email=people.email(name), password=people.PASSWORD)


@pytest.mark.parametrize(
    ("slug", "state", "precision", "count"),
    [
        (FINISHED, "published", "assumed", (None, "")),
        (NEXT, "published", "assumed", (None, "")),
        (DIALOGUE, "closed", "exact", (50, "about")),
        ("nhri-course-2021", "closed", "exact", (34, "exact")),
        ("dushanbe-seminar", "closed", "unknown_year", (50, "over")),
        ("trafficking-dialogue-2023", "closed", "assumed", (295, "over")),
    ],
)
def test_the_events_are_as_reported(demo, slug, state, precision, count):
    event = Event.objects.get(slug=slug)
    assert (event.state, event.date_precision) == (state, precision)
    assert (event.reported_count, event.reported_qualifier) == count
    assert event.partners.exists()
    assert event.sessions.count() >= 4
    assert event.themes.exists()


def test_only_officials_of_the_public_record_speak_under_their_names(demo):
    speakers = Speaker.objects.select_related("session__event")
    named = {(speaker.session.event.slug, speaker.name) for speaker in speakers if speaker.name}
    assert len(speakers) > 30
    assert {slug for slug, _name in named} == {DIALOGUE, "trafficking-dialogue-2023"}
    assert len(named) == 12
    opening = speakers.filter(session__event__slug="trafficking-dialogue-2023", session__type="opening")
    assert opening.order_by("precedence")[0].name == "Asaduzzaman Khan"


def test_the_dialogue_of_defenders_is_on_no_list(demo):
    event = Event.objects.get(slug=DIALOGUE)
    assert event.is_discreet
    assert event not in Event.objects.listed()
    assert event.registrations.confirmed().values("area").distinct().count() == 21


def test_the_promises_of_the_commission_are_commitments(demo):
    entries = Entry.objects.filter(minutes__session__event__slug=DIALOGUE, kind=EntryKind.COMMITMENT)
    assert {str(entry.institution.code) for entry in entries} == {"nhrc-bangladesh"}
    assert entries.count() == 2
    for minutes in Minutes.objects.filter(session__event__slug=DIALOGUE):
        assert public_entries(minutes)


def test_the_consultation_was_full_and_people_waited(finished):
    states = Counter(finished.registrations.values_list("state", flat=True))
    assert states["confirmed"] == 60
    assert states["waitlisted"] > 5
    assert states["cancelled"] == 3
    assert states["declined"] == 2
    assert finished.registrations.filter(possible_duplicate=True).count() == 1
    districts = Counter(finished.registrations.confirmed().values_list("area__code", flat=True))
    assert max(districts.values()) == 3
    assert len(districts) > 30
    assert finished.scans.filter(result="ok").count() > 90
    assert finished.registrations.filter(source="nomination", honorific="Dr").exists()
    assert finished.registrations.filter(consents__given=True).exists()


def test_a_newcomer_can_register_for_the_next_round(demo):
    event = Event.objects.get(slug=NEXT)
    assert event.registration_is_open
    assert event in Event.objects.listed()
    states = Counter(event.registrations.values_list("state", flat=True))
    assert 20 < states["confirmed"] < 60
    assert states["waitlisted"] > 0  # a district that is full already


def test_the_minutes_stand_at_every_step(finished):
    states = Counter(Minutes.objects.filter(session__event=finished).values_list("state", flat=True))
    assert states == {
        MinutesState.PUBLISHED: 4,
        MinutesState.CIRCULATED: 1,
        MinutesState.PREPARED: 1,
        MinutesState.TAKING: 1,
    }
    languages = set(Entry.objects.filter(minutes__session__event=finished).values_list("language", flat=True))
    assert languages == {"en", "ur"}


def test_recommendations_stand_at_every_step(finished):
    recs = {rec.ref: rec for rec in finished.recommendations.all() if rec.ref}
    year = min(rec.adopted_on.year for rec in recs.values())
    assert sorted(recs) == [f"SPO-{year}-{number:03}" for number in range(1, 10)]
    assert sorted(finished.recommendations.filter(ref=None).values_list("state", flat=True)) == [
        "drafted",
        "tabled",
    ]
    positions = {rec.position for rec in recs.values()}
    assert positions == {"", "agreed", "agreed_in_part", "agreed_in_principle", "already", "not_agreed"}
    assert [rec.ref[-3:] for rec in recs.values() if rec.is_overdue] == ["005"]
    assert recs[f"SPO-{year}-005"].adopted_version.language == "ur"
    assert recs[f"SPO-{year}-006"].reservations.count() == 1
    assert all(rec.is_sample for rec in recs.values())
    assert set(Recommendation.objects.listed()) == set(recs.values())


def test_submissions_stand_at_every_step(finished):
    states = {submission.number.split("/")[-1]: submission for submission in finished.submissions.all()}
    assert {number: submission.state for number, submission in states.items()} == {
        "1": "acknowledged",
        "2": "delivered",
        "3": "prepared",
    }
    assert all(submission.is_sample for submission in states.values())
    assert states["1"].answers.counting().count() == 1
    assert states["2"].receipt_is_confirmed
    assert Job.objects.filter(kind="dossier.render", state="queued").count() == 2


def test_the_focal_point_has_something_to_answer(demo):
    waiting = Submission.objects.for_reviewer(people.actor("reviewer")).filter(state="delivered")
    assert [submission.items.count() for submission in waiting] == [3]


def test_the_outsider_sees_nothing_of_it(finished):
    actor = people.actor("outsider")
    assert not finished.registrations.visible_to(actor).exists()
    assert not Submission.objects.visible_to(actor).exists()
    assert list(Minutes.objects.visible_to(actor).filter(session__event=finished)) == list(
        Minutes.objects.visible_to(ANONYMOUS).filter(session__event=finished)
    )


def test_lists_agree_with_what_they_are_made_from(demo):
    assert projection.rebuild(check=True) == []


def test_the_audit_trail_holds_together(demo):
    audit.seal()
    result = audit.verify()
    assert result["rows"] > 50
    assert result["breaks"] == []


def test_no_mail_of_the_story_waits_to_be_sent(demo):
    states = Counter(OutboundMail.objects.values_list("state", flat=True))
    assert set(states) == {OutboundMail.State.SENT, OutboundMail.State.FAILED}
    assert states["failed"] == 1
    assert not OutboundMail.objects.exclude(secrets="").exists()
    assert Announcement.objects.get(state="sent").recipients > 5


def test_a_course_for_seventeen_institutions_ends_with_certificates(demo):
    course = Event.objects.get(slug="nhri-course-2021")
    assert course.delegations.count() == 17
    assert course.registrations.confirmed().values("institution").distinct().count() == 17
    assert course.registrations.confirmed().count() == 34
    certificates = Certificate.objects.filter(registration__event=course)
    assert 25 < certificates.count() < 34
    assert all(certificate.share >= 80 for certificate in certificates)


def test_two_lists_and_three_languages(demo):
    dialogue, seminar = (
        Event.objects.get(slug=slug) for slug in ("trafficking-dialogue-2023", "dushanbe-seminar")
    )
    assert dialogue.registrations.confirmed().count() == 295
    assert dialogue.registrations.values("category").distinct().count() == 6
    assert {scan.actor_label for scan in dialogue.scans.all()} == {
        "Phone at the north gate",
        "Phone at the south gate",
    }
    assert seminar.registrations.confirmed().count() > 50
    spoken = {
        language
        for session in seminar.sessions.all()
        for language in (*session.languages, *session.interpretation)
    }
    assert spoken == {"tg", "ru", "en"}
    assert set(people.actor("organiser").events_with("manager")) >= {dialogue.pk, seminar.pk}


def test_each_series_has_an_edition_made_from_another(demo):
    for series in Series.objects.all():
        assert series.events.count() >= 2
        assert series.events.exclude(cloned_from=None).count() == 1
    following = Event.objects.get(cloned_from__slug=DIALOGUE)
    assert following.is_discreet and following.is_sample
    assert following.registrations.filter(state="invited").exists()


def test_the_coming_round_has_everything_to_look_at(demo):
    event = Event.objects.get(slug=NEXT)
    states = Counter(event.registrations.values_list("state", flat=True))
    assert set(states) == {
        "confirmed",
        "waitlisted",
        "offered",
        "pending",
        "invited",
        "declined",
        "cancelled",
    }
    assert event.promotion == "balance"
    assert event.pools.filter(reserved=True).count() == 2
    kinds = {"choice", "number", "many", "long", "consent", "date", "file"}
    assert set(event.questions.values_list("kind", flat=True)) == kinds
    assert QuestionAnswer.objects.filter(question__event=event).count() > 60
    seats = [(one.seats, named_in(one)) for one in event.delegations.order_by("id")]
    assert seats == [(2, 2), (3, 1), (2, 0)]
    assert event.registrations.filter(
        source="invitation", state="pending"
    ).exists()  # handed on to somebody else
    assert len(pairs(event)) >= 2
    assert ChangeRequest.objects.filter(registration__event=event, state="open").count() == 2
    assert event.frozen_at is None
    assert [release.number for release in event.releases.all()] == [2, 1]
    assert len(event.releases.all()[0].changes) >= 4
    assert pending(event)
    assert event.sessions.filter(is_choice=True).count() == 4
    assert SessionChoice.objects.filter(session__event=event).count() > 20
    assert set(event.materials.values_list("visibility", flat=True)) == {"public", "participants", "team"}
    lists = {batch.state: batch for batch in ImportBatch.objects.filter(scope=str(event.uid))}
    assert lists["applied"].counts["faulty"] == 2 and lists["applied"].file_path
    assert lists["uploaded"].mapping
    assert event.registrations.exclude(replaces=None).exists()
    assert event.devices.exists() and event.check_points.count() == 2
    assert ContactAttempt.objects.filter(registration__event=event).values("outcome").distinct().count() == 3
    assert not clashes(event.sessions.prefetch_related("speakers").select_related("room"))


def test_no_contact_of_a_participant_lies_open_in_the_database(finished):
    with_mail = finished.registrations.exclude(email_index="")
    assert with_mail.count() > 10
    assert reveal(with_mail[0], "email", actor=SYSTEM, purpose="test").endswith("@participants.example")
    everything_kept = dump()
    assert FINISHED in everything_kept  # the dump is one
    assert "participants.example" not in everything_kept
    assert not re.search(
        r"\+?92[ -]?300[ -]?000|0300[ -]?0000|\+?880[ -]?1700[ -]?00|\+?992[ -]?90[ -]?00", everything_kept
    )


def test_the_same_people_are_invented_each_time():
    first, second = names.pakistan(seed=4), names.pakistan(seed=4)
    assert [first.person() for _ in range(80)] == [second.person() for _ in range(80)]
    assert len(first.names) == 80


def test_days_are_counted_back_to_a_weekday():
    from datetime import date

    assert weekday_before(date(2026, 11, 22), 1) == date(2026, 11, 17)
    assert weekday_before(date(2026, 11, 17), 1) == date(2026, 11, 17)
