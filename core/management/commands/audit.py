"""`manage.py audit verify`: does the audit trail hold, and how long is the tail that is not yet sealed?"""

from django.core.management.base import BaseCommand, CommandError

from core import audit


class Command(BaseCommand):
    help = "Check the hash chain of the audit trail (verify), or seal what is waiting (seal)."

    def add_arguments(self, parser):
        parser.add_argument("action", choices=["verify", "seal"])

    def handle(self, *args, action: str, **options):
        if action == "seal":
            self.stdout.write(f"{audit.seal()} rows sealed.")
            return
        found = audit.verify()
        self.stdout.write(f"{found['rows']} rows in the chain, {found['unsealed']} waiting to be sealed.")
        self.stdout.write(f"Head: {found['head'] or '-'} (keep it elsewhere: only so a removed tail shows)")
        if found["breaks"]:
            raise CommandError("The chain is broken:\n" + "\n".join(found["breaks"]))
        self.stdout.write("The chain holds.")
