"""`manage.py load_reference`: all reference data that comes with Sanlap. Quick, and safe to run again."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand

from directory.models import Area


class Command(BaseCommand):
    help = "Load the areas and vocabularies that come with Sanlap (load_areas, load_terms, load_map)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="only where there are no areas yet, so that no change of yours is undone",
        )

    def handle(self, *, if_empty: bool, **options: object) -> None:
        if if_empty and Area.objects.exists():
            return
        call_command("load_areas", stdout=self.stdout)
        call_command("load_terms", stdout=self.stdout)
        call_command("load_map", stdout=self.stdout)
