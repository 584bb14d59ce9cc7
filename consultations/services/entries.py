"""Writing the minutes. Typing never waits: text is enough, all else may be sorted later, and nothing typed is ever lost.

Every write happens under the lock of the Minutes, so that numbers follow each other and nothing is written once they are prepared.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations import validators
from consultations.enums import Attribution, EntryKind, EntryVisibility
from consultations.models import MAX_ENTRY, Entry, EntryRevision, Minutes
from consultations.services.minutes import writable
from core import text as core_text
from core.actors import Actor
from core.errors import Conflict, DomainError, StaleRevision
from core.locking import lock
from core.permissions import require

WRITE = "consultations.take_minutes"
WHO = tuple(validators.WHO_FIELD.values())
FIELDS = ("text", "language", "interpreted", "kind", "attribution", *WHO, "visibility", "theme")


def add_entry(
    minutes: Minutes, *, actor: Actor, text: str, client_key: str, client: str = "", **fields: Any
) -> Entry:
    """Write the next entry. The same `client_key` again gives the entry that is there (`resent`): a re-sent entry is one entry.

    1. the next number, under the lock of the minutes, 2. the entry, 3. its first revision. `client` names the open editor, so that
    its own lost answers are not taken for somebody else's change. Fields: language, interpreted, kind, attribution with speaker,
    institution, category or area, visibility (testimony is sealed unless given), theme.
    Raises Forbidden; Conflict when nothing can be written now; DomainError for a text or an attribution that may not be kept.
    """
    require(actor, WRITE, minutes)
    client_key = core_text.clean(client_key, label=_("The key of the entry"), max_length=64, required=True)
    with transaction.atomic():
        current = writable(minutes)
        if there := Entry.objects.filter(minutes=current, client_key=client_key).first():
            there.minutes, there.resent = minutes, True
            return there
        entry = Entry(
            minutes=minutes, client_key=client_key, author_id=actor.id, author_label=actor.label[:200]
        )
        fields["visibility"] = fields.get("visibility") or validators.default_visibility(
            fields.get("kind") or EntryKind.POINT
        )
        _put(entry, _settle(entry, current.strictest_attribution, {"text": text, **fields}))
        current.last_number += 1
        current.save(update_fields=["last_number"])
        entry.number = current.last_number
        entry.save(force_insert=True)
        _keep_revision(entry, actor, client)
    return entry


def save_entry(entry: Entry, *, actor: Actor, revision: int, client: str = "", **fields: Any) -> Entry:
    """Change an entry that the caller read as `revision`; fields as in `add_entry`, those not given stay.

    1. lock, 2. nothing changed: nothing is written, so sending again is harmless, 3. changed by somebody else since: StaleRevision
    with both texts, 4. the entry with the next revision, and the revision row. An entry that becomes testimony is sealed unless its
    visibility is changed with it.
    """
    require(actor, WRITE, entry.minutes)
    with transaction.atomic():
        minutes = writable(entry.minutes)
        current = lock(entry)
        current.minutes = entry.minutes
        if current.struck_at is not None:
            raise Conflict(_("This entry was struck out. Restore it before changing it."), "struck")
        given = {name: value for name, value in fields.items() if not (name == "visibility" and not value)}
        becomes_testimony = given.get("kind") == EntryKind.TESTIMONY and current.kind != EntryKind.TESTIMONY
        if becomes_testimony and given.get("visibility", current.visibility) == current.visibility:
            given["visibility"] = validators.default_visibility(EntryKind.TESTIMONY)
        values = _settle(current, minutes.strictest_attribution, given)
        if all(getattr(current, name) == value for name, value in values.items()):
            return current
        if current.revision != revision and not _own_echo(current, revision, client):
            raise _stale(current, values["text"])
        _put(current, values)
        _advance(current, actor, client)
    return current


def strike_entry(entry: Entry, *, actor: Actor, client: str = "") -> Entry:
    """Strike an entry out: it leaves the minutes, its number and its words stay on record. Twice is once."""
    return _set_struck(entry, actor, client, struck=True)


def restore_entry(entry: Entry, *, actor: Actor, client: str = "") -> Entry:
    """Take a struck entry up again."""
    return _set_struck(entry, actor, client, struck=False)


def _set_struck(entry: Entry, actor: Actor, client: str, *, struck: bool) -> Entry:
    require(actor, WRITE, entry.minutes)
    with transaction.atomic():
        writable(entry.minutes)
        current = lock(entry)
        current.minutes = entry.minutes
        if (current.struck_at is not None) != struck:
            current.struck_at = timezone.now() if struck else None
            _advance(current, actor, client)
    return current


def _put(entry: Entry, values: Mapping) -> None:
    for name, value in values.items():
        setattr(entry, name, value)


def _advance(entry: Entry, actor: Actor, client: str) -> None:
    entry.revision += 1
    entry.save()
    _keep_revision(entry, actor, client)


def _keep_revision(entry: Entry, actor: Actor, client: str) -> None:
    EntryRevision.objects.create(
        entry=entry, number=entry.revision, text=entry.text, actor_id=actor.id, actor_label=actor.label[:200],
        values=_kept(entry) | {"client": client[:64]},
    )  # fmt: skip


def _kept(entry: Entry) -> dict:
    return {
        "language": entry.language, "interpreted": entry.interpreted, "kind": str(entry.kind), "visibility": str(entry.visibility),
        "attribution": str(entry.attribution), "speaker": entry.speaker, "category": entry.category,
        "institution": entry.institution.code if entry.institution else None, "area": entry.area.code if entry.area else None,
        "theme": str(entry.theme.uid) if entry.theme else None, "struck": entry.struck_at is not None,
    }  # fmt: skip


def _own_echo(entry: Entry, revision: int, client: str) -> bool:
    """Whether all that happened since `revision` was saved by this very editor, whose answer got lost on the way."""
    since = entry.revisions.filter(number__gt=revision).values_list("values", flat=True)
    return (
        bool(client)
        and 0 < revision < entry.revision
        and all(values.get("client") == client for values in since)
    )


def _stale(entry: Entry, mine: str) -> StaleRevision:
    last = entry.revisions.order_by("-number").first()
    return StaleRevision(
        _("Somebody else changed this entry while you wrote. Nothing is lost: choose between the two texts, or write a third."),
        uid=str(entry.uid), number=entry.number, mine=mine, theirs=entry.text, revision=entry.revision, language=entry.language,
        by=last.actor_label if last else "", at=entry.changed_at.isoformat(),
    )  # fmt: skip


# == What may be kept ==============================================================================================


def _settle(entry: Entry, rule: str, given: Mapping) -> dict:
    """The values that the entry gets from what was `given`, checked against the rule. Raises DomainError naming the field."""
    if unknown := set(given) - set(FIELDS):
        raise TypeError(f"an entry has no {', '.join(sorted(unknown))}")
    values = {name: given.get(name, getattr(entry, name)) for name in FIELDS if name not in WHO}
    values["text"] = core_text.clean(
        values["text"], label=_("The entry"), max_length=MAX_ENTRY, multiline=True, required=True
    )
    if not re.fullmatch(r"[a-z]{2,3}", values["language"] or ""):
        raise DomainError.on("language", _("Choose a language."), "language")
    for name, choices in (("kind", EntryKind), ("visibility", EntryVisibility)):
        if values[name] not in choices.values:
            raise DomainError.on(name, _("Choose from the listed answers."), "choice")
    if values["theme"] is not None and values["theme"].event_id != entry.event_id:
        raise DomainError.on("theme", _("This theme belongs to another event."), "foreign_theme")
    values["interpreted"] = bool(values["interpreted"])
    return values | _settle_who(entry, rule, values["attribution"], given)


def _settle_who(entry: Entry, rule: str, attribution: str, given: Mapping) -> dict:
    """The one field that the level of attribution keeps; all others are emptied."""
    if core_text.clean(
        given.get("speaker") or "", multiline=True
    ) and Attribution.NAMED not in validators.levels(rule):
        raise DomainError.on(
            "speaker",
            _(
                "No names are kept in this session: its rule says so, and people spoke trusting it. Leave the name out."
            ),
            "attribution_forbidden",
        )
    level = validators.who_field(attribution)
    for name in WHO:
        if name != level and given.get(name):
            raise DomainError.on(
                name,
                _("This does not fit to how the speaker is given. Choose one of the two."),
                "attribution_mixed",
            )
    who: dict[str, Any] = {"speaker": "", "institution": None, "category": "", "area": None}
    if level:
        who[level] = given.get(level, getattr(entry, level)) or who[level]
    if level in ("speaker", "category"):
        longest = {"speaker": 160, "category": 40}[level]
        who[level] = core_text.clean(who[level], label=_("Who spoke"), max_length=longest)
    validators.check_attribution(rule, attribution=attribution, who=who.get(level) if level else None)
    return who
