"""The event itself: made, changed, published, cancelled, closed, and who stands behind it.

Times come as aware datetimes; texts come cleaned (forms and serializers do that).
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, workflow
from core.actors import Actor
from core.errors import Conflict, DomainError, Forbidden
from core.locking import lock
from core.permissions import require
from core.sealed import seal
from core.text import address_of
from core.workflow import record
from directory.models import Institution
from events.enums import EventState, Promotion, Risk, Visibility
from events.models import Event, EventPartner
from events.services import moving, notices
from events.shifting import is_zone
from events.workflow import EVENT

RESERVED = {"new", "upcoming"}  # addresses of the desk's own pages
LONGEST = timedelta(days=400)  # a course of a year; more is a slip of the pen
RISK_ORDER = {Risk.OPEN: 0, Risk.RESTRICTED: 1, Risk.CONFIDENTIAL: 2}
FIELDS = frozenset(
    "series kind title summary audience format starts_at ends_at date_precision timezone country venue city languages visibility substitutes "
    "risk sdgs registration_opens_at registration_closes_at approval waiting_list coverage_target reported_count reported_qualifier "
    "reported_kind promotion offer_hours".split()
)
MOST_HOURS = 720  # a month: for how long a freed place may be offered

MATERIAL = frozenset("starts_at ends_at timezone venue city".split())  # what a calendar entry says


def create_event(
    host: Institution,
    *,
    actor: Actor,
    slug: str = "",
    is_sample: bool = False,
    joining_link: str = "",
    **fields,
) -> Event:
    """A new event of `host`, as a draft that only its team sees. `fields` are those of the model (FIELDS).

    1. checks that the actor organises for the host, 2. checks the fields against each other, 3. makes the address from the title,
    4. saves event and joining link (sealed), 5. writes its birth into the history.
    Raises Forbidden; DomainError naming the fields that do not fit.
    """
    if not actor.is_system and host.pk not in actor.organiser_of:
        raise Forbidden(_("Only organisers of the institution can make its events."))
    if not host.is_host:
        raise DomainError.on(
            "host",
            _("This institution does not hold events here. Ask the administrator to make it a host."),
            "not_a_host",
        )
    _only_known(fields)
    event = Event(host=host, is_sample=is_sample, **fields)
    _check(event)
    seal(event, "joining_link", joining_link)
    with transaction.atomic():
        event.slug = slug or _free_slug(event)
        if event.slug in RESERVED:
            raise Conflict(_("This address is taken. Choose another."), "slug_taken")
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("This address is taken by another event."), "slug_taken") from error
        record(EVENT, event, "create", "", actor=actor)
    return event


def update_event(
    event: Event,
    *,
    actor: Actor,
    note: str = "",
    move_agenda: bool = False,
    move_registration: bool = False,
    joining_link: str | None = None,
    **changes,
) -> Event:
    """Change fields of the event. Returns it as it stands afterwards.

    1. locks the event, 2. a risk that rises hides the event at once (visibility "restricted"); one that falls needs an organiser of the
    host and a note, and is written into the audit trail, 3. a new time zone keeps the times on the wall, of the event (unless new
    ones are given) and of its sessions, 4. `move_agenda` moves the sessions by as many days as the first day moved,
    `move_registration` those times of registration that are to come and were not given anew,
    5. checks the fields against each other and saves, 6. writes into the history which fields changed, never their values, and by
    how many days the agenda moved,
    7. another time or place of a published event counts in `sequence`, and whoever has a place is told once, with the calendar entry.
    """
    require(actor, "events.manage_event", event)
    _only_known(changes)
    with transaction.atomic():
        before = lock(event)
        if before.state == EventState.CANCELLED:
            raise Conflict(_("The event was cancelled; it can no longer be changed."), "cancelled")
        after = lock(event)
        for name, value in changes.items():
            setattr(after, name, value)
        _weigh_risk(before, after, actor, note)
        by = moving.moved_by(before, after)
        days = by if move_agenda else 0
        if sessions_move := bool(after.timezone != before.timezone or days):
            _move(before, after, set(changes), days)
        if move_registration and by:
            moving.move_registration(before, after, by)
        _check(after)
        if joining_link is not None:
            seal(after, "joining_link", joining_link)
        changed = sorted(name for name in FIELDS if getattr(after, name) != getattr(before, name))
        changed += ["joining_link"] if joining_link is not None else []
        moved = after.state == EventState.PUBLISHED and not MATERIAL.isdisjoint(changed)
        after.sequence = before.sequence + moved
        after.save()
        if moved:
            notices.event_moved(after)
        if changed:
            evidence: dict[str, object] = {"fields": changed}
            if moved and sessions_move:
                # Those with a place are told by now, so that a release need not (moving.marked).
                evidence["agenda_moved"] = {"days": days, "zone": before.timezone}
            record(EVENT, after, "update", after.state, actor=actor, note=note, evidence=evidence)
    event.refresh_from_db()
    return event


def publish_event(event: Event, *, actor: Actor) -> Event:
    """Show the event to whom its visibility allows.

    Refused while something is missing (`publish_problems`): the error names each thing. Effects: state, history row.
    """
    with transaction.atomic():
        locked = lock(event)
        if problems := [problem.message for problem in publish_problems(locked)]:
            raise DomainError(" ".join(problems), "not_ready", problems=problems)
        workflow.apply(EVENT, "publish", event, actor=actor)
    return event


class Problem:
    """Something that stands in the way of publishing: a code (`title`, `dates`, `sessions`, `place`, `registration`) and a sentence."""

    def __init__(self, code: str, message: str):
        self.code, self.message = code, message


def publish_problems(event: Event) -> list[Problem]:
    """What must be mended before the event can be published, in the order of the page. One query."""
    problems = []
    if not event.title:
        problems.append(Problem("title", _("Give the event a title.")))
    if event.ends_at <= event.starts_at:
        problems.append(Problem("dates", _("Let the event end after it starts.")))
    if event.format != "online" and not (event.venue or event.city):
        problems.append(Problem("place", _("Say where the event takes place: at least the city.")))
    outside = [
        str(session)
        for session in event.sessions.filter(state="planned")
        if not inside(event, session.starts_at, session.ends_at)
    ]
    if outside:
        names = "; ".join(outside[:5])
        problems.append(
            Problem(
                "sessions",
                _("These sessions lie outside the days of the event: %(names)s.") % {"names": names},
            )
        )
    return problems


def inside(event: Event, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a span of time lies within the days of the event, as its own time zone counts days."""
    first, last = event.starts_at.astimezone(event.zone).date(), event.ends_at.astimezone(event.zone).date()
    return first <= starts_at.astimezone(event.zone).date() and ends_at.astimezone(event.zone).date() <= last


