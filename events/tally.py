"""The questions of an anonymous head count. Donors ask for these numbers; nobody is asked for a name, and none is kept."""

from django.utils.translation import gettext_lazy as _

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
