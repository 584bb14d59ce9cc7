"""What accounts answers to questions of the core."""

from django.conf import settings

from accounts.models import User
from accounts.services.first_run import is_first_run
from core import registry

DEMO_DOMAIN = "demo.example"


@registry.start_notes.add
def who_may_sign_in() -> list[str]:
    """For whoever starts the server: the first step of an empty installation, or the demo's people."""
    if is_first_run():
        return ["There is no account yet: open the address and make the first administrator."]
    if not settings.DEMO:
        return []
    people = User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}", is_active=True).order_by("pk")
    lines = [f"  {person.email:<26} {person.designation}".rstrip() for person in people]
    return ["Sign in as (password sanlap-demo):", *lines] if lines else []
