"""The agenda's desk: themes, sessions by day, speakers."""

from copy import copy
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.routes import declare
from events.agenda import language_words
from events.clashes import warnings
from events.enums import EventState, SessionState, SessionType
from events.forms.desk_programme import SessionForm, SpeakerForm, ThemeForm
from events.models import Event, Session, Speaker, Theme
from events.services import choices, programme, releases
from events.views.desk import desk_page, team_event

EDITORS = ("organiser", "manager", "programme")
PERMISSION = "events.edit_programme"


# == Themes ======================================================================================================


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """The themes in order, with a form for the next one below them."""
    event = team_event(request, slug, PERMISSION)
    form = ThemeForm(request.POST or None, event=event)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, programme.add_theme, event, actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("The theme is added."))
        return redirect("events:desk-themes", event.slug)
    rows = [(theme, theme.sessions.all()) for theme in event.themes.prefetch_related("sessions")]
    return desk_page(request, "events/desk/themes.html", event, "desk-themes", form=form, rows=rows)


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def theme_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change a theme."""
    event = team_event(request, slug, PERMISSION)
    theme = get_object_or_404(Theme, event=event, uid=uid)
    form = ThemeForm(
        request.POST or None, event=event, initial={"title": theme.title, "questions": theme.questions}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, programme.update_theme, theme, actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("events:desk-themes", event.slug)
    return desk_page(request, "events/desk/theme_edit.html", event, "desk-themes", form=form, theme=theme)


@declare(*EDITORS, methods=("POST",))
@login_required
@require_POST
def theme_move(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """One place up or down."""
    event = team_event(request, slug, PERMISSION)
    programme.move_theme(
        get_object_or_404(Theme, event=event, uid=uid), actor=request.actor, up=request.POST.get("to") == "up"
    )
    return redirect(f"{reverse('events:desk-themes', args=[event.slug])}#theme-{uid}")


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def theme_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take a theme away, after saying what that means."""
    event = team_event(request, slug, PERMISSION)
    theme = get_object_or_404(Theme, event=event, uid=uid)
    if request.method == "POST":
        programme.remove_theme(theme, actor=request.actor)
        messages.success(request, _("The theme is removed."))
        return redirect("events:desk-themes", event.slug)
    context = {
        "title": _("Remove this theme?"),
        "lost": [
            _(
                "Its title and guiding questions. Its sessions, minutes and recommendations stay, without a theme."
            )
        ],
        "submit": _("Remove the theme"),
        "cancel_url": reverse("events:desk-themes", args=[event.slug]),
    }
    return desk_page(request, "confirm_desk.html", event, "desk-themes", question=str(theme), **context)


# == Sessions ====================================================================================================


