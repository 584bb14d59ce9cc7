"""`manage.py load_areas`: the administrative areas of Bangladesh, Nepal, Pakistan and Tajikistan, or of a file of the same shape."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from directory import imports
from directory.services.areas import load_areas


class Command(BaseCommand):
    help = "Load administrative areas. Can be run again: changes what differs, ends what is no longer listed, deletes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--country", default="", help="only this country, such as BD")
        parser.add_argument(
            "--file",
            type=Path,
            help="a CSV file of your own: columns code, parent, kind, name, aliases, name_ur, ...",
        )

    def handle(self, *, country: str, file: Path | None, **options: object) -> None:
        try:
            files = [file] if file else imports.own_area_files(country.upper())
            rows = [row for path in files for row in imports.read_areas(path)]
            if file and country:
                rows = [row for row in rows if row.code[:2] == country.upper()]
            loaded = load_areas(rows)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Areas: {loaded}.")
