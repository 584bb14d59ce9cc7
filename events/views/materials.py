"""Materials: kept on the desk, handed out as files to whoever may read them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.actors import Actor
from core.errors import DomainError
from core.files import path_of
from core.routes import declare
from events.forms.materials import MaterialForm
from events.materials import shown
from events.models import Event, Material, Registration
from events.services import materials as service
from events.views.desk import desk_page, team_event
from events.views.registration import own

EDITORS = ("organiser", "manager", "programme")
PERMISSION = "events.edit_programme"


@declare("public")
@require_safe
def material(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The file of a material, for whoever may read it: everybody, or the team."""
    return _hand_out(get_object_or_404(Material.objects.visible_to(request.actor), event__slug=slug, uid=uid))


@declare("participant")
@require_safe
@own
def own_material(
    request: HttpRequest, registration: Registration, actor: Actor, token: str, uid
) -> HttpResponse:
    """The file of a material, for somebody who comes."""
    rows = Material.objects.visible_to(actor).filter(event=registration.event_id)
    return _hand_out(get_object_or_404(rows, uid=uid))


def _hand_out(material: Material) -> HttpResponse:
    """Always to be saved, never to be run in our name."""
    path = path_of(material.file_path) if material.file_path else None
    if path is None or not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=material.file_name,
        content_type=service.type_of(material),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def material_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is to read, and the form for more."""
    event = team_event(request, slug, PERMISSION)
    form = MaterialForm(request.POST or None, request.FILES or None, event=event)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, service.add_material, event, actor=request.actor, **form.for_service())
    ):
        messages.success(request, _("Added."))
        return redirect("events:desk-materials", event.slug)
    rows = [
        (row, shown(row, lambda each: reverse("events:material", args=[event.slug, each.uid])))
        for row in event.materials.select_related("session", "theme")
    ]
    return desk_page(request, "events/desk/materials.html", event, "desk-materials", form=form, rows=rows)


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def material_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change a material."""
    event = team_event(request, slug, PERMISSION)
    material = _material(event, uid)
    form = MaterialForm(request.POST or None, event=event, material=material)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, service.update_material, material, actor=request.actor, **form.for_service())
    ):
        messages.success(request, _("Saved."))
        return redirect("events:desk-materials", event.slug)
    return desk_page(
        request, "events/desk/material_edit.html", event, "desk-materials", form=form, material=material
    )


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def material_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take a material away, after saying what that means."""
    event = team_event(request, slug, PERMISSION)
    material = _material(event, uid)
    if request.method == "POST":
        service.remove_material(material, actor=request.actor)
        messages.success(request, _("It is removed."))
        return redirect("events:desk-materials", event.slug)
    context = {
        "title": _("Remove this?"),
        "lost": [_("The file or link. Whoever saved it keeps a copy.")],
        "submit": _("Remove"),
        "cancel_url": reverse("events:desk-material-edit", args=[event.slug, material.uid]),
    }
    return desk_page(request, "confirm_desk.html", event, "desk-materials", question=str(material), **context)


def _material(event: Event, uid) -> Material:
    return get_object_or_404(event.materials.select_related("event__host", "session", "theme"), uid=uid)


def _done(form, call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except DomainError as error:
        form.add_domain_error(error)
        return None
