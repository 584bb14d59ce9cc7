"""Registrations and sign-in."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.settings import api_settings

from core import audit
from core.access import reveal_many
from core.actors import Actor
from core.api_views import ListView, View
from core.permissions import require
from core.routes import declare
from core.throttle import check as throttle
from events.api import serializers_people as s
from events.api.devices import DeviceAuthentication
from events.api.lookups import event_for, managed_event, team_event
from events.api.registering import Registering, answers_of, service_fields
from events.api.serializers import Decision
from events.enums import RegistrationState
from events.links import opens_own_page
from events.models import Device, Event, Registration
from events.services import checkin, devices, invitations, offers
from events.services import registrations as service
from events.services.substitution import substitute

MANAGERS = ("organiser", "manager", "registration")
LINK = "The token in the person's own link, for who has no role."
REVEAL = "`contact` adds e-mail address and phone number, if your role may see them; logged."
WHOLE = ("area", "institution", "delegation", "replaces")


def log_list(view: View, event: Event, **data) -> None:
    """Somebody looks at a list of people."""
    audit.write(audit.Kind.DISCLOSURE, "list", actor=view.actor, about=event, host=event.host.code, data=data)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names", write=("public",))
class RegistrationList(Registering, ListView):
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
        """Register while registration is open; or take a seat of a delegation. Files go to `registrations/with-files/`."""
        event = event_for(self.actor, slug)
        throttle(request._request, f"register:{event.pk}")
        return self.once(f"register:{event.uid}", lambda token: self.taken(event, self.read(), token))


class OneRegistration(View):
    """Finds a registration for its team, or for the person who shows the token of the own link (`?token=`)."""

    output = s.RegistrationOutput
    by_link = False

    def find(self, code: str) -> tuple[Registration, Actor]:
        actor = self.actor
        if token := self.request.query_params.get("token", ""):
            own = Registration.objects.filter(code=code).first()
            if own is not None and opens_own_page(own, token):
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