def cancel_event(event: Event, *, actor: Actor, note: str) -> Event:
    """Call the event off, for good. Registrations stay as they are, in case it is held again.

    1. state and history with the reason, 2. every planned session counts as changed (calendars fetch the cancellation),
    3. a mail to everybody who is registered and has an address.
    """
    with transaction.atomic():
        event.sequence += 1
        workflow.apply(
            EVENT,
            "cancel",
            event,
            actor=actor,
            note=note,
            evidence={"note": note},
            update_fields=["sequence", "changed_at"],
        )
        for session in event.sessions.filter(state="planned"):
            session.sequence += 1
            session.save(update_fields=["sequence", "changed_at"])
        notices.event_cancelled(event)
    return event


def close_event(event: Event, *, actor: Actor) -> Event:
    """Put the event to rest: no more registrations, agenda and pages stay. Effects: state, history row."""
    workflow.apply(EVENT, "close", event, actor=actor)
    return event


def set_partner(
    event: Event,
    *,
    actor: Actor,
    institution: Institution,
    role: str,
    disclaimer: str = "",
    position: int | None = None,
) -> EventPartner:
    """Name an institution behind the event, or change what is said of it. New ones come last unless `position` says otherwise."""
    require(actor, "events.manage_event", event)
    with transaction.atomic():
        lock(event)
        if position is None:
            known = (
                event.partners.filter(institution=institution, role=role)
                .values_list("position", flat=True)
                .first()
            )
            last = event.partners.aggregate(last=Max("position"))["last"]
            position = known if known is not None else (0 if last is None else last + 1)
        partner, _created = EventPartner.objects.update_or_create(
            event=event,
            institution=institution,
            role=role,
            defaults={"disclaimer": disclaimer, "position": position},
        )
    return partner


