"""Invitations: a link with a secret, for one address, used once, within seven days, accepted by POST (mail scanners open links)."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Role, User
from accounts.services import members
from core import audit, outbox
from core.actors import SYSTEM, Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from core.registry import event_invitations
from core.text import normal_email
from core.tokens import hash_token, make_token
from directory.models import Institution

LIFETIME = timedelta(days=7)


def invite(
    email: str, *, actor: Actor, role: str, institution: Institution | None = None, event_uid: str = "", name: str = "",
    language: str = "en", details: Mapping | None = None,
) -> Invitation:  # fmt: skip
    """Invite somebody to a role in an institution, or (with `event_uid`) on an event. The answer never tells whether they have an account.

    1. for an institution: checks that the actor may; for an event the calling service has done so, 2. withdraws an open invitation
    of the same address to the same role, 3. saves the row with the hash of a new token, 4. queues the mail with the link.
    """
    email = normal_email(email)
    if not event_uid:
        require(actor, "accounts.invite", institution)
        if role not in Role.values or institution is None:
            raise DomainError.on("role", _("Choose a role and an institution."), "role")
        if role == Role.ORGANISER and not institution.is_host:
            raise DomainError.on(
                "institution", _("Organisers belong to an institution that holds events here."), "not_a_host"
            )
    token, token_hash = make_token()
    now = timezone.now()
    with transaction.atomic():
        same = Invitation.objects.filter(email=email, role=role, institution=institution, event_uid=event_uid)
        same.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            email=email, name=name, institution=institution, role=role, event_uid=event_uid, token_hash=token_hash,
            expires_at=now + LIFETIME, invited_by=actor.label[:200], details=dict(details or {}),
        )  # fmt: skip
        outbox.queue(
            "accounts.invitation", to=email, to_label=name, key=f"invitation:{invitation.uid}", language=language,
            context={"invitation": str(invitation.uid)}, secrets={"token": token}, expires_at=invitation.expires_at,
            host=institution.code if institution else "", scope=event_uid,
        )  # fmt: skip
        data = {"role": role, "institution": institution.code if institution else "", "event": event_uid}
        audit.write(audit.Kind.OFFICIAL, "invited", actor=actor, about=invitation, data=data)
    return invitation


def find(token: str) -> Invitation | None:
    """The invitation of a link, in whatever state. Changes nothing: mail scanners open links."""
    return Invitation.objects.select_related("institution").filter(token_hash=hash_token(token)).first()


def check_open(invitation: Invitation) -> None:
    """Raises Conflict with a sentence when the invitation can no longer be accepted."""
    if invitation.accepted_at is not None:
        raise Conflict(_("This invitation was accepted already. Sign in with your address."), "accepted")
    if invitation.withdrawn_at is not None:
        raise Conflict(
            _("This invitation was withdrawn. Ask whoever invited you for a new one."), "withdrawn"
        )
    if invitation.expires_at <= timezone.now():
        raise Conflict(_("This invitation has expired. Ask whoever invited you for a new one."), "expired")


def accept(invitation: Invitation, *, user: User | None = None, name: str = "", password: str = "") -> User:
    """Take the role up: as `user` (signed in, with the invited address), or as a new person with `name` and `password`.

    1. locks the invitation; used, withdrawn or expired ones are refused, 2. makes the account of a new person, 3. gives the role
    (the rules of members and of event teams apply), 4. marks the invitation used. All or nothing.
    """
    with transaction.atomic():
        locked = lock(invitation)
        check_open(locked)
        if user is None:
            user = _new_user(locked, name, password)
        elif user.email.lower() != locked.email.lower():
            raise DomainError(
                _("This invitation is for another address. Sign out, and open the link again."),
                "other_address",
            )
        _give(locked, user)
        locked.accepted_at = timezone.now()
        locked.save(update_fields=["accepted_at"])
        invitation.accepted_at = locked.accepted_at
    return user


def withdraw(invitation: Invitation, *, actor: Actor) -> None:
    """Take an open invitation back: its link stops working, its mail is not sent any more."""
    if not invitation.event_uid:  # the team of the event checks its own
        require(actor, "accounts.invite", invitation.institution)
    with transaction.atomic():
        locked = lock(invitation)
        check_open(locked)
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
        audit.write(audit.Kind.OFFICIAL, "invitation_withdrawn", actor=actor, about=locked)


def _new_user(invitation: Invitation, name: str, password: str) -> User:
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Conflict(
            _("There is an account with this address already. Sign in, and open the link again."),
            "sign_in_first",
        )
    return make_user(invitation.email, name=name, password=password)


def make_user(email: str, *, name: str, password: str, **fields) -> User:
    """A new account, its password checked by the rules of the installation. Raises DomainError naming name or password."""
    if not name:
        raise DomainError.on("name", _("Write your name, as colleagues should see it."), "required")
    user = User(email=email.lower(), name=name, **fields)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(
            " ".join(error.messages), "password", fields={"password": error.messages}
        ) from error
    user.set_password(password)
    user.save(force_insert=True)
    return user


def _give(invitation: Invitation, user: User) -> None:
    """The role itself. Whoever invited had the right to; the invitation acts for them."""
    if invitation.event_uid:
        for take in event_invitations:
            take(invitation, user)
        return
    assert invitation.institution is not None  # what is not for an event is for an institution
    members.add_membership(user, actor=SYSTEM, institution=invitation.institution, role=invitation.role)
