"""Places, partners and team of an event."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.routes import declare
from directory.queries import (
    DISTRICT,
    area_words,
    category_labels,
    district_level,
    provinces,
    words_of_the_smallest_in,
)
from events import enums
from events.forms.desk_event import PartnerForm
from events.forms.desk_people import InviteForm, LimitForm, PlacesForm, RoleForm
from events.models import Event, EventPartner, EventRole, Pool
from events.services import events as event_service
from events.services import seats, team
from events.services.institutions import name_partner
from events.views.desk import desk_page, team_event, waiting, with_promoted

MANAGERS = ("organiser", "manager")
BOTH = ["GET", "POST"]


# == Places ======================================================================================================


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """How many can come, and from where: the limits in plain words, the two usual ones in a form."""
    event = team_event(request, slug, "events.manage_event")
    level = district_level(_country(event))
    usual = _usual(event, level)
    initial = {name: pool.size for name, pool in usual.items() if pool}
    form = PlacesForm(request.POST or None, initial=initial, areas=words_of_the_smallest_in(_country(event)))
    if request.method == "POST" and form.is_valid():
        before = waiting(event)
        try:
            _save_usual(event, form.cleaned_data, usual, level, request.actor)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, with_promoted(_("Saved."), event, before=before))
            return redirect("events:desk-places", event.slug)
    return desk_page(
        request,
        "events/desk/places.html",
        event,
        "desk-places",
        form=form,
        limit_form=LimitForm(event=event),
        pools=_in_words(event),
    )


def _country(event: Event) -> str:
    return event.country or event.host.country


def _usual(event: Event, level: int) -> dict[str, Pool | None]:
    pools = list(event.pools.all())
    return {
        "seats": next((pool for pool in pools if pool.kind == enums.PoolKind.EVENT), None),
        "per_district": next(
            (pool for pool in pools if pool.kind == enums.PoolKind.PER_AREA and pool.level == level), None
        ),
    }


def _save_usual(event: Event, data: dict, usual: dict, level: int, actor) -> None:
    keys = {
        "seats": {"kind": enums.PoolKind.EVENT},
        "per_district": {"kind": enums.PoolKind.PER_AREA, "level": level},
    }
    for name, key in keys.items():
        if data[name]:
            seats.set_pool(event, actor=actor, size=data[name], **key)
        elif usual[name]:
            seats.remove_pool(usual[name], actor=actor)


def _in_words(event: Event) -> list[dict]:
    """Each limit as a sentence, with what is left of it."""
    labels, rows = category_labels(), []
    for pool, left in seats.free_seats(event):
        n = {"n": pool.size}
        if pool.reserved:
            whom = pool.area or labels.get(pool.category, pool.category)
            words = ngettext("One seat kept for “%(whom)s”", "%(n)d seats kept for “%(whom)s”", pool.size)
            rows.append({"pool": pool, "words": words % {**n, "whom": whom}, "left": left})
            continue
        if pool.kind == enums.PoolKind.EVENT:
            words = ngettext("One seat in all", "%(n)d seats in all", pool.size) % n
        elif pool.kind == enums.PoolKind.PER_AREA:
            areas = area_words(provinces(_country(event))) if pool.level == 1 else DISTRICT
            words = _("At most %(n)d from %(each)s") % {**n, "each": areas.each}
        elif pool.kind == enums.PoolKind.CATEGORY:
            words = _("At most %(n)d for “%(whom)s”") % {
                **n,
                "whom": labels.get(pool.category, pool.category),
            }
        else:
            words = _("At most %(n)d from %(area)s") % {**n, "area": pool.area}
        rows.append({"pool": pool, "words": words, "left": left})
    return rows


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def limit_new(request: HttpRequest, slug: str) -> HttpResponse:
    """One more limit, for one kind of participants or one area."""
    event = team_event(request, slug, "events.manage_event")
    form = LimitForm(request.POST, event=event)
    if form.is_valid():
        data = form.cleaned_data
        whom = {"category": data["category"]} if data["kind"] == "category" else {"area": data["area"]}
        before = waiting(event)
        try:
            seats.set_pool(
                event,
                actor=request.actor,
                kind=data["kind"],
                size=data["size"],
                reserved=data["reserved"],
                **whom,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, with_promoted(_("The limit is set."), event, before=before))
            return redirect("events:desk-places", event.slug)
    level = district_level(_country(event))
    usual = _usual(event, level)
    plain = PlacesForm(
        initial={name: pool.size for name, pool in usual.items() if pool},
        areas=words_of_the_smallest_in(_country(event)),
    )
    return desk_page(
        request,
        "events/desk/places.html",
        event,
        "desk-places",
        form=plain,
        limit_form=form,
        pools=_in_words(event),
    )


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def limit_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Lift a limit."""
    event = team_event(request, slug, "events.manage_event")
    before = waiting(event)
    seats.remove_pool(
        get_object_or_404(Pool.objects.select_related("event__host"), event=event, uid=uid),
        actor=request.actor,
    )
    messages.success(request, with_promoted(_("The limit is lifted."), event, before=before))
    return redirect("events:desk-places", event.slug)


