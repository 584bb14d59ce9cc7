"""Letters of an event to offices: drafted, changed, issued under our number."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer
from core.api_views import ListView, View
from core.errors import DomainError
from core.routes import declare
from directory.models import Institution
from events import enums
from events.api.lookups import managed_event
from events.api.registrations import MANAGERS
from events.letter_words import LANGUAGES
from events.models import Event, EventLetter
from events.services import letters as service

WRITE = "events.write_letters"


class EventLetterPatch(Serializer):
    office = CleanCharField(max_length=200, required=False, allow_blank=True)
    salutation = CleanCharField(max_length=120, required=False, allow_blank=True)
    subject = CleanCharField(max_length=300, required=False, allow_blank=True)
    body = CleanCharField(max_length=6_000, multiline=True, required=False, allow_blank=True)
    signatory_name = CleanCharField(max_length=120, required=False, allow_blank=True)
    signatory_designation = CleanCharField(max_length=160, required=False, allow_blank=True)
    seats = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    reply_by = serializers.DateField(required=False, allow_null=True)
    copies = serializers.ListField(child=CleanCharField(max_length=200), required=False, max_length=12)


class EventLetterInput(EventLetterPatch):
    kind = serializers.ChoiceField(enums.LetterKind.choices)
    institutions = serializers.ListField(child=serializers.SlugField(), max_length=service.MOST)
    language = serializers.ChoiceField([(code, code) for code in LANGUAGES], required=False)


class EventLetterOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    institution = serializers.CharField(source="institution.code")
    copies = serializers.ListField(child=serializers.CharField())
    number = serializers.CharField(
        source="letter.our_number", default=None, allow_null=True, help_text="Null as long as it is a draft."
    )
    issued_on = serializers.DateField(source="letter.our_date", default=None, allow_null=True)

    class Meta:
        model = EventLetter
        fields = [
            "id", "kind", "institution", "office", "salutation", "subject", "body", "language", "copies", "signatory_name",
            "signatory_designation", "seats", "reply_by", "number", "issued_on",
        ]  # fmt: skip


class DraftedOutput(serializers.Serializer):
    drafted = EventLetterOutput(many=True)


@declare(*MANAGERS, methods=("GET", "POST"))
class LetterList(ListView):
    inputs = {"POST": EventLetterInput}
    output = EventLetterOutput
    outputs = {"POST": DraftedOutput}
    creates = True
    keyed = True
    filters = {"kind": "kind", "institution": "institution__code"}

    def get(self, request, slug):
        """The letters of an event, by precedence."""
        event = managed_event(self.actor, slug, WRITE)
        return self.listed(event.letters.select_related("institution", "letter"))

    def post(self, request, slug):
        """Draft a letter to each institution, in the words of its kind where a text is left out."""
        event = managed_event(self.actor, slug, WRITE)
        return self.once_by_actor(f"letter:{event.uid}", lambda: self._draft(event))

    def _draft(self, event: Event) -> Response:
        data = self.read()
        codes = list(dict.fromkeys(data.pop("institutions")))
        found = {row.code: row for row in Institution.objects.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            message = _("There is no institution with the code “%(code)s”.") % {"code": unknown[0][:60]}
            raise DomainError.on("institutions", message, "unknown")
        rows = [found[code] for code in codes]
        return self.answer(
            {"drafted": service.draft_letters(event, actor=self.actor, institutions=rows, **data)}
        )


class _OneLetter(View):
    output = EventLetterOutput

    def find(self, slug: str, uid) -> EventLetter:
        event = managed_event(self.actor, slug, WRITE)
        return get_object_or_404(
            event.letters.select_related("institution", "letter", "event__host"), uid=uid
        )


@declare(*MANAGERS, methods=("GET", "PATCH", "DELETE"))
class LetterDetail(_OneLetter):
    inputs = {"PATCH": EventLetterPatch}

    def get(self, request, slug, uid):
        """One letter."""
        return self.answer(self.find(slug, uid))

    def patch(self, request, slug, uid):
        """Change a draft; 409 `issued` once it has left."""
        return self.answer(service.update_letter(self.find(slug, uid), actor=self.actor, **self.read()))

    def delete(self, request, slug, uid):
        """Throw a draft away."""
        service.discard_letter(self.find(slug, uid), actor=self.actor)
        return Response(status=204)


@declare(*MANAGERS, methods=("POST",))
class LetterIssue(_OneLetter):
    def post(self, request, slug, uid):
        """Give the letter our number and today's date; from then on its text stays."""
        return self.answer(service.issue_letter(self.find(slug, uid), actor=self.actor))
