"""The thread of a recommendation: session -> words -> text -> submission -> answer -> change, as one reader may see it.

Words come redacted (consultations.redaction); what is withheld is counted, never described. The public clock of an answer runs only
once the addressee has shown that it holds the papers. Nothing here names a participant, a typist or a drafter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from consultations.enums import Attribution, AttributionRule, EntryVisibility
from consultations.models import Entry, Minutes
from consultations.redaction import PublicEntry, is_public, public_entry
from core import diff
from core.actors import Actor
from core.dates import today
from directory.models import Institution
from directory.queries import category_labels
from events.models import Event, Session
from recommendations.enums import AddresseeRole, PositionValue, Publish, Stage, SubmissionState, TextState
from recommendations.models import (
    Addressing,
    Answer,
    Position,
    Recommendation,
    Reservation,
    Source,
    Submission,
    SubmissionItem,
    Version,
)
from recommendations.projection import OUT, answer_date, answer_due

KINDS = {  # of a position's chip, and its icon
    "agreed": ("yes", "check"), "already": ("yes", "check"), "agreed_in_part": ("note", "half"), "agreed_in_principle": ("note", "note"),
    "noted": ("note", "note"), "not_agreed": ("no", "no"), "not_competent": ("", "note"), "no_comments": ("", "note"),
}  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """A session that a recommendation was drawn from. `minutes` only when everyone may read them."""

    session: Session
    minutes: Minutes | None


@dataclass(frozen=True)
class Words:
    """The entries that everyone may read, by session; how many are waiting for their minutes, kept back, or sealed."""

    entries: Sequence[tuple[PublicEntry, Minutes]] = ()
    waiting: int = 0
    kept_back: int = 0
    sealed: int = 0

    @property
    def total(self) -> int:
        return len(self.entries) + self.waiting + self.kept_back + self.sealed


@dataclass(frozen=True)
class Said:
    """What an addressee answered. The words are empty where the answer may not be published with them."""

    on: date
    value: str
    label: str
    kind: str
    icon: str
    part: str
    reason: str
    authority: str
    letter_number: str
    publish: str
    days: int | None  # from the day on which the addressee held the papers

    @property
    def is_withheld(self) -> bool:
        return self.publish == Publish.NO


@dataclass
class Strand:
    """One addressee: what was put to it, how far that got, what it answered (the newest answer, and how many before)."""

    institution: Institution
    role: str
    sent: list[Submission] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    is_answered: bool = False  # what was put to it last has an answer on record

    @property
    def submission(self) -> Submission | None:
        return self.sent[-1] if self.sent else None

    @property
    def answer(self) -> Said | None:
        return self.answers[-1] if self.answers else None

    @property
    def came_back(self) -> bool:
        return self.submission is not None and self.submission.state == SubmissionState.RETURNED

    @property
    def due(self) -> date | None:
        """When its answer is due, while it owes one and the public clock runs."""
        return answer_due(self.submission) if self.submission and not self.is_answered else None

    @property
    def days_late(self) -> int:
        """On the calendar of the host, as its desk and the ministry count them."""
        if not self.due or self.submission is None:
            return 0
        return max(0, (today(self.submission.host.timezone) - self.due).days)

    @property
    def state(self) -> str:
        """ahead: nothing sent; now: waiting; late: owes an answer; done: answered."""
        if self.is_answered:
            return "done"
        if self.submission is None or self.came_back:
            return "ahead"
        return "late" if self.days_late else "now"


@dataclass
class Thread:
    """Everything that the page of a recommendation shows, read at once."""

    rec: Recommendation
    spoken: list[Spoken]
    words: Words
    versions: list[Version]  # for the drafting circle; empty for others
    reservations: list[Reservation]
    strands: list[Strand]

    @cached_property
    def put_to(self) -> list[Strand]:
        """The addressees to which it was sent."""
        return [strand for strand in self.strands if strand.submission]

    @property
    def answered(self) -> int:
        return sum(strand.is_answered for strand in self.strands)

    @property
    def text_state(self) -> str:
        return "cut" if self.rec.state == TextState.WITHDRAWN else "done"

    @property
    def submission_state(self) -> str:
        states = {strand.submission.state for strand in self.put_to if strand.submission}
        return "done" if states & set(OUT) else "ahead"

    @property
    def answer_state(self) -> str:
        states = {strand.state for strand in self.put_to}
        return next((state for state in ("late", "now", "done") if state in states), "ahead")

    @property
    def history(self) -> list[dict]:
        """The versions with what changed from one to the next."""
        items, before = [], None
        for version in self.versions:
            parts = diff.words(before.text, version.text) if before else [("=", version.text)]
            items.append(
                {"version": version, "parts": parts, "adopted": version.pk == self.rec.adopted_version_id}
            )
            before = version
        return items

    @property
    def next_dates(self) -> list[tuple[date, Strand]]:
        return sorted(
            ((strand.due, strand) for strand in self.put_to if strand.due), key=lambda pair: pair[0]
        )


def build(rec: Recommendation, actor: Actor) -> Thread:
    """The thread for this reader. `rec` comes with event, theme, adopted_version and decision."""
    circle = Recommendation.objects.for_circle(actor).filter(pk=rec.pk).exists() if actor.is_team else False
    everything = circle or Recommendation.objects.public().filter(pk=rec.pk).exists()
    entries = [
        source.entry
        for source in Source.objects.filter(recommendation=rec, entry__struck_at=None)
        .select_related("entry__minutes__session__event", "entry__institution", "entry__area")
        .order_by("entry__minutes__session__starts_at", "entry__number")
    ]
    return Thread(
        rec=rec,
        spoken=_spoken(entries),
        words=_words(entries),
        versions=list(rec.versions.order_by("number")) if circle else [],
        reservations=list(rec.reservations.all()),
        strands=_strands(rec, None if everything else actor.focal_for),
    )


def knots(rec: Recommendation) -> list[str]:
    """The six states of a recommendation's thread in a list row, from its projection alone."""
    if rec.stage == Stage.WITHDRAWN:
        return ["done", "done", "cut", "ahead", "ahead", "ahead"]
    submission = {Stage.ADOPTED: "ahead", Stage.COMPILED: "ahead"}.get(Stage(rec.stage), "done")
    answer = "done" if rec.stage == Stage.RESPONDED else "ahead" if submission == "ahead" else "now"
    if rec.is_overdue:
        answer = "late"
    return ["done", "done", "done", submission, answer, "ahead"]


