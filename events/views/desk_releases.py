"""Releases of the agenda: what is not released yet, what to look at before, and the releases there were."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from core.routes import declare
from events.clashes import warnings
from events.forms.desk_programme import ReleaseForm
from events.models import Event
from events.services import releases as service
from events.snapshots import change_words
from events.views.desk import desk_page, team_event


@declare("organiser", "manager", "programme", methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def releases(request: HttpRequest, slug: str) -> HttpResponse:
    """Look at the changes and the warnings, name the release, let everybody see it."""
    event = team_event(request, slug, "events.edit_programme")
    form = ReleaseForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.release(event, actor=request.actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("“%(name)s” is released.") % {"name": made.name})
            return redirect("events:desk-releases", event.slug)
    return desk_page(
        request, "events/desk/releases.html", event, "desk-sessions", form=form, **_standing(event)
    )


def _standing(event: Event) -> dict:
    """What the page shows beside the form."""
    made = list(event.releases.all())
    changes = service.pending(event) or []
    sessions = event.sessions.select_related("room", "theme").prefetch_related("speakers__institution")
    told = service.affected(event, changes).exclude(email_index="").count() if changes else 0
    return {
        "releases": made,
        "changes": [change_words(change, event.zone) for change in changes],
        "warnings": [
            (session, sentences) for session, sentences in warnings(event, list(sessions)) if sentences
        ],
        "told": ngettext("One person gets a mail.", "%(n)d people get a mail.", told) % {"n": told}
        if told
        else "",
        "told_already": any(change.get("told") for change in changes),
        "may_release": bool(changes) or not made,
    }
