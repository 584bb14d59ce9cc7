"""Components: they escape, they say the language of content, they refuse unknown inputs."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from core.fields import TextMap

pytestmark = pytest.mark.once


def draw(source, **context):
    """What a template gives, without its line ends."""
    return Template("{% load ui %}" + source).render(Context(context)).replace("\n", "").strip()


def test_text_is_escaped_and_captured_html_is_not():
    html = draw(
        "{% slot as crumb %}<a href='/'>Home</a>{% endslot %}{% head title crumb=crumb %}{% endhead %}",
        title="<script>",
    )
    assert "&lt;script&gt;" in html and "<script>" not in html
    assert "<a href='/'>Home</a>" in html


def test_a_wrong_input_fails_when_the_template_is_read():
    with pytest.raises(TemplateSyntaxError, match="colour"):
        draw('{% chip "Agreed" colour="green" %}')


def test_content_says_its_language_and_direction():
    assert 'lang="ur" dir="rtl"' in draw("{% chip label lang='ur' %}", label="اردو")
    assert 'lang="bn" dir="ltr"' in draw("{% head title %}{% endhead %}", title=TextMap({"bn": "সংলাপ"}))
    assert draw("{% text value %}", value="plain") == "<bdi>plain</bdi>"
    assert draw("{% text value %}", value=TextMap({"ur": "خلا"})) == '<bdi lang="ur" dir="rtl">خلا</bdi>'


def test_a_button_is_a_link_a_submit_or_its_own_form():
    assert (
        draw('{% btn "Go" url="/x/" kind="primary" %}')
        == '<a class="btn btn--primary" href="/x/"><span>Go</span></a>'
    )
    assert draw('{% btn "Go" name="step" value="approve" %}').startswith(
        '<button class="btn" type="submit" name="step" value="approve">'
    )
    html = draw('{% btn "Go" url="/x/" method="post" confirm="Sure?" %}', csrf_token="secret")
    assert html.startswith('<form class="btn-form" method="post" action="/x/" data-confirm="Sure?">')
    assert 'value="secret"' in html


def test_empty_slots_leave_no_empty_elements():
    html = draw('{% head "Title" %}   {% endhead %}')
    assert "state" not in html and "crumb" not in html


def test_a_step_says_its_state_in_words():
    html = draw(
        '{% thread %}{% step "late" title="Answer" %}{% endstep %}{% step "done" title="Words" %}{% endstep %}{% endthread %}'
    )
    assert 'class="thread-step is-late"' in html
    assert '<span class="vh">Late</span>' in html and '<span class="vh">Done</span>' in html


def test_the_small_thread_fits_any_number_of_steps():
    html = draw("{% thread_mini states %}", states=["done", "late", "ahead"])
    assert [html.count(part) for part in ("<circle", "<line", 'cx="6"', 'cx="60"', 'cx="114"')] == [
        3,
        2,
        1,
        1,
        1,
    ]
    assert draw("{% thread_mini states %}", states=["done"]).count("<circle") == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [(43, "<b>43 days</b> left"), (1, "<b>1 day</b> left"), (0, "Today"), (-12, "<b>12 days</b> late")],
)
def test_the_clock_speaks(days, words):
    assert words in draw("{% clock days 60 '16 April' %}", days=days)


def test_progress_is_asked_again_only_while_it_runs():
    assert 'hx-get="/job/"' in draw('{% progress "Dossier" value=3 total=9 poll_url="/job/" %}')
    done = draw(
        '{% progress "Dossier" state="done" poll_url="/job/" done_url="/file/" done_label="Open it" %}'
    )
    assert "hx-get" not in done and 'href="/file/"' in done
    assert 'value="9"' in draw('{% progress "Dossier" value=12 total=9 %}')
    assert "<progress aria-label" in draw('{% progress "Dossier" %}')


def test_the_agenda_shows_wall_time():
    moment = datetime(2027, 1, 12, 4, 30, tzinfo=ZoneInfo("UTC"))
    with timezone.override("Asia/Karachi"):
        html = draw("{% agenda_row start end %}x{% endagenda_row %}", start=moment, end=time(10, 15))
    assert '<time datetime="2027-01-12T09:30+05:00">09:30</time>' in html and "<time>10:15</time>" in html


def test_versions_mark_what_came_and_went():
    items = [{"label": "Version 2", "parts": [("=", "Give "), ("-", "<b>"), ("+", "shelter")]}]
    html = draw("{% versions items %}", items=items)
    assert "<del>&lt;b&gt;</del><ins>shelter</ins>" in html


def test_a_form_carries_its_token_and_one_primary_button():
    html = draw(
        '{% post_form form submit="Send" cancel="/back/" %}{% endpost_form %}', form=None, csrf_token="secret"
    )
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert html.count("btn--primary") == 1 and 'href="/back/"' in html


def test_no_component_breaks_the_content_policy():
    html = draw(
        '{% viewer "Dossier" "/d.pdf" %}<p>x</p>{% endviewer %}{% bulk %}{% endbulk %}{% empty "None" %}{% saved "Saved" %}'
    )
    assert not any(word in html for word in ("style=", "onclick", "<script", "javascript:"))
