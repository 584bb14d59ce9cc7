"""Lists as people send them: without headings, on the second sheet, with a column that a form left empty."""

import io

import openpyxl
import pytest

from core.models import ImportBatch
from directory.models import Area
from events.services import import_lists as lists
from events.services import import_registrations as service
from events.services.import_words import Unmatched, Words
from tests.events.desk import url, words
from tests.events.test_import_registrations import batch_of, csv, look

pytestmark = pytest.mark.once  # reading a file does not depend on the database


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def understood(event, cast, data: bytes) -> service.Checked:
    """The list as it would be taken in, with every guess left as it is."""
    actor = cast.actor("registrar")
    batch = lists.upload(event, data, "people.csv", actor=actor)
    batch = lists.set_columns(batch, actor=actor, mapping=lists.look(batch).mapping)
    return service.preview(batch, event, target="confirmed", add_alike=False)


def test_a_list_without_headings_loses_nobody(event, cast):
    checked = understood(
        event,
        cast,
        b"Members of the network\nAli Invented,ali@people.example,0300 1234567\nZara Invented,,0300 7654321\n",
    )
    assert (checked.look.heading.depth, checked.look.mapping) == (
        0,
        {"(A)": "name", "(B)": "email", "(C)": "phone"},
    )
    assert [(entry.name, entry.number) for entry in checked.entries] == [
        ("Ali Invented", 2),
        ("Zara Invented", 3),
    ]
    numbered = understood(
        event, cast, b"1. Ali Invented\t0300 1234567\n2. Zara Invented\t0300 7654321\n"
    ).entries
    assert [entry.name for entry in numbered] == ["Ali Invented", "Zara Invented"]
    other = lists.upload(event, b"0300 1112222;Omar Invented\n", "other.csv", actor=cast.actor("registrar"))
    assert lists.look(other).mapping == {"(A)": "phone", "(B)": "name"}, (
        "one list's columns say nothing of another's"
    )
    uneven = (
        b"People\nAli Invented,0300 1234567\nOmar Invented,0300 7654321\n"
        b"Zara Invented,0300 1112222,zara@people.example,An office,Multan\n"
    )
    found = understood(event, cast, uneven).entries
    assert [entry.name for entry in found] == ["Ali Invented", "Omar Invented", "Zara Invented"]
    names_only = lists.upload(event, b"Ali Invented\nOmar Invented\n", "n.csv", actor=cast.actor("registrar"))
    lists.set_reading(names_only, actor=cast.actor("registrar"), heading=1, depth=0)
    assert [row.cells for row in lists.look(names_only).table.rows] == [("Ali Invented",), ("Omar Invented",)]


def test_the_sheet_with_the_people_is_found_and_a_column_left_empty_is_not_theirs(event, cast):
    book = openpyxl.Workbook()
    book.active.append(["National dialogue", "prepared by the desk"])
    people = book.create_sheet("List")
    people.append(["ID", "Email", "Name", "Your full name", "District"])
    people.append([1, "anonymous", None, "Ali Invented", "Lahore"])
    kept = io.BytesIO()
    book.save(kept)
    checked = understood(event, cast, kept.getvalue())
    assert checked.look.grid.sheet == "List"
    assert [(entry.name, entry.email) for entry in checked.entries] == [("Ali Invented", "")]
    assert checked.faults == []
    page = cast.client("registrar").get(url("desk-import-columns", event, ImportBatch.objects.get().uid))
    assert "Only one sheet is read" in words(page) and "Sheet" in words(page), "the other is not lost unseen"


def test_what_a_column_holds_can_speak_against_its_name(event, cast):
    rows = ["Dr.,Ali,* Work,ali@people.example,anonymous", "Ms,Sara,* Home,,anonymous"]
    batch = batch_of(
        event, cast, csv(*rows, header="Title,First name,E-mail 1 - Label,E-mail 1 - Value,Phone")
    )
    assert batch.mapping == {"Title": "honorific", "First name": "first_name", "E-mail 1 - Value": "email"}


def test_cells_are_read_as_people_fill_them(event, cast):
    """A name with its designation, numbers with words beside them, an address of a mail program; numbered but empty rows are nobody."""
    rows = [
        '1,"Ali, Director",0300 1111111 ali@people.example', "2,Sara Khan,03002222222.0", "3,Omar,0300 3333333 (WhatsApp)",
        "4,4. Nadia,0300 4444444 & 0301 4444444", "5,#N/A,", "Page 1 of 1,,", "6,None,",
    ]  # fmt: skip
    batch = batch_of(event, cast, csv(*rows, header="No,Name & Designation,Mobile & Email"))
    checked = look(event, batch)
    found = [(one.name, one.designation, one.email, one.phone) for one in checked.entries]
    assert found[0] == ("Ali", "Director", "ali@people.example", "+923001111111")
    assert [one[0] for one in found] == ["Ali", "Sara Khan", "Omar", "Nadia"]
    assert [one[3] for one in found] == [f"+92300{str(n) * 7}" for n in (1, 2, 3, 4)]
    assert (checked.figures()["rows"], checked.figures()["empty"], checked.faults) == (4, 3, [])
    people = csv(
        "A,Ali Invented <ALI@people.example>", "B,mailto:b@people.example.", "C,none", "D,c@people.example and d@people.example",
        "E,not an address", header="Name,E-mail",
    )  # fmt: skip
    checked = look(event, batch_of(event, cast, people))
    assert [one.email for one in checked.entries] == [
        "ali@people.example",
        "b@people.example",
        "",
        "c@people.example",
    ]
    assert [(fault.row, len(checked.entries[3].remarks)) for fault in checked.faults] == [(6, 1)]


def test_a_province_alone_is_an_area_too(event, cast, areas):
    checked = look(event, batch_of(event, cast, csv("A,Sindh", "B,Nowhere", header="Name,Province")))
    assert [(one.name, one.area.code) for one in checked.entries] == [("A", areas.thatta.parent.code)]
    assert [(fault.row, fault.column) for fault in checked.faults] == [(3, "Province")]


def test_a_name_of_two_districts_says_which(event, areas):
    """As a city whose district was divided: both are offered, and neither is guessed."""
    Area.objects.filter(pk__in=[areas.karachi.pk, areas.lahore.pk]).update(search_key="quetta")
    with pytest.raises(Unmatched, match="more than one area: Karachi South, Lahore"):
        Words(event).area("Quetta")
