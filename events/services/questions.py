"""Questions that an event asks beside the fixed ones: made, changed, put in order, no longer asked, handed to another event."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.dates import with_own_comma
from core.errors import Conflict, DomainError
from core.languages import language_name
from core.locking import lock
from core.permissions import require
from core.text import clean
from events.enums import QuestionKind, QuestionStage
from events.models import Event, Question

MANAGE = "events.manage_registrations"
MOST = 40  # questions of one event
MOST_OPTIONS = 60
WITH_OPTIONS = (QuestionKind.CHOICE, QuestionKind.MANY)
FIELDS = frozenset(
    "kind label help options required stage condition condition_value purpose delete_on".split()
)


def add_question(event: Event, *, actor: Actor, **fields) -> Question:
    """Ask one more question, after the others. Fields: kind, label, help, options ([{"code", "label"}], codes may be missing),
    required, stage, condition and condition_value (asked only of who chose that answer there), purpose, delete_on.

    Raises DomainError naming each field with a fault.
    """
    require(actor, MANAGE, event)
    question = Question(event=event)
    _set(question, fields)
    with transaction.atomic():
        lock(event)
        asked = event.questions.filter(retired_at=None)
        if asked.count() >= MOST:
            raise Conflict(_("An event asks at most 40 questions. Take one away first."), "too_many")
        question.position = (event.questions.aggregate(last=Max("position"))["last"] or 0) + 1
        question.save(force_insert=True)
    return question


def update_question(question: Question, *, actor: Actor, **fields) -> Question:
    """Change a question. Its kind stays once somebody has answered; codes of answers that stay keep what was chosen."""
    require(actor, MANAGE, question.event)
    if fields.get("kind", question.kind) != question.kind and question.answers.exists():
        message = _("Somebody has answered this question. Ask another one instead of changing its kind.")
        raise DomainError.on("kind", message, "answered")
    _set(question, fields)
    question.save()
    return question


def _set(question: Question, fields: Mapping) -> None:
    """Put the fields given on the question, cleaned; one error for all that does not fit."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"not fields of a question: {sorted(unknown)}")
    for name in fields:
        setattr(question, name, fields[name])
    wrong: dict[str, list[str]] = {}
    if question.kind not in QuestionKind.values:
        wrong["kind"] = [_("Choose what kind of question it is.")]
    if question.stage not in QuestionStage.values:
        wrong["stage"] = [_("Choose when it is asked.")]
    for name, longest in (("label", 300), ("help", 500), ("purpose", 300)):
        texts = getattr(question, name) or {}
        setattr(
            question, name, {code: clean(text, max_length=longest) for code, text in texts.items() if text}
        )
    if not question.label:
        wrong["label"] = [_("Write the question in at least one language.")]
    if question.kind in WITH_OPTIONS:
        question.options = _options(question.options)
        if len(question.options) < 2:
            wrong["options"] = [_("Write at least two answers to choose from.")]
        elif "options" in fields and (counts := uneven_lines(question)):
            message = _(
                "Write as many answers in each language, in the same order. Now there are: %(counts)s."
            )
            wrong["options"] = [message % {"counts": counts}]
    else:
        question.options = []
    if question.kind == QuestionKind.CONSENT:
        question.required = False  # a consent that one must give is none
    wrong |= _condition(question)
    if isinstance(question.delete_on, date) and question.delete_on <= timezone.localdate():
        wrong["delete_on"] = [_("Choose a day that is still to come.")]
    if wrong:
        raise DomainError(" ".join(text for [text] in wrong.values()), "question", fields=wrong)


def uneven_lines(question: Question) -> str:
    """How many answers stand in each language, in words, when one has fewer than another: "English: 3, Urdu: 2". A language without
    any is not meant: its readers see them in another."""
    counts = Counter(language for option in question.options for language in option["label"])
    if len(set(counts.values()) | {len(question.options)}) < 2:
        return ""
    return with_own_comma(", ".join(f"{language_name(code)}: {number}" for code, number in counts.items()))


