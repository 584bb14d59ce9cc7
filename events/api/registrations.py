"""Registrations and sign-in."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.settings import api_settings

from core import audit
from core.access import reveal_many
from core.actors import Actor
from core.api_views import ListView, View
from core.errors import DomainError
from core.permissions import may, require
from core.routes import declare
from core.throttle import check as throttle
from core.tokens import hash_token
from events.api import serializers_people as s
from events.api.devices import DeviceAuthentication
from events.api.lookups import area, event_for, managed_event, team_event
from events.api.serializers import Decision
from events.enums import RegistrationState, SessionState
from events.models import Delegation, Device, Event, Registration, Session
from events.services import answers as answer_service
from events.services import checkin, delegations, devices, invitations, offers
from events.services import registrations as service
from events.services.registering import register_choosing
from events.services.substitution import substitute

MANAGERS = ("organiser", "manager", "registration")
LINK = "The token in the person's own link, for who has no role."
REVEAL = "`contact` adds e-mail address and phone number, if your role may see them; logged."
WHOLE = ("area", "institution", "delegation", "replaces")
OF_THE_PERSON = frozenset(s.PersonInput._declared_fields)


def log_list(view: View, event: Event, **data) -> None:
    """Somebody looks at a list of people."""
    audit.write(audit.Kind.DISCLOSURE, "list", actor=view.actor, about=event, host=event.host.code, data=data)


def service_fields(data: dict) -> dict:
    """API names as the service's: `institution` is what the person typed, `area` is a code."""
    data = dict(data)
    if "institution" in data:
        data["institution_text"] = data.pop("institution")
    if "area" in data:
        data["area"] = area(data["area"])
    return data


