"""The reference data that comes with Sanlap, and lists of an administrator's own."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from core.text import fold
from directory.models import Area, Term
from directory.queries import areas_matching, category_words, districts_of
from tests.shared import shared

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # tests/test_demo.py loads it on both databases
HEADER = "code,parent,kind,name,aliases,name_ur\n"


@shared
def reference() -> None:
    call_command("load_reference", verbosity=0)


def listed(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "areas.csv"
    path.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def load(path: Path, command: str = "load_areas") -> None:
    call_command(command, file=path, verbosity=0)


def everything() -> list:
    return [*Area.objects.order_by("code").values(), *Term.objects.order_by("id").values()]


@pytest.mark.parametrize(
    ("country", "level", "count"),
    [("BD", 1, 8), ("BD", 2, 64), ("NP", 1, 7), ("NP", 2, 77), ("PK", 1, 7), ("PK", 2, 177), ("TJ", 1, 5)],
)
def test_every_country_has_its_areas(reference, country, level, count):
    assert Area.objects.filter(country=country, level=level).count() == count


def test_the_lists_count_districts_or_regions_where_there_are_none(reference):
    assert districts_of("BD").count() == 64
    assert districts_of("TJ").count() == 5
    assert Area.objects.filter(level=0).count() == 19


def test_kinds_of_participants_are_understood_in_everyday_words(reference):
    said = {
        "НПО": "cso",
        "ташкилоти ҷамъиятӣ": "cso",
        "embassy": "mission",
        "Посольство": "mission",
        "СМИ": "media",
    }
    known = category_words()
    assert {word: known.get(fold(word)) for word in said} == said


def test_loading_again_changes_nothing(reference):
    before = everything()
    call_command("load_reference", verbosity=0)
    assert everything() == before


def test_at_the_start_it_is_loaded_only_where_there_is_none(reference):
    Area.objects.filter(code="BD-08").update(name="Our own spelling")
    call_command("load_reference", if_empty=True, verbosity=0)
    assert Area.objects.get(code="BD-08").name == "Our own spelling"
    call_command("load_reference", verbosity=0)
    assert Area.objects.get(code="BD-08").name == "Cumilla"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Cumilla", "BD-08"),
        ("comilla", "BD-08"),
        ("Jessore", "BD-22"),
        ("কুমিল্লা", "BD-08"),
        ("Cox's Bazar", "BD-11"),
        ("coxs bazar", "BD-11"),
        ("نواب شاہ", "PK-SD.shaheed-benazir-abad"),
        ("كوئٹہ", "PK-BA.quetta-east"),  # typed with an Arabic kaf
        ("काठमाडौँ", "NP-P3.kathmandu"),
        ("суғд", "TJ-SU"),
        ("Согд", "TJ-SU"),
    ],
)
def test_areas_are_found_however_they_are_written(reference, typed, code):
    assert code in areas_matching(typed).values_list("code", flat=True)


def test_an_area_is_named_in_the_language_of_the_reader(reference):
    area = Area.objects.get(code="BD-08")
    with translation.override("bn"):
        assert str(area) == "কুমিল্লা"
    with translation.override("ru"):
        assert str(area) == "Cumilla"
    assert area.path == "BD/BD-B/BD-08/"


def test_goals_and_targets_are_all_there(reference):
    assert Term.objects.filter(vocabulary="sdg", parent=None).count() == 17
    assert Term.objects.filter(vocabulary="sdg").exclude(parent=None).count() == 169
    assert Term.objects.get(vocabulary="sdg", code="16.10").parent.code == "16"
    assert Term.objects.get(vocabulary="category", code="hrd").is_sensitive
    with translation.override("ur"):
        assert str(Term.objects.get(vocabulary="category", code="media")) == "ذرائع ابلاغ"


def test_one_country_alone(db):
    call_command("load_areas", country="bd", verbosity=0)
    assert set(Area.objects.exclude(level=0).values_list("country", flat=True)) == {"BD"}


def test_a_country_without_a_list_is_refused(db):
    with pytest.raises(CommandError, match="no list of areas for the country FR"):
        call_command("load_areas", country="FR", verbosity=0)
    assert not Area.objects.exists()


def test_what_a_new_list_leaves_out_ends_and_may_come_back(reference, tmp_path):
    kept = ["TJ-DU,TJ,capital,Dushanbe,,", "TJ-SU,TJ,region,Sughd,,"]
    load(listed(tmp_path, *kept))
    gone = Area.objects.get(code="TJ-KT")
    assert gone.valid_to == timezone.localdate()
    assert districts_of("TJ").count() == 2
    assert Area.objects.filter(country="BD", valid_to=None).count() == 73  # other countries are not touched
    load(listed(tmp_path, *kept, "TJ-KT,TJ,region,Khatlon,,"))
    gone.refresh_from_db()
    assert gone.valid_to is None


def test_districts_may_be_added_below_known_regions(reference, tmp_path):
    load(
        listed(
            tmp_path,
            "TJ-SU.asht,TJ-SU,district,Asht,,",
            "TJ-SU.isfara,TJ-SU,district,Isfara,Isfarah; Исфара,",
        )
    )
    assert [area.name for area in areas_matching("исфара")] == ["Isfara"]
    assert Area.objects.get(code="TJ-SU.asht").path == "TJ/TJ-SU/TJ-SU.asht/"
    assert Area.objects.filter(country="TJ", level=1, valid_to=None).count() == 5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("thatta,PK-SD,district,Thatta,,", "Line 3: The code thatta must be of ISO 3166"),
        ("PK-XX.thatta,PK-XX,district,Thatta,,", "PK-XX.thatta has no parent: load PK-XX first"),
        ("PK-SD.thatta,TJ-SU,district,Thatta,,", "PK-SD.thatta has no parent"),
        ("PK-SD.thatta,PK-SD,district,,,", "Line 3: The column name is empty"),
        ("PK-SD.thatta,PK-SD,district,Thatta", "Line 3: It has more or fewer cells"),
        ("PK-SD.thatta,PK-SD,district,Thatta,,,more", "Line 3: It has more or fewer cells"),
        (f"PK-SD.thatta,PK-SD,district,{'x' * 121},,", "too long: at most 120"),
        ("PK-SD.thatta,PK-SD,district,Tha\x00tta,,", "cannot be shown"),
        ("PK-SD.new,PK-SD,district,Again,,", "The code PK-SD.new appears twice"),
        ("PK,TJ,country,Pakistan,,", "PK is a country and can have no parent"),
        ("PK-SD,PK-PB,province,Sindh,,", "PK-SD has areas below it and cannot move"),
    ],
)
def test_a_bad_row_is_named_and_nothing_changes(reference, tmp_path, line, said):
    before = everything()
    with pytest.raises(CommandError) as refused:
        load(listed(tmp_path, "PK-SD.new,PK-SD,district,New,,", line))
    assert said in str(refused.value)
    assert "Nothing was changed" in str(refused.value)
    assert everything() == before


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("code,parent,name,colour\n", "The column colour is not known"),
        ("parent,name\n", "The column code is missing"),
    ],
)
def test_unknown_and_missing_columns_are_named(reference, tmp_path, header, said):
    with pytest.raises(CommandError, match=said):
        load(listed(tmp_path, header=header))


def test_a_file_that_is_no_csv_is_refused(reference, tmp_path):
    path = tmp_path / "areas.csv"
    path.write_bytes(HEADER.encode() + "PK-SD.x,PK-SD,district,Кабул,,".encode("utf-16"))
    with pytest.raises(CommandError, match=r"areas\.csv is not a CSV file in UTF-8"):
        load(path)
    with pytest.raises(CommandError, match="cannot be read"):
        load(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colours,red,,Red", "There is no vocabulary colours"),
        ("theme,re d,,Red", "may hold letters, digits"),
        ("theme,red,blue,Red", "red: put its parent blue above it"),
        ("theme,water,,Water", "The code water appears twice"),
    ],
)
def test_a_bad_term_is_named_and_nothing_changes(reference, tmp_path, line, said):
    before = everything()
    with pytest.raises(CommandError, match=said):
        load(
            listed(tmp_path, "theme,water,,Water", line, header="vocabulary,code,parent,label\n"),
            "load_terms",
        )
    assert everything() == before


def test_a_term_of_ones_own_is_added_and_changed(reference, tmp_path):
    header = "vocabulary,code,label,label_ur\n"
    load(listed(tmp_path, "theme,water,Water,پانی", header=header), "load_terms")
    load(listed(tmp_path, "theme,water,Clean water,پانی", header=header), "load_terms")
    term = Term.objects.get(vocabulary="theme", code="water")
    assert (term.label, term.labels) == ("Clean water", {"en": "Clean water", "ur": "پانی"})
    assert Term.objects.filter(vocabulary="theme", code="defenders").exists()