def _options(given: Sequence[Mapping]) -> list[dict]:
    """The answers to choose from, each with a code that stays: new ones get the next free one."""
    kept = [dict(option) for option in given][:MOST_OPTIONS]
    used = {option.get("code") for option in kept}
    number = 0
    for option in kept:
        option["label"] = {
            language: clean(text, max_length=200) for language, text in option["label"].items() if text
        }
        while not option.get("code"):
            number += 1
            if f"a{number}" not in used:
                option["code"] = f"a{number}"
                used.add(option["code"])
    return [{"code": option["code"], "label": option["label"]} for option in kept if option["label"]]


def _condition(question: Question) -> dict[str, list[str]]:
    parent = question.condition
    if parent is None:
        question.condition_value = ""
        return {}
    if parent.event_id != question.event_id or parent.kind not in WITH_OPTIONS or parent.pk == question.pk:
        return {"condition": [_("Choose an answer of another question with answers to choose from.")]}
    if question.condition_value not in {option["code"] for option in parent.options}:
        return {"condition": [_("Choose an answer of another question with answers to choose from.")]}
    if _leads_to(parent, question):
        return {"condition": [_("These two questions would wait for each other.")]}
    if question.stage == QuestionStage.NOW and parent.stage == QuestionStage.APPROVED:
        return {"stage": [_("It depends on a question that is asked later.")]}
    return {}


def _leads_to(parent: Question | None, question: Question) -> bool:
    seen = 0
    while parent is not None and seen <= MOST:
        if question.pk and parent.pk == question.pk:
            return True
        parent, seen = parent.condition, seen + 1
    return False


def move_question(question: Question, *, actor: Actor, up: bool) -> None:
    """Ask it one place earlier or later."""
    require(actor, MANAGE, question.event)
    with transaction.atomic():
        event = lock(question.event)
        order = list(event.questions.filter(retired_at=None))
        at = next((place for place, other in enumerate(order) if other.pk == question.pk), None)
        if at is None:
            return
        to = at - 1 if up else at + 1
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
            for place, other in enumerate(order, start=1):
                other.position = place
            Question.objects.bulk_update(order, ["position"])


def order_questions(event: Event, questions: Sequence[Question], *, actor: Actor) -> list[Question]:
    """Ask in this order. Raises DomainError unless it names each question that is asked once."""
    require(actor, MANAGE, event)
    with transaction.atomic():
        lock(event)
        asked = {question.pk: question for question in event.questions.filter(retired_at=None)}
        order = [asked[question.pk] for question in questions if question.pk in asked]
        if len(order) != len(questions) or sorted(one.pk for one in order) != sorted(asked):
            message = _("Name each question that the event asks, once.")
            raise DomainError.on("questions", message, "questions")
        for place, question in enumerate(order, start=1):
            question.position = place
        Question.objects.bulk_update(order, ["position"])
    return order


def remove_question(question: Question, *, actor: Actor) -> None:
    """Ask it no longer. Without answers it is deleted; with answers it stays until they are deleted. What depended on it is asked of
    everybody it was asked of."""
    require(actor, MANAGE, question.event)
    with transaction.atomic():
        lock(question.event)
        Question.objects.filter(condition=question).update(condition=None, condition_value="")
        if question.answers.exists():
            question.retired_at = timezone.now()
            question.save(update_fields=["retired_at"])
        else:
            question.delete()


def copy_questions(source: Event, target: Event) -> list[Question]:
    """The questions that `source` asks, for `target` (a clone): days of deletion keep their distance to the end of the event.

    The caller holds the transaction and has asked for permission.
    """
    apart = target.days[-1] - source.days[-1]  # whole days, whatever the clocks did in between
    copies: dict[int, Question] = {}
    for question in source.questions.filter(retired_at=None):
        copies[question.pk] = Question.objects.create(
            event=target, position=question.position, kind=question.kind, label=question.label, help=question.help,
            options=question.options, required=question.required, stage=question.stage, purpose=question.purpose,
            delete_on=question.delete_on + apart if question.delete_on else None,
        )  # fmt: skip
    for question in source.questions.filter(pk__in=copies, condition__in=copies):
        copy = copies[question.pk]
        copy.condition, copy.condition_value = copies[question.condition_id or 0], question.condition_value
        copy.save(update_fields=["condition", "condition_value"])
    return list(copies.values())
