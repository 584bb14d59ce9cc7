"""Keeping the list in order: the freeze with the changes asked for since, and registrations that may be one person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import audit
from core.routes import declare
from directory.models import Area
from directory.queries import category_labels
from events.models import ChangeRequest, DistinctPair, Event, Registration
from events.services import freeze, merging
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
MOST_SHOWN = 100
WHY = {
    "email": lambda: _("the same e-mail address"),
    "phone": lambda: _("the same phone number"),
    "name": lambda: _("the same name and institution"),
}


@declare(*MANAGERS, discloses="names, contact")
@login_required
@require_GET
def change_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What people asked for since the list was closed, to accept or refuse. What they ask is opened, and that is logged."""
    event = team_event(request, slug, "events.manage_registrations")
    found = ChangeRequest.objects.filter(registration__event=event)
    rows = found.select_related("registration__event__host", "registration__area")
    waiting = [
        {"row": row, "asked": _in_words(row, request)}
        for row in rows.filter(state="open").order_by("id")[:MOST_SHOWN]
    ]
    decided = rows.exclude(state="open").order_by("-decided_at")[:20]
    context = {"waiting": waiting, "decided": decided}
    response = desk_page(request, "events/desk/changes.html", event, "desk-changes", **context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _in_words(row: ChangeRequest, request: HttpRequest) -> list[tuple[str, str, str]]:
    """(field, now, asked for) of each field that would change."""
    asked = freeze.what_is_asked(row, actor=request.actor, purpose="list of changes asked for")
    details = asked.get("substitute") or asked.get("details") or {}
    labels = {
        "name": _("Name"), "email": _("E-mail"), "phone": _("Phone"), "category": _("Kind"), "area": _("Area"), "needs": _("Needs"),
        "institution_text": _("Institution"), "language": _("Language"), "designation": _("Designation"), "honorific": _("Honorific"),
    }  # fmt: skip
    lines = []
    for name, value in details.items():
        sealed = name in ("email", "phone")
        now = "" if sealed else getattr(row.registration, name)
        if name == "area":
            now, value = str(now or ""), str(Area.objects.filter(code=value).first() or "") if value else ""
        if name == "category":
            now, value = (category_labels().get(code, code) for code in (now, value))
        if value and str(now) != str(value):
            lines.append((labels.get(name, name), str(now), str(value)))
    return lines


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def change_decide(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Accept or refuse what was asked for."""
    event = team_event(request, slug, "events.manage_registrations")
    rows = ChangeRequest.objects.select_related("registration__event__host", "registration__delegation")
    row = get_object_or_404(rows, uid=uid, registration__event=event)
    if request.POST.get("decision") == "accept":
        freeze.accept_request(row, actor=request.actor)
        messages.success(request, _("The change is made."))
    elif request.POST.get("decision") == "refuse":
        freeze.refuse_request(row, actor=request.actor, note=request.POST.get("note", ""))
        messages.success(request, _("The request is refused. The person can read why."))
    return redirect("events:desk-changes", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def freeze_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Close the list, or open it again."""
    event = team_event(request, slug, "events.manage_registrations")
    frozen = request.POST.get("frozen") == "yes"
    freeze.freeze(event, actor=request.actor, frozen=frozen)
    words = _("The list is closed. People can ask for changes.") if frozen else _("The list is open again.")
    messages.success(request, words)
    return redirect("events:desk-changes", event.slug)


@declare(*MANAGERS, discloses="names")
@login_required
@require_GET
def duplicate_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Registrations that may be one person, two by two. Seeing them is logged."""
    event = team_event(request, slug, "events.manage_registrations")
    found = [{"pair": pair, "why": WHY[pair.why]()} for pair in merging.pairs(event)]
    apart = merging.kept_apart(event)
    audit.write(
        audit.Kind.DISCLOSURE,
        "list",
        actor=request.actor,
        about=event,
        host=event.host.code,
        data={"rows": 2 * (len(found) + len(apart)), "of": "duplicates"},
    )
    context = {"found": found, "apart": apart}
    response = desk_page(request, "events/desk/duplicates.html", event, "desk-duplicates", **context)
    response.headers["Cache-Control"] = "no-store"
    return response


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def duplicate_merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Make two registrations one."""
    event = team_event(request, slug, "events.manage_registrations")
    one, other = (_chosen(request, event, name) for name in ("one", "other"))
    kept = merging.merge(one, other, actor=request.actor)
    messages.success(request, _("The two are one registration now: %(name)s.") % {"name": kept})
    return redirect("events:desk-duplicates", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def duplicate_apart(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that two registrations are two people."""
    event = team_event(request, slug, "events.manage_registrations")
    one, other = (_chosen(request, event, name) for name in ("one", "other"))
    merging.keep_apart(one, other, actor=request.actor)
    messages.success(request, _("They stay two people, and are not shown here again."))
    return redirect("events:desk-duplicates", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def duplicate_again(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take back that two registrations are two people."""
    event = team_event(request, slug, "events.manage_registrations")
    pairs = DistinctPair.objects.select_related("older__event__host", "newer")
    merging.ask_again(get_object_or_404(pairs, uid=uid, older__event=event), actor=request.actor)
    messages.success(request, _("The two are looked at again."))
    return redirect("events:desk-duplicates", event.slug)


def _chosen(request: HttpRequest, event: Event, name: str) -> Registration:
    rows = Registration.objects.visible_to(request.actor).select_related("event__host", "area")
    return get_object_or_404(rows, event=event, code=request.POST.get(name, ""))
