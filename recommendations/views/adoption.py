"""Adoption: which of the tabled texts, by which decision, with which reservations; then their numbers."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from consultations.forms import DecisionForm
from consultations.models import DecisionRecord
from core.permissions import may
from core.routes import declare
from recommendations import queries_drafting as queries
from recommendations.enums import TextState
from recommendations.forms.drafting import NoteForm, ReservationForm
from recommendations.models import Recommendation
from recommendations.services import adoption
from recommendations.services.adoption import Reserved
from recommendations.views.circle import ADOPTION, CIRCLE, DECIDERS, circle_event, desk_page, in_order, posted
from recommendations.views.submission_frame import attempt

OUTCOMES = ("adopt", "reject", "defer")
RESERVATIONS = 3  # per text, on one page


@declare(*CIRCLE)
@login_required
@require_safe
def adoption_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The tabled texts in order; who decides chooses among them."""
    event = circle_event(request, slug)
    texts = list(queries.texts_of(event, request.actor))
    context = {
        "tabled": [text for text in texts if text.state == TextState.TABLED],
        "drafted": sum(text.state in (TextState.DRAFTED, TextState.DEFERRED) for text in texts),
        "adopted": sorted(
            (text for text in texts if text.state == TextState.ADOPTED), key=lambda text: text.ref or ""
        ),
        "may_decide": may(request.actor, "recommendations.adopt", event),
    }
    return desk_page(request, "recommendations/adoption_desk.html", event, ADOPTION, **context)


@declare(*DECIDERS, methods=("GET", "POST"))
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adoption_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """What was decided on the chosen texts: the decision and its reservations, or why they are put off. Says what happens then."""
    event = circle_event(request, slug, "recommendations.adopt")
    given = request.POST if request.method == "POST" else request.GET
    outcome = given.get("outcome", "") if given.get("outcome", "") in OUTCOMES else "adopt"
    chosen = in_order(queries.texts_of(event, request.actor), given.getlist("chosen"))
    texts = [text for text in chosen if text.state == TextState.TABLED]
    if not texts:
        return _nothing_to_decide(request, slug, chosen)
    form = _form(request, event, outcome)
    asked = [(text, _reservations(request, text) if outcome == "adopt" else []) for text in texts]
    unfit = [
        one for _text, forms in asked for one in forms if request.method == "POST" and not one.is_valid()
    ]
    records: list[DecisionRecord | None] = []
    goes_on = request.method == "POST" and not unfit
    if goes_on and attempt(
        request, form, lambda: records.append(_carry_out(request, event, outcome, form, asked))
    ):
        return _decided(request, slug, records[0], texts)
    status = 400 if request.method == "POST" else 200
    context = {
        "outcome": outcome,
        "form": form,
        "asked": asked,
        "reservations": [one for _text, forms in asked for one in forms],
    }
    return desk_page(
        request, "recommendations/adoption_decide.html", event, ADOPTION, status=status, **context
    )


def _reservations(request: HttpRequest, text: Recommendation) -> list[ReservationForm]:
    return [ReservationForm(posted(request), prefix=f"{text.uid.hex}-{n}") for n in range(RESERVATIONS)]


def _form(request: HttpRequest, event, outcome: str) -> DecisionForm | NoteForm:
    if outcome == "defer":
        return NoteForm(posted(request))
    return DecisionForm(
        posted(request),
        event=event,
        initial={"on": timezone.localdate(timezone=event.zone), "method": "consensus"},
    )


@transaction.atomic
def _carry_out(request: HttpRequest, event, outcome: str, form, asked: Sequence) -> DecisionRecord | None:
    texts = [text for text, _forms in asked]
    if outcome == "defer":
        adoption.defer_all(texts, actor=request.actor, note=form.cleaned_data["note"])
        return None
    given: dict = {}
    if outcome == "adopt":
        given = {
            "reservations": {
                text.pk: [
                    Reserved(one.cleaned_data["words"], one.cleaned_data["named_as"])
                    for one in forms
                    if one.given
                ]
                for text, forms in asked
            },
            "read": {text.pk: _read(request, text) for text, _forms in asked},
        }
    return adoption.decide(
        event, texts, actor=request.actor, outcome=outcome, decision=form.decision_values(), **given
    )


def _read(request: HttpRequest, text: Recommendation) -> int:
    """The version that the page showed to those who decided."""
    value = request.POST.get(f"{text.uid.hex}-read", "")
    return int(value) if value.isdecimal() and len(value) < 6 else 0


def _nothing_to_decide(request: HttpRequest, slug: str, chosen: Sequence[Recommendation]) -> HttpResponse:
    """Nothing chosen; or a second click, after which all is decided already."""
    decided = {text.decision_id for text in chosen if text.state == TextState.ADOPTED}
    if len(decided) == 1 and (record := DecisionRecord.objects.filter(pk__in=decided).first()):
        return redirect("recommendations:adoption-done", slug, record.uid)
    messages.warning(request, _("Choose at least one text that is on the table."))
    return redirect("recommendations:adoption-desk", slug)


def _decided(request: HttpRequest, slug: str, record: DecisionRecord | None, texts: Sequence) -> HttpResponse:
    number = len(texts)
    if record is None:
        messages.success(
            request, ngettext("One text is put off.", "%(n)d texts are put off.", number) % {"n": number}
        )
        return redirect("recommendations:adoption-desk", slug)
    return redirect("recommendations:adoption-done", slug, record.uid)


@declare(*CIRCLE)
@login_required
@require_safe
def adoption_done(request: HttpRequest, slug: str, uid) -> HttpResponse:
    """What a decision led to: the numbers that were issued, or that texts were not adopted."""
    event = circle_event(request, slug)
    record = get_object_or_404(DecisionRecord, event=event, uid=uid)
    texts = queries.texts_of(event, request.actor).filter(decision=record).order_by("ref", "pk")
    context = {
        "record": record,
        "adopted": [text for text in texts if text.ref],
        "rejected": [text for text in texts if text.state == TextState.NOT_ADOPTED],
        "may_submit": may(request.actor, "recommendations.prepare_submission", event),
    }
    return desk_page(request, "recommendations/adoption_done.html", event, ADOPTION, **context)
