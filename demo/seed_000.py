"""Seed 000: the yearly dialogue of defenders with the National Human Rights Commission of Bangladesh, up to what its chair promised.

From the report: 15 February 2023, online, organised by ASK; about 50 defenders from 21 districts; four themes; three requests and two
promises. Times of day, the districts and every participant are invented. Risk restricted: whoever has the address may read
what was made public, no list leads there, and no mail names it.
"""

from datetime import date
from typing import Any

from django.db import transaction

from consultations.services import entries as entry_services
from consultations.services import minutes as minutes_services
from demo import guests, lists, names
from demo.clock import Calendar
from demo.people import actor
from demo.seed_004 import Places
from events.models import Event, Series, Session
from events.services import events, import_zoom, programme

SLUG = "nhrc-dialogue-2023"
CALENDAR = Calendar(date(2023, 2, 15), "Asia/Dhaka")

TITLE = {
    "bn": "জাতীয় মানবাধিকার কমিশনের সঙ্গে মানবাধিকার রক্ষাকর্মীদের বার্ষিক সংলাপ, ২০২৩",
    "en": "Annual dialogue of human rights defenders with the National Human Rights Commission, 2023",
}
SUMMARY = {
    "bn": "একুশটি জেলার প্রায় পঞ্চাশ জন মানবাধিকার রক্ষাকর্মী দেশের পরিস্থিতি, নিজেদের ঝুঁকি ও কমিশনের ভূমিকা নিয়ে কমিশনের চেয়ারপারসনের সঙ্গে কথা বলেন।",
    "en": "About fifty human rights defenders from 21 districts spoke with the Commission’s chairperson about the situation in the country, the risks that they run, and the Commission’s role. Times of day are assumed.",
}
SERIES_ABOUT = {
    "bn": "বছরে একবার মানবাধিকার রক্ষাকর্মীরা জাতীয় মানবাধিকার কমিশনের সঙ্গে বসেন। আগের বছরের প্রতিশ্রুতির কী হলো, সেখান থেকেই শুরু।",
    "en": "Once a year defenders meet the National Human Rights Commission. Each edition begins with what became of the promises of the last.",
}
AUDIENCE = {"bn": "আমন্ত্রিত মানবাধিকার রক্ষাকর্মী।", "en": "Human rights defenders, by invitation."}
THEMES = {
    "situation": {"bn": "দেশের মানবাধিকার পরিস্থিতি", "en": "The rights situation in the country"},
    "risks": {"bn": "রক্ষাকর্মীদের ঝুঁকি", "en": "Risks to defenders"},
    "groups": {"bn": "ঝুঁকিপূর্ণ জনগোষ্ঠী", "en": "Vulnerable groups"},
    "role": {"bn": "কমিশনের ভূমিকা", "en": "The Commission’s role"},
}
CHAIRPERSON, CHAIRPERSON_NAME = "Chairperson", "Dr. Kamal Uddin Ahmed"  # as the public record names him
# (key, from, to, type, title, theme, speakers)
SESSIONS: list[Any] = [
    ("opening", (15, 0), (15, 20), "opening", {"bn": "উদ্বোধন", "en": "Opening"}, "", [("Representative of the organiser", "ask", "chair")]),
    ("points", (15, 20), (16, 20), "plenary", {"bn": "রক্ষাকর্মীদের কথা", "en": "What defenders said"}, "risks", [("Representative of the organiser", "ask", "moderator")]),
    ("requests", (16, 20), (16, 50), "plenary", {"bn": "কমিশনের কাছে প্রত্যাশা", "en": "What was asked of the Commission"}, "role", []),
    ("reply", (16, 50), (17, 30), "closing", {"bn": "প্রধান অতিথির বক্তব্য", "en": "Reply of the chief guest"}, "role", [(CHAIRPERSON, "nhrc-bangladesh", "chief_guest", CHAIRPERSON_NAME)]),
]  # fmt: skip

# session: (rule, [(kind, language, text, by the Commission?, theme)]); the points are samples, requests and promises are as reported
WORDS = {
    "points": (
        "chatham_house",
        [
            ("point", "bn", "জেলা পর্যায়ে হুমকির মুখে পড়লে কোথায় জানাতে হবে, অনেকে তা জানেন না। (নমুনা)", False, "risks"),
            ("point", "en", "Those who work far from the capital are the last to be heard. (Sample)", False, "situation"),
            ("point", "bn", "নারী রক্ষাকর্মীরা অনলাইনে ও পরিবারে দুই দিক থেকেই চাপের মুখে থাকেন। (নমুনা)", False, "groups"),
            ("question", "en", "Does the Commission act on what it reads in the newspapers, or only on complaints? (Sample)", False, "role"),
        ],
    ),
    "requests": (
        "affiliation",
        [
            ("proposal", "en", "The Commission should act more visibly and effectively for defenders and for human rights.", False, "role"),
            ("proposal", "bn", "রক্ষাকর্মী ও ঝুঁকিপূর্ণ জনগোষ্ঠীর পাশে থেকে তাঁদের নিরাপদ রাখতে কমিশন সহায়তা করুক।", False, "groups"),
            ("proposal", "en", "The Commission should be more proactive: act before a complaint is made.", False, "role"),
        ],
    ),
    "reply": (
        "on_record",
        [
            ("commitment", "en", "To take the steps needed on the points that were raised.", True, "role"),
            ("commitment", "en", "To give help and protection to human rights defenders.", True, "risks"),
        ],
    ),
}  # fmt: skip
DISTRICTS = {
    "BD-13": 4, "BD-10": 3, "BD-08": 3, "BD-58": 3, "BD-27": 3, "BD-01": 2, "BD-56": 2, "BD-29": 2, "BD-60": 3, "BD-61": 2, "BD-38": 2,
    "BD-54": 3, "BD-44": 2, "BD-55": 3, "BD-28": 2, "BD-14": 2, "BD-34": 2, "BD-41": 2, "BD-06": 2, "BD-51": 2, "BD-11": 1,
}  # fmt: skip


