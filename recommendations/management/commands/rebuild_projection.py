"""Compute the columns that lists filter and count again, or say which ones drifted."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compute stage, position, dates and search key of every recommendation again. --check only names what drifted."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing; end with an error when a row differs"
        )

    def handle(self, *args, check: bool, **options):
        from recommendations.projection import rebuild

        differences = rebuild(check=check)
        for line in differences:
            self.stdout.write(line)
        if check and differences:
            raise CommandError(
                f"{len(differences)} of the projections drifted. Run rebuild_projection without --check to mend them."
            )
        self.stdout.write("Nothing drifted." if not differences else f"Mended {len(differences)}.")
