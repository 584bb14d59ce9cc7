"""Prepared queries: the answer of the queryset itself, each time anew."""

import threading

import pytest
from django.db import connection
from django.db.models import Count, OuterRef, Subquery, Value
from django.test.utils import CaptureQueriesContext

from core.prepared import Given, Prepared
from events.models import Event, Session, Theme
from tests.cast import make_event, make_session

pytestmark = pytest.mark.django_db


def events(slug):
    """Objects with what belongs to them, and figures of two kinds."""
    last = Session.objects.filter(event=OuterRef("pk")).order_by("-starts_at").values("title")[:1]
    every = Event.objects.select_related("host", "series").exclude(state="cancelled")
    return every.annotate(last=Subquery(last), themes_=Count("themes")).filter(slug=slug)


def lines(event):
    """Two kinds of rows under each other."""
    themes = Theme.objects.filter(event=event).order_by().values_list(Value("theme"), "title", "position")
    sessions = Session.objects.filter(event=event).order_by().values_list("type", "title", Value(0))
    return themes.union(sessions, all=True)


def test_it_answers_as_its_queryset_does_each_time(spo, event):
    other_event = make_event(spo, slug="another")
    asked, rows = Prepared(lambda: events(Given("slug"))), Prepared(lambda: lines(Given("event")))
    make_session(event)
    for one in (event, other_event, event):
        Theme.objects.create(event=one, position=9, title={"en": "New", "ur": "نیا"})
        with CaptureQueriesContext(connection) as sent:
            (found,) = asked(slug=one.slug)
            assert found.host.timezone == one.host.timezone and found.series == one.series
        assert len(sent) == 1
        expected = events(one.slug).get()
        ours, theirs = ({k: v for k, v in vars(row).items() if k != "_state"} for row in (found, expected))
        assert ours == theirs and type(found.last) is type(expected.last)
        assert found._state.db == "default" and not found._state.adding
        assert sorted(rows(event=one.pk), key=str) == sorted(lines(one.pk), key=str)
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    assert asked(slug=event.slug) == asked(slug="nowhere") == []


class Asked(Exception):
    """Raised instead of asking the database."""


def refuse(*_args):
    raise Asked


def test_each_thread_asks_by_its_own_connection():
    asked, seen = Prepared(lambda: Event.objects.filter(slug=Given("slug"))), []
    assert asked(slug="nowhere") == []

    def elsewhere():
        try:
            with connection.execute_wrapper(refuse):
                asked(slug="nowhere")
        except Exception as error:
            seen.append(type(error))
        finally:
            connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [Asked]
