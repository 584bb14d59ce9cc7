"""Seed 003 in full: 295 guests in six kinds from two lists, two phones at the door, the sheets, a head count.

Speakers are named as the public record names them; the guests are all invented, and so is who came.
"""

from core.actors import SYSTEM
from demo import lists, names
from demo.clock import Calendar
from directory.models import Institution
from events.models import Event, Registration, Session
from events.services import attendance, checkin, devices, head_counts, seats

SEATS = 320
HEADINGS = (
    "Sl.", "Salutation", "Name", "Designation", "Organisation", "Type", "Mobile No.", "Email", "Keep me informed of the outcome"
)  # fmt: skip
MEANS = {
    "Salutation": "honorific", "Name": "name", "Designation": "designation", "Organisation": "institution", "Type": "category",
    "Mobile No.": "phone", "Email": "email", "Keep me informed of the outcome": "consent_outcome",
}  # fmt: skip
# (how many, the word of the list, [(organisation, designation)]); "NGO" is known, "Deptt." is not
OFFICIALS = (
    (72, "Ministry", [
        ("Ministry of Home Affairs", "Deputy secretary"), ("Ministry of Foreign Affairs", "Director"),
        ("Ministry of Women and Children Affairs", "Senior assistant secretary"), ("Ministry of Labour and Employment", "Labour officer"),
        ("Ministry of Expatriates’ Welfare and Overseas Employment", "Deputy secretary"), ("Ministry of Law, Justice and Parliamentary Affairs", "Research officer"),
    ]),
    (32, "Deptt.", [
        ("Department of Social Services", "Deputy director"), ("Department of Immigration and Passports", "Assistant director"),
        ("Department of Women Affairs", "Programme officer"),
    ]),
    (58, "Police or law enforcement", [
        ("Bangladesh Police", "Superintendent of police"), ("Special Branch", "Additional superintendent"),
        ("Criminal Investigation Department", "Inspector"), ("Border Guard Bangladesh", "Assistant director"),
    ]),
)  # fmt: skip
OTHERS = (
    (22, "Embassy or foreign mission", [("An embassy", "First secretary"), ("A high commission", "Attaché")]),
    (31, "United Nations", [("UNODC", "Programme officer"), ("An agency of the United Nations", "National officer")]),
    (80, "NGO", [
        ("Haor Rights Forum", "Director"), ("চর উন্নয়ন সংস্থা", "সমন্বয়কারী"), ("Coastal Women’s Network", "Case worker"),
        ("A shelter home", "Counsellor"), ("নারী অধিকার মঞ্চ", "সভাপতি"),
    ]),
)  # fmt: skip
UNKNOWN_WORDS = {"category": {"deptt": "department"}}
HONORIFICS = ("Mr", "Ms", "Dr", "", "জনাব", "Ms", "Mr")
TALLY = {"sex": {"f": 109, "m": 168, "unknown": 3}, "age": {"18-29": 44, "30-59": 213, "60": 23}}


def hold(event: Event, places: dict[str, Institution], calendar: Calendar, sessions: list[Session]) -> None:
    """The lists of both sides, the phones at the door, and what the sheets said afterwards."""
    with calendar.at(-20):
        seats.set_pool(event, actor=SYSTEM, kind="event", size=SEATS)
    inventor = names.bangladesh(seed=3)
    for day, name, kinds in (
        (-12, "Officials, as nominated.csv", OFFICIALS),
        (-9, "Missions, UN, civil society.csv", OTHERS),
    ):
        rows = _rows(inventor, kinds)
        words = UNKNOWN_WORDS if kinds is OFFICIALS else None
        with calendar.at(day, 15):
            data = lists.as_csv(HEADINGS, rows)
            lists.take_in(event, SYSTEM, name, data, columns=MEANS, words=words)
    _at_the_door(event, calendar)


def _rows(inventor: names.Inventor, kinds: tuple) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for count, word, offices in kinds:
        for number in range(count):
            organisation, designation = offices[number % len(offices)]
            person = inventor.person(email_share=0.4)
            honorific = HONORIFICS[number % len(HONORIFICS)]
            rows.append(
                (str(len(rows) + 1), honorific, person.name, designation, organisation, word, person.phone, person.email, "Yes")
            )  # fmt: skip
    return rows


def _at_the_door(event: Event, calendar: Calendar) -> None:
    """Two phones sign the first in, the sheets say the rest; a few did not come."""
    day = calendar.day(0).isoformat()
    with calendar.at(-1, 16):
        doors = [
            devices.make_device(
                event, actor=SYSTEM, label=label, expires_at=calendar.moment(1, 18), points=[day]
            ).device
            for label in ("Phone at the north gate", "Phone at the south gate")
        ]
    people: list[Registration] = list(event.registrations.confirmed().order_by("queue_no"))
    early = people[::8]
    for number, person in enumerate(early):
        with calendar.at(0, 9, number % 50):
            checkin.sign_in(
                event, actor=devices.device_actor(doors[number % 2]), registration=person, point=day, nonce=f"demo-gate-{number}"
            )  # fmt: skip
    signed_in = {person.pk for person in early}
    sheet = {
        person.pk: "absent" if number % 19 == 7 else "present"
        for number, person in enumerate(people)
        if person.pk not in signed_in
    }
    with calendar.at(0, 17):
        attendance.record_sheet(event, actor=SYSTEM, point=day, statuses=sheet)
        head_counts.set_head_count(event, actor=SYSTEM, point=day, counts=TALLY)
