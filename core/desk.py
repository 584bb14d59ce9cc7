"""Plain shapes that apps hand to the desk and the public frame. Nothing here knows a domain."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Task:
    """Something that needs this person: a sentence, a hint, a link. `late` tasks come first, then by `due`; of one day by `begins`."""

    title: str
    url: str
    action: str
    hint: str = ""
    icon: str = "clock"
    due: date | None = None
    late: bool = False
    begins: datetime | None = None


@dataclass(frozen=True)
class RailItem:
    """A place in the side rail. `order` sorts; `key` tells which is current; `group` is the heading that it stands under."""

    label: str
    url: str
    icon: str
    order: int = 50
    key: str = ""
    group: str = ""


@dataclass(frozen=True)
class Step:
    """A knot on the thread: state is done | now | late | ahead."""

    title: str
    state: str
    hint: str = ""
    url: str = ""
    order: int = 50


@dataclass(frozen=True)
class Figure:
    """A number on the home page's thread. `state` as of a step; empty: done when there is any, else ahead."""

    number: int
    title: str
    hint: str
    url: str = ""
    order: int = 50
    state: str = ""
