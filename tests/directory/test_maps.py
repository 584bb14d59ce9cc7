"""Maps of districts: those that come with Sanlap, and a country's own from GeoJSON."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command

from directory.geo import draw, read_features
from directory.models import Area, AreaMap

pytestmark = pytest.mark.django_db


def square(name: str, west: float, south: float, *, size: float = 1.0) -> dict:
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"NAM": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def file(tmp_path):
    def write(*features: dict):
        path = tmp_path / "areas.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return write


def corners(path: str) -> list[tuple[int, int]]:
    start, steps = re.fullmatch(r"M([^l]+)l(.*)z", path).groups()
    numbers = [int(number) for number in re.findall(r"-?\d+", f"{start} {steps}")]
    x, y = numbers[:2]
    found = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def test_degrees_become_a_flat_drawing_with_north_above(file):
    drawing = draw(read_features(file(square("A", 10, 0), square("B", 11, 1)), name="NAM"))
    assert drawing.view_box == "0 0 1000 1000", "two degrees wide and high, at the equator nearly a square"
    (_a, south), (_b, north) = drawing.paths
    assert corners(south) == [(0, 1000), (500, 1000), (500, 500), (0, 500), (0, 1000)]
    assert min(y for _x, y in corners(north)) == 0
    wide = draw(read_features(file(square("A", 10, 60, size=2)), name="NAM"))
    assert int(wide.view_box.split()[-1]) > 1_900, "at 61 degrees north a degree is half as wide"


def test_a_map_of_another_country_is_loaded_and_tells_what_it_does_not_know(areas, file):
    out = io.StringIO()
    path = file(square("thatta", 67, 24), square("LAHOR", 74, 31), square("Atlantis", 60, 20))
    call_command("load_map", file=path, country="pk", name="NAM", credit="Somebody", stdout=out)
    kept = AreaMap.objects.get()
    assert [shape["codes"] for shape in kept.shapes] == [["PK-SD.thatta"], ["PK-PB.lahore"]]
    assert "Not areas here: Atlantis" in out.getvalue() and "Without a shape: Karachi South" in out.getvalue()
    call_command("load_map", file=path, country="PK", name="NAM", credit="Somebody else", stdout=out)
    assert AreaMap.objects.get().credit == "Somebody else"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "not a GeoJSON file"),
        ('{"features": [{"properties": {}}]}', "not a GeoJSON file"),
        ("[" * 5_000, "not a GeoJSON file"),
        ('{"features": []}', "no outlines"),
        (json.dumps({"features": [square("A", 500_000, 2_500_000)]}), "in degrees"),
    ],
)
def test_other_files_are_refused_in_words(areas, tmp_path, content, says):
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=says):
        call_command("load_map", file=path, country="PK", name="NAM", credit="x")
    assert not AreaMap.objects.exists()


def test_a_map_needs_areas_and_a_credit(areas, file):
    with pytest.raises(CommandError, match="load_areas"):
        call_command("load_map", file=file(square("A", 1, 1)), country="XX", credit="x")
    with pytest.raises(CommandError, match="--credit"):
        call_command("load_map", file=file(square("A", 1, 1)), country="PK")


def test_the_maps_of_sanlap_show_every_district_once():
    call_command("load_reference", stdout=io.StringIO())
    for country in ("BD", "NP", "PK"):
        drawn = [code for shape in AreaMap.objects.get(country=country).shapes for code in shape["codes"]]
        known = set(
            Area.objects.filter(country=country, level=2, valid_to=None).values_list("code", flat=True)
        )
        assert set(drawn) == known, country
        assert AreaMap.objects.get(country=country).credit
