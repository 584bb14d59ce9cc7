"""An event's own questions as fields of a form, and the form in which they are made."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import forms
from core.fields import TextMap
from events.enums import QuestionKind, QuestionStage
from events.models import Event, Question
from events.services.answers import FILE_KINDS, FILE_MB, LONGEST, key
from events.services.questions import WITH_OPTIONS


class QuestionsMixin:
    """Adds the questions of an event to a form. What depends on another answer is shown under that answer by the page, and asked
    or forgotten by the server (`reveals`)."""

    asked: Sequence[Question] = ()

    def ask(self, questions: Sequence[Question], *, required: bool = True) -> None:
        """Put the questions into the form, after its own fields."""
        self.asked = questions
        by_id = {question.pk: question for question in questions}
        self.reveals = {name: dict(values) for name, values in self.reveals.items()}
        for question in questions:
            field = _field(question, required=required and question.required)
            field.is_question = True
            self.fields[key(question)] = field
            if parent := by_id.get(question.condition_id or 0):
                opens = self.reveals.setdefault(key(parent), {})
                opens.setdefault(question.condition_value, []).append(key(question))

    @property
    def question_fields(self) -> list:
        """The questions that depend on no other; those that do are drawn under their answer."""
        inside = {name for values in self.reveals.values() for names in values.values() for name in names}
        return [self[key(question)] for question in self.asked if key(question) not in inside]

    def answers(self) -> dict[str, object]:
        """{key: what was typed} as services.answers takes it."""
        return {key(question): self.cleaned_data.get(key(question)) for question in self.asked}


def _field(question: Question, *, required: bool):
    kind = question.kind
    common = {"label": str(question.label), "help_text": help_words(question), "required": required}
    if kind in WITH_OPTIONS:
        choices = [(option["code"], str(TextMap(option["label"]))) for option in question.options]
        return (forms.ChoiceField if kind == QuestionKind.CHOICE else forms.ChoicesField)(
            choices=choices, **common
        )
    if kind == QuestionKind.NUMBER:
        return forms.IntegerField(**common)
    if kind == QuestionKind.DATE:
        return forms.DateField(**common)
    if kind == QuestionKind.FILE:
        return forms.UploadField(endings=tuple(FILE_KINDS), max_mb=FILE_MB, **common)
    if kind == QuestionKind.CONSENT:
        return forms.YesField(label=common["label"], hint=common["help_text"])
    long = kind == QuestionKind.LONG
    return forms.TextField(max_length=LONGEST[QuestionKind(kind)], multiline=long, rows=3, **common)


def help_words(question: Question) -> str:
    """The hint under a question: its own, what it is asked for, and when the answer is deleted."""
    words = [str(question.help)] if question.help else []
    if question.purpose:
        words.append(_("Asked for: %(purpose)s.") % {"purpose": str(question.purpose).rstrip(".")})
    if question.delete_on:
        words.append(_("Deleted on %(day)s.") % {"day": date_format(question.delete_on)})
    return " ".join(words)


class AnswersForm(QuestionsMixin, forms.Form):
    """Answering on one's own page. A file that was sent before need not be sent again."""

    def __init__(self, *args, questions: Sequence[Question], now: Mapping[Question, object], **kwargs):
        given = {
            key(question): value for question, value in now.items() if question.kind != QuestionKind.FILE
        }
        super().__init__(*args, initial=given, **kwargs)
        self.ask(questions)
        for question in questions:
            if question.kind == QuestionKind.FILE and now.get(question):
                field = self.fields[key(question)]
                field.required = False
                field.help_text = _("You sent %(name)s. Send another file to replace it.") % {
                    "name": now[question]
                }


class QuestionForm(forms.Form):
    """One question of the event's own. Answers to choose from are typed one on a line, in each language in the same order."""

    label = forms.TextMapField(label=gettext_lazy("Question"), max_length=300)
    help = forms.TextMapField(label=gettext_lazy("Hint"), max_length=500, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=QuestionKind.choices)
    options = forms.TextMapField(
        label=gettext_lazy("Answers to choose from"),
        max_length=8_000,
        multiline=True,
        required=False,
        help_text=gettext_lazy(
            "For one or any of several: one on each line. In another language: the same ones in the same order."
        ),
    )
    required = forms.YesField(label=gettext_lazy("Must be answered"))
    stage = forms.ChoiceField(
        label=gettext_lazy("When is it asked?"), choices=QuestionStage.choices, initial=QuestionStage.NOW
    )
    condition = forms.ChoiceField(label=gettext_lazy("Only of who answered"), radios=False, required=False)
    purpose = forms.TextMapField(
        label=gettext_lazy("What is it asked for?"),
        max_length=300,
        help_text=gettext_lazy("People read it beside the question."),
    )
    delete_on = forms.DateField(label=gettext_lazy("Answers are deleted on"))

    def __init__(self, *args, event: Event, question: Question | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.event, self.question = event, question
        languages = event.languages or ["en"]
        for name in ("label", "help", "options", "purpose"):
            self.fields[name].languages = languages
        self.parents = {
            str(other.uid): other
            for other in event.questions.filter(retired_at=None, kind__in=WITH_OPTIONS)
            if question is None or other.pk != question.pk
        }
        self.fields["condition"].choices = [
            (f"{uid}:{option['code']}", f"{other.label}: {TextMap(option['label'])}")
            for uid, other in self.parents.items()
            for option in other.options
        ]

    def for_service(self) -> dict:
        """What services.questions takes."""
        data = dict(self.cleaned_data)
        uid, _colon, value = (data.pop("condition") or "").partition(":")
        data |= {"condition": self.parents.get(uid), "condition_value": value}
        data["options"] = self._options(data["options"] or {})
        return data

    def _options(self, typed: Mapping[str, str]) -> list[dict]:
        """[{code, label}] from the lines; a line that was there before keeps its code, by its words or by its place."""
        lines = {
            language: [line.strip() for line in text.splitlines() if line.strip()]
            for language, text in typed.items()
        }
        before = list(self.question.options) if self.question else []
        codes = {text: option["code"] for option in before for text in option["label"].values()}
        number = max((len(texts) for texts in lines.values()), default=0)
        options, used = [], set()
        for place in range(number):
            label = {language: texts[place] for language, texts in lines.items() if place < len(texts)}
            known = [codes[text] for text in label.values() if text in codes and codes[text] not in used]
            if not known and number == len(before) and before[place]["code"] not in used:
                known = [before[place]["code"]]
            options.append({"code": known[0] if known else "", "label": label})
            used.update(known[:1])
        return options


def typed_options(question: Question) -> dict[str, str]:
    """The answers to choose from as the form shows them: a line each, by language."""
    languages = dict.fromkeys(language for option in question.options for language in option["label"])
    return {
        language: "\n".join(option["label"].get(language, "") for option in question.options)
        for language in languages
    }
