"""QR codes as the path of an SVG: crisp on paper, and no markup that would have to be trusted.

<svg viewBox="0 0 {{ code.size }} {{ code.size }}"><path d="{{ code.path }}" stroke="#000"/></svg>
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 2  # modules of white around it; readers of our time need no more


@dataclass(frozen=True)
class Code:
    """`path` draws one line per run of dark modules, one module wide."""

    size: int
    path: str


@lru_cache(maxsize=1_000)
def code(text: str) -> Code:
    """The QR code of a text, readable with 15 percent of it damaged."""
    # One mask for all: trying eight of them for the evenest picture is most of the work, and readers do not mind.
    rows = [bytearray(row) for row in segno.make(text, error="m", micro=False, mask=3).matrix]
    lines = []
    for y, row in enumerate(rows):
        for start, length in _runs(row):
            if length > 1:
                lines.append(f"M{start + QUIET} {y + QUIET}.5h{length}")
                row[start : start + length] = bytes(length)
    # What is left stands alone in its row. Drawn with what is above and below, it makes a quarter less lines: a sheet of badges has
    # thousands.
    for x, column in enumerate(zip(*rows, strict=True)):
        lines += (f"M{x + QUIET}.5 {start + QUIET}v{length}" for start, length in _runs(bytes(column)))
    return Code(len(rows) + 2 * QUIET, "".join(lines))


def _runs(modules: bytes | bytearray) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    return [(run.start(), len(run[0])) for run in re.finditer(b"\x01+", modules)]
