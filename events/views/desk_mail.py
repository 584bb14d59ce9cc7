"""The outbox of an event: which mails went, which wait, which failed, and trying again."""

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core import outbox
from core.models import OutboundMail
from core.routes import declare
from core.tables import FilterSet, list_page
from events.models import Registration
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
State = OutboundMail.State
NAMES = {
    "registration.confirmed": gettext_lazy("Confirmation"),
    "registration.pending": gettext_lazy("We decide and tell you"),
    "registration.waitlisted": gettext_lazy("You are on the waiting list"),
    "registration.declined": gettext_lazy("No place this time"),
    "registration.cancelled": gettext_lazy("Withdrawn"),
    "event.cancelled": gettext_lazy("The event is cancelled"),
    "accounts.invitation": gettext_lazy("Invitation to the team"),
}
SORTS = {
    "newest": (gettext_lazy("Newest"), "-created_at"),
    "state": (gettext_lazy("State"), "state", "-created_at"),
}


class MailFilters(FilterSet):
    """What the outbox can be narrowed to."""

    state = django_filters.MultipleChoiceFilter(choices=State.choices, label=gettext_lazy("State"))


@declare(*MANAGERS, discloses="names")
@login_required
@require_GET
def mail_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The mails of this event with their state. No address is shown: whom a mail goes to is known by name."""
    event = team_event(request, slug, "events.manage_registrations")
    mails = OutboundMail.objects.filter(scope=str(event.uid))
    counts = dict(mails.values_list("state").annotate(n=Count("pk")).order_by())
    table = list_page(
        request, mails, filters=MailFilters, sorts=SORTS, default_sort="newest", counts={"state": counts}
    )
    names = _names(table.rows)
    for mail in table.rows:
        mail.what = NAMES.get(mail.template, mail.subject or _("Message"))
        mail.whom = names.get(mail.context.get("registration", "")) or mail.to_label
    context = {"table": table, "failed": counts.get(State.FAILED, 0), "paused": cache.get(outbox.PAUSE_KEY)}
    return desk_page(request, "events/desk/mail.html", event, "desk-mail", **context)


def _names(mails: list[OutboundMail]) -> dict[str, str]:
    uids = {mail.context["registration"] for mail in mails if mail.context.get("registration")}
    return {
        str(uid): name for uid, name in Registration.objects.filter(uid__in=uids).values_list("uid", "name")
    }


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def mail_retry(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Try a failed mail again."""
    event = team_event(request, slug, "events.manage_registrations")
    mail = get_object_or_404(OutboundMail, scope=str(event.uid), uid=uid)
    outbox.retry(mail)
    messages.success(request, _("The mail is tried again within a minute."))
    return redirect("events:desk-mail", event.slug)
