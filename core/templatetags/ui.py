"""The components as template tags: one function per component, its parameters are the inputs.

`{% chip _("Accepted") kind="yes" %}` renders templates/components/chip.html. Block tags hand what they enclose to the template as
`content`. templates/components/README.md is the index, /styleguide/ shows them all.
"""

from datetime import date, datetime, time

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.languages import direction

register = template.Library()

STATES = {"done": _("Done"), "now": _("Open"), "late": _("Late"), "ahead": _("To come"), "cut": _("Ended")}


def _render(component: str, /, **inputs) -> SafeString:
    return get_template(f"components/{component}.html").render(inputs)


def _inner(content: str) -> SafeString:
    """What a block tag encloses, without the white space around it, so that templates can ask whether there is any."""
    return mark_safe(content.strip())


def _lang(lang: str, *values) -> SafeString:
    """` lang="ur" dir="rtl"`: the language given, else the one that a TextMap among `values` shows now."""
    lang = lang or next((value.language for value in values if getattr(value, "language", "")), "")
    return format_html(' lang="{}" dir="{}"', lang, direction(lang)) if lang else mark_safe("")


@register.simple_block_tag
def slot(content):
    """Captures HTML for an input of another component: {% slot as crumb %}…{% endslot %}."""
    return _inner(content)


@register.simple_tag
def lang_attrs(lang):
    """` lang="…" dir="…"` for an element that holds content in that language."""
    return _lang(lang)


@register.simple_tag
def text(value, lang=""):
    """User content inside a line: <bdi lang dir>. A TextMap knows its language; a plain string may be given one."""
    return format_html("<bdi{}>{}</bdi>", _lang(lang, value), value)


@register.filter
def dir_of(lang):
    return direction(lang or "")


# == Frame ===================================================================================================


@register.simple_tag
def icon(name, turns=False, label=""):
    name_part = format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"')
    return format_html(
        '<svg class="icon{}"{}><use href="{}#i-{}"/></svg>', " icon--turns" if turns else "", name_part, static("icons.svg"), name
    )


@register.simple_tag
def logo():
    return format_html('<svg class="logo" aria-hidden="true"><use href="{}#logo"/></svg>', static("icons.svg"))


@register.simple_block_tag
def head(content, title, crumb="", action="", lang="", long=False):
    return _render("head", content=_inner(content), title=title, crumb=crumb, action=action, attrs=_lang(lang, title), long=long)


@register.simple_block_tag
def section(content, title="", id="", aside="", first=False, level=2, hide_title=False, kind="", lang=""):
    heading = f"h-{id}" if id else ""
    return _render(
        "section", content=_inner(content), title=title, id=id, heading=heading, aside=aside, first=first, level=level,
        hide_title=hide_title, kind=kind, attrs=_lang(lang, title),
    )  # fmt: skip


@register.simple_block_tag
def split(content, kind=""):
    return _render("split", content=_inner(content), kind=kind)


