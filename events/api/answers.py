"""What a person answered to the event's own questions: read, answered anew, and files sent and fetched."""

from io import BytesIO

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.reverse import reverse

from core.actors import Actor
from core.api import Serializer
from core.api_views import ListView
from core.errors import DomainError
from core.routes import declare
from events.api.registering import answers_of, must_not_be_too_large
from events.api.registrations import LINK, MANAGERS, OneRegistration
from events.models import Question, QuestionAnswer, Registration
from events.services import answer_files
from events.services import answers as service

SEE = "events.reveal_contact"


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A text and a choice of several",
            value={
                "answers": {
                    "5f0c7a52-7a0e-4a59-9a4c-3f6a4f8d1c11": "Hari council",
                    "8a1df7be-0b0f-4f0e-bb0b-6d6f6f4f2a02": ["vegetarian"],
                }
            },
        )
    ]
)
class AnswersToQuestions(Serializer):
    answers = serializers.DictField(
        child=serializers.JSONField(), help_text="Id of the question -> answer. What is left out is taken back; files stay."
    )  # fmt: skip


class FileInput(Serializer):
    file = serializers.FileField(help_text="PDF, PNG, JPG or DOCX, up to 5 MB.")


class AnswerToQuestion(serializers.ModelSerializer):
    question = serializers.UUIDField(source="question.uid")
    kind = serializers.CharField(source="question.kind")
    answer = serializers.SerializerMethodField(
        help_text="A text, a code, a list of codes, a number, a day, or true; null for a file."
    )
    url = serializers.SerializerMethodField(
        help_text="Where the team fetches the file; null for other answers."
    )

    class Meta:
        model = QuestionAnswer
        fields = ["question", "kind", "answer", "file_name", "file_size", "url"]

    @extend_schema_field(OpenApiTypes.ANY)
    def get_answer(self, row: QuestionAnswer):
        return getattr(row, "opened", None)

    def get_url(self, row: QuestionAnswer) -> str | None:
        if not row.file_path:
            return None
        kwargs = {"code": self.context["view"].kwargs["code"], "uid": row.question.uid}
        return reverse("api:registration-answer-file", kwargs=kwargs, request=self.context["request"])


class Answered(serializers.Serializer):
    answered = serializers.IntegerField(help_text="Questions that have an answer now.")


class _Answers(OneRegistration):
    def of(self, code: str) -> tuple[Registration, Actor]:
        """The registration, for the person and for those of the team who may see answers."""
        row, actor = self.find(code)
        if not self.by_link:
            self.must(SEE, row)
        return row, actor


@declare(
    *MANAGERS, "participant", methods=("GET", "POST"), discloses="names, contact", write=(*MANAGERS, "participant")
)  # fmt: skip
class AnswerList(_Answers, ListView):
    inputs = {"POST": AnswersToQuestions}
    output = AnswerToQuestion
    outputs = {"POST": Answered}
    parameters = {"GET": {"token": LINK}, "POST": {"token": LINK}}
    keyed = True

    def get(self, request, code):
        """What this person answered. Each look is logged, and the person reads of it on their own page."""
        self.row, self.reader = self.of(code)
        return self.listed(self.row.question_answers.select_related("question"))

    def completed(self, rows: list[QuestionAnswer]) -> list[QuestionAnswer]:
        host = self.row.event.host.code
        for row, answer in service.read_answers(rows, actor=self.reader, purpose="API", host=host):
            row.opened = None if row.file_path else answer
        return rows

    def post(self, request, code):
        """Answer, or answer anew: all that is not a file at once. Once the list is closed only the team does it (409 `frozen`)."""
        row, actor = self.of(code)
        return self.once(
            f"answers:{row.uid}:{actor.kind}:{actor.id}", lambda _token: self._answer(row, actor)
        )

    def _answer(self, row: Registration, actor: Actor) -> Response:
        with answers_of(row.event, self.read()["answers"]) as given:
            service.set_answers(row, actor=actor, given=given)
        return self.answer({"answered": row.question_answers.count()})


@declare(
    *MANAGERS, methods=("GET", "POST", "DELETE"), discloses="names, contact", write=(*MANAGERS, "participant")
)
class AnswerFile(_Answers):
    inputs = {"POST": FileInput}
    output = AnswerToQuestion
    parameters = {"POST": {"token": LINK}, "DELETE": {"token": LINK}}
    file_type = "application/octet-stream"
    keyed = True
    parser_classes = [MultiPartParser]

    def get(self, request, code, uid):
        """The file that somebody sent as an answer, for the team; logged before the first byte leaves."""
        row, _actor = self.find(code)
        self.must(SEE, row)
        sent = row.question_answers.select_related("registration__event__host")
        sent = get_object_or_404(sent, question__uid=uid)
        data = answer_files.read_file(sent, actor=self.actor)
        if data is None:
            raise Http404
        response = FileResponse(
            BytesIO(data), as_attachment=True, filename=sent.file_name, content_type=self.file_type
        )
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def post(self, request, code, uid):
        """Answer a question with a file. It takes the place of one that was sent before; the other answers stay.

        400 `file_kind`: none of the kinds, or not what its name says; `not_asked`: this person is not asked for it.
        """
        row, actor = self.of(code)
        question = get_object_or_404(row.event.questions.select_related("condition__condition"), uid=uid)
        scope = f"answer:{row.uid}:{question.uid}:{actor.kind}:{actor.id}"
        return self.once(scope, lambda _token: self._send(row, question, actor))

    def delete(self, request, code, uid):
        """Delete the file that was sent: by the person, or by the team. Logged; nobody can bring it back."""
        row, actor = self.of(code)
        rows = row.question_answers.exclude(file_path="").select_related(
            "question", "registration__event__host"
        )
        answer_files.delete_file(get_object_or_404(rows, question__uid=uid), actor=actor)
        return Response(status=204)

    def _send(self, row: Registration, question: Question, actor: Actor) -> Response:
        file = must_not_be_too_large(self.read()["file"])
        try:
            kept = answer_files.answer_with_file(row, question, actor=actor, file=file)
        except DomainError as error:
            if error.fields:
                error.fields = {"file": [error.message]}
            raise
        return self.answer(kept)
