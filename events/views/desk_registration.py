"""One registration on the desk: what is known, what happened, the contact behind a reason, the decisions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit, workflow
from core.access import reveal_many
from core.errors import DomainError
from core.permissions import may, require
from core.routes import declare
from directory.queries import category_labels
from events.enums import OPEN, ConsentPurpose, RegistrationState
from events.forms.desk_event import NoteForm
from events.forms.desk_places import ReplyForm
from events.forms.desk_registrations import CorrectForm, RevealForm
from events.models import Event, Registration
from events.services import answers, invitations
from events.services import registrations as service
from events.short_text import short_text
from events.views.desk import desk_page, team_event
from events.workflow import REGISTRATION

SEERS = ("organiser", "manager", "registration", "checkin")
MANAGERS = ("organiser", "manager", "registration")
# What staff may do here, and the button's kind. `confirm` and `waitlist` of the table are both "approve": the seats decide.
MOVES = {
    "confirm": "approve",
    "decline": "decline",
    "cancel": "cancel",
    "reopen": "reopen",
    "invite": "invite",
}
WITH_REASON = {"decline": service.decline, "cancel": service.cancel, "reopen": service.reopen}


def find(
    request: HttpRequest, slug: str, code: str, permission: str = "events.see_registrations"
) -> tuple[Event, Registration]:
    """The event and one of its registrations: 404 to who may not know of it, 403 to who may not do this."""
    event = team_event(request, slug, "events.see_registrations")
    rows = Registration.objects.visible_to(request.actor).select_related(
        "event__host", "area__parent", "institution", "person", "delegation__institution", "replaces"
    )
    registration = get_object_or_404(rows, event=event, code=code)
    require(request.actor, permission, registration)
    return event, registration


def registration_page(
    request: HttpRequest, event: Event, registration: Registration, *, status: int = 200, **context
) -> HttpResponse:
    """The page of one registration; `context` takes the place of what it shows otherwise, such as a form with faults."""
    consents = service.current_consents(registration)
    moves = [
        move
        for move in workflow.available(REGISTRATION, registration, request.actor)
        if move.name in MOVES
        and not (move.name == "confirm" and registration.state == RegistrationState.INVITED)
    ]
    manages = may(request.actor, "events.manage_registrations", registration)
    page = {
        "registration": registration,
        "category": category_labels().get(registration.category, registration.category),
        "consents": [(purpose, consents.get(purpose.value, False)) for purpose in ConsentPurpose],
        "changes": [
            (change, REGISTRATION.states(change.to_state).label) for change in registration.changes.all()
        ],
        "scans": registration.scans.all(),
        "attempts": registration.contact_attempts.order_by("-id")[:10],
        "short_text": short_text(event, registration),
        "successors": registration.replaced_by.all(),
        "moves": {MOVES[move.name]: move for move in moves},
        "has_contact": bool(registration.email or registration.phone),
        "may_reveal": may(request.actor, "events.reveal_contact", registration),
        "may_manage": manages,
        "may_correct": manages and registration.state in OPEN,
        "reply_form": ReplyForm(),
        "reveal_form": RevealForm(initial={"purpose": "event"}),
        "note_form": NoteForm(),
        **context,
    }
    response = desk_page(
        request, "events/desk/registration.html", event, "desk-registrations", status=status, **page
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*SEERS, discloses="names")
@login_required
@require_GET
def registration_detail(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One person's registration with its history. Looking at it is logged."""
    event, registration = find(request, slug, code)
    audit.write(audit.Kind.DISCLOSURE, "view", actor=request.actor, about=registration, host=event.host.code)
    return registration_page(request, event, registration, answers=_answers(request, event, registration))


def _answers(request: HttpRequest, event: Event, registration: Registration) -> list[tuple]:
    """(row, answer in words) to the event's own questions, for the registration team; logged."""
    if not may(request.actor, "events.reveal_contact", registration):
        return []
    rows = list(registration.question_answers.select_related("question"))
    opened = answers.read_answers(
        rows, actor=request.actor, purpose="page of the registration", host=event.host.code
    )
    return [(row, answers.in_words(row.question, answer)) for row, answer in opened]


@declare(*MANAGERS, methods=("POST",), discloses="contact")
@login_required
@require_POST
def registration_contact(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """E-mail and phone, shown once, for a reason that goes into the log first."""
    event, registration = find(request, slug, code, "events.reveal_contact")
    form = RevealForm(request.POST)
    if not form.is_valid():
        return registration_page(request, event, registration, reveal_form=form)
    [contact] = reveal_many(
        [registration], ["email", "phone"], actor=request.actor, purpose=form.reason(), host=event.host.code
    )
    return registration_page(request, event, registration, contact=contact)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def registration_move(request: HttpRequest, slug: str, code: str, move: str) -> HttpResponse:
    """Approve, decline, withdraw or take up again. Approving and inviting again ask for no reason."""
    event, registration = find(request, slug, code, "events.manage_registrations")
    if move == "approve":
        service.approve(registration, actor=request.actor)
    elif move == "invite":
        invitations.invite_again(registration, actor=request.actor)
    elif move in WITH_REASON:
        form = NoteForm(request.POST)
        if not form.is_valid():
            return registration_page(request, event, registration, note_form=form, asked=move)
        WITH_REASON[move](registration, actor=request.actor, note=form.cleaned_data["note"])
    else:
        raise Http404
    messages.success(
        request, _("%(name)s: %(state)s.") % {"name": registration, "state": registration.get_state_display()}
    )
    return redirect("events:desk-registration", event.slug, registration.code)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(["GET", "POST"])
def registration_correct(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Correct what is known of somebody: a misspelt name, a new number, another kind. The history names the fields."""
    event, registration = find(request, slug, code, "events.manage_registrations")
    form = CorrectForm(request.POST or None, registration=registration)
    if request.method == "POST" and form.is_valid():
        try:
            service.update_registration(registration, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("events:desk-registration", event.slug, code)
    else:
        audit.write(
            audit.Kind.DISCLOSURE, "view", actor=request.actor, about=registration, host=event.host.code
        )
    response = desk_page(
        request, "events/desk/registration_correct.html", event, "desk-registrations", form=form, registration=registration,
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response
