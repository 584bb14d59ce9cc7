"""Drafting: a recommendation is drawn from entries of the minutes, worded in versions, addressed, and put on the table.

Drafting never waits for approved minutes. Nothing here is visible outside the drafting circle until the text is adopted.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Entry
from core import workflow
from core.actors import Actor
from core.errors import Conflict, DomainError, StaleRevision
from core.locking import lock
from core.permissions import require
from core.text import clean
from directory.models import Institution, Term
from events.models import Event, Theme
from recommendations import projection
from recommendations.enums import AddresseeRole, TextState
from recommendations.models import MAX_TEXT, Addressing, Recommendation, Source, Version
from recommendations.workflow import TEXT

OPEN = (TextState.DRAFTED, TextState.TABLED, TextState.DEFERRED)  # states in which the wording may change
SDG_CODE = re.compile(r"(1[0-7]|[1-9])(\.([0-9]{1,2}|[a-d]))?")
MAX_NOTE = 300

Addressees = Sequence[tuple[Institution, str]]


def text_hash(text: str) -> str:
    """sha256 of the text in UTF-8, as it is kept: NFC, line feeds, no space at either end. Anyone can compute it again."""
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def draft(
    event: Event,
    *,
    actor: Actor,
    text: str,
    language: str,
    entries: Iterable[Entry] = (),
    theme: Theme | None = None,
    addressees: Addressees = (),
    rationale: str = "",
    sdgs: Sequence[str] = (),
    origin_reason: str = "",
    is_sample: bool = False,
) -> Recommendation:
    """Begin a recommendation: version 1 of its text, the entries it was drawn from (or why it stands without one), whom it is put to.

    Raises Forbidden for who is not in the drafting circle; DomainError for text, language, theme, entries or codes that do not fit.
    """
    _may_draft(actor, event)
    entries = _own_entries(event, entries, actor)
    origin_reason = _text("origin_reason", _("The reason"), origin_reason)
    _has_origin(entries, origin_reason)
    rec = Recommendation.objects.create(
        host=event.host,
        event=event,
        theme=_own_theme(event, theme),
        rationale=_text("rationale", _("The rationale"), rationale),
        sdgs=_sdg_codes(sdgs),
        origin_reason=origin_reason,
        is_sample=is_sample or event.is_sample,
    )
    _add_version(rec, text=text, language=language, note="", actor=actor)
    Source.objects.bulk_create(Source(recommendation=rec, entry=entry) for entry in entries)
    _write_addressees(rec, _roles(addressees))
    workflow.record(TEXT, rec, "draft", "", actor=actor)
    projection.refresh([rec])
    return rec


@transaction.atomic
def revise(
    rec: Recommendation,
    *,
    actor: Actor,
    text: str,
    language: str = "",
    note: str = "",
    base: int | None = None,
) -> Version:
    """A new version of the wording; the same words again make none.

    `base` is the number of the version that the writer read: when somebody else wrote one meanwhile, StaleRevision carries both texts.
    """
    rec = _open_for_words(rec, actor)
    newest = rec.versions.order_by("-number").first()
    assert newest is not None  # every draft begins with version 1
    if base is not None and base != newest.number:
        raise StaleRevision(
            _(
                "%(who)s wrote a new version meanwhile. Your text is kept below: compare both, then save again."
            )
            % {"who": newest.actor_label or _("Somebody")},
            number=newest.number,
            theirs=newest.text,
            mine=text,
        )
    cleaned = _text("text", _("The text"), text, required=True)
    if cleaned == newest.text and (language or newest.language) == newest.language:
        return newest
    version = _add_version(
        rec,
        text=cleaned,
        language=language or newest.language,
        note=note,
        actor=actor,
        number=newest.number + 1,
    )
    projection.refresh([rec])
    return version


@transaction.atomic
def set_details(
    rec: Recommendation,
    *,
    actor: Actor,
    theme: Theme | None = None,
    rationale: str = "",
    sdgs: Sequence[str] = (),
) -> Recommendation:
    """Theme, reasons and goals of a text that is not adopted yet."""
    rec = _open_for_words(rec, actor)
    rec.theme = _own_theme(rec.event, theme)
    rec.rationale = _text("rationale", _("The rationale"), rationale)
    rec.sdgs = _sdg_codes(sdgs)
    rec.save(update_fields=["theme", "rationale", "sdgs"])
    projection.refresh([rec])
    return rec


@transaction.atomic
def save_draft(
    rec: Recommendation,
    *,
    actor: Actor,
    base: int,
    text: str,
    language: str,
    note: str = "",
    addressees: Addressees = (),
    theme: Theme | None = None,
    rationale: str = "",
    sdgs: Sequence[str] = (),
) -> Version:
    """What the drafting page saves, wholly or not at all: wording, details, addressees. See `revise` about `base`."""
    version = revise(rec, actor=actor, text=text, language=language, note=note, base=base)
    set_details(rec, actor=actor, theme=theme, rationale=rationale, sdgs=sdgs)
    before = dict(rec.addressings.values_list("institution", "role"))
    if before != {institution.pk: role for institution, role in addressees}:
        set_addressees(rec, actor=actor, addressees=addressees)
    return version


@transaction.atomic
def set_sources(
    rec: Recommendation, *, actor: Actor, entries: Iterable[Entry], origin_reason: str = ""
) -> Recommendation:
    """The entries that the text was drawn from, all at once. Entries that this drafter may not see (sealed ones) stay linked."""
    rec = _open_for_words(rec, actor)
    wanted = _own_entries(rec.event, entries, actor)
    seen = set(
        Entry.objects.visible_to(actor).filter(sources__recommendation=rec).values_list("pk", flat=True)
    )
    kept = [source.entry_id for source in rec.sources.all() if source.entry_id not in seen]
    rec.origin_reason = _text("origin_reason", _("The reason"), origin_reason)
    _has_origin([*wanted, *kept], rec.origin_reason)
    rec.sources.exclude(entry__in=[*wanted, *kept]).delete()
    linked = set(rec.sources.values_list("entry_id", flat=True))
    Source.objects.bulk_create(
        Source(recommendation=rec, entry=entry) for entry in wanted if entry.pk not in linked
    )
    rec.save(update_fields=["origin_reason"])
    workflow.record(
        TEXT, rec, "set_sources", rec.state, actor=actor, evidence={"entries": len(wanted) + len(kept)}
    )
    return rec


@transaction.atomic
def set_addressees(rec: Recommendation, *, actor: Actor, addressees: Addressees) -> Recommendation:
    """Whom the text is put to, all at once. May still change after adoption, except for whom it was already put to."""
    _may_draft(actor, rec)
    rec = lock(rec)
    if rec.state not in (*OPEN, TextState.ADOPTED):
        raise _closed(rec)
    roles = _roles(addressees)
    put_to = set(Institution.objects.filter(received__items__recommendation=rec).values_list("pk", flat=True))
    if put_to - {institution.pk for institution in roles}:
        raise DomainError.on(
            "addressees",
            _("It is already in a submission to one of these institutions, so that one stays an addressee."),
            "already_put",
        )
    rec.addressings.all().delete()
    _write_addressees(rec, roles)
    codes = {institution.code: str(role) for institution, role in roles.items()}
    workflow.record(TEXT, rec, "set_addressees", rec.state, actor=actor, evidence={"addressees": codes})
    projection.refresh([rec])
    return rec


@transaction.atomic
def table(rec: Recommendation, *, actor: Actor, note: str = "") -> Recommendation:
    """Put a draft on the table: those who decide see it next."""
    return _move("table", rec, actor, note)


@transaction.atomic
def redraft(rec: Recommendation, *, actor: Actor, note: str = "") -> Recommendation:
    """Take a tabled or deferred text back to drafting."""
    return _move("redraft", rec, actor, note)


@transaction.atomic
def withdraw(rec: Recommendation, *, actor: Actor, note: str) -> Recommendation:
    """Withdraw a text, with the reason. An adopted one keeps its reference and its page, which says so."""
    return _move("withdraw", rec, actor, note, evidence={"note": note.strip()})


def _move(
    name: str, rec: Recommendation, actor: Actor, note: str, evidence: dict | None = None
) -> Recommendation:
    note = _text("note", _("The reason"), note)
    workflow.apply(TEXT, name, rec, actor=actor, note=note, evidence=evidence)
    projection.refresh([rec])
    return rec


def _may_draft(actor: Actor, obj: Event | Recommendation) -> None:
    require(actor, "recommendations.draft", obj)


def _open_for_words(rec: Recommendation, actor: Actor) -> Recommendation:
    """The row under its lock, when this actor may change its wording now."""
    _may_draft(actor, rec)
    rec = lock(rec)
    if rec.state not in OPEN:
        raise _closed(rec)
    return rec


def _closed(rec: Recommendation) -> Conflict:
    return Conflict(
        _("The text can no longer change: its state is “%(state)s”.") % {"state": TEXT.label_of(rec)},
        "text_closed",
        state=rec.state,
    )


def _text(field: str, label: str, value: str, *, required: bool = False, longest: int = MAX_TEXT) -> str:
    try:
        return clean(value, label=label, max_length=longest, multiline=True, required=required)
    except DomainError as error:
        raise DomainError.on(field, error.message, error.code) from error


def _add_version(
    rec: Recommendation, *, text: str, language: str, note: str, actor: Actor, number: int = 1
) -> Version:
    text = _text("text", _("The text"), text, required=True)
    return Version.objects.create(
        recommendation=rec,
        number=number,
        language=_own_language(rec.event, language),
        text=text,
        note=_text("note", _("The note"), note, longest=MAX_NOTE),
        sha256=text_hash(text),
        actor_id=actor.id,
        actor_label=actor.label[:200],
    )


def _own_language(event: Event | None, language: str) -> str:
    known = event.languages if event and event.languages else [code for code, _name in settings.LANGUAGES]
    if language not in known:
        raise DomainError.on("language", _("Choose one of the languages of this event."), "unknown_language")
    return language


def _own_theme(event: Event | None, theme: Theme | None) -> Theme | None:
    if theme is not None and (event is None or theme.event_id != event.pk):
        raise DomainError.on("theme", _("Choose one of the themes of this event."), "foreign_theme")
    return theme


def _own_entries(event: Event | None, entries: Iterable[Entry], actor: Actor) -> list[Entry]:
    """The entries once each, if they stand in this event's minutes and this actor may see them."""
    entries = list({entry.pk: entry for entry in entries}.values())
    if not entries:
        return []
    seen = (
        Entry.objects.visible_to(actor)
        .standing()
        .filter(pk__in=[e.pk for e in entries], minutes__session__event=event)
    )
    if seen.count() != len(entries):
        raise DomainError.on(
            "entries",
            _("One of these entries was struck out, or is not in the minutes of this event."),
            "foreign_entry",
        )
    return entries


