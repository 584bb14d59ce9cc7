"""What goes in and out of the API of consultations."""

from rest_framework import serializers

from consultations import enums
from consultations.models import MAX_ENTRY, Entry, Minutes
from core.api import CleanCharField, Serializer


class MinutesInput(Serializer):
    attribution = serializers.ChoiceField(enums.AttributionRule.choices)


class MinutesStep(Serializer):
    """Evidence of a step: `approve` needs `signature`, `reopen` needs `note`."""

    signature = serializers.ChoiceField(enums.SignatureMethod.choices, required=False)
    note = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)


class MinutesOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    session = serializers.UUIDField(source="session.uid")

    class Meta:
        model = Minutes
        fields = [
            "id",
            "session",
            "state",
            "attribution",
            "version",
            "corrections_until",
            "approved_hash",
            "published_at",
        ]


class EntryInput(Serializer):
    text = CleanCharField(max_length=MAX_ENTRY, multiline=True)
    client_key = CleanCharField(max_length=64, required=False)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False)
    interpreted = serializers.BooleanField(required=False)
    kind = serializers.ChoiceField(enums.EntryKind.choices, required=False)
    attribution = serializers.ChoiceField(enums.Attribution.choices, required=False)
    speaker = CleanCharField(max_length=160, required=False, allow_blank=True)
    institution = serializers.SlugField(required=False, allow_null=True)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(enums.EntryVisibility.choices, required=False)
    theme = serializers.UUIDField(required=False, allow_null=True)


class EntryPatch(EntryInput):
    client_key = None  # names a new entry only


class EntryOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    theme = serializers.UUIDField(source="theme.uid", default=None, allow_null=True)
    institution = serializers.CharField(source="institution.code", default=None, allow_null=True)
    area = serializers.CharField(source="area.code", default=None, allow_null=True)

    class Meta:
        model = Entry
        fields = [
            "id", "number", "text", "language", "interpreted", "kind", "attribution", "speaker", "institution", "category", "area",
            "visibility", "theme", "revision", "author_label", "changed_at",
        ]  # fmt: skip
