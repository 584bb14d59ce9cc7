"""Every message of an event in one list: mails of the outbox, calls and words in person, letters to offices."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import OutboundMail
from events.enums import Channel
from events.models import ContactAttempt, Event, EventLetter, Registration

NAMES = {
    "registration.confirmed": gettext_lazy("Confirmation"),
    "registration.pending": gettext_lazy("We decide and tell you"),
    "registration.waitlisted": gettext_lazy("You are on the waiting list"),
    "registration.declined": gettext_lazy("No place this time"),
    "registration.cancelled": gettext_lazy("Withdrawn"),
    "registration.invited": gettext_lazy("Personal invitation"),
    "registration.offered": gettext_lazy("A place is offered"),
    "registration.offer_lapsed": gettext_lazy("The offer has lapsed"),
    "registration.handed_on": gettext_lazy("A place was handed on"),
    "registration.not_taken": gettext_lazy("Nobody took the place"),
    "registration.request_decided": gettext_lazy("Your request"),
    "event.announcement": gettext_lazy("Announcement"),
    "event.reminder": gettext_lazy("Reminder"),
    "agenda.released": gettext_lazy("The agenda has changed"),
    "certificate.issued": gettext_lazy("Certificate"),
    "delegation.invited": gettext_lazy("Link for a delegation"),
    "event.moved": gettext_lazy("Time or place have changed"),
    "event.cancelled": gettext_lazy("The event is cancelled"),
    "accounts.invitation": gettext_lazy("Invitation to the team"),
}
ICONS = {Channel.MAIL: "mail", Channel.PHONE: "phone", Channel.LETTER: "file", Channel.IN_PERSON: "user"}


@dataclass
class Message:
    """One line of the list. `mail`: the row of the outbox, when it is one; `outcome`: what came of a call."""

    what: str
    channel: str
    icon: str
    whom: str
    when: datetime
    code: str = ""
    mail: OutboundMail | None = None
    outcome: str = ""
    note: str = ""


def all_messages(
    event: Event, *, mails: QuerySet[OutboundMail], channels: list[str], person: Registration | None
) -> QuerySet:
    """Rows of (when, of_kind, id) of all channels, or of those named; of one person, or of everybody. Give them to `on_page`."""
    attempts = ContactAttempt.objects.filter(registration__event=event)
    letters = EventLetter.objects.filter(event=event, letter__isnull=False)
    if person is not None:
        mails = mails.filter(context__registration=str(person.uid))
        attempts, letters = attempts.filter(registration=person), letters.filter(registration=person)
    if channels:
        attempts = attempts.filter(channel__in=channels)
        mails = mails if Channel.MAIL in channels else mails.none()
        letters = letters if Channel.LETTER in channels else letters.none()
    return _keys(mails, "mail", "created_at").union(
        _keys(attempts, "attempt", "at"), _keys(letters, "letter", "letter__created_at"), all=True
    )


def only_mails(mails: QuerySet[OutboundMail]) -> QuerySet:
    """The same rows, of mails alone."""
    return _keys(mails, "mail", "created_at")


def _keys(rows: QuerySet, kind: str, moment: str) -> QuerySet:
    named = rows.order_by().annotate(when=F(moment), of_kind=Value(kind, output_field=CharField()))
    return named.values("when", "of_kind", "id")


def on_page(keys: list[dict]) -> list[Message]:
    """The messages of one page, in its order: a query for each kind."""

    def of(kind: str) -> list[int]:
        return [key["id"] for key in keys if key["of_kind"] == kind]

    mails = OutboundMail.objects.in_bulk(of("mail"))
    people = _people(list(mails.values()))
    attempts = ContactAttempt.objects.select_related("registration").in_bulk(of("attempt"))
    letters = EventLetter.objects.select_related("letter", "institution", "registration").in_bulk(
        of("letter")
    )
    found = []
    for key in keys:
        if key["of_kind"] == "mail":
            found.append(of_mail(mails[key["id"]], people))
        elif key["of_kind"] == "attempt":
            found.append(_of_attempt(attempts[key["id"]]))
        else:
            found.append(_of_letter(letters[key["id"]]))
    return found


def of_mails(mails: list[OutboundMail]) -> list[Message]:
    """Mails alone, as lines of the list."""
    people = _people(mails)
    return [of_mail(mail, people) for mail in mails]


def of_mail(mail: OutboundMail, people: dict[str, tuple[str, str]]) -> Message:
    name, code = people.get(mail.context.get("registration", ""), (mail.to_label, ""))
    return Message(
        what=str(NAMES.get(mail.template) or mail.subject or _("Message")), channel=str(Channel.MAIL.label), icon="mail",
        whom=name, code=code, when=mail.sent_at or mail.created_at, mail=mail,
    )  # fmt: skip


def _people(mails: list[OutboundMail]) -> dict[str, tuple[str, str]]:
    """{uid: (name, code)} of whom these mails go to."""
    uids = {mail.context["registration"] for mail in mails if mail.context.get("registration")}
    rows = Registration.objects.filter(uid__in=uids).values_list("uid", "name", "code")
    return {str(uid): (name, code) for uid, name, code in rows}


def _of_attempt(attempt: ContactAttempt) -> Message:
    channel = Channel(attempt.channel)
    return Message(
        what=str(channel.label), channel=str(channel.label), icon=ICONS.get(channel, "phone"), whom=attempt.registration.name,
        code=attempt.registration.code, when=attempt.at, outcome=attempt.get_outcome_display(),
        note=" · ".join(part for part in (attempt.note, attempt.actor_label) if part),
    )  # fmt: skip


def _of_letter(row: EventLetter) -> Message:
    assert row.letter is not None
    return Message(
        what=row.get_kind_display(), channel=str(Channel.LETTER.label), icon="file", whom=f"{row.office}, {row.institution}",
        code=row.registration.code if row.registration else "", when=row.letter.created_at, outcome=row.letter.our_number,
    )  # fmt: skip
