"""The life of the minutes of a session, from the attribution rule to publication. States move by consultations.workflow alone."""

import hashlib
import json
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import validators
from consultations.enums import Attribution, AttributionRule, MinutesState, SignatureMethod
from consultations.models import EntryRevision, Minutes
from consultations.workflow import MINUTES
from core import audit, jobs, text, workflow
from core.actors import Actor
from core.errors import Conflict, DomainError
from core.locking import lock
from core.permissions import require
from events.enums import EventState, SessionState
from events.models import Session

NOTHING = {"attribution": Attribution.NONE, "speaker": "", "institution": None, "category": "", "area": None}


def open_minutes(session: Session, *, actor: Actor, attribution: str) -> Minutes:
    """Start the minutes of a session under an attribution rule.

    1. makes the Minutes on first open, under the event's lock, so that two rapporteurs start one record, 2. sets the rule,
    which is also the strictest so far, 3. moves them to "taking". Raises Forbidden; DomainError for a break, a cancelled session
    or event, no rule; InvalidTransition when somebody has started already.
    """
    require(actor, "consultations.take_minutes", Minutes(session=session))
    validators.check_rule(attribution)
    if session.is_break:
        raise DomainError(_("A break has no minutes."), "break")
    if session.state == SessionState.CANCELLED or session.event.state == EventState.CANCELLED:
        raise Conflict(_("This session was called off, so there is nothing to take minutes of."), "cancelled")
    with transaction.atomic():
        lock(session.event)
        minutes, _made = Minutes.objects.get_or_create(session=session)
        minutes.session = session
        minutes.attribution = minutes.strictest_attribution = attribution
        fields = ["attribution", "strictest_attribution"]
        workflow.apply(
            MINUTES, "open", minutes, actor=actor, evidence={"attribution": attribution}, update_fields=fields
        )
    return minutes


def tighten(minutes: Minutes, *, actor: Actor, attribution: str) -> Minutes:
    """Make the attribution rule stricter, in any state; at once for everything that was published.

    1. sets both rules, 2. takes from every entry, and from what its earlier revisions kept beside the words, whatever the stricter
    rule does not allow (leaving "named without quotation": everything, because it was said under the promise that nobody's words
    are tied to anybody), 3. history. It cannot be undone. Raises DomainError when the rule is not stricter.
    """
    require(actor, "consultations.take_minutes", minutes)
    validators.check_rule(attribution)
    with transaction.atomic():
        current = lock(minutes)
        if current.state == MinutesState.SCHEDULED or not current.attribution:
            raise Conflict(_("Start the minutes first."), "not_started")
        if not validators.is_stricter(attribution, current.attribution):
            rule = {"rule": current.get_attribution_display()}
            sentence = _("The rule can only be made stricter: people spoke under “%(rule)s”.") % rule
            raise DomainError.on("attribution", sentence, "not_stricter")
        _forget_speakers(current, attribution)
        minutes.state = current.state
        minutes.attribution = minutes.strictest_attribution = attribution
        minutes.save(update_fields=["attribution", "strictest_attribution"])
        evidence = {"from": current.attribution, "to": attribution}
        workflow.record(MINUTES, minutes, "tighten", current.state, actor=actor, evidence=evidence)
    return minutes


def _forget_speakers(minutes: Minutes, rule: str) -> None:
    keep = (
        validators.levels(rule)
        if minutes.attribution != AttributionRule.NAMED_NO_QUOTE
        else (Attribution.NONE,)
    )
    entries = minutes.entries.exclude(attribution__in=keep)
    revisions = EntryRevision.objects.filter(entry__minutes=minutes).exclude(values={})
    changed = []
    for revision in revisions:
        if revision.values.get("attribution", Attribution.NONE) not in keep:
            revision.values |= NOTHING
            changed.append(revision)
    EntryRevision.objects.bulk_update(changed, ["values"], batch_size=200)
    entries.update(**NOTHING)


def set_summary(minutes: Minutes, *, actor: Actor, summary: str) -> Minutes:
    """Write the summary that stands above the entries. Only while the minutes may be written."""
    require(actor, "consultations.take_minutes", minutes)
    summary = text.clean(summary, label=_("The summary"), max_length=10_000, multiline=True)
    with transaction.atomic():
        writable(minutes)
        minutes.summary = summary
        minutes.save(update_fields=["summary"])
    return minutes


def writable(minutes: Minutes) -> Minutes:
    """The minutes under their lock, when entries may be written now. Raises Conflict otherwise. Needs a transaction."""
    current = lock(minutes)
    if not current.is_writable:
        raise Conflict(
            _("These minutes are “%(state)s”, so nothing can be written now.")
            % {"state": MINUTES.label_of(current)},
            "not_writable",
            state=str(current.state),
        )
    return current


def prepare(minutes: Minutes, *, actor: Actor) -> Minutes:
    """Writing is done. Raises DomainError without a single entry."""
    if not minutes.entries.standing().exists():
        raise DomainError(
            _("There is no entry yet. Write at least one before the minutes are prepared."), "empty"
        )
    workflow.apply(MINUTES, "prepare", minutes, actor=actor)
    return minutes


def resume(minutes: Minutes, *, actor: Actor) -> Minutes:
    """Take prepared minutes up again."""
    workflow.apply(MINUTES, "resume", minutes, actor=actor)
    return minutes


