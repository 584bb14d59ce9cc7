"""The five events of the field, each run from the first invitation to the last certificate with its real counts.

Dates are moved to the weeks after today; what the reports leave open is filled as its organisers would. People are invented.
"""

import io
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.actors import actor_for
from accounts.models import Membership, Role, User
from core import jobs
from core.actors import ANONYMOUS, Actor
from core.models import OutboundMail
from directory.models import Area, Institution
from events.attendance import shares
from events.coverage import coverage
from events.models import Event, Paper, Registration
from events.services import (
    attendance,
    certificates,
    checkin,
    choices,
    clone,
    delegations,
    devices,
    events,
    import_zoom,
    invitations,
    letters,
    papers,
    points,
    programme,
    registrations,
    releases,
    seats,
    series,
)
from tests.cast import make_institution

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.slow]
NAMES = ("Rahima", "Sumon", "Farzana", "Jahangir", "Nasrin", "Tapan", "Shirin", "Kamal", "Moushumi", "Rezaul")


@pytest.fixture
def geography(db):
    call_command("load_areas", stdout=io.StringIO())
    call_command("load_terms", stdout=io.StringIO())


def organiser_of(host: Institution) -> Actor:
    user = User.objects.create_user(f"{host.code}@test.example", "sanlap-test", name="An organiser")
    Membership.objects.create(user=user, institution=host, role=Role.ORGANISER)
    return actor_for(user)


def host(code: str, name: str, **fields) -> tuple[Institution, Actor]:
    made = make_institution(code, name, is_host=True, reference_prefix=code.upper(), **fields)
    return made, organiser_of(made)


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """So many days from today, in UTC."""
    day = timezone.now().date() + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), UTC)


def day_of(event: Event, number: int = 0) -> str:
    return event.days[number].isoformat()


def printed(event: Event, actor: Actor, kind: str, **options) -> Paper:
    """A paper of the event, made now."""
    paper = papers.request_paper(event, actor=actor, kind=kind, options=options)
    jobs.run_job.func(paper.job_id)
    paper.refresh_from_db()
    assert paper.state == "made" and paper.size and paper.sha256
    return paper


def districts(country: str, number: int) -> list[Area]:
    return list(Area.objects.filter(country=country, level=2, valid_to=None).order_by("code")[:number])


def test_000_an_online_dialogue_of_50_defenders_from_21_districts(geography):
    ask, actor = host("ask", "Ain o Salish Kendra", country="BD", timezone="Asia/Dhaka")
    yearly = series.make_series(ask, actor=actor, title={"en": "Dialogue of defenders with the Commission"})
    last_year = events.create_event(
        ask, actor=actor, title={"en": "Annual dialogue", "bn": "বার্ষিক সংলাপ"}, kind="dialogue", format="online", timezone="Asia/Dhaka",
        country="BD", languages=["bn", "en"], starts_at=at(-364, 5), ends_at=at(-364, 8), coverage_target=21,
    )  # fmt: skip
    series.put_event(last_year, actor=actor, series=yearly)
    seats.set_pool(last_year, actor=actor, kind="event", size=50)
    seats.set_pool(last_year, actor=actor, kind="per_area", level=2, size=3)

    event = clone.clone_event(last_year, actor=actor, starts_on=at(3, 5).date(), series=yearly)
    events.update_event(
        event, actor=actor, joining_link="https://meet.example.org/x", registration_opens_at=at(-1, 0),
        visibility="restricted", risk="restricted",
    )  # fmt: skip
    events.publish_event(event, actor=actor)
    assert (event.series, event.state, event.pools.count()) == (yearly, "published", 2)

    reached = districts("BD", 21)
    people = [
        {"name": f"{NAMES[n % 10]} {n + 1}", "email": f"p{n + 1}@people.example", "area": reached[n % 21]}
        for n in range(50)
    ]
    invited = invitations.invite(event, people, actor=actor).invited
    for person in invited:
        invitations.accept(person, actor=registrations.link_actor(person))
    found = coverage(event)
    assert (found.confirmed, found.reached, found.total) == (50, 21, 64)
    mails = OutboundMail.objects.filter(scope=str(event.uid))
    assert mails.filter(template="registration.invited").count() == 50
    assert mails.filter(template="registration.confirmed").count() == 50

    day = event.days[0].strftime("%m/%d/%Y")
    lines = []
    for person in people[:46]:
        first, last = person["name"].split()
        who = f"Yes,{first} {last},{first},{last},{person['email']}"
        lines += [
            f'{who},"{day} 11:01:00 AM","{day} {leave}:00 PM",{minutes},Yes,Bangladesh'
            for leave, minutes in (("12:10", 69), ("01:10", 55))
        ]
    report = "\n".join([
        "Attendee Report", f'Report Generated:,"{day} 02:05:00 PM"',
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,Max Concurrent Views",
        f'Dialogue,1,"{day} 11:00:00 AM",141,50,0,46,92,46', "Attendee Details,",
        "Attended,User Name (Original Name),First Name,Last Name,Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name",
        *lines,
    ])  # fmt: skip
    batch = import_zoom.upload(event, report.encode("utf-8-sig"), "report.csv", actor=actor)
    assert import_zoom.apply(batch, event, actor=actor, point=day_of(event), by_hand={}) == 46
    certificates.set_rule(event, actor=actor, share=100)
    assert len(certificates.issue(event, actor=actor)) == 46


