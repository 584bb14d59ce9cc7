"""Rules of consultations that need no database: what may be said about a speaker, how a decision is counted, what text looks wrong."""

import re
from datetime import date

from django.utils.translation import gettext as _

from consultations.enums import (
    STRICTNESS,
    Attribution,
    AttributionRule,
    DecisionMethod,
    EntryKind,
    EntryVisibility,
)
from core.errors import DomainError

# Which levels of attribution a rule lets the minutes keep. Each stricter rule allows a part of what the one before does.
# Under Chatham House nothing about the speaker is kept at all: what is not written down cannot leak.
LEVELS: dict[str, tuple[str, ...]] = {
    AttributionRule.ON_RECORD: tuple(Attribution.values),
    AttributionRule.NAMED_NO_QUOTE: tuple(Attribution.values),
    AttributionRule.AFFILIATION: (
        Attribution.NONE,
        Attribution.AREA,
        Attribution.CATEGORY,
        Attribution.ORGANISATION,
    ),
    AttributionRule.CHATHAM_HOUSE: (Attribution.NONE,),
    AttributionRule.CLOSED: (Attribution.NONE,),
}
# The field that says who, at each level. All others stay empty, so that a combination cannot give a person away.
WHO_FIELD = {
    Attribution.AREA: "area",
    Attribution.CATEGORY: "category",
    Attribution.ORGANISATION: "institution",
    Attribution.NAMED: "speaker",
}


def levels(rule: str) -> tuple[str, ...]:
    """The levels of attribution that minutes under `rule` may keep; none without a rule."""
    return LEVELS.get(rule, (Attribution.NONE,))


def who_field(attribution: str) -> str:
    """The field that says who, at this level; "" when nobody is given."""
    return {str(level): field for level, field in WHO_FIELD.items()}.get(attribution, "")


def names_nobody(rule: str) -> bool:
    """Whether a registered person's name in the words themselves would break the rule."""
    return rule not in (AttributionRule.ON_RECORD, AttributionRule.NAMED_NO_QUOTE)


def is_stricter(rule: str, than: str) -> bool:
    return STRICTNESS.index(rule) > STRICTNESS.index(than)


def check_rule(rule: str) -> None:
    if rule not in AttributionRule.values:
        raise DomainError.on(
            "attribution", _("Choose what the minutes may say about who spoke."), "attribution"
        )


def check_attribution(rule: str, *, attribution: str, who: object) -> None:
    """`who` is what stands in the field of the level. Raises DomainError where the rule forbids the level, or nobody is given."""
    if attribution not in Attribution.values:
        raise DomainError.on(
            "attribution", _("Choose from the listed ways of saying who spoke."), "attribution"
        )
    if attribution not in levels(rule):
        raise DomainError.on(
            "attribution",
            _(
                "This session’s rule is “%(rule)s”, so the minutes cannot keep this about the speaker. Leave it out."
            )
            % {"rule": AttributionRule(rule).label},
            "attribution_forbidden",
        )
    if attribution != Attribution.NONE and not who:
        raise DomainError.on(
            who_field(attribution), _("Say who spoke, or choose “Nobody named”."), "who_missing"
        )


def default_visibility(kind: str) -> str:
    """Testimony is sealed unless somebody decides otherwise."""
    return EntryVisibility.SEALED if kind == EntryKind.TESTIMONY else EntryVisibility.PUBLIC


# == Decisions ===================================================================================================


