"""Calendar addresses of one's own: a secret for each participant and each member of a team, that can be taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from core.locking import lock
from core.tokens import hash_token
from events.models import FeedToken, Registration


def address_token(owner: Registration | User) -> str:
    """The secret of the owner's calendar address, made at the first asking. It follows from the row and the server's key, so
    that the page can show it again; the row holds only its hash."""
    row = _rows(owner).filter(revoked_at=None).first()
    if row is None:
        with transaction.atomic():
            lock(owner)  # asked twice at once: one address
            row = _rows(owner).filter(revoked_at=None).first() or _make(owner)
    return _token(row)


def renew(owner: Registration | User) -> str:
    """Take the old address back (it answers no more) and make another."""
    with transaction.atomic():
        lock(owner)
        _rows(owner).filter(revoked_at=None).update(revoked_at=timezone.now())
        return _token(_make(owner))


def owner_of(token: str) -> Registration | User | None:
    """Whose calendar an address is; None for one that was taken back or never was, and for an account that was closed."""
    row = (
        FeedToken.objects.filter(token_hash=hash_token(token), revoked_at=None)
        .select_related("registration__event__host", "user")
        .first()
    )
    if row is None or (row.user is not None and not row.user.is_active):
        return None
    return row.registration or row.user


def _rows(owner: Registration | User):
    return FeedToken.objects.filter(**_of(owner))


def _of(owner: Registration | User) -> dict:
    return {"registration": owner} if isinstance(owner, Registration) else {"user": owner}


def _make(owner: Registration | User) -> FeedToken:
    row = FeedToken(**_of(owner))
    row.token_hash = hash_token(_token(row))
    row.save(force_insert=True)
    return row


def _token(row: FeedToken) -> str:
    return salted_hmac("events.feed", str(row.uid), algorithm="sha256").hexdigest()
