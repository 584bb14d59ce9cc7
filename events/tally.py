"""The questions of an anonymous head count. Donors ask for these numbers; nobody is asked for a name, and none is kept."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core.dates import with_own_comma

QUESTIONS = {
    "sex": (
        _("Sex"),
        {"f": _("Women and girls"), "m": _("Men and boys"), "x": _("Another"), "unknown": _("Not said")},
    ),
    "age": (
        _("Age"),
        {
            "0-17": _("Under 18"), "18-29": _("18 to 29"), "30-59": _("30 to 59"), "60": _("60 and older"),
            "unknown": _("Not said"),
        },
    ),
    "disability": (
        _("Lives with a disability"),
        {"yes": _("Yes"), "no": _("No"), "unknown": _("Not said")},
    ),
}  # fmt: skip
MOST = 100_000


def sums_of(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How many people each question counted; questions that were not asked are left out."""
    return {name: sum(counts[name].values()) for name in QUESTIONS if counts.get(name)}


def disagreement(counts: Mapping[str, Mapping[str, int]]) -> str:
    """That the questions counted different numbers of people, in words: "Sex: 49, Age: 47". Empty when they agree."""
    sums = sums_of(counts)
    if len(set(sums.values())) < 2:
        return ""
    return with_own_comma(", ".join(f"{QUESTIONS[name][0]}: {number}" for name, number in sums.items()))
