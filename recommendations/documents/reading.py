"""The frozen content of a submission, read for people: dates in words, labels in the document's language, items by theme.

The PDF, its print view and the text on the ministry's desk are all made from this, never from the live tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from consultations.enums import AttributionRule, DecisionMethod
from core.dates import date_on_paper, span
from core.languages import direction
from events.enums import CountQualifier, DatePrecision, PartnerRole
from recommendations.enums import PositionValue

PROBE = "Which part, and the reason (needed unless agreed):"  # a sentence of the document: is it translated?


@contextmanager
def in_language_of(content: dict) -> Iterator[str]:
    """Labels in the submission's language where our catalogue has it, else in English: never a page of two languages and directions."""
    with translation.override(content["language"]):
        translated = gettext(PROBE) != PROBE
    with translation.override(content["language"] if translated else "en"):
        yield str(translation.get_language())


@dataclass(frozen=True)
class Theme:
    """A theme with its recommendations. Without a title: what belongs to no theme."""

    id: str
    title: str
    language: str
    items: list[dict]


def read(content: dict, sha256: str) -> dict:
    """The context of the document's templates. Call it inside `in_language_of`."""
    language = translation.get_language()
    themes = _themes(content)
    return {
        "content": content,
        "language": language,
        "direction": direction(language),
        "written": content["language"],
        "sha256": sha256,
        "check": " ".join(sha256[start : start + 4] for start in range(0, 16, 4)),
        "date": _day(content["date"]),
        "event": _event(content["event"]),
        "themes": themes,
        "count": len(content["items"]),
        "values": [str(value.label) for value in PositionValue],
        "annex": _annex(content["participation"]),
        "reserved": any(item["reservations"] for item in content["items"]),
    }


def _day(iso: str | None) -> str:
    return date_on_paper(date.fromisoformat(iso)) if iso else ""


def _event(event: dict | None) -> dict | None:
    if event is None:
        return None
    when = span(date.fromisoformat(event["first_day"]), date.fromisoformat(event["last_day"]))
    if event["date_precision"] == DatePrecision.ASSUMED:
        when = _("%(when)s (date assumed)") % {"when": when}
    elif event["date_precision"] == DatePrecision.UNKNOWN_YEAR:
        when = _("%(when)s (year unknown)") % {"when": when}
    roles: dict[str, list[str]] = {}
    for partner in event["partners"]:
        roles.setdefault(str(PartnerRole(partner["role"]).label), []).append(partner["name"])
    return event | {"when": when, "partners": [(role, ", ".join(names)) for role, names in roles.items()]}


def _themes(content: dict) -> list[Theme]:
    groups: dict[str, list[dict]] = {}
    for item in content["items"]:
        groups.setdefault(item["theme"]["uid"] if item["theme"] else "", []).append(_item(item))
    named = [items for uid, items in groups.items() if uid]
    named.sort(key=lambda items: (items[0]["theme"]["position"], items[0]["serial"]))
    themes = [
        Theme(
            f"theme-{number}",
            items[0]["theme"]["title"]["text"],
            items[0]["theme"]["title"]["language"],
            items,
        )
        for number, items in enumerate(named, 1)
    ]
    if rest := groups.get(""):
        title = _("Other recommendations") if themes else _("Recommendations")
        themes.append(Theme("theme-0", title, str(translation.get_language()), rest))
    return themes


def _item(item: dict) -> dict:
    origin = item["origin"]
    return item | {
        "adopted": _day(item["adopted_on"]),
        "decided": decided(item["decision"], len(item["reservations"])),
        "decided_long": _decided_long(item["decision"]),
        "sessions": [s | {"on": _day(s["on"]), "rule": _rule(s["rule"])} for s in origin["sessions"]],
        "drawn_from": _drawn_from(origin),
        "by_whom": ", ".join(
            f"{row['name']} {row['count']}" for row in [*origin["by_category"], *origin["by_area"]]
        ),
        "quotes": origin["quotes"],
    }


def _rule(code: str) -> str:
    return str(AttributionRule(code).label) if code in AttributionRule.values else ""


def decided(decision: dict | None, reservations: int) -> str:
    """ "Consensus, 1 reservation" or "Vote, 61 to 9": for a cell of the summary table."""
    if decision is None:
        return ""
    parts = [str(DecisionMethod(decision["method"]).label)]
    if decision["votes_for"] is not None and decision["votes_against"] is not None:
        parts.append(_("%(yes)d to %(no)d") % {"yes": decision["votes_for"], "no": decision["votes_against"]})
    if reservations:
        parts.append(ngettext("%(n)d reservation", "%(n)d reservations", reservations) % {"n": reservations})
    return ", ".join(parts)


def _decided_long(decision: dict | None) -> str:
    if decision is None:
        return ""
    words = {
        DecisionMethod.ACCLAMATION: _("By acclamation"),
        DecisionMethod.CONSENSUS: _("By consensus"),
        DecisionMethod.CONSENT: _("By consent"),
        DecisionMethod.VOTE: _("By vote"),
    }
    parts = [words[DecisionMethod(decision["method"])]]
    if decision["votes_for"] is not None:
        parts.append(
            _("%(yes)d for, %(no)d against, %(none)d abstentions")
            % {
                "yes": decision["votes_for"],
                "no": decision["votes_against"] or 0,
                "none": decision["abstentions"] or 0,
            }
        )
    if decision["present"] is not None and decision["entitled"] is not None:
        parts.append(_("%(present)d of %(entitled)d entitled were present") % decision)
    return "; ".join(parts) + "."


def _drawn_from(origin: dict) -> str:
    if not origin["entries"]:
        return origin["reason"]
    drawn = ngettext(
        "Drawn from %(n)d entry of the minutes", "Drawn from %(n)d entries of the minutes", origin["entries"]
    )
    text = drawn % {"n": origin["entries"]}
    if origin["published"] == origin["entries"]:
        return text + "."
    if not origin["published"]:
        return _("%(drawn)s, not published yet.") % {"drawn": text}
    return ngettext(
        "%(drawn)s, %(n)d of them published.", "%(drawn)s, %(n)d of them published.", origin["published"]
    ) % {
        "drawn": text,
        "n": origin["published"],
    }


def _annex(counts: dict | None) -> dict | None:
    if counts is None or (counts["total"] is None and not counts["reported"]):
        return None
    total = counts["total"]
    sentence = ""
    if total is not None:
        sentence = (
            ngettext("%(n)d person took part.", "%(n)d people took part.", total)
            if counts["basis"] == "attended"
            else ngettext("%(n)d person had a place.", "%(n)d people had a place.", total)
        ) % {"n": total}
        if counts["districts"]:
            sentence += " " + ngettext(
                "They came from %(n)d district.", "They came from %(n)d districts.", counts["districts"]
            ) % {"n": counts["districts"]}
    reported = counts["reported"]
    told = ""
    if reported:
        qualifier = (
            CountQualifier(reported["qualifier"]).label
            if reported["qualifier"] in CountQualifier.values
            else ""
        )
        told = _("Reported by the organisers: %(qualifier)s %(n)d.") % {
            "qualifier": qualifier,
            "n": reported["number"],
        }
    tables = [
        (_("By kind"), counts["by_category"]),
        (_("By province or division"), counts["by_area"]),
    ]
    return {"sentence": sentence, "told": told, "tables": [(title, rows) for title, rows in tables if rows]}
