"""Asking for a change once the list of an event is closed, and deciding on what was asked."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from core.api import Serializer
from core.api_views import ListView, View
from core.permissions import require
from core.routes import declare
from events import enums
from events.api import serializers_people as s
from events.api.handing_on import HandOnInput
from events.api.lookups import managed_event
from events.api.registering import service_fields
from events.api.registrations import LINK, MANAGERS, OneRegistration, log_list
from events.api.serializers import Decision
from events.models import ChangeRequest
from events.services import freeze as service
from events.services import handing_on

MANAGE = "events.manage_registrations"


class ChangeInput(Serializer):
    kind = serializers.ChoiceField(enums.ChangeKind.choices)
    details = s.RegistrationPatch(
        required=False, partial=True, help_text="What shall be different, for a `change`."
    )
    substitute = HandOnInput(
        required=False, help_text="Who shall come instead, for a `change`: this alone, without `details`."
    )

    def validate(self, attrs: dict) -> dict:
        if "substitute" in attrs and (attrs["kind"] != enums.ChangeKind.CHANGE or "details" in attrs):
            raise serializers.ValidationError({"substitute": [_("Ask for one thing at a time.")]})
        return attrs


class ChangeOutput(serializers.ModelSerializer):
    """What is asked for may hold a contact: `asked` is there with `?reveal=contact` alone, which is logged."""

    id = serializers.UUIDField(source="uid")
    registration = serializers.CharField(source="registration.code")
    name = serializers.CharField(source="registration.name")
    asked = serializers.SerializerMethodField()

    class Meta:
        model = ChangeRequest
        optional = ["asked"]
        fields = [
            "id",
            "registration",
            "name",
            "kind",
            "state",
            "created_at",
            "decided_at",
            "decided_by",
            "note",
            "asked",
        ]

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        if shown["asked"] is None:
            del shown["asked"]
        return shown

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_asked(self, row: ChangeRequest) -> dict | None:
        return getattr(row, "asked", None)


@declare(*MANAGERS, discloses="names, contact")
class ChangeList(ListView):
    output = ChangeOutput
    filters = {"state": "state", "kind": "kind"}
    parameters = {"GET": {"reveal": "`contact` shows what is asked for; logged."}}

    def get(self, request, slug):
        """What people asked for since the list was closed."""
        event = managed_event(self.actor, slug, MANAGE)
        rows = ChangeRequest.objects.filter(registration__event=event)
        log_list(self, event, of="changes")
        return self.listed(rows.select_related("registration__event__host"))

    def completed(self, rows: list[ChangeRequest]) -> list[ChangeRequest]:
        if self.request.query_params.get("reveal") == "contact":
            for row in rows:
                row.asked = service.what_is_asked(row, actor=self.actor, purpose="API")
        return rows


@declare(*MANAGERS, methods=("POST",))
class ChangeAction(View):
    """A decision on what somebody asked for."""

    inputs = {"POST": Decision}
    output = ChangeOutput
    steps = {
        "accept": "Do what was asked for. What stands against it (no place) leaves the request open.",
        "refuse": "Say no, with a `note` that the person reads.",
    }

    def post(self, request, slug, uid, action):
        event = managed_event(self.actor, slug, MANAGE)
        rows = ChangeRequest.objects.select_related("registration__event__host", "registration__delegation")
        row = get_object_or_404(rows, uid=uid, registration__event=event)
        note = self.read().get("note", "")
        if action == "accept":
            return self.answer(service.accept_request(row, actor=self.actor))
        return self.answer(service.refuse_request(row, actor=self.actor, note=note))


@declare(*MANAGERS, "participant", methods=("POST",))
class RegistrationChange(OneRegistration):
    inputs = {"POST": ChangeInput}
    output = ChangeOutput
    parameters = {"POST": {"token": LINK}}
    creates = True
    keyed = True

    def post(self, request, code):
        """Ask for a change, or to be taken off the list, once it is closed. A newer request takes the place of an open one."""
        row, actor = self.find(code)
        require(actor, "events.cancel_registration", row)
        scope = f"change:{row.uid}:{actor.id}"
        return self.once(scope, lambda _token: self._ask(row, actor))

    def _ask(self, row, actor) -> Response:
        data = self.read()
        if data["kind"] == enums.ChangeKind.WITHDRAW:
            return self.answer(service.ask_to_withdraw(row, actor=actor))
        if "substitute" in data:
            if self.by_link:
                handing_on.must_be_allowed(row)
            return self.answer(service.ask_to_substitute(row, actor=actor, **data["substitute"]))
        return self.answer(service.ask_to_change(row, actor=actor, **service_fields(data.get("details", {}))))