def test_001_a_course_of_4_weeks_for_34_people_of_17_institutions(db):
    apf, actor = host("apf", "Asia Pacific Forum", country="AU", timezone="Australia/Sydney")
    event = events.create_event(
        apf, actor=actor, title={"en": "Protecting human rights defenders"}, kind="course", format="online", timezone="UTC",
        languages=["en"], starts_at=at(7, 6), ends_at=at(34, 9), approval="manual",
    )  # fmt: skip
    union = make_institution("eu", "European Union")
    events.set_partner(
        event, actor=actor, institution=union, role="funder", disclaimer="The views are the organisers’ own."
    )
    for week in range(4):
        programme.add_session(
            event, actor=actor, title={"en": f"Live class {week + 1}"}, type="live_class", part=f"Part {week // 2 + 1}",
            starts_at=at(7 + 7 * week, 6), ends_at=at(7 + 7 * week, 8), languages=["en"],
        )  # fmt: skip
    events.publish_event(event, actor=actor)
    countries = "BH BD IN ID IQ JO KG MY MV MN NP PS PH WS LK TH TL".split()
    for number, country in enumerate(countries):
        institution = make_institution(f"nhri-{country.lower()}", f"Commission of {country}", country=country)
        made = delegations.add_delegation(
            event, institution, actor=actor, seats=2, email=f"office{number}@nhri.example"
        )
        link = delegations.link_actor(made.delegation if hasattr(made, "delegation") else made)
        for seat in range(2):
            delegation = event.delegations.get(institution=institution)
            delegations.name_person(
                delegation,
                actor=link,
                name=f"Officer {seat + 1} of {country}",
                email=f"o{seat}@{country.lower()}.example",
            )
    assert event.registrations.confirmed().count() == 34
    assert event.registrations.values("institution").distinct().count() == 17

    points.add_sessions(event, actor=actor)
    codes = [point.code for point in event.check_points.order_by("position")]
    assert len(codes) == 4
    people = list(event.registrations.order_by("queue_no"))
    for number, code in enumerate(codes):
        came = people if number < 3 else people[:20]
        attendance.record_sheet(event, actor=actor, point=code, statuses={p.pk: "present" for p in came})
    attendance.set_attendance(people[33], actor=actor, point=codes[0], status="excused", note="Ill")
    certificates.set_rule(event, actor=actor, share=75)
    assert len(shares(event)) == 34
    issued = certificates.issue(event, actor=actor)
    assert len(issued) == 33 and people[33].certificates.count() == 0
    paper = printed(event, actor, "certificates")
    assert paper.pages == 33