@register.simple_tag(takes_context=True)
def btn(context, label, url="", kind="", icon="", method="get", name="", value="", after="", confirm="", form=""):
    return _render(
        "btn", label=label, url=url, kinds=kind.split(), icon=icon, method=method, name=name, value=value, after=after,
        confirm=confirm, form=form, csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


@register.simple_tag
def chip(label, kind="", icon="", url="", remove=False, lang=""):
    return _render("chip", label=label, kind=kind, icon=icon, url=url, remove=remove, attrs=_lang(lang, label))


@register.simple_tag
def ref(number, url=""):
    return _render("ref", number=number, url=url)


@register.simple_tag
def sample(text=""):
    return _render("sample", text=text)


@register.simple_tag
def empty(title, text="", url="", label="", icon="", level=2):
    return _render("empty", title=title, text=text, url=url, label=label, icon=icon, level=level)


@register.simple_block_tag
def notice(content, title="", kind="", icon="", level=3):
    icon = icon or {"need": "alert", "no": "alert", "yes": "check"}.get(kind, "info")
    return _render("notice", content=_inner(content), title=title, kind=kind, icon=icon, level=level)


@register.simple_tag
def progress(label, value=0, total=0, state="running", note="", poll_url="", done_url="", done_label=""):
    running = state in ("queued", "running")
    return _render(
        "progress", label=label, value=min(value, total) if total else 0, total=total, state=state, note=note,
        percent=round(100 * min(value, total) / total) if total else None, running=running, poll_url=poll_url if running else "",
        done_url=done_url, done_label=done_label,
    )  # fmt: skip


@register.simple_tag
def tasks(items):
    return _render("tasks", items=items)


@register.simple_tag
def steps(items):
    return _render("steps", items=items, words=STATES)


@register.simple_tag
def clock(days, total, due, note=""):
    """`days` left (negative: late) of `total`; `due` is the date in words."""
    total = max(int(total), 1)
    return _render(
        "clock", days=days, late=-days if days < 0 else 0, total=total, passed=min(max(total - days, 0), total), due=due, note=note
    )


# == The thread ==============================================================================================


@register.simple_block_tag
def thread(content, across=False, label=""):
    return _render("thread", content=_inner(content), across=across, label=label)


@register.simple_block_tag
def step(content, state, label="", when="", title="", figure="", note="", level=2, lang="", id="", url=""):
    return _render(
        "step", content=_inner(content), state=state, word=STATES.get(state, ""), label=label, when=when, title=title, figure=figure,
        note=note, level=level, attrs=_lang(lang, title), id=id, url=url,
    )  # fmt: skip


@register.simple_tag
def thread_mini(states):
    """The thread in a list row; it repeats what words beside it say."""
    states = list(states)
    gap = 108 / max(len(states) - 1, 1)
    knots = [(f"{6 + number * gap:.0f}", 5 if state in ("now", "late") else 3.5, state) for number, state in enumerate(states)]
    lines = [(f"{6 + number * gap + 5:.0f}", f"{6 + (number + 1) * gap - 5:.0f}", states[number + 1]) for number in range(len(states) - 1)]
    return _render("thread_mini", knots=knots, lines=lines)


@register.simple_block_tag
def strand(content, name, state="", chips="", level=3, lang=""):
    return _render("strand", content=_inner(content), name=name, state=state, chips=chips, level=level, attrs=_lang(lang, name))


# == Records =================================================================================================


@register.simple_block_tag
def rec(content, title, url="", ref="", states=None, chips="", note="", level=3, lang=""):
    mini = thread_mini(states) if states else ""
    return _render(
        "rec", content=_inner(content), title=title, url=url, ref=ref, mini=mini, chips=chips, note=note, level=level, attrs=_lang(lang, title)
    )


@register.simple_tag
def dated(title, when, url="", note="", chips="", level=3, lang=""):
    return _render("dated", title=title, when=when, url=url, note=note, chips=chips, level=level, attrs=_lang(lang, title))


@register.simple_tag
def todo(title, url, label, note="", icon="clock", level=3):
    return _render("todo", title=title, url=url, label=label, note=note, icon=icon, level=level)


@register.simple_block_tag
def facts(content, row=False):
    return _render("facts", content=_inner(content), row=row)


@register.simple_block_tag
def fact(content, term, note="", lang=""):
    return _render("fact", content=_inner(content), term=term, note=note, attrs=_lang(lang))


@register.simple_tag
def dates(items):
    return _render("dates", items=items)


@register.simple_block_tag
def quote(content, by="", lang=""):
    return _render("quote", content=_inner(content), by=by, attrs=_lang(lang))


@register.simple_tag
def redacted(text):
    return _render("redacted", text=text)


@register.simple_tag
def versions(items):
    return _render("versions", items=items)


@register.simple_block_tag
def both(content):
    return _render("both", content=_inner(content))


@register.simple_block_tag
def side(content, title, chips="", level=3):
    return _render("side", content=_inner(content), title=title, chips=chips, level=level)


@register.simple_tag
def themes(items, level=3):
    return _render("themes", items=items, level=level)


@register.simple_block_tag
def agenda(content, label=""):
    return _render("agenda", content=_inner(content), label=label)


@register.simple_block_tag
def agenda_row(content, start="", end="", pause=False, id="", cancelled=False):
    return _render(
        "agenda_row", content=_inner(content), start=_clock_time(start), end=_clock_time(end), pause=pause, id=id, cancelled=cancelled
    )


def _clock_time(value) -> str:
    """09:30; a moment is shown on the clock of the active time zone."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return value.strftime("%H:%M") if isinstance(value, (datetime, time)) else str(value or "")


@register.simple_tag
def partners(items):
    return _render("partners", items=items)


@register.simple_tag
def links(items):
    return _render("links", items=items)


# == Lists, tables, charts ===================================================================================


@register.simple_block_tag
def list_page(
    content, table, downloads=None, empty_title="", empty_text="", empty_url="", empty_label="", heading="", search_label="", side=False,
    show_sorts=True,
):
    return _render(
        "list_page", content=_inner(content), table=table, downloads=downloads or (), empty_title=empty_title, empty_text=empty_text,
        empty_url=empty_url, empty_label=empty_label, heading=heading, search_label=search_label, side=side, show_sorts=show_sorts,
    )  # fmt: skip


@register.simple_tag
def filters(table, side=False, search_label=""):
    return _render("filters", table=table, side=side, search_label=search_label)


@register.simple_tag
def active_filters(table):
    return _render("active_filters", table=table)


@register.simple_tag
def pager(table):
    return _render("pager", table=table)


@register.simple_tag
def sort_head(table, key, end=False):
    return _render("sort_head", table=table, sort=table.sort(key), end=end)


@register.simple_block_tag
def table(content, caption, hide_caption=False, fold=True, kind=""):
    return _render("table", content=_inner(content), caption=caption, hide_caption=hide_caption, fold=fold, kind=kind)


@register.simple_block_tag
def bulk(content):
    return _render("bulk", content=_inner(content))


@register.simple_tag
def bars(chart):
    return _render("bars", chart=chart)


# == Forms ===================================================================================================


@register.simple_tag
def errors(*forms):
    """The error summary of one or more forms; nothing when there is no error."""
    lines = []
    for form in forms:
        if form is None or not form.is_bound:
            continue
        lines += [("", message) for message in form.non_field_errors()]
        for bound in form:
            lines += [("" if bound.is_hidden else bound.focus_id, message) for message in bound.errors]
    return _render("errors", lines=lines) if lines else ""


@register.simple_tag
def field(bound):
    return bound.as_field_group()


@register.simple_block_tag(takes_context=True)
def post_form(context, content, form=None, submit="", cancel="", action="", note="", id="", danger=False, wide=False):
    return _render(
        "post_form", content=_inner(content), form=form, submit=submit or _("Save"), cancel=cancel, action=action, note=note, id=id,
        danger=danger, wide=wide, multipart=bool(form and form.is_multipart()), csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


# == Work ====================================================================================================


@register.simple_block_tag
def entry(content, number, text, lang="", state="", id=""):
    return _render("entry", content=_inner(content), number=number, text=text, attrs=_lang(lang, text), state=state, id=id)


@register.simple_block_tag(takes_context=True)
def composer(context, content, action, label, id="new", lang="", submit="", name="text"):
    return _render(
        "composer", content=_inner(content), action=action, label=label, id=id, name=name, attrs=_lang(lang), submit=submit or _("Enter"),
        csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


@register.simple_tag
def saved(text, state="saved", id=""):
    return _render("saved", text=text, state=state, id=id)


@register.simple_block_tag
def viewer(content, title, pdf_url, note="", stays=False):
    return _render("viewer", content=_inner(content), title=title, pdf_url=pdf_url, note=note, stays=stays)


@register.simple_block_tag
def answer(content, ref, text, chips="", open=False, lang="", id=""):
    return _render("answer", content=_inner(content), ref=ref, text=text, chips=chips, open=open, attrs=_lang(lang, text), id=id)


# == Dates in words ==========================================================================================


@register.filter
def iso(value):
    """2027-01-12 or 2027-01-12T09:30+05:00, for <time datetime>."""
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else ""
