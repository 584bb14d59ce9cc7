"""What goes in and out of the API of events. `id` is the opaque uid, times are UTC with offset."""

import zoneinfo
from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api import CleanCharField, Serializer, TextMapSerializerField
from events import enums
from events.models import Event, Pool, Registration, Room, Scan, Session, Speaker, Theme
from events.snapshots import as_released


class RegistrationRules(Serializer):
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    approval = serializers.ChoiceField(enums.Approval.choices, required=False)
    waiting_list = serializers.BooleanField(required=False)
    promotion = serializers.ChoiceField([("arrival", "arrival")], required=False)


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
    registration = RegistrationRules(required=False)

    def validate_timezone(self, value: str) -> str:
        if value not in zoneinfo.available_timezones():
            raise serializers.ValidationError(_("Write an IANA time zone, such as Asia/Karachi."))
        return value


class EventPatch(EventInput):
    host = None  # stays


class RegistrationFacts(TypedDict):
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    approval: str
    waiting_list: bool


class EventOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    host = serializers.CharField(source="host.code")
    title = TextMapSerializerField()
    summary = TextMapSerializerField()
    audience = TextMapSerializerField()
    languages = serializers.ListField(child=serializers.CharField())
    sdgs = serializers.ListField(child=serializers.CharField())
    registration = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            "id", "slug", "host", "kind", "state", "title", "summary", "audience", "format", "starts_at", "ends_at", "date_precision", "timezone",
            "country", "venue", "city", "languages", "visibility", "sdgs", "registration",
        ]  # fmt: skip

    def get_registration(self, event: Event) -> RegistrationFacts:
        return {
            "open": event.registration_is_open,
            "opens_at": event.registration_opens_at,
            "closes_at": event.registration_closes_at,
            "approval": event.approval,
            "waiting_list": event.waiting_list,
        }


class ThemeInput(Serializer):
    title = TextMapSerializerField(max_length=200)
    questions = TextMapSerializerField(max_length=4_000, multiline=True, required=False)
    position = serializers.IntegerField(min_value=0, max_value=1_000, required=False)


class ThemeOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    title = TextMapSerializerField()
    questions = TextMapSerializerField()

    class Meta:
        model = Theme
        fields = ["id", "position", "title", "questions"]


class SpeakerInput(Serializer):
    name = CleanCharField(max_length=120, required=False, allow_blank=True)
    title = CleanCharField(max_length=160, required=False, allow_blank=True)
    institution = serializers.SlugField(required=False)
    role = serializers.ChoiceField(enums.SpeakerRole.choices, required=False)
    precedence = serializers.IntegerField(min_value=0, max_value=10_000, required=False)


class SpeakerOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    institution = serializers.CharField(source="institution.code", default=None, allow_null=True)

    class Meta:
        model = Speaker
        fields = ["id", "name", "title", "institution", "role", "precedence"]


class SessionInput(Serializer):
    title = TextMapSerializerField(max_length=200)
    type = serializers.ChoiceField(enums.SessionType.choices, required=False)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    room = CleanCharField(max_length=120, required=False, allow_blank=True)
    part = CleanCharField(max_length=120, required=False, allow_blank=True)
    theme = serializers.UUIDField(required=False, allow_null=True)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=12), required=False, max_length=12
    )
    interpretation = serializers.ListField(
        child=serializers.CharField(max_length=12), required=False, max_length=12
    )
    is_choice = serializers.BooleanField(required=False)
    speakers = SpeakerInput(many=True, required=False)


class SessionOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    title = TextMapSerializerField()
    languages = serializers.ListField(child=serializers.CharField())
    room = serializers.CharField(source="room.name", default="")
    theme = serializers.UUIDField(source="theme.uid", default=None, allow_null=True)
    interpretation = serializers.ListField(child=serializers.CharField())
    speakers = SpeakerOutput(many=True)

    def to_representation(self, instance):
        """As it stands, or for who is not on the team as it was released last (the view's `released`, by uid)."""
        row = getattr(self.context.get("view"), "released", {}).get(str(instance.uid))
        if row is None:
            return super().to_representation(instance)
        names = ("name", "title", "role", "precedence")
        speakers = [
            {"id": one["uid"], "institution": one["code"], **{name: one[name] for name in names}}
            for one in row["speakers"]
        ]
        return {**super().to_representation(as_released(instance, row)), "speakers": speakers}

    class Meta:
        model = Session
        fields = [
            "id",
            "title",
            "type",
            "state",
            "part",
            "starts_at",
            "ends_at",
            "room",
            "theme",
            "languages",
            "interpretation",
            "is_choice",
            "sequence",
            "speakers",
        ]


class RoomOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Room
        fields = ["id", "name", "capacity"]


class PlacesInput(Serializer):
    kind = serializers.ChoiceField(enums.PoolKind.choices)
    size = serializers.IntegerField(min_value=0, max_value=100_000)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    level = serializers.IntegerField(min_value=0, max_value=5, required=False, allow_null=True)


class PlacesOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    area = serializers.CharField(source="area.code", default=None, allow_null=True)

    class Meta:
        model = Pool
        fields = ["id", "kind", "size", "category", "area", "level"]


class RegistrationInput(Serializer):
    name = CleanCharField(max_length=120)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    institution = CleanCharField(max_length=200, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    needs = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)
    consents = serializers.DictField(child=serializers.BooleanField(), required=False)
    answers = serializers.DictField(child=serializers.JSONField(), required=False)

    def validate_consents(self, value: dict) -> dict:
        if unknown := set(value) - set(enums.ConsentPurpose.values):
            raise serializers.ValidationError(
                _("This consent is not known: %(name)s.") % {"name": ", ".join(sorted(unknown))}
            )
        return value


class RegistrationPatch(Serializer):
    name = CleanCharField(max_length=120, required=False)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    institution = CleanCharField(max_length=200, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    needs = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)


class RegistrationOutput(serializers.ModelSerializer):
    """Without contact data."""

    id = serializers.UUIDField(source="uid")
    status = serializers.ChoiceField(enums.RegistrationState.choices, source="state")
    institution = serializers.CharField(source="institution_label")
    area = serializers.CharField(source="area.code", default=None, allow_null=True)

    class Meta:
        model = Registration
        fields = [
            "id", "code", "status", "name", "honorific", "designation", "office", "institution", "category", "area", "language",
            "possible_duplicate", "queue_no", "created_at",
        ]  # fmt: skip


class RegistrationDetailOutput(RegistrationOutput):
    """With contact data where `?reveal=contact` asked for it; `revealed` is what core.access gave out."""

    email = serializers.CharField(source="revealed.email", required=False)
    phone = serializers.CharField(source="revealed.phone", required=False)

    class Meta(RegistrationOutput.Meta):
        optional = ["email", "phone"]
        fields = [*RegistrationOutput.Meta.fields, *optional]


class Registered(serializers.Serializer):
    code = serializers.CharField()
    status = serializers.ChoiceField(enums.RegistrationState.choices)
    manage_url = serializers.CharField()


class Decision(Serializer):
    note = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)


class CheckInInput(Serializer):
    code = serializers.CharField(max_length=40)
    point = CleanCharField(max_length=40)
    scanned_at = serializers.DateTimeField()
    nonce = CleanCharField(max_length=64)
    force = serializers.BooleanField(required=False, default=False)


class SignedIn(TypedDict):
    code: str
    name: str
    category: str


class CheckInOutput(serializers.ModelSerializer):
    registration = serializers.SerializerMethodField()

    class Meta:
        model = Scan
        fields = ["result", "reason", "point", "registration"]

    def get_registration(self, scan: Scan) -> SignedIn | None:
        if scan.registration is None:
            return None
        return {
            "code": scan.registration.code,
            "name": scan.registration.name,
            "category": scan.registration.category,
        }
