"""Mailing circulated minutes to those who were there, in a job: a hall full of people is too many for one request."""

from django.db import transaction

from consultations import queries
from consultations.enums import MinutesState
from consultations.models import Minutes, ReadingLink
from core import outbox, tokens

BATCH = 100


def send_links(minutes: Minutes, *, version: int) -> int:
    """Queue one mail for each person present who has an e-mail address and no link to this version yet. Returns how many.

    Each has an own secret link, kept as a hash; the address goes sealed from the registration to the envelope. Running it again
    sends nothing twice. Nothing happens once the minutes have moved on.
    """
    sent = 0
    while batch := list(queries.present_without_link(minutes, version)[:BATCH]):
        minutes.refresh_from_db(fields=["state", "version"])
        if minutes.state != MinutesState.CIRCULATED or minutes.version != version:
            break
        for registration in batch:
            token, token_hash = tokens.make_token()
            with transaction.atomic():
                ReadingLink.objects.create(
                    minutes=minutes, version=version, registration=registration, token_hash=token_hash
                )
                outbox.queue(
                    "consultations.circulated", to=(registration, "email"), key=f"minutes:{minutes.uid}:{version}:{registration.uid}",
                    context={"minutes": str(minutes.uid), "version": version}, secrets={"token": token}, language=registration.language,
                    host=minutes.event.host.code, scope=str(registration.uid), expires_at=minutes.corrections_until,
                )  # fmt: skip
        sent += len(batch)
    return sent
