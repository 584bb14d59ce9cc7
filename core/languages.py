"""Facts about languages of content, which may be others than those of the interface."""

from django.conf import settings
from django.utils.translation import get_language_info

OTHER_NAMES = {"ps": "پښتو", "sd": "سنڌي"}  # languages of Pakistan whose names Django does not know
RTL_LANGUAGES = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """`rtl` or `ltr` for a language code."""
    return "rtl" if language.split("-")[0].lower() in RTL_LANGUAGES else "ltr"


def language_name(code: str) -> str:
    """A language's own name: the site's languages first, then what Django knows, else its code."""
    names = OTHER_NAMES | dict(settings.LANGUAGES)
    if code in names:
        return str(names[code])
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return code
