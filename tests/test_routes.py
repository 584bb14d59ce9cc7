"""Every address as every role by every method: the site answers as it declares, and foreign looks like missing.

A route that declares nothing fails; a route with an argument that this file cannot fill fails too.
"""

import re
import uuid
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.routes import Route, all_routes
from tests.cast import EVENT_ROLES
from tests.shared import shared
from tests.world import build

pytestmark = (
    pytest.mark.once
)  # what a route declares does not depend on the database; that its queries run is asked on both
ROUTES = [route for route in all_routes() if not route.name.startswith("admin:")]
PEOPLE = ("anonymous", "nobody", "admin", "organiser", *EVENT_ROLES, "reviewer", "assessor", "outsider")
# What each of the cast is, in the words of the declarations.
IS = {
    "anonymous": {"public"},
    "nobody": {"public", "signed_in"},
    "admin": {"public", "signed_in", "administrator"},
    "organiser": {"public", "signed_in", "organiser", "team"},
    "reviewer": {"public", "signed_in", "reviewer"},
    "assessor": {"public", "signed_in", "assessor"},
    "outsider": {"public", "signed_in"},  # an organiser, but not of this event
    **{name: {"public", "signed_in", "team", role} for name, role in EVENT_ROLES.items()},
}
# Pages that need no object: an organiser of another host is as good as ours.
OWN_DESK = {
    "accounts:people",
    "accounts:invite",
    "events:desk-event-list",
    "events:desk-event-new",
    "events:desk-upcoming",
    "api:event-list",
    "api:series-list",
    "api:recommendation-list",
    "api:submission-list",
}
# Those who read what everybody reads: nobody known, somebody known, and one with rights of every kind.
EVERYBODY = {"anonymous", "nobody", "organiser"}
# Not pages of ours: allauth's own flow decides where these lead.
FLOWS = re.compile(r"^(account_|mfa_|set_language)")


def fill(route: Route, world: SimpleNamespace) -> dict:
    """The arguments of a route, from the world."""
    noun = route.name.split(":")[1]
    given = {}
    for argument in route.arguments:
        given[argument] = _value(argument, noun, world)
    return given


def _value(argument: str, noun: str, world: SimpleNamespace):
    if argument == "slug":
        return world.series.slug if noun.startswith("series") else world.event.slug
    if argument == "token":
        return world.registered.manage_token
    if argument == "secret":
        return world.calendar_secret
    if argument == "point":
        return world.event.days[0].isoformat()
    fixed = {
        "file": "x",
        "number": 0,
        "kind": "person",
        "role": world.partner.role,
        "move": "table" if "draft" in noun else "approve",
        "action": "x",
        "paper": "programme",
    }
    if argument in fixed:
        return fixed[argument]
    if argument == "ref":
        return world.adopted.ref
    if argument == "item":
        return str(world.position_item.uid)
    if argument == "entry":
        return str(world.entry.uid)
    if argument == "code":
        if "partner" in noun:
            return world.partner.institution.code
        if "registration" in noun or "attendance" in noun:
            return world.registered.registration.code
        if "certificate" in noun:
            return world.certificate.code
        return (
            world.prepared.code
            if re.search(r"submission-(edit|send|discard)$", noun)
            else world.submission.code
        )
    return str(_uid(noun, world))


def _uid(noun: str, world: SimpleNamespace) -> uuid.UUID:
    for words, thing in (
        ("registration-answer-file", world.file_question),
        ("question desk-registration-file", world.question), ("delegation", world.delegation), ("desk-change change-", world.change),
        ("desk-paper paper-", world.paper), ("desk-letter letter-", world.office_letter),
        ("desk-point", world.point), ("desk-device", world.device), ("certificate", world.certificate),
        ("desk-import", world.imported), ("desk-zoom", world.zoomed),
        ("material", world.material), ("event-invitation desk-invitation", world.event_invitation),
        ("invitation", world.invitation), ("membership", world.membership),
        ("job", world.job), ("theme", world.theme), ("room", world.room), ("speaker-new session", world.session), ("speaker", world.speaker),
        ("limit", world.pool), ("team-member role", world.role), ("mail", world.mail), ("minutes-page", world.published),
        ("announcement", world.announcement), ("reminder", world.reminder),
        ("entry-detail", world.entry), ("entry-list", world.minutes), ("answer-issue own-answer", world.own_answer),
        ("answer", world.answer), ("document", world.document), ("adoption-done", world.adopted.decision),
        ("reviewer-position", world.position_item), ("draft recommendation source version", world.drafted), ("desk-duplicate", world.apart),
    ):  # fmt: skip
        if any(word in noun for word in words.split()):
            return thing.uid
    if "minutes" in noun or "entry" in noun or "entries" in noun or "summary" in noun:
        return world.minutes.uid if noun.startswith("api") else world.session.uid
    raise KeyError(noun)


