"""Seed 001 in full: seventeen delegations of two, five live classes, attendance, certificates. Everybody named is invented."""

from core.actors import SYSTEM
from demo import papers
from demo.clock import Calendar
from demo.national_institutions import DELEGATES
from directory.models import Area, Institution
from events.models import Delegation, Event, Registration, Session
from events.services import attendance, certificates, consents, delegations, points, registrations, seats

SEATS = 2  # of each institution
TWO_WEEKS_LATER = ("pdhj", "hrcm", "nhri-samoa")  # who sent their second name late
SHARE = 80
# Of each class, who was away (by their place in the list) and who had said so.
AWAY = ((), (6, 15), (6, 22, 28), (15, 22, 31), (3, 22))
EXCUSED = {(2, 28), (3, 31)}


def hold(event: Event, places: dict[str, Institution], calendar: Calendar, sessions: list[Session]) -> None:
    """From the seats of each institution to the certificates."""
    with calendar.at(-38):
        seats.set_pool(event, actor=SYSTEM, kind="event", size=SEATS * len(DELEGATES))
        papers.course_reading(event, sessions)
    people = _delegations(event, places, calendar)
    with calendar.at(-3):
        points.add_sessions(event, actor=SYSTEM)
    for number, session in enumerate(sessions):
        _attended(event, calendar, session, number, people)
    with calendar.at(28, 12):
        certificates.set_rule(event, actor=SYSTEM, share=SHARE)
        certificates.issue(event, actor=SYSTEM)


def _delegations(event: Event, places: dict[str, Institution], calendar: Calendar) -> list[Registration]:
    countries = Area.objects.in_bulk(
        [places[code].country for code in DELEGATES if places[code].country], field_name="code"
    )
    made: dict[str, Delegation] = {}
    for number, code in enumerate(DELEGATES):
        with calendar.at(-36, 9 + number // 6, 7 * number % 60):
            made[code] = delegations.add_delegation(
                event, places[code], actor=SYSTEM, seats=SEATS, category="nhri", area=countries.get(places[code].country),
                office="Secretariat", email=f"secretariat@{code}.example", release_at=calendar.moment(-4, 18),
            ).delegation  # fmt: skip
    people: list[Registration] = []
    for number, (code, names) in enumerate(DELEGATES.items()):
        for second, (name, designation) in enumerate(names):
            day = -6 if second and code in TWO_WEEKS_LATER else -30 + number % 9
            with calendar.at(day, 10 + number % 7, 11 * number % 60):
                person = delegations.name_person(
                    made[code],
                    actor=delegations.link_actor(made[code]),
                    name=name,
                    designation=designation,
                    email=f"delegate{len(people) + 1}@participants.example",
                )
                allowed = {"outcome": True, "listed": number % 3 != 0, "photo": number % 4 == 1}
                consents.set_consents(
                    person,
                    actor=registrations.link_actor(person),
                    consents={purpose: given for purpose, given in allowed.items() if given},
                )
                people.append(person)
    return people


def _attended(
    event: Event, calendar: Calendar, session: Session, number: int, people: list[Registration]
) -> None:
    """The report of the platform after a class: who was there, who was not, who had said so."""
    statuses = {
        person.pk: (
            "present" if place not in AWAY[number] else "excused" if (number, place) in EXCUSED else "absent"
        )
        for place, person in enumerate(people)
    }
    point = event.check_points.get(session=session).code
    with calendar.at((session.ends_at.astimezone(calendar.zone).date() - calendar.first_day).days, 20):
        attendance.record_sheet(event, actor=SYSTEM, point=point, statuses=statuses, source="online")
