"""Taking a list of 5,000 people into an event: read, checked, sealed, written with history."""

import time
from collections.abc import Iterator

from accounts.actors import actor_for
from accounts.models import User
from core.models import Job
from directory.models import Institution
from events.jobs_import import import_registrations
from events.services import import_lists as lists
from events.services import import_registrations as service
from tests.benchmarks import Figure
from tests.cast import make_event

PEOPLE = 5_000


class Ran:
    """Stands for the run of a job, whose progress nobody watches."""

    def progress(self, done: int, total: int) -> None:
        pass


def people(number: int) -> bytes:
    rows = [
        f"Person {n},person{n}@people.example,+92300{n:07d},A circle of {n % 40},Sindh,14/02/2027"
        for n in range(number)
    ]
    return "\n".join(["Name,E-mail,Phone,Organisation,Province,Registration date", *rows]).encode()


def figures() -> Iterator[Figure]:
    host = Institution.objects.filter(code="spo").get()
    organiser = actor_for(User.objects.get(email="organiser@demo.example"))
    event = make_event(host, slug="long-list")
    batch = lists.upload(event, people(PEOPLE), "people.csv", actor=organiser)
    found = lists.look(batch)
    lists.set_columns(batch, actor=organiser, mapping=found.mapping)

    started = time.process_time()
    checked = service.preview(batch, event, target="confirmed", add_alike=False)
    yield _rate("looking at 5,000 rows (dry run)", started, checked.figures()["added"], "5 s of this process")

    service.apply(
        batch, event, actor=organiser, target="confirmed", faulty="valid", add_alike=False, tell=False
    )
    started = time.process_time()
    import_registrations(Ran(), batch=str(batch.uid))
    yield _rate(
        "import of 5,000 rows with history", started, event.registrations.count(), "10 s of this process"
    )
    Job.objects.filter(key=f"import:{batch.uid}").delete()


def _rate(what: str, started: float, rows: int, promise: str) -> Figure:
    took = time.process_time() - started
    return Figure(what, f"{took:.1f} s, {rows / took:,.0f} rows/s, {rows} rows", promise, round(took * 1000))
