"""A list taken in twice at the same moment while people register: no place is given twice, nobody stands in the list twice."""

from functools import partial

import pytest

from core.actors import SYSTEM
from events.models import Event, Pool
from events.services import import_lists as lists
from events.services import import_registrations as service
from tests.cast import make_event
from tests.events.people import join
from tests.threads import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_imports_of_one_list_beside_people_who_register(spo, areas, categories, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    event = make_event(spo, slug="crowded")
    Pool.objects.create(event=event, kind="event", size=50)
    event = Event.objects.select_related("host").get(pk=event.pk)
    data = "Name,E-mail\n" + "".join(f"Listed {n},listed{n}@people.example\n" for n in range(60))
    batches = [lists.upload(event, data.encode(), "people.csv", actor=SYSTEM) for _time in range(2)]
    for batch in batches:
        lists.set_columns(batch, actor=SYSTEM, mapping=lists.look(batch).mapping)
    choices = {"actor": SYSTEM, "target": "confirmed", "faulty": "valid", "add_alike": False, "tell": False}
    work = [partial(service.apply, batch, event, **choices) for batch in batches]
    results = together([*work, *(partial(join, event, number) for number in range(20))], at_once=8)
    assert [result for result in results if isinstance(result, Exception)] == []
    states = list(event.registrations.values_list("state", flat=True))
    assert (len(states), states.count("confirmed")) == (80, 50)
    assert len(set(event.registrations.values_list("queue_no", flat=True))) == 80
    for batch in batches:
        batch.refresh_from_db()
    assert sorted(batch.counts["added"] for batch in batches) == [0, 60]
