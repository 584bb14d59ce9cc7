"""What events answer to questions from below and beside (core.registry). Loaded once by EventsConfig.ready()."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Invitation, User
from core.actors import Actor
from core.desk import RailItem
from core.permissions import may
from core.prepared import Given, Prepared
from core.registry import (
    actor_grants,
    desk_places,
    desk_tasks,
    event_invitations,
    event_places,
    invitation_subjects,
    membership_checks,
)
from events import (  # noqa: F401 - registers permissions, machines, mails and background work
    jobs_import,
    jobs_messages,
    jobs_papers,
    mails,
    mails_desk,
    mails_people,
    mails_places,
    mails_programme,
    rules,
    steps,
    tasks,
    workflow,
)
from events.enums import EventRoleCode
from events.models import Event, EventRole
from events.services import (
    papers,  # noqa: F401 - registers their periodic removal
    retention,  # noqa: F401 - registers the periodic forgetting
    team,
)

desk_tasks.add(tasks.tasks)
event_invitations.add(team.take_invitation)
membership_checks.add(team.check_membership)


_roles_of = Prepared(
    lambda: EventRole.objects.filter(user=Given("user")).values_list("event_id", "role", "sessions")
)


@actor_grants.add
def event_grants(user: User) -> dict:
    """Roles on events, and the sessions that a rapporteur is limited to."""
    roles: dict[int, set[str]] = {}
    sessions: dict[int, set[int]] = {}
    for event, role, session in _roles_of(user=user.pk):
        roles.setdefault(event, set()).add(role)
        if role == "rapporteur" and session:
            sessions.setdefault(event, set()).add(session)
    return {
        "event_roles": {event: frozenset(held) for event, held in roles.items()},
        "sessions": {event: frozenset(named) for event, named in sessions.items()},
    }


@desk_places.add
def places(actor: Actor) -> list[RailItem]:
    """The list of events, for whoever works on any."""
    return (
        [RailItem(_("Events"), reverse("events:desk-event-list"), "cal", 10, "events")]
        if actor.is_team
        else []
    )


@event_places.add
def places_of_event(event: Event, actor: Actor) -> list[RailItem]:
    """The desk pages of an event that this person may open. Other apps put theirs behind: minutes 50, submissions 60 (events.desk)."""
    known = (
        (_("Overview"), "desk-event", "house", 0, "events.see_desk"),
        (_("Themes"), "desk-themes", "book", 10, "events.edit_programme"),
        (_("Agenda"), "desk-sessions", "cal", 12, "events.edit_programme"),
        (_("Materials"), "desk-materials", "file", 14, "events.edit_programme"),
        (_("Places"), "desk-places", "gear", 20, "events.manage_event"),
        (_("Partners"), "desk-partners", "flag", 22, "events.manage_event"),
        (_("Team"), "desk-team", "key", 24, "events.manage_team"),
        (_("Questions"), "desk-questions", "list", 22, "events.manage_registrations"),
        (_("Registrations"), "desk-registrations", "users", 30, "events.see_registrations"),
        (_("Invitations"), "desk-invitations", "mail", 31, "events.see_registrations"),
        (_("Delegations"), "desk-delegations", "users", 32, "events.manage_registrations"),
        (_("Import"), "desk-import-new", "up", 33, "events.manage_registrations"),
        (_("Changes"), "desk-changes", "clock", 31, "events.manage_registrations"),
        (_("Duplicates"), "desk-duplicates", "copy", 31, "events.manage_registrations"),
        (_("Coverage"), "desk-coverage", "chart", 34, "events.see_coverage"),
        (_("Calls"), "desk-calls", "phone", 37, "events.reveal_contact"),
        (_("Letters"), "desk-letters", "file", 35, "events.write_letters"),
        (_("Messages"), "desk-mail", "mail", 36, "events.manage_registrations"),
        (_("Sign-in desk"), "desk-sign-in", "check", 40, "events.sign_in_people"),
        (_("Points"), "desk-points", "pin", 41, "events.manage_check_in"),
        (_("Attendance"), "desk-attendance", "list", 42, "events.see_attendance"),
        (_("Certificates"), "desk-certificates", "shield", 43, "events.issue_certificates"),
        (_("Papers"), "desk-papers", "print", 44, "events.make_programme"),
    )
    return [
        RailItem(label, reverse(f"events:{name}", args=[event.slug]), icon, order, name)
        for label, name, icon, order, permission in known
        if may(actor, permission, event)
    ]


@invitation_subjects.add
def subject(invitation: Invitation) -> tuple[str, str, bool] | None:
    """The event that an invitation is for, the role on it, and whether the event is guarded."""
    event = Event.objects.filter(uid=invitation.event_uid).first() if invitation.event_uid else None
    return (str(event), str(EventRoleCode(invitation.role).label), event.is_discreet) if event else None
