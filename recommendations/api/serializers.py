"""What goes in and out of the API of recommendations."""

from datetime import date
from typing import TypedDict

from rest_framework import serializers

from consultations import enums as consultation_enums
from core.api import CleanCharField, Serializer
from recommendations import enums
from recommendations.api import chain
from recommendations.models import MAX_TEXT, Answer, Recommendation, Submission


class AddresseeInput(Serializer):
    institution = serializers.SlugField()
    role = serializers.ChoiceField(enums.AddresseeRole.choices, required=False, default="lead")


class RecommendationInput(Serializer):
    event = serializers.SlugField()
    text = CleanCharField(max_length=MAX_TEXT, multiline=True)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False, default="en")
    theme = serializers.UUIDField(required=False, allow_null=True)
    sources = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=200
    )
    addressees = AddresseeInput(many=True, required=False, default=list)
    rationale = CleanCharField(max_length=MAX_TEXT, multiline=True, required=False, allow_blank=True)
    sdgs = serializers.ListField(
        child=serializers.RegexField(r"^\d{1,2}(\.[\da-z]{1,2})?$"),
        required=False,
        default=list,
        max_length=40,
    )
    origin_reason = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)


class ReservationInput(Serializer):
    words = CleanCharField(max_length=2_000, multiline=True)
    named_as = CleanCharField(max_length=160, required=False, allow_blank=True)


class AdoptInput(Serializer):
    method = serializers.ChoiceField(consultation_enums.DecisionMethod.choices)
    on = serializers.DateField()
    session = serializers.UUIDField(required=False, allow_null=True)
    entitled = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    present = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    quorum = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    votes_for = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    votes_against = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    abstentions = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    note = CleanCharField(max_length=4_000, multiline=True, required=False, allow_blank=True)
    reservations = ReservationInput(many=True, required=False, default=list)


class NoteInput(Serializer):
    note = CleanCharField(max_length=1_000, multiline=True, required=False, allow_blank=True)


class Addressed(TypedDict):
    institution: str
    name: str
    role: str


class RecommendationOutput(serializers.ModelSerializer):
    """The public face of a recommendation. Drafts show their newest wording to the drafting circle."""

    id = serializers.UUIDField(source="uid")
    text = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    event = serializers.CharField(source="event.slug", default=None, allow_null=True)
    theme = serializers.SerializerMethodField()
    addressees = serializers.SerializerMethodField()
    is_overdue = serializers.BooleanField()
    sdgs = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Recommendation
        fields = [
            "id", "ref", "state", "stage", "text", "language", "rationale", "event", "theme", "sdgs", "adopted_on", "addressees", "position",
            "respond_by", "answered_on", "is_overdue", "is_sample",
        ]  # fmt: skip

    @staticmethod
    def _version(row: Recommendation):
        return row.adopted_version or max(
            row.versions.all(), key=lambda version: version.number, default=None
        )

    def get_text(self, row: Recommendation) -> str:
        version = self._version(row)
        return version.text if version else ""

    def get_language(self, row: Recommendation) -> str:
        version = self._version(row)
        return version.language if version else ""

    def get_theme(self, row: Recommendation) -> dict[str, str] | None:
        return dict(row.theme.title) if row.theme else None

    def get_addressees(self, row: Recommendation) -> list[Addressed]:
        return [
            {"institution": a.institution.code, "name": a.institution.name, "role": a.role}
            for a in row.addressings.all()
        ]


class RecommendationDetailOutput(RecommendationOutput):
    provenance = serializers.SerializerMethodField()
    submissions = serializers.SerializerMethodField()
    positions = serializers.SerializerMethodField()

    class Meta(RecommendationOutput.Meta):
        fields = [*RecommendationOutput.Meta.fields, "provenance", "submissions", "positions"]

    def get_provenance(self, row: Recommendation) -> list[chain.Source]:
        return chain.provenance(row)

    def get_submissions(self, row: Recommendation) -> list[chain.Sent]:
        return chain.submissions(row)

    def get_positions(self, row: Recommendation) -> list[chain.Answered]:
        return chain.positions(row)