def address(route: Route, world: SimpleNamespace) -> str:
    try:
        return reverse(route.name, kwargs=fill(route, world))
    except (NoReverseMatch, KeyError):
        pytest.fail(f"tests/world.py has nothing for {route.name} {route.arguments}")


def send(client: Client, method: str, url: str):
    """The answer, with whatever the call changed undone."""
    point = transaction.savepoint()
    try:
        if url.startswith("/api/"):
            return client.generic(method, url, b"{}", content_type="application/json")
        return client.generic(method, url)
    finally:
        transaction.savepoint_rollback(point)


def test_every_route_is_declared_and_named():
    assert [route.path for route in ROUTES if route.declared is None] == []
    assert [route.path for route in ROUTES if not route.name.split(":")[-1]] == []


@shared
def world(event, cast) -> SimpleNamespace:
    return build(event, cast)


@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=pytest.mark.both) if who == "organiser" else who for who in PEOPLE]
)
def test_each_role_gets_what_is_declared(who, world, cast, client):
    """Allowed: an answer (no 403, no 404, no 5xx). Not allowed: sign-in page, 401, 403 or 404. Wrong method: 405."""
    person, faults = cast.client(who), []
    for route in ROUTES:
        if FLOWS.match(route.name):
            continue
        url = address(route, world)
        for method in ("GET", "POST"):
            if method not in route.declared.methods and who not in _asks_undeclared(route):
                continue
            if "public" in route.declared.roles_for(method) and who not in EVERYBODY:
                continue
            status, allowed = (
                send(person, method, url).status_code,
                bool(route.declared.roles_for(method) & (IS[who] | _by_link(route))),
            )
            fine = _fits(
                status,
                allowed=allowed or (who == "outsider" and route.name in OWN_DESK),
                known=method in route.declared.methods,
            )
            if not fine:
                faults.append(f"{method} {route.path} ({', '.join(sorted(route.declared.roles))}): {status}")
    assert not faults, "\n".join(faults)


def _asks_undeclared(route: Route) -> set[str]:
    """Who tries a method that the route does not declare: nobody known, the organiser, and one whom the route lets in. All with
    the same rights get the same answer, because none of them gets one."""
    inside = next(
        (who for who in PEOPLE if route.declared.roles & IS[who] and who != "anonymous"), "organiser"
    )
    return {"anonymous", "organiser", inside}


def _by_link(route: Route) -> set[str]:
    """Who holds the link of a registration is its participant, whoever is signed in."""
    return {"participant"} if "token" in route.arguments else set()


def _fits(status: int, *, allowed: bool, known: bool) -> bool:
    if status >= 500:
        return False
    if not known:
        return status in (302, 401, 403, 404, 405)
    return status not in (401, 403) if allowed else status in (302, 401, 403, 404)


@pytest.mark.parametrize("who", ["outsider", "reviewer"])
def test_foreign_and_missing_look_the_same(who, world, cast):
    """What a person may not know answers like what does not exist: the same status and the same page."""
    person, faults = cast.client(who), []
    for route in ROUTES:
        if (
            not route.arguments
            or route.declared.roles & (IS[who] | {"participant"})
            or FLOWS.match(route.name)
        ):
            continue
        kwargs = fill(route, world)
        foreign = send(person, "GET", reverse(route.name, kwargs=kwargs))
        missing = send(person, "GET", reverse(route.name, kwargs={**kwargs, **_missing(kwargs)}))
        if (foreign.status_code, len(foreign.content)) != (
            missing.status_code,
            len(missing.content),
        ) and foreign.status_code != 405:
            faults.append(f"{route.path}: {foreign.status_code} and {missing.status_code}")
    assert faults == []


def _missing(kwargs: dict) -> dict:
    gone = {}
    for name, value in kwargs.items():
        if name in ("slug", "ref", "code"):
            gone[name] = "x" * len(str(value)) if name != "ref" else "XXX-1900-999"
        elif name in ("uid", "entry", "item"):
            gone[name] = str(uuid.UUID(int=7))
    return gone
