"""`manage.py load_map`: the maps of districts that come with Sanlap, or the boundaries of a country from a GeoJSON file."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import memo
from core.errors import DomainError
from directory.geo import draw, read_features
from directory.models import Area
from directory.services import maps

OWN = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Load the maps of districts that come with Sanlap, or with --file the boundaries of one country. Can be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, help="GeoJSON of districts, in degrees, simplified to some hundred KB"
        )
        parser.add_argument("--country", default="", help="whose districts they are, such as TJ")
        parser.add_argument("--name", default="name", help="the property that holds the name of each")
        parser.add_argument("--credit", default="", help="who made the boundaries, shown under the map")
        parser.add_argument("--level", type=int, default=2, help="2: districts, 1: provinces")

    def handle(
        self, *, file: Path | None, country: str, name: str, credit: str, level: int, **options: object
    ) -> None:
        if file is None:
            self._own()
            return
        if not Area.objects.filter(country=country.upper(), level=level).exists():
            raise CommandError("Load the areas of the country first: manage.py load_areas")
        if not credit:
            raise CommandError("Say with --credit who made the boundaries; most licences ask for it.")
        try:
            drawn = maps.save_map(
                country.upper(), draw(read_features(file, name=name)), credit=credit, level=level
            )
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Map of {country.upper()}: {drawn.shapes} shapes.")
        if drawn.unknown:
            self.stdout.write(f"Not areas here: {', '.join(drawn.unknown)}")
        if drawn.missing:
            self.stdout.write(f"Without a shape: {', '.join(drawn.missing)}")

    def _own(self) -> None:
        files = sorted(OWN.glob("map_*.json"))
        for path in files:
            data = json.loads(path.read_text(encoding="utf-8"))
            maps.store(data["country"], data["view_box"], data["shapes"], data["credit"])
        memo.forget()
        self.stdout.write(f"Maps: {', '.join(path.stem[4:] for path in files)}.")
