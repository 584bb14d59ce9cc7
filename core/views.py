"""Pages that belong to no app: errors, health, the desk's first page."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_GET

from core.desk import RailItem, Task
from core.lost_session import again, is_own_page, typed
from core.registry import desk_places, desk_tasks
from core.routes import declare


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no database and no context processor, and not even the list of static files: any of them may be what failed."""
    context = {"request_id": getattr(request, "request_id", ""), "styled": True}
    template = loader.get_template("500.html")
    try:
        page = template.render(context)
    except ValueError:  # a file is missing from the list of static files
        page = template.render(context | {"styled": False})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with a token that is not ours or not good any more. One of our own pages gets what was typed back, to send it again."""
    fields = typed(request) if is_own_page(request) and settings.CSRF_COOKIE_NAME in request.COOKIES else []
    return again(request, fields, status=403) if fields else render(request, "403_csrf.html", status=403)


@declare("public")
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: answers without touching anything."""
    return JsonResponse({"ok": True})


@declare("public")
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: the database answers. 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - any failure of the database means not ready
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


def rail_for(actor) -> list[RailItem]:
    """The places on this person's desk, in order."""
    return sorted((item for place in desk_places for item in place(actor)), key=lambda item: item.order)


def tasks_for(actor) -> list[Task]:
    """What needs this person: late first, then by date; of one day what has no hour, then by the hour."""
    tasks = [task for ask in desk_tasks for task in ask(actor)]
    start = datetime.min.replace(tzinfo=UTC)
    return sorted(
        tasks, key=lambda task: (not task.late, task.due or date.max, task.begins or start, task.title)
    )


@declare("signed_in")
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What needs me today."""
    actor = request.actor
    return render(
        request, "core/desk.html", {"tasks": tasks_for(actor), "rail": rail_for(actor), "rail_key": "desk"}
    )