@declare(*EDITORS)
@login_required
@require_GET
def sessions(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda by day, with what it should be warned of."""
    event = team_event(request, slug, PERMISSION)
    rows = list(event.sessions.select_related("room", "theme").prefetch_related("speakers__institution"))
    standings = {each.session.pk: each for each in choices.standings(event)} if _any_choice(rows) else {}
    for session, sentences in warnings(event, rows):
        session.warnings, session.off = sentences, session.state == SessionState.CANCELLED
        session.standing = standings.get(session.pk)
        session.spoken = language_words(session.languages, session.interpretation)
    by_day = {
        day: list(group)
        for day, group in groupby(rows, key=lambda session: session.starts_at.astimezone(event.zone).date())
    }
    days = [(day, by_day.pop(day, [])) for day in event.days] if len(event.days) <= 14 else []
    days += sorted(by_day.items())
    context = {
        "days": days,
        "sessions": rows,
        "held": sum(row.type != SessionType.BREAK and row.state == SessionState.PLANNED for row in rows),
        "breaks": sum(row.type == SessionType.BREAK and row.state == SessionState.PLANNED for row in rows),
        "warned": sum(bool(session.warnings) for session in rows),
        "pending": releases.pending(event),
        "has_choices": _any_choice(rows),
        "is_draft": event.state == EventState.DRAFT,
    }
    return desk_page(request, "events/desk/sessions.html", event, "desk-sessions", **context)


def _any_choice(sessions: list[Session]) -> bool:
    return any(session.is_choice for session in sessions)


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def session_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new session. `?day=` and `?start=` say where it goes; "Save and add another" goes on from its end."""
    event = team_event(request, slug, PERMISSION)
    initial = {name: request.GET[name][:10] for name in ("day", "start") if name in request.GET}
    form = SessionForm(request.POST or None, event=event, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _done(form, _save_session, request, form, event=event)
        if made:
            messages.success(request, _("“%(title)s” is on the agenda.") % {"title": made})
            _warn(request, event, made)
            return redirect(_after(event, made, another="another" in request.POST))
    return desk_page(
        request, "events/desk/session_edit.html", event, "desk-sessions", form=form, rooms=event.rooms.all()
    )


def _warn(request: HttpRequest, event: Event, session: Session) -> None:
    """Say at once what the agenda would warn of: a room used twice, a speaker in two places. It is saved all the same."""
    rows = event.sessions.select_related("room").prefetch_related("speakers__institution")
    for row, sentences in warnings(event, list(rows)):
        if row.pk == session.pk:
            for sentence in sentences:
                messages.warning(request, sentence)


@transaction.atomic
def _save_session(
    request: HttpRequest, form: SessionForm, *, event: Event | None = None, session: Session | None = None
) -> Session:
    """The new session of `event`, or `session` as it is now, with the seats that people may choose."""
    if session is None:
        saved = programme.add_session(event, actor=request.actor, **form.for_service())
    else:
        saved = programme.update_session(session, actor=request.actor, **form.for_service())
    if session is not None or saved.is_choice:
        seats = form.cleaned_data["seats"] if saved.is_choice else None
        choices.set_seats(saved, actor=request.actor, size=seats)
    return saved


def _after(event: Event, session: Session, *, another: bool) -> str:
    """Back to the agenda at this session, or to the next empty form."""
    if another:
        end = session.ends_at.astimezone(event.zone)
        return f"{reverse('events:desk-session-new', args=[event.slug])}?day={end.date().isoformat()}&start={end:%H:%M}"
    return f"{reverse('events:desk-sessions', args=[event.slug])}#session-{session.uid}"


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change a session; its speakers stand below."""
    event = team_event(request, slug, PERMISSION)
    session = _session(event, uid)
    start, end = session.starts_at.astimezone(event.zone), session.ends_at.astimezone(event.zone)
    initial = {
        "title": session.title, "description": session.description, "type": session.type,
        "day": start.date().isoformat(), "start": start.time(), "end": end.time(),
        "theme": session.theme.uid if session.theme else None, "room": session.room.name if session.room else "", "part": session.part,
        "languages": session.languages, "interpretation": session.interpretation, "is_choice": session.is_choice,
        "seats": session.pools.values_list("size", flat=True).first(),
    }  # fmt: skip
    form = SessionForm(request.POST or None, event=event, initial=initial)
    stored = copy(session)  # the heading says what is; what was typed and refused stands in the fields
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, _save_session, request, form, session=session)
    ):
        messages.success(request, _("Saved."))
        _warn(request, event, session)
        return redirect(_after(event, session, another=False))
    context = {
        "form": form,
        "session": stored,
        "rooms": event.rooms.all(),
        "speaker_form": SpeakerForm(prefix="new"),
    }
    return desk_page(
        request, "events/desk/session_edit.html", event, "desk-sessions", is_draft=event.state == EventState.DRAFT,
        speakers=session.speakers.select_related("institution"), **context,
    )  # fmt: skip


@declare(*EDITORS, methods=("POST",))
@login_required
@require_POST
def session_state(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Call a session off (`to` = cancel) or hold it after all (`to` = restore)."""
    event = team_event(request, slug, PERMISSION)
    session = _session(event, uid)
    if request.POST.get("to") == "restore":
        programme.restore_session(session, actor=request.actor)
        messages.success(request, _("“%(title)s” is on again.") % {"title": session})
    else:
        programme.cancel_session(session, actor=request.actor)
        messages.success(
            request, _("“%(title)s” is cancelled; it stays on the agenda, marked so.") % {"title": session}
        )
    return redirect(_after(event, session, another=False))


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def session_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take a session off the agenda of a draft, after saying what that means."""
    event = team_event(request, slug, PERMISSION)
    session = _session(event, uid)
    if request.method == "POST":
        programme.remove_session(session, actor=request.actor)
        messages.success(request, _("The session is removed."))
        return redirect("events:desk-sessions", event.slug)
    context = {
        "title": _("Remove this session?"),
        "lost": [_("The session and its speakers.")],
        "submit": _("Remove the session"),
        "cancel_url": reverse("events:desk-session-edit", args=[event.slug, session.uid]),
    }
    return desk_page(request, "confirm_desk.html", event, "desk-sessions", question=str(session), **context)


# == Speakers ====================================================================================================


@declare(*EDITORS, methods=("POST",))
@login_required
@require_POST
def speaker_new(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Somebody more who speaks in the session."""
    event = team_event(request, slug, PERMISSION)
    session = _session(event, uid)
    form = SpeakerForm(request.POST, prefix="new")
    if form.is_valid() and _done(
        form, programme.add_speaker, session, actor=request.actor, **form.cleaned_data
    ):
        messages.success(request, _("Added."))
        return redirect(f"{reverse('events:desk-session-edit', args=[event.slug, session.uid])}#speakers")
    context = {"form": form, "session": session, "is_new": True}
    return desk_page(request, "events/desk/speaker_edit.html", event, "desk-sessions", **context)


@declare(*EDITORS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "POST"])
def speaker_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Change somebody who speaks."""
    event = team_event(request, slug, PERMISSION)
    speaker = _speaker(event, uid)
    initial = {name: getattr(speaker, name) for name in ("name", "title", "role", "precedence")}
    initial["institution"] = speaker.institution.code if speaker.institution else None
    form = SpeakerForm(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, programme.update_speaker, speaker, actor=request.actor, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(
            f"{reverse('events:desk-session-edit', args=[event.slug, speaker.session.uid])}#speakers"
        )
    return desk_page(
        request,
        "events/desk/speaker_edit.html",
        event,
        "desk-sessions",
        form=form,
        session=speaker.session,
        speaker=speaker,
    )


@declare(*EDITORS, methods=("POST",))
@login_required
@require_POST
def speaker_remove(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """Take somebody off the session."""
    event = team_event(request, slug, PERMISSION)
    speaker = _speaker(event, uid)
    session = speaker.session
    programme.remove_speaker(speaker, actor=request.actor)
    messages.success(request, _("%(name)s no longer speaks in this session.") % {"name": speaker})
    return redirect(f"{reverse('events:desk-session-edit', args=[event.slug, session.uid])}#speakers")


# == Helpers =====================================================================================================


def _session(event: Event, uid) -> Session:
    return get_object_or_404(event.sessions.select_related("event__host", "room", "theme"), uid=uid)


def _speaker(event: Event, uid) -> Speaker:
    return get_object_or_404(
        Speaker.objects.select_related("session__event__host", "institution"), session__event=event, uid=uid
    )


def _done(form, call, *args, **kwargs):
    """What the service gives; None when it refused, and the form says why."""
    try:
        return call(*args, **kwargs)
    except DomainError as error:
        form.add_domain_error(error)
        return None
