"""What goes in and out of the API of programmes: themes, rooms, sessions, speakers."""

from rest_framework import serializers

from core.api import CleanCharField, Serializer, TextMapSerializerField
from events import enums
from events.models import Room, Session, Speaker, Theme
from events.services.seats import MOST_SEATS
from events.snapshots import as_released


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
    title = CleanCharField(
        max_length=160, required=False, allow_blank=True, help_text="Designation and office."
    )
    institution = serializers.SlugField(required=False)
    role = serializers.ChoiceField(enums.SpeakerRole.choices, required=False)
    precedence = serializers.IntegerField(
        min_value=0, max_value=10_000, required=False, help_text="The lowest comes first; the role decides when left out."
    )  # fmt: skip


class SpeakerOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    institution = serializers.CharField(source="institution.code", default=None, allow_null=True)

    class Meta:
        model = Speaker
        fields = ["id", "name", "title", "institution", "role", "precedence"]


class EventSpeakerInput(SpeakerInput):
    session = serializers.UUIDField()


class SpeakerPatch(SpeakerInput):
    institution = serializers.SlugField(required=False, allow_blank=True)


class EventSpeakerOutput(SpeakerOutput):
    session = serializers.UUIDField(source="session.uid")
    institution_name = serializers.CharField(source="institution", default=None, allow_null=True)

    class Meta(SpeakerOutput.Meta):
        fields = [*SpeakerOutput.Meta.fields, "institution_name", "session"]


class SessionInput(Serializer):
    title = TextMapSerializerField(max_length=200)
    description = TextMapSerializerField(max_length=2_000, required=False, help_text="What it is about.")
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
    is_choice = serializers.BooleanField(required=False, help_text="Participants say whether they come.")
    counts = serializers.BooleanField(required=False, help_text="Towards the certificate.")
    seats = serializers.IntegerField(
        min_value=0, max_value=MOST_SEATS, required=False, allow_null=True,
        help_text="How many may choose the session; null: any number.",
    )  # fmt: skip
    speakers = SpeakerInput(many=True, required=False)


class SessionPatch(SessionInput):
    speakers = None  # each has an address of its own


class SessionOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    title = TextMapSerializerField()
    description = TextMapSerializerField()
    languages = serializers.ListField(child=serializers.CharField())
    room = serializers.CharField(source="room.name", default="")
    theme = serializers.UUIDField(source="theme.uid", default=None, allow_null=True)
    interpretation = serializers.ListField(child=serializers.CharField())
    seats = serializers.IntegerField(default=None, allow_null=True)
    seats_taken = serializers.IntegerField(default=0)
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
            "description",
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
            "seats",
            "seats_taken",
            "counts",
            "sequence",
            "speakers",
        ]


class RoomInput(Serializer):
    name = CleanCharField(max_length=120)
    capacity = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)


class RoomOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Room
        fields = ["id", "name", "capacity"]
