"""A closed list: once an event is frozen, people ask for a change or to withdraw, and the organisers decide.

Asked for is kept sealed, because it may hold a contact. Frozen or not, staff can change everything themselves.
"""

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import outbox, workflow
from core.access import reveal
from core.actors import Actor
from core.errors import Conflict
from core.locking import lock
from core.permissions import may, require
from core.sealed import seal
from core.text import clean
from directory.models import Area
from events.enums import OPEN, ChangeKind, ChangeRequestState
from events.models import ChangeRequest, Event, Registration
from events.services.decisions import cancel
from events.services.details import clean_details
from events.services.registrations import update_registration
from events.services.substitution import substitute
from events.workflow import EVENT

MANAGE = "events.manage_registrations"


def freeze(event: Event, *, actor: Actor, frozen: bool = True) -> Event:
    """Close the list of an event, or open it again. Effects: the moment, a history row. Requests made meanwhile stay."""
    require(actor, MANAGE, event)
    with transaction.atomic():
        locked = lock(event)
        if bool(locked.frozen_at) != frozen:
            locked.frozen_at = timezone.now() if frozen else None
            locked.save(update_fields=["frozen_at"])
            verb = "freeze" if frozen else "unfreeze"
            workflow.record(EVENT, locked, verb, locked.state, actor=actor)
    event.frozen_at = locked.frozen_at
    return event


def ask_to_change(registration: Registration, *, actor: Actor, **details) -> ChangeRequest:
    """Ask for other details than those known. Raises DomainError on a field, as the change itself would."""
    fields = clean_details(registration.event, **details)
    if "area" in fields:
        fields["area"] = fields["area"].code if fields["area"] else ""
    return _ask(registration, ChangeKind.CHANGE, {"details": fields}, actor=actor)


def ask_to_substitute(registration: Registration, *, actor: Actor, **details) -> ChangeRequest:
    """Ask that somebody else comes instead: by the delegation that named the person."""
    fields = clean_details(registration.event, **{"name": "", **details})
    return _ask(registration, ChangeKind.CHANGE, {"substitute": fields}, actor=actor)


def ask_to_withdraw(registration: Registration, *, actor: Actor) -> ChangeRequest:
    """Ask to be taken off the list."""
    return _ask(registration, ChangeKind.WITHDRAW, {}, actor=actor)


def _ask(registration: Registration, kind: str, data: dict, *, actor: Actor) -> ChangeRequest:
    """A newer request of the same kind takes the place of one that nobody has decided on."""
    require(actor, "events.cancel_registration", registration)
    if registration.state not in OPEN:
        raise Conflict(_("This registration has ended."), "ended")
    with transaction.atomic():
        lock(registration.event)
        registration.change_requests.filter(kind=kind, state=ChangeRequestState.OPEN).delete()
        request = ChangeRequest(registration=registration, kind=kind)
        seal(request, "data", json.dumps(data))
        request.save(force_insert=True)
    return request


def what_is_asked(request: ChangeRequest, *, actor: Actor, purpose: str) -> dict:
    """What the request says, opened for its reader; logged first. {"details": {…}}, {"substitute": {…}} or {}."""
    require(actor, MANAGE, request.registration)
    host = request.registration.event.host.code
    return json.loads(reveal(request, "data", actor=actor, purpose=purpose, host=host) or "{}")


def accept_request(request: ChangeRequest, *, actor: Actor) -> ChangeRequest:
    """Do what was asked for, then mark it done. Raises what the change itself raises (such as "full"): then it stays open."""
    _must_be_open(request, actor)
    registration = request.registration
    asked = what_is_asked(request, actor=actor, purpose=_("Deciding on a request"))
    if request.kind == ChangeKind.WITHDRAW:
        cancel(registration, actor=actor)
    elif "substitute" in asked:
        substitute(registration, actor=actor, **asked["substitute"])
    else:
        details = asked.get("details", {})
        if "area" in details:
            details["area"] = Area.objects.filter(code=details["area"]).first() if details["area"] else None
        update_registration(registration, actor=actor, **details)
    return _decide(request, ChangeRequestState.ACCEPTED, actor=actor)


def refuse_request(request: ChangeRequest, *, actor: Actor, note: str = "") -> ChangeRequest:
    """Say no; `note` is shown to the person on their own page."""
    _must_be_open(request, actor)
    request.note = clean(note, label=_("The reason"), max_length=500, multiline=True)
    return _decide(request, ChangeRequestState.REFUSED, actor=actor)


def _must_be_open(request: ChangeRequest, actor: Actor) -> None:
    require(actor, MANAGE, request.registration)
    if request.state != ChangeRequestState.OPEN:
        raise Conflict(_("This request was decided on already."), "decided")


def _decide(request: ChangeRequest, state: str, *, actor: Actor) -> ChangeRequest:
    """Decided once: of two who press at the same moment, the second is told so."""
    row = ChangeRequest.objects.filter(pk=request.pk, state=ChangeRequestState.OPEN)
    request.state, request.decided_at = state, timezone.now()
    request.decided_by = actor.label[:200]
    fields = {"decided_at": request.decided_at, "decided_by": request.decided_by, "note": request.note}
    with transaction.atomic():
        if not row.update(state=state, **fields):
            raise Conflict(_("This request was decided on already."), "decided")
        if request.kind == ChangeKind.CHANGE or state == ChangeRequestState.REFUSED:
            _tell(request)  # who was withdrawn has the mail about that
    return request


def _tell(request: ChangeRequest) -> None:
    registration = request.registration
    if registration.email:
        outbox.queue(
            "registration.request_decided", to=(registration, "email"), to_label=registration.code,
            key=f"request:{request.uid}", language=registration.language,
            context={"request": str(request.uid), "registration": str(registration.uid)},
            host=registration.event.host.code, scope=str(registration.event.uid), expires_at=registration.event.ends_at,
        )  # fmt: skip


def is_asked_for(registration: Registration, actor: Actor) -> bool:
    """Whether a change is asked for instead of made: the list is closed, and it is not staff who acts."""
    return registration.event.frozen_at is not None and not may(actor, MANAGE, registration)
