"""What many tests start from is built once for the tests of a module; each test gets a copy of its own.

    @shared
    def event(spo, areas) -> Event: ...  # used as any fixture; may itself ask for shared things only

Before a test exactly the things that it asks for stand in the database, each in a savepoint of its own, all in one transaction
around the tests of the module. What the test before had and this one does not want is rolled back; what both want stays. The test
then runs in pytest-django's own transaction inside, and its objects are deep copies: nothing it does is seen by the next.
A test that commits (live_server, django_db(transaction=True)) finds no such transaction and builds its things itself.
"""

import copy
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

import pytest
from django.db import connection, transaction

from core import memo

CAST = "tests.cast"
COMMITTING = {"live_server", "transactional_db", "django_db_reset_sequences"}


@dataclass(frozen=True)
class Recipe:
    """A shared thing: where it is defined, its name, how it is made."""

    module: str
    name: str
    make: Callable[..., object]


@dataclass(frozen=True)
class Layer:
    """One thing that stands in the database, with the objects known once it stood."""

    recipe: Recipe
    block: transaction.Atomic
    objects: dict[Recipe, object]


class World:
    """What stands in the database now: layers, the later inside the earlier."""

    def __init__(self) -> None:
        self.module: ModuleType | None = None
        self.layers: list[Layer] = []
        self.given: dict[Recipe, object] = {}  # the copies of the running test
        self.unblock: Callable | None = None  # pytest-django's key to the database, once that exists

    def stand(self, module: ModuleType | None, wanted: list[Recipe]) -> None:
        """Make these, and only these, stand: in the order given, so far as they do not stand yet."""
        self.given = {}
        if self.unblock is None:
            return
        with self.unblock():
            keep = 0
            while module is self.module and keep < len(self.layers) and self.layers[keep].recipe in wanted:
                keep += 1
            self.fall(keep)
            if not self.layers and connection.in_atomic_block:
                return  # inside a transaction of the module itself
            self.module = module
            standing = {layer.recipe for layer in self.layers}
            memo.forget()
            for recipe in wanted:
                if recipe not in standing:
                    self._build(recipe)
            if self.layers:
                self.given = copy.deepcopy(self.layers[-1].objects)

    def fall(self, keep: int = 0) -> None:
        """Roll back all layers but the first ones."""
        while len(self.layers) > keep:
            _roll_back(self.layers.pop().block)

    def _build(self, recipe: Recipe) -> None:
        objects = copy.deepcopy(self.layers[-1].objects) if self.layers else {}
        by_name = {known.name: value for known, value in objects.items()}
        block = transaction.atomic()
        block._from_testcase = True  # as the transaction around any test
        block.__enter__()
        try:
            made = recipe.make(**{name: by_name[name] for name in inspect.signature(recipe.make).parameters})
        except BaseException:
            _roll_back(block)
            raise
        self.layers.append(Layer(recipe, block, objects | {recipe: made}))


def _roll_back(block: transaction.Atomic) -> None:
    if connection.atomic_blocks[-1:] != [block]:
        raise RuntimeError("A transaction was opened inside the shared world and outlives its test.")
    transaction.set_rollback(True)
    block.__exit__(None, None, None)


_world = World()
_recipes: dict[tuple[str, str], Recipe] = {}  # in the order of definition: the cast first


def shared(make: Callable[..., object]):
    """A fixture that is made once for the tests of its module, and copied for each of them."""
    recipe = _recipes[make.__module__, make.__name__] = Recipe(make.__module__, make.__name__, make)

    def given(request, db, **needed):
        return _world.given[recipe] if recipe in _world.given else make(**needed)

    keyword = inspect.Parameter.KEYWORD_ONLY
    names = ("request", "db", *inspect.signature(make).parameters)
    given.__signature__ = inspect.Signature([inspect.Parameter(name, keyword) for name in names])
    given.__doc__ = make.__doc__
    return pytest.fixture(name=make.__name__)(given)


@pytest.fixture(scope="session")
def shared_world(django_db_blocker) -> Iterator[World]:
    """It may stand while the test database exists. (The first test of a process makes the database, and its things itself.)"""
    _world.unblock = django_db_blocker.unblock
    yield _world
    fall()
    _world.unblock = None


def fall() -> None:
    """Roll back whatever stands."""
    if _world.unblock is not None:
        with _world.unblock():
            _world.fall()


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    marked = marker and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences"))
    return bool(marked) or not COMMITTING.isdisjoint(item.fixturenames)


def wanted(item: pytest.Item) -> list[Recipe]:
    """The shared things that a test asks for, those of the cast before those of its module."""
    if not hasattr(item, "fixturenames") or _commits(item):
        return []
    module = item.module.__name__
    asked = set(item.fixturenames)
    own = [recipe for (where, name), recipe in _recipes.items() if where == module and name in asked]
    hidden = {recipe.name for recipe in own}
    general = [
        recipe
        for (where, name), recipe in _recipes.items()
        if where == CAST and name in asked and name not in hidden
    ]
    return [*general, *own]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before pytest-django opens the transaction of the test."""
    _world.stand(getattr(item, "module", None), wanted(item))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a module that start from the same things follow each other, so that these are made once."""
    order = {recipe: number for number, recipe in enumerate(_recipes.values())}
    places: dict[ModuleType, list[int]] = {}
    for place, item in enumerate(items):
        if wanted(item):
            places.setdefault(item.module, []).append(place)
    for mine in places.values():
        ordered = sorted(
            (items[place] for place in mine),
            key=lambda item: [order[recipe] for recipe in wanted(item)],
        )
        for place, item in zip(mine, ordered, strict=True):
            items[place] = item
