"""The two charts of the tracker, counted from its cells: what institutions answered, and how far each recommendation has got."""

from collections import Counter
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Bar, Chart, bars
from recommendations.enums import PositionValue, Stage
from recommendations.filters import PUBLIC_STAGES
from recommendations.thread import position_chip
from recommendations.tracker import Tracker

WAITING = (Stage.SUBMITTED, Stage.ACKNOWLEDGED)
ROLES = {
    Stage.ADOPTED: "rest", Stage.COMPILED: "rest", Stage.SUBMITTED: "note", Stage.ACKNOWLEDGED: "note", Stage.RESPONDED: "yes",
    Stage.WITHDRAWN: "no",
}  # fmt: skip


def by_position(tracker: Tracker) -> Chart:
    """Of those that were put to an institution: its position, or that none came in time. Values that nobody gave are left out."""
    counted: Counter[str] = Counter()
    for cell in tracker.cells:
        if cell.stage == Stage.RESPONDED:
            counted[cell.position or "withheld"] += cell.number
        elif cell.stage in WAITING:
            counted["late" if cell.overdue else "waiting"] += cell.number
    rows = [
        Bar(str(value.label), counted[value], position_chip(value)[0] or "rest", url=_url(position=[value]))
        for value in PositionValue
        if counted[value]
    ]
    if counted["withheld"]:
        rows.append(Bar(_("Not for publication"), counted["withheld"], "rest"))
    if counted["waiting"]:
        rows.append(Bar(_("Answer awaited"), counted["waiting"], "rest", url=_url(stage=WAITING)))
    if counted["late"]:
        rows.append(
            Bar(_("No answer in time"), counted["late"], "need", url=_url(stage=WAITING, overdue=["1"]))
        )
    total = sum(counted.values())
    source = ngettext(
        "%(n)d recommendation put to an institution", "%(n)d recommendations put to an institution", total
    ) % {"n": total}
    return bars(_("What institutions answered"), rows, source=source)


def by_stage(tracker: Tracker) -> Chart:
    """How far each has got."""
    counted: Counter[str] = Counter()
    for cell in tracker.cells:
        counted[cell.stage] += cell.number
    rows = [
        Bar(str(stage.label), counted[stage], ROLES[stage], url=_url(stage=[stage]))
        for stage in PUBLIC_STAGES
        if counted[stage]
    ]
    total = sum(counted.values())
    source = ngettext("%(n)d recommendation adopted", "%(n)d recommendations adopted", total) % {"n": total}
    return bars(_("How far each has got"), rows, source=source)


def _url(**filters) -> str:
    pairs = [(name, str(value)) for name, values in filters.items() for value in values]
    return f"{reverse('recommendations:tracker')}?{urlencode(pairs)}"
