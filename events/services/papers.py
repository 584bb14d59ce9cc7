"""Papers of an event: asked for, made by a job, kept for a while, removed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import files, jobs
from core.actors import Actor
from core.errors import DomainError
from core.fingerprint import fingerprint
from core.models import Job
from core.permissions import require
from core.schedule import every
from events.enums import PaperKind, PaperState
from events.models import Event, Paper
from events.papers import KINDS, content_of
from events.services.retention import events_past_their_time

EDITION = 1  # of the templates: raised when papers that were kept should be made again
RESERVED = ("by", "reason")  # options that the service sets itself
OWN = "own"  # the option of what a participant takes from their own page: not among the papers of the desk


def request_paper(event: Event, *, actor: Actor, kind: str, options: Mapping | None = None) -> Paper:
    """Have a paper made, or get the one that shows the same: it is known by a fingerprint of all that it would show.

    Effects: a row, and a job that makes the file (one at a time for one paper). A call list is made for one person alone, who gives
    `options["reason"]`. Raises Forbidden, and DomainError for a kind that is not known, without a reason, or when nobody is to be listed.
    """
    if kind not in KINDS:
        raise DomainError.on("kind", _("This paper is not known."), "kind")
    require(actor, KINDS[kind].permission, event)
    given = {name: value for name, value in (options or {}).items() if value not in ("", None, [])}
    if KINDS[kind].complete is None:
        given = {name: value for name, value in given.items() if name not in RESERVED}
    elif not given.get("reason"):
        raise DomainError.on("reason", _("Write what the list is for."), "required")
    else:
        given["by"] = actor.id
    content = content_of(event, kind, given)
    if is_empty(content):
        raise DomainError(_("Nobody and nothing would be on this paper. Choose otherwise."), "empty")
    return _order(event, kind, given, key_of(kind, given, content), actor)


def existing(event: Event, *, kind: str, options: Mapping) -> Paper | None:
    """The paper that shows what this one would show now, if somebody asked for it. Only for kinds without contacts."""
    key = key_of(kind, options, content_of(event, kind, options))
    return event.papers.select_related("job").filter(kind=kind, key=key).first()


def of_desk(event: Event, actor: Actor) -> QuerySet[Paper]:
    """The papers that the team had made; a call list is there for whoever asked for it, and for nobody else."""
    mine = ~Q(kind=PaperKind.CALL_LIST) | Q(options__by=actor.id)
    return event.papers.filter(mine).exclude(options__has_key=OWN)


def is_empty(content: Mapping) -> bool:
    """Whether the paper would hold no piece at all; a sheet to write on always has its lines."""
    parts = ("days", "plans", "pages", "cards", "sheets", "certificates", "groups", "letters")
    return not any(content.get(part) for part in parts)


def key_of(kind: str, options: Mapping, content: Mapping) -> str:
    """What a paper is known by."""
    return fingerprint(EDITION, kind, sorted(options.items(), key=str), content)


@transaction.atomic
def _order(event: Event, kind: str, options: dict, key: str, actor: Actor) -> Paper:
    paper, _new = Paper.objects.get_or_create(
        event=event, kind=kind, key=key, defaults={"options": options, "made_by": actor.label[:200]}
    )
    if paper.state == PaperState.MADE and files.path_of(paper.path).exists():
        return paper
    if is_being_made(paper):
        return paper
    paper.state = PaperState.QUEUED
    paper.job = jobs.enqueue(
        "paper.render", {"paper": str(paper.uid)}, key=f"paper:{paper.uid}", actor_id=actor.id
    )
    paper.save(update_fields=["state", "job"])
    return paper


def is_being_made(paper: Paper) -> bool:
    return paper.state == PaperState.QUEUED and paper.job is not None and paper.job.state in jobs.LIVE


def has_failed(paper: Paper) -> bool:
    """Whether nobody is working on it any more: it failed, or the worker died each time it tried."""
    gave_up = paper.job is None or paper.job.state == Job.State.FAILED
    return paper.state == PaperState.FAILED or (paper.state != PaperState.MADE and gave_up)


def keep(
    paper: Paper, *, key: str, path: str, sha256: str, size: int, pages: int, numbers: Mapping[str, list[str]]
) -> None:
    """The file is safely on the disk: put it on record under what it shows. For the job alone."""
    made = {
        "state": PaperState.MADE,
        "path": path,
        "sha256": sha256,
        "size": size,
        "pages": pages,
        "numbers": numbers,
        "made_at": timezone.now(),
    }
    rows = Paper.objects.filter(pk=paper.pk)
    try:
        with transaction.atomic():
            rows.update(key=key, **made)
    except IntegrityError:  # things changed while it waited, and another row shows the same by now
        rows.update(key=f"once:{paper.uid.hex}", **made)


def fail(paper: Paper) -> None:
    """It cannot be made. For the job alone."""
    Paper.objects.filter(pk=paper.pk).exclude(state=PaperState.MADE).update(state=PaperState.FAILED)


def remove_due(*, now: datetime | None = None) -> int:
    """Remove papers whose time is over, file first. Returns how many.

    Those with names after a week (phone numbers: a day), and at once when the event's people are forgotten.
    """
    now = now or timezone.now()
    over = set(events_past_their_time(now).values_list("pk", flat=True))
    removed = 0
    for paper in Paper.objects.exclude(made_at=None):
        kind = KINDS[paper.kind]
        if now - (paper.made_at or now) >= kind.kept or (kind.names and paper.event_id in over):
            files.remove(paper.path)
            paper.delete()
            removed += 1
    return removed


def title_of(paper: Paper) -> str:
    return str(PaperKind(paper.kind).label)


@every(seconds=3600)
def remove_what_is_due() -> None:
    """Every hour."""
    remove_due()
