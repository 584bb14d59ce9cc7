"""Delegations on the desk: seats for institutions, names from a letter, the link, freeing unnamed seats; and substitutes."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.errors import DomainError
from core.routes import declare
from events.enums import HOLDING
from events.forms.desk_places import DelegateForm, DelegationForm, DelegationSeatsForm, ManyDelegationsForm
from events.models import Delegation, Event
from events.services import delegations as service
from events.services.delegations_many import Line, add_delegation_to, add_delegations, read_lines
from events.services.substitution import substitute
from events.views.desk import desk_page, team_event, waiting, with_promoted
from events.views.desk_registration import find

MANAGERS = ("organiser", "manager", "registration")
BOTH = ["GET", "POST"]
KEY = "desk-delegations"
NAMED = Count("registrations", filter=Q(registrations__state__in=HOLDING))


@declare(*MANAGERS)
@login_required
@require_GET
def delegation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The delegations of the event, with how many seats have a name."""
    event = team_event(request, slug, "events.manage_registrations")
    rows = list(
        event.delegations.select_related("institution").annotate(named=NAMED).order_by("institution__name")
    )
    figures = {"seats": sum(row.seats for row in rows), "named": sum(row.named for row in rows)}
    return desk_page(request, "events/desk/delegations.html", event, KEY, rows=rows, figures=figures)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def delegation_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an institution seats."""
    event = team_event(request, slug, "events.manage_registrations")
    form = DelegationForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_delegation_to(
                event,
                form.cleaned_data["institution"] or form.cleaned_data["name"],
                actor=request.actor,
                **form.for_service(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            sent = _("The link is on its way.") if made.delegation.email else ""
            messages.success(request, f"{_('The seats are kept.')} {sent}".strip())
            return redirect("events:desk-delegation", event.slug, made.delegation.uid)
    return desk_page(request, "events/desk/delegation_new.html", event, KEY, form=form)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def delegation_many(request: HttpRequest, slug: str) -> HttpResponse:
    """Give many institutions seats: typed or pasted, then shown as they were understood, then all of them or none."""
    event = team_event(request, slug, "events.manage_registrations")
    form = ManyDelegationsForm(request.POST or None, event=event)
    lines: list[Line] = []
    if request.method == "POST" and form.is_valid():
        lines, faults = read_lines(form.cleaned_data["institutions"])
        if "sure" in request.POST and not faults and "again" not in request.POST:
            more = {name: form.cleaned_data[name] for name in ("language", "category")}
            try:
                made = add_delegations(event, lines, actor=request.actor, **more)
            except DomainError as error:
                faults = [str(error)]
            else:
                words = ngettext(
                    "One institution has seats now.", "%(n)d institutions have seats now.", len(made)
                )
                messages.success(request, words % {"n": len(made)})
                return redirect("events:desk-delegations", event.slug)
        for fault in faults:
            form.add_error("institutions", fault)
    preview = [] if form.errors or "again" in request.POST else lines
    context = {"form": form, "preview": preview, "seats": sum(line.seats for line in preview)}
    return desk_page(request, "events/desk/delegation_many.html", event, KEY, **context)


def _find(request: HttpRequest, slug: str, uid) -> tuple[Event, Delegation]:
    event = team_event(request, slug, "events.manage_registrations")
    rows = event.delegations.select_related("institution", "area", "event__host")
    return event, get_object_or_404(rows, uid=uid)


def _page(request: HttpRequest, event: Event, delegation: Delegation, **context) -> HttpResponse:
    named = list(delegation.registrations.filter(state__in=HOLDING).order_by("queue_no"))
    ended = delegation.registrations.exclude(state__in=HOLDING).order_by("queue_no")
    page = {
        "delegation": delegation,
        "named": named,
        "ended": list(ended),
        "left": max(0, delegation.seats - len(named)),
        "name_form": DelegateForm(event=event),
        "seats_form": DelegationSeatsForm(
            event=event, initial={"seats": delegation.seats, "release_at": delegation.release_at}
        ),
        **context,
    }
    response = desk_page(request, "events/desk/delegation.html", event, KEY, **page)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names")
@login_required
@require_http_methods(BOTH)
def delegation_detail(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """One delegation: who is named, how many seats it has. Seeing the names is logged."""
    event, delegation = _find(request, slug, uid)
    form = DelegationSeatsForm(request.POST or None, event=event)
    if request.method == "POST":
        if form.is_valid():
            try:
                service.change_delegation(delegation, actor=request.actor, **form.cleaned_data)
            except DomainError as error:
                form.add_domain_error(error)
                delegation.refresh_from_db()
            else:
                messages.success(request, _("The seats are changed."))
                return redirect("events:desk-delegation", event.slug, delegation.uid)
        return _page(request, event, delegation, seats_form=form)
    audit.write(audit.Kind.DISCLOSURE, "view", actor=request.actor, about=delegation, host=event.host.code)
    return _page(request, event, delegation)


@declare(*MANAGERS, methods=("POST",), discloses="names")
@login_required
@require_POST
def delegation_name(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Enter a name from a letter."""
    event, delegation = _find(request, slug, uid)
    form = DelegateForm(request.POST, event=event)
    if form.is_valid():
        try:
            made = service.name_person(delegation, actor=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("%(name)s is named.") % {"name": made})
            return redirect("events:desk-delegation", event.slug, delegation.uid)
    return _page(request, event, delegation, name_form=form)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def delegation_link(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """A new link, shown once; the old one ends."""
    event, delegation = _find(request, slug, uid)
    token = service.renew_link(delegation, actor=request.actor)
    return _page(request, event, delegation, link=f"{settings.SITE_URL}/d/{token}/")


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def delegation_release(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Free the seats without a name."""
    event, delegation = _find(request, slug, uid)
    before = waiting(event)
    service.release(delegation, actor=request.actor)
    messages.success(request, with_promoted(_("The unnamed seats are free."), event, before=before))
    return redirect("events:desk-delegation", event.slug, delegation.uid)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def registration_substitute(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Somebody else comes in a person's place."""
    event, registration = find(request, slug, code, "events.manage_registrations")
    form = DelegateForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            successor = substitute(registration, actor=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            words = {"new": successor, "old": registration}
            messages.success(request, _("%(new)s comes in the place of %(old)s.") % words)
            return redirect("events:desk-registration", event.slug, successor.code)
    context = {"form": form, "registration": registration}
    return desk_page(
        request, "events/desk/registration_substitute.html", event, "desk-registrations", **context
    )