def test_002_a_seminar_of_50_with_two_hosts_in_three_languages(geography):
    delegation, actor = host(
        "eudel", "Delegation of the European Union", country="TJ", timezone="Asia/Dushanbe"
    )
    government = make_institution("gov-tj", "Government of Tajikistan", country="TJ", is_government=True)
    event = events.create_event(
        delegation, actor=actor, title={"tg": "Семинар", "ru": "Семинар гражданского общества", "en": "Civil society seminar"},
        kind="seminar", timezone="Asia/Dushanbe", country="TJ", city="Душанбе", venue="Hyatt Regency", languages=["tg", "ru", "en"],
        starts_at=at(9, 4), ends_at=at(10, 12), approval="manual", registration_opens_at=at(-1, 0),
    )  # fmt: skip
    events.set_partner(event, actor=actor, institution=government, role="co_organiser")
    for day in range(2):
        programme.add_session(
            event, actor=actor, title={"tg": f"Рӯзи {day + 1}", "ru": f"День {day + 1}", "en": f"Day {day + 1}"},
            starts_at=at(9 + day, 5), ends_at=at(9 + day, 7), languages=["tg"], interpretation=["ru", "en"], room="Зал",
        )  # fmt: skip
    events.publish_event(event, actor=actor)
    released = releases.release(event, actor=actor, name="First programme")
    assert released.number == 1

    to_regions = letters.draft_letters(
        event, actor=actor, kind="nomination", institutions=[government], seats=6, office="The Office",
        signatory_name="An ambassador", signatory_designation="Head of Delegation",
    )  # fmt: skip
    issued = letters.issue_letter(to_regions[0], actor=actor)
    assert issued.letter.our_number
    regions = list(Area.objects.filter(country="TJ", level=1))
    for number in range(46):
        asked = registrations.register(
            event, actor=ANONYMOUS, name=f"Иштирокчӣ {number + 1}", email=f"tj{number}@people.example", area=regions[number % len(regions)],
            language=("tg", "ru")[number % 2], category="cso",
        ).registration  # fmt: skip
        from events.services.decisions import approve

        approve(asked, actor=actor)
    for number in range(6):
        registrations.register(
            event, actor=actor, source="nomination", name="", honorific="Mr", designation=f"Adviser {number + 1}", office="The Office",
            institution=government, category="ministry",
        )  # fmt: skip
    assert event.registrations.confirmed().count() == 52
    sheet = printed(event, actor, "sheet", point=day_of(event))
    assert sheet.pages >= 2 and len(sheet.numbers[day_of(event)]) == 52
    for day in range(2):
        present = event.registrations.order_by("queue_no")[: 52 - 2 * day]
        attendance.record_sheet(
            event, actor=actor, point=day_of(event, day), statuses={p.pk: "present" for p in present}
        )
    certificates.set_rule(event, actor=actor, share=100)
    assert len(certificates.issue(event, actor=actor)) == 50
    assert printed(event, actor, "programme", language="tg").pages >= 1


def test_003_a_national_dialogue_of_295_in_6_categories_at_two_desks(geography):
    ministry, actor = host(
        "moha", "Ministry of Home Affairs", country="BD", timezone="Asia/Dhaka", is_government=True
    )
    event = events.create_event(
        ministry, actor=actor, title={"en": "National dialogue against trafficking"}, kind="national_dialogue", timezone="Asia/Dhaka",
        country="BD", city="Dhaka", venue="A hall", languages=["bn", "en"], starts_at=at(2, 4), ends_at=at(2, 9), sdgs=["5", "8", "16", "17"],
    )  # fmt: skip
    opening = programme.add_session(
        event,
        actor=actor,
        title={"en": "Opening"},
        type="opening",
        starts_at=at(2, 4),
        ends_at=at(2, 5),
        room="Main hall",
    )
    programme.add_speaker(opening, actor=actor, title="Home Minister", role="chief_guest")
    programme.add_speaker(opening, actor=actor, title="Resident Coordinator", role="panellist")
    categories = ["ministry", "department", "law_enf", "mission", "un", "cso"]
    for code in categories:
        seats.set_pool(event, actor=actor, kind="category", category=code, size=60)
    seats.set_pool(event, actor=actor, kind="event", size=320)
    events.publish_event(event, actor=actor)
    people = [
        {
            "name": f"{NAMES[n % 10]} {n + 1}",
            "designation": "Officer",
            "category": categories[n % 6],
            "phone": f"+88017{n:08}",
        }
        for n in range(300)
    ]
    invited = invitations.invite(event, people, actor=actor).invited
    for person in invited[:298]:
        invitations.accept(person, actor=actor, channel="phone")
    for person in invited[298:]:
        invitations.refuse(person, actor=actor, channel="phone")
    assert event.registrations.confirmed().count() == 298

    desks = [
        devices.make_device(event, actor=actor, label=f"Door {n}", expires_at=at(3, 0)).device for n in (1, 2)
    ]
    who = list(event.registrations.confirmed().order_by("queue_no"))
    point, now = day_of(event), timezone.now()
    for number, desk in enumerate(desks):
        mine = who[number:295:2]
        scans = [
            {"point": point, "code": person.code, "nonce": f"{number}-{person.code}", "scanned_at": now}
            for person in mine
        ]
        assert {scan.result for scan in devices.sync(desk, scans)} == {"ok"}
        assert {scan.result for scan in devices.sync(desk, scans)} == {"ok"}, "sent again, answered again"
    again = devices.sync(
        desks[0], [{"point": point, "code": who[1].code, "nonce": "again", "scanned_at": now}]
    )
    assert again[0].result == "duplicate"
    assert event.scans.filter(result="ok").count() == 295
    badges = printed(event, actor, "badges")
    assert badges.pages >= 298 // 10
    dais = printed(event, actor, "dais_plan", session=str(opening.uid))
    assert dais.pages == 1
    certificates.set_rule(event, actor=actor, share=100)
    assert len(certificates.issue(event, actor=actor)) == 295


