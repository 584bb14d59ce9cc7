"""Tags of every page: capture, language, head, section, buttons, chips, notices, progress, the thread."""

import functools

from django import template
from django.template import defaultfilters
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.dates import with_own_comma
from core.languages import direction
from core.ui.render import inner, render
from core.ui.render import lang as lang_of

register = template.Library()

STATES = {"done": _("Done"), "now": _("Open"), "late": _("Late"), "ahead": _("To come"), "cut": _("Ended")}


@register.simple_block_tag
def slot(content):
    """Captures HTML for an input of another component: {% slot as crumb %}…{% endslot %}."""
    return inner(content)


@register.simple_tag
def lang_attrs(lang):
    """` lang="…" dir="…"` for an element that holds content in that language."""
    return lang_of(lang)


@register.simple_tag
def text(value, lang=""):
    """User content inside a line: <bdi lang dir>. A TextMap knows its language; a plain string may be given one."""
    return format_html("<bdi{}>{}</bdi>", lang_of(lang, value), value)


@register.filter(expects_localtime=True, is_safe=False)
def date(value, pattern=None):
    """Django's filter, with the comma of the reader's script: {{ day|date:"l, j E" }}."""
    return with_own_comma(defaultfilters.date(value, pattern))


@register.filter
def dir_of(lang):
    return direction(lang or "")


# == Frame


@register.simple_tag
def icon(name, turns=False, label=""):
    kind = " icon--turns" if turns else ""
    if label:
        return format_html(
            '<svg class="icon{}" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>',
            kind, label, icons_file(), name,
        )  # fmt: skip
    return _plain_icon(kind, name)


@functools.cache
def icons_file() -> str:
    """The address of the sprite; asked once, because a page has hundreds of icons."""
    return static("icons.svg")


@functools.lru_cache(maxsize=200)
def _plain_icon(kind, name):
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', kind, icons_file(), name
    )


@register.simple_tag
def logo():
    return format_html('<svg class="logo" aria-hidden="true"><use href="{}#logo"/></svg>', icons_file())


@register.simple_block_tag
def head(content, title, crumb="", action="", lang="", long=False):
    return render(
        "head",
        content=inner(content),
        title=title,
        crumb=crumb,
        action=action,
        attrs=lang_of(lang, title),
        long=long,
    )


@register.simple_block_tag
def section(content, title="", id="", aside="", first=False, level=2, hide_title=False, kind="", lang=""):
    heading = f"h-{id}" if id else ""
    return render(
        "section", content=inner(content), title=title, id=id, heading=heading, aside=aside, first=first, level=str(level),
        hide_title=hide_title, kind=kind, attrs=lang_of(lang, title),
    )  # fmt: skip


@register.simple_block_tag
def split(content, kind=""):
    return render("split", content=inner(content), kind=kind)


@register.simple_tag(takes_context=True)
def btn(
    context, label, url="", kind="", icon="", method="get", name="", value="", after="", confirm="", form=""
):
    return render(
        "btn", label=label, url=url, kinds=kind.split(), icon=icon, method=method, name=name, value=value, after=after,
        confirm=confirm, form=form, csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


@register.simple_tag
def chip(label, kind="", icon="", url="", remove=False, lang=""):
    return render(
        "chip", label=label, kind=kind, icon=icon, url=url, remove=remove, attrs=lang_of(lang, label)
    )


@register.simple_tag
def ref(number, url=""):
    return render("ref", number=number, url=url)


@register.simple_tag
def sample(text=""):
    return render("sample", text=text)


@register.simple_tag
def empty(title, text="", url="", label="", icon="", level=2):
    return render("empty", title=title, text=text, url=url, label=label, icon=icon, level=str(level))


@register.simple_block_tag
def notice(content, title="", kind="", icon="", level=3):
    icon = icon or {"need": "alert", "no": "alert", "yes": "check"}.get(kind, "info")
    return render("notice", content=inner(content), title=title, kind=kind, icon=icon, level=str(level))


@register.simple_tag
def progress(label, value=0, total=0, state="running", note="", poll_url="", done_url="", done_label=""):
    running = state in ("queued", "running")
    return render(
        "progress", label=label, value=min(value, total) if total else 0, total=total, state=state, note=note,
        percent=round(100 * min(value, total) / total) if total else None, running=running, poll_url=poll_url if running else "",
        done_url=done_url, done_label=done_label,
    )  # fmt: skip


@register.simple_tag
def tasks(items):
    return render("tasks", items=items)


@register.simple_tag
def steps(items):
    return render("steps", items=items, words=STATES)


@register.simple_tag
def clock(days, total, due, note=""):
    """`days` left (negative: late) of `total`; `due` is the date in words."""
    total = max(int(total), 1)
    return render(
        "clock",
        days=days,
        late=-days if days < 0 else 0,
        total=total,
        passed=min(max(total - days, 0), total),
        due=due,
        note=note,
    )


# == The thread


@register.simple_block_tag
def thread(content, across=False, label=""):
    return render("thread", content=inner(content), across=across, label=label)


@register.simple_block_tag
def step(content, state, label="", when="", title="", figure="", note="", level=2, lang="", id="", url=""):
    return render(
        "step", content=inner(content), state=state, word=str(STATES.get(state, "")), label=label, when=when, title=title, figure=figure,
        note=note, level=str(level), attrs=lang_of(lang, title), id=id, url=url,
    )  # fmt: skip


@register.simple_tag
def thread_mini(states):
    """The thread in a list row; it repeats what words beside it say."""
    return _drawn_thread(tuple(states))


@functools.lru_cache(maxsize=500)
def _drawn_thread(states):
    gap = 108 / max(len(states) - 1, 1)
    at = [6 + number * gap for number in range(len(states))]
    knots = [
        (f"{x:.0f}", "5" if state in ("now", "late") else "3.5", state)
        for x, state in zip(at, states, strict=True)
    ]
    lines = [
        (f"{here + 5:.0f}", f"{there - 5:.0f}", state)
        for here, there, state in zip(at, at[1:], states[1:], strict=False)
    ]
    return render("thread_mini", knots=knots, lines=lines)


@register.simple_block_tag
def strand(content, name, state="", chips="", level=3, lang=""):
    return render(
        "strand",
        content=inner(content),
        name=name,
        state=state,
        chips=chips,
        level=str(level),
        attrs=lang_of(lang, name),
    )
