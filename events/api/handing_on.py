"""Handing on one's place, by the person; and who came in whose place, for the team."""

from typing import TypedDict

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from core.actors import Actor
from core.api import CleanCharField, Serializer
from core.api_views import ListView
from core.permissions import require
from core.routes import declare
from core.throttle import check as throttle
from events.api import serializers_people as s
from events.api.lookups import managed_event
from events.api.registrations import LINK, MANAGERS, WHOLE, OneRegistration, log_list
from events.enums import RegistrationState
from events.models import Registration, RegistrationChange
from events.services import handing_on as service

NO_YES = (RegistrationState.INVITED, RegistrationState.DECLINED, RegistrationState.CANCELLED)


@extend_schema_serializer(
    examples=[
        OpenApiExample("Zara", value={"name": "Zara Khan", "email": "zara@people.example", "language": "ur"})
    ]
)
class HandOnInput(Serializer):
    name = CleanCharField(max_length=120)
    email = serializers.CharField(max_length=254)
    language = serializers.RegexField(
        r"^[a-z]{2,3}$", required=False, help_text="Of the mail to them; one’s own when left out."
    )


class NamedOutput(serializers.ModelSerializer):
    """Whom the person asked, and their answer. Nothing that the other said about themselves, or did later."""

    name = serializers.SerializerMethodField(
        help_text="As the person wrote it; empty once the other said yes and registered by a name of their own."
    )
    status = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields = ["name", "status", "invited_at", "reply_by", "replied_at"]

    def get_name(self, other: Registration) -> str:
        return other.name if service.answer_of(other) in NO_YES else ""

    @extend_schema_field(serializers.ChoiceField(RegistrationState.choices))
    def get_status(self, other: Registration) -> str:
        return service.answer_of(other).value


class HandOnOutput(serializers.Serializer):
    allowed = serializers.BooleanField(help_text="Whether the place can be handed on now.")
    named = NamedOutput(allow_null=True, help_text="Who was asked last.")


@declare(
    *MANAGERS, "participant", methods=("GET", "POST", "DELETE"), discloses="names", write=("participant",)
)
class HandOn(OneRegistration):
    inputs = {"POST": HandOnInput}
    output = HandOnOutput
    parameters = {"GET": {"token": LINK}, "POST": {"token": LINK}, "DELETE": {"token": LINK}}
    creates = True
    keyed = True

    def get(self, request, code):
        """Whether this place can be handed on, and who was asked to take it."""
        row, _actor = self.find(code)
        if not self.by_link:
            self.must("events.manage_registrations", row)
        return self._told(row)

    def post(self, request, code):
        """Name who comes instead: they get a mail and say yes or no. Until then the place stays where it is.

        409 `not_allowed`: the event does not allow it; `frozen`: the list is closed, ask at `changes/`; `too_often`: five were asked.
        """
        row, actor = self._own(code)
        return self.once(f"hand-on:{row.uid}", lambda _token: self._ask(row, actor))

    def delete(self, request, code):
        """Come oneself after all: whoever was asked and has not answered is asked no longer."""
        row, actor = self._own(code)
        service.take_back(row, actor=actor)
        return Response(status=204)

    def _own(self, code: str) -> tuple[Registration, Actor]:
        row, actor = self.find(code)
        require(actor, service.OWN, row)
        return row, actor

    def _ask(self, row: Registration, actor: Actor) -> Response:
        data = self.read()
        throttle(self.request._request, f"hand-on:{row.pk}", contact=data["email"])
        service.hand_on(row, actor=actor, **data)
        return self._told(row)

    def _told(self, row: Registration) -> Response:
        return self.answer({"allowed": service.can_hand_on(row), "named": service.named_by(row)})


class Step(TypedDict):
    at: str
    registration: str
    step: str
    status: str


class SubstituteOutput(s.RegistrationOutput):
    """Somebody who came, or was asked to come, in another's place (`replaces`). `source` says how: `invitation` (the other handed the
    place on), `delegation` or `staff`."""

    replaces_name = serializers.CharField(source="replaces.name")
    replaces_status = serializers.ChoiceField(RegistrationState.choices, source="replaces.state")
    history = serializers.SerializerMethodField(help_text="Of the two, as far as it is about this, in order.")

    class Meta(s.RegistrationOutput.Meta):
        fields = [
            *s.RegistrationOutput.Meta.fields, "reply_channel", "replaces_name", "replaces_status", "history",
        ]  # fmt: skip

    def get_history(self, row: Registration) -> list[Step]:
        steps = [(change, row.code) for change in row.changes.all()]
        steps += [
            (change, row.replaces.code)
            for change in row.replaces.changes.all()
            if row.code in (change.data.get("to"), change.data.get("replaced_by"))
        ]
        return [_step(change, code) for change, code in sorted(steps, key=lambda each: each[0].pk)]


def _step(change: RegistrationChange, code: str) -> Step:
    at = serializers.DateTimeField().to_representation(change.at)
    return {"at": at, "registration": code, "step": change.transition, "status": change.to_state}


@declare(*MANAGERS, discloses="names")
class SubstituteList(ListView):
    output = SubstituteOutput
    search = "name_key"
    filters = {"status": "state", "source": "source", "replaces": "replaces__code"}
    ordering = ["queue_no", "name_key"]

    def get(self, request, slug):
        """Who was asked or named to come in whose place, with the steps of both. Without contact data; each look is logged."""
        event = managed_event(self.actor, slug, "events.manage_registrations")
        rows = Registration.objects.visible_to(self.actor).filter(event=event, replaces__isnull=False)
        rows = rows.select_related(*WHOLE).prefetch_related("changes", "replaces__changes")
        response = self.listed(rows)
        log_list(self, event, count=response.data["count"], of="substitutes")
        return response
