"""Registering for an event, and the page that each person who registered has for themselves.

That page is opened by a secret in its address: it is in no cache, no search engine and no Referer.
"""

from collections.abc import Callable
from functools import partial, wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import throttle
from core.access import reveal
from core.actors import Actor
from core.errors import DomainError
from core.routes import declare
from directory.queries import category_labels
from events import queries
from events.agenda import Agenda, public_agenda
from events.calendar import is_long
from events.enums import ConsentPurpose, EventState, RegistrationState
from events.forms.registration import ChangeForm, ConsentForm, RegistrationForm
from events.links import offer_token
from events.materials import Shown, shown
from events.models import Certificate, Event, Material, Registration
from events.seen import who_has_seen
from events.services import handing_on
from events.services import registrations as service
from events.services.answers import questions_for
from events.services.certificates import held_by
from events.services.choices import Standing, missed, standings
from events.services.freeze import ask_to_change, ask_to_withdraw, is_asked_for
from events.views.by_link import answer
from events.workflow import REGISTRATION

SENT, SENT_FOR = "sanlap_sent", 3600  # a cookie on the address of the form alone, and its seconds
ENDED = (RegistrationState.CANCELLED, RegistrationState.DECLINED)


@declare("public", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The registration form of an event."""
    events = queries.event_pages(request.actor).annotate(
        has_area_seats=queries.HAS_AREA_SEATS, has_questions=queries.HAS_QUESTIONS
    )
    event = get_object_or_404(events, slug=slug)
    window, kept = queries.registration_status(event), queries.kept_places(event)
    context = {"event": event, "window": window, "kept": kept, "who_is_next": queries.who_is_next(event)}
    if not window.can_register:
        status = 409 if request.method == "POST" else 200
        return render(request, "events/registration/closed.html", context, status=status)
    token = service.new_form_token()
    form = RegistrationForm(
        request.POST or None, request.FILES or None, event=event, initial={"form_token": token}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        if earlier := _registered_before(request, event, form):
            messages.info(
                request, _("You are registered already. Here you can see and change what you said.")
            )
            return redirect(page_url(earlier))
        try:
            result = _register(request, event, form)
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            return _done(request, result.manage_token)
    return render(request, "events/registration/new.html", context | {"form": form}, status=status)


def _register(request: HttpRequest, event: Event, form: RegistrationForm) -> service.Registered:
    data = form.cleaned_data
    throttle.check(request, f"register:{event.pk}", contact=data["email"] or data["phone"])
    return service.register(
        event,
        actor=request.actor,
        consents=form.consents(),
        form_token=data["form_token"],
        answers=form.answers(),
        **form.details(),
    )


def _done(request: HttpRequest, token: str) -> HttpResponse:
    """On to the thanks; for an hour this browser knows that it has registered somebody here."""
    response = redirect("events:registration-done", token=token)
    response.set_signed_cookie(
        SENT, token, max_age=SENT_FOR, path=request.path, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )  # fmt: skip
    return response


def _registered_before(request: HttpRequest, event: Event, form: RegistrationForm) -> str:
    """The token of the registration that this browser has just sent of the same person, when somebody goes back and sends the
    form again; "" for anybody else: several people may share a phone."""
    token = request.get_signed_cookie(SENT, default="", max_age=SENT_FOR)
    earlier = service.by_token(token)
    if earlier is None or earlier.event_id != event.pk or earlier.state in ENDED:
        return ""
    data = form.cleaned_data
    if service.manage_token(data["form_token"])[0] == token:
        return ""  # the very same form: the service answers it as it did then
    return token if service.is_of(earlier, **{key: data[key] for key in ("name", "email", "phone")}) else ""


def own(view: Callable, *, find: Callable[[str], Registration | None] = service.by_token) -> Callable:
    """A page of one registration: finds it by the secret in its address and hands the view the registration and its actor.

    A wrong secret is answered like an address that does not exist.
    """

    @wraps(view)
    def page(request: HttpRequest, token: str, **more) -> HttpResponse:
        registration = find(token)
        if registration is None:
            raise Http404
        actor = service.link_actor(registration)
        return answer(
            request, partial(view, request, registration, actor, token, **more),
            event=registration.event, language=letters_language(registration), back=page_url(token),
        )  # fmt: skip

    return page


def letters_language(registration: Registration) -> str:
    """The language in which somebody was written to first; "" for who came to the site by themselves, and reads what it speaks."""
    by_themselves = registration.source in service.BY_THE_PERSON and registration.invited_at is None
    return "" if by_themselves else registration.language


@declare("participant")
@require_safe
@own
def done(request: HttpRequest, registration: Registration, _actor: Actor, token: str) -> HttpResponse:
    """Thank you: what happened and what happens next."""
    context = about(registration) | {"token": token, "own_url": f"{settings.SITE_URL}{page_url(token)}"}
    context["choices"] = _to_choose(registration)
    return render(request, "events/registration/done.html", context)


@declare("participant")
@require_safe
@own
def manage(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Where my registration stands, what I said, what I allow."""
    if registration.state == RegistrationState.INVITED:
        return redirect("events:invitation", token)
    allowed = service.current_consents(registration)
    form = ConsentForm(
        initial={f"consent_{purpose}": allowed.get(purpose, False) for purpose in ConsentPurpose}
    )
    choices = _to_choose(registration)
    context = about(registration) | {
        "token": token,
        "consent_form": form,
        "category": category_labels().get(registration.category, registration.category)
        if registration.category
        else "",
        "joining_link": _joining_link(registration, actor),
        "queue_place": _queue_place(registration),
        "questions": questions_for(registration),
        "looks": who_has_seen(registration),
        **_handed_on(registration),
        "offer_token": offer_token(registration) if registration.state == RegistrationState.OFFERED else "",
        "requests": registration.change_requests.all() if registration.event.frozen_at else (),
        "choices": choices,
        "certificate": _certificate(registration),
        "missed": missed(registration, choices) if choices else (),
        "materials": _to_read(registration, actor, token),
        "agenda": _agenda(registration),
    }
    return render(request, "events/registration/manage.html", context)


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def change(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Change what I said."""
    if registration.state in ENDED:
        return redirect(page_url(token))
    form = ChangeForm(request.POST or None, event=registration.event, registration=registration)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if is_asked_for(registration, actor):
                ask_to_change(registration, actor=actor, **form.details())
            else:
                service.update_registration(registration, actor=actor, **form.details())
        except DomainError as error:
            form.add_domain_error(error)
            status = error.status
        else:
            asked = _("The list is closed, so the organisers are asked for this change.")
            messages.success(request, asked if registration.event.frozen_at else _("Your changes are saved."))
            return redirect(page_url(token))
    context = about(registration) | {"form": form, "token": token}
    return render(request, "events/registration/change.html", context, status=status)


@declare("participant", methods=("POST",))
@require_POST
@own
def consents(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Change what I allow."""
    form = ConsentForm(request.POST)
    if form.is_valid():
        service.set_consents(
            registration, actor=actor, consents=form.consents(), language=get_language() or "en"
        )
        messages.success(request, _("What you allow is saved."))
    return redirect(page_url(token))


@declare("participant", methods=("GET", "POST"))
@require_http_methods(["GET", "HEAD", "POST"])
@own
def withdraw(request: HttpRequest, registration: Registration, actor: Actor, token: str) -> HttpResponse:
    """Withdraw my registration, after a page that says what is lost."""
    if registration.state in ENDED:
        return redirect(page_url(token))
    if request.method == "POST" and is_asked_for(registration, actor):
        ask_to_withdraw(registration, actor=actor)
        messages.success(request, _("The organisers are asked to take you off the list."))
        return redirect(page_url(token))
    if request.method == "POST":
        service.cancel(registration, actor=actor)
        messages.success(request, _("You are no longer registered. Thank you for telling us."))
        return redirect(page_url(token))
    lost = [_("Your place, or your place on the waiting list, goes to somebody else.")]
    if registration.state == RegistrationState.CONFIRMED:
        lost.append(_("If you register again later, you may have to wait."))
    context = about(registration) | {
        "title": _("Withdraw your registration?"), "lost": lost, "submit": _("Withdraw"), "cancel_url": page_url(token)
    }  # fmt: skip
    return render(request, "events/registration/withdraw.html", context)


def page_url(token: str) -> str:
    """The address of a person's own page."""
    return reverse("events:registration-manage", args=[token])


def about(registration: Registration) -> dict:
    """What each page of a registration says about it and its event."""
    event = registration.event
    return {
        "registration": registration,
        "event": event,
        "state": REGISTRATION.label_of(registration),
        "dates": queries.when_words(event),
        "clock": queries.clock_of(event),
        "has_ended": registration.state in ENDED,
        "is_over": queries.is_over(event),
        "who_is_next": queries.who_is_next(event),
    }


def _agenda(registration: Registration) -> Agenda | None:
    """The agenda of an event that has no page for everybody: whoever is registered reads it here. Of a long course too, so that each
    finds the next class at its hour."""
    event = registration.event
    is_elsewhere = event.is_public and not is_long(event)
    if is_elsewhere or registration.state in ENDED or event.state == EventState.CANCELLED:
        return None
    return public_agenda(event, event.themes.all())


def _to_read(registration: Registration, actor: Actor, token: str) -> list[Shown]:
    """What this person may read, with addresses that only they have."""
    rows = Material.objects.visible_to(actor).filter(event=registration.event_id)
    return [
        shown(row, lambda each: reverse("events:registration-material", args=[token, each.uid]))
        for row in rows.select_related("session", "theme")
    ]


def _certificate(registration: Registration) -> Certificate | None:
    """The certificate that this person holds; no query before the event has begun or while it gives none."""
    event = registration.event
    if event.certificate_share is None or event.starts_at > timezone.now():
        return None
    return held_by(registration)


def _to_choose(registration: Registration) -> list[Standing]:
    """The sessions that somebody with a place may choose."""
    if registration.state != RegistrationState.CONFIRMED:
        return []
    return standings(registration.event, registration)


def _joining_link(registration: Registration, actor: Actor) -> str:
    """The address to join online, for who has a place; that it was shown is logged."""
    event = registration.event
    if registration.state != RegistrationState.CONFIRMED or not event.joining_link or queries.is_over(event):
        return ""
    return reveal(
        event,
        "joining_link",
        actor=actor,
        purpose="joining link on the page of a confirmed person",
        host=event.host.code,
    )


def _handed_on(registration: Registration) -> dict:
    """Whom this person asked to come instead, and what became of it; whether somebody came in their place, and whether they asked it."""
    named = handing_on.named_by(registration) if registration.event.substitutes else None
    taken = handing_on.taken_by(registration)
    return {
        "can_hand_on": handing_on.can_hand_on(registration),
        "named": named,
        "named_lapsed": named is not None and handing_on.has_lapsed(named),
        "handed_as_asked": taken is not None and handing_on.is_handed_on_to(taken[0]),
        "handed_at": taken[1] if taken else None,
        "offer_is_over": handing_on.is_handed_on_to(registration) and not registration.replied_at,
        "can_register": registration.event.is_public and registration.event.registration_is_open,
    }


def _queue_place(registration: Registration) -> int:
    """This person's own place on the waiting list, from 1; 0 for who does not wait."""
    if registration.state != RegistrationState.WAITLISTED:
        return 0
    ahead = Registration.objects.filter(
        event=registration.event_id, state=RegistrationState.WAITLISTED, queue_no__lt=registration.queue_no
    )
    return ahead.count() + 1
