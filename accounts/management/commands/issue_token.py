"""`manage.py issue_token EMAIL`: an API token that acts as this user. Shown once; only its hash is kept."""

from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken

from accounts.models import User
from core import audit
from core.actors import SYSTEM


class Command(BaseCommand):
    help = "Print a new API token for a user."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *args, email: str, **options):
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {email}.")
        _row, token = AuthToken.objects.create(user)
        audit.write(audit.Kind.SECURITY, "token issued", actor=SYSTEM, about=user)
        self.stdout.write(token)
