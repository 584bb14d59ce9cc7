"""Lists that people made elsewhere: what is read, what is guessed, and what is refused with a sentence."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core import import_packages, imports
from core.errors import DomainError
from core.exports import csv_lines, safe_cell
from core.import_tables import Heading, find_heading, letters, table
from core.import_values import date_order, read_moment, read_yes

pytestmark = pytest.mark.once
PEOPLE = "Name,Phone\nAmina,+8801700000001\nРустам,+992900000002\n"


def refused(data: bytes, **options) -> DomainError:
    with pytest.raises(DomainError) as caught:
        imports.read(data, **options)
    return caught.value


def cells(data: bytes, **options) -> list[tuple[str, ...]]:
    return [line.cells for line in imports.read(data, **options).lines]


def workbook(rows, *, sheets=("People",), merge=()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title in sheets:
        sheet = book.create_sheet(title)
        for row in rows if title == sheets[-1] else []:
            sheet.append(row)
        for area in merge if title == sheets[-1] else []:
            sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def package(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("encoding", "text", "guess"),
    [
        ("utf-8", PEOPLE, "utf-8"),
        ("utf-8-sig", PEOPLE, "utf-8"),
        ("utf-16", PEOPLE, "utf-16"),
        ("utf-16-le", PEOPLE, "utf-16"),
        ("utf-16-be", PEOPLE, "utf-16"),
        ("cp1251", "Фамилия,Имя\nПримеров,Один\nОбразцова,Анна\n", "cp1251"),
        ("cp1252", "Nom,Ville\nZoé Façon,Besançon\nJürgen,Münster\n", "cp1252"),
        ("cp1256", "الاسم,المحافظة\nمثال واحد,عمان\nمثال ثان,الزرقاء\n", "cp1256"),
        ("cp1251", "ФИО,ГОРОД\nПРИМЕРОВ ОДИН,КУЛЯБ\n", "cp1251"),
        ("mac-roman", "Name,City\rZoé Façon,Besançon\r", "mac-roman"),
    ],
)
def test_character_sets_are_guessed_and_shown(encoding, text, guess):
    grid = imports.read(text.encode(encoding))
    assert grid.encoding == guess
    assert [list(line.cells) for line in grid.lines] == [row.split(",") for row in text.splitlines()]


@pytest.mark.parametrize("delimiter", imports.DELIMITERS)
def test_separators_are_guessed(delimiter):
    other = ";" if delimiter == "," else ","
    text = f'name{delimiter}themes\n"A"{delimiter}"one{other}two"\nB{delimiter}one{other}two{other}three\n'
    grid = imports.read(text.encode())
    assert grid.delimiter == delimiter
    assert grid.lines[2].cells == ("B", f"one{other}two{other}three")


@pytest.mark.parametrize(
    ("data", "last"),
    [
        ('Name,City\nZoé Façon,München\n'.encode().decode("cp1252").encode(), ("Zoé Façon", "München")),  # read as Western, saved so
        ("নাম,শহর\nএক,ঢাকা\n".encode().decode("latin-1").encode(), ("এক", "ঢাকা")),
        ("A Ã B,Ångström\nZoé,Ñandú\n".encode(), ("Zoé", "Ñandú")),  # and what only looks a little so stays
        (b'"Name","Org"\n"One", "A, Ltd"\n', ("One", "A, Ltd")),
        (b'"Name,Org"\n"One,""A, Ltd"""\n', ("One", "A, Ltd")),  # a whole row as one cell
        (b'Name,Phone\nOne,="01711"\n', ("One", "01711")),
        (b"Name\tStart\n2/3/27, 9:00\tOne\n2/3/27, 9:01\tTwo, Jr, Dr\n", ("2/3/27, 9:01", "Two, Jr, Dr")),
        (b"Name,Phone\r\r\nOne,1\r\r\n", ("One", "1")),
    ],
)  # fmt: skip
def test_what_programs_do_to_a_list_is_undone(data, last):
    assert cells(data)[-1] == last


