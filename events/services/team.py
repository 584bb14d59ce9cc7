"""Who works on an event, in which role. A rapporteur may be limited to named sessions.

Do no harm: nobody of a government institution other than the host holds a role that sees who registered, or that writes down who
said what; and whoever answers for an institution (a focal point) holds no role on a team at all.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, User
from accounts.services import invitations, members
from core import audit
from core.actors import SYSTEM, Actor
from core.errors import DomainError
from core.permissions import require
from directory.models import Institution
from events.enums import EventRoleCode as Role
from events.models import Event, EventRole, Session

MANAGE = "events.manage_team"
# Roles that see participants or write down who said what.
CLOSE_TO_PEOPLE = frozenset({Role.MANAGER, Role.REGISTRATION, Role.CHECKIN, Role.RAPPORTEUR})
# Roles of the drafting circle: a government partner in it is written down with the reason.
CIRCLE = frozenset({Role.DRAFTER, Role.CHAIR})


def grant_role(
    event: Event, user: User, role: str, *, actor: Actor, sessions: Iterable[Session] = (), reason: str = ""
) -> EventRole:
    """Give `user` a role on the event, or change the sessions of a rapporteur (none named: all of them).

    1. checks that the actor manages the team, 2. refuses focal points, and government people for roles close to participants; into
    the drafting circle they come only with a `reason`, 3. saves role and sessions, 4. writes an official row into the audit trail.
    """
    require(actor, MANAGE, event)
    role, sessions = _check(event, role, sessions)
    members.check_side(user, reviewer=False)
    _keep_apart(event, user, role, reason)
    with transaction.atomic():
        held, created = EventRole.objects.get_or_create(
            event=event, user=user, role=role, defaults={"granted_by": actor.label[:200]}
        )
        held.sessions.set(sessions)
        _note("event_role_granted" if created else "event_role_changed", held, actor, reason)
    return held


def revoke_role(held: EventRole, *, actor: Actor) -> None:
    """End a role on the event. What the person wrote stays. Writes an official row into the audit trail."""
    require(actor, MANAGE, held.event)
    with transaction.atomic():
        _note("event_role_revoked", held, actor)
        held.delete()


def invite(
    event: Event,
    *,
    actor: Actor,
    email: str,
    role: str,
    name: str = "",
    sessions: Iterable[Session] = (),
    language: str = "en",
) -> Invitation:
    """Invite somebody by e-mail to a role on the event. The same answer whether or not they have an account; the rules of
    `grant_role` apply when they accept.
    """
    require(actor, MANAGE, event)
    role, sessions = _check(event, role, sessions)
    details = {"sessions": [str(session.uid) for session in sessions]}
    return invitations.invite(
        email, actor=actor, role=role, event_uid=str(event.uid), name=name, language=language, details=details
    )


def withdraw_invitation(event: Event, invitation: Invitation, *, actor: Actor) -> None:
    """Take back an invitation to this event."""
    require(actor, MANAGE, event)
    invitations.withdraw(invitation, actor=actor)


def take_invitation(invitation: Invitation, user: User) -> None:
    """Give the role that an accepted invitation names (core.registry.event_invitations). Whoever invited had the right to."""
    event = Event.objects.filter(uid=invitation.event_uid).first()
    if event is None:
        raise DomainError(_("The event of this invitation no longer exists."), "gone")
    sessions = event.sessions.filter(uid__in=invitation.details.get("sessions", []))
    grant_role(
        event,
        user,
        invitation.role,
        actor=SYSTEM,
        sessions=sessions,
        reason=invitation.details.get("reason", ""),
    )


def check_membership(user: User, institution: Institution, role: str) -> None:
    """Nobody joins a government institution while close to the participants of another host's event (core.registry.membership_checks)."""
    close = EventRole.objects.filter(user=user, role__in=CLOSE_TO_PEOPLE).exclude(event__host=institution)
    if institution.is_government and (held := close.select_related("event").first()):
        raise DomainError(
            _(
                "%(name)s holds the role “%(role)s” at “%(event)s”, which people of a government institution cannot. End it first."
            )
            % {"name": user, "role": held.get_role_display(), "event": held.event},
            "government",
        )


def open_invitations(event: Event):
    """Invitations to this event that nobody has accepted yet."""
    return Invitation.objects.filter(event_uid=str(event.uid), accepted_at=None, withdrawn_at=None)


def _check(event: Event, role: str, sessions: Iterable[Session]) -> tuple[Role, list[Session]]:
    if role not in Role.values:
        raise DomainError.on("role", _("Choose a role from the list."), "role")
    sessions = list(sessions)
    if sessions and role != Role.RAPPORTEUR:
        raise DomainError.on("sessions", _("Only rapporteurs are limited to sessions."), "sessions")
    if any(session.event_id != event.pk for session in sessions):
        raise DomainError.on("sessions", _("Choose sessions of this event."), "foreign_session")
    return Role(role), sessions


def _keep_apart(event: Event, user: User, role: Role, reason: str) -> None:
    government = Membership.objects.filter(
        Q(institution__is_government=True) & ~Q(institution=event.host), user=user, ended_at=None
    )
    if role in CLOSE_TO_PEOPLE | CIRCLE and (membership := government.select_related("institution").first()):
        words = {"name": user, "institution": membership.institution, "role": role.label}
        if role in CLOSE_TO_PEOPLE:
            raise DomainError.on(
                "role",
                _(
                    "%(name)s belongs to %(institution)s. People of a government institution cannot hold the role “%(role)s” here."
                )
                % words,
                "government",
            )
        if not reason:
            raise DomainError.on(
                "reason",
                _(
                    "%(name)s belongs to %(institution)s. Write why they join the drafting circle; the chair will see it."
                )
                % words,
                "reason_required",
            )


def _note(verb: str, held: EventRole, actor: Actor, reason: str = "") -> None:
    data = {
        "user": str(held.user.uid),
        "role": held.role,
        "sessions": held.sessions.count(),
        "reason": reason,
    }
    audit.write(
        audit.Kind.OFFICIAL, verb, actor=actor, about=held.event, host=held.event.host.code, data=data
    )
