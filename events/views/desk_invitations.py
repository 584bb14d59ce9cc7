"""Invitations on the desk: who is asked to come, what they answered, inviting more, answers that came by phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.errors import DomainError
from core.permissions import may
from core.routes import declare
from core.tables import list_page
from directory.queries import category_labels
from events.forms.desk_places import InvitationFilters, InviteePeopleForm, ReplyForm
from events.invitees import Pasted, read_people, with_replies
from events.models import Event
from events.services import invitations
from events.views.desk import desk_page, team_event
from events.views.desk_registration import find, registration_page

SEERS = ("organiser", "manager", "registration", "checkin")
MANAGERS = ("organiser", "manager", "registration")
SORTS = {
    "invited": (gettext_lazy("Invited"), "queue_no"),
    "name": (gettext_lazy("Name"), "name_key"),
    "answered": (gettext_lazy("Answered"), "-replied_at"),
}


@declare(*SEERS, discloses="names")
@login_required
@require_GET
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is invited and what they answered. Seeing the list is logged."""
    event = team_event(request, slug, "events.see_registrations")
    rows = with_replies(event)
    numbers = dict(rows.values_list("reply").annotate(n=Count("pk")).order_by())
    table = list_page(
        request,
        rows.select_related("area", "institution"),
        filters=InvitationFilters,
        sorts=SORTS,
        default_sort="invited",
        counts={"reply": numbers},
    )
    audit.write(
        audit.Kind.DISCLOSURE,
        "list",
        actor=request.actor,
        about=event,
        host=event.host.code,
        data={"rows": len(table.rows), "of": "invitations"},
    )
    figures = {name: numbers.get(name, 0) for name in ("yes", "no", "none")}
    manages = may(request.actor, "events.manage_registrations", event)
    labels = category_labels()
    for row in table.rows:
        row.kind_label = labels.get(row.category, row.category)
    context = {"table": table, "figures": figures, "all": sum(figures.values()), "may_manage": manages}
    response = desk_page(request, "events/desk/invitations.html", event, "desk-invitations", **context)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def invitation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite people: typed or pasted, then shown as they were understood, then sent."""
    event = team_event(request, slug, "events.manage_registrations")
    form = InviteePeopleForm(request.POST or None, event=event)
    read = None
    if request.method == "POST" and form.is_valid():
        read = read_people(form.cleaned_data["people"], event)
        if not read.faults and "again" not in request.POST:
            try:
                if "sure" in request.POST:
                    return _invite(request, event, read, form)
                invitations.check_list(event, read.people, reply_by=form.cleaned_data["reply_by"])
            except DomainError as error:
                form.add_domain_error(error)
                read = None
        for fault in read.faults if read else ():
            form.add_error("people", fault)
    preview = read if read and not read.faults and "again" not in request.POST else None
    labels = category_labels()
    context = {"form": form, "preview": preview, "kinds": labels.values()}
    if preview:
        context["rows"] = [(person, labels.get(person.get("category", ""), "")) for person in preview.people]
        context["without_mail"] = sum(not person.get("email") for person in preview.people)
    return desk_page(request, "events/desk/invitation_new.html", event, "desk-invitations", **context)


def _invite(request: HttpRequest, event: Event, read: Pasted, form: InviteePeopleForm) -> HttpResponse:
    language, reply_by = form.cleaned_data["language"], form.cleaned_data["reply_by"]
    people = [{**person, "language": language} for person in read.people]
    done = invitations.invite(event, people, actor=request.actor, reply_by=reply_by)
    number = len(done.invited)
    words = ngettext("One person is invited.", "%(n)d people are invited.", number) % {"n": number}
    messages.success(request, words)
    if done.known:
        names = ", ".join(done.known[:10])
        messages.warning(
            request, _("Left out, because their contact is known here already: %(names)s.") % {"names": names}
        )
    return redirect("events:desk-invitations", event.slug)


@declare(*MANAGERS, methods=("POST",), discloses="names")
@login_required
@require_POST
def registration_reply(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Record what somebody invited said on the phone, by letter or in person."""
    event, registration = find(request, slug, code, "events.manage_registrations")
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return registration_page(request, event, registration, reply_form=form)
    data = form.cleaned_data
    if data["coming"] == "yes":
        consents = form.consents()
        invitations.accept(registration, actor=request.actor, channel=data["channel"], consents=consents)
    else:
        invitations.refuse(registration, actor=request.actor, channel=data["channel"], words=data["words"])
    words = {"name": registration, "state": registration.get_state_display()}
    messages.success(request, _("%(name)s: %(state)s.") % words)
    return redirect("events:desk-registration", event.slug, registration.code)