@dataclass(frozen=True)
class Line:
    """A recommendation as a row of a list shows it. `addressees` and `event` are at hand there, so that no row asks for them."""

    rec: Recommendation
    text: str
    language: str
    addressees: Sequence[Institution]
    event: Event | None

    @property
    def knots(self) -> list[str]:
        return knots(self.rec)

    @cached_property
    def days_late(self) -> int:
        """On the calendar of the host, as on the page of the recommendation. `rec` comes with its host."""
        rec = self.rec
        return (today(rec.host.timezone) - rec.respond_by).days if rec.is_overdue and rec.respond_by else 0

    @cached_property
    def chip(self) -> tuple[str, str, str]:
        """(label, kind, icon): the position, else that an answer is on record, else how far it has got. Late is said apart."""
        position, stage = self.rec.position, self.rec.stage
        if position:
            return (str(_POSITION_LABELS.get(position, position)), *position_chip(position))
        if stage == Stage.RESPONDED:
            return _("Answer on record"), "", "lock"
        kind = "no" if stage == Stage.WITHDRAWN else ""
        return str(_STAGE_LABELS.get(stage, stage)), kind, _STAGE_ICONS.get(stage, "")


# Looked up here: a list asks for each row, and `get_stage_display` makes its table anew each time.
_STAGE_LABELS = dict(Stage.choices)
_POSITION_LABELS = dict(PositionValue.choices)
_STAGE_ICONS = {
    "adopted": "check",
    "compiled": "file",
    "submitted": "send",
    "acknowledged": "inbox",
    "withdrawn": "x",
}


