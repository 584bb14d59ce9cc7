"""Every page of the event's desk asks the same questions: works, outsider, may see but not change, wrong method, missing."""

import uuid
from types import SimpleNamespace

import pytest

from events.models import EventRole, Speaker
from events.services import events as event_service
from events.services import team
from tests.events.desk import url
from tests.events.people import join
from tests.shared import shared

pytestmark = pytest.mark.once  # pages; tests/test_routes.py opens each on PostgreSQL

EVERYBODY = {"organiser", "registrar", "checkin", "rapporteur", "drafter", "chair", "programmer", "viewer"}
# page, who may open it, method
GETS = {
    "desk-event": EVERYBODY,
    "desk-event-edit": {"organiser"},
    "desk-event-cancel": {"organiser"},
    "desk-event-close": {"organiser"},
    "desk-themes": {"organiser", "programmer"},
    "desk-theme-edit": {"organiser", "programmer"},
    "desk-theme-remove": {"organiser", "programmer"},
    "desk-sessions": {"organiser", "programmer"},
    "desk-session-new": {"organiser", "programmer"},
    "desk-session-edit": {"organiser", "programmer"},
    "desk-session-remove": {"organiser", "programmer"},
    "desk-speaker-edit": {"organiser", "programmer"},
    "desk-places": {"organiser"},
    "desk-partners": {"organiser"},
    "desk-team": {"organiser"},
    "desk-team-member": {"organiser"},
    "desk-role-revoke": {"organiser"},
    "desk-registrations": {"organiser", "registrar", "checkin"},
    "desk-registration": {"organiser", "registrar", "checkin"},
    "desk-registration-new": {"organiser", "registrar"},
    "desk-registration-export": {"organiser", "registrar"},
    "desk-coverage": {"organiser", "registrar", "checkin", "programmer"},
    "desk-coverage-export": {"organiser", "registrar", "checkin", "programmer"},
    "desk-sign-in": {"organiser", "registrar", "checkin"},
    "desk-walk-in": {"organiser", "registrar", "checkin"},
    "desk-points": {"organiser", "registrar"},
    "desk-attendance": {"organiser", "registrar", "checkin"},
    "desk-attendance-point": {"organiser", "registrar", "checkin"},
    "desk-attendance-correct": {"organiser", "registrar", "checkin"},
    "desk-tally": {"organiser", "registrar", "checkin"},
    "desk-certificates": {"organiser", "registrar"},
    "desk-mail": {"organiser", "registrar"},
}
POSTS = {
    "desk-event-publish": {"organiser"},
    "desk-theme-move": {"organiser", "programmer"},
    "desk-session-state": {"organiser", "programmer"},
    "desk-speaker-new": {"organiser", "programmer"},
    "desk-speaker-remove": {"organiser", "programmer"},
    "desk-limit-new": {"organiser"},
    "desk-limit-remove": {"organiser"},
    "desk-partner-remove": {"organiser"},
    "desk-invitation-withdraw": {"organiser"},
    "desk-registration-find": {"organiser", "registrar", "checkin"},
    "desk-registration-decide": {"organiser", "registrar"},
    "desk-registration-contact": {"organiser", "registrar"},
    "desk-registration-move": {"organiser", "registrar"},
    "desk-points-sessions": {"organiser", "registrar"},
    "desk-device-new": {"organiser", "registrar"},
    "desk-attendance-export": {"organiser", "registrar"},
    "desk-certificates-issue": {"organiser", "registrar"},
    "desk-sign-in-find": {"organiser", "registrar", "checkin"},
    "desk-sign-in-mark": {"organiser", "registrar", "checkin"},
    "desk-mail-retry": {"organiser", "registrar"},
}


@shared
def things(event, cast, session, mohr) -> SimpleNamespace:
    """One of each thing that an address names."""
    from core.models import OutboundMail

    registration = join(event)
    return SimpleNamespace(
        theme=event.themes.first(),
        session=session,
        speaker=Speaker.objects.create(session=session, name="Riffat Butt"),
        pool=event.pools.first(),
        partner=event_service.set_partner(
            event, actor=cast.actor("organiser"), institution=mohr, role="co_organiser"
        ),
        role=EventRole.objects.get(event=event, user=cast.viewer),
        invitation=team.invite(
            event, actor=cast.actor("organiser"), email="new@test.example", role="drafter"
        ),
        registration=registration,
        mail=OutboundMail.objects.filter(scope=str(event.uid)).first(),
    )


