"""Who has looked at a person's data, for that person: when, in which role and at what. Never the name of who looked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Kind
from core.models import AuditEvent
from events.enums import EventRoleCode
from events.models import EventRole, Registration

MOST = 50
# What was opened, as the log calls it, in the words of the person's own page.
FIELDS = {
    "email": lambda: _("your e-mail address"),
    "phone": lambda: _("your phone number"),
    "file": lambda: _("a file that you sent"),
    "value": lambda: _("an answer of yours"),
    "data": lambda: _("a change that you asked for"),
}


@dataclass(frozen=True)
class Look:
    """One look: "Registration, 3 March: your e-mail address"."""

    at: datetime
    who: str
    what: str


def who_has_seen(registration: Registration) -> list[Look]:
    """The looks at this registration, the newest first, one for each day, role and thing. What the person opened is left out.

    Three queries, and two more for the roles when there is anything to show.
    """
    opened = [
        str(uid)
        for rows in (registration.question_answers, registration.change_requests)
        for uid in rows.values_list("uid", flat=True)
    ]
    about = Q(object_type="events.registration", object_uid=str(registration.uid))
    if opened:
        about |= Q(object_type__in=["events.questionanswer", "events.changerequest"], object_uid__in=opened)
    rows = AuditEvent.objects.filter(about, kind=Kind.DISCLOSURE).exclude(actor_kind="link").order_by("-id")
    found = list(rows[: MOST * 4])
    roles = _roles({row.actor_id for row in found}, registration) if found else {}
    zone = registration.event.zone
    looks: dict[tuple, Look] = {}
    for row in found:
        who, what = roles.get(row.actor_id) or _kind_of(row), _what(row)
        looks.setdefault((row.at.astimezone(zone).date(), who, what), Look(row.at, who, what))
    return list(looks.values())[:MOST]


def _what(row: AuditEvent) -> str:
    fields = [FIELDS[name]() for name in row.data.get("fields", []) if name in FIELDS]
    return ", ".join(fields) or _("your registration, without your contact")


def _kind_of(row: AuditEvent) -> str:
    return str(_("Our system")) if row.actor_kind == "system" else str(_("The team"))


def _roles(users: set[str], registration: Registration) -> dict[str, str]:
    """{user: their role on the event now}; the organisers of the host have none on the event itself."""
    known = [user for user in users if len(user) == 36]
    held = EventRole.objects.filter(event=registration.event_id, user__uid__in=known).order_by("-id")
    labels = {str(uid): str(EventRoleCode(role).label) for uid, role in held.values_list("user__uid", "role")}
    others = User.objects.filter(uid__in=[user for user in known if user not in labels])
    labels |= {str(uid): str(_("Organiser")) for uid in others.values_list("uid", flat=True)}
    return labels