@transaction.atomic
def make_dialogue(places: Places) -> None:
    """The dialogue with its people, its minutes and the promises. Made whole or not at all; one that is there stays as it is."""
    if Event.objects.filter(slug=SLUG).exists():
        return
    with CALENDAR.at(-35):
        event, sessions = _announce(places)
    guests.register_guests(
        event,
        names.bangladesh(seed=0),
        guests.in_drawn_order(DISTRICTS, seed=1),
        calendar=CALENDAR,
        days=(-28, -4),
        pseudonyms={6 * number + 1: name for number, name in enumerate(names.BANGLADESH_PSEUDONYMS)},
    )
    _attended(event)
    _take_minutes(places, sessions)
    with CALENDAR.at(20):
        events.close_event(event, actor=actor("outsider"))


def _announce(places: Places) -> tuple[Event, dict[str, Session]]:
    organiser, host = actor("outsider"), places["ask"]
    title = {
        "en": "Dialogues with the National Human Rights Commission",
        "bn": "জাতীয় মানবাধিকার কমিশনের সঙ্গে সংলাপ",
    }
    series, _new = Series.objects.get_or_create(
        slug="nhrc-dialogue", defaults={"host": host, "title": title, "about": SERIES_ABOUT}
    )
    event = events.create_event(
        host,
        actor=organiser,
        slug=SLUG,
        series=series,
        is_sample=True,
        kind="dialogue",
        title=TITLE,
        summary=SUMMARY,
        audience=AUDIENCE,
        format="online",
        starts_at=CALENDAR.moment(0, 15),
        ends_at=CALENDAR.moment(0, 17, 30),
        timezone="Asia/Dhaka",
        country="BD",
        languages=["bn", "en"],
        visibility="unlisted",
        risk="restricted",
        sdgs=["16.10", "16.a"],
        coverage_target=21,
        reported_count=50,
        reported_qualifier="about",
        reported_kind="human rights defenders",
        registration_opens_at=CALENDAR.moment(-30, 9),
        registration_closes_at=CALENDAR.moment(-2, 18),
    )
    events.set_partner(event, actor=organiser, institution=host, role="organiser")
    themes = {key: programme.add_theme(event, actor=organiser, title=title) for key, title in THEMES.items()}
    items = {
        key: {
            "title": title,
            "type": kind,
            "theme": themes.get(theme),
            "starts_at": CALENDAR.moment(0, *start),
            "ends_at": CALENDAR.moment(0, *end),
            "languages": ["bn"],
            "speakers": [
                {"title": office, "institution": places[code], "role": role, "name": "".join(name)}
                for office, code, role, *name in speakers
            ],
        }
        for key, start, end, kind, title, theme, speakers in SESSIONS
    }
    sessions = programme.add_sessions(event, items.values(), actor=organiser)
    return events.publish_event(event, actor=organiser), dict(zip(items, sessions, strict=True))


def _attended(event: Event) -> None:
    """The platform's report of the day, taken in the next morning: most came, some lost the line and came back."""
    people = list(event.registrations.confirmed().order_by("queue_no"))
    day = CALENDAR.first_day.strftime("%m/%d/%Y")
    rows = []
    for number, person in enumerate(people):
        if number % 13 != 5:
            rows.append(
                (
                    person.name,
                    "",
                    f"{day} 02:{50 + number % 10}:00 PM",
                    f"{day} 05:3{number % 6}:00 PM",
                    "160",
                    "Yes",
                )
            )
        if number % 9 == 2:
            rows.append((person.name, "", f"{day} 04:05:00 PM", f"{day} 05:30:00 PM", "85", "Yes"))
    rows.append(("iPhone", "", f"{day} 03:10:00 PM", f"{day} 03:40:00 PM", "30", "Yes"))
    header = ("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest")
    with CALENDAR.at(1, 10):
        organiser = actor("outsider")
        report = import_zoom.upload(event, lists.as_csv(header, rows), "participants.csv", actor=organiser)
        import_zoom.apply(report, event, actor=organiser, point=event.days[0].isoformat(), by_hand={})


def _take_minutes(places: Places, sessions: dict[str, Session]) -> None:
    """Taken on the day, approved and published two weeks later. The Commission's words are put to its office, nobody else's to anyone."""
    organiser = actor("outsider")
    for key, (rule, lines) in WORDS.items():
        themes = dict(zip(THEMES, sessions[key].event.themes.order_by("position"), strict=True))
        with CALENDAR.at(0, 18):
            minutes = minutes_services.open_minutes(sessions[key], actor=organiser, attribution=rule)
            for number, (kind, language, text, by_commission, theme) in enumerate(lines, 1):
                who: dict[str, Any] = (
                    {"attribution": "organisation", "institution": places["nhrc-bangladesh"]}
                    if by_commission
                    else {}
                )
                entry_services.add_entry(
                    minutes,
                    actor=organiser,
                    text=text,
                    client_key=f"demo-{number}",
                    kind=kind,
                    language=language,
                    theme=themes[theme],
                    **who,
                )
            minutes_services.prepare(minutes, actor=organiser)
        with CALENDAR.at(14):
            minutes_services.approve(
                minutes, actor=organiser, signature="in_person", office="Chair of the dialogue"
            )
            minutes_services.publish(minutes, actor=organiser)
