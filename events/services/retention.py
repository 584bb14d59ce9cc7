"""Forgetting who came when the time is over: the promise that the registration form makes.

90 days after an event was closed or cancelled, and 180 days after its end if nobody closed it, names and contacts of its
registrations are deleted; state, kind and area stay, which is what counts are made of. Who asked
"tell me what came of it" stays reachable, by their own wish, until they withdraw it.
Answers to an event's own questions go on the day that the question names, or with the name.
Backups keep what they hold until they expire (docs/settings.md).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core import audit
from core.actors import SYSTEM
from core.schedule import every
from events.enums import ConsentPurpose
from events.models import (
    Attendance,
    Certificate,
    Consent,
    ContactAttempt,
    Event,
    QuestionAnswer,
    Registration,
)
from events.services.answers import delete_answers

AFTER_CLOSE = timedelta(days=90)
AFTER_END = timedelta(days=180)
FORGOTTEN = "—"  # the name of somebody who was forgotten
BLANK: dict = {
    "name": FORGOTTEN, "name_key": "", "honorific": "", "designation": "", "office": "", "institution": None, "institution_text": "",
    "person": None, "email": "", "email_index": "", "phone": "", "phone_index": "", "needs": "", "token_hash": "", "form_token": None,
}  # fmt: skip


def events_past_their_time(now: datetime) -> QuerySet[Event]:
    """Events whose registrations no longer need a contact."""
    closed = Max("changes__at", filter=Q(changes__transition__in=["close", "cancel"]))
    return Event.objects.annotate(closed_at=closed).filter(
        Q(closed_at__lt=now - AFTER_CLOSE) | Q(ends_at__lt=now - AFTER_END)
    )


def forget_people(*, now: datetime | None = None) -> int:
    """Delete who is behind the registrations whose time is over. Returns of how many. Writes one audit row per event."""
    now = now or timezone.now()
    wish = Consent.objects.filter(registration=OuterRef("pk"), purpose=ConsentPurpose.OUTCOME).order_by("-id")
    forgotten = 0
    for event in events_past_their_time(now).select_related("host"):
        with transaction.atomic():
            held = event.registrations.exclude(name=FORGOTTEN).annotate(
                wish=Subquery(wish.values("given")[:1])
            )
            due = Registration.objects.filter(pk__in=[r.pk for r in held if not r.wish])
            Certificate.objects.filter(registration__in=due).update(name="")
            Attendance.objects.filter(registration__in=due).update(note="")
            ContactAttempt.objects.filter(registration__in=due).update(note="")
            delete_answers(QuestionAnswer.objects.filter(registration__in=due))
            count = due.update(**BLANK)
            if count:
                audit.write(
                    audit.Kind.OFFICIAL,
                    "people_forgotten",
                    actor=SYSTEM,
                    about=event,
                    host=event.host.code,
                    data={"count": count},
                )
        forgotten += count
    return forgotten


def forget_answers(*, today: date | None = None) -> int:
    """Delete the answers to questions whose day of deletion has come, with their files. Returns how many."""
    today = today or timezone.localdate()
    return delete_answers(QuestionAnswer.objects.filter(question__delete_on__lte=today))


@every(seconds=6 * 3600)
def forget_what_is_due() -> None:
    """Four times a day."""
    forget_people()
    forget_answers()
