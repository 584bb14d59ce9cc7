"""Charts drawn on the server: each is a table whose rows draw their own bar, so it reads, prints and zooms as text.

Roles are the colours of the interface: yes, note, need, no, rest. A number always stands beside its bar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ROLES = ("yes", "note", "need", "no", "rest")


@dataclass(frozen=True)
class Part:
    """A piece of a bar: where it begins and how long it is, in hundredths of the longest row; its number as text.

    `label` names its column where the row is folded on a phone."""

    role: str
    x: str
    width: str
    text: str
    note: str = ""
    label: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    parts: tuple[Part, ...]
    url: str = ""


@dataclass(frozen=True)
class Series:
    label: str
    role: str


@dataclass(frozen=True)
class Chart:
    title: str
    rows: tuple[Row, ...]
    source: str = ""
    note: str = ""
    series: tuple[Series, ...] = ()
    row_label: str = ""


@dataclass(frozen=True)
class Bar:
    """One row of a plain bar chart. `note` stands after the number, such as "of 64"."""

    label: str
    value: int | float
    role: str = "yes"
    note: str = ""
    url: str = ""


def bars(
    title: str, rows: Iterable[Bar], *, source: str = "", note: str = "", longest: int | float = 0
) -> Chart:
    """One bar a row. `longest` is the value of a full bar (default: the largest value)."""
    rows = list(rows)
    full = longest or max((row.value for row in rows), default=0)
    return Chart(
        title,
        tuple(
            Row(
                row.label,
                (Part(_role(row.role), "0", _share(row.value, full), _text(row.value), row.note),),
                row.url,
            )
            for row in rows
        ),
        source,
        note,
    )


def stacked(
    title: str,
    series: Sequence[tuple[str, str]],
    rows: Iterable[Sequence],
    *,
    row_label: str = "",
    source: str = "",
    note: str = "",
    each_full: bool = False,
) -> Chart:
    """Several pieces a row. `series`: (label, role) in order; `rows`: (label, values[, url]).

    `each_full` draws shares: every bar is full length. Otherwise the longest row is.
    """
    given = [(str(row[0]), list(row[1]), str(row[2]) if len(row) > 2 else "") for row in rows]
    for label, values, _url in given:
        if len(values) != len(series):
            raise ValueError(f"row {label!r} has {len(values)} values for {len(series)} series")
    longest = max((sum(values) for _label, values, _url in given), default=0)
    drawn = []
    for label, values, url in given:
        full, at, parts = (sum(values) if each_full else longest), 0.0, []
        for value, (series_label, role) in zip(values, series, strict=True):
            parts.append(
                Part(
                    _role(role), _share(at, full), _share(value, full), _text(value), label=str(series_label)
                )
            )
            at += value
        drawn.append(Row(label, tuple(parts), url))
    return Chart(
        title,
        tuple(drawn),
        source,
        note,
        tuple(Series(label, _role(role)) for label, role in series),
        row_label,
    )


def counted(
    counts: Mapping[str, int], labels: Mapping[str, str], *, roles: Mapping[str, str] | None = None
) -> list[Bar]:
    """Bars for counts by code, in the order of `labels`; codes without a count are 0."""
    return [
        Bar(str(label), counts.get(code, 0), (roles or {}).get(code, "yes")) for code, label in labels.items()
    ]


def _role(role: str) -> str:
    if role not in ROLES:
        raise ValueError(f"unknown role {role!r}: one of {', '.join(ROLES)}")
    return role


def _share(value: float, full: float) -> str:
    """In hundredths, with a point whatever the language: it goes into an attribute."""
    return f"{100 * max(value, 0) / full:.1f}" if full > 0 else "0"


def _text(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:g}"


@dataclass(frozen=True)
class Shape:
    """One area of a map: its outline, how dark it is drawn (0 to 3), what it says when pointed at."""

    path: str
    step: int
    label: str
    url: str = ""


@dataclass(frozen=True)
class Map:
    """Areas drawn flat. A table of the same numbers must stand beside it: a map cannot be read aloud. key: (step, words)."""

    title: str
    view_box: str
    shapes: tuple[Shape, ...]
    key: tuple[tuple[int, str], ...]
    credit: str = ""
