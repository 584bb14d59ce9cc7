"""Who belongs to which institution, in which role. A user is on the team side or the reviewer side, never both."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import actor_for
from accounts.models import Membership, Role, User
from core import audit
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.permissions import require
from core.registry import membership_checks
from directory.models import Institution


def add_membership(
    user: User, *, actor: Actor, institution: Institution, role: str, office: str = ""
) -> Membership:
    """Give `user` a role in an institution. Who has it already keeps it.

    1. checks that the actor may (administrator, or an organiser of that institution), 2. keeps the two sides apart
    (`check_side`) and asks the apps above whether anything stands against it, 3. saves, 4. writes an official row into the audit trail.
    """
    require(actor, "accounts.invite", institution)
    check_side(user, reviewer=role == Role.FOCAL_POINT)
    for check in membership_checks:
        check(user, institution, role)
    if role == Role.ORGANISER and not institution.is_host:
        raise DomainError.on(
            "institution", _("Organisers belong to an institution that holds events here."), "not_a_host"
        )
    with transaction.atomic():
        if held := Membership.objects.filter(
            user=user, institution=institution, role=role, ended_at=None
        ).first():
            return held
        try:
            with transaction.atomic():
                membership = Membership.objects.create(
                    user=user, institution=institution, role=role, office=office
                )
        except IntegrityError:
            return Membership.objects.get(user=user, institution=institution, role=role, ended_at=None)
        _note("membership_added", membership, actor)
    return membership


def end_membership(membership: Membership, *, actor: Actor) -> Membership:
    """End a role in an institution; its history stays. The last organiser of a host can only be ended by the administrator."""
    require(actor, "accounts.invite", membership.institution)
    if membership.ended_at is not None:
        raise Conflict(_("This role has ended already."), "ended")
    others = Membership.objects.filter(
        institution=membership.institution, role=Role.ORGANISER, ended_at=None
    ).exclude(pk=membership.pk)
    if (
        membership.role == Role.ORGANISER
        and not actor.is_administrator
        and not actor.is_system
        and not others.exists()
    ):
        raise Conflict(_("This is the last organiser. Invite a successor first."), "last_organiser")
    with transaction.atomic():
        membership.ended_at = timezone.now()
        membership.save(update_fields=["ended_at"])
        _note("membership_ended", membership, actor)
    return membership


def check_side(user: User, *, reviewer: bool) -> None:
    """The rule that who answers for an institution never works on the team's side, and the other way round.

    Raises DomainError: a person with two hats needs two accounts, so that neither sees what belongs to the other.
    """
    holds = actor_for(user)
    if reviewer and (holds.is_team or holds.assessor_for):
        raise DomainError(
            _(
                "%(name)s works on the team's side. A focal point needs an account of their own, with another address."
            )
            % {"name": user},
            "other_side",
        )
    if not reviewer and holds.is_reviewer:
        raise DomainError(
            _(
                "%(name)s is the focal point of an institution that answers. For work on a team, use another account."
            )
            % {"name": user},
            "other_side",
        )


def _note(verb: str, membership: Membership, actor: Actor) -> None:
    data = {
        "user": str(membership.user.uid),
        "institution": membership.institution.code,
        "role": membership.role,
    }
    audit.write(
        audit.Kind.OFFICIAL, verb, actor=actor, about=membership, host=membership.institution.code, data=data
    )
