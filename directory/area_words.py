"""What the first-level areas of a country are called: provinces in Pakistan and Nepal, divisions in Bangladesh, regions elsewhere.

Whole phrases, because other languages bend the word. Which they are is said by the `kind` of the areas that are loaded.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Area


@dataclass(frozen=True)
class AreaWords:
    """The phrases in which the word stands."""

    one: str | Promise
    all: str | Promise
    each: str | Promise
    by: str | Promise
    people_by: str | Promise
    districts_by: str | Promise
    only_from: str | Promise
    public_sees: str | Promise


PROVINCE = AreaWords(
    _("Province"), _("All provinces"), _("each province"), _("By province"), _("People by province"), _("Districts by province"),
    _("Only from these provinces"), _("For the team only. The public sees provinces."),
)  # fmt: skip
DIVISION = AreaWords(
    _("Division"), _("All divisions"), _("each division"), _("By division"), _("People by division"), _("Districts by division"),
    _("Only from these divisions"), _("For the team only. The public sees divisions."),
)  # fmt: skip
REGION = AreaWords(
    _("Region"), _("All regions"), _("each region"), _("By region"), _("People by region"), _("Districts by region"),
    _("Only from these regions"), _("For the team only. The public sees regions."),
)  # fmt: skip
WORDS = {"": PROVINCE, "province": PROVINCE, "division": DIVISION}


def area_words(areas: Iterable[Area]) -> AreaWords:
    """The words for these first-level areas: those of the kind that most of them are."""
    kinds = Counter(area.kind for area in areas).most_common(1)
    return WORDS.get(kinds[0][0] if kinds else "", REGION)