def arguments(name: str, things: SimpleNamespace) -> list:
    """What follows the event in the address of a page."""
    if name == "desk-registration-new":
        return ["person"]
    if name in ("desk-attendance-point", "desk-attendance-correct", "desk-tally"):
        day = things.registration.event.days[0].isoformat()
        return [day, *([things.registration.code] if name.endswith("correct") else [])]
    if name.startswith("desk-registration-") and name.split("-")[-1] in ("contact", "move"):
        return [things.registration.code, *(["approve"] if name.endswith("move") else [])]
    if name == "desk-registration":
        return [things.registration.code]
    if name == "desk-partner-remove":
        return ["mohr", "co_organiser"]
    named = {
        "desk-theme-": things.theme, "desk-session-": things.session, "desk-speaker-": things.speaker, "desk-limit-": things.pool,
        "desk-team-": things.role, "desk-role-": things.role, "desk-invitation-": things.invitation, "desk-mail-": things.mail,
    }  # fmt: skip
    if name.endswith("-new"):
        return [things.session.uid] if name == "desk-speaker-new" else []
    return next(([thing.uid] for start, thing in named.items() if name.startswith(start)), [])


def test_each_page_opens_for_its_roles_and_no_others(event, cast, things):
    clients = {who: cast.client(who) for who in sorted(EVERYBODY)}
    for name, allowed in GETS.items():
        address = url(name, event, *arguments(name, things))
        answers = {who: client.get(address).status_code for who, client in clients.items()}
        assert answers == {who: 200 if who in allowed else 403 for who in clients}, name


def test_each_step_is_refused_to_the_rest_of_the_team(event, cast, things):
    clients = {who: cast.client(who) for who in sorted(EVERYBODY)}
    for name, allowed in POSTS.items():
        address = url(name, event, *arguments(name, things))
        answers = {
            who: client.post(address).status_code for who, client in clients.items() if who not in allowed
        }
        assert answers == dict.fromkeys(answers, 403), name


def test_strangers_find_nothing(event, cast, things):
    strangers = {who: cast.client(who) for who in ("outsider", "reviewer", "nobody")}
    for name in (*GETS, *POSTS):
        address = url(name, event, *arguments(name, things))
        for who, client in strangers.items():
            assert (client.get(address) if name in GETS else client.post(address)).status_code == 404, (
                name,
                who,
            )


def test_visitors_are_asked_to_sign_in(event, cast, things):
    visitor = cast.client("anonymous")
    for name in (*GETS, *POSTS):
        address = url(name, event, *arguments(name, things))
        answer = visitor.get(address) if name in GETS else visitor.post(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/"), name


def test_what_changes_something_is_never_a_get(event, cast, things):
    client = cast.client("organiser")
    for name in POSTS:
        assert client.get(url(name, event, *arguments(name, things))).status_code == 405, name


def test_what_only_shows_takes_no_post(event, cast):
    client = cast.client("organiser")
    for name in (
        "desk-event",
        "desk-sessions",
        "desk-registrations",
        "desk-coverage",
        "desk-coverage-export",
        "desk-sign-in",
        "desk-mail",
    ):
        assert client.post(url(name, event)).status_code == 405, name


def test_a_missing_thing_is_not_found(event, cast, things):
    client = cast.client("organiser")
    for name in (*GETS, *POSTS):
        given = arguments(name, things)
        if not given or given == ["person"]:
            continue
        gone = [uuid.uuid4()] if isinstance(given[0], uuid.UUID) else ["nowhere", *given[1:]]
        address = url(name, event, *gone)
        assert (client.get(address) if name in GETS else client.post(address)).status_code == 404, name


def test_a_registration_of_another_event_is_not_found(event, cast, spo):
    from tests.cast import make_event

    other = make_event(spo, "another")
    theirs = join(other)
    assert cast.client("organiser").get(url("desk-registration", event, theirs.code)).status_code == 404


def test_an_unknown_move_is_not_found(event, cast, things):
    address = url("desk-registration-move", event, things.registration.code, "register")
    assert cast.client("organiser").post(address).status_code == 404


def test_a_missing_event_is_not_found(cast):
    client = cast.client("organiser")
    for name in ("", "sessions/", "registrations/", "sign-in/"):
        assert client.get(f"/desk/events/nowhere/{name}").status_code == 404
