"""`manage.py load_reference`: all reference data that comes with Sanlap. Quick, and safe to run at every start."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the areas and vocabularies that come with Sanlap (load_areas and load_terms)."

    def handle(self, **options: object) -> None:
        call_command("load_areas", stdout=self.stdout)
        call_command("load_terms", stdout=self.stdout)
