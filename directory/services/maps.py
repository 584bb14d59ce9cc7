"""Writing maps of districts."""

from dataclasses import dataclass

from django.db import transaction

from core.text import fold
from directory.geo import Drawing
from directory.models import Area, AreaMap


@dataclass(frozen=True)
class Drawn:
    """What a load did: shapes that are areas of ours, the names in the file that are none, and areas that no shape shows."""

    shapes: int
    unknown: list[str]
    missing: list[str]


def save_map(country: str, drawing: Drawing, *, credit: str, level: int = 2) -> Drawn:
    """Make or replace the map of a country. Shapes are matched to areas by name, local name or alias, however they are spelt;
    one that matches none is left out and told."""
    areas = list(Area.objects.filter(country=country, level=level, valid_to=None))
    by_name = {
        fold(text): area.code for area in areas for text in (area.name, *area.names.values(), *area.aliases)
    }
    by_name |= {fold(area.name): area.code for area in areas}
    shapes, unknown = [], []
    for name, path in drawing.paths:
        code = by_name.get(fold(name)) or (name if name in {area.code for area in areas} else None)
        if code is None:
            unknown.append(name)
        elif path:
            shapes.append({"codes": [code], "path": path})
    drawn = {code for shape in shapes for code in shape["codes"]}
    store(country, drawing.view_box, shapes, credit)
    return Drawn(len(shapes), unknown, [area.name for area in areas if area.code not in drawn])


def store(country: str, view_box: str, shapes: list[dict], credit: str) -> None:
    """Keep a map as it is."""
    with transaction.atomic():
        AreaMap.objects.update_or_create(
            country=country, defaults={"view_box": view_box, "shapes": shapes, "credit": credit[:300]}
        )