def line(rec: Recommendation, addressees: Sequence[Institution], event: Event | None) -> Line:
    """`rec` comes with its adopted version and its host."""
    version = rec.adopted_version
    return Line(rec, version.text if version else "", version.language if version else "", addressees, event)


@dataclass(frozen=True)
class AnsweredLine(Line):
    """A line that is about one answer."""

    said: Said
    addressee: Institution


def answered_line(position: Position) -> AnsweredLine:
    """`position` comes from recommendations.queries.newest_answers."""
    item = position.item
    rec, version = item.recommendation, item.recommendation.adopted_version or item.version
    said, addressee = _said(position, item.submission), item.submission.addressee
    return AnsweredLine(
        rec, version.text, version.language, [addressee], None, said=said, addressee=addressee
    )


def position_chip(value: str) -> tuple[str, str]:
    """(kind, icon) of the chip of a position."""
    return KINDS.get(value, ("", ""))


def _spoken(entries: Iterable[Entry]) -> list[Spoken]:
    """The sessions, once each. A closed session is not named: that it gave rise to a text is part of what stays inside."""
    sessions = {}
    for entry in entries:
        minutes = entry.minutes
        if minutes.strictest_attribution != AttributionRule.CLOSED:
            sessions[minutes.pk] = Spoken(minutes.session, minutes if is_public(minutes) else None)
    return list(sessions.values())


def _words(entries: Sequence[Entry]) -> Words:
    labels = category_labels() if any(entry.attribution == Attribution.CATEGORY for entry in entries) else {}
    shown, waiting, kept_back, sealed = [], 0, 0, 0
    for entry in entries:
        read = public_entry(entry, labels)
        if read is not None and not read.withheld:
            shown.append((read, entry.minutes))
        elif entry.visibility == EntryVisibility.SEALED:
            sealed += 1
        elif _will_be_published(entry):
            waiting += 1
        else:
            kept_back += 1
    return Words(shown, waiting, kept_back, sealed)


def _will_be_published(entry: Entry) -> bool:
    closed = entry.minutes.strictest_attribution == AttributionRule.CLOSED
    return entry.visibility == EntryVisibility.PUBLIC and not closed and not is_public(entry.minutes)


def _strands(rec: Recommendation, only: Iterable[int] | None) -> list[Strand]:
    """Addressees in order, lead first; `only` these institutions when given."""
    strands = {
        row.institution_id: Strand(row.institution, row.role)
        for row in Addressing.objects.filter(recommendation=rec)
        .select_related("institution")
        .order_by("role", "pk")
    }
    on_record = (
        Position.objects.filter(answer__in=Answer.objects.counting())
        .exclude(value="")
        .select_related("answer")
        .order_by("pk")
    )
    items = (
        SubmissionItem.objects.filter(recommendation=rec, submission__sent_at__isnull=False)
        .select_related("submission__addressee", "submission__host")
        .prefetch_related(Prefetch("positions", queryset=on_record, to_attr="on_record"))
        .order_by("pk")
    )
    for item in items:
        sent = item.submission
        strand = strands.setdefault(sent.addressee_id, Strand(sent.addressee, AddresseeRole.SUPPORTING))
        strand.sent.append(sent)
        strand.answers += [_said(position, sent) for position in item.on_record]
        strand.is_answered = bool(item.on_record)
    for strand in strands.values():
        strand.answers.sort(key=lambda said: said.on)
    return [strand for pk, strand in strands.items() if only is None or pk in only]


def _said(position: Position, submission: Submission) -> Said:
    answer = position.answer
    on, held = answer_date(answer), submission.delivered_on or submission.acknowledged_on
    withheld = answer.publish == Publish.NO
    kind, icon = position_chip(position.value)
    in_words = answer.publish == Publish.YES
    return Said(
        on=on,
        value="" if withheld else position.value,
        label=_("Answer on record") if withheld else position.get_value_display(),
        kind="" if withheld else kind,
        icon="lock" if withheld else icon,
        part=position.part if in_words else "",
        reason=position.reason if in_words else "",
        authority=answer.authority if in_words else "",
        letter_number=answer.letter_number if in_words else "",
        publish=answer.publish,
        days=(on - held).days if held and on >= held else None,
    )
