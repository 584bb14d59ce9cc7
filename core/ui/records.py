"""Tags of records: lists of things, facts, words, agenda."""

from datetime import date, datetime, time

from django import template
from django.utils import timezone

from core.ui.frame import thread_mini
from core.ui.render import inner, render
from core.ui.render import lang as lang_of

register = template.Library()


@register.simple_block_tag
def rec(content, title, url="", ref="", states=None, chips="", note="", level=3, lang=""):
    mini = thread_mini(states) if states else ""
    return render(
        "rec",
        content=inner(content),
        title=title,
        url=url,
        ref=ref,
        mini=mini,
        chips=chips,
        note=note,
        level=str(level),
        attrs=lang_of(lang, title),
    )


@register.simple_tag
def dated(title, when, url="", note="", chips="", level=3, lang=""):
    return render(
        "dated",
        title=title,
        when=when,
        url=url,
        note=note,
        chips=chips,
        level=str(level),
        attrs=lang_of(lang, title),
    )


@register.simple_tag
def todo(title, url, label, note="", icon="clock", level=3):
    return render("todo", title=title, url=url, label=label, note=note, icon=icon, level=str(level))


@register.simple_block_tag
def facts(content, row=False):
    return render("facts", content=inner(content), row=row)


@register.simple_block_tag
def fact(content, term, note="", lang=""):
    return render("fact", content=inner(content), term=term, note=note, attrs=lang_of(lang))


@register.simple_tag
def dates(items):
    return render("dates", items=items)


@register.simple_block_tag
def quote(content, by="", lang=""):
    return render("quote", content=inner(content), by=by, attrs=lang_of(lang))


@register.simple_tag
def redacted(text):
    return render("redacted", text=text)


@register.simple_tag
def versions(items):
    return render("versions", items=items)


@register.simple_block_tag
def both(content):
    return render("both", content=inner(content))


@register.simple_block_tag
def side(content, title, chips="", level=3):
    return render("side", content=inner(content), title=title, chips=chips, level=str(level))


@register.simple_tag
def themes(items, level=3):
    return render("themes", items=items, level=str(level))


@register.simple_block_tag
def agenda(content, label=""):
    return render("agenda", content=inner(content), label=label)


@register.simple_block_tag
def agenda_row(content, start="", end="", pause=False, id="", cancelled=False):
    return render(
        "agenda_row",
        content=inner(content),
        start=_clock_time(start),
        end=_clock_time(end),
        start_at=_moment(start),
        end_at=_moment(end),
        pause=pause,
        id=id,
        cancelled=cancelled,
    )


def _clock_time(value) -> str:
    """09:30; a moment is shown on the clock of the active time zone."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return value.strftime("%H:%M") if isinstance(value, (datetime, time)) else str(value or "")


def _moment(value) -> str:
    """A moment with how far its clock is from UTC, for scripts; "" for a time of day alone."""
    if not isinstance(value, datetime) or timezone.is_naive(value):
        return ""
    return timezone.localtime(value).isoformat(timespec="minutes")


@register.simple_tag
def partners(items):
    return render("partners", items=items)


@register.simple_tag
def links(items):
    return render("links", items=items)


@register.filter
def iso(value):
    """2027-01-12 or 2027-01-12T09:30+05:00, for <time datetime>."""
    return (
        value.isoformat(timespec="minutes")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else ""
    )
