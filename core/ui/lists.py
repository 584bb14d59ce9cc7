"""Tags of lists, tables, charts, forms and work."""

from django import template
from django.utils.translation import gettext_lazy as _

from core.ui.render import inner, render
from core.ui.render import lang as lang_of

register = template.Library()


@register.simple_block_tag
def list_page(
    content,
    table,
    downloads=None,
    empty_title="",
    empty_text="",
    empty_url="",
    empty_label="",
    heading="",
    search_label="",
    side=False,
    show_sorts=True,
):
    return render(
        "list_page", content=inner(content), table=table, downloads=downloads or (), empty_title=empty_title, empty_text=empty_text,
        empty_url=empty_url, empty_label=empty_label, heading=heading, search_label=search_label, side=side, show_sorts=show_sorts,
    )  # fmt: skip


@register.simple_tag
def filters(table, side=False, search_label=""):
    return render("filters", table=table, side=side, search_label=search_label)


@register.simple_tag
def active_filters(table):
    return render("active_filters", table=table)


@register.simple_tag
def pager(table):
    return render("pager", table=table)


@register.simple_tag
def sort_head(table, key, end=False):
    return render("sort_head", table=table, sort=table.sort(key), end=end)


@register.simple_block_tag
def table(content, caption, hide_caption=False, fold=True, kind=""):
    return render(
        "table", content=inner(content), caption=caption, hide_caption=hide_caption, fold=fold, kind=kind
    )


@register.simple_block_tag
def bulk(content):
    return render("bulk", content=inner(content))


@register.simple_tag
def bars(chart):
    return render("bars", chart=chart)


@register.simple_tag
def map_of(map):
    return render("map", map=map)


# == Forms


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
    return render("errors", lines=lines, named=any(focus for focus, _message in lines)) if lines else ""


@register.simple_tag
def field(bound):
    return bound.as_field_group()


@register.simple_block_tag(takes_context=True)
def post_form(
    context,
    content,
    form=None,
    submit="",
    cancel="",
    action="",
    note="",
    id="",
    danger=False,
    wide=False,
    multipart=False,
):
    return render(
        "post_form", content=inner(content), form=form, submit=submit or _("Save"), cancel=cancel, action=action, note=note, id=id,
        danger=danger, wide=wide, multipart=multipart or bool(form and form.is_multipart()), csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


# == Work


@register.simple_block_tag
def entry(content, number, text, lang="", state="", id=""):
    return render(
        "entry",
        content=inner(content),
        number=number,
        text=text,
        attrs=lang_of(lang, text),
        state=state,
        id=id,
    )


@register.simple_block_tag(takes_context=True)
def composer(context, content, action, label, id="new", lang="", submit="", name="text"):
    return render(
        "composer", content=inner(content), action=action, label=label, id=id, name=name, attrs=lang_of(lang), submit=submit or _("Enter"),
        csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


@register.simple_tag
def saved(text, state="saved", id=""):
    return render("saved", text=text, state=state, id=id)


@register.simple_block_tag
def viewer(content, title, pdf_url, note="", stays=False):
    return render("viewer", content=inner(content), title=title, pdf_url=pdf_url, note=note, stays=stays)


@register.simple_block_tag
def answer(content, ref, text, chips="", open=False, lang="", id=""):
    return render(
        "answer",
        content=inner(content),
        ref=ref,
        text=text,
        chips=chips,
        open=open,
        attrs=lang_of(lang, text),
        id=id,
    )
