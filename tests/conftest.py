"""Fixtures of every test: guards, a mail server, a browser. People and events come from tests/cast.py."""

import gc
import importlib.util
import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.db import connection
from django.utils import translation

from core import memo
from tests import emptying, template

gc.disable()  # until all is loaded: nothing of it is ever garbage

pytest_plugins = ["tests.guards", "tests.shared", "tests.browser", "tests.mailserver"]
if importlib.util.find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")

# The same examples each time: a failure on one machine is a failure on all. `--hypothesis-profile=explore` looks further.
hypothesis.settings.register_profile(
    "sanlap", deadline=None, database=None, derandomize=True, max_examples=50
)
hypothesis.settings.register_profile("explore", deadline=None, database=None, max_examples=2_000)
hypothesis.settings.load_profile("sanlap")

DATABASE = os.environ.get("SANLAP_TEST_DB", "sqlite")


def pytest_report_header() -> str:
    return f"database: {DATABASE}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first, while other workers do the rest. What does not depend on the database runs with SQLite only."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if DATABASE == "sqlite":
        return
    for item in items:
        once = item.get_closest_marker("once") and not item.get_closest_marker("both")
        if once or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="runs once, with SQLite"))


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker) -> bool:
    """Start from the template. (The folder of the test run goes at its end, with the database; so does the server.)"""
    with django_db_blocker.unblock():
        return template.copy(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, shared_world) -> Iterator[None]:
    with django_db_blocker.unblock():
        template.keep(connection)
    with pytest.MonkeyPatch.context() as patch:
        emptying.be_quick(patch)
        yield


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """A test that speaks another language speaks it alone."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Reference data of one test is not that of the next."""
    memo.forget()
