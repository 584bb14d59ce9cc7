"""What a submission says when it is sent: plain values, frozen, with a fingerprint. The dossier and the ministry's desk show only this.

No participant is in it by name, phone, e-mail or institution: participants appear in counts (recommendations.participation), their
words only as published and redacted (consultations.redaction), and who spoke at most as a kind or a province of five or more.
Words that name a registered person are not quoted. Reservations keep their words, never the name. Speakers are not listed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from consultations.enums import Attribution, AttributionRule
from consultations.models import DecisionRecord, Entry
from consultations.redaction import PublicEntry, public_entry
from core.fields import TextMap
from directory.models import Institution
from events.models import Event, Theme
from recommendations import participation
from recommendations.models import Recommendation, Source, Submission, SubmissionItem
from recommendations.services.letters import today_at

SCHEMA = "sanlap.submission/1"
MAX_QUOTES = 3  # of one recommendation
MAX_QUOTE = 600  # characters
SAYS_BY_WHOM = (
    AttributionRule.ON_RECORD,
    AttributionRule.AFFILIATION,
)  # who spoke may stand beside the words


def canonical(content: dict) -> bytes:
    """The one way of writing the content as bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: dict) -> str:
    """sha256 of the canonical bytes: anyone who holds the content can compute it again."""
    return hashlib.sha256(canonical(content)).hexdigest()


def freeze(submission: Submission) -> dict:
    """The content of a submission as it stands now. Reads only; the same database gives the same content."""
    language = submission.language
    event = submission.event
    counts = participation.count(event) if event else participation.Counts()
    items = list(
        submission.items.select_related(
            "version", "recommendation__theme", "recommendation__decision"
        ).prefetch_related("recommendation__reservations", "recommendation__addressings__institution")
    )
    origins = _Origins([item.recommendation for item in items], event, counts, language)
    return {
        "schema": SCHEMA,
        "number": submission.number,
        "date": today_at(submission.host).isoformat(),
        "language": language,
        "subject": submission.subject,
        "is_sample": submission.is_sample,
        "host": _institution(submission.host, language) | {"address": submission.host.address},
        "addressee": _institution(submission.addressee, language) | {"office": submission.addressed_office},
        "letter": {
            "text": submission.cover_letter,
            "signatory": submission.signatory_name,
            "designation": submission.signatory_designation,
        },
        "days": {"acknowledge": submission.acknowledge_days, "respond": submission.respond_days},
        "event": _event(event, language) if event else None,
        "items": [_item(item, language) | {"origin": origins.of(item.recommendation)} for item in items],
        "participation": participation.table(event, language, counts) if event else None,
    }


def _said(text: TextMap, language: str) -> dict:
    words, spoken = text.in_language(language)
    return {"text": words, "language": spoken}


def _institution(institution: Institution, language: str) -> dict:
    return {
        "code": institution.code,
        "name": institution.names.in_language(language)[0] or institution.name,
        "short": institution.short_name,
    }


def _event(event: Event, language: str) -> dict:
    return {
        "title": _said(event.title, language),
        "kind": event.kind,
        "first_day": event.days[0].isoformat(),
        "last_day": event.days[-1].isoformat(),
        "date_precision": event.date_precision,
        "city": event.city,
        "country": event.country,
        "partners": [
            {"role": partner.role, "name": _institution(partner.institution, language)["name"]}
            for partner in event.partners.select_related("institution")
        ],
    }


def _item(item: SubmissionItem, language: str) -> dict:
    recommendation, version = item.recommendation, item.version
    return {
        "uid": str(item.uid),
        "serial": item.serial,
        "ref": recommendation.ref,
        "text": version.text,
        "language": version.language,
        "sha256": version.sha256,
        "theme": _theme(recommendation.theme, language),
        "rationale": recommendation.rationale,
        "sdgs": list(recommendation.sdgs),
        "adopted_on": recommendation.adopted_on.isoformat() if recommendation.adopted_on else None,
        "decision": _decision(recommendation.decision),
        "reservations": [reservation.words for reservation in recommendation.reservations.all()],
        "addressees": [
            {"name": _institution(addressing.institution, language)["name"], "role": addressing.role}
            for addressing in recommendation.addressings.all()
        ],
    }


