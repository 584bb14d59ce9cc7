"""What accounts answers to questions of the core."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.first_run import is_first_run
from core import registry
from core.actors import Actor
from core.desk import RailItem

DEMO_DOMAIN = "demo.example"


@registry.start_notes.add
def who_may_sign_in() -> list[str]:
    """For whoever starts the server: the first step of an empty installation, or the demo's people."""
    if is_first_run():
        return [
            f"There is no account yet. Make the first administrator: {settings.SITE_URL}{reverse('accounts:first-run')}"
        ]
    if not settings.DEMO:
        return []
    people = User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}", is_active=True).order_by("pk")
    lines = [f"  {person.email:<26} {person.designation}".rstrip() for person in people]
    return ["Sign in as (password sanlap-demo):", *lines] if lines else []


@registry.desk_places.add
def places(actor: Actor) -> list[RailItem]:
    """Today, for everybody; people and reference data, for those who look after them."""
    found = [RailItem(_("Today"), reverse("core:desk"), "inbox", 0, "desk")]
    if actor.is_administrator or actor.organiser_of:
        found.append(RailItem(_("People"), reverse("accounts:people"), "users", 80, "people"))
    if actor.is_administrator:
        found.append(RailItem(_("Reference data"), reverse("admin:index"), "book", 90, "admin"))
    return found