# == Partners ====================================================================================================


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def partners(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stands behind the event, with a form for one more."""
    event = team_event(request, slug, "events.manage_event")
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            said = {"role": data["role"], "disclaimer": data["disclaimer"]}
            if data["which"] == "new":
                names = {"name": data["name"], "short_name": data["short_name"]}
                partner = name_partner(event, actor=request.actor, **names, **said)
            else:
                institution = data["institution"]
                partner = event_service.set_partner(
                    event, actor=request.actor, institution=institution, **said
                )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("%(name)s is named on the event's page.") % {"name": partner.institution}
            )
            return redirect("events:desk-partners", event.slug)
    rows = event.partners.select_related("institution")
    return desk_page(request, "events/desk/partners.html", event, "desk-partners", form=form, partners=rows)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def partner_remove(request: HttpRequest, slug: str, code: str, role: str) -> HttpResponse:
    """Take an institution off the event's page."""
    event = team_event(request, slug, "events.manage_event")
    rows = EventPartner.objects.select_related("event__host", "institution")
    partner = get_object_or_404(rows, event=event, institution__code=code, role=role)
    event_service.remove_partner(partner, actor=request.actor)
    messages.success(request, _("%(name)s is no longer named.") % {"name": partner.institution})
    return redirect("events:desk-partners", event.slug)


# == Team ========================================================================================================


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def team_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who works on the event, who is invited, and a form to invite one more."""
    event = team_event(request, slug, "events.manage_team")
    form = InviteForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            team.invite(
                event,
                actor=request.actor,
                email=data["email"],
                role=data["role"],
                name=data["name"],
                sessions=data["sessions"] or (),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The invitation is on its way. It can be accepted for seven days."))
            return redirect("events:desk-team", event.slug)
    people = defaultdict(list)
    for held in event.roles.select_related("user").prefetch_related("sessions").order_by("user__name", "id"):
        people[held.user].append(held)
    context = {
        "form": form,
        "people": list(people.items()),
        "organisers": event.host.memberships.filter(role="organiser", ended_at=None).select_related("user"),
        "invitations": [
            (each, enums.EventRoleCode(each.role).label) for each in team.open_invitations(event)
        ],
    }
    return desk_page(request, "events/desk/team.html", event, "desk-team", **context)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def team_member(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """One more role for somebody on the team (`uid` of a role they hold), or other sessions for a rapporteur."""
    event = team_event(request, slug, "events.manage_team")
    held = _held(event, uid)
    initial = {"role": held.role, "sessions": [session.uid for session in held.sessions.all()]}
    form = RoleForm(request.POST or None, event=event, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            team.grant_role(
                event,
                held.user,
                data["role"],
                actor=request.actor,
                sessions=data["sessions"] or (),
                reason=data["reason"],
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("events:desk-team", event.slug)
    return desk_page(request, "events/desk/team_member.html", event, "desk-team", form=form, held=held)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def role_revoke(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """End a role, after saying what that means."""
    event = team_event(request, slug, "events.manage_team")
    held = _held(event, uid)
    if request.method == "POST":
        team.revoke_role(held, actor=request.actor)
        messages.success(request, _("The role has ended. What %(name)s wrote stays.") % {"name": held.user})
        return redirect("events:desk-team", event.slug)
    context = {
        "title": _("End this role?"),
        "question": _("%(name)s: %(role)s") % {"name": held.user, "role": held.get_role_display()},
        "lost": [_("What this role may do on the event, at once. What the person wrote stays.")],
        "submit": _("End the role"),
        "cancel_url": reverse("events:desk-team", args=[event.slug]),
    }
    return desk_page(request, "confirm_desk.html", event, "desk-team", **context)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def invitation_withdraw(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take back an invitation to the team."""
    event = team_event(request, slug, "events.manage_team")
    invitation = get_object_or_404(team.open_invitations(event), uid=uid)
    team.withdraw_invitation(event, invitation, actor=request.actor)
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("events:desk-team", event.slug)


def _held(event: Event, uid) -> EventRole:
    return get_object_or_404(
        EventRole.objects.select_related("user", "event__host").prefetch_related("sessions"),
        event=event,
        uid=uid,
    )