def _theme(theme: Theme | None, language: str) -> dict | None:
    return (
        {"uid": str(theme.uid), "position": theme.position, "title": _said(theme.title, language)}
        if theme
        else None
    )


def _decision(decision: DecisionRecord | None) -> dict | None:
    if decision is None:
        return None
    counts = ("entitled", "present", "quorum", "votes_for", "votes_against", "abstentions")
    return {"method": decision.method, "on": decision.on.isoformat()} | {
        name: getattr(decision, name) for name in counts
    }


class _Origins:
    """Where the recommendations came from: read for all of them at once, told for each."""

    def __init__(
        self,
        recommendations: Sequence[Recommendation],
        event: Event | None,
        counts: participation.Counts,
        language: str,
    ):
        self.language = language
        self.labels = participation.category_names(language)
        self.names = participation.Names(event) if event else None
        self.reasons = {recommendation.pk: recommendation.origin_reason for recommendation in recommendations}
        sources = (
            Source.objects.filter(recommendation__in=recommendations, entry__struck_at=None)
            .exclude(entry__minutes__strictest_attribution=AttributionRule.CLOSED)
            .select_related("entry__minutes__session__event", "entry__area", "entry__institution")
            .order_by("entry__minutes__session__starts_at", "entry__number")
        )
        self.entries: dict[int, list[Entry]] = {}
        for source in sources:
            self.entries.setdefault(source.recommendation_id, []).append(source.entry)
        self.categories = {
            code: name
            for code, name in self.labels.items()
            if counts.by_category.get(code, 0) >= participation.K
        }
        areas = [code for code, number in counts.by_area.items() if number >= participation.K]
        self.areas = participation.area_names(areas, language)

    def of(self, recommendation: Recommendation) -> dict:
        entries = self.entries.get(recommendation.pk, [])
        told = [(entry, public_entry(entry, self.labels)) for entry in entries]
        public = [(entry, words) for entry, words in told if words is not None and not words.withheld]
        quotable = [pair for pair in public if not (self.names and self.names.are_in(pair[1].text))]
        return {
            "reason": self.reasons[recommendation.pk],
            "entries": len(entries),
            "published": len(public),
            "sessions": self._sessions(entries),
            "by_category": _ranked(self.categories.get(_category(entry), "") for entry, _words in public),
            "by_area": _ranked(self.areas.get(_area(entry), "") for entry, _words in public),
            "quotes": [self._quote(entry, words) for entry, words in quotable[:MAX_QUOTES]],
        }

    def _sessions(self, entries: Iterable[Entry]) -> list[dict]:
        minutes = {entry.minutes_id: entry.minutes for entry in entries}
        return [
            {
                "title": _said(one.session.title, self.language),
                "on": one.session.starts_at.astimezone(one.session.event.zone).date().isoformat(),
                "rule": one.strictest_attribution,
            }
            for one in minutes.values()
        ]

    def _quote(self, entry: Entry, words: PublicEntry) -> dict:
        text = words.text if len(words.text) <= MAX_QUOTE else words.text[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
        by = self.areas.get(_area(entry), "") or self.categories.get(_category(entry), "")
        return {
            "number": words.number,
            "text": text,
            "language": words.language,
            "interpreted": words.interpreted,
            "by": by,
        }


def _category(entry: Entry) -> str:
    """The kind of participant who spoke, where the session's rule and the entry itself let it stand beside the words."""
    said = entry.attribution == Attribution.CATEGORY and entry.minutes.strictest_attribution in SAYS_BY_WHOM
    return entry.category if said else ""


def _area(entry: Entry) -> str:
    """The first-level area from which somebody spoke, on the same condition."""
    said = entry.attribution == Attribution.AREA and entry.minutes.strictest_attribution in SAYS_BY_WHOM
    codes = entry.area.ancestor_codes if said and entry.area else []
    return codes[1] if len(codes) > 1 else ""


def _ranked(names: Iterable[str]) -> list[dict]:
    """Names with how often they occur, most frequent first; unnamed ones are left out."""
    return [
        {"name": name, "count": number}
        for name, number in sorted(Counter(filter(None, names)).items(), key=lambda n: (-n[1], n[0]))
    ]
