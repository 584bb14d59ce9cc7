"""Many rapporteurs at the same moment, each on an own database connection: nothing is lost, nothing is written twice."""

import pytest
from django.db import IntegrityError, connection, transaction

from consultations.models import Entry, EntryRevision, Minutes
from consultations.services import entries, minutes
from core import locking
from core.errors import Conflict, StaleRevision
from tests.consultations.helpers import started, write
from tests.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
RAPPORTEURS = 30


@pytest.fixture
def of(session, cast):
    return started(session, cast)


def test_thirty_autosaves_at_once_lose_nothing(of, cast):
    actor = cast.actor("rapporteur")

    def autosave(number: int):
        entry = write(of, actor, f"Text {number}", client_key=f"k{number}")
        return entries.save_entry(entry, actor=actor, revision=1, text=f"Text {number}, finished")

    results = together([lambda n=number: autosave(n) for number in range(RAPPORTEURS)])
    assert [r for r in results if isinstance(r, Exception)] == []
    rows = Entry.objects.all()
    assert sorted(row.number for row in rows) == list(range(1, RAPPORTEURS + 1))
    assert {row.text for row in rows} == {f"Text {number}, finished" for number in range(RAPPORTEURS)}
    assert EntryRevision.objects.count() == 2 * RAPPORTEURS
    assert Minutes.objects.get().last_number == RAPPORTEURS


def test_two_rapporteurs_on_one_entry_one_wins_and_the_other_has_both_texts(of, cast):
    entry = write(of, cast.actor("rapporteur"), "The ministry will share it.")
    texts = [f"Text of rapporteur {number}" for number in range(8)]
    actors = [cast.actor("rapporteur"), cast.actor("organiser")] * 4

    results = together(
        [
            lambda n=n: entries.save_entry(
                entry, actor=actors[n], revision=1, text=texts[n], client=f"tab-{n}"
            )
            for n in range(len(texts))
        ]
    )
    saved = [r for r in results if isinstance(r, Entry)]
    stale = [r for r in results if isinstance(r, StaleRevision)]
    assert (len(saved), len(stale)) == (1, len(texts) - 1)
    row = Entry.objects.get()
    assert (row.text, row.revision) == (saved[0].text, 2)
    assert {error.data["theirs"] for error in stale} == {row.text}
    assert {error.data["mine"] for error in stale} == set(texts) - {row.text}


def test_the_same_entry_sent_ten_times_at_once_is_one(of, cast):
    actor = cast.actor("rapporteur")
    results = together([lambda: write(of, actor, "Once", client_key="the-key")] * 10)
    assert {r.pk for r in results} == {Entry.objects.get().pk}
    assert Minutes.objects.get().last_number == 1


def test_whoever_is_told_that_it_is_saved_is_in_the_prepared_minutes(of, cast):
    actor = cast.actor("rapporteur")
    write(of, actor, "The first.", client_key="first")
    adds = [lambda n=n: write(of, actor, f"Text {n}", client_key=f"k{n}") for n in range(20)]
    results = together([*adds[:10], lambda: minutes.prepare(Minutes.objects.get(), actor=actor), *adds[10:]])
    written = [r for r in results if isinstance(r, Entry)]
    refused = [r for r in results if isinstance(r, Conflict)]
    assert len(written) + len(refused) == len(adds)
    assert Entry.objects.count() == 1 + len(written)
    assert Minutes.objects.get().state == "prepared"


def test_two_rapporteurs_who_start_at_once_start_one_record(session, cast):
    actors = [cast.actor("rapporteur"), cast.actor("organiser")]
    rules = ["on_record", "closed"]
    results = together(
        [lambda n=n: minutes.open_minutes(session, actor=actors[n], attribution=rules[n]) for n in range(2)]
    )
    assert sum(isinstance(r, Minutes) for r in results) == 1
    row = Minutes.objects.get()
    assert row.changes.count() == 1
    assert row.attribution == row.changes.get().data["attribution"]


def test_control_without_the_lock_numbers_collide(of, cast, monkeypatch):
    """Shows that the tests above can fail. SQLite is alone in every transaction, so only PostgreSQL can show it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite serialises every transaction")
    monkeypatch.setattr(locking, "enabled", False)
    actor = cast.actor("rapporteur")

    def add(number: int):
        with transaction.atomic():
            return write(of, actor, f"Text {number}", client_key=f"k{number}")

    results = together([lambda n=number: add(n) for number in range(RAPPORTEURS)])
    assert any(isinstance(r, IntegrityError) for r in results)
