"""Certificates of attendance: who has earned one, issuing, taking back."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from core.api import Serializer
from core.api_views import ListView, View
from core.errors import DomainError
from core.routes import declare
from events.api.lookups import managed_event
from events.api.registrations import MANAGERS, log_list
from events.enums import CertificateMeasure
from events.models import Certificate, Event, Registration
from events.services import certificates as service

ISSUE = "events.issue_certificates"


class IssueInput(Serializer):
    registrations = serializers.ListField(
        child=serializers.CharField(max_length=16), required=False, max_length=2_000,
        help_text="Codes; everybody who has earned one when left out.",
    )  # fmt: skip
    tell = serializers.BooleanField(
        default=False,
        help_text="Mail the people the link to their certificate, once. Without `registrations` also those issued before.",
    )


class RuleInput(Serializer):
    share = serializers.IntegerField(
        min_value=1,
        max_value=100,
        allow_null=True,
        help_text="Percent of what counts; null: no certificates.",
    )
    measure = serializers.ChoiceField(
        choices=CertificateMeasure.choices,
        required=False,
        help_text="`points`: of the number of sessions or days. `time`: of the time of the sessions. Left out: as it was.",
    )


class RuleOutput(serializers.Serializer):
    share = serializers.IntegerField(source="certificate_share", allow_null=True)
    measure = serializers.CharField(source="certificate_measure")


class CertificateOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    registration = serializers.CharField(source="registration.code")

    class Meta:
        model = Certificate
        fields = [
            "id",
            "registration",
            "code",
            "number",
            "name",
            "share",
            "attended",
            "of",
            "issued_at",
            "revoked_at",
        ]


class IssuedOutput(serializers.Serializer):
    issued = CertificateOutput(many=True)


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names")
class CertificateList(ListView):
    inputs = {"POST": IssueInput}
    output = CertificateOutput
    outputs = {"POST": IssuedOutput}
    creates = True
    keyed = True
    filters = {"registration": "registration__code", "code": "code"}

    def get(self, request, slug):
        """The certificates that were issued, revoked ones too. Each look is logged."""
        event = managed_event(self.actor, slug, ISSUE)
        rows = Certificate.objects.filter(registration__event=event).select_related("registration")
        response = self.listed(rows)
        log_list(self, event, of="certificates", count=response.data["count"])
        return response

    def post(self, request, slug):
        """Give certificates to those who have attended enough and have none."""
        event = managed_event(self.actor, slug, ISSUE)
        return self.once_by_actor(f"certificates:{event.uid}", lambda: self._issue(event))

    def _issue(self, event: Event) -> Response:
        data = self.read()
        codes = data.get("registrations")
        rows = None if codes is None else list(Registration.objects.filter(event=event, code__in=codes))
        if codes is not None and rows is not None and len(rows) != len(set(codes)):
            message = _("Somebody you named is not registered for the event.")
            raise DomainError.on("registrations", message, "unknown")
        return self.answer(
            {"issued": service.issue(event, actor=self.actor, registrations=rows, tell=data["tell"])}
        )


@declare(*MANAGERS, methods=("POST",))
class CertificateRule(View):
    inputs = {"POST": RuleInput}
    output = RuleOutput

    def post(self, request, slug):
        """How much must be attended for a certificate."""
        event = managed_event(self.actor, slug, ISSUE)
        return self.answer(service.set_rule(event, actor=self.actor, **self.read()))


@declare(*MANAGERS, methods=("POST",))
class CertificateRevoke(View):
    output = CertificateOutput

    def post(self, request, slug, uid):
        """Take a certificate back: whoever checks it is told so."""
        event = managed_event(self.actor, slug, ISSUE)
        rows = Certificate.objects.filter(registration__event=event).select_related(
            "registration__event__host"
        )
        return self.answer(service.revoke(get_object_or_404(rows, uid=uid), actor=self.actor))
