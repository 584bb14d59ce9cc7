"""How a component becomes HTML: its template with its inputs, and the language of what it shows."""

import functools

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.languages import direction


def render(component: str, /, **inputs) -> SafeString:
    """templates/components/<component>.html with just these inputs."""
    return mark_safe(get_template(f"components/{component}.html").render(inputs).strip())


def inner(content: str) -> SafeString:
    """What a block tag encloses, without the white space around it, so that templates can ask whether there is any."""
    return mark_safe(content.strip())


def lang(code: str, *values) -> SafeString:
    """` lang="ur" dir="rtl"`: the language given, else the one that a TextMap among `values` shows now."""
    code = code or next((value.language for value in values if getattr(value, "language", "")), "")
    return _attributes(str(code)) if code else mark_safe("")


@functools.lru_cache(maxsize=100)
def _attributes(code: str) -> SafeString:
    """Formatted once for each language: every row of a list has one."""
    return format_html(' lang="{}" dir="{}"', code, direction(code))
