"""Reminders on the desk: the rules, when each goes or why it did not, and a form for one more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError
from core.routes import declare
from events.enums import ReminderAnchor, ReminderAudience
from events.forms.desk_messages import ReminderForm
from events.mails_people import standard_subject, standard_words
from events.models import Event, Reminder
from events.services import reminders as service
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
PERMISSION = "events.manage_registrations"
BOTH = ["GET", "POST"]
CHIPS = {  # kind, icon
    "sent": ("yes", "check"),
    "waiting": ("", "clock"),
    "due": ("need", "clock"),
    "dropped": ("no", "x"),
    "no_date": ("need", "alert"),
    "off": ("", "off"),
}


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def reminder_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of this event with where each stands, and a form for one more."""
    event = team_event(request, slug, PERMISSION)
    form = ReminderForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            service.add_reminder(event, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The reminder is set. It goes by itself."))
            return redirect("events:desk-reminders", event.slug)
    counts = service.audience_sizes(event)
    rows = [_row(row, event, counts) for row in event.reminders.all()]
    rows.sort(key=lambda row: (row["plan"].due is None, row["plan"].due, row["reminder"].pk))
    standard = [
        (one.label, standard_subject(one.value, event), standard_words(one.value, event))
        for one in ReminderAudience
    ]
    context = {"form": form, "rows": rows, "standard": standard}
    return desk_page(request, "events/desk/reminders.html", event, "desk-mail", **context)


def _row(reminder: Reminder, event: Event, counts: dict[str, int]) -> dict:
    stands = service.plan(reminder, event)
    kind, icon = CHIPS[stands.state]
    return {
        "reminder": reminder,
        "plan": stands,
        "title": in_words(reminder),
        "state": _state_words(stands.state, reminder.anchor),
        "kind": kind,
        "icon": icon,
        "people": reminder.recipients if stands.state == "sent" else counts[reminder.audience],
    }


def in_words(reminder: Reminder) -> str:
    """A rule as one line: "3 days before the start"."""
    words = ngettext("One day before %(anchor)s", "%(n)d days before %(anchor)s", reminder.days_before)
    return words % {"n": reminder.days_before, "anchor": ReminderAnchor(reminder.anchor).label}


def _state_words(state: str, anchor: str) -> str:
    if state == "no_date" and anchor == ReminderAnchor.REPLY:
        return _("Waits: no open invitation has a day to answer by")
    return {
        "sent": _("Sent"),
        "waiting": _("Goes by itself"),
        "due": _("Goes within a minute"),
        "dropped": _("Not sent: its day had passed"),
        "no_date": _("Waits: registration has no end yet"),
        "off": _("Only for a published event"),
    }[state]


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def reminder_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change a rule, or its words."""
    event = team_event(request, slug, PERMISSION)
    reminder = get_object_or_404(event.reminders, uid=uid)
    form = ReminderForm(request.POST or None, event=event, initial=ReminderForm.initial_of(reminder))
    if request.method == "POST" and form.is_valid():
        try:
            service.update_reminder(reminder, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("events:desk-reminders", event.slug)
    title = in_words(get_object_or_404(event.reminders, uid=uid))  # as it is kept, whatever was typed
    return desk_page(request, "events/desk/reminder_edit.html", event, "desk-mail", form=form, title=title)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def reminder_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """End a rule."""
    event = team_event(request, slug, PERMISSION)
    service.remove_reminder(get_object_or_404(event.reminders, uid=uid), actor=request.actor)
    messages.success(request, _("The reminder is removed. What it had not sent yet does not go out."))
    return redirect("events:desk-reminders", event.slug)
