"""The list of papers: which there are, who may have them made, what they hold."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation

from core.actors import Actor
from events.enums import PaperKind
from events.models import Event
from events.papers.words import frame

WITH_NAMES = timedelta(days=7)  # papers that name participants are removed so long after they were made
WITH_CONTACTS = timedelta(days=1)  # and those with phone numbers sooner
WITHOUT = timedelta(days=90)

Gather = Callable[[Event, Mapping], dict]


@dataclass(frozen=True)
class Kind:
    """`gather` reads what the paper shows; `complete` adds, in the job and logged, what must lie nowhere else."""

    code: PaperKind
    permission: str
    names: bool
    gather: Gather
    kept: timedelta
    complete: Callable[[Event, dict, Actor, str], None] | None = None

    @property
    def template(self) -> str:
        return f"events/papers/{self.code}.html"


KINDS: dict[str, Kind] = {}


def paper(
    code: PaperKind, *, permission: str, names: bool = True, kept: timedelta | None = None, complete=None
) -> Callable[[Gather], Gather]:
    """Enter a kind of paper: the decorated function gathers what it shows."""

    def enter(gather: Gather) -> Gather:
        time = kept or (WITH_NAMES if names else WITHOUT)
        KINDS[code] = Kind(code, permission, names, gather, time, complete)
        return gather

    return enter


def language_of(event: Event, options: Mapping) -> str:
    """The language of the labels: the one chosen where the interface speaks it, else the event's first, else English."""
    known = dict(settings.LANGUAGES)
    for wanted in (options.get("language"), *event.languages):
        if wanted in known:
            return str(wanted)
    return "en"


def content_of(event: Event, kind: str, options: Mapping) -> dict:
    """What the paper shows now, with all labels in its own language and all times on the event's clocks."""
    language = language_of(event, options)
    with in_words_of(event, language):
        return {
            **frame(event, language),
            "kind": kind,
            "title": str(PaperKind(kind).label),
            **KINDS[kind].gather(event, options),
        }


def in_words_of(event: Event, language: str) -> ExitStack:
    """The language and the clock in which a paper of this event is made."""
    stack = ExitStack()
    stack.enter_context(translation.override(language))
    stack.enter_context(timezone.override(event.zone))
    return stack
