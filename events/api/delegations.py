"""Delegations: seats that an institution fills with names of its own."""

from django.conf import settings
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer
from core.api_views import ListView, View
from core.routes import declare
from events.api import serializers_people as s
from events.api.lookups import area, institution, managed_event
from events.api.registrations import MANAGERS, WHOLE, log_list
from events.enums import HOLDING
from events.models import Delegation, Event, Registration
from events.services import delegations as service

MANAGE = "events.manage_registrations"
NAMED = Count("registrations", filter=Q(registrations__state__in=HOLDING))


class DelegationPatch(Serializer):
    seats = serializers.IntegerField(min_value=1, max_value=service.MOST_SEATS)
    release_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When seats without a name are free for others."
    )


class DelegationInput(DelegationPatch):
    institution = serializers.SlugField()
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    office = CleanCharField(max_length=200, required=False, allow_blank=True)
    email = serializers.CharField(
        max_length=254, required=False, allow_blank=True, help_text="The link is sent there."
    )
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False)
    note = CleanCharField(max_length=500, multiline=True, required=False, allow_blank=True)


class DelegationOutput(serializers.ModelSerializer):
    """Without the address that the link was sent to."""

    id = serializers.UUIDField(source="uid")
    institution = serializers.CharField(source="institution.code")
    area = serializers.CharField(source="area.code", default=None, allow_null=True)
    named = serializers.SerializerMethodField(help_text="Seats with a name.")

    class Meta:
        model = Delegation
        fields = [
            "id", "institution", "seats", "named", "category", "area", "office", "language", "release_at", "released_at", "note",
        ]  # fmt: skip

    def get_named(self, row: Delegation) -> int:
        return row.named if hasattr(row, "named") else service.named_in(row)


class LinkOutput(serializers.Serializer):
    url = serializers.CharField(help_text="Shown once: only a hash of it is kept.")


class DelegationMade(DelegationOutput):
    link = serializers.CharField(help_text="Shown once: only a hash of it is kept.")

    class Meta(DelegationOutput.Meta):
        fields = [*DelegationOutput.Meta.fields, "link"]


def address(token: str) -> str:
    return f"{settings.SITE_URL}/d/{token}/"


@declare(*MANAGERS, methods=("GET", "POST"))
class DelegationList(ListView):
    inputs = {"POST": DelegationInput}
    output = DelegationOutput
    outputs = {"POST": DelegationMade}
    creates = True
    keyed = True
    filters = {"institution": "institution__code", "category": "category"}

    def get(self, request, slug):
        """The delegations of an event, with how many of their seats have a name."""
        event = managed_event(self.actor, slug, MANAGE)
        rows = event.delegations.select_related("institution", "area").annotate(named=NAMED)
        return self.listed(rows.order_by("id"))

    def post(self, request, slug):
        """Give an institution seats. The answer holds its link; the office gets it by mail, if it has an address."""
        event = managed_event(self.actor, slug, MANAGE)
        return self.once_by_actor(f"delegation:{event.uid}", lambda: self._add(event))

    def _add(self, event: Event) -> Response:
        data = self.read()
        who = institution(data.pop("institution"), field="institution")
        data["area"] = area(data.get("area", ""))
        made = service.add_delegation(event, who, actor=self.actor, **data)
        made.delegation.link = address(made.token)
        return self.answer(made.delegation)


class _OneDelegation(View):
    output = DelegationOutput

    def find(self, slug: str, uid) -> Delegation:
        event = managed_event(self.actor, slug, MANAGE)
        rows = event.delegations.select_related("institution", "area", "event__host")
        return get_object_or_404(rows, uid=uid)


@declare(*MANAGERS, methods=("GET", "PATCH"))
class DelegationDetail(_OneDelegation):
    inputs = {"PATCH": DelegationPatch}

    def get(self, request, slug, uid):
        """One delegation."""
        return self.answer(self.find(slug, uid))

    def patch(self, request, slug, uid):
        """Another number of seats, or another day on which unnamed ones are free."""
        row = self.find(slug, uid)
        data = {"seats": row.seats, "release_at": row.release_at, **self.read()}
        return self.answer(service.change_delegation(row, actor=self.actor, **data))


@declare(*MANAGERS, methods=("POST",))
class DelegationRelease(_OneDelegation):
    def post(self, request, slug, uid):
        """Free the seats without a name for those who wait."""
        return self.answer(service.release(self.find(slug, uid), actor=self.actor))


@declare(*MANAGERS, methods=("POST",))
class DelegationLink(_OneDelegation):
    output = LinkOutput

    def post(self, request, slug, uid):
        """A new link, also sent to the office if it has an address; the old one ends."""
        return self.answer({"url": address(service.renew_link(self.find(slug, uid), actor=self.actor))})


@declare(*MANAGERS, methods=("GET", "POST"), discloses="names")
class DelegatePeople(ListView):
    inputs = {"POST": s.PersonInput}
    output = s.RegistrationOutput
    creates = True
    keyed = True
    filters = {"status": "state"}
    find = _OneDelegation.find

    def get(self, request, slug, uid):
        """Who was named, those who ended too. Without contact data; each look is logged."""
        row = self.find(slug, uid)
        rows = Registration.objects.visible_to(self.actor).filter(delegation=row)
        response = self.listed(rows.select_related(*WHOLE))
        log_list(self, row.event, count=response.data["count"], of="delegation")
        return response

    def post(self, request, slug, uid):
        """Name somebody for a seat. (To take a name back, cancel the registration.)"""
        row = self.find(slug, uid)
        return self.once_by_actor(
            f"delegate:{row.uid}",
            lambda: self.answer(service.name_person(row, actor=self.actor, **self.read())),
        )
