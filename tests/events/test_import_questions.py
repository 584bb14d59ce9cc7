"""Lists of people: columns that answer the event's own questions, and a day to answer an invitation by."""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.errors import DomainError
from core.sealed import open_sealed
from events.models import QuestionAnswer
from events.services import import_lists as lists
from events.services import questions
from events.services.answers import key
from tests.events.test_import_registrations import batch_of, csv, look, names, private_files, take  # noqa: F401


def test_columns_can_answer_the_questions_of_the_event(event, cast):
    """Found by the question's own words, read by its kind, sealed; what is not among the answers is a fault of that cell."""
    actor = cast.actor("organiser")
    hall = [
        {"code": "north", "label": {"en": "North", "ur": "شمال"}},
        {"code": "south", "label": {"en": "South", "ur": "جنوب"}},
    ]
    ask = partial(questions.add_question, event, actor=actor)
    where = ask(kind="choice", label={"en": "Which hall?"}, options=hall)
    both = ask(kind="many", label={"en": "Which days?", "ur": "کون سے دن؟"}, options=hall)
    years, born = (
        ask(kind="number", label={"en": "Years of work"}),
        ask(kind="date", label={"en": "Since when?"}),
    )
    ask(kind="consent", label={"en": "Do you agree?"})
    asked = "Name,Which hall?,کون سے دن؟,Years of work,Since when?,Do you agree?"
    data = csv(
        "Ali,شمال,North; south,١٢,3.4.2020,yes", "Sara,,,,,", "Omar,West,North,many,31.31.2020,", header=asked
    )
    batch = batch_of(event, cast, data, order="dmy")
    assert set(lists.look(batch).mapping.values()) == {"name", *map(key, (where, both, years, born))}
    faults = {(fault.row, fault.column) for fault in look(event, batch).faults}
    assert {("Which hall?"), ("Years of work")} <= {column for _row, column in faults}
    take(event, cast, batch)
    assert names(event) == ["Ali", "Sara"]
    kept = {row.question: json.loads(open_sealed(row, "value")) for row in QuestionAnswer.objects.all()}
    assert kept == {where: "north", both: ["north", "south"], years: 12, born: "2020-04-03"}


def test_invitations_of_a_list_have_a_day_to_answer_by(event, cast):
    with pytest.raises(DomainError) as wrong:
        take(
            event,
            cast,
            batch_of(event, cast, csv("Ali,,,,")),
            target="invited",
            reply_by=event.ends_at + timedelta(days=1),
        )
    assert wrong.value.fields["reply_by"]
    by = timezone.now() + timedelta(days=5)
    take(event, cast, batch_of(event, cast, csv("Ali,,,,")), target="invited", reply_by=by)
    take(event, cast, batch_of(event, cast, csv("Sara,,,,")), target="confirmed", reply_by=by)
    assert list(event.registrations.order_by("queue_no").values_list("reply_by", flat=True)) == [by, None]
