"""Lists as people send them: without headings, on the second sheet, with a column that a form left empty."""

import io

import openpyxl
import pytest

from core.models import ImportBatch
from events.services import import_lists as lists
from events.services import import_registrations as service
from tests.events.desk import url, words

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
