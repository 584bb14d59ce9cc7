"""What everybody may read of events: the list, an event, its agenda, the calendar feed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.actors import SYSTEM
from events import steps
from events.agenda import Agenda
from events.models import Event, EventPartner, Room, Session, Speaker, Theme
from events.queries import count_words, date_words
from events.services import programme
from tests.cast import at, make_event, make_session
from tests.events.people import join

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

LIST = "/events/"
PAGES = [
    "/events/policy-consultation/",
    "/events/policy-consultation/agenda/",
    "/events/policy-consultation/agenda.ics",
]


def texts(response) -> str:
    """The page as one line, to look for words in it."""
    return " ".join(response.content.decode().split())


# == Who sees what ===============================================================================================


@pytest.mark.parametrize("url", [LIST, "/about/data/", *PAGES])
def test_public_pages_are_for_everybody_and_only_to_read(event, cast, url):
    for name in ("anonymous", "outsider", "reviewer", "organiser"):
        assert cast.client(name).get(url).status_code == 200
    assert cast.client("anonymous").head(url).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(cast.client("anonymous"), method)(url).status_code == 405


def test_about_your_data_is_in_bangla(client):
    client.cookies["django_language"] = "bn"
    page = texts(client.get("/about/data/"))
    assert (
        'lang="bn"' in page
        and "আমরা কী জানতে চাই" in page
        and "Who sees it" not in page
        and "For how long" not in page
    )


@pytest.mark.parametrize("hide", [{"state": "draft"}, {"visibility": "restricted"}])
@pytest.mark.parametrize("url", [*PAGES, "/events/policy-consultation/register/"])
def test_what_is_hidden_answers_like_what_is_missing(event, cast, hide, url):
    Event.objects.update(**hide)
    for name in ("anonymous", "outsider", "reviewer", "nobody"):
        assert cast.client(name).get(url).status_code == 404
        assert cast.client(name).get(url.replace("policy-consultation", "missing")).status_code == 404
    assert cast.client("organiser").get(url).status_code == 200
    assert cast.client("viewer").get(url).status_code == 200
    assert "Policy consultation" not in texts(cast.client("organiser").get(LIST))


def test_visitors_share_a_page_for_some_seconds_and_nobody_else_does(event, cast, settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    visitor, organiser, [page, *_] = cast.client("anonymous"), cast.client("organiser"), PAGES
    Event.objects.update(state="draft")
    assert (organiser.get(page).status_code, visitor.get(page).status_code) == (200, 404)
    Event.objects.update(state="published")
    assert "Policy consultation" in texts(visitor.get(page)), "what was missing is not remembered as missing"
    Event.objects.update(city="Lahore")
    with CaptureQueriesContext(connection) as asked:
        assert "Islamabad" in texts(cast.client("anonymous").get(page))
    assert len(asked) == 0
    assert "Lahore" in texts(organiser.get(page)) and "Lahore" in texts(cast.client("nobody").get(page))
    assert "پالیسی مشاورت" in texts(visitor.get(page, headers={"Accept-Language": "ur"}))
    settings.PUBLIC_PAGE_SECONDS = 0
    assert "Lahore" in texts(visitor.get(page))


def test_an_unlisted_event_is_found_only_by_its_address(event, cast):
    Event.objects.update(visibility="unlisted")
    visitor = cast.client("anonymous")
    assert "Policy consultation" not in texts(visitor.get(LIST))
    assert visitor.get(PAGES[0]).status_code == 200


def test_the_team_finds_its_desk_and_others_do_not(event, cast):
    desk = reverse("events:desk-event", args=[event.slug])
    assert desk in texts(cast.client("viewer").get(PAGES[0]))
    assert desk not in texts(cast.client("outsider").get(PAGES[0]))


# == The list ====================================================================================================


@pytest.fixture
def several(event, ask) -> Event:
    past = make_event(
        ask,
        slug="dialogue",
        title={"en": "Defenders’ dialogue", "bn": "সংলাপ"},
        kind="dialogue",
        country="BD",
        city="Dhaka",
    )
    Event.objects.filter(pk=past.pk).update(starts_at=at(2023, 2, 15, 4), ends_at=at(2023, 2, 15, 10))
    make_event(
        ask,
        slug="later",
        title={"en": "Later seminar"},
        kind="seminar",
        country="",
        starts_at=event.starts_at + timedelta(days=30),
        ends_at=event.starts_at + timedelta(days=31),
    )
    return event


def slugs(client, query: str = "") -> list[str]:
    return [event.slug for event in client.get(f"{LIST}?{query}").context["table"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["policy-consultation", "later", "dialogue"]),  # the next one first, then what is over
        ("sort=-date", ["dialogue", "later", "policy-consultation"]),
        ("sort=title", ["dialogue", "later", "policy-consultation"]),
        ("when=upcoming", ["policy-consultation", "later"]),
        ("when=past", ["dialogue"]),
        ("kind=seminar&kind=dialogue", ["later", "dialogue"]),
        ("country=BD", ["dialogue"]),
        ("q=defenders", ["dialogue"]),
        ("q=সংলাপ", ["dialogue"]),
        ("q=پالیسی", ["policy-consultation"]),
        ("q=islamabad+policy", ["policy-consultation"]),
        ("q=nothing", []),
        (
            "q=%00&kind=planet&country=%27&when=never&page=99999&sort=;",
            ["policy-consultation", "later", "dialogue"],
        ),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(several, areas, client, query, found):
    from directory.models import Area

    Area.objects.create(code="BD", country="BD", level=0, name="Bangladesh")
    assert slugs(client, query) == found


def test_an_empty_list_says_what_will_come(db, client):
    assert "No event is announced yet" in texts(client.get(LIST))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(spo, areas, client, number):
    for n in range(number):
        make_event(spo, slug=f"e{n}")
    client.get(LIST)  # the names of countries are remembered for a minute
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).status_code == 200
    assert len(queries) == 3


# == The page of an event ========================================================================================


def test_the_page_says_what_when_where_and_who(event, mohr, client):
    Event.objects.update(date_precision="assumed", audience={"en": "Everybody"}, sdgs=["16.10"])
    EventPartner.objects.create(
        event=event, institution=mohr, role="co_organiser", disclaimer="Views are those of participants."
    )
    page = texts(client.get(PAGES[0]))
    for words in (
        "Policy consultation", "assumed", "A hotel, Islamabad", "Two days on a policy framework.", "2 themes", "Gap analysis",
        "Where do law and practice part ways?", "Karachi time (UTC+5)", "09:30", "Hall A", "Ministry of Human Rights", "Together with",
        "Views are those of participants.", "Strengthening Participatory Organization", "Everybody", "16.10", "60 places left of 60",
        "Register", "Registration open until", "Pakistan",
    ):  # fmt: skip
        assert words in page, words


def test_the_thread_says_how_far_it_has_got(event, client):
    def knots() -> list[tuple[str, str]]:
        return [
            (step.title, step.state) for step in client.get(PAGES[0]).context["steps"] if step.order <= 30
        ]

    assert knots() == [("Announced", "done"), ("Registration", "now"), ("Consultation", "ahead")]
    Event.objects.update(registration_opens_at=timezone.now() + timedelta(days=2))
    assert knots()[1] == ("Registration", "ahead")
    Event.objects.update(
        registration_closes_at=timezone.now() - timedelta(days=2),
        registration_opens_at=timezone.now() - timedelta(days=4),
    )
    assert knots()[1] == ("Registration", "done")
    Event.objects.update(state="cancelled")
    assert knots() == [("Announced", "done"), ("Consultation", "cut")]
    Event.objects.update(state="closed", starts_at=at(2023, 2, 15, 4), ends_at=at(2023, 2, 15, 10))
    assert knots() == [("Announced", "done"), ("Consultation", "done")]


@pytest.mark.parametrize(
    ("fields", "shown", "button"),
    [
        ({}, "Registration open until", "Register"),
        ({"registration_opens_at": None}, "By invitation", ""),
        ({"registration_opens_at": timezone.now() + timedelta(days=3)}, "Registration opens on", ""),
        ({"registration_closes_at": timezone.now() - timedelta(hours=1)}, "Registration is closed", ""),
        ({"state": "cancelled"}, "Cancelled", ""),
    ],
)
def test_the_one_button_follows_registration(event, client, fields, shown, button):
    Event.objects.update(**fields)
    page = texts(client.get(PAGES[0]))
    assert shown in page
    assert ("btn--primary" in page) is bool(button)


def test_a_full_event_offers_the_waiting_list_or_nothing(event, client):
    event.pools.filter(kind="event").update(size=1)
    join(event)
    assert "Join the waiting list" in texts(client.get(PAGES[0]))
    Event.objects.update(waiting_list=False)
    page = texts(client.get(PAGES[0]))
    assert "All places are taken" in page and "btn--primary" not in page


def test_counts_keep_their_qualifier(spo):
    event = make_event(
        spo,
        slug="counted",
        reported_count=50,
        reported_qualifier="about",
        reported_kind="human rights defenders",
    )
    assert count_words(event) == "about 50 human rights defenders"
    event.reported_qualifier, event.reported_kind = "over", ""
    assert count_words(event) == "over 50 participants"
    event.reported_qualifier = "exact"
    assert count_words(event) == "50 participants"
    event.reported_count = None
    assert count_words(event) == ""


def test_dates_are_those_of_the_events_own_zone(spo):
    event = make_event(
        spo, slug="night", starts_at=at(2027, 1, 11, 20), ends_at=at(2027, 1, 12, 20), timezone="Asia/Karachi"
    )
    assert date_words(event) == "12–13 January 2027"
    event.date_precision = "unknown_year"
    assert date_words(event) == "12–13 January, year unknown"


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_five_queries_for_one_and_for_three_of_everything(spo, mohr, areas, client, number):
    event = make_event(spo)
    for n in range(number):
        theme = Theme.objects.create(event=event, position=n, title={"en": f"T{n}"})
        session = make_session(
            event, f"S{n}", hour=n, theme=theme, room=Room.objects.create(event=event, name=f"R{n}")
        )
        for precedence in range(number):
            Speaker.objects.create(session=session, institution=mohr, precedence=precedence)
        EventPartner.objects.create(event=event, institution=mohr, role=["funder", "support", "organiser"][n])
        join(event, n)
    client.get(PAGES[0])
    for url, most in ((PAGES[0], 5), (PAGES[1], 3), (PAGES[2], 2)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) == most, "\n".join(query["sql"][:200] for query in queries)


def test_what_is_kept_of_the_page_follows_every_change(event, mohr, client):
    def shows(words: str) -> bool:
        return words in texts(client.get(PAGES[0]))

    session = event.sessions.first()
    assert not shows("Chief guest")
    speaker = Speaker.objects.create(session=session, role="chief_guest", institution=mohr)
    assert shows("Chief guest")
    speaker.delete()
    assert not shows("Chief guest")
    Room.objects.update(name="Garden")
    assert shows("Garden")
    Theme.objects.update(questions={"en": "Who pays?"})
    assert shows("Who pays?")
    partner = EventPartner.objects.create(event=event, institution=mohr, role="funder")
    assert shows("Funded by")
    partner.delete()
    assert not shows("Funded by")
    Event.objects.update(summary={"en": "Three days."})
    assert shows("Three days.")


def test_every_language_gets_its_own_page(event, client):
    assert "Policy consultation" in texts(client.get(PAGES[0]))
    client.cookies["django_language"] = "ur"
    with translation.override("en"):  # the language of a request stays with the thread
        page = texts(client.get(PAGES[0]))
    assert "پالیسی مشاورت" in page and 'dir="rtl"' in page


def test_the_home_page_counts_what_is_listed(event, ask):
    make_event(ask, slug="hidden", visibility="restricted")
    make_event(ask, slug="draft", state="draft")
    [figure] = steps.figures()
    assert (figure.number, figure.title, figure.hint) == (1, "dialogue or consultation", "in 1 country")
    Event.objects.update(visibility="restricted")
    assert steps.figures() == []


# == The agenda ==================================================================================================


def test_what_overlaps_stands_side_by_side_and_what_is_cancelled_alone(spo):
    event = make_event(spo, slug="agenda")
    rooms = [Room.objects.create(event=event, name=name) for name in ("Hall B", "Hall A")]
    make_session(event, "B", room=rooms[0])
    make_session(event, "A", room=rooms[1])
    off = make_session(event, "Off")
    programme.cancel_session(off, actor=SYSTEM)
    half = make_session(event, "Half")
    Session.objects.filter(pk=half.pk).update(
        starts_at=half.starts_at + timedelta(minutes=30), ends_at=half.ends_at + timedelta(minutes=30)
    )
    make_session(event, "After", hour=2)
    make_session(event, "Next day", day=1)
    days = Agenda(event, ()).days
    shown = [[[str(item.title) for item in slot.items] for slot in day.slots] for day in days]
    assert shown == [[["A", "B", "Half"], ["Off"], ["After"]], [["Next day"]]]
    assert [day.number for day in days] == [1, 2]


def test_speakers_are_in_order_of_precedence_and_named_once(event, session, mohr):
    for role, name, precedence in [
        ("panellist", "Last", 90),
        ("chief_guest", "", 10),
        ("chair", "Middle", 20),
        ("moderator", "Last", 80),
    ]:
        Speaker.objects.create(
            session=session, role=role, name=name, precedence=precedence, institution=None if name else mohr
        )
    agenda = Agenda(event, ())
    assert [line.who for line in agenda.items[0].speakers] == [
        "Ministry of Human Rights",
        "Middle",
        "Last",
        "Last",
    ]
    assert [(line.role, line.who) for line in agenda.speakers] == [
        ("Chief guest", "Ministry of Human Rights"),
        ("Chair", "Middle"),
        ("Moderator", "Last"),
    ]


def test_an_agenda_of_120_sessions_takes_three_queries(spo, areas, client):
    event = make_event(spo, slug="big")
    sessions = [
        Session(
            event=event,
            title={"en": f"Session {n}"},
            starts_at=event.starts_at + timedelta(minutes=5 * n),
            ends_at=event.starts_at + timedelta(minutes=5 * n + 5),
        )
        for n in range(120)
    ]
    Speaker.objects.bulk_create(
        Speaker(session=session, name=f"Speaker {n}")
        for n, session in enumerate(Session.objects.bulk_create(sessions))
    )
    with CaptureQueriesContext(connection) as queries:
        page = texts(client.get("/events/big/agenda/"))
    assert len(queries) == 3
    assert "Session 119" in page and "Speaker 119" in page


def test_an_event_without_sessions_says_so(spo, client):
    make_event(spo, slug="bare")
    assert "The agenda is being made" in texts(client.get("/events/bare/agenda/"))
    assert client.get("/events/bare/").status_code == 200
    assert b"BEGIN:VEVENT" not in client.get("/events/bare/agenda.ics").content
