"""What an agenda was when it was released, and what is different since: plain values that JSON keeps."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.fields import TextMap
from events.enums import SessionState
from events.models import Event, Room, Session, Speaker

MOVES_PEOPLE = frozenset({"moved", "room", "cancelled", "restored"})
DETAILS = ("description", "type", "part", "theme", "languages", "interpretation")


def snapshot(event: Event) -> dict:
    """The agenda of an event as it stands now: its sessions in order, with who speaks. Two queries."""
    speakers = Prefetch("speakers", Speaker.objects.select_related("institution"))
    sessions = event.sessions.select_related("room", "theme").prefetch_related(speakers)
    return {"sessions": [_session(session) for session in sessions]}


def _session(session: Session) -> dict:
    return {
        "uid": str(session.uid), "title": dict(session.title), "type": session.type, "state": session.state,
        "starts_at": session.starts_at.isoformat(), "ends_at": session.ends_at.isoformat(), "sequence": session.sequence,
        "changed_at": session.changed_at.isoformat(), "part": session.part, "room": session.room.name if session.room else "",
        "theme": dict(session.theme.title) if session.theme else {}, "languages": session.languages,
        "interpretation": session.interpretation, "is_choice": session.is_choice, "description": dict(session.description),
        "speakers": [_speaker(speaker) for speaker in session.speakers.all()],
    }  # fmt: skip


def _speaker(speaker: Speaker) -> dict:
    institution = speaker.institution
    return {
        "role": speaker.role, "precedence": speaker.precedence, "name": speaker.name, "title": speaker.title,
        "names": dict(institution.names) if institution else {}, "institution": institution.name if institution else "",
        "uid": str(speaker.uid), "code": institution.code if institution else None,
    }  # fmt: skip


def as_released(session: Session, row: dict) -> Session:
    """The session with its fields as they were released, never to be saved. Its speakers are those of `row`."""
    for name in ("title", "type", "state", "part", "languages", "interpretation", "is_choice", "sequence"):
        setattr(session, name, row[name])
    session.description = row.get("description", {})  # releases from before there were any have none
    session.starts_at, session.ends_at = (
        datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at")
    )
    session.room = Room(name=row["room"]) if row["room"] else None
    return session


# == What changed ================================================================================================


def compare(before: dict, after: dict) -> list[dict]:
    """What is different in `after`, in its order: one entry for each kind of change of each session."""
    old = {each["uid"]: each for each in before["sessions"]}
    found: list[dict] = []
    for now in after["sessions"]:
        was = old.pop(now["uid"], None)
        found += [_change("added", now)] if was is None else _differences(was, now)
    return found + [_change("removed", gone) for gone in old.values()]


def _change(kind: str, session: dict, **details) -> dict:
    about = {name: session[name] for name in ("uid", "title", "is_choice", "starts_at", "ends_at")}
    return {"kind": kind, **about, **details}


def _differences(was: dict, now: dict) -> list[dict]:
    if was["state"] != now["state"]:
        off = now["state"] == SessionState.CANCELLED
        return [_change("cancelled" if off else "restored", now)]
    if now["state"] == SessionState.CANCELLED:
        return []
    found = []
    if (was["starts_at"], was["ends_at"]) != (now["starts_at"], now["ends_at"]):
        found.append(_change("moved", now, before=[was["starts_at"], was["ends_at"]]))
    if was["room"] != now["room"]:
        found.append(_change("room", now, before=was["room"], after=now["room"]))
    if was["title"] != now["title"]:
        found.append(_change("renamed", now, before=was["title"]))
    joins, leaves = _who(now) - _who(was), _who(was) - _who(now)
    if joins or leaves:
        found.append(_change("speakers", now, joins=sorted(joins), leaves=sorted(leaves)))
    if any((was.get(name) or None) != (now.get(name) or None) for name in DETAILS):
        found.append(_change("details", now))
    return found


def _who(session: dict) -> set[str]:
    return {
        ", ".join(part for part in (one["name"], one["title"] or one["institution"]) if part)
        for one in session["speakers"]
    }


# == In words ====================================================================================================


def change_words(change: dict, zone: ZoneInfo) -> str:
    """One change as a sentence, in the reader's language, with times on the clock of `zone`."""
    words = {"title": TextMap(change["title"]), "when": _span(change["starts_at"], change["ends_at"], zone)}
    match change["kind"]:
        case "moved":
            words["before"] = _span(change["before"][0], change["before"][1], zone)
            return _("“%(title)s” moves from %(before)s to %(when)s.") % words
        case "room":
            return _room_words(change, words)
        case "renamed":
            return _("“%(before)s” is now called “%(title)s”.") % {
                **words,
                "before": TextMap(change["before"]),
            }
        case "speakers":
            return " ".join(_speaker_words(change, words))
    patterns = {
        "added": _("“%(title)s” is new: %(when)s."),
        "removed": _("“%(title)s” is no longer on the agenda."),
        "cancelled": _("“%(title)s” is cancelled."),
        "restored": _("“%(title)s” is held after all: %(when)s."),
    }
    return (
        patterns.get(change["kind"], _("“%(title)s”: description, kind, theme or languages are different."))
        % words
    )


def _room_words(change: dict, words: dict) -> str:
    words = {**words, "before": change["before"], "room": change["after"]}
    if change["before"] and change["after"]:
        return _("“%(title)s” moves from %(before)s to %(room)s.") % words
    if change["after"]:
        return _("“%(title)s” is in %(room)s.") % words
    return _("“%(title)s” is no longer in %(before)s.") % words


def _speaker_words(change: dict, words: dict) -> list[str]:
    found = []
    if change["joins"]:
        found.append(_("In “%(title)s” also speaks: %(who)s.") % {**words, "who": "; ".join(change["joins"])})
    if change["leaves"]:
        found.append(
            _("In “%(title)s” no longer speaks: %(who)s.") % {**words, "who": "; ".join(change["leaves"])}
        )
    return found


def _span(starts_at: str, ends_at: str, zone: ZoneInfo) -> str:
    start, end = (datetime.fromisoformat(text).astimezone(zone) for text in (starts_at, ends_at))
    return f"{date_format(start, 'j E')}, {start:%H:%M}–{end:%H:%M}"