def test_a_separator_that_the_file_names_is_taken():
    grid = imports.read(b"sep=;\nname;phone\nA, B;1\n")
    assert [(line.number, line.cells) for line in grid.lines] == [(2, ("name", "phone")), (3, ("A, B", "1"))]


def test_cells_are_trimmed_and_joiners_stay():
    assert cells("name,x\n\ufeff\u200b র\u200d্যাব \u00a0 ক ,می\u200cخواهم\n".encode())[1] == (
        "র\u200d্যাব ক",
        "می\u200cخواهم",
    )


def test_row_numbers_are_those_of_the_spreadsheet():
    """Empty rows count, a line break inside quotation marks does not make a new row."""
    grid = imports.read(b'name,note\n\n"A","one\ntwo"\n,\nB,x\n')
    assert [(line.number, line.cells) for line in grid.lines] == [
        (1, ("name", "note")),
        (3, ("A", "one two")),
        (5, ("B", "x")),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \n\n", "empty_file"),
        (b",,,\n,,\n", "empty_file"),
        (b"name,phone\nA\x00,1\n", "nul"),
        (b"%PDF-1.7 ...", "file_kind"),
        (b"\xef\xbb\xbf\n <HTML><body><table><tr><td>Name</td></tr></table>", "file_kind"),
        ("নাম,শহর\nএক,ঢাকা\n".encode() + b"Zo\xe9,Paris\n", "encoding"),
        ("ФИО,Город\nПримеров,Куляб\n".encode("cp866"), "encoding"),
        ("bvg,‡Rjv\nKwig,XvKv\n†eMg,wm‡jU\n".encode(), "bijoy"),
        (b"\xd0\xcf\x11\xe0 old", "file_kind"),
        (b"PK\x03\x04 cut off", "broken_file"),
        (package(**{"word/document.xml": b"<w/>"}), "file_kind"),
        (package(**{"xl/workbook.xml": b"<workbook"}), "broken_file"),
        (package(**{"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'}), "bomb"),
        (
            package(**{"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'.encode("utf-16")}),
            "bomb",
        ),
        (b'name,phone\nA,1\n"B,2\nC,3\n', "not_csv"),
        (b'name,phone\n"A" b,1\n', "not_csv"),
        (b",".join([b"x"] * (imports.MOST_COLUMNS + 1)), "too_many_columns"),
        (b"a,b\n" * (imports.MOST_ROWS + 1), "too_many_rows"),
        (b"a" * (imports.MOST_BYTES + 1), "file_size"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, code):
    error = refused(data)
    assert error.code == code
    assert error.message.endswith(".") and error.message[0].isupper()


def test_an_unclosed_quotation_mark_is_named_by_its_row():
    assert "row 3" in refused(b'name,phone\nA,1\n"B,2\nC,3\nD,4\n').message
    assert "Row 2" in refused("নাম,শহর\nZo".encode() + b"\xe9,Paris\n").message, "as a foreign character is"


def test_a_wrong_choice_of_character_set_is_refused():
    assert refused(b"name\nZo\xe9,1\n", encoding="utf-8").code == "encoding"
    assert refused(b"name\nA,1\n", encoding="klingon").code == "encoding"


def test_a_workbook_that_unpacks_to_a_mountain_is_not_opened():
    spaces = b" " * (import_packages.MOST_UNPACKED + 1)
    assert refused(package(**{"xl/worksheets/sheet1.xml": spaces})).code == "bomb"
    tags = b"<c/>" * (import_packages.MOST_TAGS + 1)
    assert refused(package(**{"xl/worksheets/sheet1.xml": tags})).code == "bomb"


def test_rows_and_columns_far_away_cost_nothing():
    """A file may claim a row that no spreadsheet has, or a column at the end of each row."""
    far = b'<row r="999999999"><c><v>3</v></c></row>'
    wide = b'<row><c><v>1</v></c><c r="XFD1"/></row>'
    assert refused(_with_sheet(b"<row><c><v>1</v></c></row>" + far)).code == "broken_file"
    assert [line.cells for line in imports.read(_with_sheet(wide * 3)).lines] == [("1",)] * 3
    assert refused(_with_sheet(wide * (imports.MOST_FAR + 1))).code == "too_many_columns"


def _with_sheet(rows: bytes) -> bytes:
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = b'<worksheet xmlns="' + name + b'"><sheetData>' + rows + b"</sheetData></worksheet>"
    source, target = zipfile.ZipFile(io.BytesIO(_BOOK)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, sheet if part.endswith("sheet1.xml") else source.read(part))
    return target.getvalue()


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise):
    """Damage anywhere ends as a sentence."""
    for data in (noise, b"name,phone\n" + noise, _damaged(noise)):
        try:
            grid = imports.read(data)
            table(grid, find_heading(grid))
        except DomainError as error:
            assert error.message


_BOOK = workbook([("Name", "Phone"), ("Amina", 1700000001)])


def _damaged(noise: bytes) -> bytes:
    """A workbook with one of its parts replaced."""
    source, target = zipfile.ZipFile(io.BytesIO(_BOOK)), io.BytesIO()
    names = source.namelist()
    struck = random.Random(noise).choice(names)
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, noise if name == struck else source.read(name))
    return target.getvalue()


def test_a_workbook_is_read_with_titles_merged_headings_and_its_first_filled_sheet():
    rows = [
        ("Attendance, both days",), ("Venue: a hotel",), (),
        ("No.", "Name", "Contact", "Signature", None), (None, None, None, "Day 1", "Day 2"),
        (1, "Amina", 3000000001.0, "x", None), (2, "Rustam", None, None, True),
    ]  # fmt: skip
    grid = imports.read(
        workbook(rows, sheets=("Empty", "People"), merge=("A4:A5", "B4:B5", "C4:C5", "D4:E4"))
    )
    heading = find_heading(grid)
    found = table(grid, heading)
    assert (grid.sheet, grid.sheets, found.number, heading.depth) == ("People", ["Empty", "People"], 4, 2)
    assert found.columns == ["No.", "Name", "Contact", "Signature / Day 1", "Signature / Day 2"]
    assert [(row.number, row.cells) for row in found.rows] == [
        (6, ("1", "Amina", "3000000001", "x", "")),
        (7, ("2", "Rustam", "", "", "yes")),
    ]


def test_merged_cells_stand_for_each_of_their_rows_and_titles_of_sections_for_nobody():
    rows = [
        ("No.", "Province", "Name"),
        ("Government", None, None),
        (1, "Sindh", "Amina"),
        (2, None, "Rustam"),
        (3, "Punjab", "Zoe"),
        (4, None, "Ali"),
        (5,),
    ]
    grid = imports.read(workbook(rows, merge=("A2:C2", "B3:B4", "B5:B7", "A9:A9999")))
    found = table(grid, find_heading(grid))
    assert [row.cells[1:] for row in found.rows] == [
        ("Sindh", "Amina"),
        ("Sindh", "Rustam"),
        ("Punjab", "Zoe"),
        ("Punjab", "Ali"),
        ("", ""),
    ]


def test_headings_below_titles_are_found_in_a_csv_and_known_words_count_more():
    text = b"Report,,\nTopic,ID,Started\nA talk,77,Monday\nPeople,,\nFirst Name,Email,Phone\nAmina,a@example.org,1\n"
    grid = imports.read(text)
    found = table(grid, find_heading(grid, {"First Name", "Email"}.__contains__))
    assert (found.number, found.columns) == (5, ["First Name", "Email", "Phone"])


def test_questions_without_parts_stand_beside_those_with_parts():
    rows = b"ID,Name,Details,,Both days?\n,,Organisation,Phone,Response\n7,One,Org A,01711,Yes\n"
    grid = imports.read(rows)
    assert table(grid, find_heading(grid)).columns[2:] == [
        "Details / Organisation",
        "Details / Phone",
        "Both days? / Response",
    ]


def test_ragged_rows_are_filled_up_or_marked():
    found = table(imports.read(b"a,b,c\n1\n1,2,3,4\n"), Heading(0))
    assert [(row.cells, row.extra) for row in found.rows] == [(("1", "", ""), False), (("1", "2", "3"), True)]


def test_columns_without_or_with_the_same_name_are_told_apart():
    assert table(imports.read(b"Name,,Name\n1,2,3\n"), Heading(0)).columns == ["Name", "(B)", "Name (C)"]
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_same_headings_are_known_again():
    assert len(table(imports.read(b"Name,Mobile\nA,1\nName,Mobile\nB,2\n"), Heading(0)).rows) == 2, (
        "on each printed page"
    )
    first, second = (
        table(imports.read(text.encode()), Heading(0))
        for text in ("Name,Mobile\nA,1\n", " NAME ;mobile\nB;2\n")
    )
    assert first.header_hash == second.header_hash


def test_headings_with_nothing_below_or_nowhere_are_refused():
    grid = imports.read(b"a,b\n1,2\n")
    for heading in (Heading(1), Heading(7)):
        with pytest.raises(DomainError):
            table(grid, heading)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2023/02/10 9:12:05 PM GMT+6", "dmy", "2023-02-10 21:12"),
        ("2023-02-10T09:12:05.456+06:00", "dmy", "2023-02-10 09:12"),
        ("17.09.2012", "mdy", "2012-09-17 00:00"),
        ("١٥/٠٢/٢٠٢٣", "dmy", "2023-02-15 00:00"),
        ("14-5-18", "dmy", "2018-05-14 00:00"),
        ("02/03/2023 12:00 AM", "mdy", "2023-02-03 00:00"),
        ("02/03/2023", "dmy", "2023-03-02 00:00"),
        ("Feb 10, 2023 09:12:05", "dmy", "2023-02-10 09:12"),
        ("১০ ফেব্রুয়ারি ২০২৩", "dmy", "2023-02-10 00:00"),
        ("10 февраля 2023 г.", "dmy", "2023-02-10 00:00"),
        ("43235", "dmy", "2018-05-15 00:00"),
        ("29/02/2024", "dmy", "2024-02-29 00:00"),
    ],
)
def test_days_are_read_as_people_write_them(written, order, day):
    assert read_moment(written, order).strftime("%Y-%m-%d %H:%M") == day


@pytest.mark.parametrize(
    "written", ["31/02/2023", "soon", "29.02.2023", "1", "99999", "2023-13-01", "01/01/0023 ", "Feb Mar 2023"]
)
def test_what_is_no_day_is_refused(written):
    with pytest.raises(ValueError):
        read_moment(written)


def test_the_order_of_day_and_month_is_seen_or_asked():
    assert date_order(["2023-02-10", "Feb 10, 2023", ""]) == ""
    assert date_order(["01/02/2023", "15/02/2023"]) == "dmy"
    assert date_order(["01/02/2023", "02/15/2023"]) == "mdy"
    assert date_order(["01/02/2023", "03/04/2023"]) == "ask"
    assert date_order(["15/02/2023", "02/15/2023"]) == "ask"
    assert date_order(["01.02.2023"]) == "dmy"


def test_yes_and_no_in_many_languages():
    assert all(read_yes(word) for word in ("Yes", "হ্যাঁ", "جی ہاں", "نعم", "Да", "1", "✓", "x"))
    assert not any(read_yes(word) for word in ("No", "না", "نہیں", "لا", "нет", "0", ""))
    with pytest.raises(ValueError):
        read_yes("Only initials")


def test_our_own_download_is_read_back_unchanged():
    row = ["=SUM(1)", "+8801700000001", "@home", "-2", "'quoted'", "a;b"]
    text = "".join(csv_lines(["a"] * 6, [row]))
    assert safe_cell(row[0]) != row[0]
    assert list(imports.read(text.encode()).lines[1].cells) == row