def check_decision(
    *,
    method: str,
    on: date,
    today: date,
    entitled: int | None = None,
    present: int | None = None,
    quorum: int | None = None,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstentions: int | None = None,
) -> None:
    """Raises DomainError where the figures cannot be those of a valid decision."""
    if method not in DecisionMethod.values:
        raise DomainError.on("method", _("Choose how it was decided."), "method")
    if on > today:
        raise DomainError.on(
            "on", _("The day of the decision is still to come. Please check the date."), "future"
        )
    if present is not None and entitled is not None and present > entitled:
        raise DomainError.on(
            "present",
            _("More people were present than were entitled to decide. Please check both figures."),
            "present",
        )
    _check_quorum(present, quorum, entitled)
    if method == DecisionMethod.VOTE:
        _check_votes(present, votes_for, votes_against, abstentions)
    elif any(count is not None for count in (votes_for, votes_against, abstentions)):
        raise DomainError.on(
            "votes_for",
            _("Votes are counted only where the method is a vote. Leave them empty."),
            "not_a_vote",
        )


def _check_quorum(present: int | None, quorum: int | None, entitled: int | None) -> None:
    if quorum is None:
        return
    if present is None:
        raise DomainError.on(
            "present", _("Say how many were present: a quorum is required."), "present_missing"
        )
    if entitled is not None and quorum > entitled:
        raise DomainError.on(
            "quorum", _("The quorum is larger than the number of people entitled to decide."), "quorum"
        )
    if present < quorum:
        raise DomainError.on(
            "present",
            _(
                "The quorum was not reached: %(quorum)s were needed and %(present)s were present. The decision cannot be recorded."
            )
            % {"quorum": quorum, "present": present},
            "no_quorum",
        )


def _check_votes(
    present: int | None, votes_for: int | None, votes_against: int | None, abstentions: int | None
) -> None:
    if votes_for is None or votes_against is None:
        field = "votes_for" if votes_for is None else "votes_against"
        raise DomainError.on(field, _("A vote needs both counts: for and against."), "votes_missing")
    cast = votes_for + votes_against + (abstentions or 0)
    if cast == 0:
        raise DomainError.on("votes_for", _("A vote in which nobody voted is no decision."), "no_votes")
    if present is not None and cast > present:
        raise DomainError.on(
            "votes_for",
            _("%(cast)s votes are counted, but only %(present)s people were present.")
            % {"cast": cast, "present": present},
            "too_many_votes",
        )


# == Text typed with an old font =================================================================================

# What Bijoy (SutonnyMJ) and InPage write with: signs of Windows-1252 that no word of a language here is made of.
_ANSI_SIGNS = re.compile(
    "[\u0192\u02c6\u02dc\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2020\u2021\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
    "\u00a0-\u00bf\u00d7\u00f7]"
)
_LATIN_1 = re.compile("[\u00c0-\u00ff]")
_MIXED = re.compile(r"[a-z][A-Z]")


def old_font(text: str) -> str:
    """ "bijoy" or "inpage" when the text looks typed for SutonnyMJ or copied from InPage, so that others would see nonsense; else "".

    A guess for a hint, never a reason to refuse. Bijoy puts Bangla on Latin letters: many `v` (the sign of a long a), few vowels,
    capitals inside words, signs such as † and ‡. InPage's text comes out as runs of accented letters and signs.
    """
    if any("\u0600" <= c <= "\u06ff" or "\u0980" <= c <= "\u09ff" for c in text):
        return ""
    solid = [c for c in text if not c.isspace() and not c.isdigit()]
    if len(solid) < 8:
        return ""
    strange = len(_ANSI_SIGNS.findall(text)) / len(solid)
    accented = len(_LATIN_1.findall(text)) / len(solid)
    if strange + accented > 0.5:
        return "inpage"
    letters = [c for c in text.lower() if c.isalpha() and c.isascii()]
    vowels = sum(c in "aeiou" for c in letters) / max(
        len(letters), 1
    )  # words of Latin script have more than a third
    long_a = letters.count("v") / max(len(letters), 1)
    if long_a > 0.06 and vowels < 0.27:
        return "bijoy"
    words = re.findall(r"[^\s.,;:!?()]{2,}", text)
    mixed = sum(bool(_MIXED.search(word)) for word in words) / max(len(words), 1)
    return "bijoy" if strange > 0.06 and mixed > 0.25 else ""
