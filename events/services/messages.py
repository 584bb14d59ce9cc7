"""The mails that a registration gets: one for its birth and one for each later state, as rows of the outbox."""

from collections.abc import Mapping

from core import outbox
from core.models import StatusChange
from events.enums import ACTIVE
from events.models import Event, Registration


def tell(
    registration: Registration,
    *,
    event: Event,
    change: StatusChange,
    token: str = "",
    template: str = "",
    context: Mapping[str, object] | None = None,
) -> None:
    """Queue the mail that tells the person the present state; nothing for whoever gave no e-mail address.

    `change` is the history row it tells of: one row, one mail, whatever happens in between. `token` goes into the first mail only,
    as the link to the person's own page; afterwards only its hash is left, and later mails hold `links.own_token`. `template`:
    another than that of the state. `context`: what else the template needs to know.
    """
    if not registration.email:
        return
    outbox.queue(
        template or f"registration.{registration.state}",
        to=(registration, "email"),
        key=f"registration:{change.uid}",
        to_label=registration.code,
        context={**(context or {}), "registration": str(registration.uid)},
        secrets={"token": token} if token else None,
        language=registration.language,
        host=event.host.code,
        scope=str(event.uid),
        expires_at=event.ends_at,
    )


def tell_who_asked(other: Registration, *, event: Event, change: StatusChange) -> None:
    """Tell the person in whose place `other` was asked to come that they do not: the place is theirs still. `change`: how it ended.

    Nothing for who has no place any more.
    """
    asker = other.replaces
    if asker is not None and asker.state in ACTIVE:
        context = {"other": str(other.uid)}
        tell(asker, event=event, change=change, template="registration.not_taken", context=context)
