"""The list of minutes, the start under a rule, and the editor. The same addresses serve forms and the editor's script."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consultations import queries, validators
from consultations.enums import Attribution, EntryKind
from consultations.forms import EntryForm, RuleForm, SummaryForm, entry_choices
from consultations.models import Entry, Minutes
from consultations.services import minutes as minutes_service
from consultations.services.disclosures import log_sealed
from consultations.views.frame import (
    CIRCLE,
    circle_event,
    circle_session,
    desk,
    desk_page,
)
from consultations.views.steps import steps_of
from core.errors import DomainError, InvalidTransition
from core.permissions import may, require
from core.routes import declare
from directory.queries import category_labels

WRITERS = ("rapporteur", "manager", "organiser")
# Ctrl and a digit: the kinds that a rapporteur needs while somebody speaks.
KEYS = (
    EntryKind.POINT, EntryKind.QUESTION, EntryKind.ANSWER, EntryKind.PROPOSAL, EntryKind.COMMITMENT, EntryKind.DECISION,
    EntryKind.EVIDENCE, EntryKind.TESTIMONY, EntryKind.PROCEDURAL,
)  # fmt: skip


@declare(*CIRCLE)
@desk
@require_GET
def minutes_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions by day, with the state of their minutes; the reader's own first."""
    event = circle_event(request, slug)
    lines = queries.desk_lines(event, request.actor)
    mine = [line for line in lines if line.mine]
    others = [line for line in lines if not line.mine]
    context = {
        "mine": mine,
        "days": queries.days(others),
        "may_write": bool(mine) or may(request.actor, "consultations.take_minutes", event),
    }
    return desk_page(request, "consultations/minutes_list.html", event, **context)


@declare(*CIRCLE, methods=("GET", "POST"), write=WRITERS)
@desk
@require_http_methods(["GET", "POST"])
def minutes_edit(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """The editor; before the minutes are started: which rule the session runs under (POST starts them)."""
    session = circle_session(request, slug, uid)
    minutes = Minutes.objects.filter(session=session).first()
    if request.method == "POST":
        return _start(request, session)
    if minutes is None or not minutes.attribution:
        return _start_page(request, session, RuleForm())
    minutes.session = session
    return editor_page(request, minutes)


def _start(request: HttpRequest, session) -> HttpResponse:
    require(request.actor, "consultations.take_minutes", Minutes(session=session))
    form = RuleForm(request.POST)
    if form.is_valid():
        try:
            minutes_service.open_minutes(session, actor=request.actor, **form.cleaned_data)
        except InvalidTransition:
            messages.info(
                request, _("Somebody has started these minutes already. You write in the same ones.")
            )
        except DomainError as error:
            form.add_domain_error(error)
        if form.is_valid():
            return redirect("consultations:minutes-edit", session.event.slug, session.uid)
    return _start_page(request, session, form, status=400)


def _start_page(request: HttpRequest, session, form: RuleForm, status: int = 200) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "may_start": may(request.actor, "consultations.take_minutes", Minutes(session=session)),
    }
    return desk_page(request, "consultations/minutes_start.html", session.event, status=status, **context)


def editor_page(
    request: HttpRequest,
    minutes: Minutes,
    *,
    form: EntryForm | None = None,
    editing: EntryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The editor. `form`: the composer as it was sent; `editing`: an entry's form as it was sent, or asked for by ?edit=."""
    actor = request.actor
    entries = list(queries.editor_entries(minutes, actor))
    log_sealed(entries, about=minutes, actor=actor)
    may_write = minutes.is_writable and may(actor, "consultations.take_minutes", minutes)
    lines = _lines(minutes, entries)
    context = {
        "minutes": minutes, "session": minutes.session, "may_write": may_write, "lines": lines, "client": _client(request),
        "standing": sum(line["entry"] is None or line["entry"].struck_at is None for line in lines), "marker": marker_of(entries),
        "keys": list(enumerate(KEYS, 1)), "questions": _questions(minutes),
        "may_tighten": may(actor, "consultations.take_minutes", minutes) and bool(_stricter(minutes)),
        "names_nobody": validators.levels(minutes.strictest_attribution) == (Attribution.NONE,), **steps_of(minutes, actor),
    }  # fmt: skip
    if may_write:
        choices = entry_choices(minutes)
        if editing is None and (wanted := request.GET.get("edit", "")):
            entry = next((e for e in entries if str(e.uid) == wanted and e.struck_at is None), None)
            editing = (
                EntryForm(minutes=minutes, entry=entry, choices=choices, auto_id="edit_%s") if entry else None
            )
        composer = form or EntryForm(
            minutes=minutes, choices=choices, auto_id="new_%s", initial=_go_on(entries, actor)
        )
        context |= {
            "composer": composer, "editing": editing, "blank": EntryForm(minutes=minutes, choices=choices, auto_id=False),
            "summary_form": SummaryForm(initial={"summary": minutes.summary}),
        }  # fmt: skip
    return desk_page(request, "consultations/minutes_edit.html", minutes.event, status=status, **context)


def _stricter(minutes: Minutes) -> list:
    return RuleForm(stricter_than=minutes.attribution).fields["attribution"].choices


def _lines(minutes: Minutes, entries: list[Entry]) -> list[dict]:
    """Entries and the numbers of sealed ones, in order, each as its template needs it."""
    labels = category_labels() if any(entry.category for entry in entries) else {}
    lines = [line_of(entry, labels) for entry in entries]
    lines += [{"number": number, "entry": None} for number in queries.sealed_from(minutes, entries)]
    return sorted(lines, key=lambda line: line["number"])


def line_of(entry: Entry, labels: dict | None = None) -> dict:
    if labels is None:
        labels = category_labels() if entry.category else {}
    return {
        "number": entry.number,
        "entry": entry,
        "who": queries.who_line(entry, labels),
        "who_value": queries.who_value(entry),
    }


def _questions(minutes: Minutes) -> dict:
    theme = minutes.session.theme
    text, language = theme.questions.in_language() if theme else ("", "en")
    return {"lines": [line.strip() for line in text.splitlines() if line.strip()], "language": language}


def _client(request: HttpRequest) -> str:
    """A name for this open page, so that its own lost answers are not taken for somebody else's change."""
    return f"{request.actor.id[:8]}-{timezone.now():%H%M%S%f}"


def marker_of(entries: list[Entry]) -> str:
    return max((entry.changed_at for entry in entries), default=timezone.now()).isoformat()


def _go_on(entries: list[Entry], actor) -> dict:
    """The next entry starts in the language and under the theme of one's last."""
    last = next((e for e in reversed(entries) if e.author_id == actor.id and e.struck_at is None), None)
    if last is None:
        return {}
    return {"language": last.language} | ({"theme": str(last.theme.uid)} if last.theme else {})
