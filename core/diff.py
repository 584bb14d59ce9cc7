"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher

# Words are split at spaces and punctuation only: a vowel sign of Bangla or a joiner of Urdu is no boundary.
_MARKS = r",.;:!?()\[\]{}“”„«»\"।۔،؛؟—–"
_PIECES = re.compile(rf"\s+|[{_MARKS}]|[^\s{_MARKS}]+")

Parts = list[tuple[str, str]]


def words(old: str, new: str) -> Parts:
    """[("=", kept), ("-", taken out), ("+", put in), …] in the order of reading."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    parts: Parts = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("=", "".join(before[i:j])))
            continue
        if i < j:
            parts.append(("-", "".join(before[i:j])))
        if k < m:
            parts.append(("+", "".join(after[k:m])))
    return parts
