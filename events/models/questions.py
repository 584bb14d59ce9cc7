"""Questions that an event asks beside the fixed ones, and what people answered."""

from django.db import models
from django.db.models import Q

from core.fields import SealedField, TextMapField
from core.models import Base
from events import enums
from events.models.events import Event
from events.models.registrations import Registration


class Question(Base):
    """One question. `options`: [{"code": "vegetarian", "label": {"en": "Vegetarian"}}]. Shown only when `condition` was answered
    with `condition_value`. `purpose` says why it is asked, `delete_on` when its answers are deleted: both are shown."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=enums.QuestionKind)
    label = TextMapField()
    help = TextMapField()
    options = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=False)
    stage = models.CharField(max_length=8, choices=enums.QuestionStage, default=enums.QuestionStage.NOW)
    condition = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    condition_value = models.CharField(max_length=60, blank=True)
    purpose = TextMapField()
    delete_on = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)  # no longer asked; its answers stay

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.label)


class QuestionAnswer(Base):
    """What somebody answered: sealed JSON (a text, a code, a list of codes, a number, a date, true), or a file."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="question_answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    value = SealedField()
    file_path = models.CharField(max_length=200, blank=True)  # under MEDIA_ROOT
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["question__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="question_answer_once"),
            models.CheckConstraint(
                condition=~Q(value="") | ~Q(file_path=""), name="question_answer_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}"
