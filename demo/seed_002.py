"""Seed 002 in full: a list of guests in Russian taken in, three languages, two signed sheets. Everybody named is invented."""

from core.actors import SYSTEM
from demo import lists, names, papers
from demo.clock import Calendar
from directory.models import Institution
from events.models import Event, Session
from events.services import attendance, seats

SEATS = 60
HEADINGS = ("ФИО", "Организация", "Кого представляет", "Регион", "Телефон", "Эл. почта", "Язык", "Сообщите мне, что вышло")  # fmt: skip
MEANS = (
    "name", "institution", "category", "area", "phone", "email", "language", "consent_outcome"
)  # fmt: skip
# Region by its word in the list; the last one is a word that the directory does not know.
REGIONS = (
    ["Душанбе"] * 18 + ["Согдийская область"] * 12 + ["Хатлонская область"] * 11 + ["РРП"] * 7 + ["ГБАО"] * 5
)
UNKNOWN_WORDS = {"area": {"ррп": "TJ-RA"}}


def hold(event: Event, places: dict[str, Institution], calendar: Calendar, sessions: list[Session]) -> None:
    """The guests of both hosts, and who signed on each day."""
    with calendar.at(-20):
        seats.set_pool(event, actor=SYSTEM, kind="event", size=SEATS)
        papers.seminar_note(event, sessions)
    inventor = names.tajikistan(seed=2)
    rows = []
    for region in REGIONS:
        person = inventor.person()
        label = names.TAJIKISTAN_KINDS[person.category]
        language = {"tg": "тоҷикӣ", "en": "English"}.get(person.language, "русский")
        rows.append(
            (person.name, person.institution_text, label, region, person.phone, person.email, language, "да")
        )
    with calendar.at(-9, 11):
        lists.take_in(
            event, SYSTEM, "Список участников.csv", lists.as_csv(HEADINGS, rows), columns=dict(zip(HEADINGS, MEANS, strict=True)),
            words=UNKNOWN_WORDS,
        )  # fmt: skip
    people = list(event.registrations.confirmed().order_by("queue_no").values_list("pk", flat=True))
    for day in (0, 1):
        came = {pk: "absent" if place % 17 == 3 + 5 * day else "present" for place, pk in enumerate(people)}
        with calendar.at(day, 17, 30):
            point = calendar.day(day).isoformat()
            attendance.record_sheet(event, actor=SYSTEM, point=point, statuses=came)
