"""What goes in and out of the API of registrations and sign-in."""

from typing import TypedDict

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.api import CleanCharField, Serializer
from events import enums
from events.models import Registration, Scan


class PersonInput(Serializer):
    name = CleanCharField(max_length=120)
    honorific = CleanCharField(max_length=40, required=False, allow_blank=True)
    designation = CleanCharField(max_length=160, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False)
    needs = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)


class RegistrationInput(PersonInput):
    office = CleanCharField(max_length=200, required=False, allow_blank=True)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    institution = CleanCharField(max_length=200, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    consents = serializers.DictField(child=serializers.BooleanField(), required=False)
    answers = serializers.DictField(
        child=serializers.JSONField(), required=False, help_text="To the event’s own questions: id of the question -> answer."
    )  # fmt: skip
    sessions = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=200,
        help_text="Sessions that people choose. Kept when the person gets a place at once; who waits chooses once they have one.",
    )  # fmt: skip
    delegation = serializers.CharField(
        max_length=200, required=False, allow_blank=True,
        help_text="The secret of a delegation’s link, or for the registration team its id: the person takes one of its seats. "
        "Kind, area and institution are those of the delegation.",
    )  # fmt: skip

    def validate_consents(self, value: dict) -> dict:
        if unknown := set(value) - set(enums.ConsentPurpose.values):
            raise serializers.ValidationError(
                _("This consent is not known: %(name)s.") % {"name": ", ".join(sorted(unknown))}
            )
        return value


class RegistrationPatch(PersonInput):
    office = CleanCharField(max_length=200, required=False, allow_blank=True)
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    institution = CleanCharField(max_length=200, required=False, allow_blank=True)
    area = serializers.CharField(max_length=80, required=False, allow_blank=True)


class RegistrationOutput(serializers.ModelSerializer):
    """Without contact data. Whether another has the same contact (`possible_duplicate`) is told to the team alone."""

    id = serializers.UUIDField(source="uid")
    status = serializers.ChoiceField(enums.RegistrationState.choices, source="state")
    institution = serializers.CharField(source="institution_label")
    area = serializers.CharField(source="area.code", default=None, allow_null=True)
    delegation = serializers.UUIDField(source="delegation.uid", default=None, allow_null=True)
    replaces = serializers.CharField(source="replaces.code", default=None, allow_null=True)

    class Meta:
        model = Registration
        optional = ["possible_duplicate"]
        fields = [
            "id", "code", "status", "source", "name", "honorific", "designation", "office", "institution", "category", "area", "language",
            "possible_duplicate", "queue_no", "created_at", "confirmed_at", "offered_until", "invited_at", "reply_by", "replied_at",
            "delegation", "replaces",
        ]  # fmt: skip

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        if getattr(self.context.get("view"), "by_link", False):
            del shown["possible_duplicate"]
        return shown


class RegistrationDetailOutput(RegistrationOutput):
    """With contact data where `?reveal=contact` asked for it; `revealed` is what core.access gave out."""

    email = serializers.CharField(source="revealed.email", required=False)
    phone = serializers.CharField(source="revealed.phone", required=False)

    class Meta(RegistrationOutput.Meta):
        optional = [*RegistrationOutput.Meta.optional, "email", "phone"]
        fields = [*RegistrationOutput.Meta.fields, "email", "phone"]


class Registered(serializers.Serializer):
    code = serializers.CharField()
    status = serializers.ChoiceField(enums.RegistrationState.choices)
    manage_url = serializers.CharField(help_text="Empty when it goes to the person alone.")
    sessions = serializers.ListField(child=serializers.UUIDField(), help_text="Those that are kept.")


class ConfirmInput(Serializer):
    channel = serializers.ChoiceField(
        enums.Channel.choices, required=False, help_text="How the answer came, when the team records it."
    )
    consents = serializers.DictField(child=serializers.BooleanField(), required=False)
    answers = serializers.DictField(child=serializers.JSONField(), required=False)

    validate_consents = RegistrationInput.validate_consents


class RefuseInput(Serializer):
    channel = serializers.ChoiceField(enums.Channel.choices, required=False)
    note = CleanCharField(max_length=500, multiline=True, required=False, allow_blank=True)


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
