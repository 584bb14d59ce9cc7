"""Messages of an event: which mails went, which wait, which failed; calls and letters beside them; and who was told nothing yet."""

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit, forms, outbox
from core.models import OutboundMail
from core.routes import declare
from core.tables import FilterSet, list_page
from events import messages_list
from events.enums import Channel, ContactOutcome
from events.messages_list import NAMES
from events.models import Event, Registration
from events.services import contacts, mailing
from events.untold import news_words, untold
from events.views.desk import desk_page, team_event

MANAGERS = ("organiser", "manager", "registration")
PERMISSION = "events.manage_registrations"
State = OutboundMail.State
WAITING = (State.QUEUED, State.RETRY)
SORTS = {"newest": (gettext_lazy("Newest"), "-when"), "oldest": (gettext_lazy("Oldest"), "when")}


class MailFilters(FilterSet):
    """What mails can be narrowed to."""

    state = django_filters.MultipleChoiceFilter(choices=State.choices, label=gettext_lazy("State"))


class CodeFilter(django_filters.Filter):
    field_class = forms.TextField


class MessageFilters(MailFilters):
    """What the list of all messages can be narrowed to. A state, or what is said, is of mails alone. Nobody is looked for by name:
    names do not belong into addresses."""

    what = django_filters.ChoiceFilter(
        choices=list(NAMES.items()), label=gettext_lazy("Mail about"), empty_label=""
    )
    channel = django_filters.MultipleChoiceFilter(
        choices=[(one.value, one.label) for one in Channel if one != Channel.WEB],
        label=gettext_lazy("Channel"),
    )
    person = CodeFilter(label=gettext_lazy("Code of a person"), max_length=20)

    def __init__(self, *args, event: Event, **kwargs):
        self.event = event
        super().__init__(*args, **kwargs)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        chosen = self.form.cleaned_data
        code = chosen.get("person")
        person = None
        if code:
            person = Registration.objects.filter(event=self.event, code=code.lower()).first()
        if code and person is None:
            return messages_list.only_mails(queryset.none())
        if chosen.get("state") or chosen.get("what"):
            if chosen.get("state"):
                queryset = queryset.filter(state__in=chosen["state"])
            if chosen.get("what"):
                queryset = queryset.filter(template=chosen["what"])
            if person is not None:
                queryset = queryset.filter(context__registration=str(person.uid))
            return messages_list.only_mails(queryset)
        channels = chosen.get("channel") or []
        return messages_list.all_messages(self.event, mails=queryset, channels=channels, person=person)


@declare(*MANAGERS, discloses="names")
@login_required
@require_GET
def mail_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every message of this event. No address is shown: whom a mail goes to is known by name."""
    event = team_event(request, slug, PERMISSION)
    mails = mailing.mails_of(event)
    counts = dict(mails.values_list("state").annotate(n=Count("pk")).order_by())
    table = list_page(
        request, mails, filters=lambda *args, **kwargs: MessageFilters(*args, event=event, **kwargs),
        sorts=SORTS, default_sort="newest", counts={"state": counts},
    )  # fmt: skip
    context = {
        "table": table,
        "rows": messages_list.on_page(table.rows),
        "failed": counts.get(State.FAILED, 0),
        "waiting": sum(counts.get(state, 0) for state in WAITING),
        "paused": cache.get(outbox.PAUSE_KEY),
        "to_call": untold([event]).count(),
    }
    return desk_page(request, "events/desk/mail.html", event, "desk-mail", **context)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def mail_retry(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Try a failed mail again."""
    event = team_event(request, slug, PERMISSION)
    outbox.retry(get_object_or_404(mailing.mails_of(event), uid=uid))
    messages.success(request, _("The mail is tried again within a minute."))
    return redirect("events:desk-mail", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def mail_retry_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Try all failed mails again, and those that wait for another try."""
    event = team_event(request, slug, PERMISSION)
    again = mailing.retry_failed(event, actor=request.actor)
    words = ngettext(
        "One mail is tried again within a minute.", "%(n)d mails are tried again within a minute.", again
    )
    messages.success(request, words % {"n": again})
    return redirect("events:desk-mail", event.slug)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def mail_drop(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Do not send one mail that waits or failed."""
    event = team_event(request, slug, PERMISSION)
    mail = get_object_or_404(mailing.mails_of(event), uid=uid)
    if mailing.drop(event, mailing.mails_of(event).filter(pk=mail.pk), actor=request.actor):
        messages.success(request, _("This mail is not sent."))
    else:
        messages.warning(request, _("This mail has gone out already."))
    return redirect("events:desk-mail", event.slug)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def mail_drop_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Do not send anything that waits, after saying what that means."""
    event = team_event(request, slug, PERMISSION)
    waiting = mailing.mails_of(event).filter(state__in=WAITING)
    if request.method == "POST":
        dropped = mailing.drop(event, waiting, actor=request.actor)
        words = ngettext("One mail is not sent.", "%(n)d mails are not sent.", dropped)
        messages.success(request, words % {"n": dropped})
        return redirect("events:desk-mail", event.slug)
    number = waiting.count()
    title = ngettext("Do not send the mail that waits?", "Do not send the %(n)d mails that wait?", number)
    context = {
        "title": title % {"n": number},
        "lost": [
            _(
                "What these mails would have said: confirmations, with each person’s link to their own page, among them."
            ),
            _("Nobody is told that a mail was dropped."),
        ],
        "submit": _("Do not send"),
        "cancel_url": reverse("events:desk-mail", args=[event.slug]),
    }
    return desk_page(request, "confirm_desk.html", event, "desk-mail", **context)


# == Nobody told yet =============================================================================================


@declare(*MANAGERS, discloses="names")
@login_required
@require_GET
def untold_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who gave no e-mail address and must be told by phone where they stand. Seeing the names is logged."""
    event = team_event(request, slug, PERMISSION)
    people = list(untold([event]).select_related("area", "event").prefetch_related("contact_attempts"))
    for person in people:
        person.news, person.tries = news_words(person, person.why), len(person.contact_attempts.all())
    audit.write(
        audit.Kind.DISCLOSURE, "list", actor=request.actor, about=event, host=event.host.code, data={"rows": len(people)}
    )  # fmt: skip
    return desk_page(request, "events/desk/untold.html", event, "desk-mail", people=people)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def registration_told(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Somebody was called: told, or not reached. Back to the list that it was pressed on."""
    event = team_event(request, slug, PERMISSION)
    rows = Registration.objects.visible_to(request.actor).select_related("event__host")
    person = get_object_or_404(rows, event=event, code=code)
    reached = request.POST.get("outcome") != ContactOutcome.NO_ANSWER
    contacts.record_attempt(
        person, actor=request.actor, channel=Channel.PHONE,
        outcome=ContactOutcome.REACHED if reached else ContactOutcome.NO_ANSWER,
    )  # fmt: skip
    words = (
        _("%(name)s has been told.") if reached else _("%(name)s did not answer. The name stays on the list.")
    )
    messages.success(request, words % {"name": person})
    came_from = request.POST.get("announcement", "")
    for uid in event.announcements.values_list("uid", flat=True):
        if str(uid) == came_from:
            return redirect("events:desk-announcement", event.slug, uid)
    return redirect("events:desk-untold", event.slug)
