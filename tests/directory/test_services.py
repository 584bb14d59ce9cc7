"""Services of the directory: institutions, people, letters."""

from datetime import date

import pytest
import time_machine

from core import memo
from core.access import reveal
from core.actors import SYSTEM
from core.errors import Conflict, DomainError, Forbidden
from core.models import AuditEvent
from directory.models import Institution, Letter, Person
from directory.queries import day_at_host, is_past
from directory.services.institutions import create_institution, update_institution
from directory.services.letters import record_letter
from directory.services.persons import create_person, update_person

pytestmark = pytest.mark.django_db


def test_an_organiser_adds_a_partner_with_a_code_of_its_own(cast):
    for code in ("care", "care-2"):
        made = create_institution(
            actor=cast.actor("organiser"), name="CARE International", short_name="CARE", category="ingo"
        )
        assert made.code == code
    assert AuditEvent.objects.filter(verb="institution.create").count() == 2


def test_only_an_administrator_makes_a_host(cast):
    with pytest.raises(Forbidden):
        create_institution(actor=cast.actor("organiser"), name="A host", is_host=True, reference_prefix="AH")
    made = create_institution(actor=cast.actor("admin"), name="A host", is_host=True, reference_prefix="AH")
    assert made.is_host


@pytest.mark.parametrize("who", ["registrar", "reviewer", "nobody", "anonymous"])
def test_others_add_no_institution(cast, who):
    before = Institution.objects.count()
    with pytest.raises(Forbidden):
        create_institution(actor=cast.actor(who), name="X")
    assert Institution.objects.count() == before


def test_an_institution_is_changed_by_administrators_only(cast, mohr):
    with pytest.raises(Forbidden):
        update_institution(mohr, actor=cast.actor("organiser"), address="here")
    update_institution(mohr, actor=cast.actor("admin"), names={"ur": "وزارتِ انسانی حقوق"})
    assert mohr.names == {"en": "Ministry of Human Rights", "ur": "وزارتِ انسانی حقوق"}
    assert list(Institution.objects.filter(search_key__contains="وزارت")) == [mohr]


def test_an_unchanged_institution_leaves_no_trace(cast, mohr):
    update_institution(mohr, actor=cast.actor("admin"), address=mohr.address)
    assert not AuditEvent.objects.filter(verb="institution.update").exists()


def test_a_prefix_belongs_to_one_host(cast, spo):
    with pytest.raises(Conflict) as refused:
        create_institution(actor=SYSTEM, name="Another", is_host=True, reference_prefix="SPO")
    assert set(refused.value.fields) == {"reference_prefix"}
    with pytest.raises(Conflict) as refused:
        create_institution(actor=SYSTEM, name="Another", code="spo")
    assert set(refused.value.fields) == {"code"}
    assert not Institution.objects.filter(name="Another").exists()


def test_an_institution_is_not_part_of_itself(spo, mohr):
    update_institution(mohr, actor=SYSTEM, parent=spo)
    with pytest.raises(DomainError) as refused:
        update_institution(spo, actor=SYSTEM, parent=mohr)
    assert refused.value.code == "circle"


def test_a_field_that_is_none_of_ours_is_a_fault_of_the_caller(cast):
    with pytest.raises(TypeError):
        create_institution(actor=cast.actor("admin"), name="X", search_key="y")


def test_a_person_is_kept_with_sealed_contacts(cast, spo):
    person = create_person(
        spo,
        actor=cast.actor("organiser"),
        name="Nodi",
        email="Nodi@Example.org",
        phone="0300 1234567",
        legal_name="N. N.",
    )
    person = Person.objects.get(pk=person.pk)
    assert str(person.email) == "•••"
    assert reveal(person, "email", actor=SYSTEM, purpose="test") == "nodi@example.org"
    assert reveal(person, "phone", actor=SYSTEM, purpose="test") == "+923001234567"
    index = person.email_index
    update_person(person, actor=cast.actor("organiser"), phone="", designation="Lawyer")
    assert (person.phone_index, person.email_index, person.designation) == ("", index, "Lawyer")


def test_people_belong_to_their_host(cast, spo, ask):
    with pytest.raises(Forbidden):
        create_person(spo, actor=cast.actor("outsider"), name="X")
    person = create_person(spo, actor=cast.actor("organiser"), name="X")
    with pytest.raises(Forbidden):
        update_person(person, actor=cast.actor("outsider"), name="Y")


def test_a_letter_enters_the_register(spo, mohr):
    letter = record_letter(
        spo,
        direction="out",
        correspondent=mohr,
        our_number="SPO/2026/1",
        our_date=date(2026, 3, 1),
        carries=[{"type": "submission", "uid": "1"}],
    )
    assert str(letter) == "SPO/2026/1"
    assert Letter.objects.get().carries == [{"type": "submission", "uid": "1"}]
    with pytest.raises(DomainError) as refused:
        record_letter(spo, direction="out", correspondent=mohr)
    assert set(refused.value.fields) == {"our_number"}


def test_what_is_late_follows_each_hosts_own_day(spo, mohr):
    """At 20:00 UTC it is tomorrow in Karachi and still today in New York; where all hosts have one day the condition is a plain one."""
    with time_machine.travel("2027-03-01 20:00Z", tick=False):
        memo.forget()
        assert "host" not in str(is_past("our_date"))
        west = Institution.objects.create(code="west", name="West", is_host=True, timezone="America/New_York")
        memo.forget()
        assert (str(day_at_host(spo.pk)), str(day_at_host(west.pk))) == ("2027-03-02", "2027-03-01")
        Letter.objects.bulk_create(
            Letter(host=host, direction="out", correspondent=mohr, our_date=f"2027-{day}")
            for host in (spo, west)
            for day in ("02-28", "03-01", "03-02")
        )
        late = {
            (row.host.code, f"{row.our_date:%m-%d}") for row in Letter.objects.filter(is_past("our_date"))
        }
    assert late == {("spo", "02-28"), ("spo", "03-01"), ("west", "02-28")}
