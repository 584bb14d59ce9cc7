"""From a GeoJSON file of boundaries to a flat drawing: degrees become units of a box 1,000 wide, outlines become SVG paths."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.errors import DomainError

WIDTH = 1_000
LARGEST_FILE = 20_000_000  # bytes; simplify larger ones first
MOST_POINTS = 400_000
Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Feature:
    """A named area of the file, as the rings of its outline in degrees (longitude, latitude)."""

    name: str
    rings: list[Ring]


@dataclass(frozen=True)
class Drawing:
    """All features in one box: the SVG view box, and (name, path) in the order of the file."""

    view_box: str
    paths: list[tuple[str, str]]


def read_features(file: Path, *, name: str) -> list[Feature]:
    """The polygons of a GeoJSON file in degrees; `name` is the property that names each. Raises DomainError for anything else."""
    if file.stat().st_size > LARGEST_FILE:
        raise DomainError(_("This file is larger than 20 MB. Simplify its outlines first."), "too_large")
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        found = [
            Feature(str(each["properties"][name]).strip(), list(_rings(each["geometry"])))
            for each in data["features"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = _("This is not a GeoJSON file of areas whose property “%(name)s” names each.") % {
            "name": name
        }
        raise DomainError(message, "not_geojson") from error
    points = [point for feature in found for ring in feature.rings for point in ring]
    if not points or len(points) > MOST_POINTS:
        raise DomainError(_("This file has no outlines, or too many points. Simplify them first."), "points")
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
        raise DomainError(_("The outlines must be in degrees (WGS 84)."), "not_degrees")
    return found


def _rings(geometry: dict) -> Iterator[Ring]:
    polygons = {"Polygon": lambda c: [c], "MultiPolygon": lambda c: c}[geometry["type"]](
        geometry["coordinates"]
    )
    for polygon in polygons:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def draw(features: Iterable[Feature]) -> Drawing:
    """Degrees as flat units, the middle latitude true: good enough for a country, and for counting districts."""
    features = list(features)
    xs = [x for feature in features for ring in feature.rings for x, _y in ring]
    ys = [y for feature in features for ring in feature.rings for _x, y in ring]
    narrow = math.cos(math.radians((min(ys) + max(ys)) / 2))
    scale = WIDTH / ((max(xs) - min(xs)) * narrow)

    def flat(point: tuple[float, float]) -> tuple[int, int]:
        return round((point[0] - min(xs)) * narrow * scale), round((max(ys) - point[1]) * scale)

    paths = [
        (feature.name, "".join(_path([flat(point) for point in ring]) for ring in feature.rings))
        for feature in features
    ]
    return Drawing(f"0 0 {WIDTH} {round((max(ys) - min(ys)) * scale)}", paths)


def _path(points: list[tuple[int, int]]) -> str:
    """A closed outline in relative steps; points that fall together are drawn once, a dot is left out."""
    steps, last = [], points[0]
    for point in points[1:]:
        if point != last:
            steps.append(f"{point[0] - last[0]} {point[1] - last[1]}")
            last = point
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-") if len(steps) > 2 else ""
