"""Registrations and sign-in."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.settings import api_settings

from core import audit
from core.access import reveal_many
from core.actors import Actor
from core.api_views import ListView, View
from core.routes import declare
from core.throttle import check as throttle
from core.tokens import hash_token
from events.api import serializers as s
from events.api.devices import DeviceAuthentication
from events.api.lookups import area, event_for, team_event
from events.models import Device, Registration
from events.services import checkin, devices
from events.services import registrations as service

LINK = "The token in the person's own link, for who has no role."
REVEAL = "`contact` adds e-mail address and phone number, if your role may see them; logged."


def _fields(data: dict) -> dict:
    """API names as the service's: `institution` is what the person typed, `area` is a code."""
    data = dict(data)
    if "institution" in data:
        data["institution_text"] = data.pop("institution")
    if "area" in data:
        data["area"] = area(data["area"])
    return data


@declare(
    "organiser", "manager", "registration", methods=("GET", "POST"), discloses="names", write=("public",)
)
class RegistrationList(ListView):
    inputs = {"POST": s.RegistrationInput}
    output = s.RegistrationOutput
    outputs = {"POST": s.Registered}
    creates = True
    keyed = True
    search = "name_key"
    filters = {"status": "state", "category": "category", "area": "area__code"}
    ordering = ["queue_no", "name_key"]

    def get(self, request, slug):
        """The registrations of an event, for its registration team. Without contact data; each look is logged."""
        event = team_event(self.actor, slug)
        self.must("events.manage_registrations", event)
        rows = (
            Registration.objects.visible_to(self.actor)
            .filter(event=event)
            .select_related("area", "institution")
        )
        response = self.listed(rows)
        audit.write(
            audit.Kind.DISCLOSURE,
            "list",
            actor=self.actor,
            about=event,
            host=event.host.code,
            data={"count": response.data["count"]},
        )
        return response

    def post(self, request, slug):
        """Register for an event while registration is open."""
        event = event_for(self.actor, slug)
        throttle(request._request, f"register:{event.pk}")

        def call(token: str | None) -> Response:
            result = service.register(
                event,
                actor=self.actor,
                source="api",
                form_token=token,
                **_fields(self.read()),
            )
            manage_url = f"{settings.SITE_URL}/r/{result.manage_token}/"
            row = result.registration
            return self.answer({"code": row.code, "status": row.state, "manage_url": manage_url})

        return self.once(f"register:{event.uid}", call)


class _OneRegistration(View):
    """Finds a registration for its team, or for the person who shows the token of the own link (`?token=`)."""

    output = s.RegistrationOutput

    def find(self, code: str) -> tuple[Registration, Actor]:
        actor = self.actor
        if token := self.request.query_params.get("token", ""):
            own = Registration.objects.filter(code=code, token_hash=hash_token(token)).first()
            if own is not None:
                actor = Actor("link", id=own.code, registration=own.pk)
        rows = Registration.objects.visible_to(actor).select_related("event__host", "area", "institution")
        return get_object_or_404(rows, code=code), actor


@declare(
    "organiser", "manager", "registration", "checkin", "participant",
    methods=("GET", "PATCH"), discloses="names", write=("organiser", "manager", "registration", "participant"),
)  # fmt: skip
class RegistrationDetail(_OneRegistration):
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
        """Change what the person said."""
        row, actor = self.find(code)
        return self.answer(service.update_registration(row, actor=actor, **_fields(self.read())))


@declare("organiser", "manager", "registration", "participant", methods=("POST",))
class RegistrationAction(_OneRegistration):
    """A step of a registration."""

    inputs = {"POST": s.Decision}
    parameters = {"POST": {"token": LINK}}
    steps = {
        "approve": "Give the person a place.",
        "decline": "Decline, with a `note` that the person reads.",
        "cancel": "Cancel: the place goes to whoever waits first.",
    }

    def post(self, request, code, action):
        row, actor = self.find(code)
        note = self.read().get("note", "")
        if action == "approve":
            service.approve(row, actor=actor)
        elif action == "decline":
            service.decline(row, actor=actor, note=note)
        else:
            service.cancel(row, actor=actor, note=note)
        row.refresh_from_db()
        return self.answer(row)


@declare("organiser", "manager", "registration", "checkin", "device", methods=("POST",))
class CheckIns(View):
    inputs = {"POST": s.CheckInInput}
    output = s.CheckInOutput
    authentication_classes = [DeviceAuthentication, *api_settings.DEFAULT_AUTHENTICATION_CLASSES]

    def post(self, request, slug):
        """Sign somebody in, by the team or by a device at the door. The same nonce again gives the same answer and no second row."""
        if isinstance(request.auth, Device):
            if request.auth.event.slug != slug:
                raise Http404
            return self.answer(devices.sign_in(request.auth, **self.attempt()))
        event = team_event(self.actor, slug)
        self.must("events.sign_in_people", event)
        return self.answer(checkin.sign_in(event, actor=self.actor, **self.attempt()))

    def attempt(self) -> dict:
        data = self.read()
        data["forced"] = data.pop("force")
        return data