def remove_partner(partner: EventPartner, *, actor: Actor) -> None:
    """Take an institution off the event's page."""
    require(actor, "events.manage_event", partner.event)
    partner.delete()


# == Checks and helpers ==========================================================================================


def _only_known(fields: dict) -> None:
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"not fields of an event that a service may set: {sorted(unknown)}")


def _check(event: Event) -> None:
    """The fields of one event against each other. Raises DomainError with a sentence per field.

    An end of registration without a beginning: it begins now, which is when the event is published if that is later.
    """
    if event.registration_closes_at and not event.registration_opens_at:
        event.registration_opens_at = timezone.now()
    wrong: dict[str, str] = {}
    if not event.title:
        wrong["title"] = _("Give the event a title.")
    if not is_zone(event.timezone):
        raise DomainError.on(
            "timezone", _("Choose a time zone from the list, such as Asia/Karachi."), "timezone"
        )
    if event.ends_at <= event.starts_at:
        wrong["ends_at"] = _("The event must end after it starts.")
    elif event.ends_at - event.starts_at > LONGEST:
        wrong["ends_at"] = _("An event of more than 400 days is too long. Make one event for each part.")
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens and closes and closes <= opens:
        wrong["registration_closes_at"] = _("Registration must close after it opens.")
    if event.promotion not in Promotion.values:
        wrong["promotion"] = _("Choose who gets a place that becomes free.")
    if not 0 <= event.offer_hours <= MOST_HOURS:
        wrong["offer_hours"] = _("Write a number of hours from 1 to 720.")
    if event.risk == Risk.CONFIDENTIAL and event.visibility != Visibility.RESTRICTED:
        wrong["visibility"] = _("A confidential event can only be shown to its team and those registered.")
    elif event.risk == Risk.RESTRICTED and event.visibility == Visibility.PUBLIC:
        wrong["visibility"] = _("An event at risk cannot be listed for everyone.")
    if wrong:
        raise DomainError(
            " ".join(wrong.values()), "invalid", fields={name: [text] for name, text in wrong.items()}
        )


def _free_slug(event: Event) -> str:
    """An address from the title: Latin letters where it has any, the kind of event where not; a number when it is taken."""
    texts = [event.title.get("en", ""), *event.title.values()]
    base = next(
        (slug for text in texts if (slug := address_of(text))),
        event.kind.replace("_", "-"),
    )
    if not re.search(r"\d{4}$", base):
        base = f"{base}-{event.starts_at.astimezone(ZoneInfo(event.timezone)).year}"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _weigh_risk(before: Event, after: Event, actor: Actor, note: str) -> None:
    """Raising hides at once; lowering needs an organiser of the host and a reason. (A second person is to come.)"""
    step = RISK_ORDER[Risk(after.risk)] - RISK_ORDER[Risk(before.risk)]
    if step > 0:
        after.visibility = Visibility.RESTRICTED
    elif step < 0:
        if not actor.is_system and before.host_id not in actor.organiser_of:
            raise Forbidden(_("Only an organiser of the host can lower the risk of an event."))
        if not note:
            raise DomainError.on("note", _("Write why the risk is lower now."), "required")
    if step:
        data = {"from": before.risk, "to": after.risk}
        audit.write(
            audit.Kind.OFFICIAL, "event_risk", actor=actor, about=after, host=after.host.code, data=data
        )


def _move(before: Event, after: Event, given: set[str], days: int) -> None:
    """Sessions (and times of the event that were not given anew) keep their time on the wall, in the new zone, `days` later."""
    if not is_zone(after.timezone):
        return  # _check says so
    if after.timezone != before.timezone:
        for name in ("starts_at", "ends_at", *moving.REGISTRATION_TIMES):
            if name not in given and getattr(after, name):
                setattr(after, name, moving.same_wall(getattr(after, name), before.zone, after.zone))
    moving.move_sessions(before, after, days)
