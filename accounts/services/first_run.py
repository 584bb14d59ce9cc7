"""The first start of an empty installation: its first administrator, and the institution that will hold events."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, User
from accounts.services.invitations import make_user
from core import audit
from core.actors import SYSTEM
from core.errors import Conflict
from core.locking import lock
from core.models import Counter
from core.text import normal_email
from directory.services.institutions import create_institution


def is_first_run() -> bool:
    """Whether there is no user at all. The page of the first run exists only then."""
    return not User.objects.exists()


def create_first_administrator(
    *,
    email: str,
    name: str,
    password: str,
    institution: str,
    prefix: str,
    country: str = "",
    timezone: str = "UTC",
) -> User:
    """The first user: administrator, and organiser of the institution named. Only once, even when two ask at the same time.

    1. takes the lock of the installation, 2. refuses when there is a user, 3. makes the account, the institution (as a host with
    its prefix for references) and the membership, 4. writes it into the audit trail.
    """
    with transaction.atomic():
        lock(Counter.objects.get_or_create(scope="installation", kind="first-run")[0])
        if not is_first_run():
            raise Conflict(_("This installation has its first administrator already. Sign in."), "not_first")
        user = make_user(normal_email(email), name=name, password=password, is_staff=True, is_superuser=True)
        host = create_institution(
            actor=SYSTEM,
            name=institution,
            short_name=prefix,
            reference_prefix=prefix,
            is_host=True,
            country=country,
            timezone=timezone,
        )
        Membership.objects.create(user=user, institution=host, role=Role.ORGANISER)
        audit.write(audit.Kind.SECURITY, "first_administrator", actor=SYSTEM, about=user)
    return user
