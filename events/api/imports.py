"""Taking in a list of people in one call."""

import dataclasses

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core import imports
from core.api import Serializer, TooLarge
from core.api_jobs import JobOutput
from core.api_views import View
from core.models import Job
from core.routes import declare
from events.api.lookups import event_for
from events.api.registrations import MANAGERS
from events.models import Event
from events.services import import_columns, import_once, registering_many
from events.services.import_once import Plan
from events.services.import_registrations import ALL, VALID

MEANINGS = ", ".join(f"`{name}`" for name in import_columns.MEANINGS)


class ImportInput(Serializer):
    file = serializers.FileField(help_text="CSV or XLSX, up to 20,000 rows; its headings are found.")
    mapping = serializers.JSONField(
        required=False, help_text=f"JSON: heading -> {MEANINGS}. Guessed from the headings when left out."
    )
    commit = serializers.BooleanField(
        required=False, default=False, help_text="False: say what would happen, and keep nothing of the file."
    )
    target = serializers.ChoiceField(
        [(state.value, state.label) for state in registering_many.TARGETS], required=False,
        help_text="`confirmed` when left out: a place while there is one, else the waiting list.",
    )  # fmt: skip
    faulty = serializers.ChoiceField(
        [(VALID, VALID), (ALL, ALL)], required=False,
        help_text="`valid` (when left out) takes the rows without a fault; `all` takes nobody as long as there is a fault.",
    )  # fmt: skip
    order = serializers.ChoiceField(
        [("dmy", "dmy"), ("mdy", "mdy")],
        required=False,
        help_text="Of day and month, where the file does not show it.",
    )
    add_alike = serializers.BooleanField(
        required=False, default=False, help_text="Take also who may be somebody in the list already."
    )
    tell = serializers.BooleanField(
        required=False, default=False, help_text="Send each new person the mail with their own link."
    )
    reply_by = serializers.DateTimeField(
        required=False,
        allow_null=True,
        help_text="Until when they are asked to answer; with `target` invited alone.",
    )

    def validate_mapping(self, value) -> dict:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise serializers.ValidationError(_("Write a map from the heading of a column to its meaning."))
        return value


class FaultOutput(serializers.Serializer):
    row = serializers.IntegerField(help_text="As the file counts: the first line is 1.")
    column = serializers.CharField(help_text="Empty for the whole row.")
    message = serializers.CharField(source="sentence")


class LeftOut(serializers.Serializer):
    row = serializers.IntegerField()
    message = serializers.CharField()


class ImportOutput(serializers.Serializer):
    rows = serializers.IntegerField()
    valid = serializers.IntegerField(help_text="Rows without a fault.")
    created = serializers.IntegerField(help_text="Registrations that were made; none without `commit`.")
    updated = serializers.IntegerField(
        default=0, help_text="Always 0: a list never changes who is there already."
    )
    skipped = serializers.IntegerField(
        help_text="Valid rows that are not taken: known already, alike, or no place."
    )
    columns = serializers.DictField(
        child=serializers.CharField(), help_text="Heading -> meaning, or nothing."
    )
    errors = FaultOutput(many=True, source="faults")
    left_out = LeftOut(many=True, help_text="Why rows are skipped.")


@declare(*MANAGERS, methods=("POST",))
class RegistrationImport(View):
    inputs = {"POST": ImportInput}
    output = ImportOutput
    later = JobOutput
    keyed = True
    parser_classes = [MultiPartParser]

    def post(self, request, slug):
        """Look at a list of people, or take it in. With more than 2,000 rows that is a job, whose `result` has the counts.

        The same list again takes nobody twice.
        """
        event = event_for(self.actor, slug)
        self.must("events.manage_registrations", event)
        return self.once_by_actor(f"import:{event.uid}", lambda: self._take(event))

    def _take(self, event: Event) -> Response:
        data = self.read()
        file = data["file"]
        if file.size > imports.MOST_BYTES:
            raise TooLarge()
        wanted = {field.name for field in dataclasses.fields(Plan)}
        done = import_once.take(
            event, file.read(), file.name, actor=self.actor, mapping=data.get("mapping"), order=data.get("order", ""),
            plan=Plan(**{name: value for name, value in data.items() if name in wanted}),
        )  # fmt: skip
        if isinstance(done, Job):
            return self.answer_later(done)
        left = [{"row": row, "message": message} for row, message in done.left_out]
        return self.answer({**vars(done), "left_out": left})
