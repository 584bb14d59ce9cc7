"""What everything stands on: text, sealed values, reveal, counters, the audit chain, the workflow's frame."""

import pytest
from django.db import IntegrityError, connection, transaction

from core import audit
from core.access import reveal
from core.actors import SYSTEM
from core.counters import next_number
from core.errors import DomainError
from core.exports import safe_cell
from core.locking import lock
from core.models import AuditEvent, Counter
from core.sealed import SealBroken, Sealed, blind_index, open_sealed, seal
from core.text import clean, fold, normal_email, normal_phone
from directory.models import Person


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "a\ufffd", "line\nbreak", "bell\x07"])
def test_clean_refuses_what_cannot_be_kept(value):
    with pytest.raises(DomainError):
        clean(value, label="Name")


def test_clean_keeps_bangla_joiners_and_strips_bidi_controls():
    assert clean("র‍্য ক্‌ষ") == "র‍্য ক্‌ষ"
    assert clean("safe\u202egnp.exe") == "safegnp.exe"


@pytest.mark.parametrize("value", ["", "   ", "\u200b\u2060", "\u200c\u200d"])
def test_clean_takes_invisible_text_for_none(value):
    assert clean(value) == ""
    with pytest.raises(DomainError) as error:
        clean(value, label="The name", required=True)
    assert error.value.message == "The name is missing."


def test_clean_limits_length_and_combining_marks():
    with pytest.raises(DomainError, match="at most 10 characters"):
        clean("x" * 10_000, max_length=10)
    with pytest.raises(DomainError, match="too many marks"):
        clean("a" + "\u0301" * 20)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ҷалол Қодирӣ", "чалол кодири"),
        ("كريم", "کریم"),
        ("Réunion", "reunion"),
        ("২০২৩", "2023"),
        ("কুমিল্লা", "কুমিল্লা"),
    ],
)
def test_fold_finds_words_however_typed(typed, kept):
    assert fold(typed) == fold(kept)


def test_contacts_have_one_normal_form():
    assert normal_email(" Sitara@Example.ORG ") == "sitara@example.org"
    assert normal_email("a@pеople.example") == "a@xn--pople-zwe.example", (
        "a letter that only looks Latin is seen"
    )
    assert normal_phone("+880 1711-000000") == "+8801711000000"
    assert normal_phone("+৮৮০১৭১১০০০০০০") == "+8801711000000"
    assert normal_phone("0300 1234567", "PK") == "+923001234567"
    for bad in ("a@b.com\nBcc: x", '"x" <a@b>, c@d', f"a@{'б' * 70}.org"):
        with pytest.raises(DomainError):
            normal_email(bad)
    with pytest.raises(DomainError, match="country code"):
        normal_phone("0300 1234567")


def test_csv_cells_do_not_run_and_phones_stay_whole():
    assert [safe_cell(v) for v in ("=1+1", "@x", "\tx", "-x", "+x", "＝1")] == [
        "'=1+1",
        "'@x",
        "'\tx",
        "'-x",
        "'+x",
        "'＝1",
    ]
    assert [safe_cell(v) for v in ("+880 1711-000000", "-2", "name", None)] == [
        "+880 1711-000000",
        "-2",
        "name",
        "",
    ]


@pytest.fixture
def person(spo) -> Person:
    person = Person(host=spo, name="Sitara")
    seal(person, "email", "sitara@example.org")
    person.save()
    return Person.objects.get(pk=person.pk)


def test_sealed_value_shows_nothing_and_opens_only_in_its_row(person, spo):
    assert "sitara" not in f"{person.email} {person.email!r}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM directory_person")
        assert "sitara" not in cursor.fetchone()[0]
    assert open_sealed(person, "email") == "sitara@example.org"
    other = Person(host=spo, name="Other")
    other.email = Sealed(person.email.token)
    with pytest.raises(SealBroken):
        open_sealed(other, "email")


def test_a_plain_string_cannot_be_saved_as_sealed(person):
    person.email = "plain@example.org"
    with pytest.raises(TypeError, match="sealed values only"):
        person.save()


def test_reveal_writes_who_looked_before_it_answers(person):
    assert reveal(person, "email", actor=SYSTEM, purpose="test") == "sitara@example.org"
    row = AuditEvent.objects.get()
    assert (row.kind, row.verb, row.object_uid, row.data) == (
        "disclosure",
        "reveal",
        str(person.uid),
        {"fields": ["email"], "purpose": "test"},
    )


def test_reveal_refuses_to_run_inside_a_transaction(person):
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        reveal(person, "email", actor=SYSTEM, purpose="test")


def test_blind_index_is_keyed_and_keeps_kinds_apart():
    assert blind_index("email", "a@b.c") == blind_index("email", "a@b.c") != blind_index("phone", "a@b.c")
    assert blind_index("email", "") == ""


@pytest.mark.django_db
def test_counter_counts_without_gaps_per_scope_kind_and_year():
    assert [next_number("spo", "reference", 2017) for _ in range(3)] == [1, 2, 3]
    assert next_number("spo", "reference", 2018) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        next_number("spo", "reference", 2017)
        Counter.objects.create(scope="spo", kind="reference", year=2017)
    assert next_number("spo", "reference", 2017) == 4


@pytest.mark.django_db(transaction=True)
def test_lock_needs_a_transaction(spo):
    with pytest.raises(RuntimeError, match="needs a transaction"):
        lock(spo)


@pytest.mark.django_db
def test_audit_chain_names_what_was_changed_or_removed():
    for number in range(5):
        audit.write(audit.Kind.OFFICIAL, f"act {number}", actor=SYSTEM)
    assert audit.verify() == {"rows": 0, "unsealed": 5, "head": "", "breaks": []}
    assert audit.seal() == 5
    assert audit.verify()["breaks"] == []
    AuditEvent.objects.filter(sequence=2).update(verb="something else")
    assert audit.verify()["breaks"] == ["row 2: was changed after it was sealed"]
    AuditEvent.objects.filter(sequence=3).delete()
    assert "row 3: missing, the next one is 4" in audit.verify()["breaks"]
    AuditEvent.objects.filter(sequence=5).delete()
    assert any("the counter says 5" in line for line in audit.verify()["breaks"])