def test_004_two_days_with_four_themes_and_breakouts(geography):
    spo, actor = host(
        "spo", "Strengthening Participatory Organization", country="PK", timezone="Asia/Karachi"
    )
    event = events.create_event(
        spo, actor=actor, title={"en": "Policy framework and mechanism", "ur": "پالیسی کا خاکہ"}, kind="consultation", country="PK",
        timezone="Asia/Karachi", city="Islamabad", languages=["en", "ur"], starts_at=at(4, 4), ends_at=at(5, 12),
        registration_opens_at=at(-1, 0),
    )  # fmt: skip
    themes = [
        programme.add_theme(event, actor=actor, title={"en": title})
        for title in ("State commitment", "Gap analysis", "Governance policy", "Priorities at each level")
    ]
    seats.set_pool(event, actor=actor, kind="event", size=60)
    seats.set_pool(event, actor=actor, kind="per_area", level=2, size=3)
    groups = [
        programme.add_session(
            event, actor=actor, title={"en": f"Group: {theme}"}, type="breakout", theme=theme, room=f"Room {n}", is_choice=True,
            starts_at=at(4, 6), ends_at=at(4, 8),
        )
        for n, theme in enumerate(themes)
    ]  # fmt: skip
    for group in groups:
        choices.set_seats(group, actor=actor, size=16)
    programme.add_session(
        event, actor=actor, title={"en": "The mechanism"}, starts_at=at(5, 5), ends_at=at(5, 8)
    )
    events.publish_event(event, actor=actor)
    known = districts("PK", 25)
    people: list[Registration] = []
    for number in range(70):
        people.append(
            registrations.register(
                event,
                actor=ANONYMOUS,
                name=f"Participant {number + 1}",
                email=f"pk{number}@people.example",
                area=known[number % 25],
            ).registration
        )
    assert event.registrations.confirmed().count() == 60
    assert event.registrations.filter(state="waitlisted").count() == 10
    confirmed = list(event.registrations.confirmed().order_by("queue_no"))
    for number, person in enumerate(confirmed):
        choices.set_choices(person, [groups[number % 4]], actor=registrations.link_actor(person))
    assert {standing.taken for standing in choices.standings(event)} == {15}
    for day in range(2):
        for person in confirmed[: 60 - 5 * day]:
            checkin.sign_in(
                event,
                actor=actor,
                point=day_of(event, day),
                nonce=f"{day}-{person.code}",
                registration=person,
            )
    certificates.set_rule(event, actor=actor, share=100)
    assert len(certificates.issue(event, actor=actor)) == 55
    assert printed(event, actor, "certificates").pages == 55
    events.close_event(event, actor=actor)
