"""What is shared between tests is not changed by them, and is made once. The turns hold in any order and alone."""

import sys

import pytest
from django.utils import translation

from core import memo
from directory.models import Area, Institution
from events.models import Event
from tests.cast import make_institution
from tests.shared import Recipe, World, shared

TURNS = range(3)


@memo.remembered
def areas_remembered() -> list[str]:
    return list(Area.objects.values_list("name", flat=True))


@shared
def both(spo) -> list[Institution]:
    """A thing of this module, standing on one of the cast's."""
    return [spo, make_institution("both", "Both")]


@pytest.mark.parametrize("turn", TURNS)
def test_a_change_is_not_seen_by_the_next_test(turn, both, spo, event, cast):
    """Each turn finds everything as it was made, and spoils it for the next: rows, objects, lists, what is remembered."""
    assert [one.name for one in both] == ["Strengthening Participatory Organization", "Both"]
    assert both[0] is spo and event.host is spo, "one copy of each, wherever it is met"
    assert Institution.objects.filter(code__in=["spo", "both"]).count() == 2
    assert event.title["en"] == Event.objects.get().title["en"] == "Policy consultation"
    assert "stranger" not in cast.users and cast.nobody.name == "Nobody Test"
    assert "Karachi South" in areas_remembered()
    assert translation.get_language() == "en"

    both[1].delete()
    both.clear()
    event.title["en"] = "Spoilt"
    event.save()
    cast.users["stranger"] = cast.users.pop("nobody")
    spo.name = "Spoilt"
    Area.objects.update(name="Spoilt")
    memo.forget()
    assert "Karachi South" not in areas_remembered()
    translation.activate("ur")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", TURNS)
def test_one_that_commits_makes_its_own(turn, both, event):
    assert Institution.objects.get(code="both") == both[1]
    Event.objects.update(title={"en": "Spoilt"})


@pytest.mark.django_db(transaction=True)
def test_exactly_what_is_wanted_stands_and_is_made_once(django_db_blocker):
    made = []

    def recipe(name: str) -> Recipe:
        def make() -> Institution:
            made.append(name)
            return make_institution(name, name.upper())

        return Recipe(__name__, name, make)

    def standing() -> list[str]:
        return sorted(Institution.objects.values_list("code", flat=True))

    def fail() -> None:
        make_institution("broken", "Broken")
        raise LookupError

    here, elsewhere = sys.modules[__name__], pytest
    one, two, broken = recipe("one"), recipe("two"), Recipe(__name__, "broken", fail)
    world = World()
    world.stand(here, [one])
    assert (standing(), made) == ([], []), "there is no database yet"
    world.unblock = django_db_blocker.unblock
    try:
        world.stand(here, [one, two])
        world.given[one].name = "Spoilt"
        world.stand(here, [one])
        assert (standing(), made) == (["one"], ["one", "two"])
        assert world.given[one].name == "ONE" and two not in world.given
        with pytest.raises(LookupError):
            world.stand(here, [one, broken])
        assert (standing(), made) == (["one"], ["one", "two"])
        world.stand(elsewhere, [one])
        assert (standing(), made) == (["one"], ["one", "two", "one"])
        world.stand(elsewhere, [])
        assert standing() == []
    finally:
        world.fall()
