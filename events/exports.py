"""Registrations and coverage as CSV."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.access import reveal_many
from core.actors import Actor
from directory.models import Area, Institution
from events.coverage import Coverage
from events.enums import RegistrationState
from events.models import Event, Question, QuestionAnswer, Registration
from events.services.answers import in_words, read_answers

BATCH = 500
COLUMNS = ("code", "name", "state", "category", "area_id", "institution_id", "institution_text", "created_at")


def registration_header(event: Event, *, contacts: bool, questions: Sequence[Question] = ()) -> list[str]:
    """The names of the columns; that of the times says on whose clock they are."""
    header = [
        _("Code"),
        _("Name to use"),
        _("State"),
        _("Kind"),
        _("Area code"),
        _("Area"),
        _("Institution"),
        _("Registered at (%(zone)s)") % {"zone": event.timezone},
    ]
    header += [_("E-mail"), _("Phone")] if contacts else []
    return [*header, *(str(question.label) for question in questions)]


def registration_rows(
    registrations: QuerySet[Registration],
    *,
    event: Event,
    categories: Mapping[str, str],
    actor: Actor,
    contacts: bool = False,
    questions: Sequence[Question] = (),
    reason: str = "",
) -> Iterator[list]:
    """One row each, in the order of the queryset. With `contacts` or answers to `questions` each disclosure is written before the
    row is given."""
    words = _Words(registrations, event, categories)
    rows = registrations.select_related(None)
    if not contacts and not questions:
        yield from map(words.row, rows.values_list(*COLUMNS, named=True).iterator(chunk_size=BATCH))
        return
    batch: list[Registration] = []
    read = rows.only(*COLUMNS, *(("uid", "email", "phone") if contacts else ()))
    for registration in read.iterator(chunk_size=BATCH):
        batch.append(registration)
        if len(batch) == BATCH:
            yield from _revealed(batch, words, event, actor, reason, contacts, questions)
            batch = []
    if batch:
        yield from _revealed(batch, words, event, actor, reason, contacts, questions)


def _revealed(
    batch: list[Registration],
    words: "_Words",
    event: Event,
    actor: Actor,
    reason: str,
    contacts: bool,
    questions: Sequence[Question],
) -> Iterator[list]:
    host = event.host.code
    fields = ["email", "phone"] if contacts else []
    opened = reveal_many(batch, fields, actor=actor, purpose=reason, host=host)
    answered = _answers(batch, questions, actor=actor, purpose=reason, host=host)
    for registration, contact in zip(batch, opened, strict=True):
        given = answered.get(registration.pk, {})
        yield [
            *words.row(registration),
            *(contact[name] for name in fields),
            *(given.get(question.pk, "") for question in questions),
        ]


def _answers(
    batch: list[Registration], questions: Sequence[Question], *, actor: Actor, purpose: str, host: str
) -> dict[int, dict[int, str]]:
    """{registration: {question: answer in words}} of a batch."""
    rows = QuestionAnswer.objects.filter(registration__in=batch, question__in=questions) if questions else []
    by_id = {question.pk: question for question in questions}
    found: dict[int, dict[int, str]] = {}
    for row, answer in read_answers(list(rows), actor=actor, purpose=purpose, host=host):
        found.setdefault(row.registration_id, {})[row.question_id] = in_words(by_id[row.question_id], answer)
    return found


class _Words:
    """What codes and keys of many registrations mean, looked up once."""

    def __init__(self, registrations: QuerySet[Registration], event: Event, categories: Mapping[str, str]):
        plain = registrations.order_by()
        self.areas = {
            area.pk: (area.code, str(area)) for area in Area.objects.filter(pk__in=plain.values("area"))
        }
        named = Institution.objects.filter(pk__in=plain.values("institution"))
        self.institutions = {institution.pk: str(institution) for institution in named}
        self.states = {value: str(label) for value, label in RegistrationState.choices}
        self.zone, self.categories = event.zone, categories

    def row(self, registration: Registration) -> list:
        """`registration`, or anything that has its COLUMNS by name."""
        code, area = self.areas.get(registration.area_id, ("", ""))
        institution = self.institutions.get(registration.institution_id) or registration.institution_text
        at = registration.created_at.astimezone(self.zone).isoformat(" ", "minutes")[:16]
        kind = self.categories.get(registration.category, registration.category)
        return [
            registration.code,
            registration.name,
            self.states[registration.state],
            kind,
            code,
            area,
            institution,
            at,
        ]


def coverage_header(found: Coverage) -> list[str]:
    """With the words of the country; one column for the area where provinces are not divided."""
    return [
        _("Area code"),
        *([str(found.words.one)] if found.has_districts else []),
        str(found.small.one),
        _("Confirmed"),
        _("Limit"),
        _("Waiting for a decision"),
        _("On the waiting list"),
    ]


def coverage_rows(found: Coverage) -> Iterator[list]:
    """One row for each district, those without anybody too."""
    for province in found.provinces:
        for district in province.districts:
            limit = "" if district.cap is None else district.cap
            above = [province.name if province.area else ""] if found.has_districts else []
            yield [
                district.area.code, *above, str(district.area), district.confirmed, limit, district.undecided, district.waitlisted,
            ]  # fmt: skip