def circulate(minutes: Minutes, *, actor: Actor, until: date | None = None) -> Minutes:
    """Send the minutes round for corrections, until the end of a day (default: CORRECTION_DAYS from today).

    1. state and deadline, 2. a job that mails everybody who signed in on the session's day and has an e-mail address, each with an
    own link (consultations.jobs). Those without one get the printed page. Raises DomainError for closed minutes or a day gone by.
    """
    if minutes.strictest_attribution == AttributionRule.CLOSED:
        raise DomainError(
            _(
                "Closed minutes do not leave the drafting circle. The chair can approve them without circulation."
            ),
            "closed",
        )
    zone = minutes.event.zone
    today = timezone.localdate(timezone=zone)
    until = until or today + timedelta(days=settings.CORRECTION_DAYS)
    if until < today:
        raise DomainError.on(
            "until", _("The last day for corrections has passed. Choose a later one."), "past"
        )
    with transaction.atomic():
        minutes.corrections_until = datetime.combine(until, time(23, 59), tzinfo=zone)
        workflow.apply(
            MINUTES,
            "circulate",
            minutes,
            actor=actor,
            evidence={"until": until},
            update_fields=["corrections_until"],
        )
        jobs.enqueue(
            "consultations.circulate", {"minutes": str(minutes.uid), "version": minutes.version},
            key=f"circulate:{minutes.uid}:{minutes.version}", actor_id=actor.id,
        )  # fmt: skip
    return minutes


def canonical_text(minutes: Minutes) -> str:
    """What the chair approves, one JSON line for each entry that stands; `approved_hash` is its SHA-256.

    The words and their order, not who spoke: that may be made stricter after approval. Each line holds the entry's random uid, so
    that nobody can find the words of a sealed entry by trying guesses against the published hash.
    """
    head = ["sanlap minutes 1", str(minutes.uid), minutes.version, str(minutes.session.uid), minutes.summary]
    rows = minutes.entries.standing().order_by("number")
    lines = [head, *([e.number, str(e.uid), e.kind, e.language, e.interpreted, e.text] for e in rows)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def text_hash(minutes: Minutes) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(canonical_text(minutes).encode()).hexdigest()


def approve(
    minutes: Minutes, *, actor: Actor, signature: str, office: str = "", on: date | None = None
) -> Minutes:
    """The chair approves: in the system, on paper, or at the next meeting.

    1. state, 2. the hash of the canonical text and the office that approved, for the public page, 3. history with the method,
    4. the audit trail. Raises DomainError without a signature method or with a day still to come.
    """
    if signature and signature not in SignatureMethod.values:
        raise DomainError.on("signature", _("Choose how the chair approved."), "signature")
    office = text.clean(office, label=_("The office"), max_length=200) or _("The chair")
    on = on or timezone.localdate(timezone=minutes.event.zone)
    if on > timezone.localdate(timezone=minutes.event.zone):
        raise DomainError.on(
            "on", _("The day of the approval is still to come. Please check the date."), "future"
        )
    with transaction.atomic():
        state = lock(minutes).state
        minutes.approved_hash, minutes.approved_by = text_hash(minutes), office
        evidence = {
            "signature": signature,
            "sha256": minutes.approved_hash,
            "office": office,
            "version": minutes.version,
            "from": state,
        }
        workflow.apply(
            MINUTES,
            "approve",
            minutes,
            actor=actor,
            on=on,
            evidence=evidence,
            update_fields=["approved_hash", "approved_by"],
        )
        audit.write(
            audit.Kind.OFFICIAL, "minutes.approved", actor=actor, about=minutes, host=minutes.event.host.code,
            data={"sha256": minutes.approved_hash, "version": minutes.version, "signature": signature},
        )  # fmt: skip
    return minutes


def publish(minutes: Minutes, *, actor: Actor) -> Minutes:
    """Open the approved minutes to everyone, redacted (consultations.redaction).

    Raises DomainError for closed minutes, and while the event itself is not public. Writes the audit trail.
    """
    if minutes.strictest_attribution == AttributionRule.CLOSED:
        raise DomainError(
            _("Closed minutes are never published. What was decided can be published as a recommendation."),
            "closed",
        )
    if not minutes.event.is_public:
        raise DomainError(_("The event itself is not public, so its minutes cannot be."), "event_not_public")
    with transaction.atomic():
        minutes.published_at = timezone.now()
        workflow.apply(MINUTES, "publish", minutes, actor=actor, update_fields=["published_at"])
        audit.write(
            audit.Kind.OFFICIAL, "minutes.published", actor=actor, about=minutes, host=minutes.event.host.code,
            data={"sha256": minutes.approved_hash, "version": minutes.version},
        )  # fmt: skip
    return minutes


def reopen(minutes: Minutes, *, actor: Actor, note: str) -> Minutes:
    """Write again, as a new version, for the reason in `note`. The public page goes until the new version is published.

    The approval of the former version stays in the history. Raises DomainError without a reason.
    """
    note = text.clean(note, label=_("The reason"), max_length=1_000, multiline=True)
    if not note:
        raise DomainError.on(
            "note", _("Say why the minutes are opened again. The reason stays on record."), "required"
        )
    with transaction.atomic():
        before = lock(minutes)
        minutes.version = before.version + 1
        minutes.approved_hash = minutes.approved_by = ""
        minutes.corrections_until = minutes.published_at = None
        evidence = {"note": note, "version": before.version, "sha256": before.approved_hash}
        workflow.apply(
            MINUTES, "reopen", minutes, actor=actor, note=note, evidence=evidence,
            update_fields=["version", "approved_hash", "approved_by", "corrections_until", "published_at"],
        )  # fmt: skip
    return minutes
