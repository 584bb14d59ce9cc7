"""`manage.py demo`: the five events, the cast and the whole story. Never in production."""

import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Put the demo into the database: the cast, five events, one of them from announcement to answer. Can be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only where there is no account yet")

    def handle(self, *, if_empty: bool, **options: object) -> None:
        from accounts.models import User
        from demo import people, story

        if settings.PRODUCTION:
            raise CommandError(
                "The demo has accounts that everybody can enter: it is never made when MODE=production."
            )
        if if_empty and User.objects.exists():
            return
        started = time.monotonic()
        story.make()
        self.stdout.write(
            f"The demo is there ({time.monotonic() - started:.0f} s). Everything invented in it is marked as a sample."
        )
        if not if_empty:  # `manage.py serve`, which follows in `make run`, says this itself
            for line in people.sign_in_lines():
                self.stdout.write(line)
