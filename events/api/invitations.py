"""Personal invitations: who is asked to come, and what they answered. Taking one back is `cancel` of the registration, an answer by
phone or letter `confirm` or `refuse`."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer
from core.api_views import ListView
from core.routes import declare
from events.api import serializers_people as s
from events.api.lookups import managed_event
from events.api.registering import service_fields
from events.api.registrations import MANAGERS, WHOLE, OneRegistration, log_list
from events.invitees import with_replies
from events.models import Event, Registration
from events.services import invitations as service


class InviteeInput(s.PersonInput):
    office = CleanCharField(max_length=200, required=False, allow_blank=True)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    institution = CleanCharField(max_length=200, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)


class InvitationInput(Serializer):
    people = InviteeInput(many=True, max_length=service.MOST)
    reply_by = serializers.DateTimeField(required=False, allow_null=True)


class AgainInput(Serializer):
    reply_by = serializers.DateTimeField(required=False, allow_null=True)


class InvitationRow(s.RegistrationOutput):
    reply = serializers.ChoiceField([("none", "none"), ("yes", "yes"), ("no", "no")])

    class Meta(s.RegistrationOutput.Meta):
        fields = [*s.RegistrationOutput.Meta.fields, "reply", "reply_channel"]


class InvitedOutput(serializers.Serializer):
    invited = s.RegistrationOutput(many=True)
    known = serializers.ListField(
        child=serializers.CharField(),
        help_text="Names left out: their contact is known at the event already.",
    )


def by_reply(rows: QuerySet, value: str) -> QuerySet:
    """`none`, `yes` or `no`."""
    return rows.filter(reply=value)


@declare(*MANAGERS, "checkin", methods=("GET", "POST"), discloses="names", write=MANAGERS)
class InvitationList(ListView):
    inputs = {"POST": InvitationInput}
    output = InvitationRow
    outputs = {"POST": InvitedOutput}
    creates = True
    keyed = True
    search = "name_key"
    filters = {"reply": by_reply, "category": "category"}
    ordering = ["queue_no", "name_key", "replied_at"]

    def get(self, request, slug):
        """Who is invited and what they answered. Without contact data; each look is logged."""
        event = managed_event(self.actor, slug, "events.see_registrations")
        response = self.listed(with_replies(event).select_related(*WHOLE))
        log_list(self, event, count=response.data["count"], of="invitations")
        return response

    def post(self, request, slug):
        """Invite people: each gets a mail with a link of their own, if an address is given. All or nobody."""
        event = managed_event(self.actor, slug, "events.manage_registrations")
        return self.once_by_actor(f"invite:{event.uid}", lambda: self._invite(event))

    def _invite(self, event: Event) -> Response:
        data = self.read()
        people = [service_fields(person) for person in data.pop("people")]
        done = service.invite(event, people, actor=self.actor, **data)
        return self.answer(done._asdict())


@declare(*MANAGERS, methods=("POST",))
class InvitationAgain(OneRegistration):
    inputs = {"POST": AgainInput}
    keyed = True

    def post(self, request, code):
        """Invite anew somebody who said no or withdrew. A new link goes out, the old one ends."""
        row, _actor = self.find(code)
        self.must("events.manage_registrations", row)
        return self.once_by_actor(f"invite-again:{row.uid}", lambda: self._send(row))

    def _send(self, row: Registration) -> Response:
        service.invite_again(row, actor=self.actor, **self.read())
        return self.again(row)