@contextmanager
def answers_of(event: Event, given: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Answers by the ids of the event's questions. Unknown ids are refused, and what is wrong is named by the id too."""
    asked = answer_service.asked(event) if given else []
    known = {name for question in asked for name in (str(question.uid), answer_service.key(question))}
    if unknown := sorted(set(given) - known):
        message = _("This question does not belong to the event: %(id)s.") % {"id": unknown[0][:60]}
        raise DomainError.on("answers", message, "unknown")
    try:
        yield given
    except DomainError as error:
        error.fields = {_question_id(name): sentences for name, sentences in error.fields.items()}
        raise


def _question_id(name: str) -> str:
    return str(uuid.UUID(name[2:])) if name.startswith("q_") else name


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names", write=("public",))
class RegistrationList(ListView):
    inputs = {"POST": s.RegistrationInput}
    output = s.RegistrationOutput
    outputs = {"POST": s.Registered}
    creates = True
    keyed = True
    search = "name_key"
    filters = {
        "status": "state",
        "source": "source",
        "category": "category",
        "area": "area__code",
        "delegation": "delegation__uid",
    }
    ordering = ["queue_no", "name_key"]

    def get(self, request, slug):
        """The registrations of an event, for its registration team. Without contact data; each look is logged."""
        event = managed_event(self.actor, slug, "events.manage_registrations")
        rows = Registration.objects.visible_to(self.actor).filter(event=event).select_related(*WHOLE)
        response = self.listed(rows)
        log_list(self, event, count=response.data["count"])
        return response

    def post(self, request, slug):
        """Register for an event while registration is open; or take a seat of a delegation."""
        event = event_for(self.actor, slug)
        throttle(request._request, f"register:{event.pk}")

        def call(token: str | None) -> Response:
            data = self.read()
            if delegation := data.pop("delegation", ""):
                return self._named(event, delegation, data)
            return self._registered(event, data, token)

        return self.once(f"register:{event.uid}", call)

    def _registered(self, event: Event, data: dict, token: str | None) -> Response:
        sessions = _sessions(event, data.pop("sessions", ()))
        with answers_of(event, data.pop("answers", {})) as given:
            result = register_choosing(
                event,
                actor=self.actor,
                source="api",
                form_token=token,
                sessions=sessions,
                answers=given,
                **service_fields(data),
            )
        return self._told(result.registration, f"{settings.SITE_URL}/r/{result.manage_token}/")

    def _named(self, event: Event, secret: str, data: dict) -> Response:
        given = {name: value for name, value in data.items() if value not in ("", [], {})}
        if foreign := sorted(set(given) - OF_THE_PERSON):
            message = _("Leave this out: the delegation says it, or the person does on their own page.")
            raise DomainError(message, "delegation", fields={name: [message] for name in foreign})
        delegation, actor = self._delegation(event, secret)
        return self._told(delegations.name_person(delegation, actor=actor, **given), "")

    def _delegation(self, event: Event, secret: str) -> tuple[Delegation, Actor]:
        """By its link, or by its id for the registration team."""
        found = delegations.by_token(secret)
        if found is not None and found.event_id == event.pk:
            return found, delegations.link_actor(found)
        if may(self.actor, "events.manage_registrations", event):
            rows = event.delegations.select_related("event__host", "institution", "area")
            if named := next((row for row in rows if str(row.uid) == secret), None):
                return named, self.actor
        raise DomainError.on("delegation", _("This delegation is not known at the event."), "unknown")

    def _told(self, row: Registration, url: str) -> Response:
        kept = list(row.choices.values_list("session__uid", flat=True))
        return self.answer({"code": row.code, "status": row.state, "manage_url": url, "sessions": kept})


def _sessions(event: Event, uids) -> list[Session]:
    """Sessions that people choose, by their ids."""
    if not uids:
        return []
    rows = list(event.sessions.filter(uid__in=uids, is_choice=True, state=SessionState.PLANNED))
    if len(rows) != len(set(uids)):
        raise DomainError.on("sessions", _("Choose from the sessions that are listed."), "not_a_choice")
    return rows


class OneRegistration(View):
    """Finds a registration for its team, or for the person who shows the token of the own link (`?token=`)."""

    output = s.RegistrationOutput
    by_link = False

    def find(self, code: str) -> tuple[Registration, Actor]:
        actor = self.actor
        if token := self.request.query_params.get("token", ""):
            own = Registration.objects.filter(code=code, token_hash=hash_token(token)).first()
            if own is not None:
                actor, self.by_link = service.link_actor(own), True
        rows = Registration.objects.visible_to(actor).select_related("event__host", *WHOLE)
        return get_object_or_404(rows, code=code), actor

    def again(self, row: Registration) -> Response:
        """The registration as it stands now."""
        row.refresh_from_db()
        return self.answer(row)


@declare(
    *MANAGERS, "checkin", "participant", methods=("GET", "PATCH"), discloses="names", write=(*MANAGERS, "participant")
)  # fmt: skip
class RegistrationDetail(OneRegistration):
    inputs = {"PATCH": s.RegistrationPatch}
    outputs = {"GET": s.RegistrationDetailOutput}
    parameters = {"GET": {"token": LINK, "reveal": REVEAL}, "PATCH": {"token": LINK}}

    def get(self, request, code):
        """One registration."""
        row, actor = self.find(code)
        if request.query_params.get("reveal") == "contact":
            self.must("events.reveal_contact", row)
            [row.revealed] = reveal_many(
                [row], ["email", "phone"], actor=actor, purpose="API", host=row.event.host.code
            )
        return self.answer(row)

    def patch(self, request, code):
        """Change what the person said. Once the list is closed, people ask for a change instead (409 `frozen`)."""
        row, actor = self.find(code)
        return self.answer(service.update_registration(row, actor=actor, **service_fields(self.read())))


@declare(*MANAGERS, "participant", methods=("POST",))
class RegistrationAction(OneRegistration):
    """A step of a registration."""

    inputs = {"POST": Decision}
    parameters = {"POST": {"token": LINK}}
    steps = {
        "approve": "Give the person a place.",
        "decline": "Decline, with a `note` that stays with the team.",
        "cancel": "Cancel: the place goes to whoever waits first.",
        "reopen": "Take up again somebody who withdrew or was declined: they ask anew, to be approved.",
    }

    def post(self, request, code, action):
        row, actor = self.find(code)
        note = self.read().get("note", "")
        if action == "approve":
            service.approve(row, actor=actor)
        else:
            {"decline": service.decline, "cancel": service.cancel, "reopen": service.reopen}[action](
                row, actor=actor, note=note
            )
        return self.again(row)


@declare(*MANAGERS, "participant", methods=("POST",))
class RegistrationConfirm(OneRegistration):
    inputs = {"POST": s.ConfirmInput}
    parameters = {"POST": {"token": LINK}}

    def post(self, request, code):
        """Say yes: to an invitation, or to an offered place, by the person or by the team for them; the team also to who waits."""
        row, actor = self.find(code)
        data = self.read()
        if row.state == RegistrationState.INVITED:
            if self.by_link:
                data.pop("channel", None)
            with answers_of(row.event, data.pop("answers", {})) as given:
                invitations.accept(row, actor=actor, answers=given, **data)
        elif row.state in (RegistrationState.OFFERED, RegistrationState.CONFIRMED):
            offers.accept_offer(row, actor=actor)
        else:
            service.approve(row, actor=actor)
        return self.again(row)


@declare(*MANAGERS, "participant", methods=("POST",))
class RegistrationRefuse(OneRegistration):
    inputs = {"POST": s.RefuseInput}
    parameters = {"POST": {"token": LINK}}

    def post(self, request, code):
        """Say no to an invitation, with words for the organisers, or to an offered place: the next one gets it."""
        row, actor = self.find(code)
        require(actor, "events.reply", row)
        data = self.read()
        if row.state == RegistrationState.INVITED:
            channel = {} if self.by_link or "channel" not in data else {"channel": data["channel"]}
            invitations.refuse(row, actor=actor, words=data.get("note", ""), **channel)
        else:
            offers.decline_offer(row, actor=actor)
        return self.again(row)


@declare(*MANAGERS, methods=("POST",))
class RegistrationSubstitute(OneRegistration):
    inputs = {"POST": s.PersonInput}
    creates = True
    keyed = True

    def post(self, request, code):
        """Let somebody else come in the person's place: both keep their history, the new registration says whom it `replaces`."""
        row, actor = self.find(code)
        self.must("events.manage_registrations", row)
        return self.once_by_actor(
            f"substitute:{row.uid}", lambda: self.answer(substitute(row, actor=actor, **self.read()))
        )


@declare(*MANAGERS, "checkin", "device", methods=("POST",))
class CheckIns(View):
    inputs = {"POST": s.CheckInInput}
    output = s.CheckInOutput
    keyed = True
    authentication_classes = [DeviceAuthentication, *api_settings.DEFAULT_AUTHENTICATION_CLASSES]

    def post(self, request, slug):
        """Sign somebody in, by the team or by a device at the door. The same nonce again gives the same answer and no second row."""
        if isinstance(request.auth, Device):
            device = request.auth
            if device.event.slug != slug:
                raise Http404
            return self.once(
                f"check-in:{device.uid}",
                lambda _token: self.answer(devices.sign_in(device, **self.attempt())),
            )
        event = team_event(self.actor, slug)
        self.must("events.sign_in_people", event)
        return self.once_by_actor(
            f"check-in:{event.uid}",
            lambda: self.answer(checkin.sign_in(event, actor=self.actor, **self.attempt())),
        )

    def attempt(self) -> dict:
        data = self.read()
        data["forced"] = data.pop("force")
        return data
