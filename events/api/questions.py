"""Questions that an event asks beside the fixed ones: what a form of one's own needs to ask them, and the team's changes."""

import uuid
from typing import TypedDict

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from core.api import CleanCharField, Serializer, TextMapSerializerField
from core.api_views import ListView, View
from core.errors import DomainError
from core.routes import declare
from events import enums
from events.api.lookups import event_for
from events.models import Event, Question
from events.services import answers
from events.services import questions as service

MANAGERS = ("organiser", "manager", "registration")
MANAGE = "events.manage_registrations"


class OptionInput(Serializer):
    code = serializers.RegexField(r"^[a-z0-9_-]{1,60}$", required=False)
    label = TextMapSerializerField(max_length=200)


class QuestionInput(Serializer):
    kind = serializers.ChoiceField(enums.QuestionKind.choices)
    label = TextMapSerializerField(max_length=300)
    help = TextMapSerializerField(max_length=500, required=False)
    options = OptionInput(many=True, required=False, max_length=service.MOST_OPTIONS)
    required = serializers.BooleanField(required=False)
    stage = serializers.ChoiceField(enums.QuestionStage.choices, required=False)
    condition = serializers.UUIDField(
        required=False, allow_null=True, help_text="Asked only of who chose `condition_value` there."
    )
    condition_value = CleanCharField(max_length=60, required=False, allow_blank=True)
    purpose = TextMapSerializerField(max_length=300, required=False)
    delete_on = serializers.DateField(
        required=False, allow_null=True, help_text="The day on which its answers are deleted."
    )


class OrderInput(Serializer):
    questions = serializers.ListField(
        child=serializers.UUIDField(), max_length=service.MOST, help_text="Each question of the event, once."
    )


class Option(TypedDict):
    code: str
    label: dict[str, str]


class QuestionOutput(serializers.ModelSerializer):
    """In `answers` of a registration it is called by its `id`."""

    id = serializers.UUIDField(source="uid")
    label = TextMapSerializerField()
    help = TextMapSerializerField()
    options = serializers.SerializerMethodField()
    condition = serializers.UUIDField(source="condition.uid", default=None, allow_null=True)
    purpose = TextMapSerializerField()

    class Meta:
        model = Question
        fields = [
            "id", "position", "kind", "label", "help", "options", "required", "stage", "condition", "condition_value", "purpose", "delete_on",
        ]  # fmt: skip

    def get_options(self, question: Question) -> list[Option]:
        return question.options


@declare("public", methods=("GET", "POST"), write=MANAGERS)
class QuestionList(ListView):
    inputs = {"POST": QuestionInput}
    output = QuestionOutput
    creates = True
    keyed = True
    filters = {"kind": "kind", "stage": "stage"}

    def get(self, request, slug):
        """What an event asks of who registers, in its order. `stage` approved: asked once they have a place."""
        event = event_for(self.actor, slug)
        return self.listed(event.questions.filter(retired_at=None).select_related("condition"))

    def post(self, request, slug):
        """Ask one more question, after the others."""
        event = event_for(self.actor, slug)
        self.must(MANAGE, event)
        return self.once_by_actor(f"question:{event.uid}", lambda: self._add(event))

    def _add(self, event: Event) -> Response:
        data = _ready(event, self.read())
        return self.answer(service.add_question(event, actor=self.actor, **data))


def _ready(event: Event, data: dict) -> dict:
    """With the question that it depends on, instead of its id."""
    if data.get("condition"):
        data["condition"] = event.questions.filter(uid=data["condition"], retired_at=None).first()
        if data["condition"] is None:
            raise DomainError.on("condition", _("This question does not belong to the event."), "unknown")
    return data


@declare(*MANAGERS, methods=("POST",))
class QuestionOrder(View):
    inputs = {"POST": OrderInput}
    output = QuestionOutput

    def post(self, request, slug):
        """Ask the questions in this order."""
        event = event_for(self.actor, slug)
        self.must(MANAGE, event)
        order = self.read()["questions"]
        rows = {row.uid: row for row in answers.asked(event)}
        return self.answer(
            service.order_questions(event, [_row(rows, uid) for uid in order], actor=self.actor)
        )


def _row(rows: dict[uuid.UUID, Question], uid: uuid.UUID) -> Question:
    if uid not in rows:
        raise DomainError.on("questions", _("This question does not belong to the event."), "unknown")
    return rows[uid]


@declare("public", methods=("GET", "PATCH", "DELETE"), write=MANAGERS)
class QuestionDetail(View):
    inputs = {"PATCH": QuestionInput}
    output = QuestionOutput

    def find(self, slug: str, uid) -> Question:
        event = event_for(self.actor, slug)
        if self.request.method != "GET":
            self.must(MANAGE, event)
        rows = event.questions.filter(retired_at=None).select_related("condition", "event__host")
        return get_object_or_404(rows, uid=uid)

    def get(self, request, slug, uid):
        """One question."""
        return self.answer(self.find(slug, uid))

    def patch(self, request, slug, uid):
        """Change a question. Its kind stays once somebody has answered."""
        row = self.find(slug, uid)
        data = _ready(row.event, self.read())
        return self.answer(service.update_question(row, actor=self.actor, **data))

    def delete(self, request, slug, uid):
        """Ask it no longer. Answers that were given stay until their day."""
        service.remove_question(self.find(slug, uid), actor=self.actor)
        return Response(status=204)
