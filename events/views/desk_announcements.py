"""Announcements on the desk: write, choose who is meant, look at it as one of them, confirm the number, see how it went."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import audit
from core.errors import Conflict, DomainError
from core.languages import language_name
from core.models import OutboundMail
from core.routes import declare
from core.tables import list_page
from events.announcement_words import thanks
from events.audience import CAME, GROUPS, Audience, Reach, in_words, mark_of, people, reach
from events.enums import AnnouncementState, RegistrationState
from events.forms.desk_messages import AnnouncementForm, AudienceForm, SendForm
from events.mails_people import announcement_to
from events.messages_list import of_mails
from events.models import Announcement, ContactAttempt, Event, Registration
from events.queries import is_over
from events.services import announcements as service
from events.views.desk import desk_page, team_event
from events.views.desk_mail import MailFilters
from events.wording import gives_away

MANAGERS = ("organiser", "manager", "registration")
PERMISSION = "events.manage_registrations"
BOTH = ["GET", "POST"]
KEY = "desk-mail"
MOST_SHOWN = 200  # of whom one can be chosen for the preview
State = AnnouncementState
SORTS = {"state": (gettext_lazy("State"), "state", "id"), "newest": (gettext_lazy("Newest"), "-created_at")}


def _find(request: HttpRequest, slug: str, uid) -> tuple[Event, Announcement]:
    event = team_event(request, slug, PERMISSION)
    row = get_object_or_404(event.announcements.exclude(state=State.DISCARDED), uid=uid)
    row.event = event
    return event, row


def _own(row: Announcement, page: str = "") -> str:
    return reverse(f"events:desk-announcement{page}", args=[row.event.slug, row.uid])


@declare(*MANAGERS)
@login_required
@require_GET
def announcement_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Drafts, and what was sent."""
    event = team_event(request, slug, PERMISSION)
    rows = list(event.announcements.exclude(state=State.DISCARDED))
    context = {
        "drafts": [row for row in rows if row.state == State.DRAFT],
        "sent": [row for row in rows if row.state == State.SENT],
        "is_over": is_over(event),
    }
    return desk_page(request, "events/desk/announcements.html", event, KEY, **context)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def announcement_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a draft."""
    event = team_event(request, slug, PERMISSION)
    form = AnnouncementForm(request.POST or None, event=event, initial=_proposed(request, event))
    if request.method == "POST" and form.is_valid():
        try:
            row = service.draft(event, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("The draft is kept. Nothing is sent yet: look at it first."))
            return redirect(_own(row))
    return _form(request, event, form)


def _proposed(request: HttpRequest, event: Event) -> dict:
    """For whom: as a link from another page says; after the event those who came, if it is known who did. `?text=thanks`: a text
    that is ready, to those who came, or who had a place."""
    asked_for = request.GET.get("to", "")
    if asked_for in [str(group) for group in GROUPS]:
        return {"states": [asked_for]}
    wants_thanks = request.GET.get("text") == "thanks"
    if (wants_thanks or is_over(event)) and people(event, Audience(states=[CAME])).exists():
        whom = {"states": [CAME]}
    else:
        whom = {"states": [RegistrationState.CONFIRMED.value]} if wants_thanks else {}
    return whom | thanks(event) if wants_thanks else whom


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def announcement_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change a draft."""
    event, row = _find(request, slug, uid)
    if row.state != State.DRAFT:
        messages.warning(request, _("This was sent already and cannot be changed. Write another one."))
        return redirect(_own(row))
    form = AnnouncementForm(request.POST or None, event=event, initial=AnnouncementForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            service.revise(row, actor=request.actor, **form.for_service())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(_own(row))
    return _form(request, event, form, row)


def _form(
    request: HttpRequest, event: Event, form: AnnouncementForm, row: Announcement | None = None
) -> HttpResponse:
    if form.is_bound:
        meant = form.audience() if "states" in form.cleaned_data else None
    else:
        meant = (
            Audience.read(row.audience)
            if row
            else Audience(**{"states": form.initial["states"]} if "states" in form.initial else {})
        )
    context = {"form": form, "announcement": row, "reach": reach(event, meant) if meant else None}
    return desk_page(request, "events/desk/announcement_form.html", event, KEY, **context)


@declare(*MANAGERS)
@login_required
@require_GET
def announcement_count(request: HttpRequest, slug: str) -> HttpResponse:
    """How many the audience is that is ticked at this moment: a line for the form."""
    event = team_event(request, slug, PERMISSION)
    form = AudienceForm(request.GET, event=event)
    counted = reach(event, form.audience()) if form.is_valid() else Reach(0, 0)
    return render(request, "events/desk/_reach.html", {"reach": counted})


@declare(*MANAGERS, discloses="names")
@login_required
@require_GET
def announcement(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """A draft as one of its people will read it; or what was sent, with what became of each mail."""
    event, row = _find(request, slug, uid)
    return _draft(request, event, row) if row.state == State.DRAFT else _sent(request, event, row)


def _draft(request: HttpRequest, event: Event, row: Announcement) -> HttpResponse:
    meant = Audience.read(row.audience)
    chosen = people(event, meant).exclude(email_index="")
    shown = list(chosen.values_list("code", "name", "language")[:MOST_SHOWN])
    codes = [code for code, _name, _language in shown]
    wanted = request.GET.get("as", "")
    code = wanted if wanted in codes else (codes or [""])[0]
    reader = chosen.select_related("event__host").filter(code=code).first()
    audit.write(
        audit.Kind.DISCLOSURE, "list", actor=request.actor, about=event, host=event.host.code, data={"rows": len(shown)}
    )  # fmt: skip
    context = {
        "announcement": row,
        "reach": reach(event, meant),
        "audience": in_words(event, meant),
        "people": [(code, name, language_name(language)) for code, name, language in shown],
        "reader": reader,
        "preview": announcement_to(row, reader) if reader else None,
        "given_away": gives_away(event, [*row.subject.values(), *row.body.values()]),
    }
    return desk_page(request, "events/desk/announcement_draft.html", event, KEY, **context)


def _sent(request: HttpRequest, event: Event, row: Announcement) -> HttpResponse:
    mails = service.mails_of(row)
    counts = dict(mails.values_list("state").annotate(n=Count("pk")).order_by())
    table = list_page(
        request, mails, filters=MailFilters, sorts=SORTS, default_sort="state", counts={"state": counts}
    )
    context = {
        "announcement": row,
        "audience": in_words(event, Audience.read(row.audience)),
        "texts": [(code, language_name(code), words) for code, words in row.body.items()],
        "table": table,
        "rows": of_mails(table.rows),
        "failed": counts.get(OutboundMail.State.FAILED, 0),
        "to_call": _to_call(request, event, row),
    }
    return desk_page(request, "events/desk/announcement_sent.html", event, KEY, **context)


def _to_call(request: HttpRequest, event: Event, row: Announcement) -> list[Registration]:
    """Who gave no address, and has not been spoken to since it went out."""
    spoken = ContactAttempt.objects.filter(at__gte=row.sent_at).exclude(outcome="no_answer")
    meant = Registration.objects.visible_to(request.actor).filter(
        event=event, uid__in=row.audience.get("to_call", [])
    )
    return list(meant.exclude(pk__in=spoken.values("registration")))


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def announcement_send(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Send a draft, once its number is confirmed."""
    event, row = _find(request, slug, uid)
    if row.state != State.DRAFT:
        return redirect(_own(row))
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.send(row, actor=request.actor, **form.cleaned_data)
        except Conflict as error:
            messages.warning(request, error.message)
            return redirect(_own(row, "-send") if error.code == "changed" else _own(row))
        words = ngettext("It goes to one person.", "It goes to %(n)d people.", row.recipients)
        messages.success(request, words % {"n": row.recipients})
        return redirect(_own(row))
    meant = Audience.read(row.audience)
    counted, reached = reach(event, meant), people(event, meant).exclude(email_index="")
    if not counted.by_mail:
        messages.warning(
            request, _("Nobody of those chosen left an e-mail address. Choose others, or call them.")
        )
        return redirect(_own(row))
    context = {
        "announcement": row,
        "reach": counted,
        "group": mark_of(reached.only("uid")),
        "audience": in_words(event, meant),
    }
    return desk_page(request, "events/desk/announcement_send.html", event, KEY, **context)


@declare(*MANAGERS, methods=("GET", "POST"))
@login_required
@require_http_methods(BOTH)
def announcement_discard(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Put a draft away, after asking."""
    event, row = _find(request, slug, uid)
    if request.method == "POST":
        service.discard(row, actor=request.actor)
        messages.success(request, _("The draft is discarded."))
        return redirect("events:desk-announcements", event.slug)
    context = {
        "title": _("Discard this draft?"),
        "question": str(row),
        "lost": [_("The text of the draft. Nothing of it was sent.")],
        "submit": _("Discard"),
        "cancel_url": _own(row),
    }
    return desk_page(request, "confirm_desk.html", event, KEY, **context)


@declare(*MANAGERS, methods=("POST",))
@login_required
@require_POST
def announcement_retry(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Try the mails of an announcement that failed again."""
    _event, row = _find(request, slug, uid)
    again = service.retry_failed(row, actor=request.actor)
    words = ngettext(
        "One mail is tried again within a minute.", "%(n)d mails are tried again within a minute.", again
    )
    messages.success(request, words % {"n": again})
    return redirect(_own(row))
