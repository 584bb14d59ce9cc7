"""What goes in and out of the API of events. `id` is the opaque uid, times are UTC with offset."""

import zoneinfo
from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api import CleanCharField, Serializer, TextMapSerializerField
from events import enums
from events.models import Event, Pool
from events.services.events import MOST_HOURS


class RegistrationRules(Serializer):
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    approval = serializers.ChoiceField(enums.Approval.choices, required=False)
    waiting_list = serializers.BooleanField(required=False)
    promotion = serializers.ChoiceField(enums.Promotion.choices, required=False)
    substitutes = serializers.BooleanField(
        required=False, help_text="Whether people may hand their place on to somebody whom they name."
    )
    offer_hours = serializers.IntegerField(
        min_value=0, max_value=MOST_HOURS, required=False, help_text="A freed place is offered for so long; 0: given at once."
    )  # fmt: skip


class EventInput(Serializer):
    host = serializers.SlugField()
    title = TextMapSerializerField(max_length=200)
    summary = TextMapSerializerField(max_length=4_000, multiline=True, required=False)
    audience = TextMapSerializerField(max_length=1_000, multiline=True, required=False)
    kind = serializers.ChoiceField(enums.EventKind.choices)
    format = serializers.ChoiceField(enums.Format.choices, required=False)
    timezone = serializers.CharField(max_length=60)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False)
    venue = CleanCharField(max_length=200, required=False, allow_blank=True)
    city = CleanCharField(max_length=120, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(enums.Visibility.choices, required=False)
    risk = serializers.ChoiceField(enums.Risk.choices, required=False)
    languages = serializers.ListField(
        child=serializers.RegexField(r"^[a-z]{2,3}(-[A-Za-z]+)?$"), required=False, max_length=12
    )
    sdgs = serializers.ListField(
        child=serializers.RegexField(r"^\d{1,2}(\.[\da-z]{1,2})?$"), required=False, max_length=40
    )
    series = serializers.SlugField(
        required=False, allow_blank=True, help_text="Of the same host; empty: none."
    )
    registration = RegistrationRules(required=False)

    def validate_timezone(self, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise serializers.ValidationError(_("Write an IANA time zone, such as Asia/Karachi."))
        return value


class EventPatch(EventInput):
    host = None  # stays
    move_agenda = serializers.BooleanField(
        required=False, help_text="The sessions move by as many days as the first day does."
    )
    move_registration = serializers.BooleanField(
        required=False, help_text="So do the times of registration that are to come."
    )


class RegistrationFacts(TypedDict):
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    approval: str
    waiting_list: bool
    promotion: str
    offer_hours: int
    substitutes: bool
    frozen: bool


class EventOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    host = serializers.CharField(source="host.code")
    title = TextMapSerializerField()
    summary = TextMapSerializerField()
    audience = TextMapSerializerField()
    languages = serializers.ListField(child=serializers.CharField())
    sdgs = serializers.ListField(child=serializers.CharField())
    series = serializers.CharField(source="series.slug", default=None, allow_null=True)
    registration = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            "id", "slug", "host", "kind", "state", "title", "summary", "audience", "format", "starts_at", "ends_at", "date_precision", "timezone",
            "country", "venue", "city", "languages", "visibility", "sdgs", "series", "registration",
        ]  # fmt: skip

    def get_registration(self, event: Event) -> RegistrationFacts:
        return {
            "open": event.registration_is_open,
            "opens_at": event.registration_opens_at,
            "closes_at": event.registration_closes_at,
            "approval": event.approval,
            "waiting_list": event.waiting_list,
            "promotion": event.promotion,
            "offer_hours": event.offer_hours,
            "substitutes": event.substitutes,
            "frozen": event.frozen_at is not None,
        }


class PlacesInput(Serializer):
    kind = serializers.ChoiceField(enums.PoolKind.choices)
    size = serializers.IntegerField(min_value=0, max_value=100_000)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    level = serializers.IntegerField(min_value=0, max_value=5, required=False, allow_null=True)
    reserved = serializers.BooleanField(
        required=False, help_text="Seats of the event that only these may take, instead of a limit."
    )


class PlacesOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    area = serializers.CharField(source="area.code", default=None, allow_null=True)
    session = serializers.UUIDField(source="session.uid", default=None, allow_null=True)

    class Meta:
        model = Pool
        fields = ["id", "kind", "size", "category", "area", "level", "session", "reserved"]


class CloneInput(Serializer):
    starts_on = serializers.DateField(help_text="The first day of the new event.")
    parts = serializers.ListField(
        child=serializers.ChoiceField(enums.ClonePart.choices), required=False, help_text="All when left out."
    )
    title = TextMapSerializerField(max_length=200, required=False)
    series = serializers.SlugField(required=False)


class Decision(Serializer):
    note = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)
