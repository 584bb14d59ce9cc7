"""Words of a list that stand for something in the directory: areas, kinds of participants, institutions, languages."""

import difflib
import re
from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from core.languages import language_name
from core.text import fold
from directory.models import Area, Institution
from directory.queries import category_words
from events.models import Event

LEAVE_EMPTY = "-"  # chosen for a word that shall mean nothing
MOST_SHOWN = 100  # words that one page asks about
MOST_COMPARED = 200  # names of institutions that one word is compared with
ALIKE = 0.82  # how alike the name of an institution must be to be offered
# What people add to the name of an area.
_SUFFIXES = fold(
    "district division province zila zilla city জেলা বিভাগ ضلع صوبہ محافظة область вилоят вилояти район ноҳия जिल्ला"
).split()


class Unmatched(ValueError):
    """A word that stands for nothing yet: the person is asked once for all rows that have it."""


class Words:
    """The directory of an event by its words, and what was chosen for words that it does not know.

    `unmatched` collects them while rows are read: {kind: {key: (word as written, number of rows)}}.
    """

    def __init__(self, event: Event, choices: Mapping[str, Mapping[str, str]] | None = None):
        self.choices = {kind: dict(chosen) for kind, chosen in (choices or {}).items()}
        self.unmatched: dict[str, dict[str, tuple[str, int]]] = {
            "area": {},
            "category": {},
            "institution": {},
        }
        self.country = (event.country or "").lower()
        self.areas: dict[str, list[Area]] = {}
        self.area_by_code: dict[str, Area] = {}
        self._found: dict[tuple[str, str], Area | None] = {}
        self._load_areas(event)
        self.categories = category_words()
        self.institutions: dict[str, Institution] = {}
        self.institution_by_code: dict[str, Institution] = {}
        for institution in Institution.objects.all():
            self.institution_by_code[institution.code] = institution
            for word in institution.search_key.split(" | "):
                self.institutions.setdefault(word, institution)
        self.languages = _languages(event)
        self._by_part: dict[str, set[str]] = {}
        for name in self.institutions:
            for part in _long_parts(name):
                self._by_part.setdefault(part, set()).add(name)
        self._close = lru_cache(maxsize=None)(self._close_to)

    def _load_areas(self, event: Event) -> None:
        known = Area.objects.filter(valid_to=None)
        known = known.filter(country=event.country) if event.country else known.filter(level=0)
        for area in known:
            self.area_by_code[area.code] = area
            for word in {*area.search_key.split(" | "), fold(area.code), fold(area.code.split(".")[-1])}:
                self.areas.setdefault(word, []).append(area)

    def _seen(self, kind: str, key: str, word: str) -> str:
        """What was chosen for a word that nobody knows, "" when nothing was. Counts it."""
        written, count = self.unmatched[kind].get(key, (word[:120], 0))
        self.unmatched[kind][key] = (written, count + 1)
        return self.choices.get(kind, {}).get(key, "")

    def area(self, word: str, above: str = "") -> Area | None:
        """The district that a cell names, else the province; of "Punjab / Lahore" the later part. Raises Unmatched."""
        if not word:
            word, above = above, ""
        if not word:
            return None
        if (word, above) not in self._found:
            self._found[word, above] = self._find_area(word, above)
        return self._found[word, above] or self._chosen_area(word, above)

    def _find_area(self, word: str, above: str) -> Area | None:
        within = self._named(above)
        for part in (word, *reversed(re.split(r"[/,،>;|]+", word))):
            found = self._named(part)
            if within:
                found = [area for area in found if any(area.path.startswith(top.path) for top in within)]
            deepest = [area for area in found if area.level == max(one.level for one in found)]
            if len(deepest) == 1:
                return deepest[0]
        return None

    def _chosen_area(self, word: str, above: str) -> Area | None:
        key = fold(f"{above} {word}" if above else word)
        chosen = self._seen("area", key, f"{above} / {word}" if above else word)
        if chosen == LEAVE_EMPTY:
            return None
        if chosen in self.area_by_code:
            return self.area_by_code[chosen]
        if len(several := self._named(word)) > 1:
            words = _("“%(word)s” stands for more than one area: %(names)s. Choose one for it.")
            raise Unmatched(words % {"word": word[:60], "names": ", ".join(map(str, several[:4]))})
        raise Unmatched(_("“%(word)s” is no area in the list. Choose one for it.") % {"word": word[:60]})

    def _named(self, word: str) -> list[Area]:
        key = fold(word.replace("_", " "))
        words = [one for one in key.split() if one not in _SUFFIXES]
        bare = " ".join(words[1:] if len(words) > 1 and words[0] == self.country else words)
        return self.areas.get(key) or self.areas.get(bare) or []

    def category(self, word: str) -> str:
        """The code of a kind of participants. Raises Unmatched."""
        key = fold(word)
        if not key or key in self.categories:
            return self.categories.get(key, "")
        chosen = self._seen("category", key, word)
        if chosen == LEAVE_EMPTY:
            return ""
        if chosen in self.categories.values():
            return chosen
        raise Unmatched(
            _("“%(word)s” is none of the kinds of participants. Choose one for it.") % {"word": word[:60]}
        )

    def institution(self, word: str) -> Institution | None:
        """The institution of the directory with this name. One that is nearly called so is asked about; no choice: as written."""
        key = fold(word)
        if not key or key in self.institutions:
            return self.institutions.get(key)
        if not self._close(key):
            return None
        return self.institution_by_code.get(self._seen("institution", key, word))

    def _close_to(self, key: str) -> tuple[str, ...]:
        sharing = {name for part in _long_parts(key) for name in self._by_part.get(part, ())}
        return tuple(difflib.get_close_matches(key, sorted(sharing)[:MOST_COMPARED], n=3, cutoff=ALIKE))

    def close_institutions(self, key: str) -> list[Institution]:
        """Institutions with nearly this name, the nearest first."""
        return list(dict.fromkeys(self.institutions[name] for name in self._close(key)))

    def language(self, word: str) -> str:
        """The code of a language by its code or name. Raises ValueError."""
        key = fold(word)
        if key not in self.languages:
            raise ValueError(_("“%(word)s” is none of the languages of this event.") % {"word": word[:60]})
        return self.languages[key]


def _long_parts(name: str) -> set[str]:
    """What the words of a name begin with: names that share none of it are not compared."""
    return {word[:4] for word in name.split() if len(word) > 3}


def _languages(event: Event) -> dict[str, str]:
    english = {
        "en": "English",
        "bn": "Bangla Bengali",
        "ur": "Urdu",
        "ru": "Russian",
        "tg": "Tajik",
        "ar": "Arabic",
        "ne": "Nepali",
        "hi": "Hindi",
    }
    words = {}
    for code in dict.fromkeys([*event.languages, *dict(settings.LANGUAGES)]):
        for word in (code, language_name(code), *english.get(code, "").split()):
            words[fold(str(word))] = code
    return words