def _has_origin(entries: Sequence, origin_reason: str) -> None:
    if not entries and not origin_reason:
        raise DomainError.on(
            "origin_reason",
            _("Choose at least one entry of the minutes, or say why the text stands without one."),
            "no_origin",
        )


def _sdg_codes(codes: Sequence[str]) -> list[str]:
    """Goals (16) and targets (16.10), once each, in the order given. Where targets are loaded, only those."""
    codes = list(dict.fromkeys(str(code).strip().lower() for code in codes if str(code).strip()))
    loaded = set(Term.objects.filter(vocabulary="sdg").values_list("code", flat=True)) if codes else set()
    checks_targets = any("." in code for code in loaded)
    for code in codes:
        if not SDG_CODE.fullmatch(code) or (checks_targets and "." in code and code not in loaded):
            raise DomainError.on(
                "sdgs",
                _("“%(code)s” is not a goal or target, such as 16 or 16.10.") % {"code": code[:20]},
                "unknown_sdg",
            )
    return codes


def _roles(addressees: Addressees) -> dict[Institution, str]:
    roles: dict[Institution, str] = {}
    for institution, role in addressees:
        if role not in AddresseeRole.values:
            raise DomainError.on("addressees", _("An addressee leads or supports."), "unknown_role")
        if institution in roles:
            raise DomainError.on("addressees", _("%(name)s is named twice.") % {"name": institution}, "twice")
        roles[institution] = role
    return roles


def _write_addressees(rec: Recommendation, roles: dict[Institution, str]) -> None:
    Addressing.objects.bulk_create(
        Addressing(recommendation=rec, institution=i, role=role) for i, role in roles.items()
    )
