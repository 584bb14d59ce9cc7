"""Signing in by a device: a token in the header, and three calls that it opens. Every other address refuses it."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from core.actors import Actor
from core.api import CleanCharField, Serializer
from core.api_views import View
from core.errors import DomainError
from core.routes import declare
from events.models import Device, Scan
from events.services import devices as service

MOST_AT_ONCE = 200


class EventOver(AuthenticationFailed):
    """A device of an event that is closed or cancelled: the phone's page has its own words for this code."""

    default_code = "event_over"


class DeviceAuthentication(BaseAuthentication):
    """`Authorization: Device <token>`, only where a view names this class: elsewhere such a header means nobody."""

    keyword = b"device"

    def authenticate(self, request):
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword:
            return None
        token = parts[1].decode("ascii", "replace") if len(parts) == 2 else ""
        device = service.by_token(token)
        if device is None:
            if service.is_of_an_over_event(token):
                raise EventOver(
                    _(
                        "The event is closed or was called off: nobody can be signed in any more. The organisers can note who was there."
                    )
                )
            raise AuthenticationFailed(_("This device's link has ended. Ask the sign-in desk for a new one."))
        service.seen(device)
        return None, device  # nobody's user

    def authenticate_header(self, request):
        return "Device"


class DeviceScheme(OpenApiAuthenticationExtension):
    """How the API's schema describes it."""

    target_class = DeviceAuthentication
    name = "deviceAuth"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "`Device <token>`: the link that the desk made for a phone at the door.",
        }  # fmt: skip


class DeviceView(View):
    """For devices alone."""

    authentication_classes = [DeviceAuthentication]

    def initial(self, request, *args, **kwargs):
        """401 before anything is read."""
        super().initial(request, *args, **kwargs)
        if not isinstance(request.auth, Device):
            self.permission_denied(request)

    @property
    def device(self) -> Device:
        return self.request.auth

    @property
    def actor(self) -> Actor:
        return service.device_actor(self.device)


class PointOutput(serializers.Serializer):
    code = serializers.CharField()
    kind = serializers.CharField()
    label = serializers.CharField()


class PersonOutput(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    key = serializers.CharField(help_text="The name as it is searched.")
    state = serializers.CharField()
    at = serializers.ListField(child=serializers.CharField(), help_text="Points where they are present.")


class DeviceList(serializers.Serializer):
    event = serializers.CharField()
    device = serializers.CharField()
    expires_at = serializers.DateTimeField()
    points = PointOutput(many=True)
    people = PersonOutput(many=True)


class Attempt(Serializer):
    code = CleanCharField(max_length=40)
    point = CleanCharField(max_length=40)
    scanned_at = serializers.DateTimeField()
    nonce = CleanCharField(max_length=64)
    force = serializers.BooleanField(required=False, default=False)
    reason = CleanCharField(max_length=40, required=False, allow_blank=True)


class Batch(Serializer):
    scans = Attempt(many=True, max_length=MOST_AT_ONCE)


class AttemptOutput(serializers.Serializer):
    nonce = serializers.CharField()
    result = serializers.CharField(help_text="`ok`, `duplicate`, `refused`, or `error` when it was not kept.")
    reason = serializers.CharField()
    message = serializers.CharField(help_text="Why it was not kept, as a sentence; else empty.")
    code = serializers.CharField()
    name = serializers.CharField()


class BatchOutput(serializers.Serializer):
    results = AttemptOutput(many=True)


class Term(Serializer):
    term = CleanCharField(max_length=200)


@declare("device", discloses="names")
class DevicePeople(DeviceView):
    output = DeviceList

    def get(self, request):
        """The event of this device, its points, and who is registered: names to use, codes and states. No contact data; logged."""
        device = self.device
        return self.answer(
            {
                "event": str(device.event),
                "device": device.label,
                "expires_at": device.expires_at,
                "points": service.points_for(device),
                "people": service.people(device),
            }
        )


@declare("device", methods=("POST",), discloses="names")
class DeviceSearch(DeviceView):
    inputs = {"POST": Term}
    output = PersonOutput

    def post(self, request):
        """Who is meant? Up to twelve people whose name holds every word; logged."""
        found = service.search(self.device, self.read()["term"])
        return self.answer(
            [{"code": p.code, "name": p.name, "key": p.name_key, "state": p.state, "at": []} for p in found]
        )


@declare("device", methods=("POST",), discloses="names")
class DeviceScans(DeviceView):
    inputs = {"POST": Batch}
    output = BatchOutput

    def post(self, request):
        """Up to 200 sign-ins that waited on the device, in order. The same nonce again gives the same answer and no second row.

        Device times in the past are kept; one more than ten minutes ahead becomes our time, reason `clock`.
        """
        attempts = self.read()["scans"]
        renamed = (
            {("forced" if key == "force" else key): value for key, value in one.items()} for one in attempts
        )
        answers = service.sync(self.device, renamed)
        rows = [_answer(attempt["nonce"], answer) for attempt, answer in zip(attempts, answers, strict=True)]
        return self.answer({"results": rows})


def _answer(nonce: str, answer: Scan | DomainError) -> dict:
    if isinstance(answer, DomainError):
        return {
            "nonce": nonce, "result": "error", "reason": answer.code, "message": answer.message, "code": "", "name": "",
        }  # fmt: skip
    person = answer.registration
    return {
        "nonce": nonce, "result": answer.result, "reason": answer.reason, "message": "",
        "code": person.code if person else "", "name": person.name if person else "",
    }  # fmt: skip
