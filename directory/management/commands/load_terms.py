"""`manage.py load_terms`: the vocabularies (kinds of participants, themes, groups, goals, mechanisms), or a file of the same shape."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from directory import imports
from directory.services.terms import load_terms


class Command(BaseCommand):
    help = "Load the terms of the vocabularies. Can be run again: changes what differs, deletes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, help="a CSV file of your own: columns vocabulary, code, label, label_ur, ..."
        )

    def handle(self, *, file: Path | None, **options: object) -> None:
        try:
            files = [file] if file else imports.own_term_files()
            loaded = load_terms([row for path in files for row in imports.read_terms(path)])
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Terms: {loaded}.")