class SubmissionInput(Serializer):
    event = serializers.SlugField()
    addressee = serializers.SlugField()
    recommendations = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=300
    )
    subject = CleanCharField(max_length=300, required=False, allow_blank=True)
    cover_letter = CleanCharField(max_length=20_000, multiline=True, required=False, allow_blank=True)
    addressed_office = CleanCharField(max_length=200, required=False, allow_blank=True)
    signatory = CleanCharField(max_length=120, required=False, allow_blank=True)
    signatory_designation = CleanCharField(max_length=160, required=False, allow_blank=True)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False)


class DeliveryInput(Serializer):
    on = serializers.DateField()
    means = serializers.ChoiceField(enums.DeliveryMeans.choices)
    receipt = CleanCharField(max_length=120, required=False, allow_blank=True)


class AcknowledgeInput(Serializer):
    on = serializers.DateField()
    their_number = CleanCharField(max_length=80)


class DocumentFacts(TypedDict):
    kind: str
    state: str
    sha256: str
    url: str


class Clock(TypedDict):
    acknowledge_by: date | None
    respond_by: date | None
    receipt_confirmed: bool


class SubmissionOutput(serializers.ModelSerializer):
    code = serializers.CharField()
    addressee = serializers.CharField(source="addressee.code")
    event = serializers.CharField(source="event.slug", default=None, allow_null=True)
    documents = serializers.SerializerMethodField()
    clock = serializers.SerializerMethodField()
    items = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = [
            "code", "number", "state", "subject", "addressee", "event", "content_sha256", "sent_at", "delivered_on", "delivery_means",
            "delivery_receipt", "acknowledged_on", "their_number", "clock", "documents", "items",
        ]  # fmt: skip

    def get_documents(self, row: Submission) -> list[DocumentFacts]:
        return [
            {
                "kind": d.kind,
                "state": d.state,
                "sha256": d.sha256,
                "url": f"/api/v1/submissions/{row.code}/{d.kind}.pdf",
            }
            for d in row.documents.all()
        ]

    def get_clock(self, row: Submission) -> Clock:
        return {
            "acknowledge_by": row.acknowledge_by,
            "respond_by": row.respond_by,
            "receipt_confirmed": row.receipt_is_confirmed,
        }

    def get_items(self, row: Submission) -> list[str]:
        return [item.recommendation.ref for item in row.items.all()]


class LetterInput(Serializer):
    number = CleanCharField(max_length=80, required=False, allow_blank=True)
    date = serializers.DateField(required=False)
    authority = CleanCharField(max_length=200, required=False, allow_blank=True)
    publish = serializers.ChoiceField(enums.Publish.choices, required=False)


class PositionInput(Serializer):
    recommendation = serializers.CharField(max_length=40)
    value = serializers.ChoiceField(enums.PositionValue.choices)
    reason = CleanCharField(max_length=4_000, multiline=True, required=False, allow_blank=True)
    part = CleanCharField(max_length=2_000, multiline=True, required=False, allow_blank=True)


class AnswerInput(Serializer):
    letter = LetterInput(required=False)
    positions = PositionInput(many=True)


class LetterFacts(TypedDict):
    number: str
    date: date | None
    authority: str
    publish: str


class PositionFacts(TypedDict):
    recommendation: str
    value: str
    reason: str
    part: str


class AnswerOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    letter = serializers.SerializerMethodField()
    positions = serializers.SerializerMethodField()

    class Meta:
        model = Answer
        fields = ["id", "state", "source", "letter", "positions"]

    def get_letter(self, row: Answer) -> LetterFacts:
        return {
            "number": row.letter_number,
            "date": row.letter_date,
            "authority": row.authority,
            "publish": row.publish,
        }

    def get_positions(self, row: Answer) -> list[PositionFacts]:
        return [
            {
                "recommendation": p.item.recommendation.ref,
                "value": p.value,
                "reason": p.reason,
                "part": p.part,
            }
            for p in row.positions.select_related("item__recommendation")
        ]
